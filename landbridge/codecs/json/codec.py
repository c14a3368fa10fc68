"""Cut a JSON payload into business messages and read them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from landbridge.codecs.base import Control, Part, PayloadUnreadableError, Tree
from landbridge.codecs.json.reader import (
    as_object,
    check_depth,
    parse_at,
    parse_object,
    to_text,
)
from landbridge.codecs.json.writer import write_tree

BYTES_MAX = 64 * 1024 * 1024
PARTS_MAX = 100_000
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _ParsedPart(Part):
    """A part whose tree was made while cutting; read() does not parse it again."""

    tree: Tree


class JsonCodec:
    syntax: ClassVar[str] = "json"

    def split(self, payload: bytes, *, wire_type: str = "") -> Iterator[Part]:
        """Parts of one object, of an array's objects, or of JSON lines, one at a time.

        A fault inside one line spoils that line only (its `read` raises); a fault elsewhere makes
        the payload unreadable from there on: PayloadUnreadableError, parts before it were given.
        """
        if len(payload) > BYTES_MAX:
            raise PayloadUnreadableError(
                f"the payload has {len(payload)} bytes; at most {BYTES_MAX} are taken"
            )
        text = to_text(payload)
        start = _SPACE.match(text, 0).end()  # type: ignore[union-attr]
        if start == len(text):
            raise PayloadUnreadableError("the payload is empty")
        if text[start] == "[":
            return _split_array(payload, text, start, wire_type)
        return _split_objects(payload, text, start, wire_type)

    def read(self, part: Part) -> Tree:
        """The tree of a part. Raises PayloadUnreadableError."""
        if isinstance(part, _ParsedPart):
            return part.tree
        return parse_object(part.content)

    def write(self, tree: Tree, *, control: Control) -> bytes:
        """One object. JSON has no envelope of its own, so `control` adds nothing."""
        return write_tree(tree)


class _Offsets:
    """Character index to byte offset, going forward only."""

    def __init__(self, payload: bytes, text: str) -> None:
        self._text = text
        self._plain = len(payload) == len(text)
        self._index = 0
        self._offset = 3 if payload.startswith(b"\xef\xbb\xbf") else 0

    def at(self, index: int) -> int:
        if self._plain:
            return index
        self._offset += len(self._text[self._index : index].encode())
        self._index = index
        return self._offset


def _split_array(payload: bytes, text: str, start: int, wire_type: str) -> Iterator[Part]:
    check_depth(payload)
    offsets = _Offsets(payload, text)
    escaped = b"\\u" in payload
    at = _skip(text, start + 1)
    count = 0
    while at < len(text) and text[at] != "]":
        if count == PARTS_MAX:
            raise PayloadUnreadableError(f"more than {PARTS_MAX} messages in one payload")
        value, end = parse_at(text, at)
        tree = as_object(value, escaped=escaped)
        first, last = offsets.at(at), offsets.at(end)
        yield _ParsedPart(
            index=count, content=payload[first:last], start=first, end=last,
            wire_type=wire_type, tree=tree,
        )  # fmt: skip
        count += 1
        at = _skip(text, end)
        if at < len(text) and text[at] == ",":
            at = _skip(text, at + 1)
            if at < len(text) and text[at] == "]":
                raise PayloadUnreadableError("a comma without an object after it", position=last)
        elif at < len(text) and text[at] != "]":
            raise PayloadUnreadableError("a comma is missing between objects", position=last)
    if at >= len(text):
        raise PayloadUnreadableError("the array does not end", position=len(payload))
    if _skip(text, at + 1) != len(text):
        raise PayloadUnreadableError("more text follows the array", position=offsets.at(at + 1))


def _split_objects(payload: bytes, text: str, start: int, wire_type: str) -> Iterator[Part]:
    """One object, else lines. Lines are known by the first line being an object of its own."""
    line_end = text.find("\n", start)
    try:
        value, end = parse_at(text, start)
    except PayloadUnreadableError:
        if line_end < 0 or not _is_line_of_several(text, line_end):
            raise
        yield from _split_lines(payload, wire_type)
        return
    if _skip(text, end) == len(text):
        check_depth(payload)
        tree = as_object(value, escaped=b"\\u" in payload)
        offsets = _Offsets(payload, text)
        first, last = offsets.at(start), offsets.at(end)
        content = payload if last - first == len(payload) else payload[first:last]
        yield _ParsedPart(
            index=0, content=content, start=first, end=last, wire_type=wire_type, tree=tree
        )
        return
    if line_end >= 0 and not text[end:line_end].strip():
        yield from _split_lines(payload, wire_type)
        return
    raise PayloadUnreadableError("more text follows the object", position=len(text[:end].encode()))


def _is_line_of_several(text: str, line_end: int) -> bool:
    """Whether a broken first line is followed by a line that is whole: then these are lines."""
    at = _skip(text, line_end + 1)
    if at == len(text) or text[at] != "{":
        return False
    try:
        _, end = parse_at(text, at)
    except PayloadUnreadableError:
        return False
    rest = text[end : text.find("\n", end) if "\n" in text[end:] else len(text)]
    return not rest.strip()


def _split_lines(payload: bytes, wire_type: str) -> Iterator[Part]:
    start = 3 if payload.startswith(b"\xef\xbb\xbf") else 0
    count = 0
    while start < len(payload):
        end = payload.find(b"\n", start)
        end = len(payload) if end < 0 else end
        line = payload[start:end]
        if line.strip():
            if count == PARTS_MAX:
                raise PayloadUnreadableError(f"more than {PARTS_MAX} messages in one payload")
            yield Part(index=count, content=line, start=start, end=end, wire_type=wire_type)
            count += 1
        start = end + 1


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
