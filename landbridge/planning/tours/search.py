"""Kernels that look for the best choice of bins: bounds by prices, then shaking and repair."""

import numpy as np
from numpy.typing import NDArray

from landbridge.planning.compiled import compiled
from landbridge.planning.tours.cover import EPSILON, priced_tour, repair, supplied
from landbridge.planning.tours.grid import Bools, Floats, Floor, Ints, Longs
from landbridge.planning.tours.kernels import INF

Words = NDArray[np.uint64]

# How `progress` is laid out: proven bound, best length, step width, rounds without a better bound,
# rounds so far, length that the shaking goes on from.
BOUND, LENGTH, WIDTH, STALLED, ROUNDS, CURRENT = range(6)
REPAIR_EVERY = 6
STALLED_MAX = 8


@compiled
def rounded_up(bound: float, unit: float) -> float:
    """Lengths of tours are multiples of `unit`; 0 if that is not known."""
    return float(np.ceil(bound / unit - 1e-6) * unit) if unit > 0 else bound


@compiled
def is_proven(progress: Floats, unit: float) -> bool:
    return bool(progress[LENGTH] <= rounded_up(progress[BOUND], unit) + EPSILON)


@compiled
def raise_bound(
    floor: Floor, parts: Ints, offsets: Floats, starts: Longs, item: Ints, supply: Floats,
    demand: Floats, columns: Longs, prices: Floats, best_prices: Floats, best: Bools,
    progress: Floats, rounds: int, unit: float,
) -> None:  # fmt: skip
    """Some rounds of following the shortages (subgradient steps); every few the tour is repaired.

    prices, best_prices: per item and unit; `best` takes the best choice of bins.
    """
    passed = np.zeros(len(item), dtype=np.bool_)
    for _ in range(rounds):
        value = priced_tour(floor, offsets, starts, item, supply, prices, columns, passed)
        low = value + np.sum(prices * demand)
        progress[STALLED] += 1
        if low > progress[BOUND] + EPSILON:
            progress[BOUND], progress[STALLED] = low, 0
            best_prices[:] = prices
        short = demand - supplied(item, supply, passed, len(demand))
        if progress[STALLED] > STALLED_MAX:
            progress[WIDTH], progress[STALLED] = 0.6 * progress[WIDTH], 0
            prices[:] = best_prices
        if progress[ROUNDS] % REPAIR_EVERY == 0 or np.max(short) <= EPSILON:
            first = int(progress[ROUNDS]) * 7 % len(item)
            length = repair(
                floor, parts, offsets, item, supply, demand, passed, np.argsort(-short), first,
                progress[LENGTH] * 1.02,
            )  # fmt: skip
            if length < progress[LENGTH] - EPSILON:
                progress[LENGTH] = progress[CURRENT] = length
                best[:] = passed
        progress[ROUNDS] += 1
        if is_proven(progress, unit) or not _follow(short, prices, progress, low):
            return


@compiled
def _follow(short: Floats, prices: Floats, progress: Floats, low: float) -> bool:
    """Raise prices of what is short, lower the others; False if nothing is left to follow."""
    for i in range(len(short)):
        if short[i] < 0 and prices[i] <= 0:
            short[i] = 0.0
    norm = np.sum(short * short)
    if norm < 1e-12 or progress[LENGTH] == INF:
        return False
    step = progress[WIDTH] * (progress[LENGTH] - low) / norm
    for i in range(len(short)):
        prices[i] = max(0.0, prices[i] + step * short[i])
    return True


@compiled
def random_share(state: Words) -> float:
    """The next number in [0, 1) of a xorshift generator; state: one word, not 0."""
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    return float(x >> np.uint64(11)) / 9007199254740992.0


@compiled
def _shuffled(count: int, state: Words) -> Longs:
    keys = np.empty(count)
    for i in range(count):
        keys[i] = random_share(state)
    return np.argsort(keys)


@compiled
def _forget_some(parts: Ints, item: Ints, chosen: Bools, blocks: int, state: Words) -> None:
    """Leave out a random part of a choice: parts of aisles, items, or neighbouring aisles."""
    kind, share = random_share(state), 0.1 + 0.4 * random_share(state)
    count = len(item)
    if kind < 0.4:
        begin = 0
        while begin < count:
            end = begin + 1
            while end < count and parts[end] == parts[begin]:
                end += 1
            if random_share(state) < share:
                chosen[begin:end] = False
            begin = end
    elif kind < 0.7:
        keys = np.empty(item.max() + 1)
        for i in range(len(keys)):
            keys[i] = random_share(state)
        for k in range(count):
            if keys[item[k]] < share:
                chosen[k] = False
    else:
        low, high = parts[0] // blocks, parts[-1] // blocks + 1
        left = low + int(random_share(state) * (high - low))
        right = left + 1 + int(share * (high - low))
        for k in range(count):
            if left <= parts[k] // blocks < right:
                chosen[k] = False


@compiled
def shake(
    floor: Floor, parts: Ints, offsets: Floats, starts: Longs, item: Ints, supply: Floats,
    demand: Floats, columns: Longs, prices: Floats, best: Bools, current: Bools,
    progress: Floats, rounds: int, unit: float, state: Words,
) -> None:  # fmt: skip
    """Some rounds of leaving bins out, or pricing anew, and repairing; better choices are kept."""
    chosen, noisy = current.copy(), prices.copy()
    for _ in range(rounds):
        if is_proven(progress, unit):
            return
        chosen[:] = current
        if random_share(state) < 0.3:
            width = 0.2 + random_share(state)
            for i in range(len(noisy)):
                noise = 1 + width * (2 * random_share(state) - 1)
                noisy[i] = max(0.1, prices[i]) * max(0.0, noise) * 1.2
            priced_tour(floor, offsets, starts, item, supply, noisy, columns, chosen)
        else:
            _forget_some(parts, item, chosen, floor.tables.rows - 1, state)
        order = _shuffled(len(demand), state)
        first = int(random_share(state) * len(item))
        length = repair(
            floor, parts, offsets, item, supply, demand, chosen, order, first,
            progress[CURRENT] * 1.05,
        )  # fmt: skip
        if length < progress[CURRENT] + EPSILON or random_share(state) < 0.02:
            progress[CURRENT] = length
            current[:] = chosen
        if length < progress[LENGTH] - EPSILON:
            progress[LENGTH] = length
            best[:] = chosen
