"""The kernels of slotting: what a trip costs when items change their bins, and the search by it.

Every change is priced by the exact tours of all trips that its items are on, and by the effort that
the bins' heights cost each pick. Trips without a laid item cost nothing.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from landbridge.planning.compiled import compiled
from landbridge.planning.tours.grid import Floats, Floor, Ints, Longs
from landbridge.planning.tours.kernels import tour_length

Words = NDArray[np.uint64]
NEAR = 12  # so many bins up and down the aisle count as neighbours
NONE = -1
ROTATE = 16  # one in so many changes is one of three items


class Ground(NamedTuple):
    """floor, parts, offsets: the bins as the tours' kernels read them.  times: of each trip.

    trip_items[trip_start[t]:trip_start[t + 1]]: items of a trip; item_trips: trips of an item.
    room, kind: of bins; need, allowed: of items (bits of kinds).
    effort: of each bin, what a pick from it costs beside the way.  picks: of each item.
    alone: what each bin costs alone, its tour and its effort.  caution: of each item, how much that
    counts beside the trips.
    """

    floor: Floor
    parts: Ints
    offsets: Floats
    trip_start: Longs
    trip_items: Longs
    item_start: Longs
    item_trips: Longs
    times: Floats
    room: Longs
    kind: Longs
    need: Longs
    allowed: Longs
    effort: Floats
    picks: Floats
    alone: Floats
    caution: Floats


class State(NamedTuple):
    """slot_of: each item's bin, item_in: each bin's item, -1 for none.  lengths: of trips.

    total: 0 of all trips, as often as they are walked; 1 what caution adds; 2 effort of all picks.
    ids, touched, fresh: scratch space.
    """

    slot_of: Longs
    item_in: Longs
    lengths: Floats
    total: Floats
    ids: Ints
    touched: Longs
    fresh: Floats


def new_state(ground: Ground, items: int) -> State:
    trips = ground.times.shape[0]
    longest = int(np.diff(ground.trip_start).max(initial=0))
    return State(
        slot_of=np.full(items, NONE, dtype=np.int64),
        item_in=np.full(ground.parts.shape[0], NONE, dtype=np.int64),
        lengths=np.zeros(trips),
        total=np.zeros(3),
        ids=np.zeros(longest + 2, dtype=np.int32),
        touched=np.zeros(trips, dtype=np.int64),
        fresh=np.zeros(trips),
    )


def new_chance(seed: int) -> Words:
    return np.array([(seed * 0x9E3779B97F4A7C15 + 0x1234567) % 2**64 | 1], dtype=np.uint64)


@compiled
def draw(chance: Words, below: int) -> int:
    """A random whole number from 0 up to `below`, which is left out (xorshift)."""
    x = chance[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    chance[0] = x
    high: int = np.int64((x * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(33))  # type: ignore[assignment]
    return high % below


@compiled
def reach(floor: Floor, parts: Ints, offsets: Floats, alone: Floats) -> None:
    """The tour to each bin alone."""
    ids = np.zeros(1, dtype=np.int32)
    for slot in range(len(alone)):
        ids[0] = slot
        alone[slot] = tour_length(floor, parts, offsets, ids)


@compiled
def lay(state: State, item: int, slot: int) -> None:
    state.slot_of[item] = slot
    state.item_in[slot] = item


@compiled
def fits(ground: Ground, item: int, slot: int) -> bool:
    roomy = ground.need[item] <= ground.room[slot]
    return bool(roomy and ground.allowed[item] & ground.kind[slot] != 0)


@compiled
def trip_length(ground: Ground, state: State, trip: int, a: int, at: int, b: int, bt: int) -> float:
    """A trip's length if item a lay in bin `at` and item b in bin `bt`; -1 stands for none."""
    ids, count = state.ids, 0
    for index in range(ground.trip_start[trip], ground.trip_start[trip + 1]):
        item = ground.trip_items[index]
        slot = at if item == a else (bt if item == b else state.slot_of[item])
        if slot < 0:
            continue
        place = count
        while place > 0 and ids[place - 1] > slot:
            ids[place] = ids[place - 1]
            place -= 1
        ids[place] = slot
        count += 1
    if count == 0:
        return 0.0
    return tour_length(ground.floor, ground.parts, ground.offsets, ids[:count])


@compiled
def measure(ground: Ground, state: State) -> None:
    """All trips and all effort anew."""
    total = 0.0
    for trip in range(len(state.lengths)):
        length = trip_length(ground, state, trip, NONE, NONE, NONE, NONE)
        state.lengths[trip] = length
        total += length * ground.times[trip]
    state.total[0], state.total[1], state.total[2] = total, 0.0, 0.0
    for item in range(len(state.slot_of)):
        slot = state.slot_of[item]
        if slot >= 0:
            state.total[1] += ground.caution[item] * ground.alone[slot]
            state.total[2] += ground.picks[item] * ground.effort[slot]


@compiled
def price(
    ground: Ground, state: State, a: int, at: int, b: int, bt: int, count: int, apart: bool
) -> tuple[float, int]:
    """What the trips of item a get longer by the change, and how many stand in `touched` then.

    count: so many stand there already.  apart: trips that item b is on, too, are left out.
    """
    delta = 0.0
    for index in range(ground.item_start[a], ground.item_start[a + 1]):
        trip = ground.item_trips[index]
        twice = False
        if apart:
            for other in range(ground.trip_start[trip], ground.trip_start[trip + 1]):
                twice = twice or ground.trip_items[other] == b
        if twice:
            continue
        length = trip_length(ground, state, trip, a, at, b, bt)
        delta += (length - state.lengths[trip]) * ground.times[trip]
        state.touched[count], state.fresh[count] = trip, length
        count += 1
    return delta, count


@compiled
def price_exchange(ground: Ground, state: State, a: int, slot: int) -> tuple[float, int]:
    """What the ways cost more if item a goes to a bin and who lies there comes back."""
    b, back = state.item_in[slot], state.slot_of[a]
    delta, count = price(ground, state, a, slot, b, back, 0, False)
    if b >= 0:
        more, count = price(ground, state, b, back, a, slot, count, True)
        delta += more
    return delta, count


@compiled
def worry(ground: Ground, state: State, a: int, slot: int) -> float:
    """What caution adds to the price of an exchange: what each item costs alone."""
    b, back = state.item_in[slot], state.slot_of[a]
    away = ground.alone[back] if back >= 0 else 0.0
    other = ground.caution[b] if b >= 0 else 0.0
    return float((ground.caution[a] - other) * (ground.alone[slot] - away))


@compiled
def strain(ground: Ground, state: State, a: int, slot: int) -> float:
    """What an exchange adds to the effort of all picks."""
    b, back = state.item_in[slot], state.slot_of[a]
    before = ground.effort[back] if back >= 0 else 0.0
    other = ground.picks[b] if b >= 0 else 0.0
    return float((ground.picks[a] - other) * (ground.effort[slot] - before))


@compiled
def exchange(ground: Ground, state: State, a: int, slot: int, delta: float, count: int) -> None:
    """Do what was just priced."""
    b, back = state.item_in[slot], state.slot_of[a]
    state.total[1] += worry(ground, state, a, slot)
    state.total[2] += strain(ground, state, a, slot)
    state.item_in[slot], state.slot_of[a] = a, slot
    if back >= 0:
        state.item_in[back] = b
    if b >= 0:
        state.slot_of[b] = back
    for index in range(count):
        state.lengths[state.touched[index]] = state.fresh[index]
    state.total[0] += delta


@compiled
def insert(ground: Ground, state: State, item: int, starts: Longs, slots: Longs) -> int:
    """Lay an item into the best free bin of the part where that costs its trips least.

    The bin; -1 if it fits in no free one.
    """
    best, best_delta = NONE, np.inf
    for part in range(len(starts) - 1):
        for index in range(starts[part], starts[part + 1]):
            slot = slots[index]
            if state.item_in[slot] < 0 and fits(ground, item, slot):
                delta, _ = price(ground, state, item, slot, NONE, NONE, 0, False)
                delta += worry(ground, state, item, slot) + strain(ground, state, item, slot)
                if delta < best_delta - 1e-9:
                    best, best_delta = slot, delta
                break
    if best < 0:
        return NONE
    delta, count = price(ground, state, item, best, NONE, NONE, 0, False)
    exchange(ground, state, item, best, delta, count)
    return best


@compiled
def rotate(ground: Ground, state: State, a: int, slot: int, third: int, slack: float) -> bool:
    """Item a goes to a bin, who lies there to a third one, and who lies there to a's."""
    home, b, c = state.slot_of[a], state.item_in[slot], state.item_in[third]
    if third in (home, slot) or not fits(ground, b, third):
        return False
    if c >= 0 and not fits(ground, c, home):
        return False
    before = state.total[1] + state.total[2]
    first, count = price_exchange(ground, state, a, slot)
    exchange(ground, state, a, slot, first, count)
    second, count = price_exchange(ground, state, b, third)
    extra = state.total[1] + state.total[2] - before
    extra += worry(ground, state, b, third) + strain(ground, state, b, third)
    if first + second + extra <= slack:
        exchange(ground, state, b, third, second, count)
        return True
    back, count = price_exchange(ground, state, a, home)
    exchange(ground, state, a, home, back, count)
    return False


@compiled
def propose(ground: Ground, state: State, chance: Words, slack: float) -> bool:
    """One random change; whether it was kept.

    An item, as often as it is picked or all alike, goes near another item of one of its trips, or
    anywhere.
    """
    slots, items = len(state.item_in), len(state.slot_of)
    if draw(chance, 2) == 0:
        a = ground.trip_items[draw(chance, len(ground.trip_items))]
    else:
        a = draw(chance, items)
    slot = draw(chance, slots)
    first, last = ground.item_start[a], ground.item_start[a + 1]
    if last > first and draw(chance, 4) > 0:
        trip = ground.item_trips[first + draw(chance, last - first)]
        begin, end = ground.trip_start[trip], ground.trip_start[trip + 1]
        mate = ground.trip_items[begin + draw(chance, end - begin)]
        if mate != a:
            slot = state.slot_of[mate] + draw(chance, 2 * NEAR + 1) - NEAR
            slot = min(max(slot, 0), slots - 1)
    b = state.item_in[slot]
    if b == a or not fits(ground, a, slot):
        return False
    if b >= 0 and (draw(chance, ROTATE) == 0 or not fits(ground, b, state.slot_of[a])):
        return rotate(ground, state, a, slot, draw(chance, slots), slack)
    delta, count = price_exchange(ground, state, a, slot)
    extra = worry(ground, state, a, slot) + strain(ground, state, a, slot)
    if delta + extra > slack:
        return False
    exchange(ground, state, a, slot, delta, count)
    return True


@compiled
def anneal(ground: Ground, state: State, chance: Words, heat: float, steps: int) -> None:
    """`steps` changes at one temperature, in metres."""
    if len(ground.trip_items) == 0:
        return
    for _ in range(steps):
        slack = -heat * np.log((draw(chance, 1 << 30) + 1.0) / (1 << 30))
        propose(ground, state, chance, slack)
