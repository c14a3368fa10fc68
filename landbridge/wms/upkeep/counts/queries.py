"""Reads of counts."""

from collections.abc import Sequence
from dataclasses import replace

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
from landbridge.wms.upkeep.counts.contracts import CountEvent, CountLineView, CountPage, CountRow
from landbridge.wms.upkeep.counts.rows import SQL


def cycle_counts(
    ground: Ground,
    *,
    site: str = "",
    state: str = "open",
    zone: str = "",
    text: str = "",
    limit: int = 50,
    after: str = "",
) -> Page[CountRow]:
    """Counts, newest first. state: one of the seven, `open` (all but completed), "" for all."""
    limit = page_limit(limit)
    start = read_position(after, int)
    with ground.pg.snapshot() as conn:
        where = {
            "site_id": site_by_code(conn, site).site_id if site else None, "state": state,
            "zone": zone, "text": clean(text), "part": like_part(text), "limit": limit + 1,
            "a": start[0] if start else None,
        }  # fmt: skip
        ids = [row[0] for row in conn.execute(SQL["page"], where)]
        rows = _views(conn, ids[:limit])
    return Page(rows=rows, after=write_position(ids[limit - 1]) if len(ids) > limit else "")


def cycle_count(ground: Ground, *, count_id: int) -> CountPage | None:
    """A count with what was counted and what became of it."""
    with ground.pg.snapshot() as conn:
        found = _views(conn, [count_id])
        if not found:
            return None
        where = {"count_id": count_id}
        lines = fetch_all(conn, CountLineView, SQL["all_lines"], where)
        events = fetch_all(conn, CountEvent, SQL["events"], where)
    return CountPage(
        count=found[0], events=tuple(events),
        lines=tuple(
            replace(
                line, serials_new=tuple(line.serials_new), serials_gone=tuple(line.serials_gone)
            )
            for line in lines
        ),
    )  # fmt: skip


def waiting_counts(ground: Ground, *, site: str) -> int:
    """How many bins wait to be counted."""
    with ground.pg.reading() as conn:
        where = {"site_id": site_by_code(conn, site).site_id}
        row = conn.execute(SQL["todo_count"], where).fetchone()
    return row[0] if row else 0


def _views(conn: Connection, count_ids: Sequence[int]) -> tuple[CountRow, ...]:
    rows = fetch_all(conn, CountRow, SQL["views"], {"count_ids": [*count_ids]})
    found = {row.count_id: replace(row, adjustments=tuple(row.adjustments)) for row in rows}
    return tuple(found[count_id] for count_id in count_ids if count_id in found)
