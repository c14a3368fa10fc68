"""Tree values to canonical values and back: exact, or refused with a reason.

Each function takes a value as a codec gives it and raises BadValueError with a stable rule name.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Any

from landbridge.kit.quantity import (
    MAX_DIGITS,
    InexactConversionError,
    Quantity,
    Uom,
    convert,
    plain,
    round_half_up,
)
from landbridge.mapping.rules import Unit

INTEGER_BITS_MAX = 128
EXPONENT_MAX = 30

_NUMBER = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})")
_WHOLE = re.compile(r"[+-]?[0-9]{1,38}")


class BadValueError(ValueError):
    """rule: stable name.  The text completes `<path> <value> ...`, e.g. `is not a number`."""

    def __init__(self, rule: str, why: str) -> None:
        self.rule = rule
        super().__init__(why)


class Wrong:
    """Stands where a field of an object was asked for, but there is no object but `value`."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


def _no_scalar(value: object, wanted: str) -> BadValueError:
    if isinstance(value, Wrong):
        return BadValueError("not-an-object", "is no object, so it has no such field")
    if isinstance(value, dict | list | tuple):
        what = "an object" if isinstance(value, dict) else "a list"
        return BadValueError("wrong-type", f"is {what}, but {wanted} is expected")
    return BadValueError("wrong-type", f"is not {wanted}")


def to_text(value: object) -> str | None:
    """Numbers in plain notation, true and false as words, days and instants in ISO 8601."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() <= INTEGER_BITS_MAX:
        return str(value)
    if isinstance(value, int | Decimal):
        return plain(_bounded(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise _no_scalar(value, "a text")


def _bounded(value: int | Decimal) -> Decimal:
    if isinstance(value, int):
        if value.bit_length() > INTEGER_BITS_MAX:
            raise BadValueError("too-many-digits", f"has more than {INTEGER_BITS_MAX} bits")
        return Decimal(value)
    if not value.is_finite():
        raise BadValueError("not-a-number", "is not a number")
    if not -EXPONENT_MAX <= value.adjusted() <= EXPONENT_MAX or len(value.as_tuple().digits) > 60:
        raise BadValueError("too-many-digits", f"is beyond 10^{EXPONENT_MAX} or 10^-{EXPONENT_MAX}")
    return value


def to_decimal(value: object) -> Decimal | None:
    if value is None or value == "":
        return None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return _bounded(value)
    if isinstance(value, str):
        text = value.strip()
        if _NUMBER.fullmatch(text):
            return Decimal(text) if len(text) <= MAX_DIGITS else _bounded(Decimal(text))
        raise BadValueError("not-a-number", "is not a number")
    raise _no_scalar(value, "a number")


def to_integer(value: object) -> int | None:
    """Whole numbers, also written as text or with a fraction of zero."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    number = to_decimal(value)
    assert number is not None
    if number != number.to_integral_value():
        raise BadValueError("not-whole", "is not a whole number; declare `round: 0` to round it")
    return int(number)


def to_boolean(value: object) -> bool | None:
    """true and false, also as words; any other code needs a table."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, str | int | Decimal):
        raise BadValueError("not-yes-or-no", "is neither true nor false; give the rule a table")
    raise _no_scalar(value, "true or false")


SCALAR: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {"text": to_text, "integer": to_integer, "decimal": to_decimal, "boolean": to_boolean}
)


def number_reader(decimal_mark: str, group_mark: str) -> Callable[[object], Decimal | None]:
    """A reader of numbers with the marks of a country: 1.234,56. Misplaced groups are refused."""
    mark, group = re.escape(decimal_mark or "."), re.escape(group_mark)
    whole = r"[0-9]{1,40}"
    if group_mark:
        whole = rf"(?:[0-9]{{1,3}}(?:{group}[0-9]{{3}}){{1,12}}|{whole})"
    pattern = re.compile(rf"[+-]?{whole}(?:{mark}[0-9]{{0,40}})?")
    return partial(_marked, pattern, decimal_mark or ".", group_mark)


def _marked(
    pattern: "re.Pattern[str]", decimal_mark: str, group_mark: str, value: object
) -> Decimal | None:
    if not isinstance(value, str) or not value.strip():
        return to_decimal(value if not isinstance(value, str) else None)
    text = value.strip()
    if not pattern.fullmatch(text):
        raise BadValueError("not-a-number", f"is not a number written with {decimal_mark!r}")
    if group_mark:
        text = text.replace(group_mark, "")
    return _bounded(Decimal(text.replace(decimal_mark, ".")))


def scaled(value: Decimal, factor: Fraction | None, digits: int | None) -> Decimal:
    """`value x factor`, rounded half up at the declared place only."""
    if len(value.as_tuple().digits) > MAX_DIGITS:
        raise BadValueError("too-many-digits", f"has more than {MAX_DIGITS} digits")
    try:
        if factor is not None:
            return convert(value, factor, digits=digits)
        return value if digits is None else round_half_up(value, digits)
    except InexactConversionError:
        raise BadValueError(
            "inexact", f"times {factor} does not end; declare a rounding: `round: 3`"
        ) from None
    except InvalidOperation:
        raise BadValueError("too-many-digits", f"has more than {MAX_DIGITS} digits") from None


def to_quantity(
    amount: Decimal | None, unit: str | None, units: Mapping[str, Unit], digits: int | None
) -> Quantity | None:
    """A number in a wire unit as a quantity of the unit it stands for."""
    if amount is None:
        return None
    if not unit:
        raise BadValueError("no-unit", "has no unit")
    if not units:
        return Quantity(amount if digits is None else scaled(amount, None, digits), Uom(unit))
    known = units.get(unit)
    if known is None:
        raise BadValueError("unknown-unit", f"is in {unit!r}; add that unit to `units`")
    if known.factor == 1 and digits is None:
        return Quantity(amount, Uom(known.uom))
    factor = None if known.factor == 1 else known.factor
    return Quantity(scaled(amount, factor, digits), Uom(known.uom))


def in_unit(
    quantity: Quantity | None, unit: str | None, units: Mapping[str, Unit], digits: int | None
) -> Decimal | None:
    """A quantity as a number of wire units."""
    if quantity is None:
        return None
    known = units.get(unit or "")
    if known is None:
        raise BadValueError("unknown-unit", f"is asked for in {unit!r}; add that unit to `units`")
    if known.uom != quantity.uom:
        raise BadValueError("wrong-unit", f"is {quantity.uom}, but {unit!r} is a {known.uom}")
    factor = None if known.factor == 1 else 1 / known.factor
    return scaled(quantity.value, factor, digits)
