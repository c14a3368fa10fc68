"""Identity: the bytes of a canonical document are the part."""

from collections.abc import Iterator
from typing import ClassVar

from landbridge.codecs.base import Control, Part, PayloadUnreadableError, Tree
from landbridge.codecs.json.reader import parse_object
from landbridge.codecs.json.writer import write_tree

BYTES_MAX = 64 * 1024 * 1024


class CanonCodec:
    syntax: ClassVar[str] = "canon"

    def split(self, payload: bytes, *, wire_type: str = "") -> Iterator[Part]:
        """One part: the payload itself. An empty or oversized one is unreadable."""
        if not payload.strip():
            raise PayloadUnreadableError("the payload is empty")
        if len(payload) > BYTES_MAX:
            raise PayloadUnreadableError(
                f"the payload has {len(payload)} bytes; at most {BYTES_MAX} are taken"
            )
        yield Part(index=0, content=payload, start=0, end=len(payload), wire_type=wire_type)

    def read(self, part: Part) -> Tree:
        return parse_object(part.content)

    def write(self, tree: Tree, *, control: Control) -> bytes:
        return write_tree(tree)
