"""The one door of the warehouse. Functions take `ground` first, keywords only, and give frozen
dataclasses (`landbridge.wms.facade.contracts`).

Operations of the floor take `key` (the form's id or an Idempotency-Key: a repeat gives the first
answer and does nothing) and `actor` (who did it). Wrong input raises `Wrong`: nothing has changed.
Quantities are exact decimals in `uom`; without a uom in base units of the item. `item` may be a
code, a GTIN or other barcode, or a whole GS1 element string; `bin` is a scanned bin code.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from landbridge.canon.base import Document
from landbridge.kit.ground import Ground
from landbridge.wms.facade.contracts import (
    AcceptResult,
    AllocationRun,
    AlreadyTaken,
    CartonClosed,
    CartonOpened,
    CensusRow,
    Claimed,
    GoodsReceived,
    InboundOrderPage,
    InboundOrderRow,
    Incoming,
    ItemPacked,
    ItemPage,
    ItemRow,
    JournalPage,
    MoveRow,
    OrderShipped,
    OutboundOrderPage,
    OutboundOrderRow,
    Page,
    PickConfirmed,
    PutAway,
    ReceiptClosed,
    ReceiptOpened,
    ReceiptView,
    Released,
    ScanResult,
    SiteOverview,
    SiteView,
    StockCounted,
    StockMoved,
    StockRow,
    StockWish,
    TaskView,
)

# ---------------------------------------------------------------- documents from and to outside


def accept(ground: Ground, document: Document, *, key: str) -> AcceptResult:
    """Take an item, party, inbound_order or outbound_order. Safe to repeat for ever.

    key: permanent and unique per delivery. A newer version replaces the whole document as far as
    the floor still allows it (see `Taken.findings`); an older one changes nothing.
    """
    raise NotImplementedError


def accept_many(ground: Ground, incoming: Sequence[Incoming]) -> tuple[AcceptResult, ...]:
    """`accept` for a chunk in one transaction; one bad document does not stop the others."""
    raise NotImplementedError


def find_accepted(
    ground: Ground, *, key: str, kind: str = "", owner: str = "", number: str = "", version: int = 0
) -> AlreadyTaken | None:
    """Whether a delivery took effect: by its key, or by the document's identity and version."""
    raise NotImplementedError


def read_journal(ground: Ground, *, after: str = "", limit: int = 500) -> JournalPage:
    """Facts after a position, without gaps, in reading order. "" is the start.

    ValueError if `after` is not a position.
    """
    raise NotImplementedError


def wait_for_journal(ground: Ground, *, after: str, timeout_s: float) -> bool:
    """Block until the journal may hold more than `after` (True) or the time is over (False)."""
    raise NotImplementedError


def census(
    ground: Ground, *, subject: str, site: str = "", owner: str = "", items: Sequence[str] = ()
) -> Iterator[CensusRow]:
    """Count at one instant. subject: `stock`, `outbound_order`, `inbound_order`, `item`, `party`.

    Orders: the open ones, one row per line that still has something open.
    """
    raise NotImplementedError


# ---------------------------------------------------------------- inbound


def open_receipt(
    ground: Ground,
    *,
    key: str,
    actor: str,
    order_id: int,
    delivery_note: str = "",
    bin: str = "",
) -> ReceiptOpened:
    """A truck or parcel has come for an order. bin: receiving bin, default the site's first."""
    raise NotImplementedError


def receive_line(
    ground: Ground,
    *,
    key: str,
    actor: str,
    receipt_id: int,
    item: str,
    quantity: Decimal,
    uom: str = "",
    lot: str = "",
    expiry_on: date | None = None,
    serials: Sequence[str] = (),
    lpn: str = "",
    bin: str = "",
    order_line_id: str = "",
    status: str = "available",
    reason_code: str = "",
    over_confirmed: bool = False,
) -> GoodsReceived:
    """Count goods in. order_line_id: which line, if an item stands on several (else the first
    with something open). More than expected needs `reason_code` and `over_confirmed`.
    Wrong codes: unknown-code, ambiguous-code, not-expected, lot-missing, expiry-missing,
    expired, serials-missing, serial-known, over-receipt, quantity, receipt-closed.
    """
    raise NotImplementedError


def close_receipt(
    ground: Ground, *, key: str, actor: str, receipt_id: int, close_order: bool = False
) -> ReceiptClosed:
    """Write the receipt confirmation. close_order: the rest will not come any more."""
    raise NotImplementedError


def put_away(
    ground: Ground,
    *,
    key: str,
    actor: str,
    task_id: int,
    bin: str,
    item: str = "",
    quantity: Decimal | None = None,
) -> PutAway:
    """Store goods of a putaway task in the scanned bin; default all of it. item: check scan."""
    raise NotImplementedError


def inbound_orders(
    ground: Ground,
    *,
    site: str = "",
    text: str = "",
    state: str = "open",
    limit: int = 50,
    after: str = "",
) -> Page[InboundOrderRow]:
    """text: part of number, supplier or any reference. state: `open`, `closed`, `all`."""
    raise NotImplementedError


def inbound_order(
    ground: Ground, *, order_id: int = 0, owner: str = "", number: str = ""
) -> InboundOrderPage | None:
    """By id, or by owner and number."""
    raise NotImplementedError


def receipt(ground: Ground, *, receipt_id: int) -> ReceiptView | None:
    raise NotImplementedError


# ---------------------------------------------------------------- outbound


def allocate_open(ground: Ground, *, site: str = "", limit: int = 2000) -> AllocationRun:
    """Give stock to waiting lines and release pick tasks, by priority and age.

    Cheap when there is nothing to do: it looks only at items whose demand or stock changed.
    Run it after accepting orders, after putaway, and now and then; any number side by side.
    """
    raise NotImplementedError


def wait_for_work(ground: Ground, *, timeout_s: float) -> bool:
    """Block until `allocate_open` may have something to do (True) or the time is over."""
    raise NotImplementedError


def release_order(ground: Ground, *, key: str, actor: str, order_id: int) -> Released:
    """Allocate and release one order now. Repeating it never doubles a pick (T-27)."""
    raise NotImplementedError


def claim_order(ground: Ground, *, key: str, actor: str, order_id: int) -> Claimed:
    """Take all open, unclaimed picks of an order. Wrong `claimed` if another holds them."""
    raise NotImplementedError


def next_task(
    ground: Ground,
    *,
    actor: str,
    site: str,
    kinds: Sequence[str] = ("pick", "putaway"),
    zone: str = "",
) -> TaskView | None:
    """The worker's next task, claimed for them: first what they hold already, then by priority.

    For picks the whole order is claimed. A claim not used for 15 minutes is free again.
    """
    raise NotImplementedError


def give_back(ground: Ground, *, actor: str, task_id: int = 0, order_id: int = 0) -> int:
    """Free the worker's claims on a task, on an order, or (no id) on everything; how many."""
    raise NotImplementedError


def confirm_pick(
    ground: Ground,
    *,
    key: str,
    actor: str,
    task_id: int,
    bin: str,
    item: str,
    quantity: Decimal | None = None,
    uom: str = "",
    lot: str = "",
    serials: Sequence[str] = (),
    short_reason: str = "",
) -> PickConfirmed:
    """Take goods. quantity: default what is left on the task.

    Less with `short_reason` (`missing`, `damaged`, `blocked`, `wrong_label`) ends the task: the
    rest is fetched from another bin if there is stock, else it is short. Less without a reason
    leaves the rest on the task. Wrong codes: wrong-bin, wrong-item, wrong-lot, wrong-serial,
    lot-missing, serials-missing, quantity, claimed, task-done.
    """
    raise NotImplementedError


def open_carton(
    ground: Ground, *, key: str, actor: str, order_id: int, package_type: str = "CT"
) -> CartonOpened:
    """A new shipping carton with its own SSCC."""
    raise NotImplementedError


def pack_item(
    ground: Ground,
    *,
    key: str,
    actor: str,
    carton_id: int,
    item: str,
    quantity: Decimal | None = None,
    uom: str = "",
    lot: str = "",
    serials: Sequence[str] = (),
) -> ItemPacked:
    """Put picked goods into an open carton. quantity: default all of the item still to pack.

    Wrong codes: wrong-item, wrong-lot, wrong-serial, quantity, carton-closed.
    """
    raise NotImplementedError


def close_carton(
    ground: Ground,
    *,
    key: str,
    actor: str,
    carton_id: int,
    gross_weight_g: Decimal | None = None,
    length_mm: Decimal | None = None,
    width_mm: Decimal | None = None,
    height_mm: Decimal | None = None,
    tracking_number: str = "",
) -> CartonClosed:
    raise NotImplementedError


def ship_order(
    ground: Ground,
    *,
    key: str,
    actor: str,
    order_id: int,
    carrier_code: str = "",
    service_code: str = "",
    tracking_number: str = "",
    remainder: str = "open",
) -> OrderShipped:
    """Everything packed leaves; the shipment confirmation goes to the journal.

    remainder: `open` keeps what is not shipped on the order for a later shipment; `short` says it
    will not come. Wrong codes: nothing-packed, not-packed (picked goods outside a carton),
    carton-open, ship-complete (the order wants everything at once), order-closed.
    """
    raise NotImplementedError


def outbound_orders(
    ground: Ground,
    *,
    site: str = "",
    text: str = "",
    state: str = "open",
    limit: int = 50,
    after: str = "",
) -> Page[OutboundOrderRow]:
    """text: part of number, customer or any reference. state: `open`, `waiting`, `to_pick`,
    `to_pack`, `to_ship`, `closed`, `all`. Open ones by priority and age; others newest first.
    """
    raise NotImplementedError


def outbound_order(
    ground: Ground, *, order_id: int = 0, owner: str = "", number: str = ""
) -> OutboundOrderPage | None:
    """By id, or by owner and number."""
    raise NotImplementedError


# ---------------------------------------------------------------- tasks, stock, scans, overview


def tasks(
    ground: Ground,
    *,
    site: str = "",
    kind: str = "",
    zone: str = "",
    order_id: int = 0,
    receipt_id: int = 0,
    claimed_by: str = "",
    limit: int = 50,
    after: str = "",
) -> Page[TaskView]:
    """Open tasks; picks in pick sequence within an order."""
    raise NotImplementedError


def task(ground: Ground, *, task_id: int) -> TaskView | None:
    """One task, open or not."""
    raise NotImplementedError


def move_stock(
    ground: Ground,
    *,
    key: str,
    actor: str,
    site: str,
    source_bin: str,
    target_bin: str,
    item: str,
    quantity: Decimal,
    uom: str = "",
    owner: str = "",
    lot: str = "",
    serials: Sequence[str] = (),
    status: str = "available",
    lpn: str = "",
) -> StockMoved:
    """Move unreserved stock between two bins of a site."""
    raise NotImplementedError


def count_stock(
    ground: Ground,
    *,
    key: str,
    actor: str,
    site: str,
    wishes: Sequence[StockWish],
    reason_code: str = "count",
    announce: bool = True,
) -> StockCounted:
    """Set counted amounts (absolute, so repeating is harmless) and write one stock adjustment.

    announce: False for opening stock that the other side knows already: no journal entry.
    Wrong `reserved` where less was counted than is promised to orders.
    """
    raise NotImplementedError


def stock(
    ground: Ground,
    *,
    site: str = "",
    owner: str = "",
    item: str = "",
    bin: str = "",
    lot: str = "",
    status: str = "",
    text: str = "",
    limit: int = 50,
    after: str = "",
) -> Page[StockRow]:
    """On hand by bin, item, lot, serial, status. text: part of item code or description."""
    raise NotImplementedError


def moves(
    ground: Ground, *, owner: str = "", item: str = "", bin: str = "", limit: int = 50,
    after: str = "",
) -> Page[MoveRow]:  # fmt: skip
    """Posted moves, newest first."""
    raise NotImplementedError


def items(
    ground: Ground, *, owner: str = "", text: str = "", limit: int = 50, after: str = ""
) -> Page[ItemRow]:
    """text: part of code, description or barcode."""
    raise NotImplementedError


def item(ground: Ground, *, owner: str, code: str) -> ItemPage | None:
    raise NotImplementedError


def resolve_scan(ground: Ground, *, text: str, site: str = "") -> ScanResult:
    """Everything a scanned or typed text can mean here."""
    raise NotImplementedError


def sites(ground: Ground) -> tuple[SiteView, ...]:
    raise NotImplementedError


def overview(ground: Ground, *, site: str) -> SiteOverview:
    raise NotImplementedError
