"""One picker's tour over any walking graph: mezzanines, ramps, one-way aisles, halls of any shape.

Up to a dozen stops every order is tried. For more, a route is improved by turning stretches round
and carrying stops over, and shaken for as long as there is time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from landbridge.planning.base import Deadline, Explanation, Violation
from landbridge.planning.tours.distances import Ways, distance_matrix
from landbridge.planning.tours.grid import Floats, Longs
from landbridge.planning.tours.layout import LayoutError

EXACT_STOPS = 11
ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Link:
    """A way between two nodes, in metres. one_way: from `start` to `end` only."""

    start: int
    end: int
    length_m: float
    one_way: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeProblem:
    """nodes: how many places there are, numbered from 0.  stops, start, end: nodes."""

    nodes: int
    links: tuple[Link, ...]
    stops: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FreePlan:
    """visits: numbers of stops in the order of walking.  path: the nodes walked through.

    bound_m: no tour is shorter; None if that is not known.
    """

    visits: tuple[int, ...]
    path: tuple[int, ...]
    length_m: float
    bound_m: float | None
    explanation: Explanation


def plan_free(
    problem: FreeProblem,
    *,
    seed: int = 0,
    budget_ms: float = 100,
    rounds: int | None = None,
    cancel: Callable[[], bool] | None = None,
) -> FreePlan:
    """Find a short walk over the stops. rounds: as of `plan_scattered`. LayoutError."""
    deadline = Deadline(budget_ms, cancel)
    ways: Ways = []
    for link in problem.links:
        ways.append((link.start, link.end, link.length_m))
        if not link.one_way:
            ways.append((link.end, link.start, link.length_m))
    wanted = [problem.start, *problem.stops, problem.end]
    matrix, came = distance_matrix(problem.nodes, ways, wanted)
    route, exact = best_order(matrix, seed=seed, deadline=deadline, rounds=rounds)
    length = sum(float(matrix[a, b]) for a, b in pairwise(route))
    if not np.isfinite(length):
        raise LayoutError("no walk leads through all stops of the tour")
    visits = tuple(int(k) - 1 for k in route[1:-1])
    first = f"{len(visits)} stops in {length:.0f} m."
    second = (
        "Every order was tried; none is shorter."
        if exact
        else "Found by search; how far from the best possible is not known."
    )
    return FreePlan(
        visits=visits,
        path=tuple(nodes_walked(wanted, came, route)),
        length_m=length,
        bound_m=length if exact else None,
        explanation=Explanation((first, second)),
    )


def best_order(
    matrix: Floats, *, seed: int, deadline: Deadline, rounds: int | None = None
) -> tuple[Longs, bool]:
    """An order of the matrix' rows from first to last, and whether none is shorter."""
    from landbridge.planning.tours import routes

    if len(matrix) <= EXACT_STOPS + 2:
        return (routes.best_route(matrix) if len(matrix) > 2 else np.arange(len(matrix))), True
    if not np.isfinite(matrix).all():
        # What cannot be walked is avoided, and told by the length if it cannot be avoided.
        finite = matrix[np.isfinite(matrix)]
        matrix = np.where(np.isfinite(matrix), matrix, finite.sum() + 1.0)
    route = routes.nearest_first(matrix)
    routes.improve(matrix, route, True)
    state = np.array([seed * 2 + 0x9E3779B97F4A7C15], dtype=np.uint64)
    done = 0
    while not deadline.is_over() and (rounds is None or done < rounds):
        routes.shake_route(matrix, route, ROUNDS, state)
        done += ROUNDS
    return route, False


def nodes_walked(wanted: list[int], came: list[Longs], route: Longs) -> list[int]:
    """All nodes that one comes through. came: for each wanted node, where one comes from."""
    walked = [wanted[int(route[0])]]
    for here, there in pairwise(route):
        node, source, stretch = wanted[int(there)], wanted[int(here)], []
        while node != source:
            stretch.append(node)
            node = int(came[int(here)][node])
        walked += reversed(stretch)
    return walked


def check_free(problem: FreeProblem, plan: FreePlan) -> tuple[Violation, ...]:
    """Everything wrong with a plan, found by walking its path link by link."""
    lengths: dict[tuple[int, int], float] = {}
    for link in problem.links:
        pairs = [(link.start, link.end)] + [(link.end, link.start)] * (not link.one_way)
        for pair in pairs:
            lengths[pair] = min(link.length_m, lengths.get(pair, link.length_m))
    found = []
    if sorted(plan.visits) != list(range(len(problem.stops))):
        found.append(Violation("stops", "Not every stop is visited exactly once."))
    if not plan.path or (plan.path[0], plan.path[-1]) != (problem.start, problem.end):
        found.append(Violation("ends", "The path does not lead from the start to the end."))
    legs = list(pairwise(plan.path))
    for leg in legs:
        if leg not in lengths:
            found.append(Violation("cannot-walk", f"No way leads from {leg[0]} to {leg[1]}."))
    walked = sum(lengths.get(leg, 0.0) for leg in legs)
    if abs(walked - plan.length_m) > 1e-6 * max(1.0, walked):
        found.append(Violation("wrong-length", f"{walked} m are walked, not {plan.length_m} m."))
    turn = iter(plan.path)
    here = next(turn, None)
    for number in plan.visits:
        stop = problem.stops[number] if 0 <= number < len(problem.stops) else None
        while here is not None and here != stop:
            here = next(turn, None)
    if here is None:
        found.append(Violation("wrong-order", "The path does not pass the stops in their order."))
    return tuple(found)
