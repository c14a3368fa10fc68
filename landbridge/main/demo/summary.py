"""What a played day comes to: documents each way, latencies, what is finished, whose stock is what.

The comparison of stock is made here from both sides' own books, and not by the bridge that is
being judged.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from landbridge.hub.facade.views import DocumentRow
from landbridge.kit.quantity import plain
from landbridge.main.demo.erp import Books, Entered
from landbridge.wms.facade.contracts import StockRow

DOWN = ("inbound_order", "outbound_order")
BACK = ("receipt_confirmation", "shipment_confirmation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Milliseconds from the commit at the source to the acknowledgement by the target."""

    count: int
    p50: float | None
    p99: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockDifference:
    item: str
    lot: str
    erp: Decimal
    warehouse: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """documents: by kind, what crossed since the day began.
    exchanges: the twelve by name, and transfers, with how often each was used.

    twice: numbers of the warehouse that the ERP has booked more than once.
    stock_lines: keys (item, lot or serial) compared.  differences: those on which the sides do
    not agree.  unexplained: keys that the bridge's own reconciliation cannot explain.
    incidents: what the bridge told people meanwhile, with its cause; in a day without mistakes
    nothing.
    held: documents that need a person.  books_wrong: what does not add up in the stock ledger, or
    was changed behind the journal's seal.
    """

    documents: dict[str, int]
    exchanges: dict[str, int]
    latency_down: Latency
    latency_back: Latency
    orders_entered: int
    orders_finished: int
    shipments_done: int
    receipts_done: int
    unfinished: tuple[str, ...]
    twice: tuple[str, ...]
    stock_lines: int
    differences: tuple[StockDifference, ...]
    unexplained: int
    incidents: tuple[str, ...]
    held: tuple[str, ...]
    books_wrong: tuple[str, ...]
    restarts: int
    seconds: float

    @property
    def finished(self) -> bool:
        return all(self.exchanges.values()) and self.is_whole

    @property
    def is_whole(self) -> bool:
        """What was begun came to its end, once; not every exchange needs to be used."""
        return not (self.unfinished or self.twice or self.held or self.books_wrong)

    @property
    def stock_agrees(self) -> bool:
        return not self.differences and not self.unexplained

    def as_json(self) -> dict[str, object]:
        """The last line of `landbridge demo --once --json`."""
        return {
            "finished": self.finished,
            "orders": {"entered": self.orders_entered, "finished": self.orders_finished},
            "documents": self.documents,
            "exchanges": self.exchanges,
            "latency_ms": {"erp_to_warehouse": self.latency_down, "back": self.latency_back},
            "shipments_done": self.shipments_done,
            "receipts_done": self.receipts_done,
            "stock_agrees": self.stock_agrees,
            "stock_lines": self.stock_lines,
            "unexplained": self.unexplained,
            "incidents": self.incidents,
            "differences": self.differences,
            "unfinished": self.unfinished,
            "twice": self.twice,
            "held": self.held,
            "books_wrong": self.books_wrong,
            "restarts": self.restarts,
            "seconds": round(self.seconds, 1),
        }


def latency(rows: Iterable[DocumentRow], kinds: Sequence[str]) -> Latency:
    """Of first versions only: a later version may wait for the floor on purpose."""
    taken = sorted(
        _ms(row.occurred_at, row.finished_at)
        for row in rows
        if row.kind in kinds and row.occurred_at is not None and row.finished_at is not None
    )
    if not taken:
        return Latency(count=0, p50=None, p99=None)
    return Latency(count=len(taken), p50=percentile(taken, 0.50), p99=percentile(taken, 0.99))


def _ms(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() * 1000


def percentile(ordered: Sequence[float], share: float) -> float:
    """The nearest rank: the smallest value with at least `share` of all at or below it."""
    return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], 1)


def count_documents(rows: Iterable[DocumentRow]) -> dict[str, int]:
    return dict(sorted(Counter(row.kind or "not_understood" for row in rows).items()))


def compare_stock(books: Books, rows: Iterable[StockRow]) -> tuple[int, list[StockDifference]]:
    """Compare both sides per item and lot (or serial); how many keys, and where they differ."""
    erp = {(line.item, line.lot): line.quantity for line in books.stock}
    warehouse: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        warehouse[row.item, row.serial or row.lot] += row.on_hand
    keys = sorted(erp.keys() | {key for key, quantity in warehouse.items() if quantity})
    differences = [
        StockDifference(
            item=item,
            lot=lot,
            erp=erp.get((item, lot), Decimal(0)),
            warehouse=warehouse.get((item, lot), Decimal(0)),
        )
        for item, lot in keys
        if erp.get((item, lot), Decimal(0)) != warehouse.get((item, lot), Decimal(0))
    ]
    return len(keys), differences


def unfinished(entered: Sequence[Entered], books: Books) -> list[str]:
    """Numbers of orders that the ERP does not hold for finished."""
    open_numbers = {*books.open_sales, *books.open_purchases}
    served = {
        order
        for booked in (
            *books.finished_shipments,
            *books.finished_receipts,
            *(one for one in (*books.returns, *books.transfers) if one.state == "done"),
        )
        for order in booked.orders
    }
    return [one.number for one in entered if one.number in open_numbers or one.number not in served]


def shipped_twice(books: Books) -> list[str]:
    """Numbers of the warehouse that stand on more than one finished shipment or receipt."""
    found: list[str] = []
    moved = (books.finished_shipments, books.finished_receipts, books.returns)
    for booked in (*moved, books.supplier_returns):
        times = Counter(one.reference for one in booked if one.reference)
        found.extend(number for number, count in times.items() if count > 1)
    return sorted(found)


def text_of(summary: Summary) -> str:
    """The summary for people."""
    agree = "agree" if summary.stock_agrees else "DO NOT AGREE"
    lines = [
        f"  orders        {summary.orders_finished} of {summary.orders_entered} finished in the "
        f"ERP: {summary.shipments_done} shipments, {summary.receipts_done} receipts",
        "  documents     "
        + ", ".join(f"{count} {kind}" for kind, count in summary.documents.items()),
        "  exchanges     "
        + ", ".join(f"{name} {count}" for name, count in summary.exchanges.items()),
        f"  to warehouse  {_latency_text(summary.latency_down)}",
        f"  and back      {_latency_text(summary.latency_back)}",
        f"  stock         {summary.stock_lines} item lots compared: they {agree}",
        *(
            f"                {one.item} {one.lot}: ERP {plain(one.erp)}, warehouse "
            f"{plain(one.warehouse)}"
            for one in summary.differences[:20]
        ),
    ]
    for title, values in (
        ("unfinished", summary.unfinished),
        ("twice", summary.twice),
        ("incidents", summary.incidents),
        ("held", summary.held),
        ("books", summary.books_wrong),
    ):
        lines.extend(f"  {title:<12}  {value}" for value in values[:20])
    if summary.restarts:
        lines.append(f"  restarts      {summary.restarts} processes died and were started again")
    lines.append(f"  took          {summary.seconds:.1f} s")
    return "\n".join(lines)


def _latency_text(latency: Latency) -> str:
    if latency.p50 is None:
        return "no document"
    return f"p50 {latency.p50:.0f} ms, p99 {latency.p99:.0f} ms over {latency.count} documents"
