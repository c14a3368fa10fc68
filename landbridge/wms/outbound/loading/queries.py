"""What people and papers see of loads."""

from decimal import Decimal

from landbridge.canon import load_json
from landbridge.canon.outbound_order import OutboundOrder
from landbridge.kit.ground import Ground
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Page
from landbridge.wms.forms.rows import fetch_all, page_limit, page_of, read_position
from landbridge.wms.master.queries import site_by_code
from landbridge.wms.outbound.loading.contracts import (
    BillOfLadingLine,
    LoadPage,
    LoadRow,
    ManifestRow,
)
from landbridge.wms.outbound.staging.queries import still_to_load

SQL = named_sql("landbridge.wms.outbound", "sql/loading.sql")
FIRST = 2**62


def loads(ground: Ground, *, site: str = "", limit: int = 50, after: str = "") -> Page[LoadRow]:
    """Loads, newest first."""
    limit = page_limit(limit)
    start = read_position(after, int)
    with ground.pg.snapshot() as conn:
        where = {
            "site_id": site_by_code(conn, site).site_id if site else None, "load_id": 0,
            "before": start[0] if start else FIRST, "limit": limit + 1,
        }  # fmt: skip
        rows = fetch_all(conn, LoadRow, SQL["loads"], where)
    return page_of(rows, limit, "load_id")


def load(ground: Ground, *, load_id: int) -> LoadPage | None:
    """A load with its manifest and bill of lading."""
    with ground.pg.snapshot() as conn:
        where = {"site_id": None, "load_id": load_id, "before": FIRST, "limit": 1}
        rows = fetch_all(conn, LoadRow, SQL["loads"], where)
        if not rows:
            return None
        cursor = conn.execute(SQL["manifest"], {"load_id": load_id})
        names = [column.name for column in cursor.description or ()]
        found = [dict(zip(names, row, strict=True)) for row in cursor]
        waiting = still_to_load(conn, load_id)
    contents = {row["order_number"]: row["content"] for row in found}
    manifest = tuple(
        ManifestRow(**{name: value for name, value in row.items() if name != "content"})
        for row in found
    )
    lines = []
    for number, content in contents.items():
        document = load_json(content.encode())
        assert isinstance(document, OutboundOrder)
        mine = [row for row in manifest if row.order_number == number]
        weight = sum((row.gross_weight_g or Decimal(0) for row in mine), Decimal(0))
        lines.append(
            BillOfLadingLine(
                order_number=number,
                ship_to=document.ship_to,
                carton_count=len(mine),
                gross_weight_g=weight,
            )
        )
    return LoadPage(
        load=rows[0], manifest=manifest, bill_of_lading=tuple(lines), waiting=waiting
    )  # fmt: skip
