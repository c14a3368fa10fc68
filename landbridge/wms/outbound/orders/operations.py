"""Taking in versions of outbound orders; a step of `facade.accept`, on its transaction."""

from collections.abc import Sequence
from datetime import datetime

from landbridge.canon.outbound_order import OutboundOrder
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.rows import as_json
from landbridge.wms.master.contracts import Refused, Taken
from landbridge.wms.master.documents import read_documents
from landbridge.wms.master.moving import stock_came
from landbridge.wms.master.operations import know_numbers
from landbridge.wms.outbound.orders.change import change_order
from landbridge.wms.outbound.orders.reading import Ready, lock_known, taken
from landbridge.wms.outbound.orders.rows import new_lines, numbers, order_row

SQL = named_sql("landbridge.wms.outbound", "sql/orders.sql")


def take_outbound_orders(
    ground: Ground, conn: Connection, documents: Sequence[OutboundOrder], *, at: datetime
) -> tuple[Taken | Refused, ...]:
    """Make or change orders; no order twice in one call, none older than what is known."""
    read = read_documents(conn, documents)
    ready = [entry for entry in read if not isinstance(entry, Refused)]
    known = lock_known(conn, ready)
    _insert(conn, [entry for entry in ready if entry.key not in known], at)
    results: list[Taken | Refused] = []
    for entry in read:
        if isinstance(entry, Refused):
            results.append(entry)
        elif (now := known.get(entry.key)) is not None:
            results.append(change_order(ground, conn, now, entry, at=at))
        else:
            results.append(taken(entry))
    return tuple(results)


def _insert(conn: Connection, fresh: Sequence[Ready], at: datetime) -> None:
    if not fresh:
        return
    rows = [order_row(entry) for entry in fresh]
    made = conn.execute(SQL["insert_orders"], {"rows": as_json(rows), "at": at})
    ids = {(owner, number): order_id for owner, number, order_id in made}
    lines = [row for entry in fresh for row in new_lines(ids[entry.key], entry)]
    conn.execute(SQL["insert_lines"], {"rows": as_json(lines)})
    know_numbers(conn, [row for entry in fresh for row in numbers(entry, ids[entry.key])])
    _tell_allocation(conn, fresh)


def _tell_allocation(conn: Connection, fresh: Sequence[Ready]) -> None:
    wanted: dict[int, set[int]] = {}
    for entry in fresh:
        if entry.document.status == "open":
            items = wanted.setdefault(entry.site_id, set())
            items.update(read.item.item_id for read in entry.lines)
    for site_id, item_ids in sorted(wanted.items()):
        stock_came(conn, site_id, sorted(item_ids))
