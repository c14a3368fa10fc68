"""Reads of tasks."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Page
from landbridge.wms.forms.rows import (
    page_limit,
    read_position,
    write_position,
)
from landbridge.wms.master.queries import site_by_code
from landbridge.wms.outbound.contracts import TaskView

SQL = named_sql("landbridge.wms.tasks", "sql/tasks.sql")


def tasks(
    ground: Ground,
    *,
    site: str = "",
    kind: str = "",
    zone: str = "",
    order_id: int = 0,
    receipt_id: int = 0,
    claimed_by: str = "",
    limit: int = 50,
    after: str = "",
) -> Page[TaskView]:
    """Open tasks; picks in pick sequence within an order."""
    limit, now = page_limit(limit), ground.clock.now()
    start = read_position(after, int, int, int, int) or [None] * 4
    with ground.pg.snapshot() as conn:
        site_id = site_by_code(conn, site).site_id if site else None
        rows = conn.execute(
            SQL["page_of_open"],
            {
                "site_id": site_id, "kind": kind, "zone": zone, "order_id": order_id,
                "receipt_id": receipt_id, "claimed_by": claimed_by, "now": now,
                "p": start[0], "o": start[1], "q": start[2], "t": start[3], "limit": limit + 1,
            },
        ).fetchall()  # fmt: skip
        shown = views(conn, [row[0] for row in rows[:limit]], now=now)
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows=shown, after=write_position(*last[1:], last[0]) if last else "")


def task(ground: Ground, *, task_id: int) -> TaskView | None:
    """One task, open or not."""
    with ground.pg.snapshot() as conn:
        found = views(conn, [task_id], now=ground.clock.now())
    return found[0] if found else None


def views(conn: Connection, task_ids: Sequence[int], *, now: datetime) -> tuple[TaskView, ...]:
    """Tasks for people, in the order of the ids; unknown ids are left out."""
    with conn.cursor() as cursor:
        cursor.execute(SQL["views"], {"task_ids": [*task_ids], "now": now})
        names = [column.name for column in cursor.description or ()]
        found = {row[0]: _view(dict(zip(names, row, strict=True))) for row in cursor}
    return tuple(found[task_id] for task_id in task_ids if task_id in found)


def tasks_of_order(conn: Connection, order_id: int, *, now: datetime) -> tuple[TaskView, ...]:
    """Tasks of an outbound order, open ones first, at most 500."""
    ids = [row[0] for row in conn.execute(SQL["tasks_of_order"], {"order_id": order_id})]
    return views(conn, ids, now=now)


def _view(row: dict[str, Any]) -> TaskView:
    zone = ZoneInfo(row.pop("timezone"))
    if row["ready_by"] is not None:
        row["ready_by"] = row["ready_by"].astimezone(zone)
    assert row.keys() == {field.name for field in fields(TaskView)}
    return TaskView(**row | {"barcodes": tuple(row["barcodes"]), "serials": tuple(row["serials"])})
