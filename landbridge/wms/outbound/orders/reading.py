"""Outbound documents against master data, and the locked orders they meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from landbridge.canon.outbound_order import OutboundOrder
from landbridge.kit.findings import Finding, error
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.rows import fetch_all, fetch_one
from landbridge.wms.master.contracts import Refused, Taken
from landbridge.wms.master.lines import ReadLine, items_of, read_lines
from landbridge.wms.master.queries import items_by_code, sites_by_code

SQL = named_sql("landbridge.wms.outbound", "sql/orders.sql")


@dataclass(frozen=True, slots=True)
class Ready:
    """A document whose site and items are known."""

    document: OutboundOrder
    site_id: int
    lines: tuple[ReadLine, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.document.owner.code, self.document.number


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNow:
    """An outbound order, locked. Whoever changes anything of an order holds this lock."""

    order_id: int
    owner: str
    number: str
    version: int
    site_id: int
    customer: str
    ship_on: date | None
    carrier_code: str
    service_code: str
    priority: int
    ship_complete: bool
    content: str
    cancelled_at: datetime | None
    closed_at: datetime | None


def read_documents(conn: Connection, documents: Sequence[OutboundOrder]) -> list[Ready | Refused]:
    """Each document with site and items, or why it cannot be taken."""
    sites = sites_by_code(conn, (document.site for document in documents))
    items = items_by_code(
        conn,
        (pair for document in documents for pair in items_of(document.owner.code, document.lines)),
    )
    read: list[Ready | Refused] = []
    for document in documents:
        site = sites.get(document.site)
        if site is None:
            text = f"There is no site {document.site!r}; open it or correct the map."
            read.append(Refused((error("site", "unknown-site", text),)))
            continue
        lines = read_lines(document.owner.code, document.lines, items)
        if isinstance(lines, Refused):
            read.append(lines)
        else:
            read.append(Ready(document, site.site_id, lines))
    return read


def lock_known(conn: Connection, ready: Sequence[Ready]) -> dict[tuple[str, str], OrderNow]:
    """The orders that are known already, locked in one order."""
    rows = fetch_all(
        conn, OrderNow, SQL["lock_orders_by_number"],
        {
            "owners": [entry.document.owner.code for entry in ready],
            "numbers": [entry.document.number for entry in ready],
        },
    )  # fmt: skip
    return {(row.owner, row.number): row for row in rows}


def lock_order(conn: Connection, order_id: int) -> OrderNow:
    """Wrong("not-found")."""
    order = fetch_one(conn, OrderNow, SQL["lock_order"], {"order_id": order_id})
    if order is None:
        raise Wrong("There is no such outbound order.", "not-found", read=str(order_id))
    return order


def taken(entry: Ready, findings: tuple[Finding, ...] = ()) -> Taken:
    """The result for a document that holds now."""
    document = entry.document
    return Taken(
        kind=document.kind, owner=document.owner.code, number=document.number,
        version=document.version, findings=findings,
    )  # fmt: skip
