"""Kernels for stock that lies in several bins: which bins to come to, so that the tour is short.

Two ideas work together. Prices: every item has a price for being passed; the sweep then finds the
tour for which length minus collected prices is least, over all tours and all choices of bins at
once. Whatever the prices, that is a lower bound (Lagrange); following the shortages raises it.
Repair: the bins such a tour passes are completed, thinned out and exchanged one by one, each time
with the exact length.
"""

import numpy as np

from landbridge.planning.compiled import compiled
from landbridge.planning.tours.grid import (
    OPEN,
    OPEN_ABOVE,
    OPEN_BELOW,
    Bools,
    Bytes,
    Floats,
    Floor,
    Ints,
    Longs,
)
from landbridge.planning.tours.kernels import BARE, BUSY, INF, tour_length
from landbridge.planning.tours.states import (
    ABOVE,
    ANY_LOOP,
    BELOW,
    BOTH,
    DOUBLE,
    EFFECTS,
    REACH_ABOVE,
    REACH_BELOW,
    SINGLE,
    SKIP,
    STAY_ABOVE,
    STAY_BELOW,
)
from landbridge.planning.tours.tracing import best_edges

EPSILON = 1e-9


@compiled
def _price_part(
    length: float, opened: int, offsets: Floats, reward: Floats, begin: int, end: int, cost: Floats
) -> tuple[int, int, int, int]:
    """Cost of each effect when bins [begin, end) are worth something but need not be passed.

    Returns how far loops go: (end below, begin above, end below of BOTH, begin above of BOTH).
    """
    total = 0.0
    for k in range(begin, end):
        total += reward[k]
    below, above, both = INF, INF, INF
    below_end, above_begin, low_end, high_begin = begin, end, begin, end
    collected, lowest, lowest_end = 0.0, INF, begin
    for k in range(begin, end):
        # Bins from k on from above, with the best loop from below that ends before k.
        upper = 2 * (length - offsets[k]) - (total - collected)
        if opened & OPEN_ABOVE and upper < above:
            above, above_begin = upper, k
        if opened == OPEN and lowest + upper < both:
            both, low_end, high_begin = lowest + upper, lowest_end, k
        collected += reward[k]
        lower = 2 * offsets[k] - collected
        if lower < lowest:
            lowest, lowest_end = lower, k + 1
        if opened & OPEN_BELOW and lower < below:
            below, below_end = lower, k + 1
    cost[SKIP] = 0.0
    cost[SINGLE] = length - total if opened == OPEN else INF
    cost[DOUBLE] = 2 * length - total if opened == OPEN else INF
    cost[BELOW], cost[ABOVE], cost[BOTH] = below, above, both
    cost[ANY_LOOP] = min(0.0, below, above, both)
    cost[STAY_BELOW], cost[REACH_ABOVE] = min(0.0, below), min(above, both)
    cost[STAY_ABOVE], cost[REACH_BELOW] = min(0.0, above), min(below, both)
    return below_end, above_begin, low_end, high_begin


@compiled
def price_parts(
    floor: Floor, offsets: Floats, starts: Longs, reward: Floats, columns: Longs,
    work: Bytes, costs: Floats, reach: Longs,
) -> None:  # fmt: skip
    """Fill work, costs and reach for all parts. starts: [part of the grid] -> first bin."""
    grid, blocks, row = floor.grid, floor.tables.rows - 1, 0
    for index in range(len(columns)):
        column = columns[index]
        for low in range(blocks):
            begin, end = starts[column * blocks + low], starts[column * blocks + low + 1]
            opened = grid.part_open[column, low]
            work[row] = BUSY if end > begin else (BARE if opened == OPEN else 0)
            reach[row, 0], reach[row, 1], reach[row, 2], reach[row, 3] = _price_part(
                grid.part_length[column, low], opened, offsets, reward, begin, end, costs[row]
            )
            if end == begin:
                for effect in (BELOW, ABOVE, BOTH, REACH_ABOVE, REACH_BELOW):
                    costs[row, effect] = INF
            row += 1


@compiled
def mark_passed(
    blocks: int, starts: Longs, columns: Longs, effects: Bytes, reach: Longs, passed: Bools
) -> None:
    """Which bins a tour of these effects passes."""
    passed[:] = False
    for index in range(len(columns)):
        for low in range(blocks):
            part, row = columns[index] * blocks + low, index * blocks + low
            begin, end, effect = starts[part], starts[part + 1], effects[index, low]
            if effect in (SINGLE, DOUBLE):
                passed[begin:end] = True
            elif effect == BELOW:
                passed[begin : reach[row, 0]] = True
            elif effect == ABOVE:
                passed[reach[row, 1] : end] = True
            elif effect == BOTH:
                passed[begin : reach[row, 2]] = True
                passed[reach[row, 3] : end] = True


@compiled
def chosen_length(floor: Floor, parts: Ints, offsets: Floats, chosen: Bools) -> float:
    """Length of the shortest tour to the chosen bins."""
    ids = np.empty(len(chosen), dtype=np.int32)
    count = 0
    for k in range(len(chosen)):
        if chosen[k]:
            ids[count] = k
            count += 1
    return tour_length(floor, parts, offsets, ids[:count])


@compiled
def supplied(item: Ints, supply: Floats, chosen: Bools, count: int) -> Floats:
    """How much of each item the chosen bins hold."""
    found = np.zeros(count)
    for k in range(len(chosen)):
        if chosen[k]:
            found[item[k]] += supply[k]
    return found


@compiled
def complete(
    floor: Floor, parts: Ints, offsets: Floats, item: Ints, supply: Floats, demand: Floats,
    chosen: Bools, wanted: int, length: float,
) -> float:  # fmt: skip
    """Add bins of one item until there is enough of it, those first that lengthen the tour least
    for what they bring; the new length, infinite if there is not enough."""
    found = 0.0
    for k in range(len(item)):
        if item[k] == wanted and chosen[k]:
            found += supply[k]
    while found < demand[wanted] - EPSILON:
        best, best_bin, best_length = INF, -1, length
        for k in range(len(item)):
            if item[k] != wanted or chosen[k]:
                continue
            chosen[k] = True
            longer = chosen_length(floor, parts, offsets, chosen)
            chosen[k] = False
            # A detour of nothing is taken first where it brings most.
            rate = (longer - length + 1e-6) / min(supply[k], demand[wanted] - found)
            if rate < best:
                best, best_bin, best_length = rate, k, longer
        if best_bin < 0:
            return INF
        chosen[best_bin] = True
        found += supply[best_bin]
        length = best_length
    return length


@compiled
def _drop(
    floor: Floor, parts: Ints, offsets: Floats, item: Ints, supply: Floats, demand: Floats,
    chosen: Bools, found: Floats, begin: int, end: int, length: float,
) -> float:  # fmt: skip
    """Leave out the chosen bins of [begin, end) if all can be spared and that shortens the tour."""
    dropped, fits = np.empty(end - begin, dtype=np.int64), True
    count = 0
    for k in range(begin, end):
        if chosen[k]:
            chosen[k] = False
            found[item[k]] -= supply[k]
            dropped[count] = k
            count += 1
            fits = fits and found[item[k]] >= demand[item[k]] - EPSILON
    if fits and count > 0:
        shorter = chosen_length(floor, parts, offsets, chosen)
        if shorter < length - EPSILON:
            return shorter
    for index in range(count):
        chosen[dropped[index]] = True
        found[item[dropped[index]]] += supply[dropped[index]]
    return length


@compiled
def _ends_of(offsets: Floats, chosen: Bools, begin: int, end: int, at: Longs) -> int:
    """The chosen bins where a walk through part of an aisle may turn: at its ends and at both sides
    of its largest gap, in `at`; how many."""
    first, last, before, low, high, widest = -1, -1, -1, -1, -1, -1.0
    for k in range(begin, end):
        if chosen[k]:
            if first < 0:
                first = k
            elif offsets[k] - offsets[before] > widest:
                widest, low, high = offsets[k] - offsets[before], before, k
            before = last = k
    count = 0
    for k in (last, first, low, high):
        if k >= 0:
            at[count] = k
            count += 1
    return count


@compiled
def thin_out(
    floor: Floor, parts: Ints, offsets: Floats, item: Ints, supply: Floats, demand: Floats,
    chosen: Bools, length: float, first: int,
) -> float:  # fmt: skip
    """Leave out bins that are not needed where that shortens the tour: whole parts of aisles, then
    one by one where the walk turns. first: the bin to begin with."""
    found = supplied(item, supply, chosen, len(demand))
    count, at = len(item), np.empty(4, dtype=np.int64)
    again = True
    while again:
        again, begin = False, first
        while begin < first + count:
            k = begin % count
            end = k + 1
            while end < count and parts[end] == parts[k]:
                end += 1
            before = length
            length = _drop(
                floor, parts, offsets, item, supply, demand, chosen, found, k, end, length
            )
            for index in range(_ends_of(offsets, chosen, k, end, at)):
                turn = at[index]
                length = _drop(
                    floor, parts, offsets, item, supply, demand, chosen, found, turn, turn + 1,
                    length,
                )  # fmt: skip
            again = again or length < before
            begin += end - k
    return length


@compiled
def exchange(
    floor: Floor, parts: Ints, offsets: Floats, item: Ints, supply: Floats, demand: Floats,
    chosen: Bools, length: float, first: int,
) -> float:  # fmt: skip
    """Serve one item anew from its best bins, as long as the tour gets shorter."""
    quiet, wanted = 0, first
    before = chosen.copy()
    while quiet < len(demand):
        before[:] = chosen
        for k in range(len(item)):
            if item[k] == wanted:
                chosen[k] = False
        without = chosen_length(floor, parts, offsets, chosen)
        after = INF
        # An item that the tour passes anyway cannot be served on a shorter one.
        if without < length - EPSILON:
            after = complete(floor, parts, offsets, item, supply, demand, chosen, wanted, without)
        if after < length - EPSILON:
            length, quiet = after, 0
        else:
            chosen[:] = before
        quiet += 1
        wanted = (wanted + 1) % len(demand)
    return length


@compiled
def repair(
    floor: Floor, parts: Ints, offsets: Floats, item: Ints, supply: Floats, demand: Floats,
    chosen: Bools, order: Longs, first: int, worth: float,
) -> float:  # fmt: skip
    """Make any choice of bins a complete one without needless detours; its length.

    order: of items to be completed.  worth: items are only exchanged below this length.
    """
    length = chosen_length(floor, parts, offsets, chosen)
    for index in range(len(order)):
        length = complete(floor, parts, offsets, item, supply, demand, chosen, order[index], length)
    if length == INF:
        return INF
    length = thin_out(floor, parts, offsets, item, supply, demand, chosen, length, first)
    if length < worth:
        turn = item[first]
        length = exchange(floor, parts, offsets, item, supply, demand, chosen, length, turn)
    return length


@compiled
def priced_tour(
    floor: Floor, offsets: Floats, starts: Longs, item: Ints, supply: Floats, prices: Floats,
    columns: Longs, passed: Bools,
) -> float:  # fmt: skip
    """Length minus prices of the best tour; which bins it passes in `passed`."""
    blocks = floor.tables.rows - 1
    work = np.zeros(len(columns) * blocks, dtype=np.int8)
    costs = np.empty((len(work), EFFECTS))
    reach = np.empty((len(work), 4), dtype=np.int64)
    price_parts(floor, offsets, starts, prices[item] * supply, columns, work, costs, reach)
    value, effects, _, start, _ = best_edges(floor, columns, work, costs)
    if start < 0:
        passed[:] = False
        return INF
    mark_passed(blocks, starts, columns, effects, reach, passed)
    return value
