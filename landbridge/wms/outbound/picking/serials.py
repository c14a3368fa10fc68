"""Pieces with serials: the picker takes whichever stands in front; promises are swapped to fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.ids import uuid7
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.rows import fetch_one
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, StockKey, Wanted
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.outbound.picking.rules import Held
from landbridge.wms.tasks.operations import SQL as TASK_SQL
from landbridge.wms.tasks.operations import LockedTask

SQL = named_sql("landbridge.wms.outbound", "sql/picking.sql")
ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    bin: str
    lot: str
    status: str
    lpn: str
    reserved: Decimal
    reservation_id: int | None
    document_number: str | None
    document_line: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Other:
    """The open pick that a serial is promised to."""

    task_id: int
    order_id: int
    line_id: str
    serials: list[str]
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The order line that is picked for; serials: those it asks for by name."""

    outbound_line_id: int
    line_id: str
    serials: list[str]
    item_id: int


def take_serials(
    ground: Ground,
    conn: Connection,
    task: LockedTask,
    item: ItemView,
    line: Line,
    held: Sequence[Held],
    serials: Sequence[str],
    *,
    site: str,
    order_number: str,
    actor: str,
) -> list[Held]:
    """The task's reservations after swaps, so that each read serial is among them.

    A piece that another pick was promised is swapped with it. Wrong("wrong-serial") for one that
    is not in this bin, has another lot or status, or where a line asks for a serial by name.
    """
    now_held = list(held)
    for serial in serials:
        if any(entry.serial == serial for entry in now_held):
            continue
        spare = next((e for e in now_held if e.serial not in (*serials, *line.serials)), None)
        place = _place(conn, task, item, serial)
        if spare is None or place is None or serial == "":
            raise _unexpected(serial, [entry.serial for entry in now_held])
        swapped = _swap(
            ground, conn, task, item, line, spare, serial, place,
            site=site, order_number=order_number, actor=actor,
        )  # fmt: skip
        now_held = [swapped if entry is spare else entry for entry in now_held]
    return now_held


def _unexpected(serial: str, expected: Sequence[str]) -> Wrong:
    some = ", ".join(expected[:3])
    return Wrong(
        f"Serial {serial} was read, {some} is expected.", "wrong-serial",
        read=serial, expected=some,
    )  # fmt: skip


def _place(conn: Connection, task: LockedTask, item: ItemView, serial: str) -> _Place | None:
    place = fetch_one(
        conn, _Place, SQL["serial_place"],
        {"owner": item.owner, "item": item.code, "serial": serial, "site_id": task.site_id},
    )  # fmt: skip
    if place is None:
        return None
    same = (place.bin, place.lot, place.status) == (task.bin, task.lot, task.status)
    return place if same else None


def _swap(
    ground: Ground,
    conn: Connection,
    task: LockedTask,
    item: ItemView,
    line: Line,
    spare: Held,
    serial: str,
    place: _Place,
    *,
    site: str,
    order_number: str,
    actor: str,
) -> Held:
    def wish(number: str, line_id: str, one: str) -> tuple[Wanted, StockKey]:
        lpn = place.lpn if one == serial else task.lpn
        key = StockKey(
            owner=item.owner, item=item.code, site=site, bin=task.bin, lot=task.lot, serial=one,
            status=task.status, lpn=lpn,
        )  # fmt: skip
        document = DocumentRef("outbound_order", number, line_id)
        wanted = Wanted(
            document=document, site=site, owner=item.owner, item=item.code, quantity=ONE,
            lot=task.lot, serial=one, status=task.status,
        )  # fmt: skip
        return wanted, key

    wishes = [wish(order_number, line.line_id, serial)]
    gone = [spare.reservation_id]
    other: _Other | None = None
    if place.reservation_id is not None:
        other = _other_task(conn, item, serial, place.reservation_id)
        wishes.append(wish(other.number, other.line_id, spare.serial))
        gone.append(place.reservation_id)
    ledger.void(ground, gone, actor=actor, conn=conn)
    key = f"swap/{uuid7(ground.clock.now(), ground.chance)}"
    reserved = ledger.reserve_keys(ground, wishes, key=key, actor=actor, conn=conn)
    ids = {entry.key.serial: entry.reservation_id for entry in reserved.reservations if entry.key}
    if len(ids) != len(wishes):
        raise Wrong(f"Serial {serial} was just taken by another.", "wrong-serial", read=serial)
    if other is not None:
        conn.execute(
            TASK_SQL["swap_reservation"],
            {
                "task_id": other.task_id, "old": place.reservation_id, "new": ids[spare.serial],
                "old_serial": serial, "new_serial": spare.serial,
            },
        )  # fmt: skip
    return Held(ids[serial], ONE, serial)


def _other_task(conn: Connection, item: ItemView, serial: str, reservation_id: int) -> _Other:
    other = fetch_one(
        conn, _Other, SQL["lock_task_of_reservation"],
        {"item_id": item.item_id, "reservation_id": reservation_id},
    )  # fmt: skip
    if other is None or serial in other.serials:
        number = other.number if other else "another order"
        raise Wrong(
            f"Serial {serial} belongs to {number}. Take another.", "wrong-serial", read=serial
        )
    return other
