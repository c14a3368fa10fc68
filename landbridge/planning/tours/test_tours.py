"""Tours are the shortest there are, can be walked as they say, and are the same every time."""

import math
import random
from dataclasses import replace

import numpy as np
import pytest

from landbridge.planning.tours.check import check_plan
from landbridge.planning.tours.grid import survey
from landbridge.planning.tours.kernels import tour_length
from landbridge.planning.tours.layout import Hall, LayoutError, Place, Stop, Way, even_hall
from landbridge.planning.tours.plan import plan_tour
from landbridge.planning.tours.problem import TourProblem
from landbridge.planning.tours.states import explore
from landbridge.planning.tours.tables import make_tables, tables_for
from landbridge.planning.tours.testing import best_length, random_problem


@pytest.mark.parametrize("walls", [False, True])
@pytest.mark.parametrize("blocks", [1, 2, 3, 4])
def test_no_order_of_stops_is_shorter(blocks: int, walls: bool) -> None:
    chance = random.Random(f"{blocks} {walls}")
    walked = 0
    for _ in range(60):
        problem = random_problem(chance, blocks=blocks, walls=walls)
        best = best_length(problem)
        if best == math.inf:
            with pytest.raises(LayoutError, match="no walk"):
                plan_tour(problem)
            continue
        plan = plan_tour(problem)
        walked += 1
        assert check_plan(problem, plan) == ()
        assert plan.length_m == pytest.approx(best, abs=1e-6), problem
    assert walked > 20


def test_the_same_problem_gives_the_same_plan() -> None:
    problem = random_problem(random.Random(4), blocks=3)
    assert plan_tour(problem, seed=1) == plan_tour(problem, seed=1)


@pytest.mark.parametrize("blocks", [1, 3])
def test_the_length_alone_is_the_plans_length(blocks: int) -> None:
    problem = random_problem(random.Random(blocks), blocks=blocks)
    ground = survey(problem.hall, problem.start, problem.end)
    arranged = ground.arrange(problem.stops)
    ids = np.arange(len(problem.stops), dtype=np.int32)
    length = tour_length(ground.floor, arranged.parts, arranged.offsets, ids)
    assert length == plan_tour(problem).length_m


def test_a_stop_outside_the_hall_is_refused() -> None:
    hall = even_hall(aisles=2, pitch_m=5, blocks=1, block_length_m=10)
    problem = TourProblem(hall=hall, stops=(Stop(2, 1.0),), start=Place(0, 0), end=Place(0, 0))
    with pytest.raises(LayoutError, match="aisle 2 is not in the hall"):
        plan_tour(problem)
    with pytest.raises(LayoutError, match="on no aisle"):
        plan_tour(replace(problem, stops=(), start=Place(3.0, 4.0)))
    with pytest.raises(LayoutError, match="ascending"):
        Hall(aisles_x=(5.0, 0.0), crossings_y=(0.0, 1.0))


def spoiled() -> list[tuple[str, dict[str, object]]]:
    return [
        ("stop-missed", {"visits": (0, 1)}),
        ("unknown-stop", {"visits": (0, 1, 2, 7)}),
        ("stop-twice", {"visits": (0, 1, 2, 2)}),
        ("wrong-length", {"length_m": 3.0}),
        ("wrong-bound", {"bound_m": 1e6}),
        ("wrong-start", {"path": ((5.0, 0.0), (0.0, 0.0))}),
        ("wrong-order", {"path": ((0.0, 0.0), (5.0, 0.0), (0.0, 0.0))}),
        ("cannot-walk", {"path": ((0.0, 0.0), (5.0, 7.0), (0.0, 0.0))}),
    ]


@pytest.mark.parametrize(("rule", "changed"), spoiled())
def test_the_checker_finds_what_is_wrong(rule: str, changed: dict[str, object]) -> None:
    hall = even_hall(aisles=3, pitch_m=5, blocks=1, block_length_m=10)
    problem = TourProblem(
        hall=hall,
        stops=(Stop(0, 4.0), Stop(1, 9.0), Stop(2, 2.0)),
        start=Place(0, 0),
        end=Place(0, 0),
    )
    plan = plan_tour(problem)
    assert check_plan(problem, plan) == ()
    found = check_plan(problem, replace(plan, **changed))
    assert rule in {violation.rule for violation in found}


@pytest.mark.parametrize("rows", [2, 3, 4])
def test_the_shipped_tables_are_what_the_states_say(rows: int) -> None:
    for with_ends in (False, True):
        made, shipped = (make(rows, with_ends=with_ends) for make in (make_tables, tables_for))
        assert made.plain == shipped.plain
        for name in ("touch", "first", "second"):
            assert np.array_equal(getattr(made, name), getattr(shipped, name))
        for family in ("closed", "open"):
            for ours, theirs in zip(getattr(made, family), getattr(shipped, family), strict=True):
                assert np.array_equal(ours, theirs)


def test_the_states_of_one_and_two_blocks_are_as_many_as_published() -> None:
    # Ratliff and Rosenthal have 7; Roodbergen and de Koster 25.
    assert [len(explore(rows, with_ends=False).closed) for rows in (2, 3)] == [7, 25]


def test_a_depot_is_joined_by_ways_of_given_length() -> None:
    hall = even_hall(aisles=3, pitch_m=5, blocks=1, block_length_m=10)
    home = Place(0.0, -3.0, ways=(Way(0, 0, 4.0), Way(1, 0, 6.5)))
    problem = TourProblem(hall=hall, stops=(Stop(1, 2.0),), start=home, end=home)
    plan = plan_tour(problem)
    assert check_plan(problem, plan) == ()
    assert plan.length_m == 2 * 6.5 + 2 * 2.0
