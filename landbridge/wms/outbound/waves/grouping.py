"""Which orders are picked together, and the tour through their bins: the one way to the planners.

Where bins have no coordinates the pick sequence is followed, and no length is known.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from landbridge.kit.findings import LandbridgeError
from landbridge.planning.clusters.problem import ORDERS_MAX, ClusterOrder, ClusterProblem, DepotWay
from landbridge.planning.clusters.problem import Hall as ClusterHall
from landbridge.planning.clusters.problem import Stop as ClusterStop
from landbridge.planning.tours.layout import Hall, OneWay, Place, Stop
from landbridge.planning.tours.problem import TourProblem
from landbridge.planning.warm import load
from landbridge.wms.layout.contracts import TourGround
from landbridge.wms.layout.walking import start_of

# How long the choice of clusters may take while somebody waits for the release of a wave: at most,
# and for each order.
BUDGET_MS = 1_500
# Few orders are planned in less, unless the machine is busy: a plan that is proven best ends it.
BUDGET_LEAST_MS = 400
BUDGET_OF_ORDER_MS = 15
OFF_THE_MAP = "Along the pick sequence: some bins are not on the map."


@dataclass(frozen=True, slots=True)
class OrderStops:
    """An order and the bins it is picked from, with their pick sequence."""

    order_id: int
    bins: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TripTimes:
    """Seconds from the planning on. begin_by_s: begun later, this trip or one that comes after it
    is late; None where nothing is due.  priority: it is given to a picker as if it had this one.
    """

    start_s: float
    end_s: float
    begin_by_s: float | None
    priority: int | None


@dataclass(frozen=True, slots=True)
class Trip:
    """order_ids: picked together.  bins: in walking order.  length_m: None if not known."""

    order_ids: tuple[int, ...]
    bins: tuple[str, ...]
    length_m: float | None
    times: TripTimes | None = None


@dataclass(frozen=True, slots=True)
class Trips:
    """before_m: the same orders as they came, each trip along the pick sequence.

    work_s: of all trips together, None if their ways are not known.  work_bound_s: no plan in time
    takes less; None where that is not known.
    """

    trips: tuple[Trip, ...] = ()
    before_m: float | None = None
    planned_m: float | None = None
    bound_m: float | None = None
    text: str = ""
    work_s: float | None = None
    work_bound_s: float | None = None


@dataclass(slots=True)
class Walker:
    """A site as the planner of tours sees it; lengths it has worked out already."""

    ground: TourGround
    hall: Hall | None = None
    places: dict[str, Stop] = field(default_factory=dict)
    start: Place | None = None

    @classmethod
    def of(cls, ground: TourGround) -> "Walker":
        walker = cls(ground)
        if not ground.aisles or len(ground.cross_aisles) < 2:
            return walker
        numbers = {aisle.code: place for place, aisle in enumerate(ground.aisles)}
        ends = [way.y_mm / 1000 for way in ground.cross_aisles]
        try:
            walker.hall = Hall(
                aisles_x=tuple(aisle.x_mm / 1000 for aisle in ground.aisles),
                crossings_y=tuple(ends),
                one_way=tuple(
                    OneWay(aisle=numbers[aisle.code], block=block, up=aisle.one_way == "up")
                    for aisle in ground.aisles
                    if aisle.one_way
                    for block in range(len(ends) - 1)
                ),
            )
        except LandbridgeError:
            return walker
        for place in ground.bins:
            if place.aisle in numbers:
                y = min(max(place.y_mm / 1000, ends[0]), ends[-1])
                walker.places[place.code] = Stop(numbers[place.aisle], y)
        if (start := start_of(ground)) is not None:
            walker.start = Place(start[0] / 1000, start[1] / 1000)
        return walker

    def tour(self, bins: Sequence[tuple[str, int]]) -> Trip | None:
        """The shortest tour through bins; None if one of them is not on the map."""
        codes = list(dict.fromkeys(code for code, _ in bins))
        if self.hall is None or self.start is None or not all(c in self.places for c in codes):
            return None
        problem = TourProblem(
            hall=self.hall, stops=tuple(self.places[code] for code in codes),
            start=self.start, end=self.start,
        )  # fmt: skip
        from landbridge.planning.tours.plan import plan_tour

        try:
            plan = plan_tour(problem)
        except LandbridgeError:
            return None
        return Trip((), tuple(codes[place] for place in plan.visits), plan.length_m)

    def along_sequence_m(self, bins: Sequence[tuple[str, int]]) -> float | None:
        """Metres along the pick sequence, from the packing place and back; no one-way aisle is
        walked against its sign."""
        codes = [code for code, _ in sorted(set(bins), key=lambda one: (one[1], one[0]))]
        if self.hall is None or self.start is None or not all(c in self.places for c in codes):
            return None
        stops = [self.places[code] for code in codes]
        if self.hall.one_way:
            return _by_the_signs(self.hall, self.start, stops)
        points = [(self.hall.aisles_x[stop.aisle], stop.y) for stop in stops]
        start = (self.start.x, self.start.y)
        line = [start, *points, start]
        return sum(_walk(a, b, self.hall.crossings_y) for a, b in pairwise(line))


def _walk(a: tuple[float, float], b: tuple[float, float], crossings: Sequence[float]) -> float:
    if a[0] == b[0]:
        return abs(a[1] - b[1])
    return abs(a[0] - b[0]) + min(abs(a[1] - y) + abs(b[1] - y) for y in crossings)


def _by_the_signs(hall: Hall, start: Place, stops: Sequence[Stop]) -> float | None:
    """Metres of a walk in this order; None if the signs leave no way."""
    from landbridge.planning.tours.distances import distance_matrix, walking_ways

    nodes, ways = walking_ways(TourProblem(hall=hall, stops=tuple(stops), start=start, end=start))
    matrix, _came = distance_matrix(len(nodes), ways, [*range(len(stops) + 2)])
    length = sum(float(matrix[k, k + 1]) for k in range(len(stops) + 1))
    return length if math.isfinite(length) else None


def plan_trips(
    walker: Walker, orders: Sequence[OrderStops], *, per_trip: int, budget_ms: float | None = None
) -> Trips:
    """Trips of at most `per_trip` orders, with their tours. budget_ms: of the planner's."""
    if budget_ms is None:
        budget_ms = budget_for(len(orders))
    came = list(chunks(orders, per_trip))
    bound, text = None, ""
    if per_trip > 1 and len(orders) > per_trip:
        trips, bound, text = _grouped(walker, orders, per_trip, budget_ms)
    else:
        trips = [trip_of(walker, group) for group in came]
    planned, before = metres_of(trips), before_m(walker, orders, per_trip)
    if not trips or planned is None or before is None:
        return Trips(tuple(trips), text=OFF_THE_MAP)
    said = f"Orders: {len(orders)}, tours: {len(trips)}; each tour is the shortest there is. {text}"
    if walker.hall is not None and walker.hall.one_way:
        said = f"Orders: {len(orders)}, tours: {len(trips)}, by the signs of one-way aisles. {text}"
    elif per_trip == 1 or len(trips) == 1:
        # Nothing is left to choose, so the shortest tours are the bound.
        bound = planned
    return Trips(tuple(trips), before, planned, bound, said.strip())


def budget_for(orders: int) -> float:
    """Milliseconds for planning so many."""
    return min(BUDGET_MS, max(BUDGET_LEAST_MS, BUDGET_OF_ORDER_MS * orders))


def before_m(walker: Walker, orders: Sequence[OrderStops], per_trip: int) -> float | None:
    """The orders as they came, each trip along the pick sequence; None if that is not known."""
    lengths = [walker.along_sequence_m(_bins(chunk)) for chunk in chunks(orders, per_trip)]
    return _sum(lengths)


def metres_of(trips: Sequence[Trip]) -> float | None:
    """None if the length of one is not known."""
    return _sum([trip.length_m for trip in trips])


def _sum(lengths: Sequence[float | None]) -> float | None:
    known = [length for length in lengths if length is not None]
    return sum(known) if len(known) == len(lengths) else None


def _grouped(
    walker: Walker, orders: Sequence[OrderStops], per_trip: int, budget_ms: float
) -> tuple[list[Trip], float | None, str]:
    """Orders put together by the planner of clusters; in a hall it does not know, by nearness.

    It knows no one-way signs. Where there are some, its clusters are taken if their tours are
    shorter than those of orders that lie near each other; its bound holds all the same, since who
    may walk both ways walks no farther.
    """
    near = sorted(orders, key=lambda order: _middle(walker, order))
    by_nearness = "Orders that lie near each other go together."
    problem = cluster_problem(walker, orders, per_trip)
    if problem is None:
        return [trip_of(walker, group) for group in chunks(near, per_trip)], None, by_nearness
    # The planner and its compiler take a second to load; only who releases waves needs them.
    from landbridge.planning.clusters.planner import plan_clusters

    load("clusters")
    plan = plan_clusters(problem, seed=0, budget_ms=budget_ms)
    groups = [[orders[place] for place in cluster.orders] for cluster in plan.clusters]
    trips = [trip_of(walker, group) for group in groups]
    if walker.hall is None or not walker.hall.one_way:
        return trips, plan.bound_m, plan.quality.sentence()
    others = [trip_of(walker, group) for group in chunks(near, per_trip)]
    if _metres(others) < _metres(trips):
        return others, plan.bound_m, by_nearness
    return trips, plan.bound_m, "Orders go together as if aisles could be walked both ways."


def _metres(trips: Sequence[Trip]) -> float:
    return sum(math.inf if trip.length_m is None else trip.length_m for trip in trips)


def cluster_problem(
    walker: Walker, orders: Sequence[OrderStops], per_trip: int
) -> ClusterProblem | None:
    """None for what the planner of clusters does not know: too many orders, bins off the map."""
    hall, start = walker.hall, walker.start
    if hall is None or start is None or len(orders) > ORDERS_MAX:
        return None
    if not all(code in walker.places for order in orders for code, _ in order.bins):
        return None
    return ClusterProblem(
        hall=ClusterHall(
            aisle_xs_m=hall.aisles_x,
            block_lengths_m=tuple(b - a for a, b in pairwise(hall.crossings_y)),
            depot=(DepotWay(hall.aisles_x.index(start.x)),),
        ),
        orders=tuple(
            ClusterOrder(
                number=str(order.order_id), loads=(1,),
                stops=tuple(_cluster_stop(hall, walker.places[code]) for code, _ in order.bins),
            )
            for order in orders
        ),
        capacities=(per_trip,),
    )  # fmt: skip


def _cluster_stop(hall: Hall, stop: Stop) -> ClusterStop:
    block = min(bisect_right(hall.crossings_y, stop.y) - 1, hall.blocks - 1)
    return ClusterStop(stop.aisle, block, stop.y - hall.crossings_y[block])


def trip_of(walker: Walker, orders: Sequence[OrderStops]) -> Trip:
    bins = _bins(orders)
    ids = tuple(order.order_id for order in orders)
    tour = walker.tour(bins)
    if tour is not None:
        return Trip(ids, tour.bins, tour.length_m)
    codes = [code for code, _ in sorted(set(bins), key=lambda one: (one[1], one[0]))]
    return Trip(ids, tuple(codes), None)


def _bins(orders: Sequence[OrderStops]) -> list[tuple[str, int]]:
    return [place for order in orders for place in order.bins]


def chunks(orders: Sequence[OrderStops], size: int) -> Iterator[Sequence[OrderStops]]:
    return (orders[start : start + size] for start in range(0, len(orders), size))


def _middle(walker: Walker, order: OrderStops) -> tuple[float, float, int]:
    """Orders that lie in the same aisles stand together: by mean aisle, then depth."""
    stops = [walker.places[code] for code, _ in order.bins if code in walker.places]
    if len(stops) < len(order.bins) or not stops:
        sequence = sum(number for _, number in order.bins) / max(1, len(order.bins))
        return (sequence, 0.0, order.order_id)
    aisles = sum(stop.aisle for stop in stops) / len(stops)
    return (round(aisles), max(stop.y for stop in stops), order.order_id)
