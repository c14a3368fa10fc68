"""Pure decisions of replenishment: from which stock how much is brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from landbridge.wms.master.contracts import UomView

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Free stock of one key in bulk, in the order it should be used."""

    bin: str
    lot: str
    lpn: str
    free: Decimal
    on_hand: Decimal
    use_by_on: date | None


def amounts(
    sources: Sequence[Source], wanted: Decimal, uoms: Sequence[UomView]
) -> list[tuple[Source, Decimal]]:
    """How much to bring from where, at most `wanted`: whole plates that fit, else whole packs of
    the largest kind that fits, and single units only where no pack does."""
    taken: list[tuple[Source, Decimal]] = []
    left = wanted
    packs = sorted(
        (Decimal(unit.numerator) for unit in uoms
         if unit.denominator == 1 and unit.numerator > 1), reverse=True,
    )  # fmt: skip
    for source in sources:
        if left <= 0:
            break
        room = min(left, source.free)
        whole_plate = source.lpn and source.free == source.on_hand <= left
        amount = source.free if whole_plate else _packs(room, packs)
        if amount > 0:
            taken.append((source, amount))
            left -= amount
    return taken


def _packs(room: Decimal, packs: Sequence[Decimal]) -> Decimal:
    """The most of `room` that is whole packs of one kind; all of it if none fits."""
    for pack in packs:
        if pack <= room:
            return room // pack * pack
    return room
