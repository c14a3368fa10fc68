"""Maximal free spaces: the empty cuboids of a partly filled carton, and how a block cuts them.

A space is a row `x0, y0, z0, x1, y1, z1` in mm. Spaces may overlap; each is as large as can be.
With full support, what opens above a block reaches no further than its top: then the floor of
every space is either the carton's floor or solid goods.
"""

import numpy as np
from numpy.typing import NDArray

from landbridge.planning.compiled import compiled

Ints = NDArray[np.int32]

SPACES_MAX = 512
FAR = 1 << 60


@compiled
def pick_space(spaces: Ints, space_count: int, size: Ints, supported: bool) -> tuple[int, int]:
    """The space nearest to a corner of the carton, and its corner there; (-1, 0) if none is left.

    Bit a of the corner is set if the space is filled from its far end along axis a. With support
    goods stand on the floor of a space. Of equally near spaces the larger one is taken.
    """
    best, best_corner, best_distance, best_volume = -1, 0, FAR, 0
    for s in range(space_count):
        corner, distance = 0, 0
        for a in range(3):
            near = spaces[s, a]
            far = size[a] - spaces[s, a + 3]
            if far < near and not (supported and a == 2):
                corner |= 1 << a
                near = far
            distance += near
        if distance > best_distance:
            continue
        x, y, z = spaces[s, 3:] - spaces[s, :3]
        volume = int(x) * int(y) * int(z)
        if distance < best_distance or volume > best_volume:
            best, best_corner, best_distance, best_volume = s, corner, distance, volume
    return best, best_corner


@compiled
def drop_space(spaces: Ints, space_count: int, index: int) -> int:
    """Forget one space; the others keep their order."""
    for s in range(index, space_count - 1):
        for a in range(6):
            spaces[s, a] = spaces[s + 1, a]
    return space_count - 1


@compiled
def cut_spaces(
    spaces: Ints, space_count: int, low: Ints, high: Ints, least: Ints, supported: bool
) -> int:
    """Take the cuboid low..high out of all spaces; spaces too small for `least` are forgotten."""
    fresh = np.empty((SPACES_MAX, 6), np.int32)
    fresh_count, kept = 0, 0
    for s in range(space_count):
        apart = False
        for a in range(3):
            if low[a] >= spaces[s, a + 3] or high[a] <= spaces[s, a]:
                apart = True
        if apart:
            for a in range(6):
                spaces[kept, a] = spaces[s, a]
            kept += 1
            continue
        for a in range(3):
            if low[a] - spaces[s, a] >= least[a] and not (supported and a == 2):
                fresh_count = _add_part(fresh, fresh_count, spaces[s], a + 3, low[a])
            if spaces[s, a + 3] - high[a] >= least[a]:
                fresh_count = _add_part(fresh, fresh_count, spaces[s], a, high[a])
                if supported and a == 2:
                    fresh_count = _lie_on(fresh, fresh_count, low, high, least)
    return _join(spaces, kept, fresh, fresh_count, least)


@compiled
def _add_part(parts: Ints, count: int, whole: Ints, side: int, value: int) -> int:
    if count == SPACES_MAX:
        return count
    for a in range(6):
        parts[count, a] = whole[a]
    parts[count, side] = value
    return count + 1


@compiled
def _lie_on(parts: Ints, count: int, low: Ints, high: Ints, least: Ints) -> int:
    """Cut the newest part to the top it stands on."""
    part = parts[count - 1]
    for a in range(2):
        part[a] = max(part[a], low[a])
        part[a + 3] = min(part[a + 3], high[a])
        if part[a + 3] - part[a] < least[a]:
            return count - 1
    return count


@compiled
def _join(spaces: Ints, kept: int, fresh: Ints, fresh_count: int, least: Ints) -> int:
    """Add those fresh spaces that no other space contains."""
    count = kept
    for i in range(fresh_count):
        useful = True
        for a in range(3):
            if fresh[i, a + 3] - fresh[i, a] < least[a]:
                useful = False
        for s in range(kept):
            if useful and _contains(spaces[s], fresh[i]):
                useful = False
        for j in range(fresh_count):
            # Of two equal ones the first stays.
            if useful and i != j and _contains(fresh[j], fresh[i]):
                useful = j > i and _contains(fresh[i], fresh[j])
        if useful and count < SPACES_MAX:
            for a in range(6):
                spaces[count, a] = fresh[i, a]
            count += 1
    return count


@compiled
def _contains(outer: Ints, inner: Ints) -> bool:
    is_inside = True
    for a in range(3):
        if inner[a] < outer[a] or inner[a + 3] > outer[a + 3]:
            is_inside = False
    return is_inside
