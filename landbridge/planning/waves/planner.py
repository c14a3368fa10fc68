"""Plans who picks which orders on which trip, in time and in as little time as possible.

The search changes trips and pickers by small steps. While there are few enough sets of orders that
fit on a trip, all of them are priced: the relaxed choice bounds the plan, and an exact choice of
trips and pickers often proves it best. Otherwise the choice is among sets that the search met.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from landbridge.planning.base import Deadline
from landbridge.planning.clusters import columns
from landbridge.planning.clusters import search as cluster_search
from landbridge.planning.clusters.columns import Pool
from landbridge.planning.clusters.planner import price_all, simple_bound_m
from landbridge.planning.clusters.search import Trips
from landbridge.planning.clusters.setting import Setting, make_setting
from landbridge.planning.waves import exact, search
from landbridge.planning.waves.explain import explain
from landbridge.planning.waves.problem import Trip, WavePlan, WaveProblem
from landbridge.planning.waves.search import Shifts, Times

SETS_MAX = 2_000_000
SETS_PER_S = 40_000
SETS_PER_STEP = 4
POOL_MAX = 150_000
CHUNK = 400
WARM, COOL = 0.08, 0.002  # of a mean trip's time
AGAIN_WARM = 0.02
OFFERED_MAX = 4_000  # trips times pickers
CLOSE = 1e-3
NEVER = 1e30


def plan_wave(
    problem: WaveProblem, *, seed: int, budget_ms: float, steps: int | None = None,
    cancel: Callable[[], bool] | None = None,
) -> WavePlan:  # fmt: skip
    """The best plan found within the budget: first in time, then with as little time as possible.

    steps, cancel: as for `plan_clusters`. A plan that is late says so in `late_s`.
    """
    deadline = Deadline(budget_ms, cancel)
    if not problem.orders:
        return _plan(problem, None, None, 0.0, 0)
    setting = make_setting(problem.clusters(), seed=seed)
    run = _Run(problem, setting, deadline, steps)
    if not deadline.is_over():
        run.improve()
    return _plan(problem, run.trips, run.shifts, run.bound + run.picking, run.steps_done)


@dataclass(slots=True)
class _Run:
    """One planning. bound and cost: without the picking at the stops, which is always the same."""

    setting: Setting
    times: Times
    deadline: Deadline
    steps: int | None
    trips: Trips
    shifts: Shifts
    bound: float
    picking: float
    pool: Pool
    all_sets: bool

    def __init__(
        self, problem: WaveProblem, setting: Setting, deadline: Deadline, steps: int | None
    ) -> None:
        self.setting = setting
        self.deadline = deadline
        self.steps = steps
        self.times = _times(problem)
        self.picking = float(self.times.picking.sum())
        self.trips = setting.trips()
        self.shifts = search.new_shifts(setting.count, self.times.ready.size)
        self._start()
        self.bound = _simple_bound(problem, setting)
        self.pool = columns.new_pool(1, setting.members_max)
        self.all_sets = False

    @property
    def steps_done(self) -> int:
        return int(self.setting.memory.counts[0])

    @property
    def cost(self) -> float:
        return float(self.shifts.total[0]) - self.picking

    def _start(self) -> None:
        """Orders by their due times onto trips, each trip to whoever is free first."""
        setting, groups = self.setting, [[0]][:0]
        loads = setting.orders.loads
        for order in np.argsort(self.times.due, kind="stable"):
            last = groups[-1] if groups else []
            if last and (
                loads[[*last, order]].sum(axis=0) <= setting.orders.capacities
            ).all():  # fmt: skip
                last.append(int(order))
            else:
                groups.append([int(order)])
        self._take(groups, None, self.trips, self.shifts)

    def _take(
        self, groups: list[list[int]], pickers: list[int] | None, trips: Trips, shifts: Shifts
    ) -> None:
        """Write these trips into `trips` and `shifts`; without pickers, each to the first free."""
        free = self.times.ready.copy()
        for trip, group in enumerate(groups):
            members = np.array(group, dtype=np.int64)
            length = self.setting.length(group)
            cluster_search.put(self.setting.orders, trips, trip, members, len(group), length)
            time = search.trip_time(self.times, members, len(group), length)
            due = search.trip_due(self.times, members, len(group))
            picker = int(free.argmin()) if pickers is None else pickers[trip]
            free[picker] += time
            search.enlist(shifts, trip, picker, time, due)
        for picker in range(self.times.ready.size):
            late = search.lateness(self.times, shifts, picker, -1, -1.0, 0.0, -1, -1.0, 0.0)
            search.set_late(shifts, picker, late)

    def improve(self) -> None:
        count = self._sets_wanted()
        if count:
            self._search(0.0, 0.2, WARM)
            pool = price_all(self.setting, count, self.deadline)
            if pool is not None:
                self.pool, self.all_sets = pool, True
            self._choose(0.6)
            until = 0.6
        else:
            self.pool = columns.new_pool(POOL_MAX, self.setting.members_max)
            self._search(0.0, 0.6, WARM)
            self._choose(0.75)
            until = 0.75
        while not self._is_over() and until < 1.0:
            step = (1.0 - until) / 2 if until < 0.95 else 1.0 - until
            self._search(until, until + step, AGAIN_WARM)
            self._choose(min(1.0, until + 1.3 * step))
            until += 1.3 * step

    def _is_over(self) -> bool:
        if self.shifts.total[1] <= CLOSE and self.cost <= self.bound + CLOSE:
            return True
        out_of_steps = self.steps is not None and self.steps_done >= self.steps
        return out_of_steps or self.deadline.is_over()

    def _used(self) -> float:
        if self.steps is not None:
            return self.steps_done / max(1, self.steps)
        used_ms = self.deadline.used_ms()
        return used_ms / max(1e-6, used_ms + self.deadline.left_ms())

    def _search(self, start: float, until: float, warm: float) -> None:
        setting = self.setting
        trips = setting.trips()
        shifts = search.new_shifts(setting.count, self.times.ready.size)
        cluster_search.copy_trips(self.trips, trips)
        search.copy_shifts(self.shifts, shifts)
        mean = self.cost / max(1, int((self.trips.sizes > 0).sum()))
        start = max(start, self._used())
        while not self._is_over() and (used := self._used()) < until:
            heat = max(1e-9, mean * warm * (COOL / warm) ** ((used - start) / (until - start)))
            search.anneal(
                setting.net, setting.orders, self.times, trips, shifts, self.trips, self.shifts,
                setting.memory, self.pool, heat, CHUNK,
            )  # fmt: skip

    def _sets_wanted(self) -> int:
        """How many sets fit on a trip, if all of them may be priced; 0 if these are too many."""
        most = SETS_PER_S * self.deadline.left_s()
        if self.steps is not None:
            most = SETS_PER_STEP * self.steps
        return columns.sets_up_to(self.setting.orders, int(min(SETS_MAX, most)))

    def _choose(self, until: float) -> None:
        """The best trips and pickers from the pool, until that share of the budget is used."""
        if self._is_over() or not self.pool.used[0]:
            return
        offered = exact.make_columns(self.pool, self.times)
        single = np.flatnonzero(self.pool.sizes[: offered.costs.size] == 1)
        relaxed = exact.relax(
            offered, self.setting.count, single, self.times.ready, time_s=self._share_s(until)
        )
        if relaxed is None:
            return
        if self.all_sets and relaxed.complete:
            self.bound = max(self.bound, relaxed.value)
        gap = self.cost - relaxed.value if self.shifts.total[1] <= CLOSE else NEVER
        wanted = np.flatnonzero(relaxed.reduced <= gap + CLOSE)
        most = OFFERED_MAX // self.times.ready.size
        every = wanted.size <= most
        if not every:
            wanted = wanted[np.argsort(relaxed.reduced[wanted], kind="stable")[:most]]
        chosen = exact.choose(
            offered, self.setting.count, np.sort(wanted), self.times.ready,
            time_s=self._share_s(until), nodes=None if self.steps is None else 20,
        )  # fmt: skip
        if chosen is None:
            return
        self._adopt(chosen)
        if self.all_sets and relaxed.complete and every and self.shifts.total[1] <= CLOSE:
            self.bound = max(self.bound, min(chosen.bound, self.cost))

    def _adopt(self, chosen: exact.Chosen) -> None:
        """Make it the best plan if it is, each order on one trip only."""
        seen: set[int] = set()
        groups, pickers = [], []
        for column, picker in chosen.trips:
            size = int(self.pool.sizes[column])
            group = [int(o) for o in self.pool.members[column, :size] if int(o) not in seen]
            seen.update(group)
            if group:
                groups.append(group)
                pickers.append(picker)
        trips = self.setting.trips()
        shifts = search.new_shifts(self.setting.count, self.times.ready.size)
        self._take(groups, pickers, trips, shifts)
        late = shifts.total[1] - self.shifts.total[1]
        better = late < -CLOSE or (late <= CLOSE and shifts.total[0] < self.shifts.total[0] - CLOSE)
        if len(seen) == self.setting.count and better:
            self.trips, self.shifts = trips, shifts

    def _share_s(self, until: float) -> float:
        left = self.deadline.left_s()
        if self.steps is not None:
            return left
        used = self.deadline.used_ms() / 1_000
        return max(0.0, min(left, until * (left + used) - used))


def _times(problem: WaveProblem) -> Times:
    return Times(
        picking=np.array([order.picking_s for order in problem.orders]),
        due=np.array([NEVER if o.due_s is None else o.due_s for o in problem.orders]),
        ready=np.array([picker.ready_s for picker in problem.pickers], dtype=np.float64),
        setup=problem.setup_s,
        per_length=problem.walking_s_per_m,
    )


def _simple_bound(problem: WaveProblem, setting: Setting) -> float:
    """Least walking, and as many setups as the loads need trips."""
    loads = setting.orders.loads.sum(axis=0)
    capacities = np.maximum(1, setting.orders.capacities)
    trips = int(np.ceil(loads / capacities).max(initial=1))
    return problem.walking_s_per_m * simple_bound_m(setting) + problem.setup_s * trips


def _plan(
    problem: WaveProblem, trips: Trips | None, shifts: Shifts | None, bound: float, steps: int
) -> WavePlan:
    found = []
    if trips is not None and shifts is not None:
        for picker, owner in enumerate(problem.pickers):
            now = owner.ready_s
            listed = shifts.trips[picker, : shifts.counts[picker]]
            for trip in sorted(listed, key=lambda trip: (shifts.due[trip], trip)):
                orders = sorted(int(o) for o in trips.members[trip, : trips.sizes[trip]])
                length = float(trips.lengths[trip])
                end = now + problem.setup_s + problem.walking_s_per_m * length
                end += sum(problem.orders[index].picking_s for index in orders)
                found.append(
                    Trip(
                        orders=tuple(orders), picker=picker, start_s=now, end_s=end, length_m=length
                    )
                )
                now = end
    found.sort(key=lambda trip: (trip.start_s, trip.picker))
    total = sum(trip.end_s - trip.start_s for trip in found)
    late = sum(max(0.0, trip.end_s - due_of(problem, trip)) for trip in found)
    bound = min(bound, total)
    return WavePlan(
        trips=tuple(found),
        total_s=total,
        late_s=late if late > CLOSE else 0.0,
        bound_s=bound,
        steps=steps,
        explanation=explain(problem, found, total, late, bound),
    )


def due_of(problem: WaveProblem, trip: Trip) -> float:
    """When a trip has to be back; `NEVER` if that does not matter."""
    dues = [problem.orders[index].due_s for index in trip.orders]
    return min((due for due in dues if due is not None), default=NEVER)
