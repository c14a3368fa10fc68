"""A wave: orders with due times, several pickers, and a plan who picks what when. Times in seconds.

Instants are seconds from the wave's start.
"""

from dataclasses import dataclass

from landbridge.planning.base import Bounded, Explanation
from landbridge.planning.clusters.problem import ClusterOrder, ClusterProblem, Hall


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveOrder:
    """order: where its stops are and what it takes.  picking_s: time at the stops, without walking.

    due_s: when its trip has to be back at the latest; None if that does not matter.
    """

    order: ClusterOrder
    picking_s: float
    due_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picker:
    """ready_s: when this picker can begin the first trip of the plan."""

    number: str
    ready_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveProblem:
    """capacities: of a trip.  setup_s: for each trip, beside walking and picking."""

    hall: Hall
    orders: tuple[WaveOrder, ...]
    capacities: tuple[int, ...]
    pickers: tuple[Picker, ...]
    setup_s: float
    walking_s_per_m: float

    def __post_init__(self) -> None:
        if not self.pickers:
            raise ValueError("a wave has at least one picker")
        if self.setup_s < 0 or self.walking_s_per_m < 0:
            raise ValueError("times are not below 0")
        if any(order.picking_s < 0 for order in self.orders):
            raise ValueError("times are not below 0")
        self.clusters()

    def clusters(self) -> ClusterProblem:
        """The same orders without their times."""
        orders = tuple(order.order for order in self.orders)
        return ClusterProblem(hall=self.hall, orders=orders, capacities=self.capacities)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """orders: by their places in the problem.  picker: by its place in the problem."""

    orders: tuple[int, ...]
    picker: int
    start_s: float
    end_s: float
    length_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WavePlan:
    """trips: in the order of their starts.  total_s: all trips' times together.

    late_s: how much later than due trips are back, in all; 0 if everything is in time.
    bound_s: no plan in time takes less.  steps: as in a cluster plan.
    """

    trips: tuple[Trip, ...]
    total_s: float
    late_s: float
    bound_s: float
    steps: int
    explanation: Explanation

    @property
    def quality(self) -> Bounded:
        return Bounded(self.total_s, self.bound_s)
