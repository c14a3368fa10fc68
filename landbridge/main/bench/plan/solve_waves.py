"""Waves with due times, measured."""

from collections.abc import Callable

from landbridge.main.bench.plan.outcome import Effort, Solved
from landbridge.main.bench.plan.shapes import PickingInstance, PickTimes, Unreadable
from landbridge.main.bench.plan.solve_clusters import hall_of, problem_of
from landbridge.planning.clusters import ClusterOrder, Hall, Stop
from landbridge.planning.waves import Picker, WaveOrder, WaveProblem, check_plan, plan_wave


def warm() -> None:
    """Compile the kernels on a small problem."""
    orders = tuple(
        WaveOrder(
            order=ClusterOrder(
                number=str(at), stops=(Stop(at * at % 5, 0, float(at * 7 % 9)),), loads=(1,)
            ),
            picking_s=1.0,
            due_s=900.0,
        )
        for at in range(9)
    )
    problem = WaveProblem(
        hall=Hall(aisle_xs_m=(0.0, 2.0, 4.0, 6.0, 8.0), block_lengths_m=(9.0,)),
        orders=orders, capacities=(4,),
        pickers=(Picker(number="1"), Picker(number="2")), setup_s=1.0, walking_s_per_m=1.0,
    )  # fmt: skip
    plan = plan_wave(problem, seed=1, budget_ms=3_600_000, steps=2_000)
    check_plan(problem, plan)


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
        pickers=tuple(Picker(number=str(at + 1)) for at in range(times.pickers)),
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
        return Solved(value=plan.total_s, bound=plan.bound_s, violations=tuple(found))

    return checked
