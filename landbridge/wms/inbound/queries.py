"""What people see of goods coming in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from landbridge.canon import load_json
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Page, Wrong
from landbridge.wms.forms.rows import (
    clean,
    fetch_all,
    like_part,
    like_start,
    page_limit,
    read_position,
    write_position,
)
from landbridge.wms.inbound.contracts import (
    InboundLineView,
    InboundOrderPage,
    InboundOrderRow,
    ReceiptLineView,
    ReceiptView,
)
from landbridge.wms.inbound.orders.rules import state_of, status_text
from landbridge.wms.master.queries import site_by_code

SQL = named_sql("landbridge.wms.inbound", "sql/orders.sql")
FIRST = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    order_id: int
    owner: str
    number: str
    version: int
    site: str
    supplier: str
    supplier_name: str
    source: str
    expected_on: date | None
    created_at: datetime
    cancelled_at: datetime | None
    closed_at: datetime | None
    line_count: int
    received_line_count: int
    begun_line_count: int
    open_receipt_id: int | None

    def view(self) -> InboundOrderRow:
        state = state_of(self.cancelled_at, self.closed_at)
        return InboundOrderRow(
            order_id=self.order_id, owner=self.owner, number=self.number, version=self.version,
            site=self.site, supplier=self.supplier, supplier_name=self.supplier_name,
            source=self.source, expected_on=self.expected_on, created_at=self.created_at,
            state=state, line_count=self.line_count,
            received_line_count=self.received_line_count, open_receipt_id=self.open_receipt_id,
            status_text=status_text(
                state, line_count=self.line_count, received_count=self.received_line_count,
                begun_count=self.begun_line_count, receiving=self.open_receipt_id is not None,
            ),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _LineRow:
    line_id: str
    item: str
    description: str
    uom: str
    expected: Decimal
    received: Decimal
    open: Decimal
    lot: str
    expiry_on: date | None
    serials: list[str]
    lpn: str
    lot_controlled: bool
    expiry_controlled: bool
    serial_controlled: bool
    barcodes: list[str]
    note: str


def inbound_orders(
    ground: Ground,
    *,
    site: str = "",
    text: str = "",
    state: str = "open",
    limit: int = 50,
    after: str = "",
) -> Page[InboundOrderRow]:
    """text: part of number, supplier or any reference of open orders; with another state the
    beginning of any number. state: `open` (oldest first), `closed`, `all` (newest first).
    """
    if state not in ("open", "closed", "all"):
        raise Wrong(f"{state} is not open, closed or all.", "state", read=state)
    limit = page_limit(limit)
    start = read_position(after, int)
    with ground.pg.snapshot() as conn:
        where = {
            "site_id": site_by_code(conn, site).site_id if site else None, "text": clean(text),
            "part": like_part(text), "start": like_start(text), "limit": limit + 1,
            "after": start[0] if start else 0, "before": start[0] if start else FIRST,
            "only_closed": state == "closed",
        }  # fmt: skip
        name = "open_ids" if state == "open" else "past_ids"
        ids = [row[0] for row in conn.execute(SQL[name], where)]
        rows = order_rows(conn, ids[:limit])
    return Page(rows=rows, after=write_position(ids[limit - 1]) if len(ids) > limit else "")


def order_rows(conn: Connection, order_ids: Sequence[int]) -> tuple[InboundOrderRow, ...]:
    """Rows for lists, in the order of the ids."""
    found = {
        row.order_id: row.view()
        for row in fetch_all(conn, _Row, SQL["page"], {"order_ids": [*order_ids]})
    }
    return tuple(found[order_id] for order_id in order_ids if order_id in found)


def inbound_order(
    ground: Ground, *, order_id: int = 0, owner: str = "", number: str = ""
) -> InboundOrderPage | None:
    """By id, or by owner and number."""
    with ground.pg.snapshot() as conn:
        if not order_id:
            row = conn.execute(SQL["id_by_number"], {"owner": owner, "number": number}).fetchone()
            order_id = row[0] if row else 0
        rows = order_rows(conn, [order_id])
        if not rows:
            return None
        head = conn.execute(SQL["order_content"], {"order_id": order_id}).fetchone()
        assert head is not None
        lines = fetch_all(conn, _LineRow, SQL["line_views"], {"order_id": order_id})
        receipts = _receipts(conn, order_id=order_id)
    return InboundOrderPage(
        order=rows[0], note=head[0], lines=tuple(_line(line) for line in lines),
        receipts=receipts,
        references=tuple(
            (entry.kind, entry.number) for entry in load_json(head[1].encode()).references
        ),
    )  # fmt: skip


def _line(row: _LineRow) -> InboundLineView:
    values: dict[str, Any] = {name: getattr(row, name) for name in _LineRow.__slots__}
    return InboundLineView(
        **values | {"serials": tuple(row.serials), "barcodes": tuple(row.barcodes)}
    )


def receipt(ground: Ground, *, receipt_id: int) -> ReceiptView | None:
    """One receipt with what was counted in so far."""
    with ground.pg.snapshot() as conn:
        found = _receipts(conn, receipt_id=receipt_id)
    return found[0] if found else None


def _receipts(
    conn: Connection, *, order_id: int = 0, receipt_id: int = 0
) -> tuple[ReceiptView, ...]:
    """Receipts of an order, newest first, or one by id."""
    if not order_id and not receipt_id:
        return ()
    where = {"order_id": order_id, "receipt_id": receipt_id}
    heads = conn.execute(SQL["receipts"], where).fetchall()
    lines: dict[int, list[ReceiptLineView]] = {head[0]: [] for head in heads}
    with conn.cursor() as cursor:
        cursor.execute(SQL["receipt_lines"], {"receipt_ids": [*lines]})
        names = [column.name for column in cursor.description or ()]
        for row in cursor:
            values = dict(zip(names, row, strict=True))
            owner_id = values.pop("receipt_id")
            view = ReceiptLineView(**values | {"serials": tuple(values["serials"])})
            lines[owner_id].append(view)
    return tuple(
        ReceiptView(
            receipt_id=head[0], number=head[1], site=head[2], order_id=head[3],
            order_number=head[4], bin=head[5], delivery_note=head[6], opened_at=head[7],
            opened_by=head[8], closed_at=head[9], lines=tuple(lines[head[0]]),
        )
        for head in heads
    )  # fmt: skip
