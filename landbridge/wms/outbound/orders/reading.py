"""Outbound documents against master data, and the locked orders they meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from landbridge.canon.outbound_order import OutboundOrder
from landbridge.kit.findings import Finding
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.rows import fetch_all, fetch_one
from landbridge.wms.master.contracts import Taken
from landbridge.wms.master.documents import ReadyDocument

SQL = named_sql("landbridge.wms.outbound", "sql/orders.sql")


Ready = ReadyDocument[OutboundOrder]


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
