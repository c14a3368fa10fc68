"""Reads of work orders."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.wms.forms.contracts import Page
from landbridge.wms.forms.rows import (
    clean,
    fetch_all,
    like_part,
    page_limit,
    read_position,
    write_position,
)
from landbridge.wms.master.queries import site_by_code
from landbridge.wms.tasks.queries import views as task_views
from landbridge.wms.upkeep.kitting.contracts import (
    WorkLineView,
    WorkMadeView,
    WorkOrderPage,
    WorkOrderRow,
    WorkUsedView,
)
from landbridge.wms.upkeep.kitting.rows import SQL
from landbridge.wms.upkeep.kitting.rules import AtStation, Line, earliest, possible, times


def work_orders(
    ground: Ground, *, site: str = "", state: str = "open", text: str = "", limit: int = 50,
    after: str = "",
) -> Page[WorkOrderRow]:  # fmt: skip
    """Work orders, newest first. state: `open`, `done`, `cancelled`, "" for all."""
    limit = page_limit(limit)
    start = read_position(after, int)
    with ground.pg.snapshot() as conn:
        where = {
            "site_id": site_by_code(conn, site).site_id if site else None, "state": state,
            "text": clean(text), "part": like_part(text), "limit": limit + 1,
            "a": start[0] if start else None,
        }  # fmt: skip
        ids = [row[0] for row in conn.execute(SQL["page"], where)]
        rows = _views(conn, ids[:limit])
    return Page(rows=rows, after=write_position(ids[limit - 1]) if len(ids) > limit else "")


def _views(conn: Connection, ids: Sequence[int]) -> tuple[WorkOrderRow, ...]:
    found = {
        row.work_order_id: row
        for row in fetch_all(conn, WorkOrderRow, SQL["views"], {"ids": [*ids]})
    }
    return tuple(found[id_] for id_ in ids if id_ in found)


def work_order(ground: Ground, *, work_order_id: int) -> WorkOrderPage | None:
    """A work order with its lines, picks, and what was made of what."""
    with ground.pg.snapshot() as conn:
        found = _views(conn, [work_order_id])
        if not found:
            return None
        order = found[0]
        where = {"work_order_id": work_order_id}
        lines = [
            replace(line, serials=tuple(line.serials))
            for line in fetch_all(conn, WorkLineView, SQL["line_views"], where)
        ]
        inputs = [line for line in fetch_all(conn, Line, SQL["lines"], where) if line.is_input]
        stock = fetch_all(conn, AtStation, SQL["stock"], where)
        ids = [row[0] for row in conn.execute(SQL["tasks_of_order"], where)]
        tasks = task_views(conn, ids, now=ground.clock.now())
        made = fetch_all(conn, WorkMadeView, SQL["made_views"], where)
        used = fetch_all(conn, WorkUsedView, SQL["used_views"], where)
        digits = _digits(conn, order)
    most = possible(inputs, order.quantity - order.made, digits)
    if order.closed_at is not None:
        most = most * 0
    return WorkOrderPage(
        order=order, lines=tuple(lines), tasks=tasks, possible=most,
        made=tuple(
            replace(one, parts=tuple(u for u in used if u.work_made_id == one.work_made_id))
            for one in made
        ),
        expiry_on=earliest(
            row.expiry_on for line in inputs if most for row in _first(stock, line, most)
        ),
    )  # fmt: skip


def _first(stock: Sequence[AtStation], line: Line, most: Decimal) -> list[AtStation]:
    """The goods of a line that would be used for `most` kits."""
    left = times(line.each, most)
    chosen = []
    for row in stock:
        if row.work_line_id == line.work_line_id and left > 0:
            chosen.append(row)
            left -= row.quantity
    return chosen


def _digits(conn: Connection, order: WorkOrderRow) -> int:
    row = conn.execute(
        "SELECT i.quantity_digits FROM work_order w JOIN item i USING (item_id)"
        " WHERE w.work_order_id = %s",
        [order.work_order_id],
    ).fetchone()
    assert row is not None
    return int(row[0])


def next_work_order(ground: Ground, *, site: str) -> WorkOrderPage | None:
    """The most urgent order of which something can be made now."""
    with ground.pg.reading() as conn:
        where = {"site_id": site_by_code(conn, site).site_id}
        row = conn.execute(SQL["next_to_make"], where).fetchone()
    return work_order(ground, work_order_id=row[0]) if row else None


def open_work_order_count(ground: Ground, *, site: str) -> int:
    """How many work orders of a site are open."""
    with ground.pg.reading() as conn:
        where = {"site_id": site_by_code(conn, site).site_id}
        row = conn.execute(SQL["open_count"], where).fetchone()
    return row[0] if row else 0
