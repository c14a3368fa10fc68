"""Stock as people count, move and see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from landbridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class StockWish:
    """What stands in a bin after a count or as opening stock; `quantity` is in `uom`.

    quantity: the absolute counted amount of this item, lot, status and lpn in the bin.
    """

    owner: str
    item: str
    bin: str
    quantity: Decimal
    uom: str = ""
    lot: str = ""
    expiry_on: date | None = None
    serials: tuple[str, ...] = ()
    status: str = "available"
    lpn: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCounted:
    """number: of the stock adjustment written to the journal, "" if nothing differed."""

    number: str
    line_count: int
    change: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMoved:
    item: str
    uom: str
    quantity: Decimal
    source_bin: str
    target_bin: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    """available = on_hand - reserved. zone, bin: "" where the question did not ask for bins."""

    site: str
    zone: str
    bin: str
    owner: str
    item: str
    description: str
    uom: str
    lot: str
    serial: str
    status: str
    lpn: str
    expiry_on: date | None
    on_hand: Decimal
    reserved: Decimal
    available: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRow:
    """A posted move for people; virtual bins read `@CUSTOMER`, `@SUPPLIER`, ..."""

    move_id: str
    at: datetime
    reason: str
    owner: str
    item: str
    lot: str
    serial: str
    quantity: Decimal
    uom: str
    source_bin: str
    target_bin: str
    document: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CensusRow:
    """key by subject: stock (owner, item, lot, status); outbound_order and inbound_order
    (owner, number, line_id); item and party (owner, code).

    quantity: stock on hand; for orders what is still open.  unconfirmed: the part of it that
    stands in receipts not yet closed, so no document has told of it yet.
    version: of the document that holds.
    position: journal position the count holds; beyond: positions after it that it holds too.
    facts: of items and parties, the fields that the other side may tell as well.
    """

    subject: str
    site: str
    key: tuple[str, ...]
    quantity: Quantity
    unconfirmed: Decimal
    expiry_on: date | None
    version: int
    position: str
    beyond: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
