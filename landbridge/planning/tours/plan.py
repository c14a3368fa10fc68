"""Plan one picker's tour: the shortest one, proven, wherever the hall is rectangular."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np

from landbridge.planning.base import Bounded, Deadline, Explanation, minutes
from landbridge.planning.tours.distances import distance_matrix, walking_ways
from landbridge.planning.tours.freeform import best_order, nodes_walked
from landbridge.planning.tours.grid import Survey, survey
from landbridge.planning.tours.layout import LayoutError
from landbridge.planning.tours.problem import Point, TourPlan, TourProblem
from landbridge.planning.tours.tables import SHIPPED_ROWS

ROWS_MAX = SHIPPED_ROWS


def plan_tour(
    problem: TourProblem,
    *,
    seed: int = 0,
    budget_ms: float = 100,
    rounds: int | None = None,
    cancel: Callable[[], bool] | None = None,
) -> TourPlan:
    """The shortest tour. Seed and time only matter where it has to be searched for: in halls with
    one-way aisles, or with more cross-aisles than there are tables for.

    rounds: of the search, if it is to end by them and not by the time.
    LayoutError for stops outside the hall or that nobody can walk to.
    """
    if problem.hall.one_way or _rows(problem) > ROWS_MAX:
        return _searched(problem, seed, Deadline(budget_ms, cancel), rounds)
    return _exact(problem)


def _rows(problem: TourProblem) -> int:
    """Cross-aisles, and places in aisles, which count as such."""
    ys = {*problem.hall.crossings_y}
    ys |= {place.y for place in (problem.start, problem.end) if not place.is_apart}
    return len(ys)


def _exact(problem: TourProblem) -> TourPlan:
    from landbridge.planning.tours import tracing

    ground = survey(problem.hall, problem.start, problem.end)
    arranged = ground.arrange(problem.stops)
    numbers = np.arange(len(arranged.order), dtype=np.int32)
    length, xs, ys, order = tracing.best_tour(
        ground.floor, arranged.parts, arranged.offsets, numbers
    )
    if length == np.inf:
        raise _no_walk()
    visits = tuple(arranged.order[order].tolist())
    return TourPlan(
        visits=visits,
        path=_path(ground, xs.tolist(), ys.tolist()),
        length_m=float(length),
        bound_m=float(length),
        explanation=_explained(len(visits), Bounded(length, length)),
    )


def _searched(problem: TourProblem, seed: int, deadline: Deadline, rounds: int | None) -> TourPlan:
    """By orders of stops on the walking graph. The bound is the tour that may walk against the
    one-way aisles."""
    both_ways = replace(problem, hall=replace(problem.hall, one_way=()))
    bound = _exact(both_ways).length_m if _rows(problem) <= ROWS_MAX else None
    nodes, ways = walking_ways(problem)
    wanted = list(range(len(problem.stops) + 2))
    matrix, came = distance_matrix(len(nodes), ways, wanted)
    route, exact = best_order(matrix, seed=seed, deadline=deadline, rounds=rounds)
    length = sum(float(matrix[a, b]) for a, b in pairwise(route))
    if not np.isfinite(length):
        raise _no_walk()
    path = [nodes[node] for node in nodes_walked(wanted, came, route)]
    return TourPlan(
        visits=tuple(int(k) - 1 for k in route[1:-1]),
        path=tuple(p for k, p in enumerate(path) if k == 0 or p != path[k - 1]),
        length_m=length,
        bound_m=length if exact else bound,
        explanation=_explained(len(problem.stops), Bounded(length, length if exact else bound)),
    )


def _no_walk() -> LayoutError:
    return LayoutError(
        "no walk leads through all stops of the tour",
        remedy="Look for closed or one-way aisles around them.",
    )


def _path(ground: Survey, xs: list[float], ys: list[float]) -> tuple[Point, ...]:
    path = tuple(zip(xs, ys, strict=True))
    before = ((ground.start.x, ground.start.y),) if ground.start.is_apart else ()
    after = ((ground.end.x, ground.end.y),) if ground.end.is_apart else ()
    return before + path + after


def _explained(stops: int, length: Bounded) -> Explanation:
    walking = minutes(length.value)
    first = f"{stops} stops in {length.value:.0f} m, about {walking:.0f} minutes of walking."
    return Explanation((first, length.sentence()))
