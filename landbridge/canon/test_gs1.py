from datetime import date

import pytest

from landbridge.canon.gs1 import (
    ElementStringError,
    check_digit,
    is_gtin,
    is_sscc,
    make_sscc,
    read_day,
    read_element_string,
)

GTIN = "09506000134352"
SSCC = "006141411234567890"


def test_keys_have_check_digits() -> None:
    assert check_digit("0950600013435") == 2
    assert is_gtin(GTIN) and not is_gtin("09506000134353")
    made = make_sscc(3, "0614141", 42)
    assert is_sscc(made) and made.startswith("30614141")
    with pytest.raises(ValueError, match="does not fit"):
        make_sscc(0, "061414112345", 99999)


@pytest.mark.parametrize(
    "text",
    [
        f"]C101{GTIN}17270131\x1d10AB-1\x1d21S9",
        f"]d201{GTIN}1727013110AB-1\x1d21S9",
        f"\x1d01{GTIN}1727013110AB-1\x1d21S9\x1d",
        f"(01){GTIN}(17)270131(10)AB-1(21)S9",
    ],
)
def test_one_code_is_understood_in_every_writing(text: str) -> None:
    read = read_element_string(text)
    assert read is not None and read.marked
    assert (read.gtin, read.value("10"), read.value("21")) == (GTIN, "AB-1", "S9")
    assert read.day("17", year=2026) == date(2027, 1, 31)


def test_an_unmarked_code_counts_only_when_all_of_it_fits() -> None:
    read = read_element_string(f"01{GTIN}10AB1")
    assert read is not None and not read.marked and read.value("10") == "AB1"
    read = read_element_string(f"02{GTIN}3748")
    assert read is not None and read.count == 48
    assert read_element_string("0109506000134353" + "10AB1") is None  # wrong check digit
    assert read_element_string(f"01{GTIN}77") is None


@pytest.mark.parametrize("lot", ["10D9T", "21ABC", "17270131", "LOT-1", "4006381333931", "00", ""])
def test_a_plain_text_is_not_taken_for_gs1(lot: str) -> None:
    assert read_element_string(lot) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("]C1019506000134353", "length|check digit"),
        (f"]C100{SSCC[:-1]}9", "check digit"),
        ("]C110" + "A" * 21, "length"),
        ("]C110", "length"),
        ("]C1", "no element"),
        ("]C19", "identifier"),
        ("]C1775", "identifier"),
        ("]C13712A", "numeric"),
        ("(10)A(10)B", "twice"),
        ("]C110A B", "character"),
        ("(77)12", "application identifier"),
    ],
)
def test_a_marked_code_that_is_wrong_says_why(text: str, why: str) -> None:
    with pytest.raises(ElementStringError, match=why):
        read_element_string(text)


@pytest.mark.parametrize(
    ("text", "year", "day"),
    [
        ("270200", 2026, date(2027, 2, 28)),
        ("280200", 2026, date(2028, 2, 29)),
        ("760101", 2026, date(2076, 1, 1)),
        ("770101", 2026, date(1977, 1, 1)),
        ("010101", 2090, date(2101, 1, 1)),
        ("991231", 2026, date(1999, 12, 31)),
    ],
)
def test_days_find_their_century_and_month_end(text: str, year: int, day: date) -> None:
    assert read_day(text, year=year) == day


def test_what_is_no_day_is_refused() -> None:
    with pytest.raises(ElementStringError, match="not a date"):
        read_day("271301", year=2026)
