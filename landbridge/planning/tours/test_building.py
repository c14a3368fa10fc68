"""A warehouse's own rows become a hall in which tours are planned."""

import pytest

from landbridge.planning.tours.building import BinRow, build
from landbridge.planning.tours.check import check_plan
from landbridge.planning.tours.layout import LayoutError
from landbridge.planning.tours.plan import plan_tour
from landbridge.planning.tours.problem import TourProblem

ROWS = [
    BinRow(10 * aisle + bay, "ABC"[aisle], 4_800 * aisle + (600 if bay % 2 else -600), 1_400 * bay)
    for aisle in range(3)
    for bay in range(1, 9)
]


def test_racks_on_both_sides_share_one_aisle() -> None:
    building = build(ROWS, crossings_mm=[0, 12_600])
    assert building.aisle_codes == ("A", "B", "C")
    assert building.hall.aisles_x == (0.0, 4.8, 9.6)
    problem = TourProblem(
        hall=building.hall,
        stops=building.stops_of([3, 15, 28]),
        start=building.front_place(0, -5_000),
        end=building.front_place(0, 0),
    )
    plan = plan_tour(problem)
    assert check_plan(problem, plan) == ()
    assert plan.path[0] == (0.0, -5.0)
    assert plan.path[-1] == (0.0, 0.0)


def test_without_cross_aisles_there_is_one_on_each_side() -> None:
    assert build(ROWS).hall.crossings_y == (0.4, 12.2)


def test_an_aisle_may_be_walked_one_way_only() -> None:
    building = build(ROWS, crossings_mm=[0, 12_600], one_way={"B": True})
    start = building.front_place(0, 0)
    stops = building.stops_of([11, 13])
    problem = TourProblem(hall=building.hall, stops=stops, start=start, end=start)
    plan = plan_tour(problem)
    assert check_plan(problem, plan) == ()
    assert plan.length_m == pytest.approx(2 * 4.8 + 2 * 12.6)


def test_what_is_not_there_is_said() -> None:
    with pytest.raises(LayoutError, match="99 is not in the hall"):
        build(ROWS).stops_of([99])
    with pytest.raises(LayoutError, match="without bins"):
        build([])
