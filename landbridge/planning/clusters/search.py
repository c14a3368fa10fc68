"""The search's kernel: orders move between trips, one small change at a time, under a cooling eye.

A change is kept when it shortens the tours, or by chance when it lengthens them by little; how much
is little falls from step to step (simulated annealing). Lengths of sets that were asked for before
come from a table, which holds most of the questions when it has become cold.
"""

from typing import NamedTuple

import numpy as np

from landbridge.planning.clusters.columns import Orders, Pool, collect
from landbridge.planning.clusters.lengths import Floats, Ints, Net, Words, tour_length
from landbridge.planning.compiled import compiled

CACHE_BITS = 20
RARE = 64  # one in so many moves opens a trip of its own


class Trips(NamedTuple):
    """Which orders go together. A trip of size 0 is empty. total[0]: the sum of all lengths."""

    members: Ints
    sizes: Ints
    loads: Ints
    lengths: Floats
    where: Ints
    total: Floats


class Memory(NamedTuple):
    """Known lengths of sets, scratch space, and the state of the random numbers.

    chance[0]: their state.  counts: 0 steps, 1 lengths asked for, 2 lengths computed.
    """

    keys: Words
    values: Floats
    mask: Words
    work: Floats
    left: Ints
    right: Ints
    chance: Words
    counts: Ints


def new_trips(count: int, kinds: int, members_max: int) -> Trips:
    return Trips(
        members=np.zeros((count, members_max), dtype=np.int64),
        sizes=np.zeros(count, dtype=np.int64),
        loads=np.zeros((count, kinds), dtype=np.int64),
        lengths=np.zeros(count),
        where=np.full(count, -1, dtype=np.int64),
        total=np.zeros(1),
    )


def new_memory(net: Net, work: Floats, members_max: int, seed: int) -> Memory:
    size = 1 << CACHE_BITS
    return Memory(
        keys=np.zeros(size, dtype=np.uint64),
        values=np.zeros(size),
        mask=np.zeros(net.aisles * net.blocks * net.words, dtype=np.uint64),
        work=work,
        left=np.zeros(members_max + 2, dtype=np.int64),
        right=np.zeros(members_max + 2, dtype=np.int64),
        chance=np.array([(seed * 0x9E3779B97F4A7C15 + 0x1234567) % 2**64 | 1], dtype=np.uint64),
        counts=np.zeros(4, dtype=np.int64),
    )


@compiled
def draw(memory: Memory, below: int) -> int:
    """A random whole number from 0 up to `below`, which is left out (xorshift)."""
    x = memory.chance[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    memory.chance[0] = x
    high: int = np.int64((x * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(33))  # type: ignore[assignment]
    return high % below


@compiled
def length_of(net: Net, orders: Orders, memory: Memory, chosen: Ints, count: int) -> float:
    """The tour's length for the first `count` orders of `chosen`."""
    if count == 0:
        return 0.0
    key = np.uint64(0)
    for index in range(count):
        key ^= orders.keys[chosen[index]]
    memory.counts[1] += 1
    slot = np.int64(key & np.uint64(memory.keys.shape[0] - 1))
    if memory.keys[slot] == key:
        known: float = memory.values[slot]
        return known
    memory.counts[2] += 1
    mask = memory.mask
    width = mask.shape[0]
    for word in range(width):
        mask[word] = orders.masks[chosen[0], word]
    for index in range(1, count):
        for word in range(width):
            mask[word] |= orders.masks[chosen[index], word]
    value = tour_length(net, mask, memory.work)
    memory.keys[slot] = key
    memory.values[slot] = value
    return value


@compiled
def without(trips: Trips, trip: int, first: int, second: int, target: Ints) -> int:
    """Puts a trip's orders except two into `target`; how many these are."""
    count = 0
    for index in range(trips.sizes[trip]):
        order = trips.members[trip, index]
        if order != first and order != second:
            target[count] = order
            count += 1
    return count


@compiled
def fits(orders: Orders, trips: Trips, trip: int, new: int, new2: int, old: int, old2: int) -> bool:
    """Whether `trip` has room for new orders when old ones leave; -1 stands for none."""
    for kind in range(orders.capacities.shape[0]):
        load = trips.loads[trip, kind]
        if new >= 0:
            load += orders.loads[new, kind]
        if new2 >= 0:
            load += orders.loads[new2, kind]
        if old >= 0:
            load -= orders.loads[old, kind]
        if old2 >= 0:
            load -= orders.loads[old2, kind]
        if load > orders.capacities[kind]:
            return False
    return True


@compiled
def put(orders: Orders, trips: Trips, trip: int, chosen: Ints, count: int, length: float) -> None:
    """Make a trip of exactly these orders."""
    trips.total[0] += length - trips.lengths[trip]
    trips.lengths[trip] = length
    trips.sizes[trip] = count
    trips.loads[trip, :] = 0
    for index in range(count):
        order = chosen[index]
        trips.members[trip, index] = order
        trips.where[order] = trip
        for kind in range(orders.capacities.shape[0]):
            trips.loads[trip, kind] += orders.loads[order, kind]


@compiled
def try_change(
    net: Net, orders: Orders, trips: Trips, memory: Memory, pool: Pool,
    a: int, a2: int, b: int, source: int, target: int, slack: float,
) -> bool:  # fmt: skip
    """Orders a, a2 go from `source` to `target` and b comes back, if that costs at most `slack`."""
    if not fits(orders, trips, target, a, a2, b, -1):
        return False
    if b >= 0 and not fits(orders, trips, source, b, -1, a, a2):
        return False
    left, right = memory.left, memory.right
    count_left = without(trips, source, a, a2, left)
    if b >= 0:
        left[count_left] = b
        count_left += 1
    count_right = without(trips, target, b, -1, right)
    right[count_right] = a
    count_right += 1
    if a2 >= 0:
        right[count_right] = a2
        count_right += 1
    before = trips.lengths[source] + trips.lengths[target]
    new_left = length_of(net, orders, memory, left, count_left)
    if new_left - before > slack:
        return False
    new_right = length_of(net, orders, memory, right, count_right)
    if new_left + new_right - before > slack:
        return False
    collect(pool, orders.keys, left, count_left, new_left)
    collect(pool, orders.keys, right, count_right, new_right)
    put(orders, trips, source, left, count_left, new_left)
    put(orders, trips, target, right, count_right, new_right)
    return True


@compiled
def an_empty_trip(trips: Trips, hint: int) -> int:
    for index in range(trips.sizes.shape[0]):
        trip: int = (hint + index) % trips.sizes.shape[0]
        if trips.sizes[trip] == 0:
            return trip
    return -1


@compiled
def propose(
    net: Net, orders: Orders, trips: Trips, memory: Memory, pool: Pool, slack: float
) -> bool:
    """One random change; whether it was kept."""
    count = orders.keys.shape[0]
    a = draw(memory, count)
    source = trips.where[a]
    kind = draw(memory, 16)
    if kind == 0 and draw(memory, RARE // 16) == 0:
        target = an_empty_trip(trips, draw(memory, count))
        if target < 0 or trips.sizes[source] == 1:
            return False
        return try_change(net, orders, trips, memory, pool, a, -1, -1, source, target, slack)
    b = orders.near[a, draw(memory, orders.near.shape[1])]
    target = trips.where[b]
    if source == target:
        return False
    if kind < 5:
        return try_change(net, orders, trips, memory, pool, a, -1, -1, source, target, slack)
    if kind < 7:
        b = trips.members[target, draw(memory, trips.sizes[target])]
    if kind < 12:
        return try_change(net, orders, trips, memory, pool, a, -1, b, source, target, slack)
    a2 = trips.members[source, draw(memory, trips.sizes[source])]
    if a2 == a:
        return False
    b = trips.members[target, draw(memory, trips.sizes[target])]
    return try_change(net, orders, trips, memory, pool, a, a2, b, source, target, slack)


@compiled
def copy_trips(source: Trips, target: Trips) -> None:
    target.members[:] = source.members
    target.sizes[:] = source.sizes
    target.loads[:] = source.loads
    target.lengths[:] = source.lengths
    target.where[:] = source.where
    target.total[:] = source.total


@compiled
def anneal(
    net: Net, orders: Orders, trips: Trips, best: Trips, memory: Memory, pool: Pool,
    heat: float, steps: int,
) -> None:  # fmt: skip
    """`steps` changes at one temperature (in metres). Sets that come about go into the pool."""
    if orders.keys.shape[0] < 2:
        memory.counts[0] += steps
        return
    for _ in range(steps):
        # A uniform draw u in (0, 1] allows a change for the worse of -heat * ln(u).
        slack = -heat * np.log((draw(memory, 1 << 30) + 1.0) / (1 << 30))
        kept = propose(net, orders, trips, memory, pool, slack)
        if kept and trips.total[0] < best.total[0] - 1e-9:
            copy_trips(trips, best)
    memory.counts[0] += steps


@compiled
def first_come(net: Net, orders: Orders, trips: Trips, memory: Memory) -> None:
    """Orders as they come: the next one opens a trip when it does not fit on the last."""
    trip = 0
    chosen = memory.left
    for order in range(orders.keys.shape[0]):
        if not fits(orders, trips, trip, order, -1, -1, -1):
            trip += 1
        count = without(trips, trip, -1, -1, chosen)
        chosen[count] = order
        put(orders, trips, trip, chosen, count + 1, 0.0)
    for used in range(trip + 1):
        count = without(trips, used, -1, -1, chosen)
        put(orders, trips, used, chosen, count, length_of(net, orders, memory, chosen, count))


@compiled
def grow(net: Net, orders: Orders, trips: Trips, memory: Memory, most: int) -> None:
    """Trip by trip: the order with the longest tour, then always the one that adds least per load.

    most: how many neighbours of the first order are looked at, in the order of their likeness.
    """
    count = orders.keys.shape[0]
    alone = np.zeros(count)
    chosen = memory.left
    for order in range(count):
        chosen[0] = order
        alone[order] = length_of(net, orders, memory, chosen, 1)
    trip = 0
    for seed in np.argsort(-alone, kind="mergesort"):
        if trips.where[seed] >= 0:
            continue
        chosen[0] = seed
        put(orders, trips, trip, chosen, 1, alone[seed])
        while True:
            best, best_value, best_length, seen = -1, 1e300, 0.0, 0
            for order in orders.near[seed]:
                if trips.where[order] >= 0 or not fits(orders, trips, trip, order, -1, -1, -1):
                    continue
                size = without(trips, trip, -1, -1, chosen)
                chosen[size] = order
                length = length_of(net, orders, memory, chosen, size + 1)
                value = length - trips.lengths[trip] - alone[order]
                if value < best_value:
                    best, best_value, best_length = order, value, length
                seen += 1
                if seen >= most:
                    break
            if best < 0:
                break
            size = without(trips, trip, -1, -1, chosen)
            chosen[size] = best
            put(orders, trips, trip, chosen, size + 1, best_length)
        trip += 1
