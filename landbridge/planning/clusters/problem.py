"""Orders to be picked together, and a plan of it: lengths in metres, loads in whole units."""

from collections.abc import Sequence
from dataclasses import dataclass

from landbridge.planning.base import Bounded, Explanation

ORDERS_MAX = 32_767  # what a column of the planner can name


@dataclass(frozen=True, slots=True, order=True)
class Stop:
    """A picking place. offset_m: along the aisle from the front cross-aisle of its block."""

    aisle: int
    block: int
    offset_m: float


@dataclass(frozen=True, slots=True)
class DepotWay:
    """A straight way from the depot to the junction of an aisle and a cross-aisle (0 in front)."""

    aisle: int
    row: int = 0
    length_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """Parallel aisles, cut into blocks by cross-aisles; walked both ways.

    aisle_xs_m: where the aisles lie, from left to right.  block_lengths_m: from cross-aisle to
    cross-aisle, front to back.  depot: where every tour starts and ends; several ways only from a
    place in front of the first cross-aisle.
    """

    aisle_xs_m: tuple[float, ...]
    block_lengths_m: tuple[float, ...]
    depot: tuple[DepotWay, ...] = (DepotWay(0),)

    def __post_init__(self) -> None:
        if not self.aisle_xs_m or not self.block_lengths_m or not self.depot:
            raise ValueError("a hall has at least one aisle, one block and one way to its depot")
        if list(self.aisle_xs_m) != sorted(self.aisle_xs_m):
            raise ValueError("aisles are given from left to right")
        if min(self.block_lengths_m) <= 0:
            raise ValueError("a block's length is positive")
        for way in self.depot:
            if not (
                0 <= way.aisle < len(self.aisle_xs_m)
                and 0 <= way.row <= len(self.block_lengths_m)
                and way.length_m >= 0
            ):
                raise ValueError(f"there is no junction for {way}")
        if self.has_depot_apart and any(way.row for way in self.depot):
            raise ValueError("a depot with several ways lies in front of the first cross-aisle")

    @property
    def has_depot_apart(self) -> bool:
        return len(self.depot) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterOrder:
    """number: what people call it.  loads: what it takes of each of a trip's capacities."""

    number: str
    stops: tuple[Stop, ...]
    loads: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterProblem:
    """Orders that one picker may take along on one trip, as far as the capacities allow.

    capacities: of one trip, each in whole units of its own (places on the cart, grams, ccm, ...).
    """

    hall: Hall
    orders: tuple[ClusterOrder, ...]
    capacities: tuple[int, ...]

    def __post_init__(self) -> None:
        for order in self.orders:
            _check_order(self, order)


def _check_order(problem: ClusterProblem, order: ClusterOrder) -> None:
    hall = problem.hall
    if len(order.loads) != len(problem.capacities) or min(order.loads, default=0) < 0:
        raise ValueError(f"order {order.number}: one load per capacity, none below 0")
    for load, capacity in zip(order.loads, problem.capacities, strict=True):
        if load > capacity:
            raise ValueError(
                f"order {order.number} takes {load} of {capacity}: it fits on no trip, divide it"
            )
    for stop in order.stops:
        if not (
            0 <= stop.aisle < len(hall.aisle_xs_m)
            and 0 <= stop.block < len(hall.block_lengths_m)
            and 0 <= stop.offset_m <= hall.block_lengths_m[stop.block]
        ):
            raise ValueError(f"order {order.number}: {stop} lies outside the hall")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Orders picked on one trip, by their places in the problem; and the trip's length."""

    orders: tuple[int, ...]
    length_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterPlan:
    """first_come_m: the same orders clustered as they came, for comparison.

    bound_m: no plan is shorter.  steps: how many changes were tried; with the same number as limit
    and the same seed the same plan comes again, on any machine.
    """

    clusters: tuple[Cluster, ...]
    length_m: float
    bound_m: float
    first_come_m: float
    steps: int
    explanation: Explanation

    @property
    def quality(self) -> Bounded:
        return Bounded(self.length_m, self.bound_m)


def loads_of(problem: ClusterProblem, orders: Sequence[int]) -> tuple[int, ...]:
    """What these orders take together of each capacity."""
    return tuple(
        sum(problem.orders[index].loads[kind] for index in orders)
        for kind in range(len(problem.capacities))
    )
