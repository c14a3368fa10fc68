"""Cartons: open one with its own SSCC, put picked goods in, close it with its weight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from landbridge.canon.gs1 import make_sscc
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import as_json, fetch_all, fetch_one
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Reason, StockMove
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, carry
from landbridge.wms.master.operations import know_numbers
from landbridge.wms.master.queries import SiteRow, agreed, first_bin, one_item, site_by_id
from landbridge.wms.master.rules import to_base
from landbridge.wms.outbound.contracts import CartonClosed, CartonOpened, ItemPacked
from landbridge.wms.outbound.orders.progress import Step, add_steps, progress_facts
from landbridge.wms.outbound.orders.reading import OrderNow, lock_order
from landbridge.wms.outbound.packing.advice import SQL as LOADING
from landbridge.wms.outbound.packing.advice import check_weight, first_plan
from landbridge.wms.outbound.packing.rules import Part, Unpacked, choose
from landbridge.wms.outbound.packing.steps import write_plan
from landbridge.wms.outbound.staging.queries import bring_text

SQL = named_sql("landbridge.wms.outbound", "sql/packing.sql")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonNow:
    """A carton, locked."""

    carton_id: int
    order_id: int
    sscc: str
    bin: str
    kind: str
    closed_at: datetime | None
    has_content: bool


def open_carton(
    ground: Ground,
    *,
    key: str,
    actor: str,
    order_id: int,
    package_type: str = "CT",
    kind: str = "",
) -> CartonOpened:
    """A new shipping carton with its own SSCC. kind: of the site's kinds of cartons; how it is
    packed is planned then, where the sizes of the goods are known.

    Wrong: not-found, order-closed, no-bin, unknown-carton.
    """
    plan = first_plan(ground, order_id=order_id, kind=kind) if kind else None

    def work(conn: Connection) -> CartonOpened:
        order = lock_order(conn, order_id)
        if order.closed_at is not None:
            raise Wrong(f"Order {order.number} is closed.", "order-closed", read=order.number)
        place = first_bin(conn, order.site_id, ("packing", "staging", "shipping"))
        if (
            kind
            and conn.execute(LOADING["kind"], {"site_id": order.site_id, "code": kind}).fetchone()
            is None
        ):
            raise Wrong(f"There is no carton {kind} here.", "unknown-carton", read=kind)
        sscc = _next_sscc(conn, site_by_id(conn, order.site_id))
        row = conn.execute(
            SQL["insert_carton"],
            {
                "order_id": order_id, "sscc": sscc, "bin": place.code,
                "package_type": package_type, "at": ground.clock.now(), "actor": actor,
                "kind": kind, "plan": write_plan(plan),
            },
        ).fetchone()  # fmt: skip
        assert row is not None
        return CartonOpened(carton_id=row[0], sscc=sscc, order_id=order_id)

    return once(
        ground, work, key=key, operation="open_carton", actor=actor,
        inputs=(order_id, package_type, *([kind] if kind else [])), answer=CartonOpened,
    )  # fmt: skip


def _next_sscc(conn: Connection, site: SiteRow) -> str:
    """One counter for all sites: an SSCC is never given twice, whatever prefix they use."""
    row = conn.execute("SELECT nextval('sscc_serial')").fetchone()
    assert row is not None
    prefix = site.sscc_prefix
    return make_sscc(site.sscc_extension, prefix, row[0] % 10 ** (16 - len(prefix)))


def _lock_open(conn: Connection, carton_id: int) -> tuple[OrderNow, CartonNow]:
    """Order first, then its carton. Wrong: not-found, carton-closed."""
    found = conn.execute(SQL["order_of_carton"], {"carton_id": carton_id}).fetchone()
    if found is None:
        raise Wrong("There is no such carton.", "not-found", read=str(carton_id))
    order = lock_order(conn, found[0])
    carton = fetch_one(conn, CartonNow, SQL["lock_carton"], {"carton_id": carton_id})
    assert carton is not None
    if carton.closed_at is not None:
        raise Wrong(f"Carton {carton.sscc} is closed.", "carton-closed", read=carton.sscc)
    return order, carton


def pack_item(
    ground: Ground,
    *,
    key: str,
    actor: str,
    carton_id: int,
    item: str,
    quantity: Decimal | None = None,
    uom: str = "",
    lot: str = "",
    serials: Sequence[str] = (),
) -> ItemPacked:
    """Put picked goods into an open carton. quantity: default all of the item still to pack.

    Wrong codes: wrong-item, wrong-lot, lot-missing, wrong-serial, serials-missing, quantity,
    carton-closed, not-found.
    """
    read = tuple(serial.strip() for serial in serials if serial.strip())

    def work(conn: Connection) -> ItemPacked:
        order, carton = _lock_open(conn, carton_id)
        scanned = one_item(ground, conn, item, owner=order.owner)
        thing = scanned.item
        picks = fetch_all(
            conn, Unpacked, SQL["unpacked_picks"],
            {"order_id": order.order_id, "item_id": thing.item_id},
        )  # fmt: skip
        parts = choose(
            thing, picks, lot=agreed(lot.strip(), scanned.scan.lot, "lot"),
            quantity=None if quantity is None else to_base(thing, quantity, uom),
            serials=read or ((scanned.scan.serial,) if scanned.scan.serial else ()),
        )  # fmt: skip
        _pack(ground, conn, order, carton, thing, parts, key=key, actor=actor)
        amount = sum((part.quantity for part in parts), ZERO)
        left = _to_pack(conn, order.order_id)
        return ItemPacked(
            carton_id=carton_id, item=thing.code, uom=thing.base_uom, quantity=amount,
            to_pack=left, text=f"{plain(amount)} {thing.code} packed, {plain(left)} left.",
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="pack_item", actor=actor,
        inputs=(carton_id, item, quantity, uom, lot, read), answer=ItemPacked,
    )  # fmt: skip


def _pack(
    ground: Ground,
    conn: Connection,
    order: OrderNow,
    carton: CartonNow,
    item: ItemView,
    parts: Sequence[Part],
    *,
    key: str,
    actor: str,
) -> None:
    rows = [{"pick_id": part.pick.pick_id, "quantity": part.quantity} for part in parts]
    conn.execute(SQL["insert_carton_lines"], {"carton_id": carton.carton_id, "rows": as_json(rows)})
    conn.execute(SQL["add_packed"], {"rows": as_json(rows)})
    by_line: dict[int, Decimal] = {}
    for part in parts:
        line_id = part.pick.outbound_line_id
        by_line[line_id] = by_line.get(line_id, ZERO) + part.quantity
    add_steps(
        conn,
        [Step(outbound_line_id=line_id, packed=amount) for line_id, amount in by_line.items()],
    )
    site = site_by_id(conn, order.site_id).code
    moves: list[StockMove] = []
    for part in parts:
        moves += carry(
            item, site=site, source=Spot(part.pick.bin), target=Spot(carton.bin, carton.sscc),
            quantity=part.quantity, lot=part.pick.lot, reason=Reason.PACK,
            serials=(part.pick.serial,) if part.pick.serial else (),
            document=DocumentRef("outbound_order", order.number, part.pick.line_id),
        )  # fmt: skip
    ledger.post(
        ground, moves, key=f"pack_item/{key}", at=ground.clock.now(), actor=actor, conn=conn
    )


def _to_pack(conn: Connection, order_id: int) -> Decimal:
    row = conn.execute(SQL["to_pack"], {"order_id": order_id}).fetchone()
    assert row is not None
    left: Decimal = row[0]
    return left


def close_carton(
    ground: Ground,
    *,
    key: str,
    actor: str,
    carton_id: int,
    gross_weight_g: Decimal | None = None,
    length_mm: Decimal | None = None,
    width_mm: Decimal | None = None,
    height_mm: Decimal | None = None,
    tracking_number: str = "",
    take_weight: bool = False,
) -> CartonClosed:
    """Nothing more goes in; the answer says where it is brought, if the site has staging bins.

    take_weight: though it weighs something else than it should.

    Wrong: carton-empty, carton-closed, quantity (of a measure), weight (a carton of a known kind
    weighs something else than its content).
    """
    measures = (gross_weight_g, length_mm, width_mm, height_mm)

    def work(conn: Connection) -> CartonClosed:
        now = ground.clock.now()
        order, carton = _lock_open(conn, carton_id)
        if not carton.has_content:
            raise Wrong(f"Carton {carton.sscc} is empty.", "carton-empty", read=carton.sscc)
        if any(value is not None and not 0 < value < 10**9 for value in measures):
            raise Wrong("Weight and sizes are positive numbers.", "quantity")
        check_weight(
            conn, carton_id, site_id=order.site_id, kind=carton.kind, weighed_g=gross_weight_g,
            waived_by=actor if take_weight else "",
        )  # fmt: skip
        conn.execute(
            SQL["close_carton"],
            {
                "carton_id": carton_id, "at": now, "actor": actor,
                "gross_weight_g": gross_weight_g, "length_mm": length_mm, "width_mm": width_mm,
                "height_mm": height_mm, "tracking_number": tracking_number.strip(),
            },
        )  # fmt: skip
        know_tracking(conn, order.order_id, tracking_number)
        left = _to_pack(conn, order.order_id)
        others = conn.execute(SQL["open_cartons"], {"order_id": order.order_id}).fetchall()
        if not left and not others:
            facts = progress_facts(conn, [order.order_id], stage="packed", at=now)
            ledger.append_journal(ground, facts, at=now, actor=actor, conn=conn)
        return CartonClosed(
            carton_id=carton_id, sscc=carton.sscc, order_id=order.order_id, to_pack=left,
            text=f"Carton {carton.sscc} closed, {plain(left)} left to pack."
            + bring_text(conn, order.order_id, carton_id, now=now),
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="close_carton", actor=actor,
        inputs=(carton_id, *measures, tracking_number, *([True] if take_weight else [])),
        answer=CartonClosed,
    )  # fmt: skip


def know_tracking(conn: Connection, order_id: int, tracking_number: str) -> None:
    """The order can be asked for by its tracking number."""
    if number := tracking_number.strip():
        know_numbers(
            conn,
            [
                {
                    "number": number, "kind": "outbound_order", "target_id": order_id,
                    "meaning": "tracking",
                }
            ],
        )  # fmt: skip
