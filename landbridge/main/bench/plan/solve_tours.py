"""Measures the planner of tours."""

from collections.abc import Callable

from landbridge.main.bench.plan.halls import depot_of, hall_of, single_order, stop_of
from landbridge.main.bench.plan.outcome import Effort, Solved
from landbridge.main.bench.plan.shapes import PickingInstance
from landbridge.planning.tours import peers
from landbridge.planning.tours.check import check_plan
from landbridge.planning.tours.layout import LayoutError
from landbridge.planning.tours.plan import plan_tour
from landbridge.planning.tours.problem import TourProblem
from landbridge.planning.tours.warming import warm as warm_tours

OR_TOOLS_MS_MAX = 1_000


def warm() -> None:
    warm_tours()


def solve(instance: object, effort: Effort) -> Callable[[], Solved]:
    """Plan the one tour of an instance. TypeError for an instance of another kind."""
    problem = problem_of(instance)
    plan = plan_tour(
        problem, seed=effort.seed, budget_ms=effort.limit_s * 1_000, rounds=effort.steps
    )
    return lambda: Solved(
        value=plan.length_m,
        bound=plan.bound_m,
        violations=tuple(violation.text for violation in check_plan(problem, plan)),
        peers=_peers(problem, effort) if effort.peers else {},
    )


def problem_of(instance: object) -> TourProblem:
    """The one tour of an instance. TypeError for an instance of another kind."""
    if not isinstance(instance, PickingInstance):
        raise TypeError(f"{type(instance).__name__} has no tours in it")
    hall = hall_of(instance.grid)
    depot = depot_of(instance.grid, hall)
    wanted = single_order(instance)
    spots = {stock.spot for stock in instance.stock if stock.article in wanted}
    stops = tuple(stop_of(hall, spot) for spot in sorted(spots))
    return TourProblem(hall=hall, stops=stops, start=depot, end=depot)


def _peers(problem: TourProblem, effort: Effort) -> dict[str, float]:
    matrix = peers.matrix_of(problem)
    found = {}
    for name, walk in (("s-shape", peers.s_shape), ("largest-gap", peers.largest_gap)):
        try:
            found[name] = walk(problem)
        except LayoutError:
            continue  # for one block only
    found["nearest-neighbour"] = peers.nearest_neighbour(matrix, two_opt=False)
    found["nearest-neighbour-2-opt"] = peers.nearest_neighbour(matrix, two_opt=True)
    found["or-tools"] = peers.or_tools(matrix, budget_ms=0)
    limit_ms = min(OR_TOOLS_MS_MAX, int(effort.limit_s * 1_000))
    found["or-tools-same-time"] = peers.or_tools(matrix, budget_ms=limit_ms)
    return found
