"""Choosing columns so that every order is on a trip, at the least length: HiGHS does the choosing.

Each order is to be covered at least once, not exactly once: leaving an order out never makes a tour
longer, and prices that cannot fall below 0 settle sooner.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from landbridge.planning.base import clock_s
from landbridge.planning.clusters.columns import Pool, reduced_costs
from landbridge.planning.clusters.lengths import Floats

Indices = NDArray[np.int64]
FIRST_COLUMNS = 1_500
ADDED_COLUMNS = 1_500
SMALL = 1e-6


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The relaxed choice. prices: of each order.  complete: no column improves it."""

    value: float
    prices: Floats
    complete: bool


class Master:
    """The relaxed choice among columns that are added as they are needed.

    prices, shares: of each order, and how much of each column is chosen, after `solve`.
    """

    def __init__(self, orders: int) -> None:
        self._solver = new_solver()
        _add_rows(self._solver, orders)
        self.value = 0.0
        self.prices = np.zeros(orders)
        self.shares = np.zeros(0)

    def add(self, pool: Pool, columns: Indices) -> None:
        _add_columns(self._solver, pool, columns)

    def fix(self, pool: Pool, column: int, orders: Iterable[int]) -> None:
        """This column is taken: these of its orders need no other any more."""
        for order in orders:
            self._solver.changeRowBounds(order, 0.0, highspy.kHighsInf)

    def loosen(self) -> None:
        """Nothing is taken any more: every order has to be covered."""
        for order in range(self.prices.size):
            self._solver.changeRowBounds(order, 1.0, highspy.kHighsInf)

    def askings(self) -> Sequence[Floats]:
        """Prices of the orders to hunt with, one hunt for each."""
        return (self.prices,)

    def bound(self, dearest: float) -> float:
        """What no choice falls below if no set is worth more than this for each metre."""
        return float(self.prices.sum()) / dearest

    def reduce(self, pool: Pool, toll: float, target: Floats) -> None:
        """What each column costs, with the toll, beyond what it is worth."""
        reduced_costs(pool, self.prices, target)
        target += toll

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
        self.prices = np.maximum(0.0, np.array(found.row_dual))
        self.shares = np.array(found.col_value)
        return True


def relax(pool: Pool, orders: int, first: Indices, *, left_s: Callable[[], float]) -> Relaxed:
    """Prices of the orders over all columns of a pool, adding columns as they are needed.

    first: columns that together cover every order.
    """
    count = int(pool.used[0])
    costs = np.zeros(count)
    master = Master(orders)
    chosen = np.zeros(count, dtype=np.bool_)
    master.add(pool, _unchosen(first, chosen))
    start = np.argsort(pool.lengths[:count] / pool.sizes[:count], kind="stable")[:FIRST_COLUMNS]
    master.add(pool, _unchosen(start, chosen))
    while master.solve(left_s()):
        master.reduce(pool, 0.0, costs)
        wanted = worth_it(costs, chosen)
        if wanted.size == 0:
            return Relaxed(master.value, master.prices, complete=True)
        master.add(pool, _unchosen(wanted, chosen))
    return Relaxed(master.value, master.prices, complete=False)


def worth_it(costs: Floats, chosen: NDArray[np.bool_]) -> Indices:
    """Columns whose reduced costs are below 0, the best of them, but none `chosen`."""
    costs[chosen] = 0.0
    wanted = np.flatnonzero(costs < -SMALL)
    if wanted.size > ADDED_COLUMNS:
        wanted = wanted[np.argsort(costs[wanted], kind="stable")[:ADDED_COLUMNS]]
    return wanted


def _unchosen(columns: Indices, chosen: NDArray[np.bool_]) -> Indices:
    fresh = columns[~chosen[columns]]
    chosen[fresh] = True
    return fresh


@dataclass(frozen=True, slots=True)
class Chosen:
    """columns: the best choice found.  bound: no choice among the offered columns costs less."""

    columns: tuple[int, ...]
    value: float
    bound: float


def choose(
    pool: Pool, orders: int, offered: Indices, *, time_s: float, nodes: int | None = None
) -> Chosen | None:
    """The best choice among the offered columns; None if the time was not enough for any.

    It begins without the choice that is known: given one to begin with, HiGHS 1.16 has been seen to
    report another value than that of its own solution, and to stop there.
    """
    solver = new_solver()
    _add_rows(solver, orders)
    _add_columns(solver, pool, offered)
    solver.changeColsIntegrality(
        offered.size,
        np.arange(offered.size, dtype=np.int32),
        np.full(offered.size, highspy.HighsVarType.kInteger),
    )
    solver.setOptionValue("time_limit", clock_s(max(0.05, time_s)))
    solver.setOptionValue("mip_rel_gap", 1e-7)
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", nodes)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != 2:  # no feasible choice
        return None
    values = np.array(solver.getSolution().col_value)
    picked = offered[np.flatnonzero(values > 0.5)]
    return Chosen(
        tuple(int(column) for column in picked),
        float(pool.lengths[picked].sum()),
        float(info.mip_dual_bound),
    )


class _Quiet(highspy.Highs):
    """HiGHS that says nothing, not even its name while it is made; it calls nobody back."""

    def enableCallbacks(self) -> None:
        self.setOptionValue("output_flag", False)


def new_solver() -> highspy.Highs:
    """HiGHS on one thread, without a word."""
    solver = _Quiet()  # type: ignore[no-untyped-call]
    solver.setOptionValue("threads", 1)
    return solver


def _add_rows(solver: highspy.Highs, orders: int) -> None:
    none = np.zeros(0, dtype=np.int32)
    starts = np.zeros(orders, dtype=np.int32)
    solver.addRows(
        orders, np.ones(orders), np.full(orders, highspy.kHighsInf), 0, starts, none, np.zeros(0)
    )


def _add_columns(solver: highspy.Highs, pool: Pool, columns: Indices) -> None:
    if columns.size == 0:
        return
    sizes = pool.sizes[columns]
    starts = np.zeros(columns.size, dtype=np.int32)
    starts[1:] = np.cumsum(sizes)[:-1]
    members = pool.members[columns]
    rows = members[np.arange(members.shape[1])[None, :] < sizes[:, None]]
    solver.addCols(
        columns.size,
        pool.lengths[columns],
        np.zeros(columns.size),
        np.full(columns.size, highspy.kHighsInf),
        rows.size,
        starts,
        rows.astype(np.int32),
        np.ones(rows.size),
    )
