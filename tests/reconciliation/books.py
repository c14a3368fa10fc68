"""FAKE systems with books of their own, for faults that no real system produces on demand.

`Books` is one side: stock by its bookings, orders, master data. It tells documents, takes them,
counts, and shows its history, as a connector does. `Twist` decides what it books for a document.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from landbridge.canon import Document, dump_json, load_json
from landbridge.canon.inbound_order import InboundOrder
from landbridge.canon.item import Item
from landbridge.canon.outbound_order import OutboundOrder
from landbridge.canon.party import Party
from landbridge.canon.receipt_confirmation import ReceiptConfirmation
from landbridge.canon.shipment_confirmation import ShipmentConfirmation
from landbridge.connect.history import (
    ADJUSTMENT,
    RECEIPT,
    SHIPMENT,
    ChangedItems,
    HistoryQuestion,
    HistoryRow,
)
from landbridge.connect.manifest import Manifest, Speaks
from landbridge.connect.protocols import (
    Absent,
    CensusQuestion,
    CensusRow,
    Delivered,
    Found,
    Health,
    Parcel,
    Payload,
    PositionLost,
    Pulled,
    PushResult,
    Refused,
    SourceUnavailable,
    Unavailable,
    Unknown,
)
from landbridge.connect.registry import ConnectorKind, Surroundings
from landbridge.connect.testing.fake_shore import Config
from landbridge.kit.clock import VirtualClock
from landbridge.kit.findings import error
from landbridge.kit.quantity import EACH, Quantity

OWNER = "ACME"
FLOOR = ("receipt_confirmation", "shipment_confirmation", "stock_adjustment")
OFFICE = ("item", "party", "inbound_order", "outbound_order")
REASONS = {"receipt_confirmation": RECEIPT, "shipment_confirmation": SHIPMENT}
Twist = Callable[["Books", Document, list[HistoryRow]], list[HistoryRow] | PushResult]
Lines = dict[tuple[str, str], Decimal]  # (order number, line) -> what is open


@dataclass
class Books:
    """One side's books; every connector made of it shares them. twists: by document number."""

    name: str
    clock: VirtualClock
    tells: Sequence[str]
    takes: Sequence[str]
    bookings: list[HistoryRow] = field(default_factory=list)
    orders: dict[str, Lines] = field(default_factory=dict)
    masters: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    told: list[tuple[int, Payload]] = field(default_factory=list)
    taken: dict[str, Document] = field(default_factory=dict)
    twists: dict[str, Twist] = field(default_factory=dict)
    down: str = ""
    logged_out: bool = False
    lost: bool = False
    announced: int = 0
    while_counting: list[Callable[[], None]] = field(default_factory=list)
    can_tell_history: bool = True
    unit: dict[str, str] = field(default_factory=dict)

    # ------------------------------------------------------------ what happens here

    def book(
        self, item: str, change: int, *, lot: str = "", status: str = "available",
        reason: str = ADJUSTMENT, document: str = "", reference: str = "", days_ago: int = 0,
    ) -> None:  # fmt: skip
        now = self.clock.now()
        self.bookings.append(
            HistoryRow(
                item=item, change=Quantity(Decimal(change), EACH), at=now, lot=lot, status=status,
                reason=reason, document=document, reference=reference or f"B{len(self.bookings)}",
                actor="somebody", effective_on=(now - timedelta(days=days_ago)).date(),
            )
        )  # fmt: skip

    def tell(self, document: Document, *, key: str = "") -> None:
        name = key or f"{document.kind}/{document.number}/{document.version}"
        self.tell_bytes(name, dump_json(document))

    def tell_bytes(self, key: str, content: bytes) -> None:
        self.told.append((len(self.told) + 1, Payload(source_key=key, content=content)))

    def do(self, document: Document) -> None:
        """A fact of this side: booked and told."""
        self.keep(document)
        self.tell(document)

    def keep(self, document: Document) -> None:
        """What a document does to the books."""
        self.bookings += self.rows_of(document)
        self._keep_order(document)

    def rows_of(self, document: Document) -> list[HistoryRow]:
        now = self.clock.now()
        return [
            HistoryRow(
                item=one.item, change=one.change, at=now, lot=one.lot, status=one.status,
                reason=REASONS.get(document.kind, ADJUSTMENT), document=document.number,
                reference=f"{self.name}-{document.number}", effective_on=now.date(),
            )
            for one in document.stock_effects()
        ]  # fmt: skip

    def _keep_order(self, document: Document) -> None:
        match document:
            case OutboundOrder() | InboundOrder():
                lines = self.orders.setdefault(document.kind, {})
                for line in document.lines:
                    open_now = 0 if document.status == "cancelled" else line.quantity.value
                    lines[document.number, line.line_id] = Decimal(open_now)
            case ShipmentConfirmation():
                lines = self.orders.setdefault("outbound_order", {})
                for line in document.lines:
                    if (document.order_number, line.order_line_id) in lines:
                        lines[document.order_number, line.order_line_id] -= line.shipped.value
            case ReceiptConfirmation():
                lines = self.orders.setdefault("inbound_order", {})
                for line in document.lines:
                    if (document.order_number, line.order_line_id) in lines:
                        lines[document.order_number, line.order_line_id] -= line.received.value
            case Item():
                facts = {"description": document.description, "base_uom": str(document.base_uom)}
                self._keep_master("item", document.number, facts if document.active else None)
            case Party():
                facts = {"name": document.name}
                self._keep_master("party", document.number, facts if document.active else None)
            case _:
                pass

    def _keep_master(self, kind: str, code: str, facts: dict[str, str] | None) -> None:
        known = self.masters.setdefault(kind, {})
        if facts is None:
            known.pop(code, None)
        else:
            known[code] = facts

    # ------------------------------------------------------------ as a connector

    def kind(self) -> ConnectorKind:
        extra = ("history", "changes") if self.can_tell_history else ()
        manifest = Manifest(
            name=self.name, title=f"Fake {self.name}", tier="bronze", syntax="canon",
            capabilities=("source", "sink", "census", *extra), sweep_interval_s=300.0,
            speaks=(
                *(Speaks(document=one, direction="in", stream="all") for one in self.tells),
                *(Speaks(document=one, direction="out") for one in self.takes),
            ),
        )  # fmt: skip
        return ConnectorKind(manifest, __package__, Config, self.make)

    def make(self, _config: Config, _surroundings: Surroundings) -> "BooksConnector":
        return BooksConnector(self)


class BooksConnector:
    """Stands between the bridge and `Books`."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def check_health(self) -> Health:
        return Health(ok=not self._books.down, text="A fake.")

    def close(self) -> None:
        pass

    def streams(self) -> Sequence[str]:
        return ("all",)

    def pull(self, stream: str, cursor: str | None, *, limit: int) -> Pulled:
        books = self._books
        self._expect_up()
        if books.lost and cursor:
            raise PositionLost("the fake was restored from an old copy")
        after = int(cursor or 0)
        ready = [one for one in books.told if one[0] > after]
        page = ready[:limit]
        announced, books.announced = books.announced, 0
        return Pulled(
            payloads=[payload for _, payload in page],
            cursor=str(page[-1][0]) if page else cursor,
            more=len(ready) > limit,
            announced_count=announced or None,
        )

    def push(self, parcels: Sequence[Parcel]) -> Sequence[PushResult]:
        return [self._push(parcel) for parcel in parcels]

    def _push(self, parcel: Parcel) -> PushResult:
        books, document = self._books, load_json(parcel.content)
        if books.down:
            return Unavailable(books.down)
        if parcel.idempotency_key in books.taken:
            return Delivered(already_there=True)
        twist = books.twists.get(parcel.number)
        rows = books.rows_of(document)
        if twist is not None:
            twisted = twist(books, document, rows)
            if not isinstance(twisted, list):
                if isinstance(twisted, Unknown):
                    books.taken[parcel.idempotency_key] = document
                    books.keep(document)
                return twisted
            books.bookings += twisted
        else:
            books.keep(document)
        books.taken[parcel.idempotency_key] = document
        return Delivered(target_number=f"{books.name}-{parcel.number}")

    def find(self, parcel: Parcel) -> Found | Absent:
        there = parcel.idempotency_key in self._books.taken
        return Found(target_number=f"{self._books.name}-{parcel.number}") if there else Absent()

    def count(self, question: CensusQuestion) -> Iterator[CensusRow]:
        self._expect_up()
        match question.subject:
            case "stock":
                found = self._stock(question)
            case "item" | "party":
                found = self._masters(question)
            case _:
                found = self._orders(question)
        rows = list(found)
        for happens in self._books.while_counting:
            happens()
        return iter(rows)

    def _stock(self, question: CensusQuestion) -> Iterator[CensusRow]:
        totals: dict[tuple[str, str, str], Decimal] = {}
        for one in self._books.bookings:
            key = (one.item, one.lot, one.status)
            totals[key] = totals.get(key, Decimal(0)) + one.change.value
        for (item, lot, status), value in totals.items():
            if value and (not question.items or item in question.items):
                uom = type(EACH)(self._books.unit.get(item, str(EACH)))
                yield CensusRow(key=(OWNER, item, lot, status), quantity=Quantity(value, uom))

    def _orders(self, question: CensusQuestion) -> Iterator[CensusRow]:
        for (number, line), value in self._books.orders.get(question.subject, {}).items():
            if value:
                yield CensusRow(key=(OWNER, number, line), quantity=Quantity(value, EACH))

    def _masters(self, question: CensusQuestion) -> Iterator[CensusRow]:
        for code, facts in self._books.masters.get(question.subject, {}).items():
            yield CensusRow(
                key=(OWNER, code), quantity=Quantity(Decimal(1), EACH), facts=dict(facts)
            )

    def history(self, question: HistoryQuestion) -> Iterator[HistoryRow]:
        for one in self._books.bookings:
            if one.item in question.items and one.at >= question.since:
                yield one

    def changed_items(self, *, owner: str, since: str) -> ChangedItems:
        self._expect_up()
        now = self._books.clock.now()
        if not since:
            return ChangedItems(items=None, position=now.isoformat())
        begin = datetime.fromisoformat(since)
        items = frozenset(one.item for one in self._books.bookings if one.at >= begin)
        return ChangedItems(items=items, position=now.isoformat())

    def _expect_up(self) -> None:
        books = self._books
        if books.logged_out:
            raise SourceUnavailable("the password was changed", needs_login=True)
        if books.down:
            raise SourceUnavailable(books.down)


# ------------------------------------------------------------------ twists


def nothing(_books: Books, _document: Document, _rows: list[HistoryRow]) -> list[HistoryRow]:
    """Says yes and books nothing."""
    return []


def times(count: int) -> Twist:
    """Books it so many times."""
    return lambda _books, _document, rows: rows * count


def scaled(numerator: int, denominator: int = 1) -> Twist:
    """Books so many times the quantity, in one booking."""

    def twist(_books: Books, _document: Document, rows: list[HistoryRow]) -> list[HistoryRow]:
        return [
            replace(row, change=Quantity(row.change.value * numerator / denominator, EACH))
            for row in rows
        ]

    return twist


def with_parts(**parts: str) -> Twist:
    """Books it on another lot, status or item."""
    return lambda _books, _document, rows: [replace(row, **parts) for row in rows]


def taken_back(_books: Books, _document: Document, rows: list[HistoryRow]) -> list[HistoryRow]:
    """Books it, and somebody there cancels the booking."""
    return [*rows, *(replace(row, change=-row.change) for row in rows)]


def refused(_books: Books, _document: Document, _rows: list[HistoryRow]) -> PushResult:
    return Refused((error("lines[0].item", "unknown-item", "The item is not known here."),))


def answer_lost(_books: Books, _document: Document, _rows: list[HistoryRow]) -> PushResult:
    """Books it; the answer does not arrive."""
    return Unknown("the fake lost its answer")
