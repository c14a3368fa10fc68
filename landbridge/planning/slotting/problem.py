"""Items to be laid into pick bins, and a plan of it. Lengths in metres, volumes in whole ccm."""

import math
from dataclasses import dataclass

from landbridge.kit.findings import LandbridgeError
from landbridge.planning.base import Explanation
from landbridge.planning.tours.layout import Hall, Place, Stop


class SlottingError(LandbridgeError):
    """Items that cannot be laid into the bins there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A pick bin. volume_ccm: room in it.  kind: what sort of bin it is, as `cold`.

    effort_m: what each pick from it costs beside the way to it, for its height, in metres of way.
    """

    code: str
    stop: Stop
    volume_ccm: int = 1
    kind: str = ""
    effort_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotItem:
    """volume_ccm: room its stock takes.  kinds: sorts of bins it may lie in; none given: any."""

    item_code: str
    volume_ccm: int = 1
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlottingProblem:
    """Each item gets one bin of its own, so that the known trips cost as little as can be: their
    ways, and the effort of each of their picks.

    trips: items picked on one trip, by their places in `items`: past orders, or what was picked
    together.  times: how often each trip is walked; once, if none is given.
    now: the bin of each item, by its place in `slots`; None for an item that has none yet.
    """

    hall: Hall
    start: Place
    slots: tuple[Slot, ...]
    items: tuple[SlotItem, ...]
    trips: tuple[tuple[int, ...], ...]
    times: tuple[int, ...] = ()
    now: tuple[int | None, ...] = ()

    def __post_init__(self) -> None:
        if len(self.items) > len(self.slots):
            raise SlottingError(
                f"{len(self.items)} items are to lie in {len(self.slots)} bins",
                remedy="Name more bins, or fewer items.",
            )
        if not all(0 <= slot.effort_m < math.inf for slot in self.slots):
            raise SlottingError("a bin's effort is a number of metres, not below 0")
        known = range(len(self.items))
        for number, trip in enumerate(self.trips):
            if any(item not in known for item in trip):
                raise SlottingError(f"trip {number} names an item that is not there")
        if self.times and (len(self.times) != len(self.trips) or min(self.times) < 0):
            raise SlottingError("each trip has one count of times, none below 0")
        if self.now:
            taken = [slot for slot in self.now if slot is not None]
            if len(self.now) != len(self.items) or len(set(taken)) < len(taken):
                raise SlottingError("each item has one present bin or none, no bin has two items")
            for item, slot in enumerate(self.now):
                if slot is not None and not (0 <= slot < len(self.slots)):
                    raise SlottingError(f"item {self.items[item].item_code}: no bin {slot}")

    def fits(self, item: int, slot: int) -> bool:
        one, place = self.items[item], self.slots[slot]
        return one.volume_ccm <= place.volume_ccm and (not one.kinds or place.kind in one.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotMove:
    """One item goes to another bin; who lies there comes back for it.

    item: and `other`, who comes back (None: the bin was empty), by their places in the problem.
    saved_m: metres that the trips get shorter by it, after the moves before.  eased_m: what the
    effort of their picks gets less by it. Either may be below 0, both together are 0 or less only
    where moves that pay together were asked for.
    """

    item: int
    from_slot: int
    to_slot: int
    other: int | None
    saved_m: float
    eased_m: float = 0.0

    @property
    def worth_m(self) -> float:
        """What it saves in all."""
        return self.saved_m + self.eased_m


@dataclass(frozen=True, slots=True, kw_only=True)
class SlottingPlan:
    """slots: the bin of each item.  length_m: of all trips.  now_m: as the items lie today.

    turnover_m: with the most picked items in the nearest bins, for comparison.
    effort_m, now_effort_m: of all picks, beside these ways.
    moves: from today's bins towards the plan, the one that pays most first.  steps: changes tried.
    There is no bound: None says so.
    """

    slots: tuple[int, ...]
    length_m: float
    now_m: float | None
    turnover_m: float
    moves: tuple[SlotMove, ...]
    steps: int
    explanation: Explanation
    effort_m: float = 0.0
    now_effort_m: float | None = None
    bound_m: float | None = None

    @property
    def cost_m(self) -> float:
        """Ways and effort: what the plan makes as little as it can."""
        return self.length_m + self.effort_m

    @property
    def now_cost_m(self) -> float | None:
        """The same as the items lie today."""
        return None if self.now_m is None else self.now_m + (self.now_effort_m or 0.0)
