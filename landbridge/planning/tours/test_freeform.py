"""Tours where no programme by aisles applies, and simpler ways of walking beside the exact one."""

import math
import random
from dataclasses import replace
from itertools import pairwise

import pytest

from landbridge.planning.base import Deadline
from landbridge.planning.tours.check import check_plan
from landbridge.planning.tours.freeform import (
    FreeProblem,
    Link,
    best_order,
    check_free,
    plan_free,
)
from landbridge.planning.tours.layout import LayoutError, Place, Stop, even_hall
from landbridge.planning.tours.peers import (
    largest_gap,
    matrix_of,
    nearest_neighbour,
    or_tools,
    s_shape,
)
from landbridge.planning.tours.plan import plan_tour
from landbridge.planning.tours.problem import TourProblem
from landbridge.planning.tours.testing import best_length, random_problem

ENOUGH_MS = 60_000


def hall_problem(seed: int, *, stops: int, blocks: int = 1) -> TourProblem:
    chance = random.Random(seed)
    hall = even_hall(aisles=8, pitch_m=5.0, blocks=blocks, block_length_m=30.0)
    depth = hall.crossings_y[-1]
    return TourProblem(
        hall=hall,
        stops=tuple(Stop(chance.randrange(8), chance.uniform(0, depth)) for _ in range(stops)),
        start=Place(0.0, 0.0),
        end=Place(0.0, 0.0),
    )


@pytest.mark.parametrize("blocks", [1, 2, 3])
def test_one_way_aisles_are_kept_and_few_stops_are_walked_best(blocks: int) -> None:
    chance = random.Random(blocks)
    walked = 0
    for _ in range(40):
        problem = random_problem(chance, blocks=blocks, one_way=True, walls=chance.random() < 0.3)
        best = best_length(problem)
        if best == math.inf:
            with pytest.raises(LayoutError, match="no walk"):
                plan_tour(problem)
            continue
        plan = plan_tour(problem)
        walked += 1
        assert check_plan(problem, plan) == ()
        assert plan.length_m == pytest.approx(best, abs=1e-6)
    assert walked > 10


def test_many_stops_on_one_way_aisles_keep_a_bound_and_the_seed() -> None:
    problem = hall_problem(1, stops=40)
    directed = random_problem(random.Random(3), blocks=1, one_way=True).hall.one_way
    one_way = tuple(replace(directed[0], aisle=k, up=k % 2 == 0) for k in range(8))
    problem = replace(problem, hall=replace(problem.hall, one_way=one_way))
    plans = [plan_tour(problem, seed=2, rounds=50, budget_ms=ENOUGH_MS) for _ in range(2)]
    assert plans[0] == plans[1]
    assert check_plan(problem, plans[0]) == ()
    assert plans[0].bound_m is not None
    assert plans[0].bound_m <= plans[0].length_m


def test_search_on_the_walking_graph_comes_close_to_the_exact_tour() -> None:
    for seed in range(6):
        problem = hall_problem(seed, stops=30, blocks=1 + seed % 3)
        exact = plan_tour(problem).length_m
        matrix = matrix_of(problem)
        route, proven = best_order(matrix, seed=seed, deadline=Deadline(ENOUGH_MS), rounds=200)
        length = sum(matrix[a, b] for a, b in pairwise(route))
        assert not proven
        assert exact - 1e-6 <= length <= exact * 1.005


def test_a_free_walk_follows_its_links() -> None:
    chance = random.Random(5)
    ring = [Link(k, (k + 1) % 20, 1.0 + chance.random(), one_way=k % 5 == 0) for k in range(20)]
    chords = [Link(chance.randrange(20), chance.randrange(20), 2.5) for _ in range(15)]
    stops = tuple(chance.sample(range(20), 14))
    problem = FreeProblem(nodes=20, links=(*ring, *chords), stops=stops, start=0, end=7)
    plan = plan_free(problem, rounds=50, budget_ms=ENOUGH_MS)
    assert check_free(problem, plan) == ()
    assert check_free(problem, replace(plan, length_m=1.0))
    assert check_free(problem, replace(plan, visits=plan.visits[::-1]))
    few = replace(problem, stops=stops[:5])
    best = plan_free(few)
    assert check_free(few, best) == ()
    assert best.bound_m == best.length_m


def test_a_place_that_cannot_be_reached_is_said() -> None:
    problem = FreeProblem(nodes=3, links=(Link(0, 1, 1.0),), stops=(2,), start=0, end=0)
    with pytest.raises(LayoutError, match="no walk"):
        plan_free(problem)


def test_simpler_ways_are_never_shorter() -> None:
    for seed in range(10):
        problem = hall_problem(seed, stops=12)
        best = plan_tour(problem).length_m
        matrix = matrix_of(problem)
        ways = [
            s_shape(problem),
            largest_gap(problem),
            nearest_neighbour(matrix, two_opt=False),
            nearest_neighbour(matrix, two_opt=True),
            or_tools(matrix, budget_ms=0),
        ]
        assert all(way >= best - 0.1 for way in ways), ways
        assert ways[3] <= ways[2] + 1e-9


def test_s_shape_and_largest_gap_by_hand() -> None:
    hall = even_hall(aisles=3, pitch_m=5.0, blocks=1, block_length_m=10.0)
    stops = (Stop(0, 2.0), Stop(1, 1.0), Stop(1, 9.0), Stop(2, 4.0))
    problem = TourProblem(hall=hall, stops=stops, start=Place(0.0, 0.0), end=Place(0.0, 0.0))
    assert s_shape(problem) == 20 + 10 + 10 + 2 * 4
    assert largest_gap(problem) == 20 + 10 + 10 + 2 * (1 + 1)
