"""From the layout and the picks of the last weeks to a problem for the planner; pure.

Bins and items are kept apart by what they keep; what nobody measured fits anywhere. A bin's height
counts as the way one goes in the time that it costs each pick (labor).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from landbridge.kit.words import counted
from landbridge.planning.slotting.problem import Slot, SlotItem, SlottingProblem
from landbridge.wms.inbound.putaway.rules import FILL_MAX, Goods, Place, SiteClasses, wrong_class
from landbridge.wms.inbound.putaway.sizes import UNMEASURED, packed_size
from landbridge.wms.labor.standards import Needs, reach_m
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.outbound.waves.grouping import Walker

CCM_MM3 = 1_000
UNMEASURED_CCM = 2**40
REACH_LEAST_M = 1.0  # of way; less is not told


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where an item is picked from. quantity: there, or as much as its pick bin may hold."""

    item_id: int
    bin_id: int
    bin: str
    quantity: Decimal
    picks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """How many picked items nothing is proposed for. off_map: their bin has no coordinates."""

    serials: int
    mixed: int
    gone: int
    off_map: int = 0

    def sentence(self) -> str:
        """ "" if nothing is left out."""
        reasons = (
            (self.serials, "with serials, which are picked where they lie"),
            (self.mixed, "picked from bins that hold other items too"),
            (self.gone, "no longer found where it was picked"),
            (self.off_map, "in bins without coordinates"),
        )
        told = [f"{counted(count, 'item')} {why}" for count, why in reasons if count]
        return f"Left out: {'; '.join(told)}." if told else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRow:
    bin_id: int
    bin: str
    zone: str
    z_mm: int | None
    volume_mm3: int | None
    temperature_class: str
    hazard_classes: list[str]

    @property
    def kind(self) -> str:
        return f"{self.temperature_class}|{','.join(sorted(self.hazard_classes))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A problem, and what its places mean: homes[n] is items[n], slots[n] is slots[n]."""

    problem: SlottingProblem
    homes: tuple[Home, ...]
    slots: tuple[SlotRow, ...]
    trips: tuple[tuple[int, ...], ...]


def build(
    walker: Walker, homes: Sequence[Home], slots: Sequence[SlotRow],
    trips: Sequence[Sequence[int]], items: Mapping[int, ItemView], classes: SiteClasses,
    needs: Needs,
) -> Question | None:  # fmt: skip
    """None if the map or the picks say too little: no hall, fewer than two items, no trips.

    needs: what picks need, by zone.
    """
    if walker.hall is None or walker.start is None:
        return None
    on_map = [slot for slot in slots if slot.bin in walker.places]
    number = {slot.bin_id: n for n, slot in enumerate(on_map)}
    laid = [home for home in homes if home.bin_id in number]
    place = {home.item_id: n for n, home in enumerate(laid)}
    walked = [
        tuple(sorted({place[item_id] for item_id in trip if item_id in place})) for trip in trips
    ]
    times = Counter(trip for trip in walked if trip)
    if len(laid) < 2 or not times:
        return None
    kinds = {slot.kind: slot for slot in on_map}
    problem = SlottingProblem(
        hall=walker.hall, start=walker.start,
        slots=tuple(
            Slot(code=slot.bin, stop=walker.places[slot.bin], volume_ccm=_room(slot),
                 kind=slot.kind, effort_m=reach_m(slot.z_mm, needs.get(slot.zone, ())))
            for slot in on_map
        ),
        items=tuple(
            _item(items[home.item_id], home, on_map[number[home.bin_id]], kinds, classes)
            for home in laid
        ),
        trips=tuple(times), times=tuple(times.values()),
        now=tuple(number[home.bin_id] for home in laid),
    )  # fmt: skip
    return Question(problem=problem, homes=tuple(laid), slots=tuple(on_map), trips=tuple(times))


def _room(slot: SlotRow) -> int:
    if not slot.volume_mm3:
        return UNMEASURED_CCM
    return int(Decimal(slot.volume_mm3) * FILL_MAX / CCM_MM3)


def _item(
    item: ItemView, home: Home, slot: SlotRow, kinds: Mapping[str, SlotRow], classes: SiteClasses
) -> SlotItem:
    """Where it lies today it may lie, whatever was measured."""
    volume = packed_size(item, home.quantity).volume_mm3
    need = 1 if volume is None else max(1, int(volume / CCM_MM3))
    goods = Goods(
        owner=item.owner, item=item.code, quantity=home.quantity, size=UNMEASURED,
        temperature_class=item.temperature_class, hazard_code=item.hazard_code,
    )  # fmt: skip
    fitting = {
        kind
        for kind, one in kinds.items()
        if not wrong_class(
            Place(code=one.bin, temperature_class=one.temperature_class,
                  hazard_classes=tuple(one.hazard_classes)),
            goods, classes,
        )
    }  # fmt: skip
    return SlotItem(
        item_code=item.code, volume_ccm=min(need, _room(slot)),
        kinds=frozenset(fitting | {slot.kind}),
    )  # fmt: skip


def why(
    question: Question, item: int, walked_m: Mapping[int, float], names: Sequence[str], days: int,
    *, source: int, target: int,
) -> str:  # fmt: skip
    """A move in a manager's words: how often, with what, how far it is from both bins, how high."""
    problem = question.problem
    count = sum(n for trip, n in zip(problem.trips, problem.times, strict=True) if item in trip)
    beside: Counter[int] = Counter()
    for trip, n in zip(problem.trips, problem.times, strict=True):
        if item in trip:
            for other in trip:
                beside[other] += n if other != item else 0
    text = f"On {counted(count, 'trip')} of {counted(days, 'day')}"
    best = beside.most_common(1)
    if best and best[0][1] * 4 >= count:
        text += f", on {best[0][1]} of them with {names[best[0][0]]}"
    near, far = round(walked_m[target]), round(walked_m[source])
    text += f"; there and back it is {near} m to the new bin and {far} m to the old one"
    return f"{text}{_height(question, source, target)}."


def _height(question: Question, source: int, target: int) -> str:
    """ "" where the height changes nothing that is worth a word."""
    old, new = question.slots[source].z_mm, question.slots[target].z_mm
    slots = question.problem.slots
    eased = slots[source].effort_m - slots[target].effort_m
    if old is None or new is None or abs(eased) < REACH_LEAST_M:
        return ""
    way = f"from {_up(old)}{' up down' if new < old else ''} to {_up(new)}"
    does = "saves" if eased > 0 else "costs"
    return f"; {way}, which {does} as much as {abs(eased):.0f} m at each pick"


def _up(z_mm: int) -> str:
    return f"{Decimal(z_mm) / 1000:.1f} m" if z_mm else "the floor"
