"""The relaxed choice of a wave's trips as column generation asks it: orders and due times priced.

All pickers are taken together: what is due by an instant has to fit into the time that they have
until then. Costs and times are in metres here (a second is so many metres of walking), and a trip's
length has its setup in it. A due time that squeezes makes time dear for all trips due by then, so
trips due later are cheaper: there is one hunt for each price of time, among the orders due later.
"""

from collections.abc import Iterable, Sequence

import highspy
import numpy as np

from landbridge.planning.base import clock_s
from landbridge.planning.clusters.columns import Pool
from landbridge.planning.clusters.cover import SMALL, Indices, new_solver
from landbridge.planning.clusters.lengths import Floats
from landbridge.planning.waves import exact
from landbridge.planning.waves.search import Times

LATE_COST = 50.0  # for each metre that all trips due by an instant take too long together


class DueMaster:
    """Like `cover.Master`, with rows for the due times.

    later[due]: what a metre costs beyond itself for trips due then; 0 for those without due time.
    """

    def __init__(self, times: Times) -> None:
        count, self._times = times.picking.size, in_metres(times)
        self.dues = np.unique(self._times.due[self._times.due < exact.NEVER])
        self._due_at = np.searchsorted(self.dues, self._times.due)
        self._room = exact.rooms(self.dues, self._times.ready)
        self._solver = new_solver()
        exact.add_rows(self._solver, np.ones(count), np.full(count, highspy.kHighsInf))
        exact.add_rows(self._solver, np.full(self.dues.size, -highspy.kHighsInf), self._room)
        self._taken = np.zeros(self.dues.size)
        self.value = 0.0
        self.prices, self.shares = np.zeros(count), np.zeros(0)
        self._squeezes, self.later = np.zeros(self.dues.size), np.zeros(self.dues.size + 1)
        self._add_delays(count)

    def _add_delays(self, orders: int) -> None:
        """Room at a price, so that there is always a choice."""
        size = self.dues.size
        self._solver.addCols(
            size, np.full(size, LATE_COST), np.zeros(size), np.full(size, highspy.kHighsInf), size,
            np.arange(size, dtype=np.int32), np.arange(orders, orders + size, dtype=np.int32),
            np.full(size, -1.0),
        )  # fmt: skip

    def add(self, pool: Pool, columns: Indices) -> None:
        made = exact.make_columns(pool, self._times)
        exact.add(self._solver, made, columns, self.prices.size, 0, integer=False)

    def fix(self, pool: Pool, column: int, orders: Iterable[int]) -> None:
        """A trip is taken: these of its orders need no other, and its time is used up."""
        members = pool.members[column, : pool.sizes[column]]
        time = float(pool.lengths[column] + self._times.picking[members].sum())
        self._taken[int(self._due_at[members].min()) :] += time
        for order in orders:
            self._solver.changeRowBounds(order, 0.0, highspy.kHighsInf)
        self._set_rooms()

    def loosen(self) -> None:
        """Nothing is taken any more."""
        for order in range(self.prices.size):
            self._solver.changeRowBounds(order, 1.0, highspy.kHighsInf)
        self._taken[:] = 0.0
        self._set_rooms()

    def _set_rooms(self) -> None:
        for at, room in enumerate(self._room - self._taken):
            self._solver.changeRowBounds(self.prices.size + at, -highspy.kHighsInf, room)

    def solve(self, time_s: float) -> bool:
        """Whether the best relaxed choice was found in that time."""
        if time_s <= 0:
            return False
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + clock_s(time_s))
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        found = self._solver.getSolution()
        self.value = float(self._solver.getInfo().objective_function_value)
        duals, orders = np.array(found.row_dual), self.prices.size
        self.prices = np.maximum(0.0, duals[:orders])
        squeezes = -duals[orders:]
        self._squeezes = np.where(squeezes > SMALL, squeezes, 0.0)
        self.later = np.append(np.cumsum(self._squeezes[::-1])[::-1], 0.0)
        self.shares = np.array(found.col_value)[self.dues.size :]
        return True

    def askings(self) -> Sequence[Floats]:
        """Prices to hunt with: for each price of time what an order is worth beside its picking."""
        found = []
        for due, extra in enumerate(self.later):
            if due and extra == self.later[due - 1]:
                continue
            worth = (self.prices - extra * self._times.picking) / (1.0 + extra)
            found.append(np.where(self._due_at >= due, np.maximum(0.0, worth), 0.0))
        return found

    def bound(self, dearest: float) -> float:
        """What no plan in time falls below if no trip is worth more than this for each metre."""
        return float(self.prices.sum()) / dearest - float(self._squeezes @ self._room)

    def reduce(self, pool: Pool, toll: float, target: Floats) -> None:
        """What each column costs, with the toll, beyond what it is worth."""
        times = self._times._replace(setup=toll)
        exact.reduce(exact.make_columns(pool, times), self.prices, self.later, target)


def in_metres(times: Times) -> Times:
    """The same with a metre's walking as the unit of time; without setup, which lengths hold."""
    unit = times.per_length
    due = np.where(times.due < exact.NEVER, times.due / unit, times.due)
    return Times(times.picking / unit, due, times.ready / unit, 0.0, 1.0)
