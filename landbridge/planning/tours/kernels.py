"""The exact tour programme as compiled kernels: lengths in microseconds, called from other kernels.

`tour_length(floor, parts, offsets, ids)` is all that other planners need: `floor` comes from
`grid.floor_of`, the stops are arrays over all stops of a problem, and `ids` are the stops of this
tour in ascending order (stops are numbered along the aisles: by part, then by offset).
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
    Grid,
    Ints,
    Longs,
)
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
from landbridge.planning.tours.tables import Moves, Tables

INF = np.inf
EMPTY_STATE, DONE_STATE = 0, 1
# What there is to do in a part of an aisle: nothing at all, walk through, come to stops.
IDLE, BARE, BUSY = 0, 1, 2


@compiled
def part_costs(
    length: float, opened: int, low: float, high: float, gap: float, count: int, cost: Floats
) -> None:
    """Length walked in a part of an aisle, for each effect.

    opened: as in `Grid.part_open`.  low, high: offsets of its first and last stop.
    gap: largest distance between neighbours.  count: of stops.
    """
    cost[SINGLE] = length if opened == OPEN else INF
    cost[DOUBLE] = 2 * cost[SINGLE]
    if count == 0:
        cost[SKIP] = cost[ANY_LOOP] = cost[STAY_BELOW] = cost[STAY_ABOVE] = 0.0
        cost[BELOW] = cost[ABOVE] = cost[BOTH] = cost[REACH_ABOVE] = cost[REACH_BELOW] = INF
        return
    # A stop at the very end of a closed part still stands on the cross-aisle.
    below = 2 * high if opened & OPEN_BELOW or high == 0.0 else INF
    above = 2 * (length - low) if opened & OPEN_ABOVE or low == length else INF
    both = 2 * (length - gap) if count > 1 and opened == OPEN else INF
    cost[SKIP] = INF
    cost[BELOW], cost[ABOVE], cost[BOTH] = below, above, both
    cost[ANY_LOOP] = min(below, above, both)
    cost[STAY_BELOW], cost[REACH_ABOVE] = below, min(above, both)
    cost[STAY_ABOVE], cost[REACH_BELOW] = above, min(below, both)


@compiled
def read_part(
    parts: Ints, offsets: Floats, ids: Ints, position: int, part: int, out: Floats
) -> int:
    """Take the stops of `part` from `position` on: (low, high, gap, count) in `out`, next position.

    out also tells in [4] how many stops lie below the largest gap.
    """
    out[3] = 0.0
    start = position
    while position < len(ids) and parts[ids[position]] == part:
        offset = offsets[ids[position]]
        if position == start:
            out[0], out[2], out[4] = offset, -1.0, 1.0
        elif offset - out[1] > out[2]:
            out[2], out[4] = offset - out[1], float(position - start)
        out[1] = offset
        position += 1
    out[3] = float(position - start)
    return position


@compiled
def columns_of(grid: Grid, parts: Ints, ids: Ints) -> Longs:
    """The columns a tour need look at: in a full grid only those with stops, starts or ends.

    Where every cross-aisle leads everywhere, walking up an aisle without stops can be moved to a
    neighbouring aisle without getting longer.
    """
    if not grid.full:
        return np.arange(len(grid.x))
    blocks = grid.part_length.shape[1]
    needed = grid.must.copy()
    for index in range(len(ids)):
        needed[parts[ids[index]] // blocks] = True
    return np.flatnonzero(needed)


@compiled
def _sweep(
    start: Ints, low: int, source: Ints, effect: Ints, cost: Floats, old: Floats, new: Floats,
    begin: int, count: int, back: Ints,
) -> None:  # fmt: skip
    """All states of one phase move over one part of an aisle, from `old` to `new`.

    back: [state of any phase], filled with the entry taken, or empty if nobody asks.
    """
    if len(back) == 0:
        for target in range(count):
            best = INF
            for k in range(start[low, target], start[low, target + 1]):
                best = min(best, old[begin + source[k]] + cost[effect[k]])
            new[begin + target] = best
        return
    for target in range(count):
        best, choice = INF, -1
        for k in range(start[low, target], start[low, target + 1]):
            value = old[begin + source[k]] + cost[effect[k]]
            if value < best:
                best, choice = value, k - start[low, target]
        new[begin + target] = best
        back[begin + target] = choice


@compiled
def _link(
    parity: Ints, starts: Ints, source: Ints, target: Ints, row: int, length: float,
    values: Floats, begin: int, count: int, back: Ints,
) -> None:  # fmt: skip
    """All states of one phase move over one part of a cross-aisle, in place.

    An even junction may stay behind. back: filled with the state come from.
    """
    keep = len(back) > 0
    if keep:
        for state in range(begin, begin + count):
            back[state] = state
    for k in range(starts[row], starts[row + 1]):
        before, after = begin + source[k], begin + target[k]
        if values[before] < values[after]:
            values[after] = values[before]
            if keep:
                back[after] = before
    for state in range(count):
        # The parity is how often the link is walked; infinite times 0 is not wanted.
        if parity[row, state] > 0:
            values[begin + state] += parity[row, state] * length


@compiled
def _place(
    targets: Ints, row: int, extra: float, values: Floats,
    source_begin: int, target_begin: int, back: Ints,
) -> None:  # fmt: skip
    for state in range(targets.shape[1]):
        target = targets[row, state]
        if target >= 0 and values[source_begin + state] + extra < values[target_begin + target]:
            values[target_begin + target] = values[source_begin + state] + extra
            if len(back):
                back[target_begin + target] = source_begin + state


@compiled
def _place_ends(
    tables: Tables, start: float, end: float, together: bool, same: bool, row: int,
    values: Floats, begins: Longs, back: Ints,
) -> None:  # fmt: skip
    """The tour may start or end at this junction: states move on to a later phase.

    Phases: 0 nothing placed, 1 start placed, 2 end placed, 3 both.
    """
    for state in range(len(back)):
        back[state] = state
    if start < INF and end < INF:
        _place(tables.touch, row, start + end, values, 0, begins[3], back)
    if together:
        return
    if end < INF:
        _place(tables.second, row, end, values, begins[1], begins[3], back)
        if not same:
            _place(tables.first, row, end, values, 0, begins[2], back)
    if start < INF:
        if not same:
            _place(tables.second, row, start, values, begins[2], begins[3], back)
        _place(tables.first, row, start, values, 0, begins[1], back)


@compiled
def phase_sizes(tables: Tables) -> tuple[Longs, int, Longs]:
    """(offset of each phase in one array of values, total, states of a phase that may occur)."""
    closed, opened = tables.closed.parity.shape[1], tables.open.parity.shape[1]
    offsets = np.array([0, closed, closed + opened, closed + 2 * opened])
    counts = np.array([tables.plain, opened, opened, closed])
    return offsets, 2 * closed + 2 * opened, counts


@compiled
def _phases(grid: Grid, column: int, active: Bools) -> None:
    """Which phases can still matter once the ends of this column are placed."""
    between = grid.first_column <= column < grid.last_column and not grid.together
    active[0] = column < grid.last_column
    active[1] = between
    active[2] = between and not grid.same_ends
    active[3] = column >= grid.first_column


@compiled
def stop_costs(
    floor: Floor, parts: Ints, offsets: Floats, ids: Ints, columns: Longs
) -> tuple[Bytes, Floats]:
    """(work, costs) for a tour that has to come to all stops `ids`: what `sweep_tour` takes."""
    grid, blocks = floor.grid, floor.tables.rows - 1
    work = np.zeros(len(columns) * blocks, dtype=np.int8)
    costs, out, position, row = np.empty((len(work), EFFECTS)), np.empty(5), 0, 0
    for index in range(len(columns)):
        column = columns[index]
        idle = grid.full and not _has_stops(parts, ids, position, column, blocks)
        for low in range(blocks):
            length, opened = grid.part_length[column, low], grid.part_open[column, low]
            position = read_part(parts, offsets, ids, position, column * blocks + low, out)
            if out[3] > 0.0 or (opened == OPEN and not idle):
                work[row] = BUSY if out[3] > 0.0 else BARE
                part_costs(length, opened, out[0], out[1], out[2], int(out[3]), costs[row])
            row += 1
    return work, costs


@compiled
def sweep_tour(floor: Floor, columns: Longs, work: Bytes, costs: Floats, back: Ints) -> float:
    """The whole sweep: the shortest length, infinite if there is no such tour.

    work, costs: for each part of the columns' aisles, whether it matters (IDLE, BARE, BUSY) and
    what each effect costs.  back: [step, state of any phase] to trace the tour, or [1, 0]. A column
    has 3 * rows - 1 steps: ends, parts of the aisle, parts of the cross-aisles.
    """
    grid, tables, shut, ajar = floor.grid, floor.tables, floor.tables.closed, floor.tables.open
    rows, keep = tables.rows, int(back.shape[1] > 0)
    begins, total, counts = phase_sizes(tables)
    old, new = np.full(total, INF), np.full(total, INF)
    old[EMPTY_STATE] = 0.0
    active, step, part = np.empty(4, dtype=np.bool_), 0, 0
    for index in range(len(columns)):
        column = columns[index]
        _phases(grid, column, active)
        for row in range(rows):
            start, end = grid.start_cost[column, row], grid.end_cost[column, row]
            if min(start, end) < INF:
                trace = back[keep * step]
                _place_ends(
                    tables, start, end, grid.together, grid.same_ends, row, old, begins, trace
                )
            step += 1
        for low in range(rows - 1):
            if work[part] != IDLE:
                bare, cost, trace = work[part] == BARE, costs[part], back[keep * step]
                for phase in range(4):
                    if active[phase]:
                        family = shut if phase in (0, 3) else ajar
                        begin, count = begins[phase], counts[phase]
                        _walk_part(family, low, bare, cost, old, new, begin, count, trace)
                        if phase in (0, 3):
                            new[begin + DONE_STATE] = old[begin + DONE_STATE] + cost[SKIP]
                old, new = new, old
            part, step = part + 1, step + 1
        for row in range(rows):
            last = index == len(columns) - 1
            length = INF if last else link_length(grid, columns, index, row)
            trace = back[keep * step]
            for phase in range(4):
                if active[phase]:
                    family = shut if phase in (0, 3) else ajar
                    _walk_link(family, row, length, old, begins[phase], counts[phase], trace)
            step += 1
    return float(old[begins[3] + DONE_STATE])


@compiled
def _walk_part(
    moves: Moves, low: int, bare: bool, cost: Floats, old: Floats, new: Floats,
    begin: int, count: int, back: Ints,
) -> None:  # fmt: skip
    if bare:
        start, source, effect = moves.bare_start, moves.bare_source, moves.bare_effect
    else:
        start, source, effect = moves.aisle_start, moves.aisle_source, moves.aisle_effect
    _sweep(start, low, source, effect, cost, old, new, begin, count, back)


@compiled
def _walk_link(
    moves: Moves, row: int, length: float, values: Floats, begin: int, count: int, back: Ints
) -> None:
    starts, source, target = moves.drop_start, moves.drop_source, moves.drop_target
    _link(moves.parity, starts, source, target, row, length, values, begin, count, back)


@compiled
def _has_stops(parts: Ints, ids: Ints, position: int, column: int, blocks: int) -> bool:
    return position < len(ids) and parts[ids[position]] // blocks == column


@compiled
def link_length(grid: Grid, columns: Longs, index: int, row: int) -> float:
    """From one looked-at column to the next along a cross-aisle."""
    if grid.full:
        return float(grid.x[columns[index + 1]] - grid.x[columns[index]])
    return float(grid.link_length[columns[index], row])


@compiled
def _sweep_closed(floor: Floor, columns: Longs, work: Bytes, costs: Floats) -> float:
    """`sweep_tour` for a tour that ends where it starts, the case that is asked most: one family of
    states, nothing to trace, and no view of an array made within the loops."""
    grid, tables, moves = floor.grid, floor.tables, floor.tables.closed
    start, source, effect = moves.aisle_start, moves.aisle_source, moves.aisle_effect
    bare_start, bare_source, bare_effect = moves.bare_start, moves.bare_source, moves.bare_effect
    drops, lost, left, parity = moves.drop_start, moves.drop_source, moves.drop_target, moves.parity
    x, links, full, rows, count = grid.x, grid.link_length, grid.full, tables.rows, tables.plain
    touch, home = tables.touch, grid.first_column
    old, new = np.full(count, INF), np.full(count, INF)
    old[EMPTY_STATE] = 0.0
    part = 0
    for index in range(len(columns)):
        column = columns[index]
        if column == home:
            _touch_home(grid.start_cost, touch, column, rows, old)
        for low in range(rows - 1):
            if work[part] == BUSY:
                for target in range(count):
                    best = INF
                    for k in range(start[low, target], start[low, target + 1]):
                        best = min(best, old[source[k]] + costs[part, effect[k]])
                    new[target] = best
            elif work[part] == BARE:
                for target in range(count):
                    best = INF
                    for k in range(bare_start[low, target], bare_start[low, target + 1]):
                        best = min(best, old[bare_source[k]] + costs[part, bare_effect[k]])
                    new[target] = best
            if work[part] != IDLE:
                new[DONE_STATE] = old[DONE_STATE] + costs[part, SKIP]
                old, new = new, old
            part += 1
        for row in range(rows):
            length = INF
            if index < len(columns) - 1:
                length = x[columns[index + 1]] - x[column] if full else links[column, row]
            for k in range(drops[row], drops[row + 1]):
                old[left[k]] = min(old[left[k]], old[lost[k]])
            for state in range(count):
                if parity[row, state] > 0:
                    old[state] += parity[row, state] * length
    return float(old[DONE_STATE])


@compiled
def _touch_home(start_cost: Floats, touch: Ints, column: int, rows: int, values: Floats) -> None:
    """The tour has to come to the junction where it starts and ends."""
    for row in range(rows):
        if start_cost[column, row] < INF:
            for state in range(len(values)):
                target = touch[row, state]
                if target != state:
                    if target >= 0:
                        values[target] = min(values[target], values[state])
                    values[state] = INF


@compiled
def tour_length(floor: Floor, parts: Ints, offsets: Floats, ids: Ints) -> float:
    """Length of the shortest tour through the stops `ids` (ascending); infinite without one."""
    columns = columns_of(floor.grid, parts, ids)
    if len(columns) == 0:
        return 0.0
    work, costs = stop_costs(floor, parts, offsets, ids, columns)
    if floor.grid.together:
        return _sweep_closed(floor, columns, work, costs)
    return sweep_tour(floor, columns, work, costs, np.empty((1, 0), dtype=np.int32))
