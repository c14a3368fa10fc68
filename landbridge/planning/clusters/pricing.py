"""Looks for sets of orders that are worth more than their tour, at prices of the orders.

All sets that fit on a trip are gone through, one order more at each step, and whatever cannot come
to anything is left out: a tour is never shorter than that of fewer orders, so what may still come
on a trip adds at least the most that one of them adds alone, and is worth at most what a knapsack
of the room left makes of it. If the search comes to its end, no set is worth more than `ease` times
its tour, except those that it has found.
"""

from typing import NamedTuple

import numpy as np

from landbridge.planning.clusters.columns import Orders, Pool
from landbridge.planning.clusters.lengths import Floats, Ints, Net, Words, tour_length
from landbridge.planning.compiled import compiled

ROOM_MAX = 100  # parts of a trip's capacity that the knapsack tells apart
WORTHLESS = 1e-9  # nobody needs to be taken along for so much


class Hunt(NamedTuple):
    """Where a search stands, so that it can be cut into pieces of time.

    ranks: all orders, those with the longest tours first; the orders of a set are added in this
    order.  loads[kind, order], room[kind]: rounded so that what fits, fits.
    most[kind, rank, room]: the most that orders from a rank on can be worth in so much room.
    open_[depth, :counts[depth]]: orders that may come next, at[depth] of them are done; added: what
    the tour is with each.  state[0]: depth, [1]: sets looked at.  ratio[0]: the most that any set
    found is worth for each metre of its tour.
    """

    ranks: Ints
    loads: Ints
    room: Ints
    most: Floats
    open_: Ints
    added: Floats
    counts: Ints
    at: Ints
    chosen: Ints
    masks: Words
    left: Ints
    space: Ints
    worth: Floats
    toll: float
    filled: Floats
    sorted_: Ints
    state: Ints
    ratio: Floats


def new_hunt(orders: Orders, alone: Floats, members_max: int, *, toll: float) -> Hunt:
    """alone: the length of each order's own tour.  toll: what a trip costs beside its length."""
    count, kinds = orders.loads.shape
    capacities = np.maximum(1, orders.capacities)
    room = np.minimum(capacities, ROOM_MAX)
    loads = (orders.loads * room[None, :]) // capacities[None, :]
    depth = members_max + 2
    return Hunt(
        ranks=np.argsort(-alone, kind="stable").astype(np.int64),
        loads=np.ascontiguousarray(loads.T),
        room=room,
        most=np.zeros((kinds, count + 1, int(room.max(initial=1)) + 1)),
        open_=np.zeros((depth, count), dtype=np.int64),
        added=np.zeros((depth, count)),
        counts=np.zeros(depth, dtype=np.int64),
        at=np.zeros(depth, dtype=np.int64),
        chosen=np.zeros(depth, dtype=np.int64),
        masks=np.zeros((depth, orders.masks.shape[1]), dtype=np.uint64),
        left=np.zeros((depth, kinds), dtype=np.int64),
        space=np.zeros((depth, kinds), dtype=np.int64),
        worth=np.zeros(depth),
        toll=toll,
        filled=np.zeros(int(room.max(initial=1)) + 1),
        sorted_=np.zeros(count, dtype=np.int64),
        state=np.zeros(2, dtype=np.int64),
        ratio=np.zeros(1),
    )


@compiled
def begin(hunt: Hunt, orders: Orders, prices: Floats, alone: Floats) -> None:
    """Set out anew with these prices."""
    count = prices.shape[0]
    kinds = hunt.room.shape[0]
    for kind in range(kinds):
        most = hunt.most[kind]
        most[count, :] = 0.0
        for rank in range(count - 1, -1, -1):
            order = hunt.ranks[rank]
            load, price = hunt.loads[kind, order], prices[order]
            for room in range(hunt.room[kind] + 1):
                best = most[rank + 1, room]
                if load <= room:
                    best = max(best, most[rank + 1, room - load] + price)
                most[rank, room] = best
    hunt.state[:] = 0
    hunt.ratio[0] = 0.0
    hunt.masks[0, :] = 0
    hunt.left[0, :] = orders.capacities
    hunt.space[0, :] = hunt.room
    hunt.worth[0] = 0.0
    hunt.at[0] = 0
    found = 0
    for rank in range(count):
        order = hunt.ranks[rank]
        if prices[order] > WORTHLESS:
            hunt.open_[0, found] = rank
            hunt.added[0, found] = alone[order] + hunt.toll
            found += 1
    hunt.counts[0] = found


@compiled
def best_rest(hunt: Hunt, depth: int, rank: int, order: int) -> float:
    """The most that orders from `rank` on are worth beside those of `depth` and `order`."""
    best = 1e30
    for kind in range(hunt.room.shape[0]):
        space = hunt.space[depth, kind] - hunt.loads[kind, order]
        best = min(best, hunt.most[kind, rank, space])
    return best


@compiled
def bound_of(hunt: Hunt, prices: Floats, depth: int, ease: float) -> float:
    """No set grown from that of `depth` is worth more than this beyond `ease` times its tour."""
    count, kind = hunt.counts[depth], 0
    for other in range(hunt.room.shape[0]):
        if hunt.space[depth, other] * hunt.room[kind] < hunt.space[depth, kind] * hunt.room[other]:
            kind = other
    space, filled, ranked = hunt.space[depth, kind], hunt.filled, hunt.sorted_
    filled[: space + 1] = 0.0
    added = hunt.added[depth]
    for index in range(count):
        place = index
        while place > 0 and added[ranked[place - 1]] > added[index]:
            ranked[place] = ranked[place - 1]
            place -= 1
        ranked[place] = index
    base, best = hunt.worth[depth], -1e30
    for place in range(count):
        index = ranked[place]
        order = hunt.ranks[hunt.open_[depth, index]]
        load, price = hunt.loads[kind, order], prices[order]
        for room in range(space, load - 1, -1):
            value = filled[room - load] + price
            if value > filled[room]:
                filled[room] = value
        best = max(best, base + filled[space] - ease * added[index])
    return best


@compiled
def widen(
    net: Net, orders: Orders, hunt: Hunt, prices: Floats, work: Floats, pool: Pool,
    ease: float, least: float, index: int, rank: int,
) -> int:  # fmt: skip
    """Opens what may come after the order just chosen, each with its tour; how many these are."""
    width, kinds = orders.masks.shape[1], orders.capacities.shape[0]
    depth = hunt.state[0]
    below = depth + 1
    worth, length = hunt.worth[below], hunt.added[depth, index]
    found = 0
    for later in range(index + 1, hunt.counts[depth]):
        next_rank = hunt.open_[depth, later]
        another = hunt.ranks[next_rank]
        fit = True
        for kind in range(kinds):
            if orders.loads[another, kind] > hunt.left[below, kind]:
                fit = False
                break
        if not fit:
            continue
        price = prices[another]
        rest = best_rest(hunt, below, rank + 1, another)
        if worth + price + rest <= ease * max(length, hunt.added[depth, later]):
            continue
        mask = hunt.masks[below + 1]
        for word in range(width):
            mask[word] = hunt.masks[below, word] | orders.masks[another, word]
        grown = tour_length(net, mask, work) + hunt.toll
        hunt.state[1] += 1
        if worth + price - grown > least:
            hunt.chosen[below] = another
            note(hunt, pool, below + 1, worth + price, grown)
        if worth + price + rest <= ease * grown:
            continue
        hunt.open_[below, found] = next_rank
        hunt.added[below, found] = grown
        found += 1
    return found


@compiled
def hunt_on(
    net: Net, orders: Orders, hunt: Hunt, prices: Floats, work: Floats, pool: Pool,
    ease: float, least: float, full: int, steps: int,
) -> bool:  # fmt: skip
    """Goes on for `steps` sets; whether the search has come to its end, or to `full` columns.

    Sets worth more than their tour by `least` go into the pool.
    """
    width, kinds = orders.masks.shape[1], orders.capacities.shape[0]
    until = hunt.state[1] + steps
    while hunt.state[1] < until:
        depth = hunt.state[0]
        if hunt.at[depth] >= hunt.counts[depth]:
            if depth == 0:
                return True
            hunt.state[0] = depth - 1
            continue
        index = hunt.at[depth]
        hunt.at[depth] = index + 1
        rank = hunt.open_[depth, index]
        order = hunt.ranks[rank]
        worth = hunt.worth[depth] + prices[order]
        length = hunt.added[depth, index]
        rest = best_rest(hunt, depth, rank + 1, order)
        if worth + rest <= ease * length:
            continue
        below = depth + 1
        hunt.chosen[depth] = order
        for word in range(width):
            hunt.masks[below, word] = hunt.masks[depth, word] | orders.masks[order, word]
        for kind in range(kinds):
            hunt.left[below, kind] = hunt.left[depth, kind] - orders.loads[order, kind]
            hunt.space[below, kind] = hunt.space[depth, kind] - hunt.loads[kind, order]
        hunt.worth[below] = worth
        if depth == 0 and worth - length > least:
            note(hunt, pool, 1, worth, length)
        found = widen(net, orders, hunt, prices, work, pool, ease, least, index, rank)
        if pool.used[0] >= full:
            return True
        hunt.counts[below] = found
        hunt.at[below] = 0
        if found and bound_of(hunt, prices, below, ease) > 0.0:
            hunt.state[0] = below
    return False


@compiled
def note(hunt: Hunt, pool: Pool, size: int, worth: float, length: float) -> None:
    at = pool.used[0]
    for index in range(size):
        pool.members[at, index] = hunt.chosen[index]
    pool.sizes[at] = size
    pool.lengths[at] = length
    pool.used[0] = at + 1
    hunt.ratio[0] = max(hunt.ratio[0], worth / length if length > 0.0 else 1e30)
