"""Tasks to bring goods back, and bringing them: the mirror of putting away what was received."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import as_json
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Reason
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, carry, stock_came
from landbridge.wms.master.queries import items_by_id, one_item, scanned_bin, site_by_id
from landbridge.wms.putback.contracts import PutBack
from landbridge.wms.tasks.operations import (
    LockedTask,
    NewTask,
    advance_task,
    lock_task,
    make_tasks,
)

SQL = named_sql("landbridge.wms.putback", "sql/putback.sql")
KIND = "putback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """Goods to bring back. task: of kind `putback`.  document: whose goods they were."""

    task: NewTask
    document: DocumentRef
    why: str


def make_put_backs(conn: Connection, wanted: Sequence[Back], *, at: datetime) -> list[int]:
    """One task each; their ids in the order given."""
    ids = make_tasks(conn, [back.task for back in wanted], at=at)
    rows = [
        {
            "task_id": task_id, "document_kind": back.document.kind,
            "document_number": back.document.number, "document_line": back.document.line,
            "why": back.why,
        }
        for task_id, back in zip(ids, wanted, strict=True)
    ]  # fmt: skip
    if rows:
        conn.execute(SQL["insert_put_backs"], {"rows": as_json(rows)})
    return ids


def put_back(
    ground: Ground,
    *,
    key: str,
    actor: str,
    task_id: int,
    bin: str,
    item: str = "",
    quantity: Decimal | None = None,
) -> PutBack:
    """Bring goods of a putback task to the scanned storage bin; default all. item: check scan.

    Another storage bin than the one they came from is right too.
    Wrong: unknown-bin, wrong-bin, wrong-item, quantity, claimed, task-done.
    """

    def work(conn: Connection) -> PutBack:
        now = ground.clock.now()
        task = lock_task(conn, task_id, kind=KIND, actor=actor, now=now)
        thing = items_by_id(conn, [task.item_id])[task.item_id]
        if item:
            _check_item(one_item(ground, conn, item, owner=thing.owner).item, thing)
        target = scanned_bin(conn, task.site_id, bin)
        if target.kind != "storage":
            text = f"{target.code} is a {target.kind} bin, a storage bin is expected."
            raise Wrong(text, "wrong-bin", read=target.code, expected=task.target_bin)
        amount = _amount(task, thing, quantity)
        _move(ground, conn, task, thing, target.code, amount, key=key, actor=actor)
        stock_came(conn, task.site_id, [task.item_id])
        return PutBack(
            task_id=task_id, item=thing.code, uom=thing.base_uom, quantity=amount,
            bin=target.code, remaining=task.left - amount,
            text=f"{plain(amount)} {thing.code} are back in {target.code}.",
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="put_back", actor=actor,
        inputs=(task_id, bin, item, quantity), answer=PutBack,
    )  # fmt: skip


def _check_item(read: ItemView, expected: ItemView) -> None:
    if read.item_id != expected.item_id:
        raise Wrong(
            f"{read.code} was read, {expected.code} is expected.", "wrong-item",
            read=read.code, expected=expected.code,
        )  # fmt: skip


def _amount(task: LockedTask, item: ItemView, quantity: Decimal | None) -> Decimal:
    amount = task.left if quantity is None else quantity
    if not amount.is_finite() or not 0 < amount <= task.left:
        text = f"{amount} cannot be brought back, {plain(task.left)} are here."
        raise Wrong(text, "quantity", read=str(amount), expected=plain(task.left))
    if item.serial_controlled and amount != task.left:
        raise Wrong("Goods with serials go back all at once.", "quantity")
    return amount


def _move(
    ground: Ground,
    conn: Connection,
    task: LockedTask,
    item: ItemView,
    target: str,
    amount: Decimal,
    *,
    key: str,
    actor: str,
) -> None:
    now = ground.clock.now()
    whole = amount == task.left
    advance_task(
        conn, task, done=task.done + amount, reservation_ids=(), serials=task.serials,
        closed_at=now if whole else None, outcome="done" if whole else "",
    )  # fmt: skip
    row = conn.execute(SQL["put_back_of"], {"task_id": task.task_id}).fetchone()
    assert row is not None
    ledger.post(
        ground,
        carry(
            item, site=site_by_id(conn, task.site_id).code,
            source=Spot(task.bin, task.lpn, task.status), target=Spot(target, "", task.status),
            quantity=amount, lot=task.lot, serials=task.serials, reason=Reason.PUTAWAY,
            document=DocumentRef(*row),
        ),
        key=f"put_back/{key}", at=now, actor=actor, conn=conn,
    )  # fmt: skip
