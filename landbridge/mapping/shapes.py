"""The shapes of canonical documents: which fields there are, of which kind, and which must be."""

import dataclasses
import difflib
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from landbridge.kit.quantity import Uom

SCALARS: Mapping[Any, str] = MappingProxyType(
    {
        str: "text",
        Uom: "text",
        int: "integer",
        bool: "boolean",
        Decimal: "decimal",
        date: "date",
        datetime: "instant",
    }
)


@dataclass(frozen=True, slots=True)
class Shape:
    """kind: text, integer, decimal, boolean, date, instant, object or list.

    make: class of an object.  fields: of an object.  inner: of a list's elements.
    """

    kind: str
    make: Callable[..., Any] | None = None
    fields: Mapping[str, "FieldShape"] = field(default_factory=dict)
    inner: "Shape | None" = None


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field: its shape, whether it must be given, may be None, and else is `default`."""

    name: str
    shape: Shape
    required: bool
    optional: bool
    default: Any


def _shape_of(cls: Any) -> Shape:
    """The shape of a canonical dataclass."""
    hints = typing.get_type_hints(cls)
    fields = {}
    for item in dataclasses.fields(cls):
        hint, optional = _without_none(hints[item.name])
        required = item.default is dataclasses.MISSING
        fields[item.name] = FieldShape(
            name=item.name,
            shape=_shape(hint),
            required=required,
            optional=optional,
            default=None if required else item.default,
        )
    return Shape("object", make=cls, fields=MappingProxyType(fields))


shape_of: Callable[[Any], Shape] = cache(_shape_of)


def _shape(hint: Any) -> Shape:
    if typing.get_origin(hint) is tuple:
        return Shape("list", inner=_shape(typing.get_args(hint)[0]))
    if dataclasses.is_dataclass(hint):
        assert isinstance(hint, type)
        return shape_of(hint)
    return Shape(SCALARS[hint])


def _without_none(hint: Any) -> tuple[Any, bool]:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        inner = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        if len(inner) == 1:
            return inner[0], True
    return hint, False


def leaf_patterns(shape: Shape, prefix: str = "") -> tuple[str, ...]:
    """Patterns of all scalar fields below, e.g. `lines[].quantity.uom`."""
    if shape.kind == "list":
        assert shape.inner is not None
        return leaf_patterns(shape.inner, f"{prefix}[]")
    if shape.kind != "object":
        return (prefix,)
    found: list[str] = []
    for name, item in shape.fields.items():
        found.extend(leaf_patterns(item.shape, f"{prefix}.{name}" if prefix else name))
    return tuple(found)


def suggest(wrong: str, known: Iterable[str]) -> str:
    """` Did you mean 'x'?`, or what is known, for the end of an error sentence."""
    names = sorted(known)
    close = difflib.get_close_matches(wrong, names, n=1)
    if close:
        return f" Did you mean {close[0]!r}?"
    shown = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")
    return f" Known: {shown}." if shown else ""
