"""Bytes made readable: raw payloads, canonical documents, what was sent."""

import codecs
import json
import re
from collections.abc import Iterator

from landbridge.hub.facade.views import Content, ContentPart

SHOWN_BYTES = 64 * 1024
MEDIA_TYPES = {
    "json": "application/json",
    "xml": "application/xml",
    "text": "text/plain; charset=utf-8",
    "binary": "application/octet-stream",
}
SUFFIXES = {"json": "json", "xml": "xml", "text": "txt", "binary": "bin"}

# Strings, signs and words of JSON, in their order.
_PIECES = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')

# Control characters that text formats do use; others mean that it is no text.
_TEXT_CONTROLS = frozenset("\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85")


def content(
    part: ContentPart,
    content_id: int,
    title: str,
    *,
    head: bytes | None,
    size_bytes: int | None,
    digest: bytes | None,
    missing: str,
) -> Content:
    """Content for the eye. head: its first bytes (all of them if `size_bytes` says so).

    missing: a sentence for when there is none.
    """
    if head is None or size_bytes is None:
        return Content(
            part=part, content_id=content_id, title=title, syntax="text", text="",
            size_bytes=size_bytes or 0, shown_bytes=0, sha256=digest.hex() if digest else "",
            kept=False, note=missing,
        )  # fmt: skip
    text = readable(head, whole=len(head) >= size_bytes)
    syntax = "binary" if text is None else syntax_of(text)
    if text is not None and syntax == "json" and len(head) >= size_bytes:
        text = laid_out(text)
    return Content(
        part=part,
        content_id=content_id,
        title=title,
        syntax=syntax,
        text=text or "",
        size_bytes=size_bytes,
        shown_bytes=0 if text is None else len(head),
        sha256=digest.hex() if digest else "",
        kept=True,
        note="These bytes are not text; download them to look at them." if text is None else "",
    )


def readable(head: bytes, *, whole: bool) -> str | None:
    """UTF-8 text, a cut last character left away; None if it is not text."""
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head, final=whole)
    except UnicodeDecodeError:
        if not whole or b"\x00" in head:
            return None
        text = head.decode("latin-1")
    controls = sum(not (char.isprintable() or char in _TEXT_CONTROLS) for char in text[:4096])
    return None if controls > len(text[:4096]) // 20 else text


def syntax_of(text: str) -> str:
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return "json"
    return "xml" if start == "<" else "text"


def laid_out(text: str) -> str:
    """JSON in lines, every number and string with its very characters. Else as it is."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    return "".join(_lines(text))


def _lines(text: str) -> Iterator[str]:
    depth = 0
    fresh = False  # a container was just opened: it may be empty
    for piece in _PIECES.findall(text):
        if piece in "]}":
            depth -= 1
            yield piece if fresh else "\n" + "  " * depth + piece
        else:
            if fresh:
                yield "\n" + "  " * depth
            if piece in "[{":
                depth += 1
                yield piece
            elif piece == ",":
                yield ",\n" + "  " * depth
            else:
                yield ": " if piece == ":" else piece
        fresh = piece in "[{"
