"""Writes of tasks. `once`-guarded operations of other rooms call the first part on their own
transaction; claims are operations of their own.

A claim is a short promise, never a lock: it ends by itself when its worker is gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from psycopg import Rollback

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import as_json, fetch_all, fetch_one
from landbridge.wms.master.queries import site_by_code
from landbridge.wms.outbound.contracts import Claimed, TaskView
from landbridge.wms.tasks.queries import views

SQL = named_sql("landbridge.wms.tasks", "sql/tasks.sql")

CLAIM = timedelta(minutes=15)
SOON = timedelta(minutes=60)  # what must be ready within it goes before priorities


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """A task to be made. sequence and zone come from the bin."""

    kind: str
    site_id: int
    bin: str
    item_id: int
    quantity: Decimal
    target_bin: str = ""
    suggestion: str = ""
    lot: str = ""
    serials: tuple[str, ...] = ()
    status: str = "available"
    lpn: str = ""
    priority: int = 50
    order_id: int | None = None
    outbound_line_id: int | None = None
    receipt_id: int | None = None
    reservation_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedTask:
    """A task as its worker's operation finds it, locked until that operation ends."""

    task_id: int
    kind: str
    site_id: int
    bin: str
    target_bin: str
    item_id: int
    lot: str
    serials: list[str]
    status: str
    lpn: str
    quantity: Decimal
    done: Decimal
    order_id: int | None
    outbound_line_id: int | None
    receipt_id: int | None
    reservation_ids: list[int]
    claimed_by: str
    claimed_until: datetime | None
    closed_at: datetime | None
    outcome: str
    priority: int
    cluster_id: int | None

    @property
    def left(self) -> Decimal:
        return self.quantity - self.done


def make_tasks(conn: Connection, wanted: Sequence[NewTask], *, at: datetime) -> list[int]:
    """Insert tasks; their ids in the order given."""
    if not wanted:
        return []
    rows = [
        {
            "n": n, "kind": task.kind, "site_id": task.site_id, "bin": task.bin,
            "target_bin": task.target_bin, "suggestion": task.suggestion,
            "item_id": task.item_id, "lot": task.lot, "serials": task.serials,
            "status": task.status, "lpn": task.lpn, "quantity": task.quantity,
            "priority": task.priority, "order_id": task.order_id,
            "outbound_line_id": task.outbound_line_id, "receipt_id": task.receipt_id,
            "reservation_ids": task.reservation_ids,
        }
        for n, task in enumerate(wanted)
    ]  # fmt: skip
    made = conn.execute(SQL["insert_tasks"], {"rows": as_json(rows), "at": at})
    return [task_id for task_id, _ in made]


def lock_task(
    conn: Connection, task_id: int, *, kind: str, actor: str, now: datetime
) -> LockedTask:
    """The open task, locked for this transaction. Wrong: not-found, task-done, claimed."""
    task = fetch_one(conn, LockedTask, SQL["lock_task"], {"task_id": task_id})
    if task is None or task.kind != kind:
        raise Wrong(f"There is no such {kind} task.", "not-found", read=str(task_id))
    if task.closed_at is not None:
        text = "is no longer wanted" if task.outcome == "cancelled" else "was finished before"
        raise Wrong(f"This {kind} {text}. Nothing was changed.", "task-done")
    held = task.claimed_until is not None and task.claimed_until > now
    if held and task.claimed_by not in ("", actor):
        raise Wrong(f"{task.claimed_by} is working on this.", "claimed", read=task.claimed_by)
    return task


def lock_open_tasks(conn: Connection, order_id: int, line_ids: Sequence[int]) -> list[LockedTask]:
    """Open tasks of order lines, locked, in one order for everyone."""
    return fetch_all(
        conn, LockedTask, SQL["lock_tasks_of_lines"],
        {"order_id": order_id, "line_ids": [*line_ids]},
    )  # fmt: skip


def advance_task(
    conn: Connection,
    task: LockedTask,
    *,
    done: Decimal,
    reservation_ids: Sequence[int],
    serials: Sequence[str],
    closed_at: datetime | None,
    outcome: str = "",
    actor: str = "",
) -> None:
    """Write how far a locked task has come; closing it needs an outcome."""
    conn.execute(
        SQL["advance_task"],
        {
            "task_id": task.task_id, "done": done, "reservation_ids": [*reservation_ids],
            "serials": [*serials], "closed_at": closed_at, "outcome": outcome,
            "actor": actor,
        },
    )  # fmt: skip


def close_tasks(conn: Connection, task_ids: Sequence[int], *, outcome: str, at: datetime) -> None:
    conn.execute(SQL["close_tasks"], {"task_ids": [*task_ids], "outcome": outcome, "at": at})


def claim_order(ground: Ground, *, key: str, actor: str, order_id: int) -> Claimed:
    """Take all open, unclaimed picks of an order. Wrong: claimed, nothing-to-pick."""

    def work(conn: Connection) -> Claimed:
        task_ids = _claim_order(ground, conn, actor, order_id)
        task_ids += _claim_tours(ground, conn, actor, order_id)
        if task_ids:
            return Claimed(order_id=order_id, task_ids=tuple(task_ids))
        now = ground.clock.now()
        holders = conn.execute(
            SQL["order_holders"], {"order_id": order_id, "actor": actor, "now": now}
        ).fetchall()
        if holders:
            raise Wrong(f"{holders[0][0]} is picking this order.", "claimed", read=holders[0][0])
        raise Wrong("Nothing of this order is ready to be picked.", "nothing-to-pick")

    return once(
        ground, work, key=key, operation="claim_order", actor=actor,
        inputs=(order_id,), answer=Claimed,
    )  # fmt: skip


def _claim_order(ground: Ground, conn: Connection, actor: str, order_id: int) -> list[int]:
    now = ground.clock.now()
    # The order's row decides between two who claim at once; otherwise each could get some picks.
    conn.execute("SELECT FROM outbound_order WHERE order_id = %s FOR UPDATE", [order_id])
    where = {"order_id": order_id, "actor": actor, "now": now, "until": now + CLAIM}
    claimed = conn.execute(SQL["claim_order"], where).fetchall()
    return _in_sequence(claimed)


def _claim_cluster(ground: Ground, conn: Connection, actor: str, cluster_id: int) -> list[int]:
    """All open picks of a tour; none if another holds it."""
    now = ground.clock.now()
    where = {"cluster_id": cluster_id, "actor": actor, "now": now, "until": now + CLAIM}
    conn.execute(SQL["lock_cluster"], where)
    if conn.execute(SQL["cluster_holders"], where).fetchone() is not None:
        return []
    return _in_sequence(conn.execute(SQL["claim_cluster"], where).fetchall())


def _in_sequence(claimed: Sequence[Sequence[int]]) -> list[int]:
    return [row[0] for row in sorted(claimed, key=lambda row: (row[1], row[0]))]


def _claim_tours(ground: Ground, conn: Connection, actor: str, order_id: int) -> list[int]:
    """The tours on which an order is picked together with others."""
    rows = conn.execute(SQL["clusters_of_order"], {"order_id": order_id}).fetchall()
    return [id_ for row in rows for id_ in _claim_cluster(ground, conn, actor, row[0])]


def hold_claim(ground: Ground, conn: Connection, *, actor: str, task: LockedTask) -> None:
    """Who works on an order, or a tour, holds its picks for another while. The order is locked."""
    if task.cluster_id is None:
        if task.order_id is not None:
            _claim_order(ground, conn, actor, task.order_id)
        return
    now = ground.clock.now()
    where = {"cluster_id": task.cluster_id, "actor": actor, "now": now, "until": now + CLAIM}
    conn.execute(SQL["claim_cluster"], where)


def stay_on_tour(conn: Connection, task: LockedTask, task_ids: Sequence[int]) -> None:
    """Picks made in place of what a task lacked belong to its tour."""
    if task.cluster_id is not None and task_ids:
        where = {"cluster_id": task.cluster_id, "task_ids": [*task_ids]}
        conn.execute(SQL["join_cluster"], where)


def next_task(
    ground: Ground,
    *,
    actor: str,
    site: str,
    kinds: Sequence[str] = ("pick", "putaway"),
    zone: str = "",
    later: Sequence[int] = (),
) -> TaskView | None:
    """The worker's next task, claimed for them: first what they hold already, then what must be
    ready, or its planned tour begun, within the hour, then by priority and what has to begin first.

    For picks the whole order is claimed. A claim not used for 15 minutes is free again.
    later: tasks that are taken, with their orders and tours, only when there is nothing else.
    """

    def work(conn: Connection) -> TaskView | None:
        now = ground.clock.now()
        site_id = site_by_code(conn, site).site_id
        where: dict[str, object] = {
            "actor": actor, "now": now, "site_id": site_id, "kinds": [*kinds], "zone": zone,
            "soon": now + SOON,
        }  # fmt: skip
        held = conn.execute(SQL["held_task"], where).fetchone()
        if held is not None:
            conn.execute(SQL["claim_task"], where | {"task_id": held[0], "until": now + CLAIM})
            return _begun(conn, held[0], now)
        task_id = _take_free(ground, conn, actor, where, later)
        if task_id is None and later:
            task_id = _take_free(ground, conn, actor, where, ())
        return None if task_id is None else _begun(conn, task_id, now)

    return ground.pg.retrying(work)


def _begun(conn: Connection, task_id: int, now: datetime) -> TaskView:
    """The worker is sent to it: from now on its time counts."""
    conn.execute(SQL["begin_task"], {"task_id": task_id, "now": now})
    return views(conn, [task_id], now=now)[0]


def _take_free(
    ground: Ground, conn: Connection, actor: str, where: dict[str, object], later: Sequence[int]
) -> int | None:
    """Claim the best free task with its order or tour; its id, None if there is nothing to do."""
    row = conn.execute(SQL["last_place"], where).fetchone()
    where |= {"last_zone": row[0] if row else "", "last_sequence": row[1] if row else 0}
    row = conn.execute(SQL["abilities"], where).fetchone()
    where |= {"abilities": row[0] if row else []}
    passed: list[int] = []
    passed_tours: list[int] = []
    if later:
        for order_id, cluster_id in conn.execute(SQL["belongs_to"], {"task_ids": [*later]}):
            passed += [order_id] if order_id is not None else []
            passed_tours += [cluster_id] if cluster_id is not None else []
    while True:
        passing = {"passed": passed, "passed_tours": passed_tours, "later": [*later]}
        row, claimed = _look_and_claim(ground, conn, actor, where | passing)
        if row is None or claimed is not None:
            return claimed
        _, order_id, cluster_id = row
        if cluster_id is not None:
            passed_tours.append(cluster_id)
        else:
            passed.append(order_id)


def _look_and_claim(
    ground: Ground, conn: Connection, actor: str, where: dict[str, object]
) -> tuple[tuple[Any, ...] | None, int | None]:
    """The best free task, and what was claimed for it, None if it has to be passed over.

    A task that is passed over is let go of again: who claims its whole tour or order would wait
    for it, and two could wait for each other.
    """
    row = claimed = None
    with conn.transaction() as look:
        row = conn.execute(SQL["free_task"], where).fetchone()
        if row is not None:
            claimed = _claim_found(ground, conn, actor, where, *row)
            if claimed is None:
                raise Rollback(look)
    return row, claimed


def _claim_found(
    ground: Ground, conn: Connection, actor: str, where: dict[str, object], task_id: int,
    order_id: int | None, cluster_id: int | None,
) -> int | None:  # fmt: skip
    """Claim a task with its tour or order; the first of them, None if another has begun it."""
    if cluster_id is not None:
        taken = conn.execute(SQL["take_cluster"], {"cluster_id": cluster_id}).fetchone()
        claimed = _claim_cluster(ground, conn, actor, cluster_id) if taken else []
        return claimed[0] if claimed else None
    if order_id is None:
        until = ground.clock.now() + CLAIM
        conn.execute(SQL["claim_task"], where | {"task_id": task_id, "until": until})
        return task_id
    # Two workers could lock two picks of one order at once: the order's row decides. Of an
    # order that another has begun none is taken, so that one person ends it.
    mine = conn.execute(
        "SELECT FROM outbound_order WHERE order_id = %s FOR UPDATE SKIP LOCKED", [order_id]
    ).fetchone()
    held = conn.execute(SQL["order_holders"], where | {"order_id": order_id}).fetchone()
    if mine is None or held is not None:
        return None
    return _claim_order(ground, conn, actor, order_id)[0]


def give_back(ground: Ground, *, actor: str, task_id: int = 0, order_id: int = 0) -> int:
    """Free the worker's claims on a task, on an order, or (no id) on everything; how many."""
    with ground.pg.transaction() as conn:
        return conn.execute(
            SQL["give_back"], {"actor": actor, "task_id": task_id, "order_id": order_id}
        ).rowcount
