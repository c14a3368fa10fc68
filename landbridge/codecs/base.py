"""What a codec is: bytes cut into parts, a part read as a neutral tree, a tree written back.

A tree is made of dict, list, str, int, bool, Decimal and None; never float.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, Protocol

Tree = dict[str, "Node"]
Node = str | int | bool | Decimal | None | list["Node"] | dict[str, "Node"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One business message inside a payload.

    index: its place in the payload, from 0.  start, end: its byte range in the payload.
    wire_type: as in the manifest (`940`, `stock.shipment.out`).
    control: control numbers and envelope ids, for acknowledgements and duplicate checks;
        `announced_count`: how many parts the payload itself says it has (control total).
    """

    index: int
    content: bytes
    start: int
    end: int
    wire_type: str
    control: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """What a writer needs beside the tree: ids and numbers of the envelope to write."""

    values: Mapping[str, str] = field(default_factory=dict)


class PayloadUnreadableError(ValueError):
    """The bytes are not of this syntax. position: byte offset of the fault, -1 if not known."""

    def __init__(self, why: str, *, position: int = -1) -> None:
        self.why = why
        self.position = position
        super().__init__(why if position < 0 else f"{why} (at byte {position})")


class Codec(Protocol):
    syntax: ClassVar[str]

    def split(self, payload: bytes, *, wire_type: str = "") -> Iterator[Part]: ...

    def read(self, part: Part) -> Tree: ...

    def write(self, tree: Tree, *, control: Control) -> bytes: ...
