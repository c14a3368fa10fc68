"""Calls every kernel of the waves once."""

from landbridge.planning.clusters.warming import some_problem
from landbridge.planning.waves.planner import plan_wave
from landbridge.planning.waves.problem import Picker, WaveOrder, WaveProblem


def warm() -> None:
    some = some_problem(9)
    problem = WaveProblem(
        hall=some.hall,
        orders=tuple(WaveOrder(order=one, picking_s=1.0, due_s=900.0) for one in some.orders),
        capacities=some.capacities,
        pickers=(Picker(number="1"), Picker(number="2")), setup_s=1.0, walking_s_per_m=1.0,
    )  # fmt: skip
    plan_wave(problem, seed=1, budget_ms=3_600_000, steps=2_000)
