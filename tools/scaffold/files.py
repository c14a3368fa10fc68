"""Writing files without ever writing over one."""

import re
from collections.abc import Mapping
from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class ScaffoldError(Exception):
    """Something is in the way; the text says what and what to do."""


def checked_name(name: str) -> str:
    if not NAME.fullmatch(name) or len(name) > 40:
        raise ScaffoldError(f"{name!r} is not in snake_case, like acme_erp. Choose another name.")
    return name


def filled(template: Path, words: Mapping[str, str]) -> str:
    """The template's text with `{{word}}` filled in."""
    text = template.read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace("{{" + word + "}}", value)
    return text


def write_new(path: Path, content: str | bytes) -> Path:
    """Write a file that is not there yet."""
    if path.exists():
        raise ScaffoldError(f"{path} is there already. Take it away or choose another name.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
