"""Plans who picks which orders on which trip, in time and in as little time as possible.

The search changes trips and pickers by small steps. While there are few enough sets of orders that
fit on a trip, all of them are priced: the relaxed choice bounds the plan, and an exact choice of
trips and pickers often proves it best. Otherwise sets are made as prices of orders and of due times
make them worth it (see `clusters.generation`), which bounds the plan too; the choice is among these
and the sets that the search met.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from landbridge.planning.base import Deadline
from landbridge.planning.clusters import columns
from landbridge.planning.clusters import search as cluster_search
from landbridge.planning.clusters.columns import Pool
from landbridge.planning.clusters.generation import Generation, add_trips
from landbridge.planning.clusters.lengths import Floats
from landbridge.planning.clusters.planner import price_all, simple_bound_m
from landbridge.planning.clusters.search import Trips
from landbridge.planning.clusters.setting import Setting, make_setting
from landbridge.planning.waves import exact, search
from landbridge.planning.waves.explain import explain
from landbridge.planning.waves.problem import Trip, WavePlan, WaveProblem
from landbridge.planning.waves.relaxed import DueMaster
from landbridge.planning.waves.search import Shifts, Times

SETS_MAX = 2_000_000
SETS_PER_S = 40_000
SETS_PER_STEP = 4
POOL_MAX = 150_000
CHUNK = 400
WARM, COOL = 0.08, 0.002  # of a mean trip's time
AGAIN_WARM = 0.02
GENERATED_MAX, GENERATED_PER_S = 100, 25  # orders: so many, and more for each second of the budget
HUNTED_PER_STEP = 20
DIVES_BY_STEPS = 2
USELESS_DIVES = 3
SHAKE = 0.3
POLISHED = 40  # chunks of changes after a plan was made from columns
OFFERED_MAX, OFFERED_BY_STEPS = 4_000, 1_200  # trips times pickers
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
    made: Generation | None
    chance: np.random.Generator

    def __init__(
        self, problem: WaveProblem, setting: Setting, deadline: Deadline, steps: int | None
    ) -> None:
        self.setting = setting
        self.deadline = deadline
        self.steps = steps
        self.times = times_of(problem)
        self.picking = float(self.times.picking.sum())
        self.trips = setting.trips()
        self.shifts = search.new_shifts(setting.count, self.times.ready.size)
        self._start()
        self.bound = _simple_bound(problem, setting)
        self.pool = columns.new_pool(1, setting.members_max)
        self.all_sets = False
        self.made = None
        self.chance = np.random.default_rng(setting.memory.chance)

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
            may_generate = self._may_generate()
            self._search(0.0, 0.3 if may_generate else 0.6, WARM)
            if may_generate:
                self._generate(0.6)
                self._dive(0.7)
            until = max(0.6, min(0.7, self._used()))
            self._choose(until + 0.1)
        while not self._is_over() and until < 1.0:
            step = (1.0 - until) / 2 if until < 0.95 else 1.0 - until
            self._search(until, until + step, AGAIN_WARM)
            self._choose(min(1.0, until + 1.3 * step))
            until += 1.3 * step

    def _may_generate(self) -> bool:
        """Whether making columns comes to something in the time."""
        if self._is_over() or self.times.per_length <= 0:
            return False
        if self.steps is not None:
            return self.setting.count <= GENERATED_MAX
        whole_s = self.deadline.left_s() + self.deadline.used_ms() / 1_000
        return self.setting.count <= GENERATED_MAX + GENERATED_PER_S * whole_s

    def _generate(self, until: float) -> None:
        """Make columns, until that share of the budget is used; the bound rises with them."""
        pool, count = self._with_best()
        own = np.arange(count - int((self.trips.sizes > 0).sum()), count)
        made = Generation(
            self.setting, columns.some_of(pool, own), toll=self._toll,
            sets_max=None if self.steps is None else HUNTED_PER_STEP * self.steps,
            master=DueMaster(self.times),
        )  # fmt: skip
        left_s = lambda: self._share_s(until)  # noqa: E731
        if made.learn(self.pool, left_s):
            made.settle(left_s)
        self.bound = max(self.bound, made.bound * self.times.per_length)
        self.made = made

    @property
    def _toll(self) -> float:
        """A trip's setup as so many metres of walking."""
        return self.times.setup / self.times.per_length

    def _dive(self, until: float) -> None:
        """Plans from the columns made, each a little different, while they come to something."""
        made, dives, useless = self.made, 0, 0
        if made is None:
            return
        while not self._is_over() and useless < USELESS_DIVES:
            trips = made.dive(self._shaken if dives else np.zeros, lambda: self._share_s(until))
            if trips is None or (self.steps is not None and dives >= DIVES_BY_STEPS):
                return
            before = (self.cost, float(self.shifts.total[1]))
            self._adopt([list(trip) for trip in trips], None)
            dives += 1
            useless = useless + 1 if before == (self.cost, float(self.shifts.total[1])) else 0

    def _shaken(self, count: int) -> Floats:
        return SHAKE * self.chance.random(count)

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
        mean = self._mean
        start = max(start, self._used())
        while not self._is_over() and (used := self._used()) < until:
            heat = max(1e-9, mean * warm * (COOL / warm) ** ((used - start) / (until - start)))
            search.anneal(
                setting.net, setting.orders, self.times, trips, shifts, self.trips, self.shifts,
                setting.memory, self.pool, heat, CHUNK,
            )  # fmt: skip

    @property
    def _mean(self) -> float:
        """A mean trip's time, without picking."""
        return self.cost / max(1, int((self.trips.sizes > 0).sum()))

    def _sets_wanted(self) -> int:
        """How many sets fit on a trip, if all of them may be priced; 0 if these are too many."""
        most = SETS_PER_S * self.deadline.left_s()
        if self.steps is not None:
            most = SETS_PER_STEP * self.steps
        return columns.sets_up_to(self.setting.orders, int(min(SETS_MAX, most)))

    def _choose(self, until: float) -> None:
        """The best trips and pickers from the pool, until that share of the budget is used.

        First all pickers are taken as one; where its trips cannot be shared out in time, each
        picker's are chosen.
        """
        if self._is_over() or not self.pool.used[0]:
            return
        pool, _ = self._with_best()
        offered = exact.make_columns(pool, self.times)
        relaxed = self._relaxed(offered, until)
        if relaxed is None:
            return
        whole = relaxed.complete and (self.all_sets or self.made is not None)
        if whole:
            self.bound = max(self.bound, relaxed.value)
        for together in (True, False):
            if self._is_over():
                return
            gap = self.cost - relaxed.value if self.shifts.total[1] <= CLOSE else NEVER
            wanted = np.flatnonzero(relaxed.reduced <= gap + CLOSE)
            most = OFFERED_MAX if self.steps is None else OFFERED_BY_STEPS
            most //= 1 if together else self.times.ready.size
            every = wanted.size <= most
            if not every:
                wanted = wanted[np.argsort(relaxed.reduced[wanted], kind="stable")[:most]]
            share = self._share_s(until)
            chosen = exact.choose(
                offered, self.setting.count, np.sort(wanted), self.times.ready, together=together,
                time_s=share / 2 if together else share, nodes=None if self.steps is None else 20,
            )  # fmt: skip
            if chosen is None:
                continue
            self._adopt_chosen(pool, chosen, together=together)
            if whole and every and self.shifts.total[1] <= CLOSE:
                self.bound = max(self.bound, min(chosen.bound, self.cost))
            cheapest = sum(float(offered.costs[column]) for column, _ in chosen.trips)
            if self.shifts.total[1] <= CLOSE and self.cost <= cheapest + CLOSE:
                return

    def _relaxed(self, offered: exact.Columns, until: float) -> exact.Relaxed | None:
        """The relaxed choice; among all sets there are, where it says that it is complete."""
        made, unit = self.made, self.times.per_length
        if made is not None and made.master.solve(self._share_s(until)):
            reduced = np.zeros(offered.costs.size)
            made.master.reduce(offered.pool, self._toll, reduced)
            return exact.Relaxed(made.master.value * unit, reduced * unit, made.settled)
        count = offered.costs.size
        own = np.arange(count - int((self.trips.sizes > 0).sum()), count)
        return exact.relax(
            offered, self.setting.count, own, self.times.ready, time_s=self._share_s(until)
        )

    def _with_best(self) -> tuple[Pool, int]:
        """All columns there are, with the best plan's trips at the end; how many."""
        if self.all_sets:
            pool = self.pool._replace(used=self.pool.used.copy())
        else:
            pools = [self.pool]
            if self.made is not None:
                made = self.made.pool
                pools.append(made._replace(lengths=made.lengths - self._toll))
            pool = columns.joined(pools, self.setting.count)
        add_trips(pool, self.trips)
        return pool, int(pool.used[0])

    def _adopt_chosen(self, pool: Pool, chosen: exact.Chosen, *, together: bool) -> None:
        """Make it the best plan if it is, each order on one trip only."""
        seen: set[int] = set()
        groups, pickers = [], []
        for column, picker in chosen.trips:
            size = int(pool.sizes[column])
            group = [int(o) for o in pool.members[column, :size] if int(o) not in seen]
            seen.update(group)
            if group:
                groups.append(group)
                pickers.append(picker)
        self._adopt(groups, None if together else pickers)

    def _adopt(self, groups: list[list[int]], pickers: list[int] | None) -> None:
        """Make it the best plan if it is; without pickers, with a short search for who goes when.

        Trips due first are given to whoever is free first.
        """
        if pickers is None:
            groups = sorted(groups, key=lambda group: float(self.times.due[group].min()))
        trips = self.setting.trips()
        shifts = search.new_shifts(self.setting.count, self.times.ready.size)
        self._take(groups, pickers, trips, shifts)
        late = shifts.total[1] - self.shifts.total[1]
        better = late < -CLOSE or (late <= CLOSE and shifts.total[0] < self.shifts.total[0] - CLOSE)
        if not (trips.where >= 0).all():
            return
        if better:
            cluster_search.copy_trips(trips, self.trips)
            search.copy_shifts(shifts, self.shifts)
        elif pickers is None:
            self._polish(trips, shifts)

    def _polish(self, trips: Trips, shifts: Shifts) -> None:
        """A short search from this plan on, nearly cold."""
        setting, heat = self.setting, self._mean * COOL
        for _ in range(POLISHED):
            if self._is_over():
                return
            search.anneal(
                setting.net, setting.orders, self.times, trips, shifts, self.trips, self.shifts,
                setting.memory, self.pool, heat, CHUNK,
            )  # fmt: skip

    def _share_s(self, until: float) -> float:
        left = self.deadline.left_s()
        if self.steps is not None:
            return left
        used = self.deadline.used_ms() / 1_000
        return max(0.0, min(left, until * (left + used) - used))


def times_of(problem: WaveProblem) -> Times:
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
