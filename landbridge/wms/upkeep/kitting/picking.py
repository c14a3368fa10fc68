"""Fetching components: out of their bin, to the station, and reserved there for the order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import as_json, fetch_all
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import (
    Fact,
    Reason,
    Reserved,
    Settlement,
    StockKey,
    StockMove,
    Wanted,
)
from landbridge.wms.master.adjusting import Change, adjustment_fact
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, carry
from landbridge.wms.master.queries import ScannedItem, agreed, items_by_id, one_item
from landbridge.wms.master.rules import to_base
from landbridge.wms.outbound.picking.operations import SQL as PICKING
from landbridge.wms.outbound.picking.rules import (
    STATUS_AFTER,
    Held,
    check_amount,
    check_bin,
    check_item,
    check_lot,
    check_serials,
)
from landbridge.wms.tasks.operations import LockedTask, advance_task, lock_task
from landbridge.wms.tasks.queries import views
from landbridge.wms.upkeep.counts.planning import ask_for_count
from landbridge.wms.upkeep.kitting.contracts import ComponentPicked
from landbridge.wms.upkeep.kitting.orders import find_stock
from landbridge.wms.upkeep.kitting.rows import (
    DOCUMENT,
    SQL,
    TASK,
    OrderNow,
    lines_of,
    lock_order,
    step_line,
)
from landbridge.wms.upkeep.kitting.rules import ONE, ZERO, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pick:
    """What was said of a locked task, checked. doubt: goods that are not where they should be."""

    order: OrderNow
    line: Line
    task: LockedTask
    item: ItemView
    amount: Decimal
    serials: tuple[str, ...]
    short_reason: str
    held: tuple[Held, ...]

    @property
    def missing(self) -> Decimal:
        return self.task.left - self.amount if self.short_reason else ZERO


def confirm_component(
    ground: Ground, *, key: str, actor: str, task_id: int, bin: str, item: str,
    quantity: Decimal | None = None, uom: str = "", lot: str = "", serials: Sequence[str] = (),
    short_reason: str = "",
) -> ComponentPicked:  # fmt: skip
    """Take goods of a component task to its station. quantity: default what is left of it.

    Less with `short_reason` (`missing`, `damaged`, `blocked`, `wrong_label`) ends the task: other
    stock is looked for, and what was not fit to be taken is promised to nobody.
    Wrong: not-found, order-closed, wrong-bin, wrong-item, wrong-lot, wrong-serial, lot-missing,
    serials-missing, quantity, claimed, task-done, short-reason.
    """
    read = tuple(serial.strip() for serial in serials if serial.strip())

    def work(conn: Connection) -> ComponentPicked:
        now = ground.clock.now()
        found = conn.execute(SQL["order_of_task"], {"task_id": task_id}).fetchone()
        if found is None:
            raise Wrong("There is no such component task.", "not-found", read=str(task_id))
        order = _open_order(conn, found[0])
        task = lock_task(conn, task_id, kind=TASK, actor=actor, now=now)
        check_bin(task, bin)
        thing = items_by_id(conn, [task.item_id])[task.item_id]
        scanned = None
        if item or quantity != 0:
            scanned = one_item(ground, conn, item, owner=thing.owner)
            check_item(thing, scanned.item)
        line = next(line for line in lines_of(conn, order) if line.work_line_id == found[1])
        pick = _read(conn, order, line, task, thing, scanned, quantity, uom, lot, read,
                     short_reason)  # fmt: skip
        return _take(ground, conn, pick, key=key, actor=actor)

    return once(
        ground, work, key=key, operation="confirm_component", actor=actor, answer=ComponentPicked,
        inputs=(task_id, bin, item, quantity, uom, lot, read, short_reason),
    )  # fmt: skip


def _open_order(conn: Connection, work_order_id: int) -> OrderNow:
    try:
        return lock_order(conn, work_order_id)
    except Wrong as closed:
        text = "This component is no longer wanted. Nothing was changed."
        raise Wrong(text, "task-done") from closed


def _read(
    conn: Connection, order: OrderNow, line: Line, task: LockedTask, item: ItemView,
    scanned: ScannedItem | None, quantity: Decimal | None, uom: str, lot: str,
    serials: tuple[str, ...], short_reason: str,
) -> _Pick:  # fmt: skip
    scan = scanned.scan if scanned else None
    if scan is not None and scan.serial and not serials:
        serials = (scan.serial,)
    if quantity is None:
        amount = Decimal(len(serials)) if serials and not short_reason else task.left
    else:
        amount = to_base(item, quantity, uom) if quantity else ZERO
    check_amount(task, amount, short_reason)
    check_serials(item, amount, serials)
    if amount:
        check_lot(item, task.lot, agreed(lot.strip(), scan.lot if scan else "", "lot"))
    where = {"owner": item.owner, "item": item.code, "site_id": task.site_id}
    # Before the balances: the goods are reserved anew at the station.
    conn.execute(PICKING["hold_promise"], where)
    held = fetch_all(conn, Held, PICKING["held"], {"reservation_ids": task.reservation_ids})
    return _Pick(
        order=order, line=line, task=task, item=item, amount=amount, held=tuple(held),
        serials=serials if item.serial_controlled else (),
        short_reason=short_reason if amount < task.left else "",
    )  # fmt: skip


def _take(
    ground: Ground, conn: Connection, pick: _Pick, *, key: str, actor: str
) -> ComponentPicked:
    now = ground.clock.now()
    task = pick.task
    settlements = _settlements(conn, pick)
    used = {one.reservation_id: one for one in settlements}
    ended = pick.missing > 0 or pick.amount == task.left
    rest = [
        one for one in pick.held
        if one.reservation_id not in used
        or (used[one.reservation_id].keep_rest and used[one.reservation_id].quantity < one.quantity)
    ]  # fmt: skip
    advance_task(
        conn, task, done=task.done + pick.amount,
        reservation_ids=[] if ended else [one.reservation_id for one in rest],
        serials=[*pick.serials] if ended else [one.serial for one in rest if one.serial],
        closed_at=now if ended else None,
        outcome=("short" if pick.missing else "done") if ended else "", actor=actor,
    )  # fmt: skip
    step_line(conn, pick.line, picked=pick.amount)
    moves, facts = _moves(conn, pick, now)
    ledger.post(
        ground, moves, key=f"confirm_component/{key}", at=now, actor=actor, facts=facts,
        settlements=settlements, conn=conn,
    )  # fmt: skip
    if pick.amount:
        _stand(ground, conn, pick, key=key, actor=actor)
    if pick.short_reason == "missing" and pick.missing:
        ask_for_count(
            conn, site_id=task.site_id, bin=task.bin, item_id=pick.item.item_id,
            cause="short_pick", at=now, actor=actor,
            why=f"{plain(pick.missing)} {pick.item.code} were missing for {pick.order.number}.",
        )  # fmt: skip
    return _answer(ground, conn, pick, actor)


def _settlements(conn: Connection, pick: _Pick) -> list[Settlement]:
    """Which reservations the pick uses up. A piece that stands beside the promised ones and is
    free may be taken in place of one. Wrong: wrong-serial, task-done."""
    ends = bool(pick.short_reason) or pick.amount == pick.task.left
    if not pick.serials:
        settlements, left = [], pick.amount
        for one in pick.held:
            part = min(left, one.quantity)
            left -= part
            if part or ends:
                settlements.append(Settlement(one.reservation_id, part, keep_rest=not ends))
        if left:
            text = "The goods of this task were promised anew. Fetch it again."
            raise Wrong(text, "task-done")
        return settlements
    held = {one.serial: one for one in pick.held}
    spare = [one for one in pick.held if one.serial not in pick.serials]
    settlements = [
        Settlement(held[serial].reservation_id, ONE) for serial in pick.serials if serial in held
    ]
    for serial in pick.serials:
        if serial not in held:
            _check_free(conn, pick, serial)
            if not spare:
                raise _unexpected(serial, held)
            settlements.append(Settlement(spare.pop().reservation_id, ZERO))
    if ends:
        settlements += [Settlement(one.reservation_id, ZERO) for one in spare]
    return settlements


def _unexpected(serial: str, expected: Iterable[str]) -> Wrong:
    some = ", ".join([*expected][:3])
    text = f"Serial {serial} was read, {some} is expected."
    return Wrong(text, "wrong-serial", read=serial, expected=some)


def _check_free(conn: Connection, pick: _Pick, serial: str) -> None:
    task = pick.task
    row = conn.execute(
        PICKING["serial_place"],
        {"owner": pick.item.owner, "item": pick.item.code, "serial": serial,
         "site_id": task.site_id},
    ).fetchone()  # fmt: skip
    place = (task.bin, task.lot, task.status, task.lpn)
    if row is None or tuple(row[:4]) != place or row[4]:
        raise _unexpected(serial, [one.serial for one in pick.held])


def _moves(conn: Connection, pick: _Pick, now: datetime) -> tuple[list[StockMove], list[Fact]]:
    """To the station what was taken; out of what may be promised what is in doubt."""
    task, site = pick.task, pick.order.site
    document = pick.order.document(pick.line.line)
    source = Spot(task.bin, task.lpn, task.status)
    moves = carry(
        pick.item, site=site, source=source, target=Spot(task.target_bin, "", task.status),
        quantity=pick.amount, lot=task.lot, serials=pick.serials, reason=Reason.PICK,
        document=document,
    ) if pick.amount else []  # fmt: skip
    if not pick.missing:
        return moves, []
    free = conn.execute(
        PICKING["free_beside"],
        {"owner": pick.item.owner, "item": pick.item.code, "site_id": task.site_id,
         "bin": task.bin, "lot": task.lot, "lpn": task.lpn, "status": task.status},
    ).fetchall()  # fmt: skip
    gone = {one.serial for one in pick.held} | {serial for serial, _ in free}
    serials = tuple(sorted(gone - {"", *pick.serials}))
    doubt = pick.missing + sum((amount for _, amount in free), ZERO)
    if serials:
        doubt = Decimal(len(serials))
    status = STATUS_AFTER[pick.short_reason]
    moves += carry(
        pick.item, site=site, source=source, target=Spot(task.bin, task.lpn, status),
        quantity=doubt, lot=task.lot, serials=serials, reason=Reason.STATUS_CHANGE,
        document=document, reason_code=pick.short_reason,
    )  # fmt: skip
    changes = [
        Change(item=pick.item, lot=task.lot, serials=serials, quantity=amount, status=said,
               reason_code=pick.short_reason)
        for amount, said in ((-doubt, task.status), (doubt, status))
    ]  # fmt: skip
    fact = adjustment_fact(
        conn, pick.item.owner, site, changes, at=now, references=((DOCUMENT, pick.order.number),),
        note=f"Short pick in {task.bin} for work order {pick.order.number}.",
    )  # fmt: skip
    return moves, [fact]


def _stand(ground: Ground, conn: Connection, pick: _Pick, *, key: str, actor: str) -> None:
    """The goods stand at the station and are the order's: nobody else may move them."""
    parts = [(serial, ONE) for serial in pick.serials] or [("", pick.amount)]
    reserved = reserve_at_station(
        ground, conn, pick.order, pick.line, pick.item,
        [(pick.task.lot, serial, amount, pick.task.status) for serial, amount in parts],
        key=f"station/{key}", actor=actor,
    )  # fmt: skip
    rows = [
        {"lot": pick.task.lot, "serial": one.key.serial if one.key else "",
         "quantity": one.quantity, "reservation_id": one.reservation_id}
        for one in reserved.reservations
    ]  # fmt: skip
    if sum((one.quantity for one in reserved.reservations), ZERO) != pick.amount:
        raise Wrong("The goods were taken from the station just now. Try again.", "not-enough")
    conn.execute(
        SQL["insert_stock"],
        {"work_line_id": pick.line.work_line_id, "source_bin": pick.task.bin,
         "at": ground.clock.now(), "actor": actor, "rows": as_json(rows)},
    )  # fmt: skip


def reserve_at_station(
    ground: Ground, conn: Connection, order: OrderNow, line: Line, item: ItemView,
    parts: Sequence[tuple[str, str, Decimal, str]], *, key: str, actor: str,
) -> Reserved:  # fmt: skip
    """Reserve (lot, serial, amount, status) at the order's station for a line."""
    wanted = []
    for lot, serial, amount, status in parts:
        wish = Wanted(
            document=order.document(line.line), site=order.site, owner=item.owner, item=item.code,
            quantity=amount, lot=lot, serial=serial, status=status, whole=True,
        )  # fmt: skip
        stock_key = StockKey(
            owner=item.owner, item=item.code, site=order.site, bin=order.station, lot=lot,
            serial=serial, status=status,
        )  # fmt: skip
        wanted.append((wish, stock_key))
    return ledger.reserve_keys(ground, wanted, key=key, actor=actor, conn=conn)


def _answer(ground: Ground, conn: Connection, pick: _Pick, actor: str) -> ComponentPicked:
    """What the picker is told; what is missing is looked for elsewhere first."""
    second: tuple[int, str] | None = None
    elsewhere = lacking = ZERO
    lines = lines_of(conn, pick.order)
    if pick.missing:
        mine = [line for line in lines if line.work_line_id == pick.line.work_line_id]
        made = find_stock(ground, conn, pick.order, mine, actor=actor)
        found = views(conn, made, now=ground.clock.now())
        elsewhere = sum((task.quantity for task in found), ZERO)
        second = (found[0].task_id, found[0].bin) if found else None
        lines = lines_of(conn, pick.order)
        lacking = sum(
            (line.lacking for line in lines if line.work_line_id == pick.line.work_line_id), ZERO
        )
    text = f"{plain(pick.amount)} {pick.item.code} taken."
    if second:
        text += f" Fetch {plain(elsewhere)} from {second[1]}."
    if lacking:
        text += f" Short: {plain(lacking)}."
    all_picked = not any(line.is_input and line.coming for line in lines)
    if all_picked:
        text += f" Order {pick.order.number} is picked: it goes to {pick.order.station}."
    return ComponentPicked(
        task_id=pick.task.task_id, work_order_id=pick.order.work_order_id, item=pick.item.code,
        uom=pick.item.base_uom, picked=pick.amount, lacking=lacking, text=text,
        remaining=ZERO if pick.missing else pick.task.left - pick.amount,
        second_task_id=second[0] if second else None, second_bin=second[1] if second else "",
        all_picked=all_picked,
    )  # fmt: skip
