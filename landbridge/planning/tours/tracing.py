"""From the sweep back to the tour: which edges, in which order they are walked, where it stops."""

import numpy as np

from landbridge.planning.compiled import compiled
from landbridge.planning.tours.grid import Bytes, Floats, Floor, Ints, Longs
from landbridge.planning.tours.kernels import (
    BARE,
    DONE_STATE,
    columns_of,
    phase_sizes,
    read_part,
    stop_costs,
    sweep_tour,
)
from landbridge.planning.tours.states import (
    ABOVE,
    ANY_LOOP,
    BELOW,
    BOTH,
    DOUBLE,
    REACH_ABOVE,
    REACH_BELOW,
    SINGLE,
    SKIP,
    STAY_ABOVE,
    STAY_BELOW,
)
from landbridge.planning.tours.tables import Moves

UNTOUCHED = -2


@compiled
def best_edges(
    floor: Floor, columns: Longs, work: Bytes, costs: Floats
) -> tuple[float, Bytes, Bytes, int, int]:
    """(length, effect per part, walks per link, node of the start, node of the end).

    Nodes are column index * rows + row. Without a tour the length is infinite, the rest empty.
    """
    rows = floor.tables.rows
    effects = np.zeros((len(columns), rows - 1), dtype=np.int8)
    links = np.zeros((len(columns), rows), dtype=np.int8)
    ends = np.full(2, -1)
    _, total, _ = phase_sizes(floor.tables)
    back = np.full((len(columns) * (3 * rows - 1), total), UNTOUCHED, dtype=np.int32)
    length = sweep_tour(floor, columns, work, costs, back)
    if length < np.inf:
        _trace_back(floor, back, work, effects, links, ends)
        for part in range(len(work)):
            index, low = divmod(part, rows - 1)
            effects[index, low] = _cheapest(effects[index, low], costs[part])
    return length, effects, links, ends[0], ends[1]


@compiled
def _trace_back(
    floor: Floor, back: Ints, work: Bytes, effects: Bytes, links: Bytes, ends: Longs
) -> None:
    """Walk back through the states and note what is done with every part and link."""
    rows = floor.tables.rows
    begins, _, _ = phase_sizes(floor.tables)
    phase, state = 3, begins[3] + DONE_STATE
    for step in range(len(back) - 1, -1, -1):
        before = back[step, state]
        column, place = divmod(step, 3 * rows - 1)
        if rows <= place < 2 * rows - 1:
            if before >= 0:
                bare = work[column * (rows - 1) + place - rows] == BARE
                moves = floor.tables.closed if phase in (0, 3) else floor.tables.open
                effect, local = _entry(moves, bare, place - rows, state - begins[phase], before)
                effects[column, place - rows] = effect
                state = begins[phase] + local
        elif before >= 0 and place >= rows:
            moves = floor.tables.closed if phase in (0, 3) else floor.tables.open
            row = place - 2 * rows + 1
            links[column, row] = moves.parity[row, state - begins[phase]]
            state = before
        elif before >= 0:
            earlier = _phase_of(begins, before)
            _note_ends(earlier, phase, column * rows + place, ends)
            phase, state = earlier, before


@compiled
def _entry(moves: Moves, bare: bool, low: int, local: int, choice: int) -> tuple[int, int]:
    """What an entry of the tables stands for: (effect, state before)."""
    if bare:
        k = moves.bare_start[low, local] + choice
        return moves.bare_effect[k], moves.bare_source[k]
    k = moves.aisle_start[low, local] + choice
    return moves.aisle_effect[k], moves.aisle_source[k]


@compiled
def _phase_of(begins: Longs, state: int) -> int:
    for phase in (3, 2, 1):
        if state >= begins[phase]:
            return phase
    return 0


@compiled
def _note_ends(earlier: int, later: int, node: int, ends: Longs) -> None:
    if earlier != later and (later == 1 or earlier == 2 or later - earlier == 3):
        ends[0] = node
    if earlier != later and (later == 2 or earlier == 1 or later - earlier == 3):
        ends[1] = node


@compiled
def _cheapest(effect: int, cost: Floats) -> int:
    if effect == ANY_LOOP:
        candidates = (SKIP, BELOW, ABOVE, BOTH)
    elif effect == STAY_BELOW:
        candidates = (SKIP, BELOW, BELOW, BELOW)
    elif effect == REACH_ABOVE:
        candidates = (ABOVE, BOTH, BOTH, BOTH)
    elif effect == STAY_ABOVE:
        candidates = (SKIP, ABOVE, ABOVE, ABOVE)
    elif effect == REACH_BELOW:
        candidates = (BELOW, BOTH, BOTH, BOTH)
    else:
        return effect
    best = candidates[0]
    for candidate in candidates:
        if cost[candidate] < cost[best]:
            best = candidate
    return best


@compiled
def edge_list(effects: Bytes, links: Bytes) -> Longs:
    """Edges of the tour as (node, node, kind): kind is an effect of the part above the lower node,
    or -1 for a link. A loop's two nodes are one; of two walks of a part the second has kind -2.
    """
    count, rows = links.shape
    most = 2 * (effects.size + links.size) + 2
    edges = np.empty((most, 3), dtype=np.int64)
    size = 0
    for index in range(count):
        for low in range(rows - 1):
            node, effect = index * rows + low, effects[index, low]
            if effect in (SINGLE, DOUBLE):
                edges[size, 0], edges[size, 1], edges[size, 2] = node, node + 1, SINGLE
                size += 1
            if effect == DOUBLE:
                edges[size, 0], edges[size, 1], edges[size, 2] = node, node + 1, -2
                size += 1
            if effect in (BELOW, BOTH):
                edges[size, 0], edges[size, 1], edges[size, 2] = node, node, BELOW
                size += 1
            if effect in (ABOVE, BOTH):
                edges[size, 0], edges[size, 1], edges[size, 2] = node + 1, node + 1, ABOVE
                size += 1
        for row in range(rows):
            for _ in range(links[index, row]):
                node = index * rows + row
                edges[size, 0], edges[size, 1], edges[size, 2] = node, node + rows, -1
                size += 1
    return edges[:size]


@compiled
def walk_edges(edges: Longs, nodes: int, start: int) -> Longs:
    """Every edge once, as one walk from `start` (Hierholzer): numbers of edges + 1, negative where
    an edge is walked from its second node to its first."""
    head, follow = np.full(nodes, -1), np.full(2 * len(edges), -1)
    for edge in range(len(edges) - 1, -1, -1):
        for side in (1, 0):
            node = edges[edge, side]
            follow[2 * edge + side], head[node] = head[node], 2 * edge + side
    used = np.zeros(len(edges), dtype=np.bool_)
    stack_node, stack_edge = np.empty(len(edges) + 1, np.int64), np.zeros(len(edges) + 1, np.int64)
    walk, size, depth = np.empty(len(edges), dtype=np.int64), 0, 1
    stack_node[0] = start
    while depth > 0:
        node = stack_node[depth - 1]
        while head[node] >= 0 and used[head[node] // 2]:
            head[node] = follow[head[node]]
        if head[node] < 0:
            depth -= 1
            if stack_edge[depth] != 0:
                walk[size] = stack_edge[depth]
                size += 1
            continue
        edge, side = divmod(head[node], 2)
        used[edge] = True
        stack_node[depth] = edges[edge, 1 - side]
        stack_edge[depth] = edge + 1 if side == 0 else -edge - 1
        depth += 1
    return walk[:size][::-1]


@compiled
def follow_walk(
    floor: Floor, parts: Ints, offsets: Floats, ids: Ints, columns: Longs, effects: Bytes,
    edges: Longs, walk: Longs, start: int,
) -> tuple[Floats, Floats, Ints]:  # fmt: skip
    """The walk as points and the stops in the order of walking: (x, y of points, stops)."""
    grid, rows = floor.grid, floor.tables.rows
    first = np.searchsorted(parts[ids], np.arange(len(grid.x) * (rows - 1) + 1))
    xs, ys = np.empty(2 * len(walk) + 1), np.empty(2 * len(walk) + 1)
    xs[0], ys[0] = grid.x[columns[start // rows]], grid.y[start % rows]
    order, taken, size = np.empty(len(ids), dtype=np.int32), 0, 1
    out = np.empty(5)
    for k in range(len(walk)):
        edge = abs(walk[k]) - 1
        forward, kind = walk[k] > 0, edges[edge, 2]
        low = edges[edge, 0] - (1 if kind == ABOVE else 0)
        target = edges[edge, 1] if forward else edges[edge, 0]
        if kind >= 0:
            index, row = divmod(low, rows)
            part = columns[index] * (rows - 1) + row
            begin, end = first[part], first[part + 1]
            if effects[index, row] == BOTH:
                read_part(parts, offsets, ids, begin, part, out)
                split = begin + int(out[4])
                begin, end = (begin, split) if kind == BELOW else (split, end)
            upward = forward if kind == SINGLE else kind == BELOW
            for step in range(end - begin):
                order[taken] = ids[begin + step] if upward else ids[end - 1 - step]
                taken += 1
            if kind != SINGLE:
                xs[size] = grid.x[columns[index]]
                ys[size] = grid.y[row] + offsets[order[taken - 1]]
                size += 1
        xs[size], ys[size] = grid.x[columns[target // rows]], grid.y[target % rows]
        size += 1
    return xs[:size], ys[:size], order[:taken]


@compiled
def best_tour(
    floor: Floor, parts: Ints, offsets: Floats, ids: Ints
) -> tuple[float, Floats, Floats, Ints]:
    """(length, x, y, stops in order): the shortest tour as points; infinite and empty without one.

    Places joined by lines are not among the points.
    """
    columns = columns_of(floor.grid, parts, ids)
    nothing, nobody = np.empty(0), np.empty(0, dtype=np.int32)
    if len(columns) == 0:
        return 0.0, nothing, nothing, nobody
    work, costs = stop_costs(floor, parts, offsets, ids, columns)
    length, effects, links, start, _ = best_edges(floor, columns, work, costs)
    if start < 0:
        return length, nothing, nothing, nobody
    edges = edge_list(effects, links)
    walk = walk_edges(edges, len(columns) * floor.tables.rows, start)
    xs, ys, order = follow_walk(floor, parts, offsets, ids, columns, effects, edges, walk, start)
    return length, xs, ys, order
