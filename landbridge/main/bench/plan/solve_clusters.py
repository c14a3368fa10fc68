"""Orders picked together, measured."""

from collections.abc import Callable

from landbridge.main.bench.plan.outcome import Effort, Solved
from landbridge.main.bench.plan.shapes import Grid, PickingInstance
from landbridge.planning.clusters import peers
from landbridge.planning.clusters.check import check_plan
from landbridge.planning.clusters.planner import plan_clusters
from landbridge.planning.clusters.problem import (
    ClusterOrder,
    ClusterProblem,
    DepotWay,
    Hall,
    Stop,
)
from landbridge.planning.clusters.warming import warm as warm_clusters


def warm() -> None:
    warm_clusters()


def problem_of(instance: PickingInstance) -> ClusterProblem:
    """The planner's problem of an instance in its own units of length."""
    orders = tuple(
        ClusterOrder(
            number=str(number),
            stops=tuple(sorted(Stop(s.aisle, s.block, s.offset) for s in instance.spots_of(order))),
            loads=(order.load,),
        )
        for number, order in enumerate(instance.orders, 1)
    )
    return ClusterProblem(
        hall=hall_of(instance.grid), orders=orders, capacities=(instance.capacity or 0,)
    )


def hall_of(grid: Grid) -> Hall:
    return Hall(
        aisle_xs_m=grid.aisle_xs,
        block_lengths_m=grid.block_lengths,
        depot=tuple(DepotWay(way.aisle, way.row, way.length) for way in grid.depot_ways),
    )


def solve(instance: PickingInstance, effort: Effort) -> Callable[[], Solved]:
    problem = problem_of(instance)
    plan = plan_clusters(
        problem, seed=effort.seed, budget_ms=1_000 * effort.limit_s, steps=effort.steps
    )

    def checked() -> Solved:
        beside = {}
        if effort.peers:
            beside["first-come"] = peers.first_come_m(problem)
            beside["seed"] = peers.seed_m(problem)
            if (savings := peers.savings_m(problem)) is not None:
                beside["savings"] = savings
        return Solved(
            value=plan.length_m,
            bound=plan.bound_m,
            violations=tuple(violation.text for violation in check_plan(problem, plan)),
            peers=beside,
        )

    return checked
