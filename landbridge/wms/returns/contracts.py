"""Shapes of goods that come back. Quantities are base units of the item."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRow:
    """An authorised return. state: `open`, `closed`, `cancelled` (derived)."""

    return_id: int
    owner: str
    number: str
    version: int
    site: str
    customer: str
    customer_name: str
    expected_on: date | None
    created_at: datetime
    state: str
    line_count: int
    authorised: Decimal
    received: Decimal
    undecided_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLineView:
    line_id: str
    item: str
    description: str
    uom: str
    authorised: Decimal
    received: Decimal
    lot: str
    serials: tuple[str, ...]
    reason_code: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnItemView:
    """What came in one condition. disposition: "" until decided.  bin: where it came in.

    sent_number: of the supplier return it left with, "" while it is here.
    """

    return_item_id: int
    return_receipt_id: int
    receipt_number: str
    order_number: str
    order_line_id: str
    item: str
    description: str
    uom: str
    quantity: Decimal
    lot: str
    serials: tuple[str, ...]
    condition: str
    disposition: str
    reason_code: str
    note: str
    bin: str
    received_at: datetime
    received_by: str
    decided_by: str
    photo_ids: tuple[int, ...]
    owner: str
    sent_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReceiptView:
    """order_number: "" for goods nobody announced.  told_version: what the office knows."""

    return_receipt_id: int
    number: str
    site: str
    owner: str
    return_id: int | None
    order_number: str
    customer: str
    bin: str
    told_version: int
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    items: tuple[ReturnItemView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPage:
    """Everything about one authorised return."""

    order: ReturnRow
    note: str
    references: tuple[tuple[str, str], ...]
    lines: tuple[ReturnLineView, ...]
    receipts: tuple[ReturnReceiptView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOpened:
    return_receipt_id: int
    number: str
    return_id: int | None
    order_number: str
    bin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReceived:
    """order_line_id: "" for goods nobody announced."""

    return_item_id: int
    order_line_id: str
    item: str
    uom: str
    quantity: Decimal
    condition: str
    bin: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPhotoAdded:
    photo_id: int
    return_item_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDecided:
    """putback_task_id: the task that brings restocked goods to storage, else None."""

    return_item_id: int
    disposition: str
    status: str
    putback_task_id: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnClosed:
    """order_closed: nothing more is expected on the authorised return."""

    return_receipt_id: int
    number: str
    order_closed: bool
    item_count: int
    quantity: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSenderNamed:
    return_receipt_id: int
    number: str
    customer: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentToSupplier:
    """Returned goods that left for their supplier, and the number the office is told."""

    supplier_return_id: int
    number: str
    supplier: str
    item_count: int
    quantity: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierReturnView:
    """What left for a supplier together."""

    supplier_return_id: int
    number: str
    site: str
    owner: str
    supplier: str
    supplier_name: str
    carrier_code: str
    tracking_number: str
    note: str
    sent_at: datetime
    sent_by: str
    items: tuple[ReturnItemView, ...]
