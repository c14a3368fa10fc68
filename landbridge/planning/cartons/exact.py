"""Whether a few units can share a carton at all: every way to set them beside each other.

Two units that do not overlap lie one before the other along some axis. All choices of rotations
and of those six relations per pair are gone through; lengths of chains tell what fits. Nothing is
asked about support and load, so a no is certain and a yes only means: geometry allows it.
"""

import numpy as np

from landbridge.planning.cartons.blocks import Ints
from landbridge.planning.compiled import compiled

UNITS_MAX = 6
POSSIBLE, IMPOSSIBLE, UNKNOWN = 1, 0, -1


@compiled
def _set_before(start: Ints, size: Ints, axis: int, links: Ints, units: int, hull: Ints) -> bool:
    """Push units along the axis until every link `one before two` holds; False if it overflows."""
    for _ in range(units):
        moved = False
        for two in range(units):
            for one in range(units):
                if links[one, two] != axis:
                    continue
                least = start[one, axis] + size[one, axis]
                if start[two, axis] < least:
                    start[two, axis] = least
                    moved = True
                    if least + size[two, axis] > hull[axis]:
                        return False
        if not moved:
            return True
    return False


@compiled
def can_share(first: Ints, sizes: Ints, kinds: Ints, hull: Ints, steps_max: int) -> int:
    """POSSIBLE, IMPOSSIBLE or UNKNOWN for units of these kinds in a carton of size `hull`.

    first: per kind its first row of `sizes`, and the end. Gives up after `steps_max` choices.
    """
    units = kinds.size
    levels = units + units * (units - 1) // 2
    owner, other = np.empty(levels, np.int32), np.empty(levels, np.int32)
    level = 0
    for unit in range(units):
        owner[level], other[level] = unit, -1
        level += 1
        for before in range(unit):
            owner[level], other[level] = unit, before
            level += 1
    choice = np.full(levels, -1, np.int32)
    starts = np.zeros((levels + 1, units, 3), np.int32)
    size = np.zeros((units, 3), np.int32)
    links = np.full((units, units), -1, np.int32)
    level, steps = 0, 0
    while level >= 0:
        if level == levels:
            return POSSIBLE
        unit, before = owner[level], other[level]
        choice[level] += 1
        steps += 1
        if steps > steps_max:
            return UNKNOWN
        starts[level + 1] = starts[level]
        fits = True
        if before < 0:
            row = first[kinds[unit]] + choice[level]
            if row >= first[kinds[unit] + 1]:
                choice[level] = -1
                level -= 1
                continue
            for a in range(3):
                size[unit, a] = sizes[row, a]
                starts[level + 1, unit, a] = 0
                fits = fits and sizes[row, a] <= hull[a]
        else:
            links[unit, before], links[before, unit] = -1, -1
            if choice[level] == 6:
                choice[level] = -1
                level -= 1
                continue
            axis = choice[level] // 2
            if choice[level] % 2:
                links[unit, before] = axis
            else:
                links[before, unit] = axis
            fits = _set_before(starts[level + 1], size, axis, links, unit + 1, hull)
        if fits:
            level += 1
    return IMPOSSIBLE
