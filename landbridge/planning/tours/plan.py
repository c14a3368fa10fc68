"""Plan one picker's tour: the shortest one, proven, wherever the hall is rectangular."""

import numpy as np

from landbridge.planning.base import Explanation, minutes
from landbridge.planning.tours.grid import Survey, survey
from landbridge.planning.tours.layout import LayoutError
from landbridge.planning.tours.problem import Point, TourPlan, TourProblem


def plan_tour(problem: TourProblem, *, seed: int = 0, budget_ms: float = 1_000) -> TourPlan:
    """The shortest tour. seed and budget are not needed for it: it is exact and takes less.

    LayoutError for stops outside the hall or that nobody can walk to.
    """
    from landbridge.planning.tours import tracing

    ground = survey(problem.hall, problem.start, problem.end)
    arranged = ground.arrange(problem.stops)
    numbers = np.arange(len(arranged.order), dtype=np.int32)
    length, xs, ys, order = tracing.best_tour(
        ground.floor, arranged.parts, arranged.offsets, numbers
    )
    if length == np.inf:
        raise LayoutError(
            "no walk leads through all stops of the tour",
            remedy="Look for closed aisles or cross-aisles around them.",
        )
    path = _path(ground, xs.tolist(), ys.tolist())
    visits = tuple(arranged.order[order].tolist())
    return TourPlan(
        visits=visits,
        path=path,
        length_m=float(length),
        bound_m=float(length),
        explanation=_explained(len(visits), length),
    )


def _path(ground: Survey, xs: list[float], ys: list[float]) -> tuple[Point, ...]:
    path = tuple(zip(xs, ys, strict=True))
    before = ((ground.start.x, ground.start.y),) if ground.start.by_lines else ()
    after = ((ground.end.x, ground.end.y),) if ground.end.by_lines else ()
    return before + path + after


def _explained(stops: int, length: float) -> Explanation:
    return Explanation(
        (
            f"{stops} stops in {length:.0f} m, about {minutes(length):.0f} minutes of walking.",
            "This is the shortest tour there is; every other order was ruled out.",
        )
    )
