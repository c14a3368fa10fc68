"""Typed arrays in PostgreSQL's binary form: how a chunk of values travels in one parameter.

psycopg quotes text arrays, item by item; packed like this they cost a fraction. A value of one of
these types goes where a statement says `%(name)b`. None is NULL.
"""

import struct
from collections.abc import Iterable, Sequence
from typing import ClassVar

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEAD = struct.Struct(">iiIii")  # dimensions, has nulls, type of items, count, first index
_LENGTH = struct.Struct(">i").pack
_NULL = _LENGTH(-1)


class BinaryArray:
    """Packed when it is made; made once, it may be sent many times."""

    __slots__ = ("data",)
    data: bytes
    item_oid: ClassVar[int]

    def _pack(self, count: int, items: bytes) -> None:
        # The flag for NULLs is only a hint; the server looks at the items' lengths.
        head = _HEAD.pack(1, 1, self.item_oid, count, 1) if count else _EMPTY[self.item_oid]
        self.data = head + items


def _fixed(values: Sequence[object], size: int, code: str) -> bytes:
    """Items of one size, packed in a single call."""
    flat: list[object] = [size] * (2 * len(values))
    flat[1::2] = values
    return struct.pack(">" + f"i{code}" * len(values), *flat)


class Int4s(BinaryArray):
    item_oid = 23

    def __init__(self, values: Iterable[int]) -> None:
        items = list(values)
        self._pack(len(items), _fixed(items, 4, "i"))


class Int8s(BinaryArray):
    item_oid = 20

    def __init__(self, values: Iterable[int]) -> None:
        items = list(values)
        self._pack(len(items), _fixed(items, 8, "q"))


class Bools(BinaryArray):
    item_oid = 16

    def __init__(self, values: Iterable[bool]) -> None:
        items = list(values)
        self._pack(len(items), _fixed(items, 1, "?"))


class Texts(BinaryArray):
    item_oid = 25

    def __init__(self, values: Iterable[str | None]) -> None:
        items = [None if value is None else value.encode() for value in values]
        self._pack(len(items), _varied(items))


class Byteas(BinaryArray):
    item_oid = 17

    def __init__(self, values: Iterable[bytes | None]) -> None:
        items = list(values)
        self._pack(len(items), _varied(items))


def _varied(items: Sequence[bytes | None]) -> bytes:
    pieces: list[bytes] = []
    for item in items:
        if item is None:
            pieces.append(_NULL)
        else:
            pieces.append(_LENGTH(len(item)))
            pieces.append(item)
    return b"".join(pieces)


_ARRAY_OIDS: dict[type[BinaryArray], int] = {
    Int4s: 1007,
    Int8s: 1016,
    Bools: 1000,
    Texts: 1009,
    Byteas: 1001,
}
_EMPTY = {kind.item_oid: struct.pack(">iiI", 0, 0, kind.item_oid) for kind in _ARRAY_OIDS}


def _register() -> None:
    """Teach psycopg to send them, on every connection of this process."""
    for kind, array_oid in _ARRAY_OIDS.items():
        body = {
            "oid": array_oid,
            "format": Format.BINARY,
            "dump": lambda _self, array: array.data,
        }
        psycopg.adapters.register_dumper(kind, type(f"{kind.__name__}Dumper", (Dumper,), body))


_register()
