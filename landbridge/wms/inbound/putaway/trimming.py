"""Putaway tasks shrink with what is taken away from under them: moved elsewhere, or set aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from landbridge.kit.pg.database import Connection
from landbridge.wms.forms.rows import fetch_all
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot
from landbridge.wms.tasks.operations import close_tasks

ZERO = Decimal(0)
_OPEN = b"""
SELECT task_id, quantity, done, serials FROM task
WHERE site_id = %(site_id)s AND kind = 'putaway' AND closed_at IS NULL AND bin = %(bin)s
  AND item_id = %(item_id)s AND lot = %(lot)s AND lpn = %(lpn)s AND status = %(status)s
ORDER BY task_id FOR UPDATE
"""
_THERE = """
SELECT coalesce(sum(s.on_hand), 0), coalesce(array_agg(s.serial), '{}')
FROM stock_balance s JOIN stock_item si USING (item_id) JOIN bin b USING (bin_id)
WHERE b.site_id = %(site_id)s AND b.code = %(bin)s AND si.owner = %(owner)s
  AND si.item = %(item)s AND s.lot = %(lot)s AND s.lpn = %(lpn)s AND s.status = %(status)s
  AND s.present
"""
_CUT = "UPDATE task SET quantity = %s, serials = %s WHERE task_id = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPutaway:
    """An open putaway task."""

    task_id: int
    quantity: Decimal
    done: Decimal
    serials: list[str]


def lock_putaways(
    conn: Connection, item: ItemView, *, site_id: int, spot: Spot, lot: str
) -> list[OpenPutaway]:
    """Tasks that store an item out of a place; locked before its stock is, as storing does."""
    return fetch_all(conn, OpenPutaway, _OPEN, _where(item, site_id, spot, lot))


def trim_putaways(
    conn: Connection, tasks: Sequence[OpenPutaway], item: ItemView, *, site_id: int, spot: Spot,
    lot: str, at: datetime,
) -> None:  # fmt: skip
    """After goods left the place: tasks keep what still lies there, the newest give up first."""
    if not tasks:
        return
    row = conn.execute(_THERE, _where(item, site_id, spot, lot)).fetchone()
    assert row is not None
    there, serials = row[0], set(row[1])
    over = sum((task.quantity - task.done for task in tasks), ZERO) - there
    for task in reversed(tasks):
        kept = [serial for serial in task.serials if serial in serials]
        left = task.quantity - task.done
        cut = left - len(kept) if item.serial_controlled else min(over, left)
        if cut <= 0:
            continue
        over -= cut
        if cut == left:
            close_tasks(conn, [task.task_id], outcome="done" if task.done else "cancelled", at=at)
        else:
            conn.execute(_CUT, [task.quantity - cut, kept, task.task_id])


def _where(item: ItemView, site_id: int, spot: Spot, lot: str) -> dict[str, object]:
    return {
        "site_id": site_id, "bin": spot.bin, "item_id": item.item_id, "owner": item.owner,
        "item": item.code, "lot": lot, "lpn": spot.lpn, "status": spot.status,
    }  # fmt: skip
