"""Canonical JSON: a document as bytes and back, exactly.

Decimals are strings, instants ISO 8601 with offset, dates ISO 8601; defaults are left out; keys
keep the order of the fields. Equal documents give equal bytes, so the bytes can be hashed.
Readers and writers are compiled once per class: this is on the hub's hot path.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from landbridge.canon.base import Document
from landbridge.canon.registry import document_type
from landbridge.kit.quantity import Quantity, Uom, is_writable

Writer = Callable[[Any], Any]
Reader = Callable[[Any], Any]
Shape = typing.TypeVar("Shape")

# A tree made by a writer is fresh, so it holds no circle.
_ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


class DocumentUnreadableError(ValueError):
    """Bytes that are not a canonical document; the text says where and why."""


def dump_json(document: Document) -> bytes:
    """Write a document as canonical JSON (UTF-8)."""
    tree = _writer(type(document))(document)
    return _ENCODE({"kind": document.kind, **tree}).encode()


def load_json(content: bytes) -> Document:
    """Read canonical JSON. Raises DocumentUnreadableError."""
    try:
        tree = json.loads(content)
        kind = tree.pop("kind")
        cls = document_type(kind)
    except (ValueError, AttributeError, TypeError, KeyError, RecursionError) as error:
        raise DocumentUnreadableError(f"not a canonical document: {error}") from error
    try:
        document = _reader(cls)(tree)
    except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation) as error:
        raise DocumentUnreadableError(f"{kind}: {error}") from error
    assert isinstance(document, Document)
    return document


def to_tree(value: Any) -> dict[str, Any]:
    """Any dataclass of the kinds of values documents have, as a tree for JSON."""
    return typing.cast(dict[str, Any], _writer(type(value))(value))


def from_tree(cls: type[Shape], tree: dict[str, Any]) -> Shape:
    """What `to_tree` wrote, as `cls` again. ValueError or TypeError if it is not one."""
    return typing.cast(Shape, _reader(cls)(tree))


def _compile_writer(cls: Any) -> Writer:
    """Compile `lambda o: dict` for a dataclass, leaving out fields at their default."""
    scope: dict[str, Any] = {}
    body = ["def write(o):", " d = {}"]
    hints = typing.get_type_hints(cls)
    for index, item in enumerate(dataclasses.fields(cls)):
        convert = _value_writer(hints[item.name])
        expression = "v"
        if convert is not None:
            scope[f"w{index}"] = convert
            expression = f"w{index}(v)"
        body.append(f" v = o.{item.name}")
        if item.default is dataclasses.MISSING:
            body.append(f" d[{item.name!r}] = {expression}")
        else:
            scope[f"z{index}"] = item.default
            body.append(f" if v != z{index}: d[{item.name!r}] = {expression}")
    body.append(" return d")
    exec("\n".join(body), scope)  # noqa: S102  # compiled from our own class definitions only
    return typing.cast(Writer, scope["write"])


_ABSENT = object()
_PLAIN = {str: "str", Uom: "str", int: "int", bool: "bool"}


def _compile_reader(cls: Any) -> Reader:
    """Compile `dict -> object`; an unknown key is an error, never silently dropped."""
    hints = typing.get_type_hints(cls)
    fields = dataclasses.fields(cls)
    scope: dict[str, Any] = {"cls": cls, "absent": _ABSENT, "refuse": _refuse}
    scope["known"] = {item.name for item in fields}
    body = [
        "def read(t):",
        " if t.__class__ is not dict or not t.keys() <= known: refuse(cls, t, known)",
    ]
    for index, item in enumerate(fields):
        hint, var = hints[item.name], f"v{index}"
        scope[f"r{index}"] = _value_reader(hint)
        required = item.default is dataclasses.MISSING
        scope[f"z{index}"] = _ABSENT if required else item.default
        body.append(f" {var} = t.get({item.name!r}, z{index})")
        if required:
            body.append(f" if {var} is absent: refuse(cls, t, {{{item.name!r}}})")
        if hint in _PLAIN:
            body.append(f" if {var}.__class__ is not {_PLAIN[hint]}: {var} = r{index}({var})")
        elif required:
            body.append(f" {var} = r{index}({var})")
        else:
            body.append(f" if {var} is not z{index}: {var} = r{index}({var})")
    given = ", ".join(f"{item.name}=v{index}" for index, item in enumerate(fields))
    body.append(f" return cls({given})")
    exec("\n".join(body), scope)  # noqa: S102  # compiled from our own class definitions only
    return typing.cast(Reader, scope["read"])


def _refuse(cls: Any, tree: Any, names: set[str]) -> None:
    """Say what is wrong with the keys of `tree`."""
    if not isinstance(tree, dict):
        raise TypeError(f"{cls.__name__} is not an object")
    for name in tree:
        if name not in {item.name for item in dataclasses.fields(cls)}:
            raise ValueError(f"{cls.__name__} has no field {name!r}")
    raise ValueError(f"{cls.__name__} lacks {', '.join(sorted(names - tree.keys()))}")


_writer: Callable[[Any], Writer] = cache(_compile_writer)
_reader: Callable[[Any], Reader] = cache(_compile_reader)


def _optional(hint: Any) -> Any | None:
    """The inner type of `X | None`, else None."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        inner = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        if len(inner) == 1:
            return inner[0]
    return None


def _value_writer(hint: Any) -> Writer | None:
    if (inner := _optional(hint)) is not None:
        return _unless_none(_value_writer(inner))
    if typing.get_origin(hint) is tuple:
        writer = _value_writer(typing.get_args(hint)[0])
        return list if writer is None else _each(writer)
    if hint is Quantity:
        return lambda v: [format(v.value, "f"), v.uom]
    if hint is Decimal:
        return lambda v: format(v, "f")
    if hint in (datetime, date):
        return lambda v: v.isoformat()
    if dataclasses.is_dataclass(hint):
        return _writer(hint)
    return None


def _value_reader(hint: Any) -> Reader | None:
    if (inner := _optional(hint)) is not None:
        return _unless_none(_value_reader(inner))
    if typing.get_origin(hint) is tuple:
        reader = _value_reader(typing.get_args(hint)[0])
        return tuple if reader is None else _each_as_tuple(reader)
    if hint is Quantity:
        return _quantity
    if hint is Decimal:
        return _decimal
    if hint is datetime:
        return _instant
    if hint is date:
        return date.fromisoformat
    if dataclasses.is_dataclass(hint):
        return _reader(hint)
    if hint is str or hint is Uom:
        return _text
    if hint in (int, bool):
        return _exactly(hint)
    raise TypeError(f"canonical documents have no values of type {hint}")


def _unless_none(convert: Writer | None) -> Writer | None:
    if convert is None:
        return None
    inner = convert
    return lambda v: None if v is None else inner(v)


def _each(convert: Writer) -> Writer:
    return lambda v: [convert(x) for x in v]


def _each_as_tuple(convert: Reader) -> Reader:
    return lambda v: tuple(map(convert, v))


def _quantity(value: Any) -> Quantity:
    number, uom = value
    return Quantity(_decimal(number), Uom(_text(uom)))


def _decimal(value: Any) -> Decimal:
    if not isinstance(value, str):
        raise TypeError(f"a decimal is written as a string, not {value!r}")
    number = Decimal(value)
    if not is_writable(number):
        raise ValueError(f"{value[:60]!r} is not a number that goods can have")
    return number


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text expected, not {value!r}")
    return value


def _instant(value: Any) -> datetime:
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError(f"the instant {value} has no offset")
    return instant


def _exactly(kind: type) -> Reader:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"{kind.__name__} expected, not {value!r}")
        return value

    return read
