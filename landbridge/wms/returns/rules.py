"""Pure decisions on returns: conditions, what a disposition means for stock, the confirmation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from landbridge.canon import PartyRef, Reference
from landbridge.canon.return_receipt import (
    CONDITIONS,
    DISPOSITIONS,
    ReturnedLine,
    ReturnReceipt,
)
from landbridge.kit.quantity import Quantity, Uom
from landbridge.wms.forms.contracts import Wrong

RECEIVED_AS = "quality_hold"
# Where stock goes by disposition; scrapped goods leave the books.
STATUS_OF = {
    "restock": "available",
    "refurbish": "refurbish",
    "vendor_return": "vendor_return",
    "quarantine": "quarantine",
    "scrap": "",
}
SAID_AS = {
    "restock": "back to stock",
    "refurbish": "to be repaired",
    "vendor_return": "back to the supplier",
    "quarantine": "set aside",
    "scrap": "scrapped",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A line of the authorised return that goods may fill."""

    return_line_id: int
    line_id: str
    item_id: int
    authorised: Decimal
    received: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A row of what came, for the confirmation."""

    return_item_id: int
    line_id: str | None
    item: str
    base_uom: str
    quantity: Decimal
    lot: str
    expiry_on: date | None
    serials: list[str]
    condition: str
    disposition: str
    reason_code: str
    note: str
    photo_count: int


def check_condition(condition: str) -> None:
    """Wrong("condition")."""
    if condition not in CONDITIONS:
        raise Wrong(
            f"{condition!r} is not a condition. Known: {', '.join(CONDITIONS)}.", "condition",
            read=condition,
        )  # fmt: skip


def check_disposition(disposition: str) -> None:
    """Wrong("disposition")."""
    if disposition not in STATUS_OF:
        known = ", ".join(DISPOSITIONS[1:])
        raise Wrong(
            f"{disposition!r} is not a disposition. Known: {known}.", "disposition",
            read=disposition,
        )  # fmt: skip


def line_for(rooms: Sequence[Room], item_id: int, order_line_id: str) -> Room | None:
    """The line that goods fill: the named one, else the first with room, else the last fitting."""
    fit = [room for room in rooms if room.item_id == item_id]
    fit = [room for room in fit if order_line_id in ("", room.line_id)]
    if order_line_id and not fit:
        text = f"Line {order_line_id} of the return does not expect this item."
        raise Wrong(text, "wrong-item", read=order_line_id)
    return next((room for room in fit if room.received < room.authorised), fit[-1] if fit else None)


def confirmation(
    *,
    number: str,
    owner: str,
    version: int,
    site: str,
    order_number: str,
    references: tuple[Reference, ...],
    customer: str,
    received_at: datetime,
    closed: bool,
    came: Sequence[Came],
) -> ReturnReceipt:
    """What the office is told: what came, and what has become of it so far."""
    head = (Reference("return_order", order_number),) if order_number else ()
    return ReturnReceipt(
        number=number, owner=PartyRef(owner), version=version, site=site,
        references=(*head, *references), order_number=order_number, customer=PartyRef(customer),
        received_at=received_at, closed=closed, lines=tuple(_lines(came)),
    )  # fmt: skip


def _lines(came: Sequence[Came]) -> Iterable[ReturnedLine]:
    for one in came:
        yield ReturnedLine(
            line_id=str(one.return_item_id), order_line_id=one.line_id or "", item=one.item,
            received=Quantity(one.quantity, Uom(one.base_uom)), condition=one.condition,
            disposition=one.disposition, lot=one.lot, serials=tuple(one.serials),
            expiry_on=one.expiry_on, reason_code=one.reason_code, note=one.note,
            photo_count=one.photo_count,
        )  # fmt: skip
