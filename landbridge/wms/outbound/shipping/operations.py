"""Shipping: everything packed leaves, the other side is told, the order goes on or ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from landbridge.canon import dump_json, load_json
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import fetch_all
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Fact, Reason, StockMove
from landbridge.wms.master.moving import Spot, carry, stock_came
from landbridge.wms.master.operations import know_numbers
from landbridge.wms.master.queries import items_by_id, site_by_id
from landbridge.wms.outbound.allocation.letting_go import Freed, let_go
from landbridge.wms.outbound.contracts import OrderShipped
from landbridge.wms.outbound.orders.progress import Step, add_steps
from landbridge.wms.outbound.orders.reading import SQL as ORDER_SQL
from landbridge.wms.outbound.orders.reading import OrderNow, lock_order
from landbridge.wms.outbound.packing.operations import SQL, know_tracking
from landbridge.wms.outbound.shipping.rules import (
    CartonToShip,
    Content,
    LineToShip,
    Shipment,
    confirmation,
    leaving,
)

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Load:
    """What stands ready to leave."""

    lines: list[LineToShip]
    cartons: list[CartonToShip]
    contents: list[Content]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leaving:
    """Who takes it and what becomes of the rest."""

    carrier_code: str
    service_code: str
    tracking_number: str
    remainder: str


def ship_order(
    ground: Ground,
    *,
    key: str,
    actor: str,
    order_id: int,
    carrier_code: str = "",
    service_code: str = "",
    tracking_number: str = "",
    remainder: str = "open",
) -> OrderShipped:
    """Everything packed leaves; the shipment confirmation goes to the journal.

    remainder: `open` keeps what is not shipped on the order for a later shipment; `short` says it
    will not come, and also ends an order of which nothing could be packed.
    Wrong codes: nothing-packed, not-packed (picked goods outside a carton), carton-open,
    ship-complete (the order wants everything at once), order-closed, remainder, not-found.
    """
    leave = _Leaving(
        carrier_code=carrier_code, service_code=service_code,
        tracking_number=tracking_number.strip(), remainder=remainder,
    )  # fmt: skip

    def work(conn: Connection) -> OrderShipped:
        order = lock_order(conn, order_id)
        load = _load(conn, order)
        _check(conn, order, load, remainder)
        return _ship(ground, conn, order, load, leave, key=key, actor=actor)

    return once(
        ground, work, key=key, operation="ship_order", actor=actor,
        inputs=(order_id, carrier_code, service_code, tracking_number, remainder),
        answer=OrderShipped,
    )  # fmt: skip


def _load(conn: Connection, order: OrderNow) -> _Load:
    where = {"order_id": order.order_id}
    lines = fetch_all(conn, LineToShip, SQL["lines_to_ship"], where)
    cartons = fetch_all(conn, CartonToShip, SQL["cartons_to_ship"], where)
    contents = fetch_all(
        conn, Content, SQL["contents_to_ship"],
        {"carton_ids": [carton.carton_id for carton in cartons]},
    )  # fmt: skip
    return _Load(lines, cartons, contents)


def _check(conn: Connection, order: OrderNow, load: _Load, remainder: str) -> None:
    if remainder not in ("open", "short"):
        raise Wrong(f"{remainder} is not open or short.", "remainder", read=remainder)
    if order.closed_at is not None:
        raise Wrong(f"Order {order.number} is closed.", "order-closed", read=order.number)
    loose = sum((line.picked - line.packed for line in load.lines), ZERO)
    if loose:
        raise Wrong(f"Picked but in no carton: {plain(loose)}.", "not-packed")
    opened = conn.execute(SQL["open_cartons"], {"order_id": order.order_id}).fetchall()
    if opened:
        raise Wrong(f"Carton {opened[0][0]} is still open.", "carton-open", read=opened[0][0])
    if not load.cartons and remainder != "short":
        raise Wrong(f"Nothing of order {order.number} is packed.", "nothing-packed")
    left = sum((line.open - (line.packed - line.shipped) for line in load.lines), ZERO)
    if order.ship_complete and left and remainder == "open":
        text = f"Order {order.number} ships complete, missing: {plain(left)}."
        raise Wrong(text, "ship-complete", expected=plain(left))


def _ship(
    ground: Ground,
    conn: Connection,
    order: OrderNow,
    load: _Load,
    leave: _Leaving,
    *,
    key: str,
    actor: str,
) -> OrderShipped:
    now = ground.clock.now()
    amounts = leaving(load.contents)
    shorts, reservation_ids = _give_up_rest(conn, order, load, amounts, leave, now)
    rest = {
        line.outbound_line_id: line.open
        - amounts.get(line.outbound_line_id, ZERO)
        - (shorts[line.outbound_line_id] - line.short)
        for line in load.lines
    }
    closed = not any(rest.values())
    shipment_id, shipment = _record(conn, order, load, shorts, leave, closed, actor=actor, at=now)
    if closed:
        conn.execute(ORDER_SQL["close_order"], {"order_id": order.order_id, "at": now})
    _tell(ground, conn, order, shipment, key=key, actor=actor)
    if reservation_ids:
        ledger.void(ground, reservation_ids, actor=actor, conn=conn)
    shipped = sum(amounts.values(), ZERO)
    short = sum(shorts.values(), ZERO)
    left = sum(rest.values(), ZERO)
    return OrderShipped(
        order_id=order.order_id, shipment_id=shipment_id,
        shipment_number=shipment.number, order_closed=closed, shipped=shipped, open=left,
        short=short, text=_text(order.number, shipped, left, short),
    )  # fmt: skip


def _text(number: str, shipped: Decimal, left: Decimal, short: Decimal) -> str:
    text = f"Order {number}: {plain(shipped)} shipped."
    if left:
        text += f" {plain(left)} still open."
    if short:
        text += f" {plain(short)} short."
    return text


def _give_up_rest(
    conn: Connection,
    order: OrderNow,
    load: _Load,
    amounts: dict[int, Decimal],
    leave: _Leaving,
    now: datetime,
) -> tuple[dict[int, Decimal], list[int]]:
    """Move the counters of all lines; total shorts by line, and reservations to void."""
    shorts = {line.outbound_line_id: line.short for line in load.lines}
    freed = Freed()
    if leave.remainder == "short":
        wishes = {
            line.outbound_line_id: line.allocated - line.picked
            for line in load.lines
            if line.allocated > line.picked
        }
        freed = let_go(conn, order.order_id, wishes, at=now)
        for line in load.lines:
            leaves = amounts.get(line.outbound_line_id, ZERO)
            shorts[line.outbound_line_id] += line.open - leaves
    add_steps(
        conn,
        [
            Step(
                outbound_line_id=line.outbound_line_id,
                shipped=amounts.get(line.outbound_line_id, ZERO),
                short=shorts[line.outbound_line_id] - line.short,
                allocated=-freed.allocated.get(line.outbound_line_id, ZERO),
                released=-freed.released.get(line.outbound_line_id, ZERO),
            )
            for line in load.lines
        ],
    )  # fmt: skip
    if freed.allocated:
        items = {line.item_id for line in load.lines if line.outbound_line_id in freed.allocated}
        stock_came(conn, order.site_id, sorted(items))
    return shorts, freed.reservation_ids


def _record(
    conn: Connection,
    order: OrderNow,
    load: _Load,
    shorts: dict[int, Decimal],
    leave: _Leaving,
    closed: bool,
    *,
    actor: str,
    at: datetime,
) -> tuple[int, Shipment]:
    carrier_code = leave.carrier_code or order.carrier_code
    service_code = leave.service_code or order.service_code
    row = conn.execute(
        SQL["insert_shipment"],
        {
            "order_id": order.order_id, "carrier_code": carrier_code,
            "service_code": service_code, "tracking_number": leave.tracking_number,
            "closed": closed, "at": at, "actor": actor,
        },
    ).fetchone()  # fmt: skip
    assert row is not None
    carton_ids = [carton.carton_id for carton in load.cartons]
    conn.execute(SQL["ship_cartons"], {"shipment_id": row[0], "carton_ids": carton_ids})
    know_tracking(conn, order.order_id, leave.tracking_number)
    known = {
        "number": row[1], "kind": "outbound_order", "target_id": order.order_id,
        "meaning": "shipment",
    }  # fmt: skip
    know_numbers(conn, [known])
    shipment = Shipment(
        number=row[1], owner=order.owner, site=site_by_id(conn, order.site_id).code,
        order_number=order.number, references=load_json(order.content.encode()).references,
        lines=tuple(load.lines), cartons=tuple(load.cartons), contents=tuple(load.contents),
        items=items_by_id(conn, [line.item_id for line in load.lines]), shorts=shorts,
        carrier_code=carrier_code, service_code=service_code,
        tracking_number=leave.tracking_number, closed=closed, at=at,
    )  # fmt: skip
    return row[0], shipment


def _tell(
    ground: Ground, conn: Connection, order: OrderNow, shipment: Shipment, *, key: str, actor: str
) -> None:
    document = confirmation(shipment)
    fact = Fact(
        kind=document.kind, site=shipment.site, owner=order.owner, number=document.number,
        content=dump_json(document),
    )  # fmt: skip
    moves = _moves(order, shipment)
    if moves:
        ledger.post(
            ground, moves, key=f"ship_order/{key}", at=shipment.at, actor=actor, facts=[fact],
            conn=conn,
        )  # fmt: skip
    else:
        ledger.append_journal(ground, [fact], at=shipment.at, actor=actor, conn=conn)


def _moves(order: OrderNow, shipment: Shipment) -> Sequence[StockMove]:
    places = {carton.carton_id: Spot(carton.bin, carton.sscc) for carton in shipment.cartons}
    line_ids = {line.outbound_line_id: line.line_id for line in shipment.lines}
    return [
        move
        for part in shipment.contents
        for move in carry(
            shipment.items[part.item_id], site=shipment.site, source=places[part.carton_id],
            target=Spot("@CUSTOMER"), quantity=part.quantity, lot=part.lot,
            serials=(part.serial,) if part.serial else (), reason=Reason.SHIPMENT,
            document=DocumentRef("outbound_order", order.number, line_ids[part.outbound_line_id]),
        )
    ]  # fmt: skip
