"""The length of the shortest tour through a set of stops, quick enough for millions of questions.

Stops are bits: each part of an aisle between two cross-aisles has one bit for each offset at which
anything is to be picked, so the stops of orders picked together are the union of their bits. The
states and their changes come from the tour planner's tables; here they are swept for lengths only.

A depot that lies off the grid, joined to several junctions, is one more cross-aisle in front, along
which walking costs nothing; its ways to the junctions are the aisle parts between.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numba.cpython.unsafe import numbers
from numpy.typing import NDArray

from landbridge.planning.clusters.problem import Hall, Stop
from landbridge.planning.compiled import compiled
from landbridge.planning.tours.tables import Moves, Tables, tables_for

trailing_zeros: Any = numbers.trailing_zeros

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Words = NDArray[np.uint64]

WORD = 64
EFFECTS = 11
INFINITE = 1e30
EMPTY, DONE = 0, 1


class Net(NamedTuple):
    """A hall as arrays for the kernels.

    part = aisle * blocks + block; a depot row in front counts as a block.
    positions[part, bit]: the offset of a bit.  lengths[part].  gaps[aisle]: to the next aisle.
    depot_aisle is -1 if the depot is the row in front.  at_rest[state]: a tour may end with it.
    edges[state]: how many edges lead on along cross-aisles where walking costs something.
    """

    aisles: int
    blocks: int
    words: int
    lengths: Floats
    gaps: Floats
    positions: Floats
    depot_aisle: int
    depot_row: int
    depot_extra: float
    states: int
    touch: Ints
    at_rest: Ints
    edges: Floats
    aisle_start: Ints
    aisle_source: Ints
    aisle_effect: Ints
    bare_start: Ints
    bare_source: Ints
    bare_effect: Ints
    drop_source: Ints
    drop_target: Ints


def make_net(hall: Hall, stops: Sequence[Sequence[Stop]]) -> tuple[Net, Words]:
    """The net of a hall for these sets of stops, and the bits of each set: [set, part * words]."""
    front = 1 if hall.has_depot_apart else 0
    blocks = len(hall.block_lengths_m) + front
    aisles = len(hall.aisle_xs_m)
    offsets = _offsets(stops, blocks, front)
    words = max((1 + (len(known) - 1) // WORD for known in offsets.values()), default=1)
    positions = np.zeros((aisles * blocks, words * WORD))
    bit_of: dict[tuple[int, float], int] = {}
    for part, known in offsets.items():
        for bit, offset in enumerate(sorted(known)):
            positions[part, bit] = offset
            bit_of[part, offset] = bit
    masks = np.zeros((len(stops), aisles * blocks * words), dtype=np.uint64)
    for row, places in enumerate(stops):
        for stop in places:
            part = stop.aisle * blocks + stop.block + front
            bit = bit_of[part, stop.offset_m]
            masks[row, part * words + bit // WORD] |= np.uint64(1 << (bit % WORD))
    return _net(hall, words, positions), masks


def _offsets(stops: Sequence[Sequence[Stop]], blocks: int, front: int) -> dict[int, set[float]]:
    offsets: dict[int, set[float]] = {}
    for places in stops:
        for stop in places:
            part = stop.aisle * blocks + stop.block + front
            offsets.setdefault(part, set()).add(stop.offset_m)
    return offsets


def _net(hall: Hall, words: int, positions: Floats) -> Net:
    aisles = len(hall.aisle_xs_m)
    lengths = [list(hall.block_lengths_m) for _ in range(aisles)]
    if hall.has_depot_apart:
        # An aisle without a way to the depot is as good as closed there.
        ways = {way.aisle: way.length_m for way in hall.depot}
        lengths = [[ways.get(aisle, INFINITE), *line] for aisle, line in enumerate(lengths)]
    blocks = len(lengths[0])
    tables = tables_for(blocks + 1)
    moves = tables.closed
    weights = np.ones(blocks + 1)
    if hall.has_depot_apart:
        weights[0] = 0.0
    per_parity = np.array([0.0, 1.0, 2.0])
    return Net(
        aisles=aisles,
        blocks=blocks,
        words=words,
        lengths=np.array(lengths, dtype=np.float64).reshape(-1),
        gaps=np.append(np.diff(np.array(hall.aisle_xs_m, dtype=np.float64)), 0.0),
        positions=positions,
        depot_aisle=-1 if hall.has_depot_apart else hall.depot[0].aisle,
        depot_row=0 if hall.has_depot_apart else hall.depot[0].row,
        depot_extra=0.0 if hall.has_depot_apart else 2.0 * hall.depot[0].length_m,
        states=moves.parity.shape[1],
        touch=tables.touch.astype(np.int64),
        at_rest=_at_rest(tables),
        edges=(per_parity[moves.parity] * weights[:, None]).sum(axis=0),
        **_steps(moves),
    )


def _steps(moves: Moves) -> dict[str, Ints]:
    names = (
        "aisle_start", "aisle_source", "aisle_effect", "bare_start", "bare_source", "bare_effect",
        "drop_source", "drop_target",
    )  # fmt: skip
    return {name: getattr(moves, name).astype(np.int64) for name in names}


def _at_rest(tables: Tables) -> Ints:
    """States from which everything may be left behind."""
    moves = tables.closed
    rest = np.zeros(moves.parity.shape[1], dtype=np.int64)
    rest[DONE] = 1
    for _ in range(tables.rows):
        for source, target in zip(moves.drop_source, moves.drop_target, strict=True):
            rest[source] |= rest[target]
    return rest


def workspace(net: Net) -> Floats:
    """Scratch space for `tour_length`; one per thread."""
    return np.zeros((3, max(net.states, EFFECTS)))


@compiled
def part_costs(net: Net, mask: Words, part: int, costs: Floats) -> bool:
    """What each effect costs in one part of an aisle; whether there are stops in it."""
    length = net.lengths[part]
    first, last, gap = -1.0, 0.0, 0.0
    for word in range(net.words):
        bits = mask[part * net.words + word]
        while bits:
            at = net.positions[part, word * 64 + trailing_zeros(bits)]
            bits &= bits - np.uint64(1)
            if first < 0:
                first = at
            elif at - last > gap:
                gap = at - last
            last = at
    costs[1] = length
    costs[2] = 2 * length
    if first < 0:
        costs[0] = 0.0
        for effect in range(6, 11):
            costs[effect] = 0.0
        return False
    below = 2 * last
    above = 2 * (length - first)
    both = 2 * (length - gap)
    costs[0] = 1e30
    costs[3] = below
    costs[4] = above
    costs[5] = both
    costs[6] = min(below, above, both)
    costs[7] = below
    costs[8] = min(above, both)
    costs[9] = above
    costs[10] = min(below, both)
    return True


@compiled
def tour_length(net: Net, mask: Words, work: Floats) -> float:
    """The length of the shortest tour from the depot through all stops of `mask`; 0 for none."""
    width = net.blocks * net.words
    low, high = -1, -1
    for aisle in range(net.aisles):
        for index in range(aisle * width, (aisle + 1) * width):
            if mask[index]:
                if low < 0:
                    low = aisle
                high = aisle
                break
    if low < 0:
        return 0.0
    if net.depot_aisle >= 0:
        low = min(low, net.depot_aisle)
        high = max(high, net.depot_aisle)
    now, after, costs = work[0], work[1], work[2]
    count = net.states
    for state in range(count):
        now[state] = 1e30
    now[0] = 0.0
    for aisle in range(low, high + 1):
        if aisle == net.depot_aisle or (net.depot_aisle < 0 and aisle == low):
            for state in range(count):
                after[state] = 1e30
            for state in range(net.touch.shape[1]):
                target = net.touch[net.depot_row, state]
                if target >= 0 and now[state] < after[target]:
                    after[target] = now[state]
            now, after = after, now
        for block in range(net.blocks):
            part = aisle * net.blocks + block
            if part_costs(net, mask, part, costs):
                starts, sources, effects = net.aisle_start, net.aisle_source, net.aisle_effect
            else:
                starts, sources, effects = net.bare_start, net.bare_source, net.bare_effect
            for state in range(count):
                best = 1e30
                for move in range(starts[block, state], starts[block, state + 1]):
                    value = now[sources[move]] + costs[effects[move]]
                    if value < best:
                        best = value
                after[state] = best
            now, after = after, now
        if aisle < high:
            for move in range(net.drop_source.shape[0]):
                value = now[net.drop_source[move]]
                if value < now[net.drop_target[move]]:
                    now[net.drop_target[move]] = value
            now[1] = 1e30
            gap = net.gaps[aisle]
            for state in range(count):
                now[state] += net.edges[state] * gap
    best = 1e30
    for state in range(count):
        if net.at_rest[state] and now[state] < best:
            best = now[state]
    return best + net.depot_extra
