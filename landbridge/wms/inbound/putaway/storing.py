"""What storing has in common, whether goods come from the dock or back from an order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.inbound.putaway.finding import check_classes
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Reason
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, carry, stock_came
from landbridge.wms.master.queries import items_by_id, one_item, scanned_bin, site_by_id
from landbridge.wms.tasks.operations import LockedTask, advance_task, lock_task


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What was brought where. remaining: of the task, in the base unit."""

    item: ItemView
    bin: str
    quantity: Decimal
    remaining: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Storing:
    """Goods of a task, brought to a scanned bin. kind: of the task.

    item: check scan, "" without.  quantity: None for all that is left.
    document: what the move belongs to.  plate: the licence plate the goods keep; told whether the
    whole task goes at once.
    """

    kind: str
    task_id: int
    bin: str
    item: str
    quantity: Decimal | None
    document: Callable[[Connection, LockedTask], DocumentRef]
    plate: Callable[[Connection, LockedTask, ItemView, bool], str]


def store(
    ground: Ground, conn: Connection, this: Storing, *, key: str, actor: str, at: datetime
) -> Stored:
    """Move the goods. Another storage bin than the suggested one is right too.

    Wrong: unknown-bin, wrong-bin, wrong-class (the bin is not for goods of this temperature or
    hazard), wrong-item, quantity, claimed, task-done.
    """
    task = lock_task(conn, this.task_id, kind=this.kind, actor=actor, now=at)
    thing = items_by_id(conn, [task.item_id])[task.item_id]
    if this.item:
        _check_item(one_item(ground, conn, this.item, owner=thing.owner).item, thing)
    target = scanned_bin(conn, task.site_id, this.bin)
    if target.kind != "storage":
        text = f"{target.code} is a {target.kind} bin, a storage bin is expected."
        raise Wrong(text, "wrong-bin", read=target.code, expected=task.target_bin)
    check_classes(conn, [thing], target, site_id=task.site_id, suggested=task.target_bin)
    amount = _amount(task, thing, this.quantity)
    whole = amount == task.left
    plate = this.plate(conn, task, thing, whole)
    advance_task(
        conn, task, done=task.done + amount, reservation_ids=(), serials=task.serials,
        closed_at=at if whole else None, outcome="done" if whole else "",
        actor=actor,
    )  # fmt: skip
    ledger.post(
        ground,
        carry(
            thing, site=site_by_id(conn, task.site_id).code,
            source=Spot(task.bin, task.lpn, task.status),
            target=Spot(target.code, plate, task.status),
            quantity=amount, lot=task.lot, serials=task.serials, reason=Reason.PUTAWAY,
            document=this.document(conn, task),
        ),
        key=key, at=at, actor=actor, conn=conn,
    )  # fmt: skip
    stock_came(conn, task.site_id, [task.item_id])
    return Stored(item=thing, bin=target.code, quantity=amount, remaining=task.left - amount)


def _check_item(read: ItemView, expected: ItemView) -> None:
    if read.item_id != expected.item_id:
        raise Wrong(
            f"{read.code} was read, {expected.code} is expected.", "wrong-item",
            read=read.code, expected=expected.code,
        )  # fmt: skip


def _amount(task: LockedTask, item: ItemView, quantity: Decimal | None) -> Decimal:
    amount = task.left if quantity is None else quantity
    if not amount.is_finite() or not 0 < amount <= task.left:
        text = f"{amount} cannot be stored, here: {plain(task.left)}."
        raise Wrong(text, "quantity", read=str(amount), expected=plain(task.left))
    if item.serial_controlled and amount != task.left:
        raise Wrong("Goods with serials are stored all at once.", "quantity")
    return amount
