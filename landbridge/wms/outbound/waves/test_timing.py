"""Trips in their turn: what is due first goes first, and nobody is in two places at once."""

import random

import pytest

from landbridge.wms.outbound.waves import timing
from landbridge.wms.outbound.waves.grouping import OrderStops, Trip, Walker
from landbridge.wms.outbound.waves.test_grouping import hall
from landbridge.wms.outbound.waves.timing import (
    Crew,
    OrderNeed,
    backs_s,
    dispatch,
    in_turn,
    late_orders,
    pickers_enough,
    plan_in_time,
    share_pickers,
    trip_s,
)

CREW = Crew(pickers=2, ahead_s=0.0, setup_s=0.0, way_s_per_m=1.0, usual_way_m=15.0)


def trips(*works: float) -> list[Trip]:
    """Trips of one order each that take so many seconds."""
    return [Trip((n,), (), work) for n, work in enumerate(works)]


def needs(*dues: float | None, priority: int = 50) -> dict[int, OrderNeed]:
    return {n: OrderNeed(0.0, due, priority) for n, due in enumerate(dues)}


def test_whoever_is_free_takes_the_next() -> None:
    assert dispatch([5, 2, 2, 1], 2, 10.0) == [
        (10.0, 15.0, 0), (10.0, 12.0, 1), (12.0, 14.0, 1), (14.0, 15.0, 1),
    ]  # fmt: skip


def test_what_is_due_first_is_given_first_and_what_is_not_due_last() -> None:
    told = in_turn(trips(10, 10, 10, 10), needs(None, 90, 40, 90), CREW)
    assert [trip.order_ids[0] for trip in told] == [2, 1, 3, 0]
    assert [trip.times.begin_by_s for trip in told if trip.times] == [30, 80, 80, None]
    assert backs_s(told) == {2: 10, 1: 10, 3: 20, 0: 20}


def test_the_planned_turn_holds_where_going_by_due_time_would_be_late() -> None:
    # A long trip has to begin at once, though it is due last.
    planned = trips(20, 6, 4)
    told = in_turn(planned, needs(20, 10, 10), CREW)
    assert [trip.order_ids[0] for trip in told] == [0, 1, 2]
    assert late_orders(backs_s(told), needs(20, 10, 10)) == []
    begins = [trip.times.begin_by_s for trip in told if trip.times]
    assert begins == sorted(begins) == [0, 0, 6]


def test_a_trip_is_as_urgent_as_what_comes_behind_it() -> None:
    wanted = {0: OrderNeed(0.0, 30.0, 50), 1: OrderNeed(0.0, 60.0, 10), 2: OrderNeed(0.0, None, 5)}
    told = in_turn(trips(10, 10, 10), wanted, CREW)
    assert [trip.times.priority for trip in told if trip.times] == [10, 10, None]


def test_how_many_pickers_it_takes_and_who_is_late_however_many_there_are() -> None:
    told = in_turn(trips(10, 10, 10, 50), needs(10, 10, 10, 40), CREW)
    assert len(late_orders(backs_s(told), needs(10, 10, 10, 40))) == 2
    assert pickers_enough(told, needs(10, 10, 10, 40), CREW) == (3, 1)
    assert pickers_enough(told, needs(60, 60, 60, 60), CREW) == (2, 0)


def test_zones_share_pickers_by_their_work() -> None:
    assert share_pickers(6, [10.0, 50.0, 1.0]) == [1, 4, 1]
    assert share_pickers(1, [10.0, 50.0]) == [1, 1]


@pytest.mark.parametrize("one_way", [False, True])
def test_a_wave_is_planned_in_time_as_far_as_it_can_be(one_way: bool) -> None:
    chance = random.Random(3)
    ground = hall(one_way=one_way)
    sequence = {place.code: n for n, place in enumerate(ground.bins)}
    orders, wanted = [], {}
    for n in range(20):
        codes = chance.sample(sorted(sequence), 3)
        orders.append(OrderStops(n, tuple((code, sequence[code]) for code in codes)))
        wanted[n] = OrderNeed(30.0, (None, 900.0, 2_400.0)[n % 3], 50)
    crew = Crew(pickers=3, ahead_s=90.0, setup_s=15.0, way_s_per_m=1.0, usual_way_m=15.0)
    done = plan_in_time(Walker.of(ground), orders, wanted, crew, per_trip=4, budget_ms=300)
    assert sorted(one for trip in done.trips for one in trip.order_ids) == [*range(20)]
    assert max(len(trip.order_ids) for trip in done.trips) <= 4
    assert done.work_s == pytest.approx(sum(trip_s(trip, wanted, crew) for trip in done.trips))
    assert late_orders(backs_s(done.trips), wanted) == []
    assert done.work_bound_s is not None and 0 < done.work_bound_s <= done.work_s
    assert done.before_m is not None and done.planned_m is not None
    _nobody_is_in_two_places(done.trips, crew)


def test_nothing_is_dropped_where_nothing_can_be_in_time() -> None:
    orders = [OrderStops(n, (("A-01", 1), (f"B-0{n}", 50 + n))) for n in range(1, 6)]
    wanted = {n: OrderNeed(20.0, -60.0, 50) for n in range(1, 6)}
    done = plan_in_time(Walker.of(hall(one_way=False)), orders, wanted, CREW, per_trip=2)
    assert sorted(one for trip in done.trips for one in trip.order_ids) == [*range(1, 6)]
    assert done.work_bound_s is None and "Not all can be in time" in done.text


def test_off_the_map_trips_go_by_due_time_with_the_usual_ways() -> None:
    ground = hall(one_way=False)
    orders = [OrderStops(n, (("NOWHERE", 1),)) for n in range(4)]
    wanted = needs(100, 50, 100, 50)
    done = plan_in_time(Walker.of(ground), orders, wanted, CREW, per_trip=2)
    assert [trip.order_ids for trip in done.trips] == [(1, 3), (0, 2)]
    assert (done.planned_m, done.work_s) == (None, 30.0)


def _nobody_is_in_two_places(trips: tuple[Trip, ...], crew: Crew) -> None:
    spans = [(trip.times.start_s, trip.times.end_s) for trip in trips if trip.times]
    assert len(spans) == len(trips)
    for start, _ in spans:
        assert start >= crew.ready_s
        assert sum(begin <= start < end for begin, end in spans) <= crew.pickers


@pytest.mark.parametrize("due_s", [400.0, 9_000.0])
def test_many_orders_are_put_together_by_due_time_or_at_once_if_that_is_in_time(
    due_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timing, "MANY", 10)
    ground = hall(one_way=False)
    bins = [place.code for place in ground.bins]
    orders = [OrderStops(n, ((bins[n // 2], n),)) for n in range(24)]
    wanted = {n: OrderNeed(30.0, due_s if n % 2 else None, 50) for n in range(24)}
    done = plan_in_time(Walker.of(ground), orders, wanted, CREW, per_trip=4, budget_ms=300)
    assert sorted(one for trip in done.trips for one in trip.order_ids) == [*range(24)]
    assert late_orders(backs_s(done.trips), wanted) == []
    assert done.work_s is not None and done.work_bound_s is not None
    assert done.work_bound_s <= done.work_s
    mixed = any(len({one % 2 for one in trip.order_ids}) == 2 for trip in done.trips)
    assert mixed == (due_s > 400)  # two orders of each bin: together is shorter
