"""Waves against brute force on tiny problems, and what the checker must find."""

import dataclasses
import itertools
import random

import numpy as np
import pytest

from landbridge.planning.base import Deadline
from landbridge.planning.clusters import columns
from landbridge.planning.clusters.generation import Generation
from landbridge.planning.clusters.planner import price_all
from landbridge.planning.clusters.problem import ClusterOrder, Hall
from landbridge.planning.clusters.setting import make_setting
from landbridge.planning.clusters.test_clusters import (
    partitions,
    quick_length,
    random_hall,
    random_stops,
)
from landbridge.planning.waves import exact
from landbridge.planning.waves.check import check_plan
from landbridge.planning.waves.planner import plan_wave, times_of
from landbridge.planning.waves.problem import Picker, WaveOrder, WaveProblem
from landbridge.planning.waves.relaxed import DueMaster

FOREVER_MS = 600_000


def random_wave(chance: random.Random, orders: int, *, pickers: int, tight: float) -> WaveProblem:
    hall: Hall = random_hall(chance, blocks=chance.randint(1, 2), apart=False)
    return WaveProblem(
        hall=hall,
        orders=tuple(
            WaveOrder(
                order=ClusterOrder(
                    number=f"A-{at}",
                    stops=random_stops(chance, hall, 3),
                    loads=(chance.randint(1, 3),),
                ),
                picking_s=float(chance.randint(1, 9)),
                due_s=chance.choice([None, tight, 2 * tight, 3 * tight]),
            )
            for at in range(orders)
        ),
        capacities=(5,),
        pickers=tuple(Picker(number=f"P{at}", ready_s=10.0 * at) for at in range(pickers)),
        setup_s=20.0,
        walking_s_per_m=1.5,
    )


def brute_wave(problem: WaveProblem) -> tuple[float, float]:
    """(late, total) of the best plan: every clustering, every way to share the trips out.

    Each picker's trips by their due times, as any plan in time can be put in that order.
    """
    best = (float("inf"), float("inf"))
    for groups in partitions(list(range(len(problem.orders)))):
        trips = []
        for group in groups:
            orders = [problem.orders[index] for index in group]
            if sum(order.order.loads[0] for order in orders) > problem.capacities[0]:
                break
            stops = tuple({stop for order in orders for stop in order.order.stops})
            time = problem.setup_s + problem.walking_s_per_m * quick_length(problem.hall, stops)
            time += sum(order.picking_s for order in orders)
            dues = [order.due_s for order in orders if order.due_s is not None]
            trips.append((min(dues, default=float("inf")), time))
        else:
            total = sum(time for _, time in trips)
            for owners in itertools.product(range(len(problem.pickers)), repeat=len(trips)):
                best = min(best, (_late(problem, trips, owners), total))
    return best


def _late(problem: WaveProblem, trips: list[tuple[float, float]], owners: tuple[int, ...]) -> float:
    late = 0.0
    for index, picker in enumerate(problem.pickers):
        now = picker.ready_s
        for due, time in sorted(t for t, o in zip(trips, owners, strict=True) if o == index):
            now += time
            late += max(0.0, now - due)
    return late


def test_plans_in_time_are_those_of_brute_force_and_proven():
    chance = random.Random(3)
    in_time = 0
    for _ in range(12):
        problem = random_wave(chance, chance.randint(1, 5), pickers=2, tight=120.0)
        plan = plan_wave(problem, seed=2, budget_ms=FOREVER_MS, steps=6_000)
        assert check_plan(problem, plan) == ()
        late, total = brute_wave(problem)
        if late > 0:
            assert plan.late_s > 0
            continue
        in_time += 1
        assert plan.late_s == 0
        assert plan.total_s == pytest.approx(total)
        assert plan.quality.is_best
    assert in_time >= 6


@pytest.mark.parametrize(
    ("seed", "tight", "pressed"),
    [(3, 90.0, True), (16, 90.0, True), (18, 60.0, True), (29, 90.0, False)],
)
def test_trips_made_as_needed_bound_a_wave_as_well_as_all_trips(
    seed: int, tight: float, pressed: bool
):
    count = 6
    problem = random_wave(random.Random(seed), count, pickers=2, tight=tight)
    setting, times = make_setting(problem.clusters(), seed=1), times_of(problem)
    every = price_all(setting, columns.sets_up_to(setting.orders, 500), Deadline(60_000))
    assert every is not None
    alone = columns.some_of(every, np.flatnonzero(every.sizes[: every.used[0]] == 1))
    master = DueMaster(times)
    made = Generation(
        setting, alone, toll=times.setup / times.per_length, sets_max=None, master=master
    )
    made.settle(lambda: 60.0)
    assert made.settled
    assert master.later.any() == pressed
    offered = exact.make_columns(every, times)
    whole = exact.relax(offered, count, np.arange(every.used[0]), times.ready, time_s=60.0)
    assert whole is not None
    late, total = brute_wave(problem)
    bound = made.bound * times.per_length
    assert late == 0
    assert bound == pytest.approx(whole.value, rel=1e-5)
    assert bound + times.picking.sum() <= total + 1e-6
    trips = made.dive(np.zeros, lambda: 60.0)
    assert trips is not None
    assert sorted(itertools.chain(*trips)) == list(range(count))
    assert master.solve(60.0)
    assert master.value == pytest.approx(made.bound, rel=1e-5)  # nothing is taken any more


def test_what_cannot_be_in_time_is_said_to_be_late():
    problem = random_wave(random.Random(1), 8, pickers=1, tight=10.0)
    plan = plan_wave(problem, seed=1, budget_ms=FOREVER_MS, steps=4_000)
    assert check_plan(problem, plan) == ()
    assert plan.late_s > 0
    assert "come back late" in plan.explanation.text()


def test_the_same_seed_and_steps_give_the_same_plan():
    problem = random_wave(random.Random(5), 40, pickers=4, tight=900.0)
    plans = [plan_wave(problem, seed=9, budget_ms=FOREVER_MS, steps=6_000) for _ in range(2)]
    assert plans[0] == plans[1]
    assert check_plan(problem, plans[0]) == ()
    assert plans[0].late_s == 0


def test_when_too_many_sets_fit_the_search_alone_plans_in_time():
    base = random_wave(random.Random(6), 50, pickers=3, tight=1_500.0)
    problem = dataclasses.replace(base, capacities=(30,))
    plan = plan_wave(problem, seed=1, budget_ms=FOREVER_MS, steps=10_000)
    start = plan_wave(problem, seed=1, budget_ms=0)
    assert check_plan(problem, plan) == check_plan(problem, start) == ()
    assert plan.late_s == 0
    assert plan.total_s < start.total_s


def test_without_time_when_cancelled_or_without_orders_there_is_a_plan_at_once():
    problem = random_wave(random.Random(2), 20, pickers=2, tight=900.0)
    for plan in (
        plan_wave(problem, seed=1, budget_ms=0),
        plan_wave(problem, seed=1, budget_ms=FOREVER_MS, cancel=lambda: True),
    ):
        assert check_plan(problem, plan) == ()
        assert plan.steps == 0
    none = dataclasses.replace(problem, orders=())
    assert plan_wave(none, seed=1, budget_ms=10).trips == ()


def test_the_checker_finds_what_is_wrong():
    problem = random_wave(random.Random(4), 6, pickers=2, tight=600.0)
    plan = plan_wave(problem, seed=1, budget_ms=FOREVER_MS, steps=3_000)
    assert plan.late_s == 0
    first = plan.trips[0]

    def rules(**changes: object) -> set[str]:
        trips = (dataclasses.replace(first, **changes), *plan.trips[1:])
        return {found.rule for found in check_plan(problem, dataclasses.replace(plan, trips=trips))}

    assert rules() == set()
    assert "picker-unknown" in rules(picker=7)
    assert "picker-busy" in rules(start_s=-5.0)
    assert {"too-quick", "sum"} <= rules(end_s=first.start_s + 1)
    assert "late" in rules(end_s=1e6)
    assert "order-once" in rules(orders=())
    assert "length" in rules(length_m=first.length_m - 1)

    def said(**changes: object) -> set[str]:
        return {found.rule for found in check_plan(problem, dataclasses.replace(plan, **changes))}

    assert said(bound_s=plan.total_s + 1) == {"bound"}
    assert said(late_s=5.0) == {"late-sum"}


def test_waves_that_cannot_be_are_refused():
    problem = random_wave(random.Random(4), 3, pickers=1, tight=600.0)
    for change, text in (
        ({"pickers": ()}, "at least one picker"),
        ({"setup_s": -1.0}, "not below 0"),
        ({"capacities": (0,)}, "fits on no trip"),
    ):
        with pytest.raises(ValueError, match=text):
            dataclasses.replace(problem, **change)
