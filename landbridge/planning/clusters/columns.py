"""Sets of orders that may go on one trip, with their lengths: collected, or all there are."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from landbridge.planning.clusters.lengths import Floats, Ints, Net, Words, tour_length
from landbridge.planning.compiled import compiled

Small = NDArray[np.int16]


class Orders(NamedTuple):
    """masks: stops of each order.  keys: a random name of each; a set's is their exclusive or.

    near[order]: others worth meeting, the likeliest first.
    """

    masks: Words
    loads: Ints
    capacities: Ints
    keys: Words
    near: Ints


class Pool(NamedTuple):
    """members[column, :sizes[column]]: orders.  used[0]: how many columns; the rest is room.

    known: an open hash table of the sets' keys, so that none comes twice.
    """

    members: Small
    sizes: Small
    lengths: Floats
    known: Words
    used: Ints


def new_pool(room: int, members_max: int, *, hashed: bool = True) -> Pool:
    """hashed: for `collect`; a pool of all sets knows that none comes twice."""
    return Pool(
        members=np.zeros((room, members_max), dtype=np.int16),
        sizes=np.zeros(room, dtype=np.int16),
        lengths=np.zeros(room),
        known=np.zeros(1 << (2 * room).bit_length() if hashed else 1, dtype=np.uint64),
        used=np.zeros(1, dtype=np.int64),
    )


def joined(pools: Sequence[Pool], room: int) -> Pool:
    """All columns of these pools, and room for more."""
    counts = [int(pool.used[0]) for pool in pools]
    whole = new_pool(sum(counts) + room, pools[0].members.shape[1], hashed=False)
    at = 0
    for pool, count in zip(pools, counts, strict=True):
        whole.members[at : at + count] = pool.members[:count]
        whole.sizes[at : at + count] = pool.sizes[:count]
        whole.lengths[at : at + count] = pool.lengths[:count]
        at += count
    whole.used[0] = at
    return whole


def some_of(pool: Pool, wanted: Ints) -> Pool:
    """A pool of these columns."""
    few = new_pool(wanted.size, pool.members.shape[1], hashed=False)
    few.members[:] = pool.members[wanted]
    few.sizes[:] = pool.sizes[wanted]
    few.lengths[:] = pool.lengths[wanted]
    few.used[0] = wanted.size
    return few


@compiled
def collect(pool: Pool, keys: Words, chosen: Ints, count: int, length: float) -> bool:
    """Adds a set if it is new and there is room; whether it was added."""
    at = pool.used[0]
    if count == 0 or at >= pool.sizes.shape[0] or pool.known.shape[0] == 1:
        return False
    key = np.uint64(0)
    for index in range(count):
        key ^= keys[chosen[index]]
    last = np.uint64(pool.known.shape[0] - 1)
    slot = key & last
    while pool.known[slot] != 0:
        if pool.known[slot] == key:
            return False
        slot = (slot + np.uint64(1)) & last
    pool.known[slot] = key
    for index in range(count):
        pool.members[at, index] = chosen[index]
    pool.sizes[at] = count
    pool.lengths[at] = length
    pool.used[0] = at + 1
    return True


@compiled
def count_sets(loads: Ints, capacities: Ints, most: int, chosen: Ints, left: Ints) -> int:
    """How many sets fit on a trip; `most` + 1 if there are more than `most`."""
    count = loads.shape[0]
    kinds = capacities.shape[0]
    left[:] = capacities
    depth, order, found = 0, 0, 0
    while True:
        if order < count:
            fit = True
            for kind in range(kinds):
                if loads[order, kind] > left[kind]:
                    fit = False
                    break
            if fit:
                found += 1
                if found > most:
                    return found
                chosen[depth] = order
                depth += 1
                for kind in range(kinds):
                    left[kind] -= loads[order, kind]
            order += 1
            continue
        if depth == 0:
            return found
        depth -= 1
        order = chosen[depth]
        for kind in range(kinds):
            left[kind] += loads[order, kind]
        order += 1


def sets_up_to(orders: Orders, most: int) -> int:
    """How many sets fit on a trip; 0 if there are more than `most`."""
    depth = orders.keys.shape[0] + 1
    count = count_sets(
        orders.loads, orders.capacities, most, np.zeros(depth, dtype=np.int64),
        np.zeros_like(orders.capacities),
    )  # fmt: skip
    return count if count <= most else 0


@compiled
def all_sets(
    net: Net, masks: Words, loads: Ints, capacities: Ints, work: Floats, start: int, end: int,
    pool: Pool, chosen: Ints, left: Ints, stack: Words,
) -> None:  # fmt: skip
    """Every set whose first order lies in [start, end), with its length. The pool has room."""
    count = loads.shape[0]
    kinds = capacities.shape[0]
    width = masks.shape[1]
    left[:] = capacities
    depth, order, at = 0, start, pool.used[0]
    while True:
        if order < (end if depth == 0 else count):
            fit = True
            for kind in range(kinds):
                if loads[order, kind] > left[kind]:
                    fit = False
                    break
            if fit:
                for word in range(width):
                    stack[depth + 1, word] = stack[depth, word] | masks[order, word]
                chosen[depth] = order
                depth += 1
                for index in range(depth):
                    pool.members[at, index] = chosen[index]
                pool.sizes[at] = depth
                pool.lengths[at] = tour_length(net, stack[depth], work)
                at += 1
                for kind in range(kinds):
                    left[kind] -= loads[order, kind]
            order += 1
            continue
        if depth == 0:
            break
        depth -= 1
        order = chosen[depth]
        for kind in range(kinds):
            left[kind] += loads[order, kind]
        order += 1
    pool.used[0] = at


@compiled
def reduced_costs(pool: Pool, prices: Floats, target: Floats) -> None:
    """Length less the prices of its orders, for each column."""
    for column in range(pool.used[0]):
        value = pool.lengths[column]
        for index in range(pool.sizes[column]):
            value -= prices[pool.members[column, index]]
        target[column] = value
