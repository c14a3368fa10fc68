"""Columns arrive in PostgreSQL as they were given."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landbridge.kit.ground import Ground
from landbridge.kit.pg.columns import days, flags, numbers, texts

CHARACTERS = st.characters(codec="utf-8", exclude_characters="\x00\x1f")


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.text(CHARACTERS)),
    st.lists(st.none() | st.decimals(-(10**9), 10**9, places=3)),
    st.lists(st.dates()),
    st.lists(st.booleans()),
)
def test_columns_round_trip(
    wms_ground: Ground,
    words: list[str],
    values: list[Decimal | None],
    dates: list[date],
    truths: list[bool],
):
    with wms_ground.pg.reading() as conn:
        row = conn.execute(
            "SELECT (string_to_array(%s, chr(31)))[2:], %s::numeric[], %s::date[], %s::boolean[]",
            [texts(words), numbers(values), days(dates), flags(truths)],
        ).fetchone()
    assert row == (words, values, dates, truths)


@pytest.mark.parametrize("bad", ["a\x1fb", "\x1f", "a\x00"])
def test_a_separator_inside_a_text_is_refused(bad: str):
    with pytest.raises(ValueError, match="control character"):
        texts(["fine", bad])
