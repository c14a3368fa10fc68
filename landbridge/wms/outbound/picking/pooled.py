"""Pooled picking: goods of one place are taken once for all orders of the tour."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import fetch_all
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.queries import first_bin, items_by_id, one_item
from landbridge.wms.master.rules import to_base
from landbridge.wms.outbound.contracts import (
    PickConfirmed,
    PoolConfirmed,
    PoolShare,
    PoolView,
)
from landbridge.wms.outbound.orders.reading import lock_order
from landbridge.wms.outbound.picking.operations import PACKING, read_pick, take
from landbridge.wms.outbound.picking.rules import check_bin, check_item
from landbridge.wms.tasks.operations import LockedTask, lock_task

SQL = named_sql("landbridge.wms.outbound", "sql/picking.sql")
ZERO = Decimal(0)


def pool(ground: Ground, *, task_id: int) -> PoolView | None:
    """What the bin of a pick is asked for by the whole tour, order by order; None where it is taken
    pick by pick: no pooled wave, goods with serials, or nothing else is wanted of the bin."""
    with ground.pg.reading() as conn:
        rows = fetch_all(conn, PoolShare, SQL["pool_shares"], {"task_id": task_id})
    if len(rows) < 2:
        return None
    shares: dict[int, PoolShare] = {}
    for row in rows:
        before = shares.get(row.order_id)
        more = row.quantity + (before.quantity if before else ZERO)
        shares[row.order_id] = replace(row, quantity=more)
    total = sum((row.quantity for row in rows), ZERO)
    return PoolView(total=total, shares=tuple(shares.values()))


def confirm_pool(
    ground: Ground, *, key: str, actor: str, task_id: int, bin: str, item: str,
    quantity: Decimal | None = None, uom: str = "", lot: str = "", short_reason: str = "",
) -> PoolConfirmed:  # fmt: skip
    """Take goods for this pick and all others of its tour that want the same from the same bin.

    quantity: over all of them, default all. Less fills the most urgent orders first. The rest stays
    to be picked; with `short_reason` (as of `confirm_pick`) it is fetched from another bin for each
    order that lacks some, else short.
    Wrong: not-pooled, wrong-bin, wrong-item, wrong-lot, lot-missing, serial-item, quantity,
    claimed, task-done, short-reason.
    """

    def work(conn: Connection) -> PoolConfirmed:
        tasks = _lock(ground, conn, task_id, actor)
        thing = items_by_id(conn, [tasks[0].item_id])[tasks[0].item_id]
        check_bin(tasks[0], bin)
        scanned = None
        if item or quantity != 0:
            scanned = one_item(ground, conn, item, owner=thing.owner)
            check_item(thing, scanned.item)
        if thing.serial_controlled:
            text = f"{thing.code} has serials; it is taken order by order."
            raise Wrong(text, "serial-item", read=thing.code)
        total = sum((task.left for task in tasks), ZERO)
        amount = total if quantity is None else quantity
        if amount:
            amount = to_base(thing, amount, uom)
        if amount > total:
            text = f"{plain(amount)} is too many, all orders together want {plain(total)}."
            raise Wrong(text, "quantity", read=plain(amount), expected=plain(total))
        if not amount and not short_reason:
            raise Wrong("Nothing was taken. Say why, or take something.", "quantity")
        done = []
        rest = amount
        for task in tasks:
            mine = min(task.left, rest)
            if mine <= 0 and not short_reason:
                break
            rest -= mine
            assert task.order_id is not None
            order = lock_order(conn, task.order_id)
            reason = short_reason if mine < task.left else ""
            read = read_pick(
                conn, order, task, thing, scanned, mine, "", lot if mine else "", (), reason
            )
            done.append(
                (order.number, take(ground, conn, read, key=f"{key}/{task.task_id}", actor=actor))
            )
        target = first_bin(conn, tasks[0].site_id, PACKING).code
        return _answer(thing, amount, total, done, target, ended=bool(short_reason))

    return once(
        ground, work, key=key, operation="confirm_pool", actor=actor, answer=PoolConfirmed,
        inputs=(task_id, bin, item, quantity, uom, lot, short_reason)
        if short_reason
        else (task_id, bin, item, quantity, uom, lot),
    )  # fmt: skip


def _answer(
    item: ItemView, amount: Decimal, total: Decimal, done: Sequence[tuple[str, PickConfirmed]],
    target: str, *, ended: bool,
) -> PoolConfirmed:  # fmt: skip
    shares: dict[int, PoolShare] = {}
    for number, one in done:
        if one.picked:
            before = shares[one.order_id].quantity if one.order_id in shares else ZERO
            shares[one.order_id] = PoolShare(
                order_id=one.order_id, order_number=number, quantity=before + one.picked
            )
    short = sum((one.short for _, one in done), ZERO)
    text = f"{plain(amount)} {item.code} taken for {len(shares)} orders."
    if len(shares) == 1:
        text = f"{plain(amount)} {item.code} taken for one order."
    if ended and (elsewhere := total - amount - short):
        text += f" Fetched elsewhere: {plain(elsewhere)}."
    if short:
        text += f" Short: {plain(short)}."
    if picked := sorted({number for number, one in done if one.order_picked and one.picked}):
        text += f" Picked: {', '.join(picked)}. They go to {target}."
    return PoolConfirmed(
        item=item.code, uom=item.base_uom, order_count=len(shares), picked=amount,
        remaining=ZERO if ended else total - amount, shares=tuple(shares.values()), short=short,
        picked_orders=tuple(sorted({one.order_id for _, one in done if one.order_picked})),
        text=text,
    )  # fmt: skip


def _lock(ground: Ground, conn: Connection, task_id: int, actor: str) -> Sequence[LockedTask]:
    """All picks of the pool, by urgency; their orders are locked first, by number."""
    found = conn.execute(SQL["pool_of_task"], {"task_id": task_id}).fetchall()
    for order_id in sorted({row[1] for row in found}):
        lock_order(conn, order_id)
    # Locked now: one may have been taken or called off meanwhile.
    found = conn.execute(SQL["pool_of_task"], {"task_id": task_id}).fetchall()
    if not found:
        text = "There is no such open pick of a pooled wave. Take it order by order."
        raise Wrong(text, "not-pooled", read=str(task_id))
    now = ground.clock.now()
    locked = {
        number: lock_task(conn, number, kind="pick", actor=actor, now=now)
        for number in sorted(row[0] for row in found)
    }
    return [locked[row[0]] for row in found]
