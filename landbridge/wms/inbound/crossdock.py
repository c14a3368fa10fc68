"""Goods that an open order waits for: reserved where they come in, and picked from there.

It serves lines that take any lot and ship in parts. Lines with wishes of their own (a lot, serials,
remaining shelf life, all or nothing) are served by the allocation once the goods are stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from landbridge.kit.ground import Ground
from landbridge.kit.pg.columns import numbers
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, StockKey, Wanted
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot
from landbridge.wms.master.queries import site_by_code
from landbridge.wms.outbound.allocation.reading import hold_for_lines
from landbridge.wms.outbound.allocation.releasing import release_held

SQL = named_sql("landbridge.wms.inbound", "sql/receiving.sql")
ALLOCATION = named_sql("landbridge.wms.outbound", "sql/allocation.sql")
AVAILABLE = "available"
ZERO = Decimal(0)
NOTHING: Mapping[int, Decimal] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Docked:
    """An amount that stays at the dock for one line of an order."""

    outbound_line_id: int
    order_id: int
    order_number: str
    line_id: str
    customer: str
    ship_on: date | None
    key: StockKey
    quantity: Decimal


def find_demand(
    conn: Connection,
    site: str,
    site_id: int,
    item: ItemView,
    quantity: Decimal,
    lot: str,
    spot: Spot,
    given: Mapping[int, Decimal] = NOTHING,
) -> list[Docked]:
    """Who waits for goods that are just counted in, by priority; their orders are locked then.

    Nobody where the site does not cross-dock, for goods with serials, or not good.
    given: what lines get already of goods that are counted in by the same step.
    """
    if spot.status != AVAILABLE or item.serial_controlled:
        return []
    row = conn.execute(SQL["crosses_docks"], {"site_id": site_id}).fetchone()
    if row is None or not row[0]:
        return []
    where = {"site_id": site_id, "item_id": item.item_id, "lot": lot}
    waiting = conn.execute(SQL["waiting_demand"], where).fetchall()
    # What was waiting before the orders were ours may have been served meanwhile.
    ids = [row[0] for row in waiting]
    now: dict[int, Decimal] = {}
    if ids:
        now = dict(conn.execute(SQL["waiting_now"], {"line_ids": ids}).fetchall())
    key = StockKey(owner=item.owner, item=item.code, site=site, bin=spot.bin, lot=lot, lpn=spot.lpn)
    found: list[Docked] = []
    left = quantity
    for line_id, order_id, name, number, customer, ship_on in waiting:
        part = min(left, now.get(line_id, ZERO) - given.get(line_id, ZERO))
        if part > 0:
            found.append(
                Docked(outbound_line_id=line_id, order_id=order_id, order_number=number,
                       line_id=name, customer=customer, ship_on=ship_on, key=key, quantity=part)
            )  # fmt: skip
            left -= part
    return found


def reserve_docked(
    ground: Ground, conn: Connection, docked: Sequence[Docked], *, key: str, actor: str
) -> None:
    """Reserve goods at the dock for their lines, and release the picks."""
    if not docked:
        return
    wanted = [
        (
            Wanted(
                document=DocumentRef("outbound_order", place.order_number, place.line_id),
                site=place.key.site, owner=place.key.owner, item=place.key.item,
                quantity=place.quantity, lot=place.key.lot,
            ),
            place.key,
        )
        for place in docked
    ]  # fmt: skip
    reserved = ledger.reserve_keys(ground, wanted, key=f"dock/{key}", actor=actor, conn=conn)
    lines = {(p.order_number, p.line_id): p.outbound_line_id for p in docked}
    amounts: dict[int, Decimal] = {}
    ids: dict[int, list[int]] = {}
    for one in reserved.reservations:
        line_id = lines[one.document.number, one.document.line]
        amounts[line_id] = amounts.get(line_id, ZERO) + one.quantity
        ids.setdefault(line_id, []).append(one.reservation_id)
    hold_for_lines(conn, amounts, ids)
    orders = numbers(sorted({place.order_id for place in docked}))
    row = conn.execute(ALLOCATION["orders_at_once"], {"order_ids": orders}).fetchone()
    release_held(ground, conn, row[0] if row and row[0] else [], actor=actor)


def set_cross_dock(ground: Ground, *, site: str, on: bool) -> None:
    """Whether a site cross-docks. Wrong("unknown-site")."""
    with ground.pg.transaction() as conn:
        conn.execute(
            "INSERT INTO site_policy (site_id, cross_dock) VALUES (%s, %s)"
            " ON CONFLICT (site_id) DO UPDATE SET cross_dock = excluded.cross_dock",
            [site_by_code(conn, site).site_id, on],
        )


def cross_docks(ground: Ground) -> tuple[str, ...]:
    """Codes of the sites that cross-dock."""
    with ground.pg.reading() as conn:
        rows = conn.execute(
            "SELECT s.code FROM site_policy JOIN site s USING (site_id)"
            " WHERE cross_dock ORDER BY s.code"
        )
        return tuple(row[0] for row in rows)
