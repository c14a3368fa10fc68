"""What people see of waves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Page
from landbridge.wms.forms.rows import fetch_all, page_limit, page_of, read_position
from landbridge.wms.master.queries import site_by_code
from landbridge.wms.outbound.waves.contracts import ClusterView, WaveOutlook, WavePage, WaveRow
from landbridge.wms.outbound.waves.grouping import Trips
from landbridge.wms.outbound.waves.outlook import OrderDue, outlook_of

SQL = named_sql("landbridge.wms.outbound", "sql/waves.sql")
FIRST = 2**62


def waves(ground: Ground, *, site: str = "", limit: int = 50, after: str = "") -> Page[WaveRow]:
    """Waves, newest first."""
    limit, now = page_limit(limit), ground.clock.now()
    start = read_position(after, int)
    with ground.pg.snapshot() as conn:
        site_id = site_by_code(conn, site).site_id if site else None
        rows = _rows(
            conn, now, site_id=site_id, before=start[0] if start else FIRST, limit=limit + 1
        )
    return page_of(rows, limit, "wave_id")


def wave(ground: Ground, *, wave_id: int) -> WavePage | None:
    """One wave with its tours and the ids of its orders."""
    now = ground.clock.now()
    with ground.pg.snapshot() as conn:
        rows = _rows(conn, now, wave_id=wave_id)
        if not rows:
            return None
        found = _dicts(conn, "clusters_of_wave", {"wave_id": wave_id, "now": now})
        clusters = tuple(
            ClusterView(**row | {"bins": tuple(dict.fromkeys(row["bins"]))}) for row in found
        )
        dues = []
        if rows[0].due_count:
            dues = fetch_all(conn, OrderDue, SQL["dues_of_wave"], {"wave_id": wave_id})
        orders = conn.execute(
            "SELECT order_id, number FROM outbound_order WHERE wave_id = %s"
            " ORDER BY priority, order_id LIMIT 500",
            [wave_id],
        ).fetchall()
    return WavePage(
        wave=rows[0], clusters=clusters, orders=tuple((row[0], row[1]) for row in orders),
        outlook=_outlook(rows[0], dues, len(clusters)),
    )  # fmt: skip


def _outlook(row: WaveRow, dues: Sequence[OrderDue], tours: int) -> WaveOutlook | None:
    """As it was planned; None before the release."""
    if row.released_at is None or row.state == "cancelled":
        return None
    told = outlook_of(
        dues, pickers=row.pickers, packing_min=row.packing_min,
        whole=Trips(text=row.plan_text), tour_count=tours, advice=row.advice,
    )  # fmt: skip
    return replace(told, work_min=row.work_min, before_m=row.before_m, planned_m=row.planned_m,
                   gap_percent=row.gap_percent)  # fmt: skip


def _rows(
    conn: Connection,
    now: datetime,
    *,
    site_id: int | None = None,
    wave_id: int = 0,
    before: int = FIRST,
    limit: int = 1,
) -> tuple[WaveRow, ...]:
    where = {
        "site_id": site_id, "wave_id": wave_id, "now": now, "before": before, "limit": limit,
    }  # fmt: skip
    return tuple(_row(row) for row in _dicts(conn, "waves", where))


def _dicts(conn: Connection, name: str, where: dict[str, Any]) -> list[dict[str, Any]]:
    with conn.cursor() as cursor:
        cursor.execute(SQL[name], where)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def _row(row: dict[str, Any]) -> WaveRow:
    closed = row.pop("closed_count")
    if row["state"] == "released" and (closed == row["order_count"] or not row["open_count"]):
        row["state"] = "done"
    before, planned, bound = row["before_m"], row["planned_m"], row["bound_m"]
    work, work_bound = row.pop("work_s"), row.pop("work_bound_s")
    of, above = (work, work_bound) if work_bound else (planned, bound)
    return WaveRow(
        **row,
        work_min=None if work is None else (work / 60).quantize(Decimal("0.1")),
        saved_percent=_percent(before - planned, before) if before and planned else None,
        gap_percent=_percent(of - above, above) if of and above else None,
    )


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (100 * part / whole).quantize(Decimal("0.1"))
