"""Quantities stay exact on the way through Tryton's floats."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from landbridge.connectors.tryton.values import (
    Unit,
    in_unit,
    instant_to_us,
    plain_decimal,
    to_base,
    us_to_instant,
    version_of,
)

EACH = Unit(1, "u", Fraction(1), 0)
METRE = Unit(2, "m", Fraction(1), 2)


def case_of(count: int) -> Unit:
    return Unit(10 + count, f"cs{count}", Fraction(count), 4)


def test_every_case_quantity_comes_back_as_it_went() -> None:
    for count in (4, 5, 6, 7, 8, 10, 12, 20, 24, 144):
        for pieces in range(1, 500):
            # What Tryton keeps: the cases rounded to four digits.
            kept = round(pieces / count, 4)
            assert to_base(Decimal(repr(kept)), case_of(count), EACH) == pieces


@pytest.mark.parametrize(
    ("pieces", "unit", "expected"),
    [
        (24, case_of(12), Decimal(2)),
        (30, case_of(12), Decimal("2.5")),
        (7, case_of(12), None),
        (7, EACH, Decimal(7)),
        (1, case_of(8), Decimal("0.125")),
    ],
)
def test_a_quantity_is_put_into_an_order_unit_only_if_exact(
    pieces: int, unit: Unit, expected: Decimal | None
) -> None:
    assert in_unit(Decimal(pieces), EACH, unit) == expected


def test_metres_keep_their_centimetres() -> None:
    assert to_base(Decimal("12.34"), METRE, METRE) == Decimal("12.34")
    assert in_unit(Decimal("12.345"), METRE, METRE) is None


def test_a_unit_takes_the_exact_one_of_factor_and_rate() -> None:
    gram = {"id": 3, "symbol": "g", "factor": Decimal("0.001"), "rate": Decimal("1000.0")}
    third = {
        "id": 4, "symbol": "t", "factor": Decimal("0.333333333333"), "rate": Decimal("3.0"),
    }  # fmt: skip
    assert Unit.of(gram | {"digits": 2}).factor == Fraction(1, 1000)
    assert Unit.of(third | {"digits": 2}).factor == Fraction(1, 3)


def test_decimals_are_plain() -> None:
    assert str(plain_decimal(Decimal("3.0"))) == "3"
    assert str(plain_decimal(Decimal("1E+2"))) == "100"
    assert str(plain_decimal(Decimal("0.50"))) == "0.5"
    assert str(plain_decimal(Decimal("0.0"))) == "0"


def test_versions_are_microseconds_of_the_latest_change() -> None:
    early, late = datetime(2026, 11, 22, 14, 0), datetime(2026, 11, 22, 14, 0, 0, 1)
    assert version_of(early, None, late) == instant_to_us(late)
    assert us_to_instant(instant_to_us(late)) == late
    assert instant_to_us(late) - instant_to_us(early) == 1
