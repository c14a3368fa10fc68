"""Columns made as they are needed: what no plan can fall below, and plans made by fixing trips.

A relaxed choice among the sets known prices the orders; a hunt finds the sets that these prices
make worth while, and so on until there is none. Then the relaxed choice is one among all sets there
are, and bounds every plan. Before that, the prices divided by the most that any set is worth for
each metre of its tour do so (Farley 1990): they buy no set for more than its tour.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import numpy as np

from landbridge.planning.clusters import columns, pricing
from landbridge.planning.clusters.columns import Pool
from landbridge.planning.clusters.cover import SMALL, Indices, Master, worth_it
from landbridge.planning.clusters.lengths import Floats
from landbridge.planning.clusters.search import Trips
from landbridge.planning.clusters.setting import Setting

ROOM = 60_000
FOUND_MAX = 1_500
FOUND_IN_DIVE = 300
EASE_IN_DIVE = 1.01
PIECE = 5_000  # sets between two looks at the clock
EASES = (1.2, 1.1, 1.05, 1.025, 1.0125, 1.006, 1.003, 1.0)
WHOLE = 0.999


class Choice(Protocol):
    """The relaxed choice among columns that are added: see `cover.Master`."""

    value: float
    prices: Floats
    shares: Floats

    def add(self, pool: Pool, columns: Indices) -> None: ...
    def fix(self, pool: Pool, column: int, orders: Iterable[int]) -> None: ...
    def loosen(self) -> None: ...
    def solve(self, time_s: float) -> bool: ...
    def askings(self) -> Sequence[Floats]: ...
    def bound(self, dearest: float) -> float: ...
    def reduce(self, pool: Pool, toll: float, target: Floats) -> None: ...


class Generation:
    """bound: proven so far.  settled: the relaxed choice is one among all sets that fit.

    pool: every column of the relaxed choice; its `lengths` have the toll in them.
    sets_max: the hunts look at no more.  left_s: the seconds that may still be used.
    """

    def __init__(
        self, setting: Setting, first: Pool, *, toll: float, sets_max: int | None,
        master: Choice | None = None,
    ) -> None:  # fmt: skip
        self._setting = setting
        self._left_s: Callable[[], float] = lambda: 0.0
        self._sets_left = sets_max
        self._alone = np.array([setting.length([order]) for order in range(setting.count)])
        self._hunt = pricing.new_hunt(setting.orders, self._alone, setting.members_max, toll=toll)
        self._toll = toll
        self._ease = 0
        self.master: Choice = Master(setting.count) if master is None else master
        self.pool = columns.new_pool(
            ROOM + FOUND_MAX + setting.count, setting.members_max, hashed=False
        )
        self.bound = 0.0
        self.settled = False
        self.prices = np.zeros(setting.count)
        self._take(first, np.arange(int(first.used[0])))

    def _take(self, pool: Pool, wanted: Indices) -> None:
        """Columns of another pool, without tolls, become columns of ours."""
        at = int(self.pool.used[0])
        wanted = wanted[: self.pool.sizes.size - at]
        until = at + wanted.size
        self.pool.members[at:until] = pool.members[wanted]
        self.pool.sizes[at:until] = pool.sizes[wanted]
        self.pool.lengths[at:until] = pool.lengths[wanted] + self._toll
        self.pool.used[0] = until
        self.master.add(self.pool, np.arange(at, until))

    def learn(self, pool: Pool, left_s: Callable[[], float]) -> bool:
        """Take from another pool what is worth it; False if the time was over before."""
        self._left_s, count = left_s, int(pool.used[0])
        chosen, costs = np.zeros(count, dtype=np.bool_), np.zeros(count)
        while self.master.solve(self._left_s()):
            self.master.reduce(pool, self._toll, costs)
            wanted = worth_it(costs, chosen)
            if wanted.size == 0 or self._is_full():
                return True
            chosen[wanted] = True
            self._take(pool, wanted)
        return False

    def settle(self, left_s: Callable[[], float]) -> None:
        """Raise the bound as far as time allows, up to the relaxed choice among all sets.

        Sets that are worth much more than their tours are found first: a hunt for them is short.
        """
        self._left_s = left_s
        if self.settled or not self.master.solve(self._left_s()):
            return
        while not self._is_full():
            ease = EASES[self._ease]
            before = int(self.pool.used[0])
            dearest = self._hunt_on(ease, FOUND_MAX)
            found = int(self.pool.used[0]) - before
            if dearest is not None:
                self._prove(max(ease, dearest))
                if found == 0 and ease == 1.0:
                    self.settled = True
                    self.prices = self.master.prices
                    return
                if dearest <= ease and ease > 1.0:
                    self._ease += 1
            if self._sets_left == 0 or (found and not self.master.solve(self._left_s())):
                return
            if not found and dearest is None:
                return

    def _prove(self, dearest: float) -> None:
        """No set is worth more than this for each metre, nor than its tour and `SMALL`."""
        shortest = self._alone[self._alone > 0].min(initial=1.0) + self._toll
        bound = self.master.bound(dearest + SMALL / shortest)
        if bound > self.bound:
            self.bound = bound
            self.prices = self.master.prices

    def _is_full(self) -> bool:
        return int(self.pool.used[0]) >= ROOM

    def _hunt_on(self, ease: float, found_max: int) -> float | None:
        """Find sets and add them; the most that any of them is worth for each metre.

        None if not all was looked through: there was no more time, or enough was found before.
        """
        pool, dearest = self.pool, 0.0
        before, whole = int(pool.used[0]), True
        for prices in self.master.askings():
            full = min(int(pool.used[0]) + found_max, ROOM + FOUND_MAX)
            done = int(pool.used[0]) < full and self._hunt_at(prices, ease, full)
            whole = whole and done and int(pool.used[0]) < full
            dearest = max(dearest, float(self._hunt.ratio[0]))
            if not done:
                break
        if pool.used[0] > before:
            self.master.add(pool, np.arange(before, int(pool.used[0])))
        return dearest if whole else None

    def _hunt_at(self, prices: Floats, ease: float, full: int) -> bool:
        """One hunt; False if the time or the sets were used up before its end."""
        setting, hunt = self._setting, self._hunt
        pricing.begin(hunt, setting.orders, prices, self._alone)
        done, seen = False, 0
        while not done and self._left_s() > 0 and self._sets_left != 0:
            piece = PIECE if self._sets_left is None else min(PIECE, self._sets_left)
            done = pricing.hunt_on(
                setting.net, setting.orders, hunt, prices, setting.memory.work, self.pool, ease,
                SMALL, full, piece,
            )  # fmt: skip
            if self._sets_left is not None:
                self._sets_left = max(0, self._sets_left - int(hunt.state[1]) + seen)
                seen = int(hunt.state[1])
        return done

    def dive(
        self, shake: Callable[[int], Floats], left_s: Callable[[], float]
    ) -> tuple[tuple[int, ...], ...] | None:
        """A plan: trip by trip of the relaxed choice is fixed, and the rest chosen anew.

        shake: so many random numbers, added to the shares before the largest is taken.
        None if the time was over before.
        """
        self._left_s = left_s
        missing = np.ones(self._setting.count, dtype=np.bool_)
        trips: list[tuple[int, ...]] = []
        try:
            while missing.any():
                if not self._resolve():
                    return None
                for column in self._to_fix(shake):
                    orders = self.pool.members[column, : self.pool.sizes[column]]
                    fresh = tuple(int(order) for order in orders if missing[order])
                    if fresh:
                        trips.append(fresh)
                        self.master.fix(self.pool, int(column), fresh)
                    missing[list(fresh)] = False
        finally:
            self.master.loosen()
        return tuple(trips)

    def _resolve(self) -> bool:
        """Choose anew with what is fixed, and with a few new sets for it."""
        if not self.master.solve(self._left_s()):
            return False
        if self._is_full() or self._sets_left == 0:
            return True
        before = int(self.pool.used[0])
        self._hunt_on(EASE_IN_DIVE, FOUND_IN_DIVE)
        return int(self.pool.used[0]) == before or self.master.solve(self._left_s())

    def _to_fix(self, shake: Callable[[int], Floats]) -> Indices:
        """Columns chosen as a whole, or else the one that is nearest to it."""
        shares = self.master.shares
        some = np.flatnonzero(shares > SMALL)
        whole = some[shares[some] >= WHOLE]
        if whole.size:
            return whole
        near = shares[some] + shake(some.size)
        return some[[int(near.argmax())]]


def add_trips(pool: Pool, trips: Trips) -> None:
    """Put a plan's trips at a pool's end, which has room for them."""
    at = int(pool.used[0])
    for trip in np.flatnonzero(trips.sizes):
        size = int(trips.sizes[trip])
        pool.members[at, :size] = trips.members[trip, :size]
        pool.sizes[at] = size
        pool.lengths[at] = trips.lengths[trip]
        at += 1
    pool.used[0] = at
