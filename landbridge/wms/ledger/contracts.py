"""What the ledger takes and hands out. All quantities are exact and in the item's base unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from landbridge.kit.findings import LandbridgeError

AVAILABLE = "available"


class Reason(StrEnum):
    """Why stock moved. A move through a virtual bin needs a reason of that bin (see rules)."""

    RECEIPT = "receipt"  # @SUPPLIER
    SUPPLIER_RETURN = "supplier_return"  # @SUPPLIER
    SHIPMENT = "shipment"  # @CUSTOMER
    CUSTOMER_RETURN = "customer_return"  # @CUSTOMER
    ADJUSTMENT = "adjustment"  # @ADJUSTMENT
    COUNT = "count"  # @ADJUSTMENT
    OPENING = "opening"  # @ADJUSTMENT
    SCRAP = "scrap"  # @ADJUSTMENT
    TRANSFER = "transfer"  # @TRANSIT
    KITTING = "kitting"  # @PRODUCTION
    PUTAWAY = "putaway"
    RELOCATION = "relocation"
    REPLENISHMENT = "replenishment"
    PICK = "pick"
    PACK = "pack"
    STATUS_CHANGE = "status_change"  # the only one that changes the status


@dataclass(frozen=True, slots=True, kw_only=True)
class StockKey:
    """Whose stock of what, in which state, where. "" means none (no lot, no serial, no lpn).

    site and bin are codes; a virtual bin's code is one of `layout.contracts.VirtualBin`.
    """

    owner: str
    item: str
    site: str
    bin: str
    lot: str = ""
    serial: str = ""
    status: str = AVAILABLE
    lpn: str = ""


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """The cause: kind (`outbound_order`), business number, line_id; "" line means the whole."""

    kind: str
    number: str
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMove:
    """An amount from one key to another. Owner, item, lot and serial are the same on both sides.

    quantity: positive, base unit, at most 10 decimal places.
    reason_code: the site's own code beneath the reason ("" none).
    """

    source: StockKey
    target: StockKey
    quantity: Decimal
    reason: Reason
    document: DocumentRef
    reason_code: str = ""


@dataclass(frozen=True, slots=True, order=True)
class JournalPosition:
    """Where a journal reader stands. Opaque to others: store `str(position)`, `parse` it back."""

    epoch: int = 0
    transaction: int = 0
    entry: int = 0

    def __str__(self) -> str:
        return f"{self.epoch}.{self.transaction}.{self.entry}"

    @classmethod
    def parse(cls, text: str) -> "JournalPosition":
        """Read `str(position)`; "" is the start. ValueError."""
        if not text:
            return cls()
        epoch, transaction, entry = map(int, text.split("."))
        return cls(epoch, transaction, entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A business fact for the journal, the warehouse's outbox.

    kind: canonical document kind (`receipt_confirmation`) or an own kind (`stock_moved`).
    number: the business number it is about.  content: JSON (UTF-8), usually `canon.dump_json`.
    """

    kind: str
    site: str
    owner: str
    number: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """A fact as recorded. at: when it happened; recorded_at: when it was written."""

    position: JournalPosition
    fact: Fact
    at: datetime
    recorded_at: datetime
    actor: str
    posting_id: int | None


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Entries in reading order; `after` is what to hand in next; `more`: read on at once."""

    entries: tuple[JournalEntry, ...]
    after: JournalPosition
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The result of a post. on_hand: amount after the posting of every key it touched.

    repeated: the key was posted before; this is the first result again.
    """

    posting_id: int
    positions: tuple[JournalPosition, ...]
    on_hand: Mapping[StockKey, Decimal]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Settlement:
    """Use `quantity` of a reservation. The rest is restored, or stays reserved: `keep_rest`."""

    reservation_id: int
    quantity: Decimal
    keep_rest: bool = False


class ReservationState(StrEnum):
    """All but `OPEN` are final."""

    OPEN = "open"
    SETTLED = "settled"
    VOIDED = "voided"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Stock wanted for one line of a document.

    lot, serial: only that one.  use_by_on_min: no lot that must be used before that day.
    multiple_of: whole packs only (T-22).  whole: all of the line or nothing.
    together: lines with the same non-empty mark get all or nothing (ship complete).
    soft_reservation_id: an open soft reservation that this one turns into a hard one.
    """

    document: DocumentRef
    site: str
    owner: str
    item: str
    quantity: Decimal
    lot: str = ""
    serial: str = ""
    status: str = AVAILABLE
    use_by_on_min: date | None = None
    multiple_of: Decimal | None = None
    whole: bool = False
    together: str = ""
    soft_reservation_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """A pending move. key: the stock it holds; None for a soft one, which holds an item's amount.

    quantity: reserved at first; settled: used of it; `open_quantity` is still held.
    """

    reservation_id: int
    document: DocumentRef
    site: str
    owner: str
    item: str
    status: str
    key: StockKey | None
    quantity: Decimal
    settled: Decimal = Decimal(0)
    state: ReservationState = ReservationState.OPEN
    expires_at: datetime | None = None

    @property
    def open_quantity(self) -> Decimal:
        if self.state is not ReservationState.OPEN:
            return Decimal(0)
        return self.quantity - self.settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """What could not be reserved for a line: `wanted = reserved + short`."""

    document: DocumentRef
    item: str
    wanted: Decimal
    short: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """The result of `allocate` or `reserve`. Repeated: the reservations as they are now."""

    request_id: int
    reservations: tuple[Reservation, ...]
    shortfalls: tuple[Shortfall, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Dates of a production lot; they are of the lot, wherever it lies."""

    owner: str
    item: str
    lot: str
    expiry_on: date | None = None
    best_before_on: date | None = None
    production_on: date | None = None
    received_at: datetime | None = None

    @property
    def use_by_on(self) -> date | None:
        """The day FEFO goes by: expiry, else best before."""
        return self.expiry_on or self.best_before_on


@dataclass(frozen=True, slots=True, kw_only=True)
class StockFilter:
    """ "" or () does not filter. kinds: bin kinds; virtual bins only if named."""

    site: str = ""
    owner: str = ""
    item: str = ""
    lot: str = ""
    serial: str = ""
    status: str = ""
    bin: str = ""
    lpn: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    """One balance: what lies where. use_by_on is the lot's, received_at the oldest receipt's."""

    balance_id: int
    key: StockKey
    bin_kind: str
    on_hand: Decimal
    reserved: Decimal
    use_by_on: date | None
    received_at: datetime

    @property
    def available(self) -> Decimal:
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True, kw_only=True)
class StockSum:
    """A sum over balances. `group` names what it is summed by, in the order asked for."""

    group: tuple[str, ...]
    on_hand: Decimal
    reserved: Decimal
    promised: Decimal = Decimal(0)
    rows: int = 0
    use_by_on: date | None = None

    @property
    def available(self) -> Decimal:
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRow:
    """A move as posted. source_after, target_after: on hand of both keys right after it."""

    move_id: int
    posting_id: int
    source: StockKey
    target: StockKey
    quantity: Decimal
    source_after: Decimal
    target_after: Decimal
    reason: Reason
    reason_code: str
    document: DocumentRef
    at: datetime
    recorded_at: datetime
    actor: str

    def as_move(self) -> StockMove:
        """The move as it was handed to `post`."""
        return StockMove(
            source=self.source,
            target=self.target,
            quantity=self.quantity,
            reason=self.reason,
            document=self.document,
            reason_code=self.reason_code,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CensusLine:
    """Counted stock in real bins; bin is "" unless asked for."""

    site: str
    owner: str
    item: str
    lot: str
    status: str
    bin: str
    on_hand: Decimal
    reserved: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCensus:
    """Stock of one instant and the facts it holds: all up to `position`, and those in `beyond`."""

    at: datetime
    position: JournalPosition
    beyond: tuple[JournalPosition, ...]
    lines: tuple[CensusLine, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainCheck:
    """What a check of the journal's hash chain found. breaks: sentences; empty means untouched.

    head: hash of the last seal. Kept outside of the database, it proves the whole chain later.
    """

    seals: int
    entries: int
    head: bytes
    breaks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shortage:
    """A key that would be left with less than nothing, or with less than is reserved on it."""

    key: StockKey
    on_hand: Decimal
    reserved: Decimal


class LedgerError(LandbridgeError):
    """The ledger refused; nothing was changed."""


class InvalidMoveError(LedgerError):
    """A move or request that breaks a rule of form (same item on both sides, positive, ...)."""


class UnknownBinError(LedgerError):
    """A site and bin that do not exist, or a target bin that is not active."""


class InsufficientStockError(LedgerError):
    """A real bin would hold less than nothing, or less than is reserved on it."""

    def __init__(self, what: str, *, shortages: tuple[Shortage, ...]) -> None:
        super().__init__(what, remedy="Count the bin, or take the stock from another one.")
        self.shortages = shortages


class SerialElsewhereError(LedgerError):
    """A serial would be in two places at once."""


class KeyReusedError(LedgerError):
    """An idempotency key came again with another content."""


class ReservationClosedError(LedgerError):
    """A reservation that is settled, voided, expired or unknown cannot be used."""
