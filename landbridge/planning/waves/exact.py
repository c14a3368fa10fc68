"""Choosing trips and their pickers exactly, and what no plan in time can fall below.

A picker goes the trips in the order of their due times; that is in time exactly if, for every due
time, the trips due by then are done by then. So one row per picker and due time says it all. For
the bound the pickers are taken together.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from landbridge.planning.base import clock_s
from landbridge.planning.clusters.columns import Pool
from landbridge.planning.clusters.cover import Indices, new_solver
from landbridge.planning.clusters.lengths import Floats
from landbridge.planning.compiled import compiled
from landbridge.planning.waves.search import Times

ADDED = 2_000
SMALL = 1e-6
NEVER = 1e29  # due times from here on are none


@dataclass(frozen=True, slots=True)
class Columns:
    """Trips that may be gone. costs: without picking, which is the same in every plan.

    times: with picking.  due_at: the first of `dues` that a trip has to keep.
    """

    pool: Pool
    costs: Floats
    times: Floats
    due_at: Indices
    dues: Floats


def make_columns(pool: Pool, times: Times) -> Columns:
    count = int(pool.used[0])
    dues = np.unique(times.due[times.due < NEVER])
    costs = times.setup + times.per_length * pool.lengths[:count]
    picking, due = np.zeros(count), np.zeros(count)
    _sum_up(pool, times.picking, times.due, picking, due)
    return Columns(pool, costs, costs + picking, np.searchsorted(dues, due), dues)


@compiled
def _sum_up(pool: Pool, picking: Floats, due: Floats, sums: Floats, firsts: Floats) -> None:
    for column in range(sums.shape[0]):
        first, total = 1e30, 0.0
        for index in range(pool.sizes[column]):
            order = pool.members[column, index]
            total += picking[order]
            first = min(first, due[order])
        sums[column] = total
        firsts[column] = first


def rooms(dues: Floats, ready: Floats) -> Floats:
    """How much time all pickers together have until each of these due times."""
    return np.array([float(np.maximum(0.0, due - ready).sum()) for due in dues])


def reduce(columns: Columns, prices: Floats, later: Floats, target: Floats) -> None:
    """What each column costs beyond what its orders are worth, and its time by `later`[due]."""
    _reduce(columns.pool, columns.costs, prices, target)
    # A trip takes room before its own due time and all later ones.
    target += later[columns.due_at] * columns.times


@compiled
def _reduce(pool: Pool, costs: Floats, prices: Floats, target: Floats) -> None:
    for column in range(costs.shape[0]):
        value = costs[column]
        for index in range(pool.sizes[column]):
            value -= prices[pool.members[column, index]]
        target[column] = value


@dataclass(frozen=True, slots=True)
class Relaxed:
    """reduced: each column's cost less what its rows are worth.  complete: none is below 0."""

    value: float
    reduced: Floats
    complete: bool


def relax(
    columns: Columns, orders: int, first: Indices, ready: Floats, *, time_s: float
) -> Relaxed | None:
    """The relaxed choice with all pickers together; None if `first` is not enough to begin with."""
    count = columns.costs.size
    solver = new_solver()
    dues = columns.dues.size
    add_rows(solver, np.ones(orders), np.full(orders, highspy.kHighsInf))
    add_rows(solver, np.full(dues, -highspy.kHighsInf), rooms(columns.dues, ready))
    chosen = np.zeros(count, dtype=np.bool_)
    cheap = np.argsort(columns.costs / columns.pool.sizes[:count], kind="stable")[:ADDED]
    for wanted in (first, cheap):
        fresh = wanted[~chosen[wanted]]
        chosen[fresh] = True
        add(solver, columns, fresh, orders, 0, integer=False)
    reduced = np.zeros(count)
    left_s, value = clock_s(time_s), 0.0
    while left_s > 0:
        began = solver.getRunTime()
        solver.setOptionValue("time_limit", began + left_s)
        solver.run()
        left_s -= solver.getRunTime() - began
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        value = float(solver.getInfo().objective_function_value)
        duals = np.array(solver.getSolution().row_dual)
        prices, squeezes = np.maximum(0.0, duals[:orders]), np.maximum(0.0, -duals[orders:])
        later = np.append(np.cumsum(squeezes[::-1])[::-1], 0.0)
        reduce(columns, prices, later, reduced)
        open_ = np.where(chosen, 0.0, reduced)
        wanted = np.flatnonzero(open_ < -SMALL)
        if wanted.size == 0:
            return Relaxed(value, reduced, complete=True)
        wanted = wanted[np.argsort(open_[wanted], kind="stable")[:ADDED]]
        chosen[wanted] = True
        add(solver, columns, wanted, orders, 0, integer=False)
    return Relaxed(value, reduced, complete=False)


@dataclass(frozen=True, slots=True)
class Chosen:
    """trips: (column, picker).  bound: no choice among the offered columns costs less."""

    trips: tuple[tuple[int, int], ...]
    bound: float


def choose(
    columns: Columns, orders: int, offered: Indices, ready: Floats, *, time_s: float,
    nodes: int | None = None, together: bool = False,
) -> Chosen | None:  # fmt: skip
    """The cheapest choice in time among the offered columns; None if there was not time enough.

    together: all pickers as one (0) with all their time, which is less to choose from; the trips
    may then be such that no picker can be in time.
    """
    solver = new_solver()
    dues, pickers = columns.dues.size, 1 if together else ready.size
    add_rows(solver, np.ones(orders), np.full(orders, highspy.kHighsInf))
    for picker in range(pickers):
        owners = ready if together else ready[picker : picker + 1]
        add_rows(solver, np.full(dues, -highspy.kHighsInf), rooms(columns.dues, owners))
    for picker in range(pickers):
        add(solver, columns, offered, orders, picker * dues, integer=True)
    solver.setOptionValue("time_limit", clock_s(max(0.05, time_s)))
    solver.setOptionValue("mip_rel_gap", 1e-7)
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", nodes)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != 2:  # no feasible choice
        return None
    picked = np.flatnonzero(np.array(solver.getSolution().col_value) > 0.5)
    trips = tuple((int(offered[at % offered.size]), int(at // offered.size)) for at in picked)
    return Chosen(trips, float(info.mip_dual_bound))


def add_rows(solver: highspy.Highs, lower: Floats, upper: Floats) -> None:
    starts = np.zeros(lower.size, dtype=np.int32)
    solver.addRows(lower.size, lower, upper, 0, starts, starts[:0], np.zeros(0))


def add(
    solver: highspy.Highs, columns: Columns, wanted: Indices, orders: int, offset: int, *,
    integer: bool,
) -> None:  # fmt: skip
    """Columns with their orders' rows and the rows of the due times they have to keep."""
    if wanted.size == 0:
        return
    dues = columns.dues.size
    sizes = columns.pool.sizes[wanted].astype(np.int64)
    keeps = dues - columns.due_at[wanted]
    width = columns.pool.members.shape[1]
    rows = np.full((wanted.size, width + dues), -1, dtype=np.int64)
    values = np.ones((wanted.size, width + dues))
    rows[:, :width] = columns.pool.members[wanted]
    rows[:, :width][np.arange(width)[None, :] >= sizes[:, None]] = -1
    rows[:, width:] = orders + offset + np.arange(dues)[None, :]
    rows[:, width:][np.arange(dues)[None, :] < columns.due_at[wanted][:, None]] = -1
    values[:, width:] = columns.times[wanted][:, None]
    used = rows >= 0
    starts = np.zeros(wanted.size, dtype=np.int32)
    starts[1:] = np.cumsum(sizes + keeps)[:-1]
    before = solver.getNumCol()
    solver.addCols(
        wanted.size, columns.costs[wanted], np.zeros(wanted.size),
        np.full(wanted.size, highspy.kHighsInf), int(used.sum()), starts,
        rows[used].astype(np.int32), values[used],
    )  # fmt: skip
    if integer:
        solver.changeColsIntegrality(
            wanted.size,
            np.arange(before, before + wanted.size, dtype=np.int32),
            np.full(wanted.size, highspy.HighsVarType.kInteger),
        )
