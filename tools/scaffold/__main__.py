"""The command line of the scaffold."""

import argparse
import sys
from pathlib import Path

from landbridge.canon import document_types
from tools.scaffold.connector import write_connector
from tools.scaffold.document import write_document
from tools.scaffold.files import ScaffoldError
from tools.scaffold.maps import add_map

ROOT = Path(__file__).resolve().parents[2]
CONNECTORS = ROOT / "landbridge" / "connectors"
CANON = ROOT / "landbridge" / "canon"


def main(arguments: list[str] | None = None) -> int:
    """Write the parts; prints each file and what to do next. 2 if something is in the way."""
    args = _parser().parse_args(arguments)
    try:
        if args.what == "connector":
            title = args.title or args.name.replace("_", " ").capitalize()
            package = args.package or "landbridge.connectors"
            written = write_connector(args.name, title=title, into=args.into, package=package)
            then = f"Try it: python -m pytest tests/contract -k {args.name}"
        elif args.what == "map":
            folder = args.into / args.connector
            written = add_map(folder, document=args.document, direction=args.direction)
            then = f"Now edit the paths in {written[0].name} and the sample beside it."
        else:
            written = write_document(args.name, into=CANON)
            then = "Try it: python -m pytest tests/contract/test_documents_and_codecs.py"
    except ScaffoldError as fault:
        print(f"{fault}", file=sys.stderr)
        return 2
    for path in written:
        print(path)
    print(then)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.scaffold", description=main.__doc__)
    kinds = parser.add_subparsers(dest="what", required=True)
    connector = kinds.add_parser("connector", help="a folder for one more outside system")
    connector.add_argument("name", help="in snake_case; it never changes")
    connector.add_argument("--title", default="", help="how people call that system")
    connector.add_argument("--into", type=Path, default=CONNECTORS, help="parent folder")
    connector.add_argument("--package", default="", help="import name of the parent folder")
    added = kinds.add_parser("map", help="one more document a connector speaks")
    added.add_argument("connector")
    added.add_argument("document", choices=list(document_types()))
    added.add_argument("direction", choices=("in", "out"))
    added.add_argument("--into", type=Path, default=CONNECTORS, help="parent folder")
    document = kinds.add_parser("document", help="one more type of canonical document")
    document.add_argument("name", help="in snake_case, as in the glossary")
    return parser


if __name__ == "__main__":
    sys.exit(main())
