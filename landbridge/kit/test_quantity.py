"""Quantities are exact: through any unit and back, and rounded only where someone says so."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landbridge.kit.quantity import (
    EACH,
    InexactConversionError,
    Quantity,
    Uom,
    UomMismatchError,
    convert,
    is_writable,
    plain,
    round_half_up,
)

D = Decimal


def test_t20_to_base_and_back_is_exact_for_ten_thousand_cases():
    """Five boxes of twelve are sixty, whatever a float would have made of it."""
    cases = 0
    for numerator in range(1, 101):
        for count in range(1, 101):
            # Whole packs, and packs that are a fraction of the base unit (a third of a litre).
            for factor in (Fraction(numerator), Fraction(numerator, 7)):
                value = D(count) * factor.denominator
                base = convert(value, factor)
                assert base == Fraction(value) * factor
                assert convert(base, 1 / factor) == value
            cases += 1
    assert cases == 10_000
    assert convert(D(5), Fraction(12)) == 60


def test_t21_what_does_not_end_is_refused_unless_rounding_is_declared():
    with pytest.raises(InexactConversionError):
        convert(D(1), Fraction(1, 12))
    assert convert(D(1), Fraction(1, 12), digits=3) == D("0.083")
    assert D("3140") - D("3106.40") == D("33.60")
    assert sum([Fraction(1, 12)] * 12) == 1


@given(
    st.decimals("0.001", 10**9, places=3),
    st.integers(1, 10**4),
    st.sampled_from([1, 2, 4, 5, 8, 10, 16, 25, 1000]),
)
def test_t20_any_ending_factor_goes_both_ways(value: Decimal, numerator: int, denominator: int):
    factor = Fraction(numerator, denominator)
    base = convert(value, factor)
    assert Fraction(base) / factor == Fraction(value)
    assert convert(base, 1 / factor) == value


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [("0.5", 0, "1"), ("-0.5", 0, "-1"), ("2.345", 2, "2.35"), ("60.0000024", 0, "60")],
)
def test_rounding_is_half_away_from_zero(value: str, digits: int, rounded: str):
    assert round_half_up(D(value), digits) == D(rounded)
    assert convert(D(value), Fraction(1), digits=digits) == D(rounded)


def test_units_do_not_mix():
    with pytest.raises(UomMismatchError):
        Quantity(D(1), EACH) + Quantity(D(1), Uom("CS"))
    assert Quantity(D(1), EACH) < Quantity(D(2), EACH)
    assert not Quantity(D(0), EACH)


@pytest.mark.parametrize(
    ("value", "text"), [("12.00", "12"), ("-0.0", "0"), ("1E+3", "1000"), ("0.50", "0.5")]
)
def test_plain_has_neither_exponent_nor_needless_zeros(value: str, text: str):
    assert plain(D(value)) == text


@pytest.mark.parametrize("text", ["1e999999999", "1e-999999999", "-1e31", "0e-99", "NaN", "-Inf"])
def test_what_would_be_counted_out_digit_by_digit_is_no_amount(text: str):
    assert not is_writable(D(text))
    assert is_writable(D("1e30")) and is_writable(D(0)) and is_writable(D("-0.000001"))
