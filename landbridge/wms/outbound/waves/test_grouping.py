"""Metres of a wave are told by one measure: what was, what is planned, what is possible."""

import random

import pytest

from landbridge.wms.layout.contracts import Aisle, BinKind, CrossAisle, TourBin, TourGround
from landbridge.wms.outbound.waves.grouping import OrderStops, Walker, plan_trips

AISLES = "ABCDEF"


def hall(*, one_way: bool) -> TourGround:
    """Six aisles in two blocks."""
    return TourGround(
        site="S", guessed=False,
        aisles=tuple(
            Aisle(code=code, x_mm=4_000 * n, one_way=("up", "down")[n % 2] if one_way else "")
            for n, code in enumerate(AISLES)
        ),
        cross_aisles=tuple(CrossAisle(code=str(n), y_mm=20_000 * n) for n in range(3)),
        bins=tuple(
            TourBin(bin_id=1, code=f"{code}-{n:02}", kind=BinKind.STORAGE, aisle=code,
                    x_mm=4_000 * k, y_mm=1_000 + 3_000 * n, z_mm=0)
            for k, code in enumerate(AISLES) for n in range(13)
        ),
        places=(TourBin(bin_id=2, code="P", kind=BinKind.PACKING, aisle="", x_mm=8_100,
                        y_mm=-3_000, z_mm=0),),
    )  # fmt: skip


@pytest.mark.parametrize("one_way", [False, True])
def test_nothing_planned_is_longer_than_what_was_or_shorter_than_can_be(one_way: bool) -> None:
    chance = random.Random(7)
    ground = hall(one_way=one_way)
    sequence = {place.code: n for n, place in enumerate(ground.bins)}
    orders = []
    for n in range(24):
        codes = chance.sample(sorted(sequence), 3)
        orders.append(OrderStops(n, tuple((code, sequence[code]) for code in codes)))
    done = plan_trips(Walker.of(ground), orders, per_trip=4, budget_ms=300)
    assert done.before_m is not None and done.planned_m is not None and done.bound_m is not None
    assert done.bound_m <= done.planned_m + 1e-6 <= done.before_m
    assert sorted(order for trip in done.trips for order in trip.order_ids) == [*range(24)]
    assert ("by the signs" in done.text) == one_way
