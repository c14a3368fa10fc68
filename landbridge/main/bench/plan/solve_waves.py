"""Waves with due times, measured."""

from collections.abc import Callable

from landbridge.main.bench.plan.outcome import Effort, Solved
from landbridge.main.bench.plan.shapes import PickingInstance, PickTimes, Unreadable
from landbridge.main.bench.plan.solve_clusters import hall_of, problem_of
from landbridge.planning.waves.check import check_plan
from landbridge.planning.waves.planner import plan_wave
from landbridge.planning.waves.problem import Picker, WaveOrder, WaveProblem
from landbridge.planning.waves.warming import warm as warm_waves


def warm() -> None:
    warm_waves()


def wave_of(instance: PickingInstance) -> WaveProblem:
    """The planner's problem of an instance in its own units of length and time."""
    times = instance.times
    if times is None:
        raise Unreadable("it has no due times", subject=instance.name)
    clusters = problem_of(instance)
    return WaveProblem(
        hall=hall_of(instance.grid),
        orders=tuple(
            WaveOrder(order=order, picking_s=_picking(times, units), due_s=due)
            for order, (units, due) in zip(
                clusters.orders,
                ((sum(line.quantity for line in o.lines), o.due) for o in instance.orders),
                strict=True,
            )
        ),
        capacities=clusters.capacities,
        pickers=tuple(
            Picker(number=str(at + 1), ready_s=times.ready[at] if times.ready else 0.0)
            for at in range(times.pickers)
        ),
        setup_s=times.setup,
        walking_s_per_m=times.per_length,
    )


def _picking(times: PickTimes, units: int) -> float:
    return times.per_unit * units


def solve(instance: PickingInstance, effort: Effort) -> Callable[[], Solved]:
    problem = wave_of(instance)
    plan = plan_wave(
        problem, seed=effort.seed, budget_ms=1_000 * effort.limit_s, steps=effort.steps
    )

    def checked() -> Solved:
        found = [violation.text for violation in check_plan(problem, plan)]
        if plan.late_s:
            found.append(f"{plan.late_s:.0f} time units late")
        beside = {}
        if effort.peers:
            beside["at once"] = plan_wave(problem, seed=effort.seed, budget_ms=0).total_s
        return Solved(value=plan.total_s, bound=plan.bound_s, violations=tuple(found), peers=beside)

    return checked
