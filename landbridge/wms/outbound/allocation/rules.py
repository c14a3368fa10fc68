"""Pure decisions of allocation: what to ask of the stock for a line, which picks come out of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from landbridge.wms.ledger.contracts import DocumentRef, Reservation, Wanted
from landbridge.wms.tasks.operations import NewTask

ORDER = "outbound_order"
ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """A line that still waits for stock; days_min: shelf life that must remain when it ships."""

    outbound_line_id: int
    order_id: int
    line_id: str
    waiting: Decimal
    lot: str
    serials: list[str]
    owner: str
    number: str
    site_id: int
    site: str
    timezone: str
    priority: int
    ship_on: date | None
    ship_complete: bool
    item_id: int
    item: str
    expiry_controlled: bool
    days_min: int

    @property
    def key(self) -> tuple[str, str, str]:
        return self.owner, self.number, self.line_id


def wanted_of(
    line: WaitingLine, *, now: datetime, serials_given: Sequence[str] = ()
) -> list[Wanted]:
    """What a line asks of the ledger: its amount, or the very serials that were ordered."""
    if not line.serials:
        return [_wanted(line, line.waiting, now)]
    missing = [serial for serial in line.serials if serial not in serials_given]
    wanted = [_wanted(line, ONE, now, serial) for serial in missing[: int(line.waiting)]]
    if rest := line.waiting - len(wanted):
        wanted.append(_wanted(line, rest, now))
    return wanted


def _wanted(line: WaitingLine, quantity: Decimal, now: datetime, serial: str = "") -> Wanted:
    return Wanted(
        document=DocumentRef(ORDER, line.number, line.line_id), site=line.site, owner=line.owner,
        item=line.item, quantity=quantity, lot=line.lot, serial=serial,
        use_by_on_min=use_by_on_min(line, now),
        together=f"{line.owner}/{line.number}" if line.ship_complete else "",
    )  # fmt: skip


def use_by_on_min(line: WaitingLine, now: datetime) -> date | None:
    """The first day a lot must last to: the day it ships plus the shelf life that must remain."""
    if not line.expiry_controlled:
        return None
    today = now.astimezone(ZoneInfo(line.timezone)).date()
    try:
        return max(today, line.ship_on or today) + timedelta(days=line.days_min)
    except OverflowError:
        return date.max


def picks_of(line: WaitingLine, reservations: Iterable[Reservation]) -> list[NewTask]:
    """One pick for each bin, lot and licence plate that serves the line."""
    held = [entry for entry in reservations if entry.key is not None]
    held.sort(key=_place)
    picks = []
    for (bin_code, lot, lpn), group in groupby(held, key=_place):
        parts = list(group)
        picks.append(
            NewTask(
                kind="pick", site_id=line.site_id, bin=bin_code, item_id=line.item_id,
                quantity=sum((part.quantity for part in parts), Decimal(0)), lot=lot, lpn=lpn,
                serials=tuple(part.key.serial for part in parts if part.key and part.key.serial),
                priority=line.priority, order_id=line.order_id,
                outbound_line_id=line.outbound_line_id,
                reservation_ids=tuple(part.reservation_id for part in parts),
            )
        )  # fmt: skip
    return picks


def _place(reservation: Reservation) -> tuple[str, str, str]:
    assert reservation.key is not None
    return reservation.key.bin, reservation.key.lot, reservation.key.lpn
