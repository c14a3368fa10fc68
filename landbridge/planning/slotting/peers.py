"""Simpler ways to lay items, to be measured beside ours."""

import random
from collections.abc import Sequence

import numpy as np

from landbridge.planning.slotting.planner import by_cube, by_turnover
from landbridge.planning.slotting.problem import SlottingProblem
from landbridge.planning.slotting.setting import make_setting

A_SHARE, B_SHARE = 0.8, 0.95  # of all picks


def abc_slots(problem: SlottingProblem, *, seed: int) -> tuple[int, ...]:
    """Classes by turnover: what makes 80 % of the picks nearest, then up to 95 %, then the rest.

    Within a class items lie in the class's bins as it comes. Only where every item fits every bin.
    """
    setting = make_setting(problem)
    items = by_cube(setting)
    filled = np.cumsum(setting.picks[items]) / max(1, int(setting.picks.sum()))
    ends = [int(np.searchsorted(filled, share)) + 1 for share in (A_SHARE, B_SHARE)]
    chance = random.Random(seed)  # noqa: S311
    slots = [0] * len(items)
    for first, last in zip([0, *ends], [*ends, len(items)], strict=True):
        bins = [int(setting.order[number]) for number in setting.near[first:last]]
        chance.shuffle(bins)
        for item, slot in zip(items[first:last], bins, strict=True):
            slots[int(item)] = slot
    return tuple(slots)


def turnover_slots(problem: SlottingProblem) -> tuple[int, ...]:
    """The most picked items in the nearest bins, by cube per order; effort counts as way."""
    setting = make_setting(problem)
    return setting.slots_of(by_turnover(setting))


def walked_m(problem: SlottingProblem, slots: Sequence[int]) -> float:
    """All trips of a problem, each by its shortest tour, with the items in these bins."""
    return float(make_setting(problem).laid(list(slots)).total[0])
