"""Pure decisions of kitting: how much can be made, what is used first, which day a kit inherits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal, localcontext

from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.ledger.rules import PRECISION

ZERO = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a work order as its operation finds it. coming: in open tasks."""

    work_line_id: int
    line: int
    item_id: int
    is_input: bool
    each: Decimal
    wanted: Decimal
    picked: Decimal
    used: Decimal
    coming: Decimal

    @property
    def lacking(self) -> Decimal:
        return self.wanted - self.picked - self.coming

    @property
    def ready(self) -> Decimal:
        """At the station and not used."""
        return self.picked - self.used


@dataclass(frozen=True, slots=True, kw_only=True)
class AtStation:
    """Goods at the station for a line, in the order they should be used."""

    work_stock_id: int
    work_line_id: int
    lot: str
    serial: str
    quantity: Decimal
    source_bin: str
    reservation_id: int
    expiry_on: date | None
    use_by_on: date | None


def times(each: Decimal, quantity: Decimal) -> Decimal:
    """Exact, whatever the number of digits."""
    with localcontext(prec=PRECISION):
        return each * quantity


def possible(inputs: Sequence[Line], left: Decimal, digits: int) -> Decimal:
    """How many can be made of what is ready, at most `left`, in steps the item is counted in."""
    with localcontext(prec=PRECISION, rounding=ROUND_DOWN):
        most = min((line.ready / line.each for line in inputs), default=ZERO)
        return Decimal(plain(min(most, left).quantize(Decimal(1).scaleb(-digits))))


def use(
    stock: Sequence[AtStation], need: Decimal, serials: Iterable[str], item: str
) -> list[tuple[AtStation, Decimal]]:
    """Which goods of one line are used: the serials that are named, then first expired first.

    Wrong: wrong-serial (one that does not stand here), not-enough.
    """
    named = [serial for serial in serials if serial]
    chosen = [(row, ONE) for row in stock if row.serial and row.serial in named]
    left = need - len(chosen)
    if left < 0:
        text = f"{len(chosen)} serials of {item} were named, {plain(need)} are needed."
        raise Wrong(text, "wrong-serial", read=str(len(chosen)), expected=plain(need))
    for row in stock:
        if left <= 0:
            break
        if row.serial and row.serial in named:
            continue
        part = min(left, row.quantity)
        chosen.append((row, part))
        left -= part
    if left > 0:
        text = f"Missing at the station: {plain(left)} {item}. Fetch that first."
        raise Wrong(text, "not-enough", read=plain(need - left), expected=plain(need))
    return chosen


def earliest(days: Iterable[date | None]) -> date | None:
    """The first of the days that are known."""
    return min((day for day in days if day is not None), default=None)


def expiry_of_lot(
    item: str, lot: str, *, said: date | None, computed: date | None, known: date | None
) -> date | None:
    """The day the lot of a kit gets: what is said, else the earliest of its components; a lot that
    has a day already keeps the earlier one. Wrong("wrong-expiry") if another day is said."""
    if said is not None:
        if known is not None and known != said:
            raise Wrong(
                f"Lot {lot} of {item} expires {known}, {said} was said. Take another lot.",
                "wrong-expiry", read=str(said), expected=str(known),
            )  # fmt: skip
        return said
    return earliest((computed, known))
