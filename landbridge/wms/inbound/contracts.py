"""Shapes of goods coming in. Quantities are base units of the item unless a uom stands beside."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundOrderRow:
    """status_text: where it is, for people (`3 of 8 lines received`).

    state: `open`, `closed`, `cancelled` (derived).
    """

    order_id: int
    owner: str
    number: str
    version: int
    site: str
    supplier: str
    supplier_name: str
    source: str
    expected_on: date | None
    created_at: datetime
    state: str
    status_text: str
    line_count: int
    received_line_count: int
    open_receipt_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundLineView:
    """open = expected - received, not below zero. lot_controlled etc. tell what to ask for."""

    line_id: str
    item: str
    description: str
    uom: str
    expected: Decimal
    received: Decimal
    open: Decimal
    lot: str
    expiry_on: date | None
    serials: tuple[str, ...]
    lpn: str
    lot_controlled: bool
    expiry_controlled: bool
    serial_controlled: bool
    barcodes: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLineView:
    """order_line_id: "" for goods nobody announced.  status: the stock's status."""

    receipt_line_id: int
    order_line_id: str
    item: str
    description: str
    uom: str
    quantity: Decimal
    lot: str
    expiry_on: date | None
    serials: tuple[str, ...]
    lpn: str
    bin: str
    status: str
    reason_code: str
    received_at: datetime
    received_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    receipt_id: int
    number: str
    site: str
    order_id: int
    order_number: str
    bin: str
    delivery_note: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    lines: tuple[ReceiptLineView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundOrderPage:
    """Everything about one inbound order."""

    order: InboundOrderRow
    note: str
    references: tuple[tuple[str, str], ...]
    lines: tuple[InboundLineView, ...]
    receipts: tuple[ReceiptView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptOpened:
    receipt_id: int
    number: str
    order_id: int
    site: str
    bin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DockedFor:
    """An amount that stays at the dock because an order waits for it."""

    order_number: str
    customer: str
    ship_on: date | None
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsReceived:
    """quantity: taken in, base units.  open: what the lines it filled still await.

    order_line_id: the first line filled, "" for goods nobody announced; order_line_ids: all.

    putaway_task_id: the storing task made; None for goods that stay (damaged, on hold).
    suggested_bin, suggestion_text: where to store it and why; "" if no bin was found.
    dock_text, docked: what of it stays at the dock (`bin`) for orders that wait for it.
    """

    receipt_line_id: int
    order_line_id: str
    order_line_ids: tuple[str, ...]
    item: str
    uom: str
    quantity: Decimal
    lot: str
    open: Decimal
    putaway_task_id: int | None
    suggested_bin: str
    suggestion_text: str
    text: str
    dock_text: str = ""
    bin: str = ""
    docked: tuple[DockedFor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptClosed:
    """order_closed: nothing more is expected on the order."""

    receipt_id: int
    number: str
    order_closed: bool
    line_count: int
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PutAway:
    """remaining: what of the task is still to be stored."""

    task_id: int
    item: str
    uom: str
    quantity: Decimal
    bin: str
    remaining: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedRule:
    """What became of a rule. passed_over: bins it could not take, each with the reason."""

    rule: str
    text: str
    passed_over: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PutawayTrial:
    """What would happen with goods. bin: "" if no rule finds one.  litres, kilograms: in all,
    None where the item was not measured.  tried: every rule until the one that decided.
    """

    item: str
    uom: str
    quantity: Decimal
    bin: str
    rule: str
    text: str
    abc: str
    litres: Decimal | None
    kilograms: Decimal | None
    tried: tuple[TriedRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsClassified:
    """How many items of a site are of which class."""

    a_count: int
    b_count: int
    c_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoAdded:
    photo_id: int
    receipt_id: int
    width_px: int
    height_px: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoView:
    """A picture without its bytes. receipt_line_id: what it shows, 0 for the whole receipt."""

    photo_id: int
    receipt_id: int
    receipt_line_id: int
    media_type: str
    width_px: int
    height_px: int
    size_bytes: int
    note: str
    taken_at: datetime
    taken_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoContent:
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """number: of the stock adjustment that tells of it.  status: what the goods are now.

    putaway_task_id: the storing task made for goods that were released at the dock.
    """

    number: str
    item: str
    uom: str
    quantity: Decimal
    bin: str
    status: str
    putaway_task_id: int | None
    suggested_bin: str
    suggestion_text: str
    text: str
