"""Plans which orders are picked together: search, then choice among all sets worth it, and again.

While there are few enough sets that fit on a trip, all of them are priced: then the relaxed choice
bounds the plan from below, and an exact choice among the sets that could still matter often proves
it best. Otherwise sets are made as prices make them worth it (see `generation`), which bounds the
plan too; the choice is among these and the sets that the search came across.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from landbridge.planning.base import Deadline
from landbridge.planning.clusters import columns, cover, search
from landbridge.planning.clusters.columns import Pool
from landbridge.planning.clusters.explain import explain
from landbridge.planning.clusters.generation import Generation, add_trips
from landbridge.planning.clusters.lengths import Floats
from landbridge.planning.clusters.problem import (
    ORDERS_MAX,
    Cluster,
    ClusterPlan,
    ClusterProblem,
)
from landbridge.planning.clusters.search import Trips
from landbridge.planning.clusters.setting import Setting, make_setting

SETS_MAX = 3_000_000
SETS_PER_S = 120_000  # what may be priced for each second of the budget
SETS_PER_STEP = 2
POOL_MAX = 250_000
CHUNK = 400
WARM, COOL = 0.10, 0.003  # of a mean trip's length
AGAIN_WARM = 0.03
GENERATED_MAX, GENERATED_PER_S = 100, 25  # orders: so many, and more for each second of the budget
HUNTED_PER_STEP = 20
DIVES_BY_STEPS = 2
USELESS_DIVES = 3
SHAKE = 0.3
CLOSE = 1e-6


def plan_clusters(
    problem: ClusterProblem, *, seed: int, budget_ms: float, steps: int | None = None,
    cancel: Callable[[], bool] | None = None,
) -> ClusterPlan:  # fmt: skip
    """Clusters of orders with the shortest tours that were found within the budget.

    steps: bounds the search by changes tried instead of by time; then the same seed gives the same
    plan on any machine, as long as `budget_ms` and `cancel` do not end it before. Without it, where
    the search stands when the time is over depends on how fast the machine is.
    cancel: asked again and again; True ends the search with the best plan so far.
    """
    if len(problem.orders) > ORDERS_MAX:
        raise ValueError(f"at most {ORDERS_MAX} orders are planned at once")
    deadline = Deadline(budget_ms, cancel)
    if not problem.orders:
        return _plan(problem, None, 0.0, 0.0, 0)
    setting = make_setting(problem, seed=seed)
    first = setting.trips()
    search.first_come(setting.net, setting.orders, first, setting.memory)
    run = _Run(setting, deadline, steps, first)
    if not deadline.is_over():
        run.grow()
        run.improve()
    return _plan(problem, run.best, run.bound, float(first.total[0]), run.steps_done)


@dataclass(slots=True)
class _Run:
    """One planning. all_sets: the pool holds every set that fits, so its prices bound the plan.

    relaxed: the relaxed choice over all sets.  chosen_m: the plan after the last exact choice.
    """

    setting: Setting
    deadline: Deadline
    steps: int | None
    best: Trips
    bound: float
    pool: Pool
    all_sets: bool
    relaxed: cover.Relaxed | None
    chosen_m: float
    made: Generation | None
    chance: np.random.Generator

    def __init__(
        self, setting: Setting, deadline: Deadline, steps: int | None, first: Trips
    ) -> None:
        self.setting = setting
        self.deadline = deadline
        self.steps = steps
        self.best = setting.trips()
        search.copy_trips(first, self.best)
        self.bound = simple_bound_m(setting)
        self.pool = columns.new_pool(1, setting.members_max)
        self.all_sets = False
        self.relaxed = None
        self.chosen_m = -1.0
        self.made = None
        self.chance = np.random.default_rng(setting.memory.chance)

    @property
    def steps_done(self) -> int:
        return int(self.setting.memory.counts[0])

    def grow(self) -> None:
        """A start from seeds, if it is better than the orders as they come."""
        setting, grown = self.setting, self.setting.trips()
        most = 150 if setting.count <= 150 else 25
        search.grow(setting.net, setting.orders, grown, setting.memory, most)
        if grown.total[0] < self.best.total[0]:
            search.copy_trips(grown, self.best)

    def improve(self) -> None:
        whole = self._all_sets_wanted()
        if whole:
            self._search(0.0, 0.15, WARM)
            pool = price_all(self.setting, whole, self.deadline)
            if pool is not None:
                self.pool, self.all_sets = pool, True
            self._choose(0.5)
            until = 0.5
        else:
            self.pool = columns.new_pool(POOL_MAX, self.setting.members_max)
            until = 0.25 if self._may_generate() else 0.55
            self._search(0.0, until, WARM)
        if self._may_generate():
            self._generate(until + 0.25)
            self._dive(0.75)
            until = max(until, min(0.75, self._used()))
        elif not whole:
            until = 0.75
        if not whole:
            self._choose(until + 0.1)
        while not self._is_over() and until < 1.0:
            step = (1.0 - until) / 2 if until < 0.95 else 1.0 - until
            self._search(until, until + step, AGAIN_WARM)
            self._choose(min(1.0, until + 1.3 * step))
            until += 1.3 * step

    def _may_generate(self) -> bool:
        """Whether making columns comes to something in the time."""
        if self._is_over():
            return False
        if self.steps is not None:
            return self.setting.count <= GENERATED_MAX
        whole_s = self.deadline.left_s() + self.deadline.used_ms() / 1_000
        return self.setting.count <= GENERATED_MAX + GENERATED_PER_S * whole_s

    def _generate(self, until: float) -> None:
        """Make columns, until that share of the budget is used; the bound rises with them."""
        pool, count = self._with_best()
        own = np.arange(count - int((self.best.sizes > 0).sum()), count)
        made = Generation(
            self.setting, columns.some_of(pool, own), toll=0.0,
            sets_max=None if self.steps is None else HUNTED_PER_STEP * self.steps,
        )  # fmt: skip
        left_s = lambda: self._share_s(until)  # noqa: E731
        if made.learn(self.pool, left_s):
            made.settle(left_s)
        self.bound = max(self.bound, min(made.bound, float(self.best.total[0])))
        self.made = made

    def _dive(self, until: float) -> None:
        """Plans from the columns made, each a little different, while there is time.

        Some of them in a row that are no better end it, the first one already where the prices are
        not those of all sets: then the search makes more of the time.
        """
        made, dives, useless = self.made, 0, 0
        if made is None:
            return
        most = USELESS_DIVES if made.settled else 1
        while not self._is_over() and useless < most:
            trips = made.dive(self._shaken if dives else np.zeros, lambda: self._share_s(until))
            if trips is None:
                return
            before = float(self.best.total[0])
            self._adopt(trips)
            dives += 1
            useless = 0 if self.best.total[0] < before else useless + 1
            if self.steps is not None and dives >= DIVES_BY_STEPS:
                return

    def _shaken(self, count: int) -> Floats:
        return SHAKE * self.chance.random(count)

    def _is_over(self) -> bool:
        if self.best.total[0] <= self.bound + CLOSE:
            return True
        out_of_steps = self.steps is not None and self.steps_done >= self.steps
        return out_of_steps or self.deadline.is_over()

    def _used(self) -> float:
        """The share of the budget, in time or in steps, that is used."""
        used_ms = self.deadline.used_ms()
        share = used_ms / max(1e-6, used_ms + self.deadline.left_ms())
        if self.steps is not None:
            share = self.steps_done / max(1, self.steps)
        return share

    def _search(self, start: float, until: float, warm: float) -> None:
        """Anneal until that share of the budget is used, from the best plan."""
        setting = self.setting
        trips = setting.trips()
        search.copy_trips(self.best, trips)
        mean = self.best.total[0] / max(1, int((self.best.sizes > 0).sum()))
        start = max(start, self._used())
        while not self._is_over() and (used := self._used()) < until:
            share = (used - start) / (until - start)
            heat = max(1e-9, mean * warm * (COOL / warm) ** share)
            search.anneal(
                setting.net, setting.orders, trips, self.best, setting.memory, self.pool,
                heat, CHUNK,
            )  # fmt: skip

    def _all_sets_wanted(self) -> int:
        """How many sets fit on a trip, if all of them may be priced; 0 if these are too many."""
        if self.steps is not None:
            most = SETS_PER_STEP * self.steps
        else:
            most = int(SETS_PER_S * self.deadline.left_s())
        return columns.sets_up_to(self.setting.orders, min(SETS_MAX, most))

    def _choose(self, until: float) -> None:
        """The best choice of sets from the pool, until that share of the budget is used."""
        if self._is_over() or (self.all_sets and self.chosen_m == self.best.total[0]):
            return
        pool, count = self._with_best()
        own = np.arange(count - int((self.best.sizes > 0).sum()), count)
        relaxed = self.relaxed
        if relaxed is None and not self.all_sets and self.made and self.made.settled:
            relaxed = cover.Relaxed(self.made.bound, self.made.prices, complete=True)
        if relaxed is None:
            left_s = lambda: self._share_s(until)  # noqa: E731
            relaxed = cover.relax(pool, self.setting.count, own, left_s=left_s)
        if self.all_sets and relaxed.complete:
            self.bound = max(self.bound, relaxed.value)
            self.relaxed = relaxed  # of all sets, so it stays
        costs = np.zeros(count)
        columns.reduced_costs(pool, relaxed.prices, costs)
        gap = self.best.total[0] - relaxed.value
        wanted = np.flatnonzero(costs[: own[0]] <= gap + CLOSE)
        most = self._offered_max(until)
        every = wanted.size <= most
        if not every:
            wanted = wanted[np.argsort(costs[wanted], kind="stable")[:most]]
        offered = np.concatenate([np.sort(wanted), own])
        chosen = cover.choose(
            pool, self.setting.count, offered,
            time_s=self._share_s(until), nodes=None if self.steps is None else 20,
        )  # fmt: skip
        if chosen is None:
            return
        self._take(pool, chosen.columns)
        self.chosen_m = float(self.best.total[0])
        if self.all_sets and relaxed.complete and every:
            self.bound = max(self.bound, min(chosen.bound, self.best.total[0]))

    def _offered_max(self, until: float) -> int:
        """So many sets that a choice among them comes to something in the time."""
        if self.steps is not None:
            return 1_500
        return int(min(8_000, max(1_500, 1_000 * self._share_s(until))))

    def _share_s(self, until: float) -> float:
        """Seconds until that share of the budget is used; with steps all that are left."""
        left = self.deadline.left_s()
        if self.steps is not None:
            return left
        whole = left + self.deadline.used_ms() / 1_000
        return max(0.0, min(left, until * whole - self.deadline.used_ms() / 1_000))

    def _with_best(self) -> tuple[Pool, int]:
        """The pool with the best plan's trips at its end, and its length then."""
        pool = self.pool
        if not self.all_sets:
            # Room for them: a copy, as the search goes on collecting where it stopped.
            pools = [self.pool] if self.made is None else [self.pool, self.made.pool]
            pool = columns.joined(pools, self.setting.count)
        else:
            pool = pool._replace(used=pool.used.copy())
        add_trips(pool, self.best)
        return pool, int(pool.used[0])

    def _take(self, pool: Pool, chosen: tuple[int, ...]) -> None:
        """Make the chosen columns the best plan, each order on one trip only."""
        best_first = sorted(chosen, key=lambda column: -pool.lengths[column] / pool.sizes[column])
        self._adopt([pool.members[column, : pool.sizes[column]] for column in best_first])

    def _adopt(self, trips: Iterable[Iterable[int]]) -> None:
        """Make these trips the best plan, if they are; an order goes on the first that has it."""
        setting, taken = self.setting, self.setting.trips()
        for trip, orders in enumerate(trips):
            members = [int(order) for order in orders if taken.where[order] < 0]
            if members:
                array = np.array(members, dtype=np.int64)
                length = setting.length(members)
                search.put(setting.orders, taken, trip, array, len(members), length)
        if (taken.where >= 0).all() and taken.total[0] < self.best.total[0] - CLOSE:
            search.copy_trips(taken, self.best)


def price_all(setting: Setting, count: int, deadline: Deadline) -> Pool | None:
    """All `count` sets that fit on a trip, with their lengths; None if the time is over before.

    There is room for a plan's own trips to come again at the end, where their places are known.
    """
    orders = setting.orders
    pool = columns.new_pool(count + 2 * setting.count, setting.members_max, hashed=False)
    depth = setting.members_max + 2
    stack = np.zeros((depth, orders.masks.shape[1]), dtype=np.uint64)
    for first in range(setting.count):
        if deadline.is_over():
            return None
        columns.all_sets(
            setting.net, orders.masks, orders.loads, orders.capacities, setting.memory.work,
            first, first + 1, pool, np.zeros(depth, dtype=np.int64),
            np.zeros_like(orders.capacities), stack,
        )  # fmt: skip
    return pool


def simple_bound_m(setting: Setting) -> float:
    """Each trip is at least as long as its longest order alone, so as any mean of its orders.

    With the loads' shares of a capacity as weights, which sum up to at most 1 on every trip, that
    gives each order a share of its own tour.
    """
    alone = np.array([setting.length([order]) for order in range(setting.count)])
    capacities = np.maximum(1, setting.orders.capacities)
    shares = setting.orders.loads / capacities[None, :]
    best = max((float(alone @ shares[:, kind]) for kind in range(shares.shape[1])), default=0.0)
    return max(best, float(alone.max(initial=0.0)))


def _plan(
    problem: ClusterProblem, trips: Trips | None, bound: float, first_come_m: float, steps: int,
) -> ClusterPlan:  # fmt: skip
    clusters = []
    if trips is not None:
        for trip in np.flatnonzero(trips.sizes):
            members = sorted(int(order) for order in trips.members[trip, : trips.sizes[trip]])
            clusters.append(Cluster(tuple(members), float(trips.lengths[trip])))
    clusters.sort(key=lambda cluster: cluster.orders)
    length = sum(cluster.length_m for cluster in clusters)
    bound = min(bound, length)
    return ClusterPlan(
        clusters=tuple(clusters),
        length_m=length,
        bound_m=bound,
        first_come_m=first_come_m,
        steps=steps,
        explanation=explain(problem, clusters, length, bound, first_come_m),
    )
