"""Exact quantities from and to Tryton, whose quantities are binary floats in units of its own.

`rpc` already reads a float as the decimal of the digits Tryton wrote. Here such a decimal is
brought into the item's base unit, and back into the unit of an order line if that is exact.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # Tryton's instants are naive UTC


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure of Tryton. factor: units of its category's base in one of it.

    digits: decimal places a quantity in it may have.
    """

    id: int
    symbol: str
    factor: Fraction
    digits: int

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Unit":
        """From a record with id, symbol, factor, rate and digits.

        Tryton keeps both directions as rounded floats; the one that is a whole number is exact.
        """
        factor, rate = Fraction(record["factor"]), Fraction(record["rate"])
        if factor.denominator != 1 and rate.denominator == 1:
            factor = 1 / rate
        return cls(record["id"], record["symbol"], factor, int(record["digits"]))


def to_base(value: Decimal, unit: Unit, base: Unit) -> Decimal:
    """`value` units in base units, rounded to the base's digits as Tryton's own stock is.

    1.4167 cases of 12, which is how Tryton keeps 17 pieces of a case left over, are 17 pieces.
    """
    exact = Fraction(value) * unit.factor / base.factor
    scale = 10**base.digits
    scaled = exact * scale
    whole = Decimal(scaled.numerator) / Decimal(scaled.denominator)
    return plain_decimal(whole.quantize(Decimal(1), ROUND_HALF_EVEN) / scale)


def in_unit(value: Decimal, base: Unit, unit: Unit) -> Decimal | None:
    """A quantity in base units in `unit`, or None if `unit` cannot hold it exactly."""
    exact = Fraction(value) * base.factor / unit.factor
    scaled = exact * 10**unit.digits
    if scaled.denominator != 1:
        return None
    return plain_decimal(Decimal(scaled.numerator).scaleb(-unit.digits))


def plain_decimal(value: Decimal) -> Decimal:
    """Without exponent and needless zeros: 3.0 is 3, 1E+1 is 10."""
    normal = value.normalize()
    return normal if normal.as_tuple().exponent <= 0 else normal.quantize(Decimal(1))  # type: ignore[operator]


def version_of(*instants: datetime | None) -> int:
    """The version of a record and its parts: microseconds of the latest change."""
    latest = max(instant for instant in instants if instant is not None)
    return instant_to_us(latest)


def instant_to_us(instant: datetime) -> int:
    passed = instant - EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def us_to_instant(value: int) -> datetime:
    """The naive UTC instant, as Tryton wants it in a search."""
    return EPOCH + timedelta(microseconds=value)


def day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
