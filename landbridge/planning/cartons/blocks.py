"""Blocks: several items put together to a cuboid with hardly a gap, placed as one.

A block is one item in one of its positions, or two blocks side by side along an axis. So every
block is a binary tree, and what lies in it can be read off (`unfold`).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from landbridge.planning.compiled import compiled

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]

KINDS_MAX = 8  # different kinds of items in one block
PAIRS_MAX = 30_000_000  # looked at, so that making blocks ends in about a second
TABLE_SIZE = 1 << 17


class Kinds(NamedTuple):
    """Kinds of equal items, and the positions (sizes after turning) that each may take."""

    quantity: Ints  # per kind
    value: Floats  # per kind, of one item
    weight: Longs  # per kind, of one item, g
    position_kind: Ints  # per position
    position_size: Ints  # per position, 3


class Blocks(NamedTuple):
    """All blocks, largest worth first. Trees name blocks by the number they were made with."""

    size: Ints  # 3, outer
    value: Floats
    rank: Floats  # value, less for many items
    weight: Longs
    kind_count: Ints
    kinds: Ints  # KINDS_MAX
    counts: Ints  # KINDS_MAX
    made: Ints  # the block's number in the trees
    tree: Ints  # first, second, axis; or -1, position, 0
    tree_size: Ints


@compiled
def _known(table: Longs, key: int) -> bool:
    """Whether the key was seen before; it is now."""
    slot = (key ^ (key >> 29)) & (TABLE_SIZE - 1)
    while table[slot] != 0:
        if table[slot] == key:
            return True
        slot = (slot + 1) & (TABLE_SIZE - 1)
    table[slot] = key
    return False


@compiled
def _key(size: Ints, kinds: Ints, counts: Ints, kind_count: int, marks: Longs) -> int:
    key = np.int64(0)
    for i in range(kind_count):
        key += marks[kinds[i]] * counts[i]
    for a in range(3):
        key = (key ^ (key >> 31)) * np.int64(0x2545F4914F6CDD1D) + size[a]
    return int(key | 1)


@compiled
def _merge(
    kinds: Ints, counts: Ints, kind_count: Ints, first: int, second: int, into: int, limit: Ints
) -> bool:
    """What both hold, written into a third row; False if there is not so much of it."""
    n = 0
    for row in (first, second):
        for i in range(kind_count[row]):
            kind, place = kinds[row, i], -1
            for j in range(n):
                if kinds[into, j] == kind:
                    place = j
            if place < 0:
                if n == KINDS_MAX:
                    return False
                place = n
                n += 1
                kinds[into, place] = kind
                counts[into, place] = 0
            counts[into, place] += counts[row, i]
            if counts[into, place] > limit[kind]:
                return False
    kind_count[into] = n
    return True


@compiled
def _put_together(
    sizes: Ints, volume: Longs, first: int, second: int, axis: int, hull: Ints, fill_min: float
) -> Ints:
    """The outer size of both along the axis; 0 if it is too large or has too many gaps."""
    out = np.zeros(3, np.int32)
    space = np.int64(1)
    for a in range(3):
        one, two = sizes[first, a], sizes[second, a]
        length = one + two if a == axis else max(one, two)
        if length > hull[a]:
            return np.zeros(3, np.int32)
        out[a] = length
        space *= length
    if (volume[first] + volume[second]) < fill_min * space:
        return np.zeros(3, np.int32)
    return out


class _Yard(NamedTuple):
    """Blocks while they are made; one row more than may be, to try the next one in."""

    size: Ints
    volume: Longs
    kinds: Ints
    counts: Ints
    kind_count: Ints
    tree: Ints
    table: Longs
    marks: Longs


def _open_yard(blocks_max: int, marks: Longs) -> _Yard:
    rows = blocks_max + 1
    return _Yard(
        np.zeros((rows, 3), np.int32),
        np.zeros(rows, np.int64),
        np.zeros((rows, KINDS_MAX), np.int32),
        np.zeros((rows, KINDS_MAX), np.int32),
        np.zeros(rows, np.int32),
        np.zeros((rows, 3), np.int32),
        np.zeros(TABLE_SIZE, np.int64),
        marks,
    )


@compiled
def _try_pair(
    yard: _Yard,
    n: int,
    pair: tuple[int, int, int],
    kinds: Kinds,
    hull: Ints,
    fill_min: float,
    again: bool,
) -> bool:
    """Make block n of two blocks along an axis; False if unfit, or known and not `again`."""
    first, second, axis = pair
    if n >= yard.volume.size - 1:
        return False
    space = np.int64(1)
    for a in range(3):
        one, two = yard.size[first, a], yard.size[second, a]
        length = one + two if a == axis else max(one, two)
        if length > hull[a]:
            return False
        yard.size[n, a] = length
        space *= length
    volume = yard.volume[first] + yard.volume[second]
    if volume < fill_min * space:
        return False
    if not _merge(yard.kinds, yard.counts, yard.kind_count, first, second, n, kinds.quantity):
        return False
    key = _key(yard.size[n], yard.kinds[n], yard.counts[n], yard.kind_count[n], yard.marks)
    if _known(yard.table, key) and not again:
        return False
    yard.volume[n] = volume
    yard.tree[n, 0], yard.tree[n, 1], yard.tree[n, 2] = first, second, axis
    return True


@compiled
def _make_single(yard: _Yard, n: int, position: int, kinds: Kinds, hull: Ints) -> bool:
    kind = kinds.position_kind[position]
    volume = np.int64(1)
    for a in range(3):
        yard.size[n, a] = kinds.position_size[position, a]
        volume *= yard.size[n, a]
        if yard.size[n, a] > hull[a]:
            return False
    if n >= yard.volume.size - 1 or kinds.quantity[kind] == 0:
        return False
    yard.volume[n] = volume
    yard.kinds[n, 0], yard.counts[n, 0], yard.kind_count[n] = kind, 1, 1
    yard.tree[n, 0], yard.tree[n, 1] = -1, position
    return not _known(yard.table, _key(yard.size[n], yard.kinds[n], yard.counts[n], 1, yard.marks))


@compiled
def _make_simple(yard: _Yard, kinds: Kinds, hull: Ints) -> int:
    """Blocks of equal items in one position: every row, layer and stack that there is."""
    n = 0
    for position in range(kinds.position_kind.size):
        single = n
        if not _make_single(yard, n, position, kinds, hull):
            continue
        n += 1
        row, rows = single, True
        while rows:
            layer, layers = row, True
            while layers:
                stack, stacks = layer, True
                while stacks:
                    stacks = _try_pair(yard, n, (stack, layer, 2), kinds, hull, 1.0, True)
                    if stacks:
                        stack, n = n, n + 1
                layers = _try_pair(yard, n, (layer, row, 1), kinds, hull, 1.0, True)
                if layers:
                    layer, n = n, n + 1
            rows = _try_pair(yard, n, (row, single, 0), kinds, hull, 1.0, True)
            if rows:
                row, n = n, n + 1
    return n


@compiled
def _find_pairs(
    yard: _Yard, first: int, start: int, hull: Ints, fill_min: float, found: Ints
) -> tuple[int, int]:
    """Pairs of `first` with blocks from `start` on that lose little: a tight loop, for speed.

    found: rows of second block and axis. Returns how many, and where to go on.
    """
    x, y, z = yard.size[first]
    volume, n, second = yard.volume[first], 0, start
    while second <= first and n < found.shape[0] - 3:
        x2, y2, z2 = yard.size[second]
        x_max, y_max, z_max = max(x, x2), max(y, y2), max(z, z2)
        room = (volume + yard.volume[second]) / fill_min
        if x + x2 <= hull[0] and float(x + x2) * y_max * z_max <= room:
            found[n, 0], found[n, 1] = second, 0
            n += 1
        if y + y2 <= hull[1] and float(x_max) * (y + y2) * z_max <= room:
            found[n, 0], found[n, 1] = second, 1
            n += 1
        if z + z2 <= hull[2] and float(x_max) * y_max * (z + z2) <= room:
            found[n, 0], found[n, 1] = second, 2
            n += 1
        second += 1
    return n, second


@compiled
def _try_found(
    yard: _Yard, n: int, first: int, found: Ints, kinds: Kinds, hull: Ints, fill_min: float
) -> bool:
    # Adding 0 makes them as wide as the other numbers of a pair.
    second, axis = int(found[0]) + 0, int(found[1]) + 0
    return _try_pair(yard, n, (first, second, axis), kinds, hull, fill_min, False)


@compiled
def _grow(yard: _Yard, kinds: Kinds, hull: Ints, fill_min: float) -> int:
    """All simple blocks, then pairs of blocks until nothing new comes or the yard is full."""
    n = _make_simple(yard, kinds, hull)
    found = np.empty((1024, 2), np.int32)
    start, pairs = 0, 0
    while start < n and n < yard.volume.size - 1:
        end = n
        for first in range(start, end):
            second = 0
            while second <= first:
                found_count, after = _find_pairs(yard, first, second, hull, fill_min, found)
                pairs += after - second
                second = after
                if pairs > PAIRS_MAX:
                    return n
                for i in range(found_count):
                    if _try_found(yard, n, first, found[i], kinds, hull, fill_min):
                        n += 1
        start = end
    return n


def make_blocks(
    kinds: Kinds, hull: tuple[int, int, int], *, blocks_max: int, fill_min: float, gamma: float
) -> Blocks:
    """Blocks that fit into the hull and lose at most 1 - fill_min of their volume.

    Stacked blocks rest fully on each other if fill_min is 1: then a block has no gap at all.
    """
    marks = np.random.default_rng(1).integers(1, 1 << 62, kinds.quantity.size, np.int64)
    yard = _open_yard(blocks_max, marks)
    n = _grow(yard, kinds, np.asarray(hull, np.int32), fill_min)
    inside = np.arange(KINDS_MAX)[None, :] < yard.kind_count[:n, None]
    counts = np.where(inside, yard.counts[:n], 0)
    value = (kinds.value[yard.kinds[:n]] * counts).sum(axis=1)
    weight = (kinds.weight[yard.kinds[:n]] * counts).sum(axis=1)
    rank = value * counts.sum(axis=1).clip(1) ** -gamma
    order = np.argsort(-rank, kind="stable").astype(np.int32)
    return Blocks(
        yard.size[order], value[order], rank[order], weight[order], yard.kind_count[order],
        yard.kinds[order], yard.counts[order].astype(np.int32), order,
        yard.tree[:n].copy(), yard.size[:n].copy(),
    )  # fmt: skip


def unfold(blocks: Blocks, block: int) -> list[tuple[int, int, int, int]]:
    """The single items of a block: position and x, y, z from the block's low corner, mm."""
    out: list[tuple[int, int, int, int]] = []
    todo = [(int(blocks.made[block]), 0, 0, 0)]
    while todo:
        made, *at = todo.pop()
        first, second, axis = (int(n) for n in blocks.tree[made])
        if first < 0:
            out.append((second, at[0], at[1], at[2]))
            continue
        todo.append((first, at[0], at[1], at[2]))
        at[axis] += int(blocks.tree_size[first, axis])
        todo.append((second, at[0], at[1], at[2]))
    return out
