"""Making kits and taking them apart: what goes in and what comes out is one posting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import as_json
from landbridge.wms.inbound.putaway.operations import suggest_bin
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import Lot, Reason, Settlement, StockMove
from landbridge.wms.master.adjusting import Change, adjustment_fact
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, carry
from landbridge.wms.master.queries import items_by_id
from landbridge.wms.master.rules import to_base
from landbridge.wms.putback.operations import KIND as PUTBACK
from landbridge.wms.putback.operations import Back, make_put_backs
from landbridge.wms.tasks.operations import NewTask
from landbridge.wms.upkeep.kitting.contracts import ComponentSpoiled, KitsMade, PartOut
from landbridge.wms.upkeep.kitting.rows import (
    DOCUMENT,
    SQL,
    OrderNow,
    lines_of,
    lock_order,
    step_line,
    stock_of,
    take_stock,
)
from landbridge.wms.upkeep.kitting.rules import (
    ONE,
    ZERO,
    AtStation,
    Line,
    earliest,
    expiry_of_lot,
    times,
    use,
)

REASON = "kitting"
SPOILED = {"damaged": "damaged", "missing": "quarantine", "quality": "quality_hold"}
LOT_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Out:
    """What comes out for a line, checked."""

    line: Line
    item: ItemView
    quantity: Decimal
    lot: str
    serials: tuple[str, ...]
    expiry_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    order: OrderNow
    quantity: Decimal
    items: Mapping[int, ItemView]
    used: tuple[tuple[Line, AtStation, Decimal], ...]
    outs: tuple[_Out, ...]


def make_kits(
    ground: Ground, *, key: str, actor: str, work_order_id: int, quantity: Decimal, lot: str = "",
    serials: Sequence[str] = (), expiry_on: date | None = None, used_serials: Sequence[str] = (),
) -> KitsMade:  # fmt: skip
    """Put kits together out of what stands at the station; all that are wanted, or a part.

    lot: default that of the order, else its number.  expiry_on: default the earliest of the
    components used.  used_serials: which pieces with serials went in; default those fetched first.
    Wrong: not-found, order-closed, wrong-kind, quantity, not-enough, serials-missing, serial-twice,
    serial-known, wrong-serial, expiry-missing, wrong-expiry, lot.
    """
    said = tuple(serial.strip() for serial in serials if serial.strip())

    def work(conn: Connection) -> KitsMade:
        order = lock_order(conn, work_order_id)
        if order.kind != "kit":
            text = f"{order.number} takes kits apart. Say what came out of them."
            raise Wrong(text, "wrong-kind", read=order.kind)
        item = items_by_id(conn, [order.item_id])[order.item_id]
        own = (lot.strip() or order.lot or order.number) if item.lot_controlled else ""
        out = PartOut(item=item.code, lot=own, serials=said, expiry_on=expiry_on or order.expiry_on)
        return _make(ground, conn, order, quantity, [out], used_serials, key=key, actor=actor)

    return once(
        ground, work, key=key, operation="make_kits", actor=actor, answer=KitsMade,
        inputs=(work_order_id, quantity, lot, said, expiry_on, [*used_serials]),
    )  # fmt: skip


def take_apart(
    ground: Ground, *, key: str, actor: str, work_order_id: int, quantity: Decimal,
    parts: Sequence[PartOut] = (), used_serials: Sequence[str] = (),
) -> KitsMade:  # fmt: skip
    """Take kits at the station apart. parts: what came out, item by item; default all of each.
    Fewer are fewer: the rest is gone, and the office is told. Wrong: as `make_kits`, and
    not-in-kit, lot-missing.
    """
    said = tuple(parts)

    def work(conn: Connection) -> KitsMade:
        order = lock_order(conn, work_order_id)
        if order.kind != "unkit":
            raise Wrong(f"{order.number} makes kits.", "wrong-kind", read=order.kind)
        return _make(ground, conn, order, quantity, said, used_serials, key=key, actor=actor)

    return once(
        ground, work, key=key, operation="take_apart", actor=actor, answer=KitsMade,
        inputs=(work_order_id, quantity, [repr(part) for part in said], [*used_serials]),
    )  # fmt: skip


def _make(
    ground: Ground, conn: Connection, order: OrderNow, quantity: Decimal, said: Sequence[PartOut],
    used_serials: Sequence[str], *, key: str, actor: str,
) -> KitsMade:  # fmt: skip
    now = ground.clock.now()
    making = _read(conn, order, quantity, said, used_serials)
    kit = making.items[order.item_id]
    changes = [_in_change(making, *one) for one in making.used] + [
        _out_change(out) for out in making.outs
    ]
    fact = adjustment_fact(
        conn, kit.owner, order.site, changes, at=now, references=((DOCUMENT, order.number),),
        note=f"{plain(making.quantity)} {kit.code} {_verb(order)}.",
    )  # fmt: skip
    _remember(conn, making, fact.number, at=now, actor=actor)
    left = order.quantity - order.made - making.quantity
    where = {"work_order_id": order.work_order_id, "quantity": making.quantity, "actor": actor,
             "closed_at": None if left else now}  # fmt: skip
    conn.execute(SQL["step_order"], where)
    tasks = [_store(conn, order, out) for out in making.outs if out.quantity]
    task_ids = make_put_backs(conn, tasks, at=now)
    lots = [
        Lot(owner=out.item.owner, item=out.item.code, lot=out.lot, expiry_on=out.expiry_on,
            received_at=now)
        for out in making.outs if out.lot and out.quantity
    ]  # fmt: skip
    ledger.put_lots(ground, lots, conn=conn)
    ledger.post(
        ground, _moves(making), key=f"make/{key}", at=now, actor=actor, facts=[fact], conn=conn,
        settlements=[Settlement(row.reservation_id, part, keep_rest=part < row.quantity)
                     for _, row, part in making.used],
    )  # fmt: skip
    text = f"{plain(making.quantity)} {kit.code} {_verb(order)}."
    if left:
        text += f" {plain(left)} to go."
    return KitsMade(
        work_order_id=order.work_order_id, number=order.number, item=kit.code, uom=kit.base_uom,
        quantity=making.quantity, remaining=left, adjustment=fact.number,
        task_ids=tuple(task_ids), text=text,
    )  # fmt: skip


def _verb(order: OrderNow) -> str:
    return "made" if order.kind == "kit" else "taken apart"


def _read(
    conn: Connection, order: OrderNow, quantity: Decimal, said: Sequence[PartOut],
    used_serials: Sequence[str],
) -> _Making:  # fmt: skip
    lines = lines_of(conn, order)
    items = items_by_id(conn, [order.item_id, *(line.item_id for line in lines)])
    amount = to_base(items[order.item_id], quantity)
    if amount > order.quantity - order.made:
        left = plain(order.quantity - order.made)
        text = f"{plain(amount)} is too many, the order wants {left}."
        raise Wrong(text, "quantity", read=plain(amount), expected=left)
    stock = stock_of(conn, order)
    named = {serial.strip() for serial in used_serials if serial.strip()}
    if unknown := named - {row.serial for row in stock}:
        text = f"Serial {min(unknown)} does not stand at {order.station}."
        raise Wrong(text, "wrong-serial", read=min(unknown))
    used: list[tuple[Line, AtStation, Decimal]] = []
    for line in lines:
        if line.is_input:
            item = items[line.item_id]
            need = to_base(item, times(line.each, amount))
            mine = [row for row in stock if row.work_line_id == line.work_line_id]
            used += [(line, row, part) for row, part in use(mine, need, named, item.code)]
    day = earliest(row.expiry_on for _, row, _ in used)
    outs = _outs(conn, [line for line in lines if not line.is_input], items, amount, said, day)
    return _Making(
        order=order, quantity=amount, items=items, used=tuple(used), outs=tuple(outs)
    )  # fmt: skip


def _outs(
    conn: Connection, lines: Sequence[Line], items: Mapping[int, ItemView], amount: Decimal,
    said: Sequence[PartOut], day: date | None,
) -> list[_Out]:  # fmt: skip
    of = {items[line.item_id].code: line for line in lines}
    given: dict[str, PartOut] = {}
    for part in said:
        if part.item not in of:
            known = ", ".join(of)
            text = f"{part.item} does not come out of it, only {known}."
            raise Wrong(text, "not-in-kit", read=part.item, expected=known)
        if part.item in given:
            raise Wrong(f"{part.item} is named twice.", "not-in-kit", read=part.item)
        given[part.item] = part
    return [
        _out(conn, line, items[line.item_id], amount, given.get(code), day)
        for code, line in of.items()
    ]


def _out(
    conn: Connection, line: Line, item: ItemView, amount: Decimal, said: PartOut | None,
    day: date | None,
) -> _Out:  # fmt: skip
    most = to_base(item, times(line.each, amount))
    part = said or PartOut(item=item.code)
    quantity = most if part.quantity is None else part.quantity
    if quantity:
        quantity = to_base(item, quantity)
    if quantity > most:
        text = f"{plain(quantity)} {item.code} is too many, at most {plain(most)} came out."
        raise Wrong(text, "quantity", read=plain(quantity), expected=plain(most))
    serials = part.serials if item.serial_controlled else ()
    if item.serial_controlled:
        _check_serials(item, quantity, serials)
    lot = part.lot.strip() if item.lot_controlled else ""
    if item.lot_controlled and quantity and not 0 < len(lot) <= LOT_MAX:
        raise Wrong(f"Say the lot of {item.code}.", "lot-missing", read=lot[:50])
    expiry = part.expiry_on
    if item.expiry_controlled and quantity:
        where = {"owner": item.owner, "item": item.code, "lot": lot}
        row = conn.execute(SQL["lot_expiry"], where).fetchone()
        expiry = expiry_of_lot(
            item.code, lot, said=expiry, computed=day, known=row[0] if row else None
        )
        if expiry is None:
            raise Wrong(f"Say when {item.code} expires.", "expiry-missing")
    return _Out(
        line=line, item=item, quantity=quantity, lot=lot, serials=serials,
        expiry_on=expiry if item.expiry_controlled else None,
    )  # fmt: skip


def _check_serials(item: ItemView, quantity: Decimal, serials: Sequence[str]) -> None:
    if len(set(serials)) != len(serials):
        twice = next(serial for serial in serials if [*serials].count(serial) > 1)
        raise Wrong(f"Serial {twice} was read twice.", "serial-twice", read=twice)
    if Decimal(len(serials)) != quantity:
        raise Wrong(
            f"A serial is needed for each {item.code}: {plain(quantity)} wanted, "
            f"{len(serials)} read.",
            "serials-missing", read=str(len(serials)), expected=plain(quantity),
        )  # fmt: skip


def _in_change(making: _Making, line: Line, row: AtStation, part: Decimal) -> Change:
    return Change(
        item=making.items[line.item_id], quantity=-part, status="available", reason_code=REASON,
        lot=row.lot, serials=(row.serial,) if row.serial else (), expiry_on=row.expiry_on,
    )  # fmt: skip


def _out_change(out: _Out) -> Change:
    return Change(
        item=out.item, quantity=out.quantity, status="available", reason_code=REASON, lot=out.lot,
        serials=out.serials, expiry_on=out.expiry_on,
    )  # fmt: skip


def _moves(making: _Making) -> list[StockMove]:
    """Into production what is used, out of it what is made: one posting, or none of it."""
    order = making.order
    station, outside = Spot(order.station), Spot("@PRODUCTION")
    moves: list[StockMove] = []
    for line, row, part in making.used:
        moves += carry(
            making.items[line.item_id], site=order.site, source=station, target=outside,
            quantity=part, lot=row.lot, serials=(row.serial,) if row.serial else (),
            reason=Reason.KITTING, document=order.document(line.line),
        )  # fmt: skip
    for out in making.outs:
        if out.quantity:
            moves += carry(
                out.item, site=order.site, source=outside, target=station, quantity=out.quantity,
                lot=out.lot, serials=out.serials, reason=Reason.KITTING,
                document=order.document(out.line.line),
            )  # fmt: skip
    return moves


def _remember(
    conn: Connection, making: _Making, adjustment: str, *, at: datetime, actor: str
) -> None:
    """What went in and what came out, by lot and serial; the counters of the lines."""
    order = making.order
    where = {"work_order_id": order.work_order_id, "quantity": making.quantity,
             "adjustment": adjustment, "at": at, "actor": actor}  # fmt: skip
    made = conn.execute(SQL["insert_made"], where).fetchone()
    assert made is not None
    rows: list[dict[str, object]] = [
        {"work_line_id": line.work_line_id, "is_input": True, "lot": row.lot, "serial": row.serial,
         "expiry_on": row.expiry_on, "quantity": part}
        for line, row, part in making.used
    ]  # fmt: skip
    for out in making.outs:
        parts = [(serial, ONE) for serial in out.serials] or [("", out.quantity)]
        rows += [
            {"work_line_id": out.line.work_line_id, "is_input": False, "lot": out.lot,
             "serial": serial, "expiry_on": out.expiry_on, "quantity": part}
            for serial, part in parts if part
        ]  # fmt: skip
        step_line(conn, out.line, used=out.quantity)
    conn.execute(SQL["insert_used"], {"work_made_id": made[0], "rows": as_json(rows)})
    take_stock(conn, [(row, part) for _, row, part in making.used])
    sums: dict[int, Decimal] = {}
    by_id = {line.work_line_id: line for line, _, _ in making.used}
    for line, _, part in making.used:
        sums[line.work_line_id] = sums.get(line.work_line_id, ZERO) + part
    for line_id, total in sums.items():
        step_line(conn, by_id[line_id], used=total)


def _store(conn: Connection, order: OrderNow, out: _Out) -> Back:
    """A task that brings what came out to storage, where the site's rules want it."""
    found = suggest_bin(conn, out.item, out.quantity, site_id=order.site_id, lot=out.lot)
    task = NewTask(
        kind=PUTBACK, site_id=order.site_id, bin=order.station, item_id=out.item.item_id,
        quantity=out.quantity, target_bin=found.bin, suggestion=found.text, lot=out.lot,
        serials=out.serials, priority=order.priority,
    )  # fmt: skip
    why = f"It came out of {order.number}."
    return Back(task=task, document=order.document(out.line.line), why=why)


def spoil_component(
    ground: Ground, *, key: str, actor: str, work_order_id: int, item: str, quantity: Decimal,
    reason: str, serial: str = "",
) -> ComponentSpoiled:  # fmt: skip
    """A component at the station that cannot go in: `damaged`, `missing` or `quality`. It is set
    aside by its status, the order lacks it again, and the office is told.

    Wrong: not-found, order-closed, reason, not-in-kit, not-enough, quantity, wrong-serial.
    """

    def work(conn: Connection) -> ComponentSpoiled:
        order = lock_order(conn, work_order_id)
        if reason not in SPOILED:
            raise Wrong(f"{reason} is no reason. Known: {', '.join(SPOILED)}.", "reason")
        inputs = [line for line in lines_of(conn, order) if line.is_input]
        items = items_by_id(conn, [line.item_id for line in inputs])
        line = next((one for one in inputs if items[one.item_id].code == item), None)
        if line is None:
            text = f"{item} does not go into {order.number}."
            raise Wrong(text, "not-in-kit", read=item)
        thing = items[line.item_id]
        amount = to_base(thing, quantity)
        mine = [row for row in stock_of(conn, order) if row.work_line_id == line.work_line_id]
        if thing.serial_controlled and (amount != ONE or not serial.strip()):
            raise Wrong(f"Say the serial of {item}, one at a time.", "wrong-serial", read=serial)
        if serial.strip() and serial.strip() not in {row.serial for row in mine}:
            text = f"Serial {serial.strip()} does not stand at {order.station}."
            raise Wrong(text, "wrong-serial", read=serial)
        chosen = use(mine, amount, (serial.strip(),), thing.code)
        status = SPOILED[reason]
        number = _set_aside(ground, conn, order, line, thing, chosen, status, reason, key=key,
                            actor=actor)  # fmt: skip
        text = f"{plain(amount)} {thing.code} are {status.replace('_', ' ')} now."
        return ComponentSpoiled(
            work_order_id=work_order_id, item=thing.code, quantity=amount, status=status,
            adjustment=number, text=f"{text} {order.number} lacks them again.",
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="spoil_component", actor=actor, answer=ComponentSpoiled,
        inputs=(work_order_id, item, quantity, reason, serial),
    )  # fmt: skip


def _set_aside(
    ground: Ground, conn: Connection, order: OrderNow, line: Line, item: ItemView,
    chosen: Sequence[tuple[AtStation, Decimal]], status: str, reason: str, *, key: str, actor: str,
) -> str:  # fmt: skip
    now = ground.clock.now()
    total = sum((part for _, part in chosen), ZERO)
    changes, moves = [], []
    for row, part in chosen:
        serials = (row.serial,) if row.serial else ()
        changes += [
            Change(item=item, quantity=amount, status=said, reason_code=reason, lot=row.lot,
                   serials=serials)
            for amount, said in ((-part, "available"), (part, status))
        ]  # fmt: skip
        moves += carry(
            item, site=order.site, source=Spot(order.station),
            target=Spot(order.station, "", status), quantity=part, lot=row.lot, serials=serials,
            reason=Reason.STATUS_CHANGE, reason_code=reason, document=order.document(line.line),
        )  # fmt: skip
    fact = adjustment_fact(
        conn, item.owner, order.site, changes, at=now, references=((DOCUMENT, order.number),),
        note=f"Found at {order.station} for work order {order.number}.",
    )  # fmt: skip
    take_stock(conn, chosen)
    step_line(conn, line, picked=-total)
    ledger.post(
        ground, moves, key=f"spoil_component/{key}", at=now, actor=actor, facts=[fact], conn=conn,
        settlements=[Settlement(row.reservation_id, part, keep_rest=part < row.quantity)
                     for row, part in chosen],
    )  # fmt: skip
    return fact.number
