"""Exact quantities with a unit of measure.

A unit is a code of UN/ECE Recommendation 20/21 (`C62` one, `CS` case, `PF` pallet, `KGM`, `MTR`).
A conversion factor is a fraction: 12 pieces to the case is 12/1, a third of a litre is 1/3.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NewType

Uom = NewType("Uom", str)
EACH = Uom("C62")

MAX_DIGITS = 28
EXPONENT_MAX = 30


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact amount in a unit. Adding or comparing different units raises UomMismatchError."""

    value: Decimal
    uom: Uom

    def __add__(self, other: "Quantity") -> "Quantity":
        self._same(other)
        return Quantity(self.value + other.value, self.uom)

    def __sub__(self, other: "Quantity") -> "Quantity":
        self._same(other)
        return Quantity(self.value - other.value, self.uom)

    def __neg__(self) -> "Quantity":
        return Quantity(-self.value, self.uom)

    def __lt__(self, other: "Quantity") -> bool:
        self._same(other)
        return self.value < other.value

    def __le__(self, other: "Quantity") -> bool:
        self._same(other)
        return self.value <= other.value

    def __bool__(self) -> bool:
        return bool(self.value)

    def __str__(self) -> str:
        return f"{plain(self.value)} {self.uom}"

    def _same(self, other: "Quantity") -> None:
        if self.uom != other.uom:
            raise UomMismatchError(f"{self} and {other} have different units; convert one first")


class UomMismatchError(ValueError):
    """Two quantities of different units met without a conversion."""


class InexactConversionError(ValueError):
    """A conversion has no exact decimal result and no rounding was declared."""


def convert(value: Decimal, factor: Fraction, *, digits: int | None = None) -> Decimal:
    """Return `value * factor` as an exact decimal.

    digits: decimal places to round half up to, where the caller declares a rounding point.
    Without `digits` a result that does not end (1/3) raises InexactConversionError.
    """
    exact = Fraction(value) * factor
    if digits is not None:
        scaled = exact * 10**digits
        return scaleb_half_up(scaled, digits)
    denominator = exact.denominator
    places = 0
    for prime in (2, 5):
        power = 0
        while denominator % prime == 0:
            denominator //= prime
            power += 1
        places = max(places, power)
    if denominator != 1 or places > MAX_DIGITS:
        raise InexactConversionError(f"{value} x {factor} does not end within {MAX_DIGITS} digits")
    return Decimal(exact.numerator * 10**places // exact.denominator).scaleb(-places)


def scaleb_half_up(scaled: Fraction, digits: int) -> Decimal:
    """Round `scaled` half away from zero to an integer and shift it `digits` places down."""
    sign = -1 if scaled < 0 else 1
    whole = (abs(scaled) * 2 + 1) // 2
    return Decimal(sign * int(whole)).scaleb(-digits)


def round_half_up(value: Decimal, digits: int) -> Decimal:
    """Round at a declared point, half away from zero (as invoices and T-20 expect)."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def is_writable(value: Decimal) -> bool:
    """Finite, and of a size that goods can have: `1e999999999` would be written out digit by
    digit, and is a billion of them."""
    return value.is_finite() and -EXPONENT_MAX <= value.adjusted() <= EXPONENT_MAX


def plain(value: Decimal) -> str:
    """Write a decimal without exponent and without needless zeros: `12`, `0.5`, `-3.25`."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if text not in ("-0", "") else "0"


def total(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))
