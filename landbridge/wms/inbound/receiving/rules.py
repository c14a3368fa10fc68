"""Pure decisions of receiving: do goods fit their item's policy, which lines do they fill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.master.contracts import ItemView

STATUSES = ("available", "damaged", "quality_hold", "quarantine")
TEXT_MAX = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What was counted in: base units, with lot, day and serials as its item's policy asks."""

    quantity: Decimal
    lot: str
    expiry_on: date | None
    serials: tuple[str, ...]


def fit_goods(
    item: ItemView,
    *,
    quantity: Decimal,
    lot: str,
    expiry_on: date | None,
    lot_expiry_on: date | None,
    serials: Sequence[str],
    status: str,
    today: date,
) -> Goods:
    """The goods as they may be booked. lot_expiry_on: the day known of this lot from before.

    Wrong: status, lot-missing, expiry-missing, wrong-expiry, expired, serials-missing.
    """
    if status not in STATUSES:
        raise Wrong(f"{status} is not a status of stock.", "status", read=status)
    if any(len(text) > TEXT_MAX for text in (lot, *serials)):
        raise Wrong(f"A lot or serial has at most {TEXT_MAX} characters.", "too-long")
    if item.lot_controlled and not lot:
        raise Wrong(f"{item.code} needs a lot number.", "lot-missing")
    lot = lot if item.lot_controlled else ""
    day = None
    if item.expiry_controlled:
        day = _expiry(item, lot, expiry_on, lot_expiry_on)
        if day < today and status == "available":
            text = f"{lot or item.code} expired on {day}. Receive it as damaged or on hold."
            raise Wrong(text, "expired", read=day.isoformat())
    return Goods(
        quantity=quantity, lot=lot, expiry_on=day, serials=_serials(item, quantity, serials)
    )


def _expiry(item: ItemView, lot: str, said: date | None, known: date | None) -> date:
    if said is None and known is None:
        raise Wrong(f"{item.code} needs an expiry date.", "expiry-missing")
    if said and known and said != known:
        raise Wrong(
            f"Lot {lot} expires on {known}, not on {said}.", "wrong-expiry",
            read=said.isoformat(), expected=known.isoformat(),
        )  # fmt: skip
    day = said or known
    assert day is not None
    return day


def _serials(item: ItemView, quantity: Decimal, serials: Sequence[str]) -> tuple[str, ...]:
    if not item.serial_controlled:
        return ()
    given = tuple(serial.strip() for serial in serials if serial.strip())
    if len(set(given)) != len(given):
        twice = next(serial for serial in given if given.count(serial) > 1)
        raise Wrong(f"Serial {twice} was read twice.", "serial-twice", read=twice)
    if Decimal(len(given)) != quantity:
        raise Wrong(
            f"A serial is needed for each piece: {plain(quantity)} wanted, {len(given)} read.",
            "serials-missing", read=str(len(given)), expected=plain(quantity),
        )  # fmt: skip
    return given


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRoom:
    """An order line that goods may fill."""

    inbound_line_id: int
    line_id: str
    item_id: int
    expected: Decimal
    received: Decimal
    lot: str

    @property
    def open(self) -> Decimal:
        return max(self.expected - self.received, Decimal(0))


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the goods for one line; line None is what nobody announced."""

    line: LineRoom | None
    quantity: Decimal
    is_over: bool = False


def share_out(
    lines: Sequence[LineRoom], quantity: Decimal, *, lot: str, order_line_id: str
) -> tuple[Share, ...]:
    """Fill lines with goods in their order, those that announced this lot first.

    What is too much goes to the last line filled; without any line it is unannounced.
    """
    fit = [line for line in lines if order_line_id in ("", line.line_id)]
    fit = [line for line in fit if line.lot in ("", lot)] or fit
    fit.sort(key=lambda line: line.lot == "")
    shares: list[Share] = []
    left = quantity
    for line in fit:
        part = min(left, line.open)
        if part > 0:
            shares.append(Share(line, part))
            left -= part
    if left > 0:
        last = shares[-1].line if shares else (fit[-1] if fit else None)
        shares.append(Share(last, left, is_over=True))
    return tuple(shares)


def check_over(
    shares: Sequence[Share], *, percent: Decimal, confirmed: bool, reason_code: str, item: str
) -> None:
    """More than expected is right within the site's tolerance, else with a reason and a yes.

    Wrong: not-expected, over-receipt.
    """
    agreed = confirmed and bool(reason_code)
    for share in shares:
        if not share.is_over or agreed:
            continue
        if share.line is None:
            text = f"{item} is not on this order. Confirm it with a reason, or set it aside."
            raise Wrong(text, "not-expected", read=item)
        allowed = share.line.expected * percent / 100
        coming = sum(other.quantity for other in shares if other.line is share.line)
        over = share.line.received + coming - share.line.expected
        if over > allowed:
            text = (
                f"{plain(over)} more than the {plain(share.line.expected)} expected. "
                "Confirm it with a reason."
            )
            raise Wrong(text, "over-receipt", read=plain(over))
