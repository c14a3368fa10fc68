"""Bringing received goods to storage."""

from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import fetch_all
from landbridge.wms.inbound.contracts import PutAway
from landbridge.wms.inbound.putaway.rules import Place, Suggestion, suggest
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Reason
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, carry, stock_came
from landbridge.wms.master.queries import items_by_id, one_item, scanned_bin, site_by_id
from landbridge.wms.tasks.operations import LockedTask, advance_task, lock_task

SQL = named_sql("landbridge.wms.inbound", "sql/receiving.sql")


def suggest_bin(
    conn: Connection,
    item: ItemView,
    quantity: Decimal,
    *,
    site_id: int,
    lot: str,
    status: str = "available",
) -> Suggestion:
    """Where goods should go. Lots are kept apart; sizes count where they are known."""
    where = {"site_id": site_id, "owner": item.owner, "item": item.code, "lot": lot,
             "status": status}  # fmt: skip
    same = fetch_all(conn, Place, SQL["same_item_bins"], where)
    empty = fetch_all(conn, Place, SQL["empty_bins"], where)
    coming = conn.execute(
        SQL["coming_to_bins"], {"site_id": site_id, "bins": [place.code for place in same]}
    )
    return suggest(item, quantity, same=same, empty=empty, coming=dict(coming.fetchall()))


def put_away(
    ground: Ground,
    *,
    key: str,
    actor: str,
    task_id: int,
    bin: str,
    item: str = "",
    quantity: Decimal | None = None,
) -> PutAway:
    """Store goods of a putaway task in the scanned bin; default all of it. item: check scan.

    Another storage bin than the suggested one is right too.
    Wrong: unknown-bin, wrong-bin, wrong-item, quantity, claimed, task-done.
    """

    def work(conn: Connection) -> PutAway:
        now = ground.clock.now()
        task = lock_task(conn, task_id, kind="putaway", actor=actor, now=now)
        thing = items_by_id(conn, [task.item_id])[task.item_id]
        if item:
            scanned = one_item(ground, conn, item, owner=thing.owner)
            if scanned.item.item_id != thing.item_id:
                raise Wrong(
                    f"{scanned.item.code} was read, {thing.code} is expected.", "wrong-item",
                    read=scanned.item.code, expected=thing.code,
                )  # fmt: skip
        target = scanned_bin(conn, task.site_id, bin)
        if target.kind != "storage":
            text = f"{target.code} is a {target.kind} bin, a storage bin is expected."
            raise Wrong(text, "wrong-bin", read=target.code, expected=task.target_bin)
        amount = _amount(task, thing, quantity)
        _move(ground, conn, task, thing, target.code, amount, key=key, actor=actor)
        stock_came(conn, task.site_id, [task.item_id])
        remaining = task.left - amount
        return PutAway(
            task_id=task_id, item=thing.code, uom=thing.base_uom, quantity=amount,
            bin=target.code, remaining=remaining,
            text=f"{plain(amount)} {thing.code} stored in {target.code}.",
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="put_away", actor=actor,
        inputs=(task_id, bin, item, quantity), answer=PutAway,
    )  # fmt: skip


def _amount(task: LockedTask, item: ItemView, quantity: Decimal | None) -> Decimal:
    amount = task.left if quantity is None else quantity
    if not amount.is_finite() or not 0 < amount <= task.left:
        text = f"{amount} cannot be stored, {plain(task.left)} are here."
        raise Wrong(text, "quantity", read=str(amount), expected=plain(task.left))
    if item.serial_controlled and amount != task.left:
        raise Wrong("Goods with serials are stored all at once.", "quantity")
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
    ledger.post(
        ground,
        carry(
            item, site=site_by_id(conn, task.site_id).code,
            source=Spot(task.bin, task.lpn, task.status),
            # A licence plate stays whole: goods taken off it lose it.
            target=Spot(target, task.lpn if whole and not task.done else "", task.status),
            quantity=amount, lot=task.lot, serials=task.serials, reason=Reason.PUTAWAY,
            document=_document(conn, task),
        ),
        key=f"put_away/{key}", at=now, actor=actor, conn=conn,
    )  # fmt: skip


def _document(conn: Connection, task: LockedTask) -> DocumentRef:
    row = conn.execute(
        "SELECT o.number FROM receipt r JOIN inbound_order o USING (order_id)"
        " WHERE r.receipt_id = %s",
        [task.receipt_id],
    ).fetchone()
    assert row is not None
    return DocumentRef("inbound_order", row[0])
