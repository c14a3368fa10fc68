"""Boxes as the bench reads them reach the planner with their turns; values are percents."""

from landbridge.main.bench.plan import solve_cartons
from landbridge.main.bench.plan.outcome import Effort
from landbridge.main.bench.plan.shapes import BoxInstance, BoxKind
from landbridge.planning.cartons.contracts import Rotation


def instance(*turns: str, container: tuple[int, int, int] = (40, 20, 30)) -> BoxInstance:
    kind = BoxKind(sizes=(20, 10, 30), turns=turns, count=4)
    return BoxInstance(name="a/B", container=container, boxes=(kind,))


def test_turns_are_read_as_orders_of_axes():
    items = solve_cartons.packing_of(instance("XYZ", "ZXY")).items
    assert items[0].rotations == {Rotation.LWH, Rotation.HLW}
    assert items[0].size(Rotation.HLW) == (30, 20, 10)
    every = solve_cartons.packing_of(instance("XYZ", "YXZ", "ZYX", "YZX", "XZY", "ZXY"))
    assert every.items[0].rotations == set(Rotation)


def test_a_full_container_is_a_hundred_percent_and_proven():
    solved = solve_cartons.solve(instance("XYZ"), Effort(limit_s=1, seed=1, peers=True))()
    assert (solved.value, solved.bound, solved.violations) == (100, 100, ())
    assert solved.larger_is_better
    assert 0 < solved.peers["largest first"] <= 100


def test_boxes_that_may_not_be_turned_stay_as_they_are():
    lying = instance("XYZ", container=(30, 20, 20))
    assert solve_cartons.solve(lying, Effort(limit_s=1, seed=1, steps=2))().value == 0
