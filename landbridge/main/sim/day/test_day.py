"""A generated day ends with an empty floor and all books equal; the checkers see what is wrong."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from landbridge.kit.clock import VirtualClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.ground import Ground
from landbridge.main.sim.day import business, hands
from landbridge.main.sim.day.business import make_business
from landbridge.main.sim.day.checks import at_rest
from landbridge.main.sim.day.running import MORNING, Day
from landbridge.wms import facade
from landbridge.wms.facade.contracts import StockWish


def a_day(ground: Ground, seed: int, orders: int) -> Day:
    clock = VirtualClock(MORNING)
    own = Ground(ground.pg, clock, SecretBox("a key for simulated days only, 32+"),
                 random.Random(seed))  # fmt: skip
    return Day(own, clock, orders=orders, receipts=3, pickers=3, seed=seed, say=lambda text: None)


def test_a_day_with_changes_cancels_and_shortages_ends_with_all_books_equal(
    wms_ground: Ground, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hands, "SHORT_SHARE", 0.15)
    monkeypatch.setattr(business, "CANCELLED_SHARE", 0.1)
    monkeypatch.setattr(business, "CHANGED_SHARE", 0.1)
    day = a_day(wms_ground, 4, 24)
    result = day.run()
    assert result.violations == ()
    assert result.counts["picks"] > 30 and result.counts["receipts"] == 3
    assert result.counts["picks missing"] >= 1 and result.counts["counts approved"] >= 1
    assert result.changed and result.cancelled

    # The same floor, disturbed behind its back: each checker tells.
    assert at_rest(day) == []
    (row, *_) = facade.stock(day.wms, site="DAY", limit=1).rows
    day.floor.real[row.bin, row.item, row.lot] += 1
    assert any(text.startswith("bins:") for text in at_rest(day))
    day.floor.real[row.bin, row.item, row.lot] -= 1
    last = day.business.told[-1]
    never = replace(last.document, number="NEVER")
    day.business = replace(day.business, told=(*day.business.told, replace(last, document=never)))
    day.told += 1
    assert any(text.startswith("I1 lost") for text in at_rest(day))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_is_the_same_business(seed: int):
    today = MORNING.date()
    one, again = (make_business(orders=50, receipts=4, seed=seed, today=today) for _ in range(2))
    assert one == again
    assert one != make_business(orders=50, receipts=4, seed=seed + 7, today=today)


def test_a_count_that_cannot_be_booked_any_more_is_counted_again_by_the_chief(wms_ground: Ground):
    day = a_day(wms_ground, 1, 2)
    day.open()
    (bin_, item, lot), there = next(
        (place, amount) for place, amount in sorted(day.floor.real.items())
        if hands.kind_of(place[1]) != "serial" and amount > 2
    )  # fmt: skip
    people = [hands.Hand(f"counter-{place}", day.floor, hands.count) for place in range(2)]
    chief = hands.Hand("chief", day.floor, hands.review)
    facade.plan_counts(wms_ground, key="c", actor="chief", site="DAY", bins=[bin_])
    day.floor.real[bin_, item, lot] = there - 1
    for hand in people:
        day.clock.advance(60)
        hand.turn()
    day.clock.advance(60)
    wish = StockWish(owner="ACME", item=item, bin=bin_, lot=lot, quantity=Decimal(there - 2))
    facade.count_stock(wms_ground, key="w", actor="office", site="DAY", wishes=[wish])

    states = []
    for hand in (chief, people[0], chief):
        day.clock.advance(60)
        hand.turn()
        states += [row.state for row in facade.cycle_counts(wms_ground, site="DAY", limit=5).rows]
    assert states == ["investigating", "ready_to_review"]
    assert day.floor.done["counts approved"] == 1
    assert all(not text.startswith("bins:") for text in at_rest(day))
