"""A version that is a moment is read as one; a version that counts stays a count."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from landbridge.console.templatetags.console import version
from landbridge.console.versions import EPOCH, UNITS, dated, in_words, moment_of

MOMENT = datetime(2026, 11, 25, 22, 3, 4, 512_345, tzinfo=UTC)


def number(unit: int, at: datetime = MOMENT) -> int:
    return ((at - EPOCH) // timedelta(microseconds=1)) * unit // 10**6


@pytest.mark.parametrize("unit", UNITS)
def test_a_number_of_the_clock_is_a_moment(unit: int) -> None:
    found = moment_of(number(unit))
    assert found is not None and abs(found - MOMENT) < timedelta(milliseconds=1)


@given(st.integers(0, 900_000_000_000))
def test_a_count_stays_a_count(count: int) -> None:
    assert moment_of(count) is None and in_words(count) == str(count)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)), st.sampled_from(UNITS))
def test_every_moment_is_known_in_its_unit_only(at: datetime, unit: int) -> None:
    at = at.replace(tzinfo=UTC)
    found = moment_of(number(unit, at))
    assert found is not None and abs(found - at) < timedelta(milliseconds=1)


def test_it_is_told_in_the_persons_zone() -> None:
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        assert in_words(number(10**9)) == "26 Nov 2026 07:03:04.512"


def test_the_number_itself_is_in_the_details_only() -> None:
    raw = number(10**6)
    shown = str(version(raw))
    assert f'title="{raw}"' in shown and f">{raw}" not in shown
    assert version(7) == "7"


def test_sentences_name_moments() -> None:
    with timezone.override(UTC):
        assert dated(f"overtaken by version {number(10**9)}.") == (
            "overtaken by version of 25 Nov 2026 22:03:04.512."
        )
        assert dated(f"Version {number(10**6)} cancels the order.").startswith("Version of 25 Nov")
    assert dated("Version 3 changes order 1764108184512345678.") == (
        "Version 3 changes order 1764108184512345678."
    )
