"""Confirming picks: goods leave their bin for the packing place, in full, in part or short."""

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
from landbridge.wms.forms.rows import as_json, fetch_all, fetch_one
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Fact, Reason, StockMove
from landbridge.wms.master.adjusting import Change, adjustment_fact
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, carry
from landbridge.wms.master.queries import (
    ScannedItem,
    agreed,
    first_bin,
    items_by_id,
    one_item,
    site_by_id,
)
from landbridge.wms.master.rules import to_base
from landbridge.wms.outbound.allocation.operations import give
from landbridge.wms.outbound.allocation.releasing import release_held
from landbridge.wms.outbound.contracts import PickConfirmed
from landbridge.wms.outbound.orders.progress import Step, add_steps, progress_facts
from landbridge.wms.outbound.orders.reading import OrderNow, lock_order
from landbridge.wms.outbound.picking.rules import (
    STATUS_AFTER,
    Held,
    check_amount,
    check_bin,
    check_item,
    check_lot,
    check_serials,
    settle_out_of,
    still_held,
)
from landbridge.wms.outbound.picking.serials import Line, take_serials
from landbridge.wms.tasks.operations import (
    LockedTask,
    advance_task,
    hold_claim,
    lock_task,
    stay_on_tour,
)
from landbridge.wms.upkeep.counts.planning import ask_for_count

SQL = named_sql("landbridge.wms.outbound", "sql/picking.sql")
ZERO = Decimal(0)
PACKING = ("packing", "staging", "shipping")  # where picked goods go, the first there is


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A confirmed pick, checked: what is taken and what was not there."""

    order: OrderNow
    task: LockedTask
    line: Line
    item: ItemView
    site: str
    amount: Decimal
    serials: tuple[str, ...]
    short_reason: str

    @property
    def missing(self) -> Decimal:
        return self.task.left - self.amount if self.short_reason else ZERO

    @property
    def document(self) -> DocumentRef:
        return DocumentRef("outbound_order", self.order.number, self.line.line_id)


def confirm_pick(
    ground: Ground,
    *,
    key: str,
    actor: str,
    task_id: int,
    bin: str,
    item: str,
    quantity: Decimal | None = None,
    uom: str = "",
    lot: str = "",
    serials: Sequence[str] = (),
    short_reason: str = "",
) -> PickConfirmed:
    """Take goods. quantity: default what is left on the task.

    Less with `short_reason` (`missing`, `damaged`, `blocked`, `wrong_label`) ends the task: the
    rest is fetched from another bin if there is stock, else it is short. What lay free beside it
    is no longer promised to anyone until a person has looked. Less without a reason leaves the
    rest on the task. With quantity 0 and a reason `item` may be empty.
    Wrong codes: wrong-bin, wrong-item, wrong-lot, wrong-serial, lot-missing, serials-missing,
    quantity, claimed, task-done, short-reason.
    """
    read = tuple(serial.strip() for serial in serials if serial.strip())

    def work(conn: Connection) -> PickConfirmed:
        now = ground.clock.now()
        found = conn.execute(SQL["order_of_task"], {"task_id": task_id}).fetchone()
        if found is None or found[0] is None:
            raise Wrong("There is no such pick task.", "not-found", read=str(task_id))
        order = lock_order(conn, found[0])
        task = lock_task(conn, task_id, kind="pick", actor=actor, now=now)
        check_bin(task, bin)
        thing = items_by_id(conn, [task.item_id])[task.item_id]
        if quantity == 0 and not item:
            scanned = None
        else:
            scanned = one_item(ground, conn, item, owner=thing.owner)
            check_item(thing, scanned.item)
        pick = read_pick(conn, order, task, thing, scanned, quantity, uom, lot, read, short_reason)
        return take(ground, conn, pick, key=key, actor=actor)

    return once(
        ground, work, key=key, operation="confirm_pick", actor=actor,
        inputs=(task_id, bin, item, quantity, uom, lot, read, short_reason),
        answer=PickConfirmed,
    )  # fmt: skip


def read_pick(
    conn: Connection,
    order: OrderNow,
    task: LockedTask,
    item: ItemView,
    scanned: ScannedItem | None,
    quantity: Decimal | None,
    uom: str,
    lot: str,
    serials: tuple[str, ...],
    short_reason: str,
) -> Pick:
    """What was said of a locked task, checked against it."""
    scan = scanned.scan if scanned else None
    if scan is not None and scan.serial and not serials:
        serials = (scan.serial,)
    if quantity is None:
        amount = Decimal(len(serials)) if serials and short_reason == "" else task.left
    else:
        amount = to_base(item, quantity, uom) if quantity else ZERO
    check_amount(task, amount, short_reason)
    check_serials(item, amount, serials)
    if amount:
        check_lot(item, task.lot, agreed(lot.strip(), scan.lot if scan else "", "lot"))
    line = fetch_one(conn, Line, SQL["line_of_task"], {"line_id": task.outbound_line_id})
    assert line is not None
    return Pick(
        order=order, task=task, line=line, item=item, site=site_by_id(conn, task.site_id).code,
        amount=amount, serials=serials if item.serial_controlled else (),
        short_reason=short_reason if amount < task.left else "",
    )  # fmt: skip


def take(ground: Ground, conn: Connection, pick: Pick, *, key: str, actor: str) -> PickConfirmed:
    """Book a checked pick of a locked order."""
    now = ground.clock.now()
    task = pick.task
    target = first_bin(conn, task.site_id, PACKING).code
    if pick.missing or pick.serials:
        where = {"owner": pick.item.owner, "item": pick.item.code, "site_id": task.site_id}
        conn.execute(SQL["hold_promise"], where)
    held = fetch_all(conn, Held, SQL["held"], {"reservation_ids": task.reservation_ids})
    if pick.serials:
        held = take_serials(
            ground, conn, task, pick.item, pick.line, held, pick.serials,
            site=pick.site, order_number=pick.order.number, actor=actor,
        )  # fmt: skip
    settlements = settle_out_of(held, pick.amount, pick.serials, keep_rest=not pick.short_reason)
    left_serials = [entry.serial for entry in held if entry.serial not in ("", *pick.serials)]
    ended = pick.missing > 0 or pick.amount == task.left
    advance_task(
        conn, task, done=task.done + pick.amount,
        reservation_ids=[] if ended else still_held(held, settlements),
        serials=[*pick.serials] if ended and not task.done else left_serials or task.serials,
        closed_at=now if ended else None,
        outcome=("short" if pick.missing else "done") if ended else "", actor=actor,
    )  # fmt: skip
    _insert_picks(conn, pick, target, actor, now)
    add_steps(
        conn,
        [
            Step(
                outbound_line_id=pick.line.outbound_line_id, picked=pick.amount,
                allocated=-pick.missing, released=-pick.missing,
            )
        ],
    )  # fmt: skip
    doubt = _doubtful(conn, pick, left_serials) if pick.missing else None
    moves, facts = _moves(conn, pick, target, doubt, now)
    ledger.post(
        ground, moves, key=f"confirm_pick/{key}", at=now, actor=actor, settlements=settlements,
        facts=facts, conn=conn,
    )  # fmt: skip
    if pick.short_reason == "missing" and pick.missing:
        ask_for_count(
            conn, site_id=task.site_id, bin=task.bin, item_id=pick.item.item_id,
            cause="short_pick", at=now, actor=actor,
            why=f"{plain(pick.missing)} {pick.item.code} were missing for {pick.order.number}.",
        )  # fmt: skip
    hold_claim(ground, conn, actor=actor, task=task)
    return _answer(ground, conn, pick, actor, target)


def _insert_picks(conn: Connection, pick: Pick, target: str, actor: str, now: datetime) -> None:
    rows: list[dict[str, object]] = [{"quantity": 1, "serial": serial} for serial in pick.serials]
    if not rows and pick.amount:
        rows = [{"quantity": pick.amount, "serial": ""}]
    conn.execute(
        SQL["insert_picks"],
        {
            "task_id": pick.task.task_id, "order_id": pick.order.order_id,
            "line_id": pick.line.outbound_line_id, "item_id": pick.item.item_id,
            "lot": pick.task.lot, "source_bin": pick.task.bin, "bin": target, "at": now,
            "actor": actor, "rows": as_json(rows),
        },
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doubt:
    """Goods of a key that are not where they should be, or whose state is not known."""

    quantity: Decimal
    serials: tuple[str, ...]


def _doubtful(conn: Connection, pick: Pick, left_serials: Sequence[str]) -> Doubt:
    """What was missing, and all that lies free under the same key: it cannot be there either."""
    task = pick.task
    free = conn.execute(
        SQL["free_beside"],
        {
            "owner": pick.item.owner, "item": pick.item.code, "site_id": task.site_id,
            "bin": task.bin, "lot": task.lot, "lpn": task.lpn, "status": task.status,
        },
    ).fetchall()  # fmt: skip
    return Doubt(
        pick.missing + sum((amount for _, amount in free), ZERO),
        (*left_serials, *(serial for serial, _ in free if serial)),
    )


def _moves(
    conn: Connection, pick: Pick, target: str, doubt: Doubt | None, now: datetime
) -> tuple[list[StockMove], list[Fact]]:
    """To the packing place what was taken; out of what may be promised what is in doubt."""
    task = pick.task
    source = Spot(task.bin, task.lpn, task.status)
    moves: list[StockMove] = []
    if pick.amount:
        moves += carry(
            pick.item, site=pick.site, source=source, target=Spot(target, "", task.status),
            quantity=pick.amount, lot=task.lot, serials=pick.serials, reason=Reason.PICK,
            document=pick.document,
        )  # fmt: skip
    if doubt is None:
        return moves, []
    status = STATUS_AFTER[pick.short_reason]
    moves += carry(
        pick.item, site=pick.site, source=source, target=Spot(task.bin, task.lpn, status),
        quantity=doubt.quantity, lot=task.lot, serials=doubt.serials,
        reason=Reason.STATUS_CHANGE, document=pick.document, reason_code=pick.short_reason,
    )  # fmt: skip
    changes = [
        Change(
            item=pick.item, lot=task.lot, serials=doubt.serials, quantity=amount,
            status=said, reason_code=pick.short_reason,
        )
        for amount, said in ((-doubt.quantity, task.status), (doubt.quantity, status))
    ]  # fmt: skip
    fact = adjustment_fact(
        conn, pick.item.owner, pick.site, changes, at=now,
        note=f"Short pick in {task.bin} for order {pick.order.number}.",
        references=(("outbound_order", pick.order.number),),
    )  # fmt: skip
    return moves, [fact]


def _answer(ground: Ground, conn: Connection, pick: Pick, actor: str, target: str) -> PickConfirmed:
    """What the picker is told; a missing rest is looked for elsewhere first."""
    now = ground.clock.now()
    order_id = pick.order.order_id
    short = pick.missing
    second: tuple[int, str] | None = None
    if pick.missing:
        second, found = _fetch_elsewhere(ground, conn, pick, actor)
        short = pick.missing - found
    count = conn.execute(SQL["open_pick_count"], {"order_id": order_id}).fetchone()
    order_picked = count is not None and count[0] == 0
    sums = conn.execute(SQL["order_sums"], {"order_id": order_id}).fetchone()
    to_pack = bool(order_picked and sums and sums[0] > sums[2])
    if to_pack:
        facts = progress_facts(conn, [order_id], stage="picked", at=now)
        ledger.append_journal(ground, facts, at=now, actor=actor, conn=conn)
    remaining = ZERO if pick.missing else pick.task.left - pick.amount
    text = f"{plain(pick.amount)} {pick.item.code} taken."
    if second:
        text += f" Fetch {plain(pick.missing - short)} from {second[1]}."
    if short:
        text += f" Short: {plain(short)}."
    if to_pack:
        text += f" Order {pick.order.number} is picked: it goes to {target}."
    return PickConfirmed(
        task_id=pick.task.task_id, order_id=order_id, item=pick.item.code,
        uom=pick.item.base_uom, picked=pick.amount, remaining=remaining, short=short,
        second_task_id=second[0] if second else None, second_bin=second[1] if second else "",
        order_picked=order_picked, text=text,
    )  # fmt: skip


def _fetch_elsewhere(
    ground: Ground, conn: Connection, pick: Pick, actor: str
) -> tuple[tuple[int, str] | None, Decimal]:
    """Allocate the missing rest anew; what no bin has is short on the line for good."""
    line_id = pick.line.outbound_line_id
    order_id = pick.order.order_id
    whole = [order_id] if pick.order.ship_complete else []
    give(ground, conn, whole, line_ids=[line_id], actor=actor)
    made = release_held(ground, conn, [order_id], line_ids=[line_id], actor=actor).tasks
    found = min(sum((task.quantity for task in made), ZERO), pick.missing)
    if short := pick.missing - found:
        step = Step(outbound_line_id=line_id, short=short, short_reason=pick.short_reason)
        add_steps(conn, [step])
    stay_on_tour(conn, pick.task, [task.task_id for task in made])
    hold_claim(ground, conn, actor=actor, task=pick.task)
    return ((made[0].task_id, made[0].bin) if made else None), found
