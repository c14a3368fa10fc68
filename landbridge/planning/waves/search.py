"""The search's kernel for waves: changes as for clusters, and trips change their pickers.

Each picker goes the trips in the order of their due times, which is best when one starts with
all of them at hand. What is back late costs `LATE_COST` times its delay, so that the search may
pass through plans that are not in time.
"""

from typing import NamedTuple

import numpy as np

from landbridge.planning.clusters.columns import Orders, Pool, collect
from landbridge.planning.clusters.lengths import Floats, Ints, Net
from landbridge.planning.clusters.search import (
    Memory,
    Trips,
    an_empty_trip,
    copy_trips,
    draw,
    fits,
    length_of,
    put,
    without,
)
from landbridge.planning.compiled import compiled

LATE_COST = 20.0
ABSENT = -1.0


class Times(NamedTuple):
    """picking, due: of each order.  ready: of each picker."""

    picking: Floats
    due: Floats
    ready: Floats
    setup: float
    per_length: float


class Shifts(NamedTuple):
    """Who goes which trip. time, due, picker: of each trip.  trips[picker, :counts[picker]].

    late: of each picker.  total: 0 all trips' times, 1 all that is late.
    scratch: two rows for sorting.
    """

    time: Floats
    due: Floats
    picker: Ints
    trips: Ints
    counts: Ints
    late: Floats
    total: Floats
    scratch: Floats


def new_shifts(count: int, pickers: int) -> Shifts:
    return Shifts(
        time=np.zeros(count),
        due=np.zeros(count),
        picker=np.full(count, -1, dtype=np.int64),
        trips=np.zeros((pickers, count), dtype=np.int64),
        counts=np.zeros(pickers, dtype=np.int64),
        late=np.zeros(pickers),
        total=np.zeros(2),
        scratch=np.zeros((2, count + 2)),
    )


@compiled
def copy_shifts(source: Shifts, target: Shifts) -> None:
    target.time[:] = source.time
    target.due[:] = source.due
    target.picker[:] = source.picker
    target.counts[:] = source.counts
    for picker in range(source.counts.shape[0]):
        for index in range(source.counts[picker]):
            target.trips[picker, index] = source.trips[picker, index]
    target.late[:] = source.late
    target.total[:] = source.total


@compiled
def trip_time(times: Times, chosen: Ints, count: int, length: float) -> float:
    """How long a trip takes; `ABSENT` for one without orders."""
    if count == 0:
        return -1.0
    time = times.setup + times.per_length * length
    for index in range(count):
        time += times.picking[chosen[index]]
    return time


@compiled
def trip_due(times: Times, chosen: Ints, count: int) -> float:
    due = 1e30
    for index in range(count):
        due = min(due, times.due[chosen[index]])
    return due


@compiled
def lateness(
    times: Times, shifts: Shifts, picker: int, one: int, one_time: float, one_due: float,
    other: int, other_time: float, other_due: float,
) -> float:  # fmt: skip
    """What a picker is late when two trips have these times; ABSENT: not with this picker.

    Trips of the picker that are not named stay; named ones that were not the picker's are added.
    """
    dues, lasts = shifts.scratch[0], shifts.scratch[1]
    size = 0
    for index in range(shifts.counts[picker] + 2):
        if index < shifts.counts[picker]:
            trip = shifts.trips[picker, index]
            if trip in (one, other):
                continue
            time, due = shifts.time[trip], shifts.due[trip]
        elif index == shifts.counts[picker]:
            time, due = one_time, one_due
        else:
            time, due = other_time, other_due
        if time < 0:
            continue
        at = size
        while at > 0 and dues[at - 1] > due:
            dues[at] = dues[at - 1]
            lasts[at] = lasts[at - 1]
            at -= 1
        dues[at] = due
        lasts[at] = time
        size += 1
    now, late = times.ready[picker], 0.0
    for at in range(size):
        now += lasts[at]
        if now > dues[at]:
            late += now - dues[at]
    return late


@compiled
def unlist(shifts: Shifts, trip: int) -> None:
    picker = shifts.picker[trip]
    if picker < 0:
        return
    for index in range(shifts.counts[picker]):
        if shifts.trips[picker, index] == trip:
            shifts.counts[picker] -= 1
            shifts.trips[picker, index] = shifts.trips[picker, shifts.counts[picker]]
            break
    shifts.picker[trip] = -1


@compiled
def enlist(shifts: Shifts, trip: int, picker: int, time: float, due: float) -> None:
    """A trip is this picker's, with this time; one of no time is nobody's."""
    before = shifts.time[trip] if shifts.picker[trip] >= 0 else 0.0
    unlist(shifts, trip)
    if time >= 0:
        shifts.trips[picker, shifts.counts[picker]] = trip
        shifts.counts[picker] += 1
        shifts.picker[trip] = picker
        shifts.time[trip] = time
        shifts.due[trip] = due
    shifts.total[0] += max(0.0, time) - before


@compiled
def set_late(shifts: Shifts, picker: int, late: float) -> None:
    shifts.total[1] += late - shifts.late[picker]
    shifts.late[picker] = late


@compiled
def change_orders(
    net: Net, orders: Orders, times: Times, trips: Trips, shifts: Shifts, memory: Memory,
    pool: Pool, a: int, a2: int, b: int, source: int, target: int, target_picker: int,
    slack: float,
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
    new_left = length_of(net, orders, memory, left, count_left)
    new_right = length_of(net, orders, memory, right, count_right)
    left_time = trip_time(times, left, count_left, new_left)
    right_time = trip_time(times, right, count_right, new_right)
    before = shifts.time[source]
    if shifts.picker[target] >= 0:
        before += shifts.time[target]
    delta = max(0.0, left_time) + right_time - before
    p = shifts.picker[source]
    q = target_picker
    if delta - LATE_COST * (shifts.late[p] + (shifts.late[q] if q != p else 0.0)) > slack:
        return False
    left_due, right_due = trip_due(times, left, count_left), trip_due(times, right, count_right)
    if p == q:
        late_p = lateness(
            times, shifts, p, source, left_time, left_due, target, right_time, right_due
        )
        late_q = late_p
        delta += LATE_COST * (late_p - shifts.late[p])
    else:
        late_p = lateness(times, shifts, p, source, left_time, left_due, -1, -1.0, 0.0)
        late_q = lateness(times, shifts, q, target, right_time, right_due, -1, -1.0, 0.0)
        delta += LATE_COST * (late_p - shifts.late[p] + late_q - shifts.late[q])
    if delta > slack:
        return False
    collect(pool, orders.keys, left, count_left, new_left)
    collect(pool, orders.keys, right, count_right, new_right)
    put(orders, trips, source, left, count_left, new_left)
    put(orders, trips, target, right, count_right, new_right)
    enlist(shifts, source, p, left_time, left_due)
    enlist(shifts, target, q, right_time, right_due)
    set_late(shifts, p, late_p)
    set_late(shifts, q, late_q)
    return True


@compiled
def change_pickers(
    times: Times, shifts: Shifts, one: int, other: int, picker: int, slack: float
) -> bool:
    """Trip `one` goes to `picker`, who gives trip `other` back for it (-1: none)."""
    p = shifts.picker[one]
    if p == picker:
        return False
    time, due = shifts.time[one], shifts.due[one]
    back_time, back_due = -1.0, 0.0
    if other >= 0:
        back_time, back_due = shifts.time[other], shifts.due[other]
    late_p = lateness(times, shifts, p, one, -1.0, 0.0, other, back_time, back_due)
    late_q = lateness(times, shifts, picker, one, time, due, other, -1.0, 0.0)
    delta = late_p - shifts.late[p] + late_q - shifts.late[picker]
    if LATE_COST * delta > slack:
        return False
    enlist(shifts, one, picker, time, due)
    if other >= 0:
        enlist(shifts, other, p, back_time, back_due)
    set_late(shifts, p, late_p)
    set_late(shifts, picker, late_q)
    return True


@compiled
def propose(
    net: Net, orders: Orders, times: Times, trips: Trips, shifts: Shifts, memory: Memory,
    pool: Pool, slack: float,
) -> bool:  # fmt: skip
    """One random change; whether it was kept."""
    count = orders.keys.shape[0]
    pickers = times.ready.shape[0]
    a = draw(memory, count)
    source = trips.where[a]
    kind = draw(memory, 20)
    if kind < 4 and pickers > 1:
        picker = draw(memory, pickers)
        other = -1
        if kind < 2 and shifts.counts[picker] > 0:
            other = shifts.trips[picker, draw(memory, shifts.counts[picker])]
        return change_pickers(times, shifts, source, other, picker, slack)
    if kind == 4 and draw(memory, 3) == 0:
        target = an_empty_trip(trips, draw(memory, count))
        if target < 0 or trips.sizes[source] == 1:
            return False
        return change_orders(
            net, orders, times, trips, shifts, memory, pool, a, -1, -1, source, target,
            draw(memory, pickers), slack,
        )  # fmt: skip
    b = orders.near[a, draw(memory, orders.near.shape[1])]
    target = trips.where[b]
    if source == target:
        return False
    a2 = -1
    if kind < 10:
        b = -1
    elif kind >= 16:
        a2 = trips.members[source, draw(memory, trips.sizes[source])]
        b = trips.members[target, draw(memory, trips.sizes[target])]
        if a2 == a:
            return False
    return change_orders(
        net, orders, times, trips, shifts, memory, pool, a, a2, b, source, target,
        shifts.picker[target], slack,
    )  # fmt: skip


@compiled
def anneal(
    net: Net, orders: Orders, times: Times, trips: Trips, shifts: Shifts, best_trips: Trips,
    best_shifts: Shifts, memory: Memory, pool: Pool, heat: float, steps: int,
) -> None:  # fmt: skip
    """`steps` changes at one temperature (in seconds). In time goes before short."""
    memory.counts[0] += steps
    if orders.keys.shape[0] < 2:
        return
    for _ in range(steps):
        slack = -heat * np.log((draw(memory, 1 << 30) + 1.0) / (1 << 30))
        if propose(net, orders, times, trips, shifts, memory, pool, slack):
            late = shifts.total[1] - best_shifts.total[1]
            if late < -1e-6 or (late <= 1e-6 and shifts.total[0] < best_shifts.total[0] - 1e-6):
                copy_trips(trips, best_trips)
                copy_shifts(shifts, best_shifts)
