"""Giving stock to waiting lines and releasing picks for it.

Release is idempotent by nature: only what a line still waits for is asked for, and what was given
is counted on the line in the same transaction (T-27).
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.ids import uuid7
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import as_json, fetch_all
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import LedgerError, Reservation
from landbridge.wms.master.queries import site_by_code
from landbridge.wms.outbound.allocation.rules import WaitingLine, picks_of, wanted_of
from landbridge.wms.outbound.contracts import AllocationRun, Released
from landbridge.wms.outbound.orders.progress import Step, add_steps, progress_facts
from landbridge.wms.outbound.orders.reading import lock_order
from landbridge.wms.tasks.operations import NewTask, make_tasks

SQL = named_sql("landbridge.wms.outbound", "sql/allocation.sql")
ZERO = Decimal(0)

log = logging.getLogger("landbridge.wms")


@dataclass(frozen=True, slots=True)
class Given:
    """Picks that were released, and the lines and orders they serve."""

    order_ids: tuple[int, ...] = ()
    steps: tuple[Step, ...] = ()
    tasks: tuple[tuple[int, str, int | None], ...] = ()  # (task_id, bin, outbound_line_id)

    @property
    def task_count(self) -> int:
        return len(self.tasks)

    @property
    def quantity(self) -> Decimal:
        return sum((step.released for step in self.steps), ZERO)


def allocate_open(ground: Ground, *, site: str = "", limit: int = 2000) -> AllocationRun:
    """Give stock to waiting lines and release pick tasks, by priority and age.

    Cheap when there is nothing to do: it looks only at items whose demand or stock changed.
    Run it after accepting orders, after putaway, and now and then; any number side by side.
    limit: lines looked at in one transaction.
    """

    def work(conn: Connection) -> AllocationRun:
        where = {"site_id": site_by_code(conn, site).site_id if site else None}
        due = _take_due(conn, where)
        given = _serve(ground, conn, due, limit) if due else Given()
        row = conn.execute(SQL["any_due"], where).fetchone()
        return AllocationRun(
            order_count=len(given.order_ids), line_count=len(given.steps),
            task_count=given.task_count, quantity=given.quantity, more=bool(row and row[0]),
        )  # fmt: skip

    return ground.pg.retrying(work)


Due = dict[tuple[int, int], tuple[int, int]]  # (site_id, item_id) -> (priority, line_id) to go on


def _take_due(conn: Connection, where: dict[str, int | None]) -> Due:
    due: Due = {}
    for site_id, item_id, priority, line_id in conn.execute(SQL["take_due"], where):
        place = (priority, line_id)
        due[site_id, item_id] = min(place, due.get((site_id, item_id), place))
    return due


def _serve(ground: Ground, conn: Connection, due: Due, limit: int) -> Given:
    found = conn.execute(SQL["due_lines"], {"rows": _due_rows(due), "limit": limit}).fetchall()
    if not found:
        return Given()
    if len(found) == limit:
        # The rest of these items goes on behind the last line looked at.
        last = (found[-1][0], found[-1][1])
        rest = {pair: max(last, place) for pair, place in due.items()}
        conn.execute(SQL["give_due"], {"rows": _due_rows(rest)})
    order_ids = sorted({row[2] for row in found})
    locked = [
        row[0] for row in conn.execute(SQL["lock_orders"], {"order_ids": order_ids}).fetchall()
    ]
    line_ids = [row[1] for row in found]
    try:
        with conn.transaction():
            return give(ground, conn, locked, line_ids=line_ids, actor="allocation")
    except LedgerError:
        return _one_by_one(ground, conn, locked, line_ids)


def _one_by_one(
    ground: Ground, conn: Connection, order_ids: Sequence[int], line_ids: Sequence[int]
) -> Given:
    """Each order by itself, so that one the ledger refuses does not stop the others (T-09)."""
    given = []
    for order_id in order_ids:
        try:
            with conn.transaction():
                given.append(give(ground, conn, [order_id], line_ids=line_ids, actor="allocation"))
        except LedgerError:
            log.exception("an order could not be allocated", extra={"order_id": order_id})
    return Given(
        tuple(number for part in given for number in part.order_ids),
        tuple(step for part in given for step in part.steps),
        tuple(task for part in given for task in part.tasks),
    )


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
    line_ids: Sequence[int] | None,
    actor: str,
) -> Given:
    """Allocate and release what lines of locked orders wait for. line_ids: None means all."""
    lines = fetch_all(
        conn, WaitingLine, SQL["waiting_lines"],
        {"order_ids": [*order_ids], "line_ids": line_ids},
    )  # fmt: skip
    if not lines:
        return Given()
    now = ground.clock.now()
    serials = _serials_given(conn, lines)
    wanted = [
        wish
        for line in lines
        for wish in wanted_of(line, now=now, serials_given=serials.get(line.outbound_line_id, []))
    ]
    key = f"allocate/{uuid7(now, ground.chance)}"
    reserved = ledger.allocate(ground, wanted, key=key, actor=actor, conn=conn)
    held: dict[tuple[str, str, str], list[Reservation]] = {}
    for entry in reserved.reservations:
        line_key = (entry.owner, entry.document.number, entry.document.line)
        held.setdefault(line_key, []).append(entry)
    return _release(ground, conn, lines, held, actor)


def _serials_given(conn: Connection, lines: Sequence[WaitingLine]) -> dict[int, list[str]]:
    ids = [line.outbound_line_id for line in lines if line.serials]
    given: dict[int, list[str]] = {}
    if ids:
        for line_id, serial in conn.execute(SQL["serials_given"], {"line_ids": ids}):
            given.setdefault(line_id, []).append(serial)
    return given


def _release(
    ground: Ground,
    conn: Connection,
    lines: Sequence[WaitingLine],
    held: dict[tuple[str, str, str], list[Reservation]],
    actor: str,
) -> Given:
    now = ground.clock.now()
    picks: list[NewTask] = []
    steps = []
    for line in lines:
        mine = picks_of(line, held.get(line.key, []))
        if not mine:
            continue
        amount = sum((pick.quantity for pick in mine), ZERO)
        steps.append(
            Step(outbound_line_id=line.outbound_line_id, allocated=amount, released=amount)
        )
        picks += mine
    task_ids = make_tasks(conn, picks, at=now)
    add_steps(conn, steps)
    order_ids = tuple(sorted({pick.order_id for pick in picks if pick.order_id is not None}))
    facts = progress_facts(conn, order_ids, stage="released", at=now)
    if facts:
        ledger.append_journal(ground, facts, at=now, actor=actor, conn=conn)
    made = zip(task_ids, picks, strict=True)
    tasks = tuple((task_id, pick.bin, pick.outbound_line_id) for task_id, pick in made)
    return Given(order_ids, tuple(steps), tasks)


def release_order(ground: Ground, *, key: str, actor: str, order_id: int) -> Released:
    """Allocate and release one order now. Repeating it never doubles a pick (T-27).

    Wrong: not-found, order-closed.
    """

    def work(conn: Connection) -> Released:
        order = lock_order(conn, order_id)
        if order.closed_at is not None:
            raise Wrong(f"Order {order.number} is closed.", "order-closed", read=order.number)
        given = give(ground, conn, [order_id], line_ids=None, actor=actor)
        row = conn.execute(SQL["waiting_of_order"], {"order_id": order_id}).fetchone()
        waiting = row[0] if row else ZERO
        text = f"{given.task_count} picks released."
        if waiting:
            text += f" {plain(waiting)} wait for stock."
        return Released(
            order_id=order_id, task_count=given.task_count, released=given.quantity,
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
