"""Pack unit by unit: for orders of a few units, for loads that a unit bears, for partial support.

Units come in an order; each goes to the best corner that carries it. Many orders are tried, the
first by size, the others shaken by a seed; the best packing of all is kept.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from landbridge.planning.cartons.blocks import Floats, Ints, Longs
from landbridge.planning.cartons.spaces import SPACES_MAX, cut_spaces
from landbridge.planning.compiled import compiled

Flags = NDArray[np.bool_]

RULES = 3  # ways to judge a corner
KEYS = 4  # sizes to order by
WORST = 1 << 62


class Goods(NamedTuple):
    """Units to pack and how they may lie. Units of a kind are equal."""

    unit_kind: Ints
    worth: Floats  # per kind
    weight: Longs  # per kind, g
    load_max: Longs  # per kind, g; -1 without limit
    is_limited: bool  # whether any unit bears only so much
    first: Ints  # per kind, its first position; one entry more than kinds
    size: Ints  # per position, 3
    keys: Floats  # per kind, KEYS: what units are ordered by


class Place(NamedTuple):
    """The carton: size, goods' weight, share of a foot that must be supported."""

    size: Ints
    weight_max: int
    support_percent: int


class Stack(NamedTuple):
    """Units placed so far. box: kind, position, low x y z, high x y z."""

    box: Ints
    load: Floats  # what rests on each, g
    share: Floats  # work: weight going down
    spaces: Ints


@compiled
def next_chance(state: Longs) -> float:
    """The next number in [0, 1) of a xorshift sequence that `state[0]` holds."""
    x = state[0]
    x ^= (x << 13) & 0x7FFFFFFFFFFFFFFF
    x ^= x >> 7
    x ^= (x << 17) & 0x7FFFFFFFFFFFFFFF
    state[0] = x
    return float((x >> 10) & 0xFFFFFFFF) / 4294967296.0


@compiled
def _shared(box: Ints, x: int, y: int, size: Ints) -> int:
    width = min(box[5], x + size[0]) - max(box[2], x)
    depth = min(box[6], y + size[1]) - max(box[3], y)
    return int(width) * int(depth) if width > 0 and depth > 0 else 0


@compiled
def _is_carried(stack: Stack, n: int, at: Ints, size: Ints, percent: int) -> bool:
    """Whether enough of the foot is supported, and nothing stands on the top to be."""
    top, resting = at[2] + size[2], 0
    for i in range(n):
        if stack.box[i, 7] == at[2]:
            resting += _shared(stack.box[i], at[0], at[1], size)
        if stack.box[i, 4] == top and _shared(stack.box[i], at[0], at[1], size) > 0:
            return False
    return bool(at[2] == 0 or 100 * resting >= percent * int(size[0]) * int(size[1]))


@compiled
def _add_load(goods: Goods, stack: Stack, n: int, is_trial: bool) -> bool:
    """Let the weight of unit n go down to the floor; False if a unit is asked to bear too much."""
    for i in range(n):
        stack.share[i] = 0.0
    stack.share[n] = goods.weight[stack.box[n, 0]]
    for i in range(n, -1, -1):
        if stack.share[i] == 0.0 or stack.box[i, 4] == 0:
            continue
        size = stack.box[i, 5:8] - stack.box[i, 2:5]
        area = 0
        for j in range(i):
            if stack.box[j, 7] == stack.box[i, 4]:
                area += _shared(stack.box[j], stack.box[i, 2], stack.box[i, 3], size)
        for j in range(i):
            if area > 0 and stack.box[j, 7] == stack.box[i, 4]:
                part = _shared(stack.box[j], stack.box[i, 2], stack.box[i, 3], size)
                stack.share[j] += stack.share[i] * part / area
    for i in range(n):
        limit = goods.load_max[stack.box[i, 0]]
        new_load = stack.load[i] + stack.share[i]
        if stack.share[i] > 0 and limit >= 0 and new_load > limit * (1 - 1e-9):
            return False
    if not is_trial:
        for i in range(n):
            stack.load[i] += stack.share[i]
    return True


@compiled
def _judge(stack: Stack, n: int, space: Ints, at: Ints, size: Ints, rule: int) -> int:
    """Small is good. 0: low top; 1: low foot, little room left beside; 2: much contact."""
    if rule == 0:
        return int((int(at[2] + size[2]) << 32) + (int(at[1]) << 16) + at[0])
    if rule == 1:
        beside = min(space[3] - space[0] - size[0], space[4] - space[1] - size[1])
        return int((int(at[2]) << 32) + (int(beside) << 16) + size[2])
    contact = 0
    for a in range(3):
        u, v = (a + 1) % 3, (a + 2) % 3
        area = int(size[u]) * int(size[v])
        if at[a] == 0:
            contact += area
        for i in range(n):
            box = stack.box[i]
            if box[5 + a] == at[a] or box[2 + a] == at[a] + size[a]:
                du = min(box[5 + u], at[u] + size[u]) - max(box[2 + u], at[u])
                dv = min(box[5 + v], at[v] + size[v]) - max(box[2 + v], at[v])
                if du > 0 and dv > 0:
                    contact += int(du) * int(dv)
    x, y, z = int(size[0]), int(size[1]), int(size[2])
    return int(-1e15 * contact / (2 * (x * y + y * z + z * x)))


@compiled
def _try_at(
    goods: Goods, place: Place, stack: Stack, n: int, space: Ints, at: Ints,
    kind: int, position: int, rule: int, best: Longs,
) -> None:  # fmt: skip
    """Keep a corner as best (score, position, x, y, z) if it is better and carries the unit."""
    size = goods.size[position]
    score = _judge(stack, n, space, at, size, rule)
    if score >= best[0] or not _is_carried(stack, n, at, size, place.support_percent):
        return
    stack.box[n, 0], stack.box[n, 1] = kind, position
    for a in range(3):
        stack.box[n, 2 + a], stack.box[n, 5 + a] = at[a], at[a] + size[a]
    if not goods.is_limited or _add_load(goods, stack, n, True):
        best[0], best[1] = score, position
        for a in range(3):
            best[2 + a] = at[a]


@compiled
def _try_space(
    goods: Goods, place: Place, stack: Stack, n: int, space: Ints,
    kind: int, position: int, rule: int, best: Longs,
) -> None:  # fmt: skip
    """The four lower corners of a space, and the corners of the tops its floor lies on."""
    size, at = goods.size[position], np.empty(3, np.int32)
    for a in range(3):
        if space[a + 3] - space[a] < size[a]:
            return
    at[2] = space[2]
    for corner in range(4):
        at[0] = space[3] - size[0] if corner & 1 else space[0]
        at[1] = space[4] - size[1] if corner & 2 else space[1]
        _try_at(goods, place, stack, n, space, at, kind, position, rule, best)
    if space[2] == 0:
        return
    for i in range(n):
        box = stack.box[i]
        if box[7] != space[2] or box[2] >= space[3] or box[3] >= space[4]:
            continue
        at[0], at[1] = max(box[2], space[0]), max(box[3], space[1])
        if at[0] + size[0] <= space[3] and at[1] + size[1] <= space[4]:
            _try_at(goods, place, stack, n, space, at, kind, position, rule, best)


@compiled
def pack_in_order(goods: Goods, place: Place, order: Ints, rule: int, stack: Stack) -> int:
    """Pack the units in this order, leaving out what finds no place; returns how many are in."""
    n, space_count, weight = 0, 1, place.weight_max
    stack.spaces[0, :3] = 0
    stack.spaces[0, 3:] = place.size
    stuck = np.zeros(goods.worth.size, np.bool_)
    least, best = np.ones(3, np.int32), np.empty(5, np.int64)
    for unit in order:
        kind = goods.unit_kind[unit]
        if stuck[kind] or goods.weight[kind] > weight:
            continue
        best[0] = WORST
        for position in range(goods.first[kind], goods.first[kind + 1]):
            for s in range(space_count):
                _try_space(goods, place, stack, n, stack.spaces[s], kind, position, rule, best)
        if best[0] == WORST:
            stuck[kind] = True
            continue
        stack.box[n, 0], stack.box[n, 1], stack.load[n] = kind, best[1], 0.0
        for a in range(3):
            stack.box[n, 2 + a] = best[2 + a]
            stack.box[n, 5 + a] = best[2 + a] + goods.size[best[1], a]
        if goods.is_limited:
            _add_load(goods, stack, n, False)
        space_count = cut_spaces(
            stack.spaces, space_count, stack.box[n, 2:5], stack.box[n, 5:8], least, False
        )
        weight -= goods.weight[kind]
        n += 1
    return n


@compiled
def try_orders(
    goods: Goods, place: Place, first_try: int, tries: int, enough: float, chance: Longs,
    best: Ints, known: float,
) -> tuple[float, int]:  # fmt: skip
    """Pack in several orders; the best packing is written into `best`.

    known: worth that must be beaten. Returns the best worth and its units; (known, 0) if no try
    was better. Ends early when `enough` is reached.
    """
    count = goods.unit_kind.size
    stack = Stack(
        np.zeros((count + 1, 8), np.int32), np.zeros(count + 1), np.zeros(count + 1),
        np.zeros((SPACES_MAX, 6), np.int32),
    )  # fmt: skip
    keys, best_count = np.empty(count, np.float64), 0
    for attempt in range(first_try, first_try + tries):
        plain = attempt < RULES * KEYS
        rule = attempt % RULES if plain else int(next_chance(chance) * RULES)
        column = attempt // RULES if plain else int(next_chance(chance) * KEYS)
        for unit in range(count):
            shake = 1.0 if plain else 0.6 + 0.8 * next_chance(chance)
            keys[unit] = -goods.keys[goods.unit_kind[unit], column] * shake
        order = np.argsort(keys, kind="mergesort").astype(np.int32)
        packed = pack_in_order(goods, place, order, rule, stack)
        worth = 0.0
        for i in range(packed):
            worth += goods.worth[stack.box[i, 0]]
        if worth > known:
            known, best_count = worth, packed
            best[:packed] = stack.box[:packed]
        if known >= enough:
            break
    return known, best_count
