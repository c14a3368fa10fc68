"""Pure decision: which bin goods are brought to, and why, in one sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from landbridge.kit.quantity import plain
from landbridge.wms.master.contracts import ItemView

# Goods never fill a bin to the last corner.
FILL_MAX = Decimal("0.9")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A bin that goods may go to. on_hand: base units in it; other_count: balances of other items.

    volume_mm3, weight_max_g: None where nobody measured.
    """

    code: str
    pick_sequence: int
    volume_mm3: Decimal | None
    weight_max_g: Decimal | None
    on_hand: Decimal
    other_count: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    bin: str
    text: str


@dataclass(frozen=True, slots=True)
class UnitSize:
    """Room and weight one base unit takes; None where unknown."""

    volume_mm3: Decimal | None
    weight_g: Decimal | None


def unit_size(item: ItemView) -> UnitSize:
    """From the smallest unit that was measured."""
    volume = weight = None
    for unit in sorted(item.uoms, key=lambda unit: unit.factor):
        count = Decimal(unit.numerator) / Decimal(unit.denominator)
        if volume is None and unit.length_mm and unit.width_mm and unit.height_mm:
            volume = unit.length_mm * unit.width_mm * unit.height_mm / count
        if weight is None and unit.gross_weight_g:
            weight = unit.gross_weight_g / count
    return UnitSize(volume, weight)


def has_room(place: Place, coming: Decimal, size: UnitSize, quantity: Decimal) -> bool:
    """Whether goods fit beside what is there and what is on its way. Unmeasured always fits."""
    total = place.on_hand + coming + quantity
    volume = total * (size.volume_mm3 or 0)
    weight = total * (size.weight_g or 0)
    too_big = place.volume_mm3 is not None and volume > place.volume_mm3 * FILL_MAX
    too_heavy = place.weight_max_g is not None and weight > place.weight_max_g
    return not (too_big or too_heavy)


def suggest(
    item: ItemView,
    quantity: Decimal,
    *,
    same: Sequence[Place],
    empty: Sequence[Place],
    coming: Mapping[str, Decimal],
) -> Suggestion:
    """The item's own bin with room, else the empty bin nearest to the item's bins, else none.

    same: bins that hold this item; empty: bins that hold nothing; coming: base units on their way.
    """
    size = unit_size(item)
    for place in same:
        expected = coming.get(place.code, Decimal(0))
        if not place.other_count and has_room(place, expected, size, quantity):
            return Suggestion(
                place.code,
                f"{place.code} holds {plain(place.on_hand)} of this item already and has room.",
            )
    home = same[0].pick_sequence if same else None
    fit = [place for place in empty if has_room(place, Decimal(0), size, quantity)]
    if not fit:
        return Suggestion("", "No bin with room was found: scan any storage bin.")
    if home is None:
        return Suggestion(fit[0].code, f"{fit[0].code} is the first empty bin on the pick walk.")
    near = min(fit, key=lambda place: abs(place.pick_sequence - home))
    return Suggestion(near.code, f"{near.code} is the empty bin nearest to {same[0].code}.")
