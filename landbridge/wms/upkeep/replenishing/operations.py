"""How full pick bins shall be, the tasks that follow, and doing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.kit.words import counted
from landbridge.wms.forms.contracts import Page, Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import (
    fetch_all,
    page_limit,
    page_of,
    read_position,
)
from landbridge.wms.inbound.putaway.finding import check_classes
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import (
    DocumentRef,
    Reason,
    Settlement,
    StockKey,
    Wanted,
)
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, carry, stock_came
from landbridge.wms.master.queries import (
    SiteRow,
    items_by_code,
    items_by_id,
    one_item,
    scanned_bin,
    site_by_code,
    site_by_id,
)
from landbridge.wms.master.rules import to_base
from landbridge.wms.tasks.operations import (
    LockedTask,
    NewTask,
    advance_task,
    close_tasks,
    lock_task,
    make_tasks,
)
from landbridge.wms.upkeep.counts.planning import ask_for_count
from landbridge.wms.upkeep.replenishing.contracts import (
    PickBinPut,
    PickBinRow,
    Replenished,
    ReplenishmentPlanned,
)
from landbridge.wms.upkeep.replenishing.rules import ZERO, Source, amounts

SQL = named_sql("landbridge.wms.upkeep", "sql/replenishing.sql")
KIND = "replenishment"
PRIORITY = 40  # before picks of the same urgency: they wait for it
ROWS_MAX = 100_000


def put_pick_bin(
    ground: Ground, *, key: str, actor: str, site: str, bin: str, item: str, owner: str = "",
    quantity_min: Decimal, quantity_max: Decimal, uom: str = "",
) -> PickBinPut:  # fmt: skip
    """How much of an item a storage bin shall hold. A maximum of 0 takes the bin off the list.

    Wrong: unknown-site, unknown-bin, wrong-bin, wrong-class (the bin is not for goods of this
    temperature or hazard), unknown-code, ambiguous-code, serial-item, quantity, unknown-uom.
    """

    def work(conn: Connection) -> PickBinPut:
        place = site_by_code(conn, site)
        thing = one_item(ground, conn, item, owner=owner).item
        found = scanned_bin(conn, place.site_id, bin)
        where: dict[str, object] = {"bin_id": found.bin_id, "item_id": thing.item_id}
        if not quantity_max:
            conn.execute(SQL["remove_pick_bin"], where)
            text = f"{found.code} is no pick bin of {thing.code} any more."
            return PickBinPut(bin=found.code, item=thing.code, text=text)
        if found.kind != "storage":
            text = f"{found.code} is a {found.kind} bin; a pick bin is a storage bin."
            raise Wrong(text, "wrong-bin", read=found.code)
        if thing.serial_controlled:
            text = f"{thing.code} has serials; it is picked where it lies."
            raise Wrong(text, "serial-item", read=thing.code)
        check_classes(conn, [thing], found, site_id=place.site_id)
        most = to_base(thing, quantity_max, uom)
        least = to_base(thing, quantity_min, uom) if quantity_min else ZERO
        if not ZERO <= least < most:
            raise Wrong("The minimum must be below the maximum.", "quantity")
        where |= {
            "site_id": place.site_id, "quantity_min": least, "quantity_max": most,
            "at": ground.clock.now(), "actor": actor,
        }  # fmt: skip
        conn.execute(SQL["put_pick_bin"], where)
        text = f"{found.code} is filled up to {plain(most)} {thing.code} below {plain(least)}."
        return PickBinPut(bin=found.code, item=thing.code, text=text)

    return once(
        ground, work, key=key, operation="put_pick_bin", actor=actor, answer=PickBinPut,
        inputs=(site, bin, item, owner, quantity_min, quantity_max, uom),
    )  # fmt: skip


def pick_bins(
    ground: Ground, *, site: str = "", limit: int = 50, after: str = ""
) -> Page[PickBinRow]:
    """Pick bins with their levels."""
    limit = page_limit(limit)
    start = read_position(after, int)
    with ground.pg.snapshot() as conn:
        site_id = site_by_code(conn, site).site_id if site else None
        where = {"site_id": site_id, "after": start[0] if start else 0, "limit": limit + 1}
        rows = fetch_all(conn, PickBinRow, SQL["levels"], where)
    return page_of(rows, limit, "pick_bin_id")


@dataclass(frozen=True, slots=True)
class _Fetch:
    """What is to be brought to a pick bin from one key of stock."""

    row: PickBinRow
    item: ItemView
    source: Source
    amount: Decimal

    @property
    def why(self) -> str:
        left = f"{plain(self.row.on_hand)} are there, {plain(self.row.promised)} promised to picks"
        day = f" Use by {self.source.use_by_on}." if self.source.use_by_on else ""
        return f"{left}; {plain(self.row.quantity_min)} to {plain(self.row.quantity_max)}.{day}"


def plan_replenishment(ground: Ground, *, key: str, actor: str, site: str) -> ReplenishmentPlanned:
    """Look at all pick bins: where what is left after the released picks, with what is coming, is
    below the minimum, tasks bring it up to the maximum. Stock of a task is reserved for it.

    Tasks that became impossible or unwanted, and nobody has begun, are dropped first. Doing it
    again makes no task twice. Wrong: unknown-site.
    """

    def work(conn: Connection) -> ReplenishmentPlanned:
        place = site_by_code(conn, site)
        now = ground.clock.now()
        conn.execute(SQL["lock_pick_bins"], {"site_id": place.site_id})
        dropped = _drop_stale(ground, conn, place.site_id, actor, now)
        where = {"site_id": place.site_id, "after": 0, "limit": ROWS_MAX}
        short = [row for row in fetch_all(conn, PickBinRow, SQL["levels"], where) if row.wanted > 0]
        fetches, lacking = _choose(conn, place, short, now)
        _make(ground, conn, place, fetches, key=key, actor=actor, now=now)
        text = f"{counted(len(fetches), 'task is made', 'tasks are made')}."
        if dropped:
            text += f" {dropped} are dropped."
        if lacking:
            text += f" There is nothing to bring of {', '.join(lacking[:5])}."
        return ReplenishmentPlanned(
            task_count=len(fetches), dropped_count=dropped, lacking=tuple(lacking), text=text
        )

    return once(
        ground, work, key=key, operation="plan_replenishment", actor=actor, inputs=(site,),
        answer=ReplenishmentPlanned,
    )  # fmt: skip


def _drop_stale(ground: Ground, conn: Connection, site_id: int, actor: str, now: datetime) -> int:
    found = conn.execute(SQL["stale"], {"site_id": site_id, "now": now}).fetchall()
    close_tasks(conn, [row[0] for row in found], outcome="cancelled", at=now)
    ids = [reservation_id for row in found for reservation_id in row[1]]
    if ids:
        ledger.void(ground, ids, actor=actor, conn=conn)
    return len(found)


def _choose(
    conn: Connection, place: SiteRow, short: Sequence[PickBinRow], now: datetime
) -> tuple[list[_Fetch], list[str]]:
    items = items_by_code(conn, ((row.owner, row.item) for row in short))
    fetches: list[_Fetch] = []
    lacking: list[str] = []
    used: dict[tuple[int, str, str, str], Decimal] = {}
    for row in short:
        item = items[row.owner, row.item]
        where = {
            "owner": item.owner, "item": item.code, "item_id": item.item_id,
            "site_id": place.site_id, "today": now.astimezone(place.zone_info).date(),
        }  # fmt: skip
        sources = [
            Source(bin=one.bin, lot=one.lot, lpn=one.lpn, on_hand=one.on_hand,
                   use_by_on=one.use_by_on,
                   free=one.free - used.get((item.item_id, one.bin, one.lot, one.lpn), ZERO))
            for one in fetch_all(conn, Source, SQL["sources"], where)
        ]  # fmt: skip
        chosen = amounts([one for one in sources if one.free > 0], row.wanted, item.uoms)
        if not chosen:
            lacking.append(item.code)
        for source, amount in chosen:
            name = (item.item_id, source.bin, source.lot, source.lpn)
            used[name] = used.get(name, ZERO) + amount
            fetches.append(_Fetch(row, item, source, amount))
    return fetches, lacking


def _make(
    ground: Ground, conn: Connection, place: SiteRow, fetches: Sequence[_Fetch], *, key: str,
    actor: str, now: datetime,
) -> None:  # fmt: skip
    if not fetches:
        return
    wanted = [
        (
            Wanted(
                document=DocumentRef(KIND, fetch.row.bin, str(n)), site=place.code,
                owner=fetch.item.owner, item=fetch.item.code, quantity=fetch.amount, whole=True,
            ),
            StockKey(
                owner=fetch.item.owner, item=fetch.item.code, site=place.code,
                bin=fetch.source.bin, lot=fetch.source.lot, lpn=fetch.source.lpn,
            ),
        )
        for n, fetch in enumerate(fetches)
    ]  # fmt: skip
    held = ledger.reserve_keys(
        ground, wanted, key=f"plan_replenishment/{key}", actor=actor, conn=conn
    )
    ids = {int(one.document.line): one.reservation_id for one in held.reservations}
    make_tasks(
        conn,
        [
            NewTask(
                kind=KIND, site_id=place.site_id, bin=fetch.source.bin, target_bin=fetch.row.bin,
                item_id=fetch.item.item_id, quantity=fetch.amount, suggestion=fetch.why,
                lot=fetch.source.lot, lpn=fetch.source.lpn, priority=PRIORITY,
                reservation_ids=(ids[n],),
            )
            for n, fetch in enumerate(fetches)
            if n in ids  # somebody was faster with the rest; the next look finds other stock
        ],
        at=now,
    )  # fmt: skip


def replenish(
    ground: Ground,
    *,
    key: str,
    actor: str,
    task_id: int,
    bin: str,
    item: str = "",
    quantity: Decimal | None = None,
) -> Replenished:
    """Bring goods of a replenishment task to its pick bin; default all. Less than asked ends the
    task: the rest is promised to nobody, and its bin is counted.

    Wrong: not-found, task-done, claimed, unknown-bin, wrong-bin, wrong-class, wrong-item, quantity.
    """

    def work(conn: Connection) -> Replenished:
        now = ground.clock.now()
        task = lock_task(conn, task_id, kind=KIND, actor=actor, now=now)
        thing = items_by_id(conn, [task.item_id])[task.item_id]
        if item:
            read = one_item(ground, conn, item, owner=thing.owner).item
            if read.item_id != thing.item_id:
                text = f"{read.code} was read, {thing.code} is expected."
                raise Wrong(text, "wrong-item", read=read.code, expected=thing.code)
        target = scanned_bin(conn, task.site_id, bin)
        if target.code != task.target_bin:
            text = f"{target.code} was read, {task.target_bin} is expected."
            raise Wrong(text, "wrong-bin", read=target.code, expected=task.target_bin)
        check_classes(conn, [thing], target, site_id=task.site_id)
        amount = task.left if quantity is None else quantity
        if not amount.is_finite() or not 0 <= amount <= task.left:
            text = f"{amount} cannot be brought, asked for: {plain(task.left)}."
            raise Wrong(text, "quantity", read=str(amount), expected=plain(task.left))
        if amount:
            amount = to_base(thing, amount)
        _bring(ground, conn, task, thing, amount, key=key, actor=actor)
        return Replenished(
            task_id=task_id, item=thing.code, uom=thing.base_uom, quantity=amount,
            bin=target.code, remaining=ZERO,
            text=f"{plain(amount)} {thing.code} brought to {target.code}.",
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="replenish", actor=actor,
        inputs=(task_id, bin, item, quantity), answer=Replenished,
    )  # fmt: skip


def _bring(
    ground: Ground, conn: Connection, task: LockedTask, item: ItemView, amount: Decimal, *,
    key: str, actor: str,
) -> None:  # fmt: skip
    now = ground.clock.now()
    missing = task.left - amount
    rows = conn.execute(SQL["held"], {"ids": task.reservation_ids}).fetchall()
    if sum((row[1] for row in rows), ZERO) < amount:
        text = "The goods of this task were promised anew. Take the next one."
        raise Wrong(text, "task-done")
    advance_task(
        conn, task, done=task.done + amount, reservation_ids=(), serials=(), closed_at=now,
        outcome="short" if missing else "done", actor=actor,
    )  # fmt: skip
    if missing:
        ask_for_count(
            conn, site_id=task.site_id, bin=task.bin, item_id=item.item_id, cause="surprise",
            why=f"{plain(missing)} {item.code} were missing for {task.target_bin}.", at=now,
            actor=actor,
        )  # fmt: skip
    stock_came(conn, task.site_id, [task.item_id])
    left = amount
    settlements = []
    for reservation_id, held in rows:
        used = min(left, held)
        left -= used
        settlements.append(Settlement(reservation_id, used))
    moves = carry(
        item, site=site_by_id(conn, task.site_id).code,
        source=Spot(task.bin, task.lpn, task.status), target=Spot(task.target_bin, "", task.status),
        quantity=amount, lot=task.lot, reason=Reason.REPLENISHMENT,
        document=DocumentRef(KIND, task.target_bin, str(task.task_id)),
    ) if amount else []  # fmt: skip
    ledger.post(
        ground, moves, key=f"replenish/{key}", at=now, actor=actor, settlements=settlements,
        conn=conn,
    )  # fmt: skip
