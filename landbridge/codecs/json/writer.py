"""Tree to JSON text: compact, UTF-8, every decimal with exactly its digits."""

import json
from decimal import Decimal
from typing import Any

from landbridge.codecs.base import Tree
from landbridge.kit.quantity import plain


class _NeedsExactWriterError(Exception):
    """A decimal has more digits than the quick writer can carry."""


def _number(value: object) -> object:
    """A decimal as something the C encoder writes with the very same digits.

    A binary float is used as carrier of text only: it is handed over if and only if what will be
    written for it was compared with the decimal's own digits.
    """
    if not isinstance(value, Decimal):
        raise TypeError(f"a tree holds no {type(value).__name__}")
    if not value.is_finite():
        raise ValueError(f"{value} cannot be written as a number")
    text = plain(value)
    if "." not in text:
        return int(text)
    carrier = float(text)
    if repr(carrier) != text:
        raise _NeedsExactWriterError
    return carrier


_ENCODER = json.JSONEncoder(
    ensure_ascii=False,
    check_circular=False,
    allow_nan=False,
    separators=(",", ":"),
    default=_number,
)


def write_tree(tree: Tree) -> bytes:
    """Write a tree. TypeError for what is no tree, ValueError for NaN or unpaired surrogates."""
    try:
        text = _ENCODER.encode(tree)
    except _NeedsExactWriterError:
        pieces: list[str] = []
        _write(tree, pieces)
        text = "".join(pieces)
    return text.encode("utf-8")


def _write(node: Any, out: list[str]) -> None:
    if isinstance(node, dict):
        out.append("{")
        for index, (key, value) in enumerate(node.items()):
            out.append(("," if index else "") + _ENCODER.encode(key) + ":")
            _write(value, out)
        out.append("}")
    elif isinstance(node, list | tuple):
        out.append("[")
        for index, value in enumerate(node):
            if index:
                out.append(",")
            _write(value, out)
        out.append("]")
    elif isinstance(node, Decimal):
        if not node.is_finite():
            raise ValueError(f"{node} cannot be written as a number")
        out.append(plain(node))
    else:
        out.append(_ENCODER.encode(node))
