"""Trips in time: which is begun when, so that orders are back before their carriers' cut-offs.

Pure. Seconds count from the planning on. On the floor whoever is free takes the trip whose turn it
is; so times are told as that gives them, not as the planner shared the trips out.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heapreplace

from landbridge.planning.base import Bounded
from landbridge.planning.clusters.problem import ClusterProblem
from landbridge.planning.warm import load
from landbridge.wms.outbound.waves.grouping import (
    OFF_THE_MAP,
    OrderStops,
    Trip,
    Trips,
    TripTimes,
    Walker,
    before_m,
    budget_for,
    chunks,
    cluster_problem,
    metres_of,
    trip_of,
)

LATE_S = 1.0  # less is not told
MANY = 400  # orders: from more the planner of waves has too little time for short tours

Grouping = list[list[OrderStops]]


@dataclass(frozen=True, slots=True)
class OrderNeed:
    """picking_s: at its bins, without the ways between them.  due_s: when it has to be back."""

    picking_s: float
    due_s: float | None
    priority: int


Needs = Mapping[int, OrderNeed]


@dataclass(frozen=True, slots=True)
class Crew:
    """ahead_s: work of others that comes before, over all pickers.  setup_s: for each trip.

    usual_way_m: to each bin where the ways are not known.
    """

    pickers: int
    ahead_s: float
    setup_s: float
    way_s_per_m: float
    usual_way_m: float

    @property
    def ready_s(self) -> float:
        return self.ahead_s / self.pickers


def plan_in_time(
    walker: Walker, orders: Sequence[OrderStops], needs: Needs, crew: Crew, *, per_trip: int,
    budget_ms: float | None = None,
) -> Trips:  # fmt: skip
    """Trips of at most `per_trip` orders in the turn in which they shall be begun."""
    if budget_ms is None:
        budget_ms = budget_for(len(orders))
    ways, bound_s = _groupings(walker, orders, needs, crew, per_trip, budget_ms)
    plans = [in_turn([trip_of(walker, one) for one in way], needs, crew) for way in ways]
    trips = min(plans, key=lambda plan: (_late_s(plan, needs), _work_s(plan, needs, crew)))
    work_s = _work_s(trips, needs, crew)
    planned, before = metres_of(trips), before_m(walker, orders, per_trip)
    if planned is None or before is None:
        return Trips(tuple(trips), work_s=work_s, text=f"{OFF_THE_MAP} Tours go by due time.")
    said = f"Orders: {len(orders)}, tours: {len(trips)}, by due time."
    if any_late(trips, needs):
        bound_s = None
        said += " Not all can be in time, so how far from the best possible is not known."
    elif bound_s is not None:
        bound_s = min(bound_s, work_s)
        said += f" {_quality(work_s, bound_s)}"
    return Trips(tuple(trips), before, planned, None, said, work_s, bound_s)


def _quality(work_s: float, bound_s: float) -> str:
    quality = Bounded(work_s, bound_s)
    if quality.gap is None:
        return ""
    if quality.is_best:
        return "No plan in time takes less work."
    return f"The work is at most {100 * quality.gap:.1f} % above the best possible."


def _late_s(trips: Sequence[Trip], needs: Needs) -> float:
    backs = backs_s(trips)
    return math.fsum(backs[one] - _or_never(needs[one].due_s) for one in late_orders(backs, needs))


def _work_s(trips: Sequence[Trip], needs: Needs, crew: Crew) -> float:
    return math.fsum(trip_s(trip, needs, crew) for trip in trips)


def _groupings(
    walker: Walker, orders: Sequence[OrderStops], needs: Needs, crew: Crew, per_trip: int,
    budget_ms: float,
) -> tuple[list[Grouping], float | None]:  # fmt: skip
    """Ways to put orders together on trips, in the order of their starts; below which work no plan
    in time falls.

    The planners know no one-way signs; their bounds hold all the same, since who may walk both ways
    walks no farther. Of many orders, those of one due time are put together for themselves, which
    is quicker; or all at once, which walks less if it is in time.
    """
    problem = cluster_problem(walker, orders, per_trip)
    by_due = _classes(orders, needs)
    if problem is None:
        urgent = [one for orders_of_one in by_due for one in orders_of_one]
        return [[[*group] for group in chunks(urgent, per_trip)]], None
    if len(orders) <= MANY:
        way, bound_s = _by_due_time(problem, orders, needs, crew, budget_ms)
        return [way], bound_s
    half_ms = budget_ms / 2
    apart: Grouping = []
    for one in by_due:
        part = cluster_problem(walker, one, per_trip)
        if part is not None:
            apart += _clustered(part, one, half_ms * len(one) / len(orders))[0]
    whole, bound_m = _clustered(problem, orders, half_ms)
    whole.sort(key=lambda group: min(_or_never(needs[one.order_id].due_s) for one in group))
    picking = math.fsum(needs[one.order_id].picking_s for one in orders)
    setups = crew.setup_s * math.ceil(len(orders) / per_trip)
    return [apart, whole], crew.way_s_per_m * bound_m + picking + setups


def _classes(orders: Sequence[OrderStops], needs: Needs) -> list[list[OrderStops]]:
    """Orders of the same due time, the first to be due first."""
    found: dict[float, list[OrderStops]] = {}
    for one in orders:
        found.setdefault(_or_never(needs[one.order_id].due_s), []).append(one)
    return [found[due] for due in sorted(found)]


def _clustered(
    problem: ClusterProblem, orders: Sequence[OrderStops], budget_ms: float
) -> tuple[Grouping, float]:  # fmt: skip
    from landbridge.planning.clusters.planner import plan_clusters

    load("clusters")
    plan = plan_clusters(problem, seed=0, budget_ms=budget_ms)
    return [[orders[place] for place in one.orders] for one in plan.clusters], plan.bound_m


def _by_due_time(
    problem: ClusterProblem, orders: Sequence[OrderStops], needs: Needs, crew: Crew,
    budget_ms: float,
) -> tuple[Grouping, float]:  # fmt: skip
    # The planner and its compiler take a second to load; only who releases waves needs them.
    from landbridge.planning.waves.planner import plan_wave
    from landbridge.planning.waves.problem import Picker, WaveOrder, WaveProblem

    load("waves")
    wave = WaveProblem(
        hall=problem.hall, capacities=problem.capacities, setup_s=crew.setup_s,
        walking_s_per_m=crew.way_s_per_m,
        orders=tuple(
            WaveOrder(order=order, picking_s=needs[one.order_id].picking_s,
                      due_s=needs[one.order_id].due_s)
            for order, one in zip(problem.orders, orders, strict=True)
        ),
        pickers=tuple(
            Picker(number=str(n + 1), ready_s=crew.ready_s)
            for n in range(min(crew.pickers, len(orders)))
        ),
    )  # fmt: skip
    plan = plan_wave(wave, seed=0, budget_ms=budget_ms)
    return [[orders[place] for place in trip.orders] for trip in plan.trips], plan.bound_s


def trip_s(trip: Trip, needs: Needs, crew: Crew) -> float:
    """How long a trip takes."""
    length = trip.length_m
    if length is None:
        length = crew.usual_way_m * len(trip.bins)
    picking = math.fsum(needs[order_id].picking_s for order_id in trip.order_ids)
    return crew.setup_s + crew.way_s_per_m * length + picking


def in_turn(trips: Sequence[Trip], needs: Needs, crew: Crew) -> list[Trip]:
    """The trips with their times, as they shall be given to whoever is free.

    What is due first is first, unless only the order in which they came has all in time.
    """
    works = [trip_s(trip, needs, crew) for trip in trips]
    dues = [_due_s(trip, needs) for trip in trips]
    as_they_came = [*range(len(trips))]
    by_due = sorted(as_they_came, key=lambda n: (dues[n], n))

    def late_s(turn: list[int]) -> float:
        ends = [end for _, end, _ in dispatch([works[n] for n in turn], crew.pickers, crew.ready_s)]
        return math.fsum(
            max(0.0, end - _or_never(needs[order_id].due_s))
            for n, end in zip(turn, ends, strict=True)
            for order_id in trips[n].order_ids
        )

    turn = as_they_came if late_s(as_they_came) < late_s(by_due) - LATE_S else by_due
    return _timed([trips[n] for n in turn], [works[n] for n in turn], [dues[n] for n in turn],
                  needs, crew)  # fmt: skip


def _timed(
    trips: Sequence[Trip], works: Sequence[float], dues: Sequence[float], needs: Needs, crew: Crew
) -> list[Trip]:
    """Each trip is to begin no later than any that comes after it, and is as urgent as these."""
    spans = dispatch(works, crew.pickers, crew.ready_s)
    latest = [math.inf] * crew.pickers
    begin_by, priority = math.inf, math.inf
    found: list[Trip] = []
    for n in reversed(range(len(trips))):
        start, end, picker = spans[n]
        latest[picker] = min(dues[n], latest[picker]) - works[n]
        begin_by = min(begin_by, latest[picker])
        times = TripTimes(start, end, None, None)
        if begin_by < math.inf:
            priority = min(priority, *(needs[order].priority for order in trips[n].order_ids))
            times = TripTimes(start, end, begin_by, int(priority))
        found.append(replace(trips[n], times=times))
    return found[::-1]


def dispatch(
    works: Sequence[float], pickers: int, ready_s: float
) -> list[tuple[float, float, int]]:
    """(start, end, picker) of each piece of work, if whoever is free takes the next one."""
    free = [(ready_s, picker) for picker in range(pickers)]
    heapify(free)
    spans = []
    for work in works:
        start, picker = free[0]
        heapreplace(free, (start + work, picker))
        spans.append((start, start + work, picker))
    return spans


def backs_s(trips: Sequence[Trip]) -> dict[int, float]:
    """When the last trip of each order is back."""
    found: dict[int, float] = {}
    for trip in trips:
        end = trip.times.end_s if trip.times is not None else 0.0
        found |= {one: max(end, found.get(one, 0.0)) for one in trip.order_ids}
    return found


def any_late(trips: Sequence[Trip], needs: Needs) -> bool:
    return bool(late_orders(backs_s(trips), needs))


def late_orders(backs: Mapping[int, float], needs: Needs) -> list[int]:
    return [one for one, back in backs.items() if back > _or_never(needs[one].due_s) + LATE_S]


def pickers_enough(trips: Sequence[Trip], needs: Needs, crew: Crew) -> tuple[int, int]:
    """(pickers, orders): how many pickers it takes until no more help, for trips in their turn; and
    how many orders are late even then.
    """
    works = [trip_s(trip, needs, crew) for trip in trips]

    def late(pickers: int) -> int:
        more = replace(crew, pickers=pickers)
        backs: dict[int, float] = {}
        for trip, (_, end, _) in zip(
            trips, dispatch(works, pickers, more.ready_s), strict=True
        ):  # fmt: skip
            backs |= {one: max(end, backs.get(one, 0.0)) for one in trip.order_ids}
        return len(late_orders(backs, needs))

    most = max(crew.pickers, len(trips))
    least = late(most)
    low, high = crew.pickers, most
    while low < high:  # one picker more makes nothing later
        middle = (low + high) // 2
        low, high = (low, middle) if late(middle) <= least else (middle + 1, high)
    return low, least


def share_pickers(pickers: int, works: Sequence[float]) -> list[int]:
    """Pickers of each zone by its work; one at least, however few there are."""
    shares = [1] * len(works)
    for _ in range(pickers - len(works)):
        busiest = max(range(len(works)), key=lambda n: works[n] / shares[n])
        shares[busiest] += 1
    return shares


def _due_s(trip: Trip, needs: Needs) -> float:
    return min(_or_never(needs[order_id].due_s) for order_id in trip.order_ids)


def _or_never(due_s: float | None) -> float:
    return math.inf if due_s is None else due_s
