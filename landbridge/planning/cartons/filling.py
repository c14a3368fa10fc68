"""Fill one carton with blocks: judge them, place the best ones, look ahead by beam search.

The judgement follows Araya, Guerrero and Nunez (2017): worth, contact with what stands already,
and the room that is surely lost beside the block. The search follows Araya and Riff (2014): each
state is completed greedily, and the completions say which states are kept.
"""

from typing import NamedTuple

import numpy as np

from landbridge.planning.cartons.blocks import Blocks, Floats, Ints, Longs
from landbridge.planning.cartons.spaces import cut_spaces, drop_space, pick_space
from landbridge.planning.compiled import compiled

NEAR_MAX = 24
CONTACT_POWER = 4.0


class Room(NamedTuple):
    """What does not change while one carton is filled."""

    size: Ints  # 3
    least: Ints  # 3, the smallest edge of any position along each axis
    supported: bool
    near: Ints  # 3, gaps up to this count as contact, mm
    scale: Ints  # 3, mm per cell of `reach`
    noise: Floats  # per block, multiplies its rank


class State(NamedTuple):
    """A partly filled carton. numbers: spaces, placed blocks, living blocks, weight left g."""

    spaces: Ints
    placed: Ints  # block, x, y, z
    left: Ints  # items per kind
    alive: Ints  # blocks that what is left can still make
    numbers: Longs
    reach: Ints  # per axis and cell: the longest row of items not longer than it


@compiled
def copy_state(state: State) -> State:
    alive = np.empty(state.numbers[2], np.int32)
    alive[:] = state.alive[: state.numbers[2]]
    return State(
        state.spaces.copy(), state.placed.copy(), state.left.copy(), alive,
        state.numbers.copy(), state.reach,
    )  # fmt: skip


@compiled
def _look_around(
    room: Room, blocks: Blocks, state: State, space: Ints, faces: Longs, face_count: Longs
) -> None:
    """For each of the six sides of a space, the rectangles that stand close behind it."""
    far = np.int64(1) << 40
    for side in range(6):
        face_count[side] = 0
        axis = side % 3
        if (side < 3 and space[axis] <= room.near[axis]) or (
            side >= 3 and space[side] >= room.size[axis] - room.near[axis]
        ):
            face_count[side] = 1
            faces[side, 0, 0], faces[side, 0, 1] = 0, 0
            faces[side, 0, 2], faces[side, 0, 3] = far, far
    for i in range(state.numbers[1]):
        block = state.placed[i, 0]
        for side in range(6):
            axis = side % 3
            low = state.placed[i, 1 + axis]
            gap = space[axis] - low - blocks.size[block, axis] if side < 3 else low - space[side]
            if gap < 0 or gap > room.near[axis] or face_count[side] == NEAR_MAX:
                continue
            u, v = (axis + 1) % 3, (axis + 2) % 3
            n = face_count[side]
            if n == 1 and faces[side, 0, 2] == far:
                continue
            faces[side, n, 0], faces[side, n, 1] = state.placed[i, 1 + u], state.placed[i, 1 + v]
            faces[side, n, 2] = faces[side, n, 0] + blocks.size[block, u]
            faces[side, n, 3] = faces[side, n, 1] + blocks.size[block, v]
            if (
                min(faces[side, n, 2], space[u + 3]) > max(faces[side, n, 0], space[u])
                and min(faces[side, n, 3], space[v + 3]) > max(faces[side, n, 1], space[v])
            ):  # fmt: skip
                face_count[side] = n + 1


@compiled
def _contact(
    size: Ints, space: Ints, corner: int, faces: Longs, face_count: Longs, near: Ints
) -> float:
    """Share of a block's surface that touches something when placed in the space's corner."""
    touching, surface = 0.0, 0.0
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        area = float(size[u]) * size[v]
        surface += 2 * area
        u0 = space[u + 3] - size[u] if corner >> u & 1 else space[u]
        v0 = space[v + 3] - size[v] if corner >> v & 1 else space[v]
        for end in range(2):
            flush = end == (corner >> axis & 1)
            if not flush and space[axis + 3] - space[axis] - size[axis] > near[axis]:
                continue
            side, here = axis + 3 * end, 0.0
            for i in range(face_count[side]):
                du = min(u0 + size[u], faces[side, i, 2]) - max(u0, faces[side, i, 0])
                dv = min(v0 + size[v], faces[side, i, 3]) - max(v0, faces[side, i, 1])
                if du > 0 and dv > 0:
                    here += float(du) * dv
            touching += min(here, area)
    return touching / surface


@compiled
def _makes(blocks: Blocks, block: int, left: Ints, weight_left: int) -> bool:
    for i in range(blocks.kind_count[block]):
        if blocks.counts[block, i] > left[blocks.kinds[block, i]]:
            return False
    return bool(blocks.weight[block] <= weight_left)


@compiled
def rank_blocks(
    room: Room, blocks: Blocks, state: State, where: tuple[int, int], best: Ints, score: Floats
) -> int:
    """The best blocks for a space, best first, written into `best`; returns how many fit.

    Blocks come in falling rank, and no judgement exceeds the rank: the rest need not be looked at
    once the worst of the best is better.
    """
    index, corner = where
    space = state.spaces[index]
    faces = np.empty((6, NEAR_MAX, 4), np.int64)
    face_count = np.empty(6, np.int64)
    _look_around(room, blocks, state, space, faces, face_count)
    wanted, found = best.size, 0
    dx, dy, dz = space[3] - space[0], space[4] - space[1], space[5] - space[2]
    volume = float(dx) * dy * dz
    sx, sy, sz = room.scale
    for i in range(state.numbers[2]):
        block = state.alive[i]
        rank = blocks.rank[block]
        floor = score[found - 1] if found == wanted else -1.0
        if rank * 1.25 <= floor:
            break
        x, y, z = blocks.size[block]
        if x > dx or y > dy or z > dz:
            continue
        used_x = x + state.reach[0, (dx - x) // sx]
        used_y = y + state.reach[1, (dy - y) // sy]
        used_z = z + state.reach[2, (dz - z) // sz]
        worth = rank * room.noise[block] * (float(used_x) * used_y * used_z / volume)
        if worth <= floor:
            continue
        share = _contact(blocks.size[block], space, corner, faces, face_count, room.near)
        worth *= share**CONTACT_POWER
        if worth <= floor:
            continue
        place = min(found, wanted - 1)
        while place > 0 and score[place - 1] < worth:
            score[place], best[place] = score[place - 1], best[place - 1]
            place -= 1
        score[place], best[place] = worth, block
        found = min(found + 1, wanted)
    return found


@compiled
def place_block(
    room: Room, blocks: Blocks, state: State, where: tuple[int, int], block: int
) -> None:
    """Put a block into the corner of a space; what can no longer be made leaves `alive`."""
    index, corner = where
    low, high = np.empty(3, np.int32), np.empty(3, np.int32)
    n = state.numbers[1]
    state.placed[n, 0] = block
    for a in range(3):
        length = blocks.size[block, a]
        low[a] = state.spaces[index, a + 3] - length if corner >> a & 1 else state.spaces[index, a]
        high[a] = low[a] + length
        state.placed[n, 1 + a] = low[a]
    state.numbers[1] = n + 1
    state.numbers[3] -= blocks.weight[block]
    state.numbers[0] = cut_spaces(
        state.spaces, state.numbers[0], low, high, room.least, room.supported
    )
    for i in range(blocks.kind_count[block]):
        state.left[blocks.kinds[block, i]] -= blocks.counts[block, i]
    kept = 0
    for i in range(state.numbers[2]):
        if _makes(blocks, state.alive[i], state.left, state.numbers[3]):
            state.alive[kept] = state.alive[i]
            kept += 1
    state.numbers[2] = kept


@compiled
def open_space(
    room: Room, blocks: Blocks, state: State, best: Ints, score: Floats
) -> tuple[int, int, int]:
    """The next space that takes a block, its corner and how many blocks were found for it."""
    while state.numbers[0] > 0 and state.numbers[2] > 0 and state.numbers[1] < len(state.placed):
        where = pick_space(state.spaces, state.numbers[0], room.size, room.supported)
        found = rank_blocks(room, blocks, state, where, best, score)
        if found:
            return where[0], where[1], found
        state.numbers[0] = drop_space(state.spaces, state.numbers[0], where[0])
    return -1, 0, 0


@compiled
def complete(room: Room, blocks: Blocks, state: State) -> None:
    """Go on with the best block in the next space until nothing fits any more."""
    best, score = np.empty(1, np.int32), np.empty(1, np.float64)
    while True:
        index, corner, found = open_space(room, blocks, state, best, score)
        if not found:
            return
        place_block(room, blocks, state, (index, corner), best[0])


@compiled
def worth_of(blocks: Blocks, state: State) -> float:
    worth = 0.0
    for i in range(state.numbers[1]):
        worth += blocks.value[state.placed[i, 0]]
    return worth


@compiled
def expand(
    room: Room, blocks: Blocks, state: State, width: int, top: Floats, plan: Ints
) -> tuple[int, int, int, Ints, Floats, Longs]:
    """Try the best blocks for the next space of a state, each completed greedily.

    top: best worth so far, and its number of blocks; `plan` its blocks; both are bettered here.
    Returns space, corner, how many, their blocks, the worth and a mark of each completion.
    """
    best, score = np.empty(width, np.int32), np.empty(width, np.float64)
    worth, marks = np.zeros(width, np.float64), np.zeros(width, np.int64)
    index, corner, found = open_space(room, blocks, state, best, score)
    for i in range(found):
        after = copy_state(state)
        place_block(room, blocks, after, (index, corner), best[i])
        complete(room, blocks, after)
        worth[i] = worth_of(blocks, after)
        for k in range(after.left.size):
            marks[i] = marks[i] * 1_000_003 + after.left[k]
        if worth[i] > top[0]:
            top[0], top[1] = worth[i], after.numbers[1]
            plan[:] = after.placed
    return index, corner, found, best, worth, marks


@compiled
def fill_reach(
    position_kind: Ints, position_size: Ints, left: Ints, scale: Ints, reach: Ints
) -> None:
    """For each axis and length, the longest row of items left that is not longer, in mm."""
    cells = reach.shape[1]
    for axis in range(3):
        # used: how many of the present position a row needs; -1 for a length no row has.
        can = np.zeros(cells, np.bool_)
        can[0] = True
        for p in range(position_kind.size):
            count = left[position_kind[p]]
            step = max(1, position_size[p, axis] // scale[axis])
            if count == 0 or step >= cells:
                continue
            used = np.zeros(cells, np.int32)
            for c in range(step, cells):
                if not can[c] and can[c - step] and used[c - step] < count:
                    can[c] = True
                    used[c] = used[c - step] + 1
        last = 0
        for c in range(cells):
            if can[c]:
                last = c
            reach[axis, c] = last * scale[axis]
