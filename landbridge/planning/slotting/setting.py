"""A slotting problem as the kernels read it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landbridge.planning.slotting import search
from landbridge.planning.slotting.problem import SlottingProblem
from landbridge.planning.slotting.search import Ground, State
from landbridge.planning.tours.grid import Longs, survey


@dataclass(frozen=True, slots=True)
class Setting:
    """Bins are numbered along the aisles: order[number] is the place in the problem.

    near: numbers of the bins, those that cost least alone first: the nearest to the start, where
    all are as easy to reach.  picks: of each item, over all trips.
    """

    problem: SlottingProblem
    ground: Ground
    order: Longs
    numbers: Longs
    near: Longs
    picks: Longs

    def state(self) -> State:
        return search.new_state(self.ground, len(self.problem.items))

    def laid(self, slots: Sequence[int | None]) -> State:
        """The state in which each item lies in that bin of the problem."""
        state = self.state()
        for item, slot in enumerate(slots):
            if slot is not None:
                search.lay(state, item, int(self.numbers[slot]))
        search.measure(self.ground, state)
        return state

    def slots_of(self, state: State) -> tuple[int, ...]:
        return tuple(int(self.order[number]) for number in state.slot_of)


def make_setting(problem: SlottingProblem, *, caution: float = 0.0) -> Setting:
    ground = survey(problem.hall, problem.start, problem.start)
    arranged = ground.arrange(tuple(slot.stop for slot in problem.slots))
    order = arranged.order.astype(np.int64)
    numbers = np.empty_like(order)
    numbers[order] = np.arange(order.size)
    trips = [sorted(set(trip)) for trip in problem.trips]
    times = np.array(problem.times or [1] * len(trips), dtype=np.int64)
    trip_start, trip_items = _rows(trips)
    lists: list[list[int]] = [[] for _ in problem.items]
    for number, trip in enumerate(trips):
        for item in trip:
            lists[item].append(number)
    item_start, item_trips = _rows(lists)
    picks = np.array([int(times[trips_].sum()) for trips_ in lists], dtype=np.int64)
    alone = np.zeros(order.size)
    search.reach(ground.floor, arranged.parts, arranged.offsets, alone)
    effort = np.array([problem.slots[place].effort_m for place in order], dtype=np.float64)
    alone += effort
    walked = Ground(
        floor=ground.floor,
        parts=arranged.parts,
        offsets=arranged.offsets,
        trip_start=trip_start,
        trip_items=trip_items,
        item_start=item_start,
        item_trips=item_trips,
        times=times.astype(np.float64),
        effort=effort,
        picks=picks.astype(np.float64),
        alone=alone,
        caution=caution * picks.astype(np.float64),
        **_fitting(problem, order),
    )
    near = np.argsort(alone, kind="stable")
    return Setting(problem, walked, order, numbers, near, picks)


def _rows(lists: Sequence[Sequence[int]]) -> tuple[Longs, Longs]:
    starts = np.zeros(len(lists) + 1, dtype=np.int64)
    starts[1:] = np.cumsum([len(one) for one in lists])
    flat = [value for one in lists for value in one]
    return starts, np.array(flat, dtype=np.int64)


def _fitting(problem: SlottingProblem, order: Longs) -> dict[str, NDArray[np.int64]]:
    """Volumes, and sorts of bins as bits: an item's bits hold those it may lie in."""
    kinds = sorted({slot.kind for slot in problem.slots})
    bit = {kind: 1 << number for number, kind in enumerate(kinds)}
    every = (1 << len(kinds)) - 1
    allowed = [
        sum(bit.get(kind, 0) for kind in item.kinds) if item.kinds else every
        for item in problem.items
    ]
    slots = [problem.slots[place] for place in order]
    return {
        "room": np.array([slot.volume_ccm for slot in slots], dtype=np.int64),
        "kind": np.array([bit[slot.kind] for slot in slots], dtype=np.int64),
        "need": np.array([item.volume_ccm for item in problem.items], dtype=np.int64),
        "allowed": np.array(allowed, dtype=np.int64),
    }


def parts_of(setting: Setting) -> tuple[Longs, Longs]:
    """The bins of each part of an aisle, the best alone first: starts and numbers."""
    parts = setting.ground.parts
    grouped = np.lexsort((setting.ground.alone, parts))
    starts = np.flatnonzero(np.diff(parts[grouped], prepend=-1))
    return np.append(starts, grouped.size).astype(np.int64), grouped.astype(np.int64)
