"""The cheapest cartons for an order: value and bound are the cartons' litres together."""

from collections.abc import Callable

from landbridge.main.bench.plan.outcome import Effort, Solved
from landbridge.main.bench.plan.shapes import ParcelInstance
from landbridge.main.bench.plan.solve_cartons import items_of, warm
from landbridge.planning.cartons.check import check_plan
from landbridge.planning.cartons.choosing import ROUNDS, choose_cartons
from landbridge.planning.cartons.contracts import Carton, Packing

__all__ = ["solve", "warm"]

LITRE_MM3 = 1_000_000


def solve(instance: object, effort: Effort) -> Callable[[], Solved]:
    """Choose cartons. What finds no carton counts as a violation: all of it would fit."""
    if not isinstance(instance, ParcelInstance):
        raise TypeError(f"{type(instance).__name__} is no order to be sent")
    problem = Packing(
        items=items_of(instance.boxes),
        cartons=tuple(
            Carton(carton_code=str(number), length_mm=x, width_mm=y, height_mm=z)
            for number, (x, y, z) in enumerate(instance.cartons)
        ),
    )
    plan = choose_cartons(
        problem,
        seed=effort.seed,
        budget_ms=float("inf") if effort.steps else 1_000 * effort.limit_s,
        rounds_max=effort.steps or ROUNDS,
    )

    def checked() -> Solved:
        found = [violation.text for violation in check_plan(problem, plan)]
        if not plan.is_complete:
            found.append(f"{sum(plan.unpacked)} units found no carton")
        return Solved(
            value=plan.value / LITRE_MM3, bound=plan.bound / LITRE_MM3, violations=tuple(found)
        )

    return checked
