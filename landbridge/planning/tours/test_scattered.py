"""Stock in several bins: enough is brought, the walk holds, small cases are the best possible."""

import random
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from landbridge.planning.tours import kernels, search, tracing
from landbridge.planning.tours.check import check_scattered
from landbridge.planning.tours.layout import Place, even_hall
from landbridge.planning.tours.plan import plan_tour
from landbridge.planning.tours.problem import TourProblem
from landbridge.planning.tours.scattered import (
    ScatteredProblem,
    ShortStockError,
    StockBin,
    Taken,
    Wanted,
    plan_scattered,
)
from landbridge.planning.tours.testing import random_problem
from landbridge.planning.tours.warming import warm

ENOUGH_MS = 60_000


def scattered(chance: random.Random, *, blocks: int, bins: int, items: int) -> ScatteredProblem:
    walk = random_problem(chance, blocks=blocks, stops_max=bins)
    stops = [chance.choice(walk.stops) for _ in range(items)]
    stops += walk.stops
    names = [str(k) for k in range(items)] + [str(chance.randrange(items)) for _ in walk.stops]
    held = [Decimal(chance.randint(1, 4)) / 2 for _ in stops]
    wanted = []
    for name in dict.fromkeys(names):
        there = sum(q for q, n in zip(held, names, strict=True) if n == name)
        wanted.append(Wanted(name, min(there, Decimal(chance.randint(1, 5)) / 2)))
    return ScatteredProblem(
        hall=walk.hall,
        bins=tuple(StockBin(*row) for row in zip(stops, names, held, strict=True)),
        wanted=tuple(wanted),
        start=walk.start,
        end=walk.end,
    )


def best_by_trying(problem: ScatteredProblem) -> float:
    best = float("inf")
    for chosen in product((False, True), repeat=len(problem.bins)):
        brought: dict[str, Decimal] = {}
        for one, taken in zip(problem.bins, chosen, strict=True):
            if taken:
                brought[one.item] = brought.get(one.item, Decimal(0)) + one.quantity
        if all(brought.get(line.item, 0) >= line.quantity for line in problem.wanted):
            stops = tuple(b.stop for b, taken in zip(problem.bins, chosen, strict=True) if taken)
            walk = TourProblem(hall=problem.hall, stops=stops, start=problem.start, end=problem.end)
            best = min(best, plan_tour(walk).length_m)
    return best


@pytest.mark.parametrize("blocks", [1, 2, 3])
def test_small_choices_are_the_best_possible(blocks: int) -> None:
    chance = random.Random(blocks)
    for _ in range(15):
        problem = scattered(chance, blocks=blocks, bins=6, items=3)
        plan = plan_scattered(problem, rounds=100, budget_ms=ENOUGH_MS)
        assert check_scattered(problem, plan) == ()
        best = best_by_trying(problem)
        assert plan.bound_m <= best + 1e-6
        assert plan.length_m == pytest.approx(best, abs=1e-6), problem


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = scattered(random.Random(9), blocks=2, bins=40, items=8)
    plans = [plan_scattered(problem, seed=5, rounds=40, budget_ms=ENOUGH_MS) for _ in range(2)]
    assert plans[0] == plans[1]
    assert check_scattered(problem, plans[0]) == ()


def test_too_little_stock_is_said() -> None:
    problem = scattered(random.Random(2), blocks=1, bins=5, items=2)
    line = Wanted("0", Decimal(99))
    with pytest.raises(ShortStockError, match="99 are wanted"):
        plan_scattered(replace(problem, wanted=(line,)))


def test_the_checker_counts_what_is_brought() -> None:
    problem = scattered(random.Random(3), blocks=1, bins=6, items=2)
    plan = plan_scattered(problem, rounds=5, budget_ms=ENOUGH_MS)
    first = plan.taken[0]
    too_little = (Taken(first.bin, first.quantity / 2), *plan.taken[1:])
    found = check_scattered(problem, replace(plan, taken=too_little))
    assert "wrong-sum" in {violation.rule for violation in found}
    too_much = (Taken(first.bin, first.quantity + 99), *plan.taken[1:])
    found = check_scattered(problem, replace(plan, taken=too_much))
    assert "wrong-quantity" in {violation.rule for violation in found}


def test_nothing_wanted_is_no_walk() -> None:
    hall = even_hall(aisles=2, pitch_m=5.0, blocks=1, block_length_m=10.0)
    home = Place(0.0, 0.0)
    problem = ScatteredProblem(hall=hall, bins=(), wanted=(), start=home, end=home)
    assert plan_scattered(problem).length_m == 0.0


def test_after_warming_nothing_is_left_to_compile() -> None:
    warm()
    for kernel in (search.raise_bound, search.shake, kernels.tour_length, tracing.best_tour):
        assert kernel.signatures
    before = [len(kernel.signatures) for kernel in (search.raise_bound, search.shake)]
    problem = scattered(random.Random(11), blocks=2, bins=30, items=6)
    plan_scattered(problem, rounds=10, budget_ms=ENOUGH_MS)
    assert [len(kernel.signatures) for kernel in (search.raise_bound, search.shake)] == before
