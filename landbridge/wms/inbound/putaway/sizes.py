"""Room and weight goods take, from the measured packs they come in. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from landbridge.wms.master.contracts import ItemView, UomView

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Size:
    """Volume and weight; None where nobody measured the item."""

    volume_mm3: Decimal | None
    weight_g: Decimal | None

    def __add__(self, other: "Size") -> "Size":
        """Together; what was not measured counts as nothing, so that the rest still counts."""
        return Size(
            (self.volume_mm3 or ZERO) + (other.volume_mm3 or ZERO),
            (self.weight_g or ZERO) + (other.weight_g or ZERO),
        )


NOTHING = Size(ZERO, ZERO)
UNMEASURED = Size(None, None)


def packed_size(item: ItemView, quantity: Decimal) -> Size:
    """The size of an amount: whole large packs as they were measured, the rest by smaller ones.

    What is less than the smallest measured pack takes its share of it.
    """
    return Size(
        _total(item, quantity, _volume), _total(item, quantity, lambda unit: unit.gross_weight_g)
    )


def _volume(unit: UomView) -> Decimal | None:
    if not unit.length_mm or not unit.width_mm or not unit.height_mm:
        return None
    return unit.length_mm * unit.width_mm * unit.height_mm


def _total(
    item: ItemView, quantity: Decimal, measure: Callable[[UomView], Decimal | None]
) -> Decimal | None:
    packs = [
        (Decimal(unit.numerator) / Decimal(unit.denominator), size)
        for unit in item.uoms
        if (size := measure(unit))
    ]
    if not packs:
        return None
    packs.sort(reverse=True)
    total, left = ZERO, quantity
    for count, size in packs[:-1]:
        whole = left // count
        total += whole * size
        left -= whole * count
    count, size = packs[-1]
    return total + left * size / count
