"""JSON text to tree: strict, exact and bounded.

A number with a fraction or an exponent becomes a Decimal of exactly the written digits. What JSON
allows but a business document cannot hold is refused with its place: a key twice in one object,
NaN, NUL characters, half surrogate pairs, numbers and nesting beyond any use.
"""

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from landbridge.codecs.base import PayloadUnreadableError, Tree

DEPTH_MAX = 64
NUMBER_LENGTH_MAX = 64
EXPONENT_MAX = 30

_UNSPEAKABLE = re.compile("[\x00\ud800-\udfff]")
# Possessive, and content with an open end too: hostile quotes must not make it look twice.
_QUOTED = re.compile(rb'"[^"\\]*+(?:\\.?[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"{}[]")


class _RefusedError(ValueError):
    """A value the JSON grammar allows, but we do not."""


def _decimal(text: str) -> Decimal:
    if len(text) > NUMBER_LENGTH_MAX:
        raise _RefusedError(f"a number has {len(text)} characters, at most {NUMBER_LENGTH_MAX}")
    try:
        number = Decimal(text)
    except InvalidOperation:  # an exponent that no decimal can have
        raise _beyond(text) from None
    if not -EXPONENT_MAX <= number.adjusted() <= EXPONENT_MAX:
        raise _beyond(text)
    return number


def _beyond(text: str) -> _RefusedError:
    return _RefusedError(f"the number {text} is beyond 10^{EXPONENT_MAX} or 10^-{EXPONENT_MAX}")


def _integer(text: str) -> int:
    if len(text) > NUMBER_LENGTH_MAX:
        raise _RefusedError(f"a number has {len(text)} characters, at most {NUMBER_LENGTH_MAX}")
    return int(text)


def _constant(text: str) -> None:
    raise _RefusedError(f"{text} is not a number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _RefusedError(f"the key {key[:80]!r} appears twice in one object")
            seen.add(key)
    return made


DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=_decimal,
    parse_int=_integer,
    parse_constant=_constant,
)


def to_text(content: bytes) -> str:
    """Decode UTF-8, with or without byte order mark. Raises PayloadUnreadableError."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PayloadUnreadableError(
            f"not UTF-8: byte 0x{content[error.start]:02x} does not belong there",
            position=error.start,
        ) from error
    return text.removeprefix("\ufeff")


def check_depth(content: bytes) -> None:
    """Refuse nesting deeper than DEPTH_MAX before any recursive parser sees it."""
    if content.count(b"{") + content.count(b"[") <= DEPTH_MAX:
        return
    depth = 0
    for byte in _QUOTED.sub(b"", content).translate(None, _NO_BRACKETS):
        if byte in b"{[":
            depth += 1
            if depth > DEPTH_MAX:
                raise PayloadUnreadableError(f"nested deeper than {DEPTH_MAX} levels")
        else:
            depth -= 1


def parse_at(text: str, index: int) -> tuple[Any, int]:
    """Parse one value at `index`; gives it and the index after it. Raises ValueError kinds."""
    try:
        return DECODER.raw_decode(text, index)
    except json.JSONDecodeError as error:
        raise PayloadUnreadableError(
            f"not JSON: {error.msg}", position=len(text[: error.pos].encode("utf-8", "replace"))
        ) from error
    except _RefusedError as error:
        raise PayloadUnreadableError(str(error)) from error
    except RecursionError as error:
        raise PayloadUnreadableError(f"nested deeper than {DEPTH_MAX} levels") from error


def refuse_unspeakable(value: object) -> None:
    """Refuse texts no database or UTF-8 can hold. Only escapes can bring them in."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            if found := _UNSPEAKABLE.search(node):
                what = "a NUL character" if found[0] == "\x00" else "half a surrogate pair"
                raise PayloadUnreadableError(f"a text holds {what}")
        elif isinstance(node, dict):
            waiting.extend(node)
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def as_object(value: object, *, escaped: bool) -> Tree:
    """The value as a business message, which is an object."""
    if not isinstance(value, dict):
        raise PayloadUnreadableError(f"an object is expected, not {describe(value)}")
    if escaped:
        refuse_unspeakable(value)
    return cast(Tree, value)


def describe(value: object) -> str:
    names = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def parse_value(content: bytes) -> Any:
    """Read exactly one value of any kind. Raises PayloadUnreadableError."""
    check_depth(content)
    text = to_text(content)
    start = len(text) - len(text.lstrip(" \t\r\n"))
    value, end = parse_at(text, start)
    if text[end:].strip(" \t\r\n"):
        raise PayloadUnreadableError(
            "more text follows the value", position=len(text[:end].encode())
        )
    return value


def parse_object(content: bytes) -> Tree:
    """Read exactly one object. Raises PayloadUnreadableError."""
    return as_object(parse_value(content), escaped=b"\\u" in content)
