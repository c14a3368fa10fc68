"""Columns of values as one parameter each: how thousands of rows reach one statement.

`texts` goes with `(string_to_array(%s, chr(31)))[2:]` and `numbers` with `%s::numeric[]` (or any
number type). Joining codes costs a tenth of packing them one by one; bytes, and texts that may
hold any character, go by `kit.pg.arrays`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

SEPARATOR = "\x1f"  # ASCII unit separator: never part of a code, a name or a line of text


def texts(values: Sequence[str]) -> str:
    """Join texts. A separator or NUL inside one raises ValueError."""
    # The leading separator lets a single empty text survive; [2:] drops what stands before it.
    joined = SEPARATOR + SEPARATOR.join(values)
    if joined.count(SEPARATOR) != max(1, len(values)) or "\x00" in joined:
        raise ValueError("a text holds a control character that cannot be stored")
    return joined if values else ""


def numbers(values: Iterable[int | Decimal | None]) -> str:
    """An array literal of whole numbers or decimals; None is NULL."""
    return "{" + ",".join(map(str, values)).replace("None", "NULL") + "}"


def days(values: Iterable[date]) -> str:
    """An array literal of days, for `%s::date[]`."""
    return "{" + ",".join([value.isoformat() for value in values]) + "}"


def flags(values: Iterable[bool]) -> str:
    """An array literal of truths, for `%s::boolean[]`."""
    return "{" + ",".join(["t" if value else "f" for value in values]) + "}"
