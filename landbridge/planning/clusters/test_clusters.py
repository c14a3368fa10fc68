"""Clusters against brute force on small random halls, and what the checker must find."""

import dataclasses
import itertools
import random

import numpy as np
import pytest

from landbridge.planning.base import Deadline
from landbridge.planning.clusters import columns, cover, peers, pricing, search
from landbridge.planning.clusters.check import check_plan, walk_faults
from landbridge.planning.clusters.generation import Generation
from landbridge.planning.clusters.lengths import make_net, tour_length, workspace
from landbridge.planning.clusters.planner import plan_clusters, price_all
from landbridge.planning.clusters.problem import (
    Cluster,
    ClusterOrder,
    ClusterProblem,
    DepotWay,
    Hall,
    Stop,
)
from landbridge.planning.clusters.setting import make_setting
from landbridge.planning.clusters.walk import Kind, Piece, make_walk
from landbridge.planning.clusters.warming import warm

FOREVER_MS = 600_000


def random_hall(chance: random.Random, *, blocks: int, apart: bool) -> Hall:
    xs = list(itertools.accumulate([0.0] + [float(chance.randint(1, 5)) for _ in range(3)]))
    xs = xs[: chance.randint(2 if apart else 1, 4)]
    depot = tuple(DepotWay(aisle, 0, ((x - 1) ** 2 + 4) ** 0.5) for aisle, x in enumerate(xs))
    if not apart:
        way = DepotWay(
            chance.randrange(len(xs)), chance.randint(0, blocks), chance.choice([0, 3.0])
        )
        depot = (way,)
    lengths = tuple(float(chance.randint(3, 12)) for _ in range(blocks))
    return Hall(aisle_xs_m=tuple(xs), block_lengths_m=lengths, depot=depot)


def random_stops(chance: random.Random, hall: Hall, most: int) -> tuple[Stop, ...]:
    stops = set()
    for _ in range(chance.randint(1, most)):
        block = chance.randrange(len(hall.block_lengths_m))
        offset = float(chance.randint(0, int(hall.block_lengths_m[block])))
        stops.add(Stop(chance.randrange(len(hall.aisle_xs_m)), block, offset))
    return tuple(sorted(stops))


def brute_length(hall: Hall, stops: tuple[Stop, ...]) -> float:
    """The shortest of all orders of the stops, each way the shortest through the hall."""
    rows = list(itertools.accumulate([0.0, *hall.block_lengths_m]))
    points = [(stop.aisle, rows[stop.block] + stop.offset_m) for stop in stops]

    def way(one: tuple[int, float], other: tuple[int, float]) -> float:
        if one[0] == other[0]:
            return abs(one[1] - other[1])
        aside = abs(hall.aisle_xs_m[one[0]] - hall.aisle_xs_m[other[0]])
        return aside + min(abs(one[1] - row) + abs(other[1] - row) for row in rows)

    def home(point: tuple[int, float]) -> float:
        return min(w.length_m + way((w.aisle, rows[w.row]), point) for w in hall.depot)

    return min(
        home(order[0]) + home(order[-1]) + sum(way(a, b) for a, b in itertools.pairwise(order))
        for order in itertools.permutations(points)
    )


def quick_length(hall: Hall, stops: tuple[Stop, ...]) -> float:
    net, masks = make_net(hall, [stops])
    return tour_length(net, masks[0], workspace(net))


@pytest.mark.parametrize(
    ("blocks", "apart"), [(1, False), (2, False), (3, False), (1, True), (2, True)]
)
def test_lengths_are_those_of_brute_force_and_can_be_walked(blocks: int, apart: bool):
    chance = random.Random(blocks * 2 + apart)
    for _ in range(60):
        hall = random_hall(chance, blocks=blocks, apart=apart)
        stops = random_stops(chance, hall, 6)
        length = quick_length(hall, stops)
        assert length == pytest.approx(brute_length(hall, stops))
        pieces = make_walk(hall, stops)
        assert walk_faults(hall, stops, pieces) == ()
        assert sum(piece.length_m * piece.times for piece in pieces) == pytest.approx(length)


def test_more_offsets_in_an_aisle_than_bits_in_a_word():
    hall = Hall(aisle_xs_m=(0.0, 3.0), block_lengths_m=(200.0,))
    stops = tuple(Stop(0, 0, float(at)) for at in range(0, 190, 2))
    assert quick_length(hall, stops) == 2 * 188
    assert quick_length(hall, (*stops, Stop(1, 0, 199.0))) == 400 + 6


def random_problem(
    chance: random.Random, orders: int, *, blocks: int = 1, apart: bool = False
) -> ClusterProblem:
    hall = random_hall(chance, blocks=blocks, apart=apart)
    return ClusterProblem(
        hall=hall,
        orders=tuple(
            ClusterOrder(
                number=f"A-{at}",
                stops=random_stops(chance, hall, 4),
                loads=(chance.randint(1, 4), chance.randint(0, 3)),
            )
            for at in range(orders)
        ),
        capacities=(6, 5),
    )


def partitions(members: list[int]):
    if not members:
        yield []
        return
    first, *rest = members
    for size in range(len(rest) + 1):
        for chosen in itertools.combinations(rest, size):
            left = [member for member in rest if member not in chosen]
            for others in partitions(left):
                yield [(first, *chosen), *others]


def brute_clusters(problem: ClusterProblem) -> float:
    lengths: dict[tuple[int, ...], float] = {}

    def length(group: tuple[int, ...]) -> float:
        if group not in lengths:
            orders = [problem.orders[index] for index in group]
            too_full = any(
                sum(order.loads[kind] for order in orders) > capacity
                for kind, capacity in enumerate(problem.capacities)
            )
            stops = tuple({stop for order in orders for stop in order.stops})
            lengths[group] = float("inf") if too_full else quick_length(problem.hall, stops)
        return lengths[group]

    everything = list(range(len(problem.orders)))
    return min(sum(map(length, groups)) for groups in partitions(everything))


@pytest.mark.parametrize(("blocks", "apart"), [(1, False), (2, False), (2, True)])
def test_plans_are_those_of_brute_force_and_proven(blocks: int, apart: bool):
    chance = random.Random(7 + blocks)
    for _ in range(8):
        problem = random_problem(chance, chance.randint(1, 7), blocks=blocks, apart=apart)
        plan = plan_clusters(problem, seed=3, budget_ms=FOREVER_MS, steps=4_000)
        assert check_plan(problem, plan) == ()
        assert plan.length_m == pytest.approx(brute_clusters(problem))
        assert plan.quality.is_best
        assert plan.length_m <= plan.first_come_m + 1e-9


def test_the_same_seed_and_steps_give_the_same_plan():
    problem = random_problem(random.Random(5), 40, blocks=2)
    plans = [plan_clusters(problem, seed=9, budget_ms=FOREVER_MS, steps=9_000) for _ in range(2)]
    assert plans[0] == plans[1]
    assert check_plan(problem, plans[0]) == ()


def test_when_too_many_sets_fit_the_plan_comes_from_the_sets_the_search_met():
    chance = random.Random(11)
    base = random_problem(chance, 40)
    problem = dataclasses.replace(base, capacities=(40, 60))
    plan = plan_clusters(problem, seed=1, budget_ms=FOREVER_MS, steps=6_000)
    assert check_plan(problem, plan) == ()
    assert plan.length_m < peers.first_come_m(problem)
    assert plan.bound_m <= plan.length_m


@pytest.mark.parametrize(("blocks", "apart"), [(1, False), (2, True)])
def test_columns_made_as_needed_bound_every_plan_and_as_well_as_all_sets(blocks: int, apart: bool):
    chance = random.Random(21 + blocks)
    for count in (4, 6, 7, 7):
        problem = random_problem(chance, count, blocks=blocks, apart=apart)
        setting = make_setting(problem, seed=1)
        alone = columns.new_pool(count, setting.members_max, hashed=False)
        for order in range(count):
            alone.members[order, 0], alone.sizes[order] = order, 1
            alone.lengths[order] = setting.length([order])
        alone.used[0] = count
        made = Generation(setting, alone, toll=0.0, sets_max=None)
        made.settle(lambda: 60.0)
        every = price_all(setting, columns.sets_up_to(setting.orders, 200), Deadline(60_000))
        assert every is not None
        whole = cover.relax(every, count, np.arange(count), left_s=lambda: 60.0)
        best = brute_clusters(problem)
        assert made.settled
        assert made.bound <= best + 1e-9
        assert made.bound == pytest.approx(whole.value, rel=1e-5)
        trips = made.dive(np.zeros, lambda: 60.0)
        assert trips is not None
        assert sorted(itertools.chain(*trips)) == list(range(count))
        assert sum(map(setting.length, trips)) >= best - 1e-9


def test_a_hunt_cut_short_bounds_no_less_truly():
    problem = random_problem(random.Random(31), 7)
    setting = make_setting(problem, seed=1)
    best = brute_clusters(problem)
    alone = columns.new_pool(7, setting.members_max, hashed=False)
    for order in range(7):
        alone.members[order, 0], alone.sizes[order] = order, 1
        alone.lengths[order] = setting.length([order])
    alone.used[0] = 7
    bounds = []
    for sets in (0, 5, 40, 400, 4_000):
        made = Generation(setting, alone, toll=0.0, sets_max=sets)
        made.settle(lambda: 60.0)
        bounds.append(made.bound)
    assert bounds[0] == 0.0
    assert 0.0 < bounds[-1] <= best + 1e-9
    assert bounds == sorted(bounds)


def test_without_time_or_when_cancelled_there_is_a_plan_at_once():
    problem = random_problem(random.Random(2), 30)
    for plan in (
        plan_clusters(problem, seed=1, budget_ms=0),
        plan_clusters(problem, seed=1, budget_ms=FOREVER_MS, cancel=lambda: True),
    ):
        assert check_plan(problem, plan) == ()
        assert plan.length_m == plan.first_come_m
    none = dataclasses.replace(problem, orders=())
    plan = plan_clusters(none, seed=1, budget_ms=10)
    assert (plan.clusters, plan.length_m) == ((), 0.0)
    assert check_plan(none, plan) == ()


def test_peers_are_no_better_than_the_best():
    problem = random_problem(random.Random(3), 7)
    best = brute_clusters(problem)
    for peer in (peers.first_come_m, peers.seed_m, peers.savings_m):
        assert peer(problem) >= best - 1e-9
    assert peers.savings_m(random_problem(random.Random(3), peers.SAVINGS_MAX + 1)) is None


def test_a_manager_reads_what_it_saves():
    hall = Hall(aisle_xs_m=(0.0, 5.0), block_lengths_m=(20.0,))
    order = [
        ClusterOrder(number=f"A-{at}", stops=(Stop(at % 2, 0, 10.0),), loads=(1,))
        for at in range(4)
    ]
    problem = ClusterProblem(hall=hall, orders=tuple(order), capacities=(2,))
    plan = plan_clusters(problem, seed=1, budget_ms=FOREVER_MS, steps=2_000)
    assert [cluster.orders for cluster in plan.clusters] == [(0, 2), (1, 3)]
    text = plan.explanation.text()
    assert "4 orders are picked on 2 trips of 50 m in all." in text
    assert "Clustered as they came it would be 100 m: 50.0 % are saved." in text
    assert "Nothing shorter is possible." in text
    assert "Orders A-0, A-2 go together because 1 of the 1 aisles" in text


def test_the_checker_finds_what_is_wrong():
    problem = random_problem(random.Random(8), 6)
    plan = plan_clusters(problem, seed=1, budget_ms=FOREVER_MS, steps=2_000)
    every = tuple(range(6))

    def rules(**changes: object) -> set[str]:
        return {found.rule for found in check_plan(problem, dataclasses.replace(plan, **changes))}

    assert rules() == set()
    assert rules(clusters=plan.clusters[1:]) == {"order-once"}
    assert rules(clusters=(*plan.clusters, Cluster((99,), 1.0))) == {"order-unknown"}
    assert "too-full" in rules(clusters=(Cluster(every, plan.length_m),))
    short = Cluster(plan.clusters[0].orders, plan.clusters[0].length_m - 1)
    assert {"length", "sum"} <= rules(clusters=(short, *plan.clusters[1:]))
    assert rules(bound_m=plan.length_m + 1) == {"bound"}


def test_a_walk_is_looked_at_piece_by_piece():
    hall = Hall(aisle_xs_m=(0.0, 5.0), block_lengths_m=(20.0,))
    stops = (Stop(1, 0, 4.0),)
    across = Piece(Kind.ACROSS, 0, 0, 5.0, 2)
    into = Piece(Kind.FROM_FRONT, 1, 0, 4.0, 2)
    assert walk_faults(hall, stops, (across, into)) == ()
    assert "not passed" in walk_faults(hall, stops, (across,))[0]
    assert "not joined" in walk_faults(hall, stops, (into,))[0]
    assert (
        "left as often" in walk_faults(hall, stops, (dataclasses.replace(across, times=1), into))[0]
    )
    assert (
        "not so long"
        in walk_faults(hall, stops, (dataclasses.replace(across, length_m=4.0), into))[0]
    )
    shallow = dataclasses.replace(into, length_m=3.0)
    assert "not passed" in walk_faults(hall, stops, (across, shallow))[0]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"capacities": (3, 5)}, "takes 4 of 3: it fits on no trip"),
        ({"capacities": (6,)}, "one load per capacity"),
    ],
)
def test_problems_that_cannot_be_are_refused(change: dict[str, object], text: str):
    problem = random_problem(random.Random(4), 20)
    with pytest.raises(ValueError, match=text):
        dataclasses.replace(problem, **change)


@pytest.mark.parametrize(
    ("halls", "text"),
    [
        ({"aisle_xs_m": ()}, "at least one aisle"),
        ({"aisle_xs_m": (3.0, 1.0)}, "left to right"),
        ({"block_lengths_m": (0.0,)}, "positive"),
        ({"depot": (DepotWay(5),)}, "no junction"),
        ({"depot": (DepotWay(0), DepotWay(1, 1))}, "in front"),
    ],
)
def test_halls_that_cannot_be_are_refused(halls: dict[str, object], text: str):
    hall = Hall(aisle_xs_m=(0.0, 5.0), block_lengths_m=(20.0,))
    with pytest.raises(ValueError, match=text):
        dataclasses.replace(hall, **halls)
    with pytest.raises(ValueError, match="outside the hall"):
        ClusterProblem(
            hall=hall,
            orders=(ClusterOrder(number="A", stops=(Stop(0, 0, 21.0),), loads=()),),
            capacities=(),
        )


def test_after_warming_nothing_is_left_to_compile():
    warm()
    kernels = (
        search.anneal, search.grow, columns.all_sets, columns.reduced_costs, pricing.hunt_on,
    )  # fmt: skip
    before = [len(kernel.signatures) for kernel in kernels]
    assert all(before)
    chance = random.Random(5)
    hall = random_hall(chance, blocks=2, apart=False)
    for count, steps in ((6, 200), (50, 200)):
        orders = tuple(
            ClusterOrder(number=str(at), stops=random_stops(chance, hall, 3), loads=(1,))
            for at in range(count)
        )
        problem = ClusterProblem(hall=hall, orders=orders, capacities=(4,))
        plan_clusters(problem, seed=0, budget_ms=FOREVER_MS, steps=steps)
    assert [len(kernel.signatures) for kernel in kernels] == before
