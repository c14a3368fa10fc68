"""What the warehouse tells: its journal of business facts, and counts for reconciliation."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import Quantity, Uom
from landbridge.wms.facade.contracts import CensusRow, JournalEntry, JournalPage
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.ledger import queries as ledger
from landbridge.wms.ledger.contracts import JournalPosition, StockFilter

SQL = named_sql("landbridge.wms.facade", "sql/facade.sql")

# The journal also keeps facts of the warehouse's own; these are what others are told.
KINDS = (
    "receipt_confirmation", "shipment_confirmation", "progress", "stock_adjustment",
    "order_response", "return_receipt", "supplier_return",
)  # fmt: skip
ORDERS = ("outbound_order", "inbound_order")
MASTER = ("item", "party")

Where = dict[str, object]


def read_journal(ground: Ground, *, after: str = "", limit: int = 500) -> JournalPage:
    """Facts after a position, without gaps, in reading order. "" is the start.

    A page may be empty with `more`: go on with its position. ValueError if `after` is no position.
    """
    start = JournalPosition.parse(after)
    page = ledger.read_journal(ground, after=start, limit=limit, kinds=KINDS)
    return JournalPage(
        entries=tuple(
            JournalEntry(
                position=str(entry.position), kind=entry.fact.kind, owner=entry.fact.owner,
                number=entry.fact.number, version=json.loads(entry.fact.content)["version"],
                occurred_at=entry.at, content=entry.fact.content,
            )
            for entry in page.entries
        ),
        position=str(page.after), more=page.more,
    )  # fmt: skip


def wait_for_journal(ground: Ground, *, after: str, timeout_s: float) -> bool:
    """Block until the journal may hold more than `after` (True) or the time is over (False)."""
    with ground.pg.listen() as conn:
        conn.execute("LISTEN wms_journal")
        # What came before we listened is seen now; what comes later wakes us.
        page = ledger.read_journal(ground, after=JournalPosition.parse(after), limit=1)
        if page.entries or page.more:
            return True
        return any(True for _ in conn.notifies(timeout=timeout_s, stop_after=1))


def census(
    ground: Ground, *, subject: str, site: str = "", owner: str = "", items: Sequence[str] = ()
) -> Iterator[CensusRow]:
    """Count at one instant. subject: `stock`, `outbound_order`, `inbound_order`, `item`, `party`.

    Orders: the open ones, one row per line that still has something open.
    Wrong("subject") for another subject.
    """
    if subject not in ("stock", *ORDERS, *MASTER):
        raise Wrong(f"Nothing called {subject} can be counted.", "subject", read=subject)
    where: Where = {"site": site, "owner": owner, "items": [*items]}
    with ground.pg.snapshot() as conn:
        if subject == "stock":
            rows = _stock(ground, conn, where, site, owner, frozenset(items))
        else:
            rows = _documents(conn, subject, where)
    return iter(rows)


def _documents(conn: Connection, subject: str, where: Where) -> list[CensusRow]:
    position, beyond = ledger.journal_standing(conn)
    return [
        CensusRow(
            subject=subject, site=row[0], key=tuple(row[1]), quantity=Quantity(row[2], Uom(row[3])),
            unconfirmed=Decimal(row[6]), expiry_on=None, version=row[4], position=str(position),
            beyond=tuple(map(str, beyond)), facts=row[5],
        )
        for row in conn.execute(SQL[f"census_{subject}"], where)
    ]  # fmt: skip


def _stock(
    ground: Ground,
    conn: Connection,
    where: Where,
    site: str,
    owner: str,
    items: frozenset[str],
) -> list[CensusRow]:
    counted = ledger.census(ground, StockFilter(site=site, owner=owner), conn=conn)
    # Goods received and goods that came back may lie under one key.
    unconfirmed: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for *place, amount in conn.execute(SQL["unconfirmed"], where):
        unconfirmed[tuple(place)] += amount
    facts: dict[tuple[str, ...], tuple[str, int]] = {}
    for *name, uom, version in conn.execute(SQL["census_items"], where):
        facts[tuple(name)] = (uom, version)
    days: dict[tuple[str, ...], date] = {}
    for *lot, day in conn.execute(SQL["census_lots"], where):
        days[tuple(lot)] = day
    # What is not there any more, and nobody was told that it came, counts, too.
    there: dict[tuple[str, ...], Decimal] = dict.fromkeys(unconfirmed, Decimal(0))
    there |= {
        (line.site, line.owner, line.item, line.lot, line.status): line.on_hand
        for line in counted.lines
    }
    rows = []
    for spot, on_hand in there.items():
        key = spot[1:]
        if items and key[1] not in items:
            continue
        uom, version = facts.get(key[:2], ("", 0))
        rows.append(
            CensusRow(
                subject="stock", site=spot[0], key=key, version=version,
                quantity=Quantity(on_hand, Uom(uom)), unconfirmed=unconfirmed[spot],
                expiry_on=days.get(key[:3]), position=str(counted.position),
                beyond=tuple(map(str, counted.beyond)),
            )
        )  # fmt: skip
    return rows
