"""Waiting lines with their orders and items. What thousands have in common is read once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from landbridge.kit.pg.columns import numbers, texts
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.outbound.allocation.rules import WaitingLine

SQL = named_sql("landbridge.wms.outbound", "sql/allocation.sql")
_LOCK = {
    False: SQL["open_orders"] + b" FOR UPDATE OF o",
    True: SQL["open_orders"] + b" FOR SHARE OF o",
}
OF_LINE = 9  # columns that a line itself has


class LockedOrder(NamedTuple):
    """What all lines of an open order have in common. at_once: its site releases without waves."""

    priority: int
    owner: str
    number: str
    site_id: int
    timezone: str
    ship_on: date | None
    ship_complete: bool
    customer_days_min: int
    at_once: bool


class LinesChanged(Exception):
    """Lines were changed by somebody else after they were read; nothing was counted on them."""


Row = tuple[Any, ...]


def lock_orders(
    conn: Connection, order_ids: Iterable[int], *, shared: bool = False
) -> dict[int, LockedOrder]:
    """Those that are open, locked by their numbers.

    shared: with others who only allocate, too. Nobody else changes these orders or their lines; but
    another allocator may serve lines of other items, and of these as long as he holds them.
    """
    where = {"order_ids": numbers(sorted(order_ids))}
    rows = conn.execute(_LOCK[shared], where, binary=True)
    return {row[0]: LockedOrder._make(row[1:]) for row in rows.fetchall()}


def lock_lines(conn: Connection, order_ids: Collection[int]) -> None:
    """All lines of these orders, also against others who share the lock of the orders."""
    conn.execute(SQL["lock_lines"], {"order_ids": numbers(order_ids)})


def waiting_rows(
    conn: Connection, order_ids: Collection[int], line_ids: Sequence[int]
) -> list[Row]:
    """Lines as they are now: all that wait of some orders, and some more. The orders are locked."""
    where = {"whole_order_ids": numbers(order_ids), "line_ids": numbers(line_ids)}
    return conn.execute(SQL["waiting_lines"], where, binary=True).fetchall()


def waiting_lines(
    conn: Connection, rows: Sequence[Row], orders: Mapping[int, LockedOrder]
) -> list[WaitingLine]:
    """Lines of these orders that stock can be asked for, by priority and age.

    Without items that never were here, and without orders that can so not ship complete.
    """
    where = {"item_ids": numbers({row[2] for row in rows})}
    goods = conn.execute(SQL["goods"], where, binary=True).fetchall()
    goods_of = {row[0]: row[1:] for row in goods}
    lines = [
        WaitingLine._make(row[:OF_LINE] + order[:-1] + goods_of[row[2]])
        for row in rows
        if (order := orders.get(row[1])) is not None
    ]
    hopeless = {
        line.order_id for line in lines if line.ship_complete and line.stock_item_id is None
    }
    servable = [
        line for line in lines if line.stock_item_id is not None and line.order_id not in hopeless
    ]
    servable.sort(key=attrgetter("priority", "outbound_line_id"))
    return servable


def hold_for_lines(
    conn: Connection,
    amounts: Mapping[int, Decimal],
    ids: Mapping[int, Sequence[int]],
    seen: Mapping[int, str] | None = None,
) -> None:
    """Count on lines what was reserved for them: base units, and the reservations in their order.

    Both by outbound_line_id, in the same order.  seen: how each line was found; LinesChanged when
    one is not that any more.
    """
    rests = texts([numbers(some[1:]) if len(some) > 1 else "{}" for some in ids.values()])
    held = conn.execute(
        SQL["hold_for_lines"],
        {
            "line_ids": numbers(amounts), "quantities": numbers(amounts.values()),
            "firsts": numbers([some[0] for some in ids.values()]), "rests": rests,
            "seen": numbers([int(seen[id_]) if seen else None for id_ in amounts]),
        },
    )  # fmt: skip
    if held.rowcount != len(amounts):
        raise LinesChanged
