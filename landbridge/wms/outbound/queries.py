"""What people see of goods going out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from landbridge.canon import load_json
from landbridge.canon.outbound_order import OutboundOrder
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Page, Wrong
from landbridge.wms.forms.rows import (
    clean,
    fetch_all,
    like_part,
    like_start,
    page_limit,
    read_position,
    write_position,
)
from landbridge.wms.master.queries import site_by_code
from landbridge.wms.outbound.contracts import (
    CartonContent,
    CartonView,
    LineLadder,
    OutboundLineView,
    OutboundOrderPage,
    OutboundOrderRow,
    PickView,
    ShipmentView,
)
from landbridge.wms.outbound.cutoffs.rules import Cutoff, leaving, leaving_text
from landbridge.wms.outbound.orders.answering import answers_of
from landbridge.wms.outbound.orders.rules import is_late, state_of, status_text
from landbridge.wms.tasks.queries import tasks_of_order

SQL = named_sql("landbridge.wms.outbound", "sql/orders.sql")
STAGES = {"open": "", "waiting": "waiting", "to_release": "to_release", "to_pick": "to_pick",
          "to_pack": "to_pack", "to_ship": "to_ship"}  # fmt: skip
STATES = (*STAGES, "closed", "all")
FIRST = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ladder:
    ordered: Decimal
    allocated: Decimal
    released: Decimal
    picked: Decimal
    packed: Decimal
    shipped: Decimal
    short: Decimal
    cancelled: Decimal
    open: Decimal

    def ladder(self) -> LineLadder:
        return LineLadder(**{name: getattr(self, name) for name in _Ladder.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row(_Ladder):
    order_id: int
    owner: str
    number: str
    version: int
    site: str
    timezone: str
    customer: str
    customer_name: str
    ship_on: date | None
    priority: int
    carrier_code: str
    ship_complete: bool
    cutoff_at: time | None
    cutoff_weekdays: list[int] | None
    created_at: datetime
    cancelled_at: datetime | None
    closed_at: datetime | None
    line_count: int
    claimed_by: str

    def cutoff(self) -> Cutoff | None:
        if self.cutoff_at is None or self.cutoff_weekdays is None:
            return None
        return Cutoff(at=self.cutoff_at, weekdays=frozenset(self.cutoff_weekdays))

    def view(self, now: datetime) -> OutboundOrderRow:
        ladder = self.ladder()
        closed = self.closed_at is not None
        state = state_of(ladder, cancelled=self.cancelled_at is not None, closed=closed)
        zone = ZoneInfo(self.timezone)
        today = now.astimezone(zone).date()
        cutoff = None if closed else self.cutoff()
        until = leaving(now, cutoff, zone, ship_on=self.ship_on).until
        return OutboundOrderRow(
            order_id=self.order_id, owner=self.owner, number=self.number, version=self.version,
            site=self.site, customer=self.customer, customer_name=self.customer_name,
            ship_on=self.ship_on, priority=self.priority, carrier_code=self.carrier_code,
            ship_complete=self.ship_complete, created_at=self.created_at,
            closed_at=self.closed_at, state=state, status_text=status_text(state, ladder),
            line_count=self.line_count, ladder=ladder, claimed_by=self.claimed_by,
            late=is_late(self.ship_on, today, closed=closed),
            ready_by=until and until.astimezone(zone),
            leaves_text=leaving_text(now, cutoff, zone, ship_on=self.ship_on),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _LineRow(_Ladder):
    line_id: str
    item: str
    description: str
    uom: str
    wanted: Decimal
    lot: str
    shelf_life_remaining_days_min: int | None
    short_reason: str
    barcodes: list[str]
    note: str

    def view(self) -> OutboundLineView:
        return OutboundLineView(
            line_id=self.line_id, item=self.item, description=self.description, uom=self.uom,
            wanted=self.wanted, ladder=self.ladder(), lot=self.lot,
            shelf_life_remaining_days_min=self.shelf_life_remaining_days_min,
            short_reason=self.short_reason, barcodes=tuple(self.barcodes), note=self.note,
        )  # fmt: skip


def outbound_orders(
    ground: Ground,
    *,
    site: str = "",
    text: str = "",
    state: str = "open",
    limit: int = 50,
    after: str = "",
) -> Page[OutboundOrderRow]:
    """text: part of number, customer or any reference of open orders; with `closed` or `all` the
    beginning of any number. state: `open`, `waiting`, `to_release`, `to_pick`, `to_pack`,
    `to_ship`, `closed`, `all`. Open ones by priority and age; others newest first.
    """
    if state not in STATES:
        raise Wrong(f"{state} is not one of {', '.join(STATES)}.", "state", read=state)
    limit, now = page_limit(limit), ground.clock.now()
    is_open = state in STAGES
    start = read_position(after, *[int] * (2 if is_open else 1))
    with ground.pg.snapshot() as conn:
        where: dict[str, Any] = {
            "site_id": site_by_code(conn, site).site_id if site else None, "text": clean(text),
            "part": like_part(text), "start": like_start(text), "limit": limit + 1,
        }  # fmt: skip
        places: list[tuple[int, tuple[int, ...]]]
        if is_open:
            priority, order_id = start or (None, None)
            where |= {"stage": STAGES[state], "p": priority, "i": order_id}
            places = [(row[1], (row[0], row[1])) for row in conn.execute(SQL["open_ids"], where)]
        else:
            where |= {"before": start[0] if start else FIRST, "only_closed": state == "closed"}
            places = [(row[0], (row[0],)) for row in conn.execute(SQL["past_ids"], where)]
        rows = order_rows(conn, [place[0] for place in places[:limit]], now=now)
    last = write_position(*places[limit - 1][1]) if len(places) > limit else ""
    return Page(rows=rows, after=last)


def order_rows(
    conn: Connection, order_ids: Sequence[int], *, now: datetime
) -> tuple[OutboundOrderRow, ...]:
    """Rows for lists, in the order of the ids."""
    where = {"order_ids": [*order_ids], "now": now}
    found = {row.order_id: row.view(now) for row in fetch_all(conn, _Row, SQL["rows"], where)}
    return tuple(found[order_id] for order_id in order_ids if order_id in found)


def outbound_order(
    ground: Ground, *, order_id: int = 0, owner: str = "", number: str = ""
) -> OutboundOrderPage | None:
    """By id, or by owner and number."""
    now = ground.clock.now()
    with ground.pg.snapshot() as conn:
        if not order_id:
            row = conn.execute(SQL["id_by_number"], {"owner": owner, "number": number}).fetchone()
            order_id = row[0] if row else 0
        rows = order_rows(conn, [order_id], now=now)
        if not rows:
            return None
        where = {"order_id": order_id}
        head = conn.execute(SQL["order_content"], where).fetchone()
        assert head is not None
        document = load_json(head[1].encode())
        assert isinstance(document, OutboundOrder)
        return OutboundOrderPage(
            order=rows[0], ship_to=document.ship_to, service_code=document.service_code,
            note=head[0],
            references=tuple((entry.kind, entry.number) for entry in document.references),
            lines=tuple(
                line.view() for line in fetch_all(conn, _LineRow, SQL["line_views"], where)
            ),
            tasks=tasks_of_order(conn, order_id, now=now),
            picks=_picks(conn, where), cartons=_cartons(conn, where),
            shipments=tuple(fetch_all(conn, ShipmentView, SQL["shipment_views"], where)),
            answers=answers_of(conn, order_id),
        )  # fmt: skip


def _dicts(conn: Connection, name: str, where: dict[str, int]) -> list[dict[str, Any]]:
    with conn.cursor() as cursor:
        cursor.execute(SQL[name], where)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def _picks(conn: Connection, where: dict[str, int]) -> tuple[PickView, ...]:
    picks = []
    for row in _dicts(conn, "pick_views", where):
        serial = row.pop("serial")
        picks.append(PickView(**row, serials=(serial,) if serial else ()))
    return tuple(picks)


def _cartons(conn: Connection, where: dict[str, int]) -> tuple[CartonView, ...]:
    contents: dict[int, list[CartonContent]] = {}
    for row in _dicts(conn, "carton_contents", where):
        carton_id = row.pop("carton_id")
        content = CartonContent(**row | {"serials": tuple(row["serials"])})
        contents.setdefault(carton_id, []).append(content)
    return tuple(
        CartonView(**row, contents=tuple(contents.get(row["carton_id"], ())))
        for row in _dicts(conn, "carton_views", where)
    )
