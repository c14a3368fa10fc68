"""Calls every kernel of the waves once, those that make columns as they are needed among them."""

from landbridge.planning.clusters.warming import some_problem
from landbridge.planning.waves.planner import plan_wave
from landbridge.planning.waves.problem import Picker, WaveOrder, WaveProblem

_EVER_MS = 3_600_000
_FEW, _MANY = 9, 40


def warm() -> None:
    """Few orders, of which all sets are priced, and many, whose sets are made as prices ask."""
    for count, steps in ((_FEW, 2_000), (_MANY, 2_000)):
        plan_wave(some_wave(count), seed=1, budget_ms=_EVER_MS, steps=steps)


def some_wave(count: int, *, pickers: int = 2) -> WaveProblem:
    """So many small orders in a small hall, half of them due."""
    some = some_problem(count)
    orders = tuple(
        WaveOrder(order=one, picking_s=1.0, due_s=900.0 if at % 2 else None)
        for at, one in enumerate(some.orders)
    )
    return WaveProblem(
        hall=some.hall, orders=orders, capacities=some.capacities, setup_s=1.0,
        walking_s_per_m=1.0, pickers=tuple(Picker(number=str(n)) for n in range(pickers)),
    )  # fmt: skip
