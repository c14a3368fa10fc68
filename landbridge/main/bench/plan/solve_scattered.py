"""Measures the planner of tours over scattered stock."""

from collections.abc import Callable
from decimal import Decimal

from landbridge.main.bench.plan.halls import depot_of, hall_of, single_order, stop_of
from landbridge.main.bench.plan.outcome import Effort, Solved
from landbridge.main.bench.plan.shapes import PickingInstance
from landbridge.planning.tours.check import check_scattered
from landbridge.planning.tours.scattered import (
    ScatteredProblem,
    StockBin,
    Wanted,
    plan_scattered,
)
from landbridge.planning.tours.warming import warm as warm_tours


def warm() -> None:
    warm_tours()


def solve(instance: object, effort: Effort) -> Callable[[], Solved]:
    """Choose bins and plan the tour. TypeError for an instance of another kind."""
    if not isinstance(instance, PickingInstance):
        raise TypeError(f"{type(instance).__name__} has no tours in it")
    hall = hall_of(instance.grid)
    depot = depot_of(instance.grid, hall)
    problem = ScatteredProblem(
        hall=hall,
        bins=tuple(
            StockBin(stop_of(hall, s.spot), str(s.article), Decimal(s.quantity))
            for s in instance.stock
        ),
        wanted=tuple(Wanted(str(a), Decimal(q)) for a, q in single_order(instance).items()),
        start=depot,
        end=depot,
    )
    plan = plan_scattered(
        problem, seed=effort.seed, budget_ms=effort.limit_s * 1_000, rounds=effort.steps
    )
    return lambda: Solved(
        value=plan.length_m,
        bound=plan.bound_m,
        violations=tuple(violation.text for violation in check_scattered(problem, plan)),
    )
