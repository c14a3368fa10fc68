"""Coverage-guided fuzzing of what reads bytes from outside: codecs, documents, maps, scans.

    python -m tools.fuzz --seconds 60            every target, so long each
    python -m tools.fuzz maps --seconds 600

Needs `atheris` (extra `dev`, on Linux). A target may raise only what it declares; anything else is
a finding, and its bytes are kept in the folder named at the end. Exit code 1 if there is one.
"""

import argparse
import importlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

TARGETS = ("codecs", "documents", "maps", "scans")
INPUT_BYTES_MAX = 4096
Target = Callable[[bytes], None]


def codecs() -> Target:
    """Every syntax: cut, then read each part."""
    from landbridge.codecs import PayloadUnreadableError
    from landbridge.codecs import codecs as known

    found = list(known().values())

    def target(data: bytes) -> None:
        for codec in found:
            try:
                for part in codec.split(data, wire_type=""):
                    codec.read(part)
            except PayloadUnreadableError:
                continue

    return target


def documents() -> Target:
    """Canonical JSON: what is read is written again, byte for byte the same as it reads."""
    from landbridge.canon import DocumentUnreadableError, check, dump_json, load_json

    def target(data: bytes) -> None:
        try:
            document = load_json(data)
        except DocumentUnreadableError:
            return
        check(document)
        assert load_json(dump_json(document)) == document

    return target


def maps() -> Target:
    """Every map that reads JSON: whatever the tree, a document or findings."""
    from landbridge.canon import check, dump_json
    from landbridge.codecs import PayloadUnreadableError, get_codec
    from landbridge.connect.registry import connector_kinds
    from landbridge.mapping import MapContext, to_canon

    codec = get_codec("json")
    found = [
        kind.load_map(one.map)
        for kind in connector_kinds().values()
        for one in kind.manifest.speaks
        if kind.manifest.syntax == "json" and one.direction == "in" and one.map
    ]
    context = MapContext(owner="ACME", site="MAIN", endpoint="fuzz", zone="Europe/Warsaw")

    def target(data: bytes) -> None:
        try:
            trees = [codec.read(part) for part in codec.split(data, wire_type="")]
        except PayloadUnreadableError:
            return
        for tree in trees:
            for one in found:
                document = to_canon(tree, map=one, context=context).value
                if document is not None:
                    check(document)
                    dump_json(document)

    return target


def scans() -> Target:
    """What a scanner sends."""
    from landbridge.canon.gs1 import ElementStringError, read_element_string
    from landbridge.wms.facade.contracts import Wrong
    from landbridge.wms.master.rules import read_scan

    def target(data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape")
        with suppress(Wrong):
            read_scan(text, year=2026)
        with suppress(ElementStringError):
            read_element_string(text)

    return target


def seeds() -> Iterator[bytes]:
    """Samples of all connectors and documents, and a few scans."""
    root = Path(__file__).parents[1] / "landbridge"
    for file in sorted(root.glob("**/samples/**/*.json")):
        if file.stat().st_size <= INPUT_BYTES_MAX:
            yield file.read_bytes()
    yield b"]C1010952123456789210LOT1\x1d21S7"
    yield b"(01)09521234567892(17)261231(10)AB"


def fuzz_here(name: str, seconds: int, folder: Path) -> None:
    """Fuzz one target in this process until its time is over; it ends the process."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["landbridge"]):
        target: Target = globals()[name]()
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, data in enumerate(seeds()):
        (corpus / f"seed-{number}").write_bytes(data)
    options = [f"-max_total_time={seconds}", f"-max_len={INPUT_BYTES_MAX}",
               f"-artifact_prefix={folder}/", "-timeout=10", "-rss_limit_mb=1024",
               "-print_final_stats=1"]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], target)
    atheris.Fuzz()


def fuzz(name: str, seconds: int, folder: Path) -> tuple[int, int, bool]:
    """Runs, edges covered, and whether it came to its end without a finding."""
    command = [sys.executable, "-m", "tools.fuzz", "--here", str(folder), "--seconds",
               str(seconds), name]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    runs = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    covered = re.findall(r"cov: (\d+)", done.stderr)
    if done.returncode:
        print(done.stderr[-3000:], file=sys.stderr)
    edges = int(covered[-1]) if covered else 0
    return int(runs[1]) if runs else 0, edges, done.returncode == 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Fuzz what reads bytes from outside.")
    parser.add_argument("targets", nargs="*", default=[])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if unknown := set(args.targets) - set(TARGETS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(TARGETS)}")
    if args.here:
        fuzz_here(args.targets[0], args.seconds, args.here)
        return 0
    found = False
    for name in args.targets or TARGETS:
        folder = Path(tempfile.mkdtemp(prefix=f"landbridge-fuzz-{name}-"))
        runs, covered, fine = fuzz(name, args.seconds, folder)
        verdict = "nothing found" if fine else f"FOUND SOMETHING, see {folder}"
        print(
            f"| {name} | {runs} runs | {covered} edges | {args.seconds} s | {verdict} |", flush=True
        )
        found |= not fine
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
