"""Problem and plan of one picker's tour."""

from dataclasses import dataclass, field

from landbridge.planning.base import Bounded, Explanation
from landbridge.planning.tours.layout import Hall, Place, Stop

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class TourProblem:
    """Visit every stop once or more, from start to end. Lengths in metres."""

    hall: Hall
    stops: tuple[Stop, ...]
    start: Place
    end: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class TourPlan:
    """visits: numbers of stops in the order of walking.  path: points (x, y) from start to end.

    length_m: what is walked.  bound_m: no tour is shorter, or None.  explanation: for a manager.
    """

    visits: tuple[int, ...]
    path: tuple[Point, ...]
    length_m: float
    bound_m: float | None
    explanation: Explanation = field(default_factory=Explanation)

    @property
    def bounded(self) -> Bounded:
        return Bounded(self.length_m, self.bound_m)
