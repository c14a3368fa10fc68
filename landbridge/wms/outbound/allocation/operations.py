"""Giving stock to waiting lines, and releasing picks for it where the site does so at once.

Idempotent by nature: only what a line still waits for is asked for, and what was given is counted
on the line in the same transaction (T-27).
"""

import logging
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from landbridge.kit.ground import Ground
from landbridge.kit.pg.columns import numbers
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.kit.words import counted
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import as_json
from landbridge.wms.ledger.contracts import LedgerError
from landbridge.wms.ledger.serving import Wish, hold_items, serve
from landbridge.wms.master.queries import site_by_code
from landbridge.wms.outbound.allocation.policies import find_packs, find_policies
from landbridge.wms.outbound.allocation.reading import (
    OF_LINE,
    LinesChanged,
    LockedOrder,
    Row,
    hold_for_lines,
    lock_lines,
    lock_orders,
    waiting_lines,
    waiting_rows,
)
from landbridge.wms.outbound.allocation.releasing import (
    BY_MODE,
    Picks,
    count_released,
    release_held,
)
from landbridge.wms.outbound.allocation.rules import (
    ORDER,
    Policies,
    WaitingLine,
    policy_name,
    policy_of,
    wishes_of,
)
from landbridge.wms.outbound.contracts import AllocationRun, Released
from landbridge.wms.outbound.orders.reading import lock_order
from landbridge.wms.rulebook.queries import count_uses

SQL = named_sql("landbridge.wms.outbound", "sql/allocation.sql")
ZERO = Decimal(0)
ITEMS_FIRST = 16  # taken at first; their lines tell how many more make a full run

log = logging.getLogger("landbridge.wms")


@dataclass(frozen=True, slots=True)
class Given:
    """What was reserved for which lines of which orders."""

    order_ids: frozenset[int] = frozenset()
    lines: dict[int, Decimal] | None = None  # base units by outbound_line_id

    @property
    def quantity(self) -> Decimal:
        return sum((self.lines or {}).values(), ZERO)


def allocate_open(ground: Ground, *, site: str = "", limit: int = 2000) -> AllocationRun:
    """Give stock to waiting lines, by priority and age; release picks where that is done at once.

    Cheap when there is nothing to do: it looks only at items whose demand or stock changed.
    Run it after accepting orders, after putaway, and now and then; any number side by side.
    limit: lines looked at in one transaction.
    """

    def work(conn: Connection) -> AllocationRun:
        site_id = site_by_code(conn, site).site_id if site else None
        found, sites = _take_lines(conn, site_id, limit)
        given, picks = _serve(ground, conn, found, sites) if found else (Given(), Picks())
        row = conn.execute(SQL["any_due"], {"site_id": site_id}).fetchone()
        return AllocationRun(
            order_count=len(given.order_ids), line_count=len(given.lines or ()),
            task_count=len(picks.tasks), quantity=given.quantity, more=bool(row and row[0]),
        )  # fmt: skip

    return ground.pg.retrying(work)


Due = dict[tuple[int, int], tuple[int, int]]  # (site_id, item_id) -> (priority, line_id) to go on


def _take_lines(
    conn: Connection, site_id: int | None, limit: int
) -> tuple[list[Row], frozenset[int]]:
    """Lines of as many items as are due and make a full run, and their sites.

    Items are taken in a few steps, so that none are read in vain: some items are ordered hundreds
    of times a day, and most once or twice.
    """
    found: list[Row] = []
    sites: set[int] = set()
    taken, items = 0, ITEMS_FIRST
    while True:
        due = _take_due(conn, site_id, items)
        taken += len(due)
        sites |= {site for site, _ in due}
        if due:
            found += _due_lines(conn, due, limit - len(found))
        left = limit - len(found)
        if len(due) < items or left <= limit // 4 or taken >= limit:
            return found, frozenset(sites)
        items = min(max(ITEMS_FIRST, left * taken // max(len(found), 1)), limit)


def _take_due(conn: Connection, site_id: int | None, items: int) -> Due:
    due: Due = {}
    where = {"site_id": site_id, "items": items}
    for site, item_id, priority, line_id in conn.execute(SQL["take_due"], where):
        place = (priority, line_id)
        due[site, item_id] = min(place, due.get((site, item_id), place))
    return due


def _due_lines(conn: Connection, due: Due, limit: int) -> list[Row]:
    where = {"rows": _due_rows(due), "limit": limit}
    found = conn.execute(SQL["due_lines"], where, binary=True).fetchall()
    if len(found) == limit:
        # The rest of these items goes on behind the last line looked at.
        last = (found[-1][OF_LINE], found[-1][0])
        rest = {pair: max(last, place) for pair, place in due.items()}
        conn.execute(SQL["give_due"], {"rows": _due_rows(rest)})
    return found


def _serve(
    ground: Ground, conn: Connection, found: Sequence[Row], sites: Collection[int]
) -> tuple[Given, Picks]:
    orders = _lock(conn, {row[1] for row in found}, sites)
    try:
        try:
            with conn.transaction():
                return _give_and_release(ground, conn, orders, found)
        except LinesChanged:
            # Between our look and our lock. Now their lines stay as they are.
            _hold(conn, orders, found)
            found = waiting_rows(conn, (), [row[0] for row in found])
            with conn.transaction():
                return _give_and_release(ground, conn, orders, found)
    except LedgerError:
        _hold(conn, orders, found)
        return _one_by_one(ground, conn, orders, found)


def _lock(
    conn: Connection, order_ids: Collection[int], sites: Collection[int]
) -> dict[int, LockedOrder]:
    """Open orders, held against all who change them.

    Those who allocate share them: each serves lines of items that he alone has taken. Only what is
    done with an order as a whole is done by one at a time: its release, and all its lines together.
    """
    row = conn.execute(SQL["releases_at_once"], {"site_ids": numbers(sites)}).fetchone()
    orders = lock_orders(conn, order_ids, shared=row is not None and not row[0])
    if not row or row[0]:
        return orders
    if any(order.at_once for order in orders.values()):
        # The site has just begun to release at once.
        return lock_orders(conn, order_ids)
    if whole := [order_id for order_id, order in orders.items() if order.ship_complete]:
        lock_lines(conn, whole)
    return orders


def _hold(conn: Connection, orders: Mapping[int, LockedOrder], rows: Sequence[Row]) -> None:
    """Take the items of lines before these are read: who shares their orders cannot serve them."""
    lines = waiting_lines(conn, rows, orders)
    hold_items(conn, {(line.stock_item_id, line.site_id) for line in lines if line.stock_item_id})


def _give_and_release(
    ground: Ground, conn: Connection, orders: Mapping[int, LockedOrder], rows: Sequence[Row]
) -> tuple[Given, Picks]:
    """Orders that ship complete are served with all that they wait for."""
    whole = {order_id for order_id, order in orders.items() if order.ship_complete}
    if whole:
        rows = [row for row in rows if row[1] not in whole] + waiting_rows(conn, whole, ())
    given = _give(ground, conn, waiting_lines(conn, rows, orders), actor="allocation")
    at_once = sorted(order_id for order_id in given.order_ids if orders[order_id].at_once)
    picks = release_held(ground, conn, at_once, actor="allocation")
    count_released(ground, conn, BY_MODE["at_once"], Counter(
        orders[order_id].site_id for order_id in {pick.order_id for pick in picks.tasks}
    ))  # fmt: skip
    return given, picks


def _one_by_one(
    ground: Ground, conn: Connection, orders: Mapping[int, LockedOrder], found: Sequence[Row]
) -> tuple[Given, Picks]:
    """Each order by itself, so that one the ledger refuses does not stop the others (T-09)."""
    amounts: dict[int, Decimal] = {}
    served: set[int] = set()
    picks = Picks()
    rows: dict[int, list[int]] = {}
    for line_id, order_id, *_ in found:
        rows.setdefault(order_id, []).append(line_id)
    for order_id in rows.keys() & orders.keys():
        try:
            with conn.transaction():
                fresh = waiting_rows(conn, (), rows[order_id])
                mine = {order_id: orders[order_id]}
                given, made = _give_and_release(ground, conn, mine, fresh)
        except LedgerError:
            log.exception("an order could not be allocated", extra={"order_id": order_id})
            continue
        amounts |= given.lines or {}
        served |= given.order_ids
        picks = Picks((*picks.tasks, *made.tasks))
    return Given(frozenset(served), amounts), picks


def _due_rows(due: Due) -> str:
    return as_json(
        [
            {"site_id": site_id, "item_id": item_id, "after_priority": priority,
             "after_line_id": line_id}
            for (site_id, item_id), (priority, line_id) in due.items()
        ]
    )  # fmt: skip


def give(
    ground: Ground,
    conn: Connection,
    order_ids: Collection[int],
    *,
    line_ids: Sequence[int] = (),
    actor: str,
) -> Given:
    """Reserve what these lines, and all lines of these orders, wait for. The orders are locked."""
    rows = waiting_rows(conn, order_ids, line_ids)
    orders = lock_orders(conn, {row[1] for row in rows})
    return _give(ground, conn, waiting_lines(conn, rows, orders), actor=actor)


def _give(ground: Ground, conn: Connection, lines: Sequence[WaitingLine], *, actor: str) -> Given:
    """LinesChanged, with nothing given, when lines are not as they were read."""
    if not lines:
        return Given()
    line_of, wishes, chosen = _wishes(ground, conn, lines)
    served = serve(ground, conn, wishes, kind=ORDER, actor=actor)
    if not served.takes:
        return Given()
    amounts: dict[int, Decimal] = {}
    ids: dict[int, list[int]] = {}
    seen: dict[int, str] = {}
    order_ids: set[int] = set()
    uses: Counter[tuple[int, str, str]] = Counter()
    for place, reservation_id, amount in served.takes:
        line = line_of[place]
        line_id = line.outbound_line_id
        if line_id in ids:
            amounts[line_id] += amount
            ids[line_id].append(reservation_id)
        else:
            amounts[line_id] = amount
            ids[line_id] = [reservation_id]
            seen[line_id] = line.seen
            order_ids.add(line.order_id)
            uses[line.site_id, line.owner, line.item_class] += 1
    hold_for_lines(conn, amounts, ids, seen)
    _count_policies(ground, conn, uses, chosen)
    return Given(frozenset(order_ids), amounts)


def _count_policies(
    ground: Ground, conn: Connection, uses: Mapping[tuple[int, str, str], int], chosen: Policies
) -> None:
    """uses: lines that were given stock, by site, owner and item class."""
    counts: Counter[tuple[int, str]] = Counter()
    for (site_id, *pair), count in uses.items():
        counts[site_id, policy_name(chosen[pair[0], pair[1]])] += count
    count_uses(conn, "allocation", counts, ground.clock.now())


def _wishes(
    ground: Ground, conn: Connection, lines: Sequence[WaitingLine]
) -> tuple[list[WaitingLine], list[Wish], Policies]:
    """Wishes, the line of each, and the policy of each owner and item class among them."""
    now = ground.clock.now()
    days = {timezone: _day(now, timezone) for timezone in {line.timezone for line in lines}}
    policies = find_policies(conn)
    chosen = {
        pair: policy_of(policies, *pair)
        for pair in {(line.owner, line.item_class) for line in lines}
    }
    packs = find_packs(conn, lines, chosen)
    serials: dict[int, list[str]] = {}
    if by_serial := [line.outbound_line_id for line in lines if line.serials]:
        for line_id, serial in conn.execute(SQL["serials_given"], {"line_ids": by_serial}):
            serials.setdefault(line_id, []).append(serial)
    line_of: list[WaitingLine] = []
    wishes: list[Wish] = []
    for line in lines:
        mine = wishes_of(
            line, chosen[line.owner, line.item_class], today=days[line.timezone],
            pack=packs.of_line.get(line.outbound_line_id),
            packs=packs.of_item.get(line.item_id, ()),
            serials_given=serials.get(line.outbound_line_id, ()),
        )  # fmt: skip
        wishes += mine
        line_of += [line] * len(mine)
    return line_of, wishes, chosen


def _day(now: datetime, timezone: str) -> date:
    return now.astimezone(ZoneInfo(timezone)).date()


def release_order(ground: Ground, *, key: str, actor: str, order_id: int) -> Released:
    """Allocate and release one order now. Repeating it never doubles a pick (T-27).

    Wrong: not-found, order-closed.
    """

    def work(conn: Connection) -> Released:
        order = lock_order(conn, order_id)
        if order.closed_at is not None:
            raise Wrong(f"Order {order.number} is closed.", "order-closed", read=order.number)
        give(ground, conn, [order_id], actor=actor)
        picks = release_held(ground, conn, [order_id], actor=actor)
        row = conn.execute(SQL["waiting_of_order"], {"order_id": order_id}).fetchone()
        waiting = row[0] if row else ZERO
        text = f"{counted(len(picks.tasks), 'pick')} released."
        if waiting:
            text += f" Waiting for stock: {plain(waiting)}."
        return Released(
            order_id=order_id, task_count=len(picks.tasks), released=picks.quantity,
            waiting=waiting, text=text,
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="release_order", actor=actor,
        inputs=(order_id,), answer=Released,
    )  # fmt: skip


def wait_for_work(ground: Ground, *, timeout_s: float) -> bool:
    """Block until `allocate_open` may have something to do (True) or the time is over."""
    with ground.pg.listen() as conn:
        conn.execute("LISTEN wms_work")
        row = conn.execute(SQL["any_due"], {"site_id": None}).fetchone()
        if row and row[0]:
            return True
        return any(True for _ in conn.notifies(timeout=timeout_s, stop_after=1))
