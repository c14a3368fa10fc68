from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landbridge.wms.outbound.contracts import LineLadder
from landbridge.wms.outbound.orders.rules import LineNow, cancel, retarget, state_of, status_text

COUNTERS = ("ordered", "allocated", "released", "picked", "packed", "shipped", "short")


def ladder(*counters: int, cancelled: int = 0) -> LineLadder:
    """ordered, allocated, released, picked, packed, shipped, short."""
    values = dict(zip(COUNTERS, map(Decimal, (*counters, *[0] * 7)), strict=False))
    opened = values["ordered"] - values["shipped"] - values["short"] - cancelled
    return LineLadder(**values, cancelled=Decimal(cancelled), open=opened)


@pytest.mark.parametrize(
    ("counters", "state", "text"),
    [
        ((9,), "waiting", "Waiting for stock: 9 to come."),
        ((9, 9), "allocated", "Has its stock, waits for its release: 9."),
        ((9, 6), "allocated", "Has its stock, waits for its release: 6. Waiting for stock: 3."),
        ((9, 9, 4, 4, 4, 4), "allocated", "Has its stock, waits for its release: 5."),
        (
            (9, 8, 4),
            "part_released",
            "Ready to pick: 4. Waiting for release: 4. Waiting for stock: 1.",
        ),
        ((9, 4, 4), "part_released", "Ready to pick: 4. Waiting for stock: 5."),
        ((9, 9, 9), "released", "Ready to pick: 9."),
        ((9, 9, 9, 4), "picking", "Being picked: 4 of 9."),
        ((9, 9, 9, 9), "picked", "Picked, to be packed: 9."),
        ((9, 7, 7, 7, 3, 0, 2), "packing", "Being packed: 3 of 7. Short: 2."),
        ((9, 9, 9, 9, 9), "packed", "Packed, to be shipped: 9."),
        ((9, 4, 4, 4, 4, 4), "part_shipped", "4 shipped, 5 still open."),
        ((9, 9, 9, 6, 4, 4), "picking", "Being picked: 2 of 5."),
    ],
)
def test_where_an_order_stands_is_one_word_and_one_sentence(
    counters: tuple[int, ...], state: str, text: str
) -> None:
    now = ladder(*counters)
    assert state_of(now, cancelled=False, closed=False) == state
    assert status_text(state, now) == text


def test_what_is_over_is_told_apart() -> None:
    assert state_of(ladder(5, cancelled=5), cancelled=True, closed=True) == "cancelled"
    assert state_of(ladder(5, 4, 4, 4, 4, 4, 1), cancelled=False, closed=True) == "shipped"
    assert state_of(ladder(5, 0, 0, 0, 0, 0, 5), cancelled=False, closed=True) == "closed"
    assert status_text("shipped", ladder(5, 4, 4, 4, 4, 4, 1)) == "Shipped: 4 of 5. Short: 1."


@st.composite
def lines(draw: st.DrawFn) -> LineNow:
    """Any line the database would keep."""
    shipped = draw(st.integers(0, 5))
    packed = shipped + draw(st.integers(0, 5))
    picked = packed + draw(st.integers(0, 5))
    released = picked + draw(st.integers(0, 5))
    short = draw(st.integers(0, 5))
    ordered = released + short + draw(st.integers(0, 5))
    values = (ordered, released, released, picked, packed, shipped, short)
    named = dict(zip(COUNTERS, map(Decimal, values), strict=True))
    return LineNow(
        outbound_line_id=1, line_id="1", item_id=1, wanted=Decimal(ordered), cancelled=Decimal(0),
        **named,
    )  # fmt: skip


@given(lines(), st.integers(0, 40))
def test_t28_any_target_keeps_the_ladder_or_says_why_not(line: LineNow, target: int) -> None:
    change = retarget(line, Decimal(target))
    picked = line.picked - change.put_back
    allocated = line.allocated - change.give_back - change.put_back
    assert line.shipped <= picked <= allocated <= change.ordered - change.short
    assert min(change.give_back, change.short, change.put_back) >= 0
    if not change.findings:
        assert change.ordered == target
    else:
        assert change.ordered == line.shipped > target


@given(lines())
def test_t26_a_cancel_answers_for_every_piece(line: LineNow) -> None:
    change = cancel(line)
    assert change.cancelled + line.shipped + change.short == line.ordered
    assert line.allocated - change.give_back - change.put_back == line.shipped
    said = {finding.rule for finding in change.findings}
    assert said == ({"already-shipped"} if line.shipped else set())
