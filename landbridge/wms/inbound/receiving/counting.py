"""Counting goods in on the caller's transaction: does it fit, which lines, where to; the moves are
the caller's to post, so that a whole plate is one posting.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.rows import as_json, fetch_all, fetch_one
from landbridge.wms.inbound.contracts import DockedFor, GoodsReceived
from landbridge.wms.inbound.crossdock import Docked, find_demand, reserve_docked
from landbridge.wms.inbound.putaway.operations import suggest_bin
from landbridge.wms.inbound.putaway.rules import Suggestion
from landbridge.wms.inbound.receiving.rules import (
    Goods,
    LineRoom,
    Share,
    check_over,
    fit_goods,
    share_out,
)
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Lot, Reason, StockMove
from landbridge.wms.ledger.queries import lot_day
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, carry
from landbridge.wms.master.queries import (
    ScannedItem,
    SiteRow,
    agreed,
    first_bin,
    one_item,
    scanned_bin,
    site_by_id,
)
from landbridge.wms.master.rules import to_base
from landbridge.wms.plates.contracts import CAME
from landbridge.wms.plates.keeping import bin_now, know_plate, loads, lock_plates
from landbridge.wms.tasks.operations import NewTask, make_tasks

SQL = named_sql("landbridge.wms.inbound", "sql/receiving.sql")
BLIND = "blind"  # the source of an order that was made because goods came without one


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    order_id: int
    owner: str
    number: str
    site_id: int
    supplier: str
    source: str
    note: str
    content: str
    closed_at: datetime | None

    @property
    def is_blind(self) -> bool:
        return self.source == BLIND


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRow:
    receipt_id: int
    number: str
    site_id: int
    order_id: int
    bin: str
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a person says of goods that stand before them, beside item and amount."""

    lot: str
    expiry_on: date | None
    serials: tuple[str, ...]
    lpn: str
    bin: str
    order_line_id: str
    status: str
    reason_code: str
    over_confirmed: bool


def lock_order(conn: Connection, order_id: int) -> OrderRow:
    order = fetch_one(conn, OrderRow, SQL["lock_order"], {"order_id": order_id})
    if order is None:
        raise Wrong("There is no such inbound order.", "not-found", read=str(order_id))
    return order


def lock_open(conn: Connection, receipt_id: int) -> tuple[OrderRow, ReceiptRow]:
    """Order first, then its receipt: everyone locks in this order. Wrong: receipt-closed."""
    found = conn.execute(SQL["receipt_order_id"], {"receipt_id": receipt_id}).fetchone()
    if found is None:
        raise Wrong("There is no such receipt.", "not-found", read=str(receipt_id))
    order = lock_order(conn, found[0])
    receipt = fetch_one(conn, ReceiptRow, SQL["lock_receipt"], {"receipt_id": receipt_id})
    assert receipt is not None
    if receipt.closed_at is not None:
        raise Wrong(f"Receipt {receipt.number} is closed.", "receipt-closed", read=receipt.number)
    return order, receipt


def receiving_bin(conn: Connection, site_id: int, text: str) -> str:
    if not text:
        return first_bin(conn, site_id, ("receiving", "staging")).code
    found = scanned_bin(conn, site_id, text)
    if found.kind not in ("receiving", "staging"):
        said = f"{found.code} is a {found.kind} bin, a receiving bin is expected."
        raise Wrong(said, "wrong-bin", read=found.code)
    return found.code


def _fit(
    ground: Ground,
    conn: Connection,
    receipt: ReceiptRow,
    scanned: ScannedItem,
    base: Decimal,
    said: Counted,
) -> Goods:
    item, scan = scanned.item, scanned.scan
    lot = agreed(said.lot, scan.lot, "lot")
    serials = said.serials or ((scan.serial,) if scan.serial else ())
    site = site_by_id(conn, receipt.site_id)
    known = lot_day(conn, owner=item.owner, item=item.code, lot=lot) if lot else None
    return fit_goods(
        item, quantity=base, lot=lot,
        expiry_on=said.expiry_on or scan.expiry_on or scan.best_before_on,
        lot_expiry_on=known, serials=serials, status=said.status,
        today=ground.clock.now().astimezone(site.zone_info).date(),
    )  # fmt: skip


def _share(
    conn: Connection,
    order: OrderRow,
    receipt: ReceiptRow,
    item: ItemView,
    goods: Goods,
    said: Counted,
) -> tuple[Share, ...]:
    rooms = fetch_all(conn, LineRoom, SQL["line_rooms"], {"order_id": order.order_id})
    if said.order_line_id:
        named = [room for room in rooms if room.line_id == said.order_line_id]
        if not named or named[0].item_id != item.item_id:
            text = f"Line {said.order_line_id} of order {order.number} does not expect {item.code}."
            raise Wrong(text, "wrong-item", read=item.code)
    fit = [room for room in rooms if room.item_id == item.item_id]
    shares = share_out(fit, goods.quantity, lot=goods.lot, order_line_id=said.order_line_id)
    check_over(
        shares, percent=site_by_id(conn, receipt.site_id).over_receipt_percent,
        confirmed=said.over_confirmed, reason_code=said.reason_code, item=item.code,
    )  # fmt: skip
    return shares


@dataclass(frozen=True, slots=True)
class CountedIn:
    """What was counted in; `moves` are still to be posted, `docked` to be reserved after that."""

    answer: GoodsReceived
    moves: tuple[StockMove, ...]
    docked: tuple[Docked, ...]


def count_in(
    ground: Ground,
    conn: Connection,
    order: OrderRow,
    receipt: ReceiptRow,
    *,
    item: str,
    quantity: Decimal,
    uom: str,
    said: Counted,
    actor: str,
    before: Sequence[CountedIn] = (),
) -> CountedIn:
    """Goods of one item, lot and status. before: what the same step counts in, not posted yet.

    Wrong as `receive_line`.
    """
    if order.is_blind:
        reason = said.reason_code or order.note
        said = replace(said, over_confirmed=True, reason_code=reason, order_line_id="")
    scanned = one_item(ground, conn, item, owner=order.owner)
    base = to_base(scanned.item, quantity, uom)
    goods = _fit(ground, conn, receipt, scanned, base, said)
    shares = _share(conn, order, receipt, scanned.item, goods, said)
    return _take_in(
        ground, conn, order, receipt, scanned.item, goods, shares, said, actor=actor, before=before
    )


def post_counted(
    ground: Ground, conn: Connection, counted: Sequence[CountedIn], *, key: str, actor: str
) -> None:
    """Post what was counted in, all at once, and reserve what orders wait for."""
    moves = [move for one in counted for move in one.moves]
    ledger.post(ground, moves, key=key, at=ground.clock.now(), actor=actor, conn=conn)
    docked = [place for one in counted for place in one.docked]
    reserve_docked(ground, conn, docked, key=key, actor=actor)


def _take_in(
    ground: Ground,
    conn: Connection,
    order: OrderRow,
    receipt: ReceiptRow,
    item: ItemView,
    goods: Goods,
    shares: Sequence[Share],
    said: Counted,
    *,
    actor: str,
    before: Sequence[CountedIn],
) -> CountedIn:
    now = ground.clock.now()
    site = site_by_id(conn, receipt.site_id)
    code = receiving_bin(conn, receipt.site_id, said.bin) if said.bin else receipt.bin
    line_ids = _insert_lines(conn, receipt, item, goods, shares, said, code, actor, now)
    if said.lpn:
        _stand_on(conn, site, receipt, said.lpn, code, actor, now)
    spot = Spot(code, said.lpn, said.status)
    docked = find_demand(
        conn, site.code, receipt.site_id, item, goods.quantity, goods.lot, spot, _given(before)
    )
    task_id, place = _plan_putaway(conn, receipt, item, goods, docked, said, code, now)
    if goods.lot:
        lots = [Lot(owner=item.owner, item=item.code, lot=goods.lot, expiry_on=goods.expiry_on)]
        ledger.put_lots(ground, lots, conn=conn)
    moves = _moves(site.code, order, item, goods, shares, said, code)
    first = shares[0].line
    opened = sum((share.line.open for share in _lines(shares) if share.line), Decimal(0))
    left = max(opened - goods.quantity, Decimal(0))
    answer = GoodsReceived(
        receipt_line_id=line_ids[0], order_line_id=first.line_id if first else "",
        order_line_ids=tuple(dict.fromkeys(s.line.line_id for s in shares if s.line)),
        item=item.code, uom=item.base_uom, quantity=goods.quantity, lot=goods.lot, open=left,
        putaway_task_id=task_id, suggested_bin=place.bin, suggestion_text=place.text,
        text=f"{plain(goods.quantity)} {item.code} received"
        + ("." if order.is_blind else f", {plain(left)} to come."),
        dock_text=_dock_text(docked, code), bin=code,
        docked=tuple(
            DockedFor(order_number=one.order_number, customer=one.customer, ship_on=one.ship_on,
                      quantity=one.quantity)
            for one in docked
        ),
    )  # fmt: skip
    return CountedIn(answer, tuple(moves), tuple(docked))


def _given(before: Sequence[CountedIn]) -> dict[int, Decimal]:
    """What lines of orders get of goods that are counted in already, but not reserved yet."""
    given: dict[int, Decimal] = {}
    for place in (place for one in before for place in one.docked):
        line_id = place.outbound_line_id
        given[line_id] = given.get(line_id, Decimal(0)) + place.quantity
    return given


def _stand_on(
    conn: Connection, site: SiteRow, receipt: ReceiptRow, lpn: str, bin: str, actor: str,
    at: datetime,
) -> None:  # fmt: skip
    """The plate goods come on: a new one, or one that is here. Wrong: other-bin, carton."""
    made = know_plate(
        conn, site_id=receipt.site_id, lpn=lpn, at=at, actor=actor, what=CAME,
        bin_id=scanned_bin(conn, receipt.site_id, bin).bin_id,
        detail=f"receipt {receipt.number} in {bin}",
    )  # fmt: skip
    if made is not None:
        return
    known = lock_plates(conn, site, [lpn], at=at, actor=actor)[lpn]
    there = bin_now(known, loads(conn, receipt.site_id, [lpn]))
    if there != bin:
        text = f"Plate {lpn} is in {there}, not in {bin}. Take another plate."
        raise Wrong(text, "other-bin", read=there, expected=bin)


def _lines(shares: Sequence[Share]) -> list[Share]:
    """One share for each line."""
    return [*{share.line.line_id: share for share in shares if share.line}.values()]


def _insert_lines(
    conn: Connection,
    receipt: ReceiptRow,
    item: ItemView,
    goods: Goods,
    shares: Sequence[Share],
    said: Counted,
    code: str,
    actor: str,
    now: datetime,
) -> list[int]:
    rows: list[dict[str, object]] = []
    serials = list(goods.serials)
    for n, share in enumerate(shares):
        count = int(share.quantity) if serials else 0
        rows.append(
            {
                "n": n, "inbound_line_id": share.line.inbound_line_id if share.line else None,
                "quantity": share.quantity, "serials": serials[:count],
                "reason_code": said.reason_code or ("over" if share.is_over else ""),
            }
        )  # fmt: skip
        del serials[:count]
    made = conn.execute(
        SQL["insert_receipt_lines"],
        {
            "receipt_id": receipt.receipt_id, "item_id": item.item_id, "lot": goods.lot,
            "expiry_on": goods.expiry_on, "lpn": said.lpn, "bin": code, "status": said.status,
            "at": now, "actor": actor, "rows": as_json(rows),
        },
    ).fetchall()  # fmt: skip
    known = [row for row in rows if row["inbound_line_id"] is not None]
    conn.execute(SQL["add_received"], {"rows": as_json(known)})
    return [row[0] for row in made]


def _dock_text(docked: Sequence[Docked], code: str) -> str:
    """What stays at the dock, order by order, and why."""
    return " ".join(
        f"Keep {plain(place.quantity)} at {code}: order {place.order_number} waits for them, they "
        "are picked from there."
        for place in docked
    )


def _plan_putaway(
    conn: Connection,
    receipt: ReceiptRow,
    item: ItemView,
    goods: Goods,
    docked: Sequence[Docked],
    said: Counted,
    code: str,
    now: datetime,
) -> tuple[int | None, Suggestion]:
    """A storing task for good goods nobody waits for; bad ones stay until someone decides."""
    if said.status != "available":
        return None, Suggestion("", "It stays here until someone decides on it.")
    waited_for = sum((place.quantity for place in docked), Decimal(0))
    words = _dock_text(docked, code)
    if waited_for == goods.quantity:
        return None, Suggestion("", words)
    rest = goods.quantity - waited_for
    place = suggest_bin(
        conn, item, rest, site_id=receipt.site_id, lot=goods.lot, status=said.status, at=now
    )
    task = NewTask(
        kind="putaway", site_id=receipt.site_id, bin=code, item_id=item.item_id,
        quantity=rest, target_bin=place.bin, suggestion=place.text, lot=goods.lot,
        serials=goods.serials, status=said.status, lpn=said.lpn, receipt_id=receipt.receipt_id,
    )  # fmt: skip
    return make_tasks(conn, [task], at=now)[0], Suggestion(
        place.bin, f"{words} {place.text}".strip()
    )


def _moves(
    site: str,
    order: OrderRow,
    item: ItemView,
    goods: Goods,
    shares: Sequence[Share],
    said: Counted,
    code: str,
) -> list[StockMove]:
    moves: list[StockMove] = []
    serials = list(goods.serials)
    for share in shares:
        count = int(share.quantity) if serials else 0
        line_id = share.line.line_id if share.line else ""
        moves += carry(
            item, site=site, source=Spot("@SUPPLIER", "", said.status),
            target=Spot(code, said.lpn, said.status), quantity=share.quantity, lot=goods.lot,
            serials=serials[:count], reason=Reason.RECEIPT, reason_code=said.reason_code,
            document=DocumentRef("inbound_order", order.number, line_id),
        )  # fmt: skip
        del serials[:count]
    return moves
