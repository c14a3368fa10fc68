"""Accepting proposals and carrying them out: tasks for the floor, and the item's new pick bin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import fetch_all, fetch_one
from landbridge.wms.inbound.putaway.finding import check_classes
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Reason, Settlement, StockKey, Wanted
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, carry, stock_came
from landbridge.wms.master.queries import (
    SiteRow,
    items_by_id,
    one_item,
    scanned_bin,
    site_by_id,
)
from landbridge.wms.master.rules import to_base
from landbridge.wms.tasks.operations import NewTask, advance_task, lock_task, make_tasks
from landbridge.wms.upkeep.counts.planning import ask_for_count
from landbridge.wms.upkeep.slotting.contracts import SlotMoved, SlottingAccepted
from landbridge.wms.upkeep.slotting.planning import SQL

KIND = "slotting"
PRIORITY = 70  # it helps tomorrow: after the day's orders
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    slotting_move_id: int
    place: int
    item_id: int
    from_bin_id: int
    to_bin_id: int
    other_item_id: int | None
    state: str
    from_bin: str
    to_bin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    bin_id: int
    item_id: int
    lot: str
    serial: str
    status: str
    lpn: str
    free: Decimal
    on_hand: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Carried:
    slotting_move_id: int
    slotting_id: int
    item_id: int
    from_bin_id: int
    to_bin_id: int
    other_item_id: int | None


def accept_slotting(
    ground: Ground, *, key: str, actor: str, slotting_id: int, moves: Sequence[int]
) -> SlottingAccepted:
    """Have proposed moves made. Free goods of both bins are reserved for them; what is promised to
    orders is picked where it lies. A move that became impossible is dropped and says why.

    One whose bins are part of another move stays proposed until that one is done.
    Wrong: not-found, nothing-named.
    """
    wanted = sorted(set(moves))

    def work(conn: Connection) -> SlottingAccepted:
        row = conn.execute(
            "SELECT site_id FROM slotting_study WHERE slotting_id = %s", [slotting_id]
        ).fetchone()
        if row is None:
            raise Wrong("There is no such study.", "not-found", read=str(slotting_id))
        if not wanted:
            raise Wrong("Mark the moves that shall be made.", "nothing-named")
        place = site_by_id(conn, row[0])
        where = {"slotting_id": slotting_id, "ids": wanted}
        found = fetch_all(conn, _Move, SQL["lock_moves"], where)
        if len(found) < len(wanted):
            raise Wrong("A move is not of this study.", "not-found")
        made, tasks = 0, 0
        dropped: list[tuple[str, str]] = []
        for move in found:
            if move.state != "proposed":
                continue
            reason, count = _accept(ground, conn, place, move, actor=actor, key=key)
            if reason:
                dropped.append((move.from_bin, reason))
            else:
                made, tasks = made + 1, tasks + count
        text = f"{made} moves are accepted: {tasks} tasks for the floor."
        if dropped:
            text += f" {len(dropped)} are not: {dropped[0][1]}"
        return SlottingAccepted(
            slotting_id=slotting_id, move_count=made, task_count=tasks, dropped=tuple(dropped),
            text=text,
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="accept_slotting", actor=actor,
        inputs=(slotting_id, wanted), answer=SlottingAccepted,
    )  # fmt: skip


def _accept(
    ground: Ground, conn: Connection, place: SiteRow, move: _Move, *, actor: str, key: str
) -> tuple[str, int]:
    """Why a move cannot be made, else how many tasks it became."""
    now = ground.clock.now()
    bins = {"ids": [move.from_bin_id, move.to_bin_id]}
    conn.execute(SQL["lock_bins"], bins)
    contents = fetch_all(conn, _Content, SQL["contents"], bins)
    goods = [one for one in contents if one.bin_id == move.from_bin_id]
    back = [one for one in contents if one.bin_id == move.to_bin_id]
    reason, state = _under_way(conn, move, bins), "proposed"
    if not reason:
        reason = _impossible(move, goods, back)
        state = "dropped" if reason else "accepted"
    conn.execute(
        SQL["accept"],
        {"id": move.slotting_move_id, "state": state, "said": reason, "at": now, "actor": actor},
    )
    if reason:
        return reason, 0
    ways = [(one, move.from_bin, move.to_bin) for one in goods if one.free > 0]
    ways += [(one, move.to_bin, move.from_bin) for one in back if one.free > 0]
    ids = _tasks(ground, conn, place, move, ways, actor=actor, key=key)
    conn.execute(SQL["link_tasks"], {"id": move.slotting_move_id, "task_ids": ids})
    return "", len(ids)


def _under_way(conn: Connection, move: _Move, bins: dict[str, list[int]]) -> str:
    """It may be accepted when the other move is done."""
    if conn.execute(SQL["moves_under_way"], bins).fetchone() is None:
        return ""
    return f"{move.from_bin} or {move.to_bin} is part of a move under way. Accept it after that."


def _impossible(move: _Move, goods: Sequence[_Content], back: Sequence[_Content]) -> str:
    if not goods or {one.item_id for one in goods} != {move.item_id}:
        return f"{move.from_bin} does not hold that item alone any more."
    there = {one.item_id for one in back}
    if there != ({move.other_item_id} if move.other_item_id else set()):
        return f"{move.to_bin} holds something else by now."
    if any(one.serial for one in (*goods, *back)):
        return "Goods with serials stay where they are."
    if not any(one.free > 0 for one in goods):
        return f"All in {move.from_bin} is promised to orders."
    return ""


def _tasks(
    ground: Ground, conn: Connection, place: SiteRow, move: _Move,
    ways: Sequence[tuple[_Content, str, str]], *, actor: str, key: str,
) -> list[int]:  # fmt: skip
    items = items_by_id(conn, [one.item_id for one, _, _ in ways])
    wanted = []
    for n, (one, source, _) in enumerate(ways):
        item = items[one.item_id]
        wish = Wanted(
            document=DocumentRef(KIND, str(move.slotting_move_id), str(n)), site=place.code,
            owner=item.owner, item=item.code, quantity=one.free, lot=one.lot, status=one.status,
            whole=True,
        )  # fmt: skip
        stock_key = StockKey(
            owner=item.owner, item=item.code, site=place.code, bin=source, lot=one.lot,
            status=one.status, lpn=one.lpn,
        )  # fmt: skip
        wanted.append((wish, stock_key))
    held = ledger.reserve_keys(
        ground, wanted, key=f"accept_slotting/{move.slotting_move_id}/{key}", actor=actor, conn=conn
    )
    ids = {int(one.document.line): one.reservation_id for one in held.reservations}
    return make_tasks(
        conn,
        [
            NewTask(
                kind=KIND, site_id=place.site_id, bin=source, target_bin=target,
                item_id=one.item_id, quantity=one.free, lot=one.lot, lpn=one.lpn,
                status=one.status, priority=PRIORITY, reservation_ids=(ids[n],),
                suggestion=f"{items[one.item_id].code} is picked from {target} from now on.",
            )
            for n, (one, source, target) in enumerate(ways)
            if n in ids
        ],
        at=ground.clock.now(),
    )  # fmt: skip


def move_slot(
    ground: Ground, *, key: str, actor: str, task_id: int, bin: str, item: str = "",
    quantity: Decimal | None = None,
) -> SlotMoved:  # fmt: skip
    """Bring goods of a slotting task to their new bin; default all. With the last task of a move
    the item has its new pick bin. Fewer than asked end the task, and the old bin is counted.

    Wrong: not-found, task-done, claimed, unknown-bin, wrong-bin, wrong-item, wrong-class, quantity.
    """

    def work(conn: Connection) -> SlotMoved:
        now = ground.clock.now()
        found = fetch_one(conn, _Carried, SQL["move_of_task"], {"task_id": task_id})
        if found is None:
            raise Wrong("There is no such slotting task.", "not-found", read=str(task_id))
        task = lock_task(conn, task_id, kind=KIND, actor=actor, now=now)
        thing = items_by_id(conn, [task.item_id])[task.item_id]
        if item:
            _check_item(one_item(ground, conn, item, owner=thing.owner).item, thing)
        target = scanned_bin(conn, task.site_id, bin)
        if target.code != task.target_bin:
            text = f"{target.code} was read, {task.target_bin} is expected."
            raise Wrong(text, "wrong-bin", read=target.code, expected=task.target_bin)
        check_classes(conn, [thing], target, site_id=task.site_id)
        amount = _amount(thing, task.left, quantity)
        missing = task.left - amount
        advance_task(
            conn, task, done=task.done + amount, reservation_ids=(), serials=(), closed_at=now,
            outcome="short" if missing else "done", actor=actor,
        )  # fmt: skip
        if missing:
            ask_for_count(
                conn, site_id=task.site_id, bin=task.bin, item_id=thing.item_id, cause="surprise",
                why=f"{plain(missing)} {thing.code} were missing for {task.target_bin}.", at=now,
                actor=actor,
            )  # fmt: skip
        is_done = _end(conn, found, at=now, actor=actor)
        stock_came(conn, task.site_id, [task.item_id])
        moves = carry(
            thing, site=site_by_id(conn, task.site_id).code,
            source=Spot(task.bin, task.lpn, task.status),
            target=Spot(task.target_bin, "", task.status), quantity=amount, lot=task.lot,
            reason=Reason.RELOCATION, document=DocumentRef(KIND, str(found.slotting_move_id)),
        ) if amount else []  # fmt: skip
        ledger.post(
            ground, moves, key=f"move_slot/{key}", at=now, actor=actor, conn=conn,
            settlements=[Settlement(id_, amount) for id_ in task.reservation_ids],
        )  # fmt: skip
        text = f"{plain(amount)} {thing.code} brought to {target.code}."
        return SlotMoved(
            task_id=task_id, item=thing.code, uom=thing.base_uom, quantity=amount,
            bin=target.code, is_done=is_done, text=text,
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="move_slot", actor=actor,
        inputs=(task_id, bin, item, quantity), answer=SlotMoved,
    )  # fmt: skip


def _amount(item: ItemView, left: Decimal, quantity: Decimal | None) -> Decimal:
    amount = left if quantity is None else quantity
    if not amount.is_finite() or not 0 <= amount <= left:
        text = f"{amount} cannot be brought, asked for: {plain(left)}."
        raise Wrong(text, "quantity", read=str(amount), expected=plain(left))
    return to_base(item, amount) if amount else ZERO


def _check_item(read: ItemView, expected: ItemView) -> None:
    if read.item_id != expected.item_id:
        text = f"{read.code} was read, {expected.code} is expected."
        raise Wrong(text, "wrong-item", read=read.code, expected=expected.code)


def _end(conn: Connection, move: _Carried, *, at: datetime, actor: str) -> bool:
    """With its last task a move is done: each item has the other bin as its pick bin."""
    where: dict[str, object] = {"id": move.slotting_move_id, "at": at}
    row = conn.execute(SQL["open_tasks"], where).fetchone()
    if row is None or row[0]:
        return False
    conn.execute(SQL["done"], where)
    pairs = {move.item_id: (move.from_bin_id, move.to_bin_id)}
    if move.other_item_id is not None:
        pairs[move.other_item_id] = (move.to_bin_id, move.from_bin_id)
    gone = conn.execute(
        SQL["free_pick_bin"],
        {"bin_ids": [move.from_bin_id, move.to_bin_id], "item_ids": [*pairs]},
    ).fetchall()
    for bin_id, item_id, site_id, least, most in gone:
        source, target = pairs[item_id]
        conn.execute(
            "INSERT INTO pick_bin (site_id, bin_id, item_id, quantity_min, quantity_max,"
            " changed_at, changed_by) VALUES (%s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (bin_id, item_id) DO NOTHING",
            [site_id, target if bin_id == source else bin_id, item_id, least, most, at, actor],
        )
    return True
