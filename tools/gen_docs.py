"""Writes docs/reference from the code: commands, settings, connectors, documents.

    python -m tools.gen_docs          write the pages
    python -m tools.gen_docs --check  say which pages are not as the code has them

`tests/house` runs the check, so that a reference page is never out of date.
"""

import argparse
import dataclasses
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tools import exchange_page

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
NOTE = "<!-- Written by tools/gen_docs.py; change the code, not this page. -->\n"


def page_writers() -> Mapping[str, Callable[[], Iterator[str]]]:
    """What writes each page, by the page's file name."""
    return {
        "commands.md": _commands,
        "settings.md": _settings,
        "connectors.md": _connectors,
        "documents.md": _documents,
        "../exchanges.md": exchange_page.lines,
    }


def page(name: str) -> str:
    return NOTE + "\n".join(page_writers()[name]()).rstrip() + "\n"


def is_stale(name: str) -> bool:
    """Whether the page differs from what stands in docs/reference."""
    path = FOLDER / name
    return not path.exists() or path.read_text(encoding="utf-8") != page(name)


def _commands() -> Iterator[str]:
    from landbridge.main.cli import build_parser, command_modules
    from landbridge.main.exits import Exit

    yield "\n# Commands\n\n`landbridge COMMAND --help` says the same.\n"
    parsers = _choices(build_parser())
    for name, module in command_modules().items():
        yield f"## landbridge {name}\n\n{(module.__doc__ or '').strip()}\n"
        yield from _arguments(parsers[name])
        for verb, below in _choices(parsers[name]).items():
            yield f"### landbridge {name} {verb}\n\n{below.description}\n"
            yield from _arguments(below)
    yield "## Exit codes\n\nThe same for every command.\n"
    yield from _table(("code", "meaning"), [(str(int(code)), code.text) for code in Exit])


def _arguments(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Not argparse's own layout: that one differs from Python to Python."""
    rows = []
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
            continue
        names = ", ".join(action.option_strings) or str(action.metavar or action.dest)
        takes = action.option_strings and action.nargs != 0
        value = f" {action.metavar or action.dest.upper()}" if takes else ""
        rows.append((f"`{names}{value}`", action.help or ""))
    if rows:
        yield from _table(("argument", "meaning"), rows)
        yield ""


def _choices(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def _settings() -> Iterator[str]:
    from landbridge.kit.settings import Settings

    yield "\n# Settings\n"
    yield "In `landbridge.toml` by name, in the environment as below; the environment wins."
    yield "The file is the one that `LANDBRIDGE_CONFIG` names, else `landbridge.toml` in the"
    yield "current folder.\n"
    rows = []
    for item in dataclasses.fields(Settings):
        default = "" if item.default is dataclasses.MISSING else _shown(item.default)
        variable = f"`LANDBRIDGE_{item.name.upper()}`"
        rows.append((f"`{item.name}`", variable, default, item.metadata["text"]))
    yield from _table(("setting", "variable", "default", "meaning"), rows)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"`{', '.join(map(str, value))}`"
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    return "" if value is None else f"`{value}`"


def _connectors() -> Iterator[str]:
    from landbridge.connect.config import config_fields
    from landbridge.connect.registry import broken_connectors, connector_kinds

    assert not broken_connectors(), broken_connectors()
    yield "\n# Connectors\n"
    yield "What is installed, what each speaks and what it wants to know.\n"
    for name, kind in connector_kinds().items():
        manifest = kind.manifest
        yield f"## {name}\n\n{manifest.title}. {manifest.summary}".rstrip() + "\n"
        yield f"- tier: {manifest.tier}; syntax: {manifest.syntax}"
        yield f"- capabilities: {', '.join(manifest.capabilities)}"
        if manifest.tested:
            yield f"- run against: {', '.join(manifest.tested)}"
        yield ""
        speaks = [
            (f"`{entry.document}`", _ways[entry.direction], entry.wire_type)
            for entry in manifest.speaks
        ]
        yield from _table(("document", "way", "there it is"), speaks)
        yield ""
        rows = [
            (f"`{field.name}`", field.kind, "yes" if field.required else field.default, field.text)
            for field in config_fields(kind.config_class)
        ]
        if rows:
            yield from _table(("setting", "kind", "required, or default", "meaning"), rows)
            yield ""


_ways = {"in": "to the bridge", "out": "from the bridge"}


def _documents() -> Iterator[str]:
    from landbridge.canon.registry import document_types

    yield "\n# Canonical documents\n"
    yield "Every document that crosses the bridge is one of these. Decimals travel as text.\n"
    for kind, cls in document_types().items():
        yield f"## {kind}\n\n{_first_lines(cls)}\n"
        rows = [
            (f"`{item.name}`", f"`{_type_name(item.type)}`", _required(item))
            for item in dataclasses.fields(cls)
        ]
        yield from _table(("field", "type", "required"), rows)
        yield ""


def _first_lines(cls: type) -> str:
    from inspect import cleandoc, getmodule

    texts = [cls.__doc__ or "", getattr(getmodule(cls), "__doc__", "") or ""]
    own = [cleandoc(text) for text in texts if text and not text.startswith(f"{cls.__name__}(")]
    return "\n\n".join(reversed(own))


def _type_name(hint: object) -> str:
    text = hint.__name__ if isinstance(hint, type) else str(hint)
    for prefix in ("landbridge.canon.base.", "landbridge.kit.quantity.", "datetime."):
        text = text.replace(prefix, "")
    return text.rpartition(".")[2] if "[" not in text else text.replace("landbridge.canon.", "")


def _required(item: "dataclasses.Field[object]") -> str:
    missing = item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING
    return "yes" if missing else ""


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield f"| {' | '.join('---' for _ in titles)} |"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        stale = [name for name in page_writers() if is_stale(name)]
        for name in stale:
            print(f"docs/reference/{name} is out of date; run make docs", file=sys.stderr)
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in page_writers():
        (FOLDER / name).write_text(page(name), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
