"""Rows of work orders on the caller's transaction, and the steps every operation takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.rows import as_json, fetch_all, fetch_one
from landbridge.wms.ledger.contracts import DocumentRef
from landbridge.wms.upkeep.kitting.rules import AtStation, Line

SQL = named_sql("landbridge.wms.upkeep", "sql/kitting.sql")
DOCUMENT = "work_order"
TASK = "component"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNow:
    """A work order, locked for this transaction."""

    work_order_id: int
    number: str
    site_id: int
    site: str
    kind: str
    item_id: int
    bom_id: int
    quantity: Decimal
    made: Decimal
    station: str
    lot: str
    expiry_on: date | None
    priority: int
    closed_at: datetime | None

    def document(self, line: int) -> DocumentRef:
        return DocumentRef(DOCUMENT, self.number, str(line))


def lock_order(conn: Connection, work_order_id: int) -> OrderNow:
    """The open order. Wrong: not-found, order-closed."""
    order = fetch_one(conn, OrderNow, SQL["lock_order"], {"work_order_id": work_order_id})
    if order is None:
        raise Wrong("There is no such work order.", "not-found", read=str(work_order_id))
    if order.closed_at is not None:
        raise Wrong(f"{order.number} is closed. Nothing was changed.", "order-closed")
    return order


def lines_of(conn: Connection, order: OrderNow) -> list[Line]:
    return fetch_all(conn, Line, SQL["lines"], {"work_order_id": order.work_order_id})


def stock_of(conn: Connection, order: OrderNow) -> list[AtStation]:
    """What stands at the station for the order, of each line first expired first."""
    return fetch_all(conn, AtStation, SQL["stock"], {"work_order_id": order.work_order_id})


def step_line(
    conn: Connection, line: Line, *, picked: Decimal = Decimal(0), used: Decimal = Decimal(0)
) -> None:
    where = {"work_line_id": line.work_line_id, "picked": picked, "used": used}
    conn.execute(SQL["step_line"], where)


def take_stock(conn: Connection, chosen: Sequence[tuple[AtStation, Decimal]]) -> None:
    rows: list[Mapping[str, object]] = [
        {"work_stock_id": row.work_stock_id, "quantity": part} for row, part in chosen
    ]
    conn.execute(SQL["take_stock"], {"rows": as_json(rows)})
