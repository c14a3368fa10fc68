"""Goods that come back: counted in by condition, decided upon, confirmed.

What comes is on hold until someone decides; stock moves once, when the goods come (T-33).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from landbridge.canon import dump_json, load_json
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import fetch_all, fetch_one
from landbridge.wms.inbound.receiving.rules import Goods, fit_goods
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Fact, Lot, Reason
from landbridge.wms.ledger.queries import lot_day
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, carry
from landbridge.wms.master.operations import know_numbers
from landbridge.wms.master.queries import (
    agreed,
    first_bin,
    one_item,
    site_by_code,
    site_by_id,
)
from landbridge.wms.master.rules import to_base
from landbridge.wms.returns.contracts import ReturnClosed, ReturnOpened, ReturnReceived
from landbridge.wms.returns.orders import SQL, ReturnNow
from landbridge.wms.returns.rules import (
    RECEIVED_AS,
    Came,
    Room,
    check_condition,
    confirmation,
    line_for,
)

ZERO = Decimal(0)
BIN_KINDS = ("receiving", "staging", "packing")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptNow:
    """A return receipt, locked."""

    return_receipt_id: int
    number: str
    site_id: int
    owner: str
    return_id: int | None
    customer: str
    bin: str
    told_version: int
    opened_at: datetime
    closed_at: datetime | None
    closes_return: bool


def open_return(
    ground: Ground,
    *,
    key: str,
    actor: str,
    site: str,
    return_id: int = 0,
    owner: str = "",
    customer: str = "",
) -> ReturnOpened:
    """A parcel came back. return_id: the authorised return, 0 if nobody announced it (`owner`).

    Wrong: not-found, return-closed, owner, no-bin, unknown-site.
    """

    def work(conn: Connection) -> ReturnOpened:
        place = site_by_code(conn, site)
        whose, number, sender = owner, "", customer
        if return_id:
            now = _lock_return(conn, return_id)
            if now.closed_at is not None:
                raise Wrong(f"Return {now.number} is closed.", "return-closed", read=now.number)
            head = conn.execute(SQL["return_head"], {"return_id": return_id}).fetchone()
            assert head is not None
            whose, number, sender = now.owner, now.number, head[0]
        if not whose:
            raise Wrong("Say whose goods these are.", "owner")
        code = first_bin(conn, place.site_id, BIN_KINDS).code
        row = conn.execute(
            SQL["insert_receipt"],
            {
                "site_id": place.site_id, "owner": whose, "return_id": return_id or None,
                "customer": sender, "bin": code, "at": ground.clock.now(), "actor": actor,
            },
        ).fetchone()  # fmt: skip
        assert row is not None
        known = {"number": row[1], "kind": "return_receipt", "target_id": row[0],
                 "meaning": "number"}  # fmt: skip
        know_numbers(conn, [known])
        return ReturnOpened(
            return_receipt_id=row[0], number=row[1], return_id=return_id or None,
            order_number=number, bin=code,
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="open_return", actor=actor,
        inputs=(site, return_id, owner, customer), answer=ReturnOpened,
    )  # fmt: skip


def _lock_return(conn: Connection, return_id: int) -> ReturnNow:
    found = fetch_one(conn, ReturnNow, SQL["lock_return"], {"return_id": return_id})
    if found is None:
        raise Wrong("There is no such return.", "not-found", read=str(return_id))
    return found


def lock_receipt(conn: Connection, receipt_id: int) -> ReceiptNow:
    """The authorised return first, then its receipt: one order for everyone. Wrong: not-found."""
    head = conn.execute(SQL["receipt_head"], {"receipt_id": receipt_id}).fetchone()
    if head is None:
        raise Wrong("There is no such return receipt.", "not-found", read=str(receipt_id))
    if head[0] is not None:
        _lock_return(conn, head[0])
    found = fetch_one(conn, ReceiptNow, SQL["lock_receipt"], {"receipt_id": receipt_id})
    assert found is not None
    return found


def receive_return(
    ground: Ground,
    *,
    key: str,
    actor: str,
    return_receipt_id: int,
    item: str,
    quantity: Decimal,
    condition: str,
    uom: str = "",
    lot: str = "",
    expiry_on: date | None = None,
    serials: Sequence[str] = (),
    reason_code: str = "",
    note: str = "",
    order_line_id: str = "",
) -> ReturnReceived:
    """Count in what came in one condition; it is on hold until someone decides.

    Wrong: not-found, receipt-closed, condition, unknown-code, ambiguous-code, quantity,
    lot-missing, expiry-missing, serials-missing, serial-known, wrong-item.
    """
    check_condition(condition)

    def work(conn: Connection) -> ReturnReceived:
        now = ground.clock.now()
        receipt = lock_receipt(conn, return_receipt_id)
        if receipt.closed_at is not None:
            raise Wrong(f"{receipt.number} is closed.", "receipt-closed", read=receipt.number)
        scanned = one_item(ground, conn, item, owner=receipt.owner)
        scan, thing = scanned.scan, scanned.item
        goods = fit_goods(
            thing, quantity=to_base(thing, quantity, uom), lot=agreed(lot.strip(), scan.lot, "lot"),
            expiry_on=expiry_on or scan.expiry_on,
            lot_expiry_on=lot_day(conn, owner=thing.owner, item=thing.code, lot=lot.strip()),
            serials=[*serials] or ([scan.serial] if scan.serial else []), status=RECEIVED_AS,
            today=now.date(),
        )  # fmt: skip
        rooms: list[Room] = []
        if receipt.return_id is not None:
            rooms = fetch_all(conn, Room, SQL["rooms"], {"return_id": receipt.return_id})
        line = line_for(rooms, thing.item_id, order_line_id)
        item_id = _insert_item(
            conn, receipt, thing, goods, line, condition, reason_code, note, actor, now
        )
        _take_in(ground, conn, receipt, thing, goods, line, condition, key=key, actor=actor)
        return ReturnReceived(
            return_item_id=item_id, order_line_id=line.line_id if line else "", item=thing.code,
            uom=thing.base_uom, quantity=goods.quantity, condition=condition, bin=receipt.bin,
            text=f"{plain(goods.quantity)} {thing.code} came back, {condition.replace('_', ' ')}.",
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="receive_return", actor=actor, answer=ReturnReceived,
        inputs=(
            return_receipt_id, item, quantity, condition, uom, lot, expiry_on, tuple(serials),
            reason_code, note, order_line_id,
        ),
    )  # fmt: skip


def _insert_item(
    conn: Connection,
    receipt: ReceiptNow,
    item: ItemView,
    goods: Goods,
    line: Room | None,
    condition: str,
    reason_code: str,
    note: str,
    actor: str,
    now: datetime,
) -> int:
    row = conn.execute(
        SQL["insert_item"],
        {
            "receipt_id": receipt.return_receipt_id, "line_id": line and line.return_line_id,
            "item_id": item.item_id, "quantity": goods.quantity, "lot": goods.lot,
            "expiry_on": goods.expiry_on, "serials": [*goods.serials], "condition": condition,
            "reason_code": reason_code, "note": note, "at": now, "actor": actor,
        },
    ).fetchone()  # fmt: skip
    assert row is not None
    if line is not None:
        where = {"line_id": line.return_line_id, "quantity": goods.quantity}
        conn.execute(SQL["add_received"], where)
    item_id: int = row[0]
    return item_id


def _take_in(
    ground: Ground,
    conn: Connection,
    receipt: ReceiptNow,
    item: ItemView,
    goods: Goods,
    line: Room | None,
    condition: str,
    *,
    key: str,
    actor: str,
) -> None:
    if goods.lot:
        lots = [Lot(owner=item.owner, item=item.code, lot=goods.lot, expiry_on=goods.expiry_on)]
        ledger.put_lots(ground, lots, conn=conn)
    moves = carry(
        item, site=site_by_id(conn, receipt.site_id).code,
        source=Spot("@CUSTOMER", "", RECEIVED_AS), target=Spot(receipt.bin, "", RECEIVED_AS),
        quantity=goods.quantity, lot=goods.lot, serials=goods.serials,
        reason=Reason.CUSTOMER_RETURN, reason_code=condition,
        document=DocumentRef("return_receipt", receipt.number, line.line_id if line else ""),
    )  # fmt: skip
    ledger.post(
        ground, moves, key=f"receive_return/{key}", at=ground.clock.now(), actor=actor, conn=conn
    )


def close_return(
    ground: Ground, *, key: str, actor: str, return_receipt_id: int, close_order: bool = False
) -> ReturnClosed:
    """All of this parcel is counted: the office is told. close_order: the rest will not come.

    The authorised return closes by itself when all of it came. Wrong: not-found, receipt-closed,
    nothing-came.
    """

    def work(conn: Connection) -> ReturnClosed:
        now = ground.clock.now()
        receipt = lock_receipt(conn, return_receipt_id)
        if receipt.closed_at is not None:
            raise Wrong(f"{receipt.number} is closed.", "receipt-closed", read=receipt.number)
        came = _came(conn, return_receipt_id)
        if not came and not close_order:
            raise Wrong("Nothing was counted in yet.", "nothing-came")
        closing = False
        if receipt.return_id is not None:
            rooms = fetch_all(conn, Room, SQL["rooms"], {"return_id": receipt.return_id})
            closing = close_order or all(room.received >= room.authorised for room in rooms)
        conn.execute(
            SQL["close_receipt"],
            {"receipt_id": return_receipt_id, "at": now, "actor": actor, "closes": closing},
        )
        if closing:
            conn.execute(SQL["close_return"], {"return_id": receipt.return_id, "at": now})
        facts = [return_fact(conn, receipt, closes=closing)]
        ledger.append_journal(ground, facts, at=now, actor=actor, conn=conn)
        total = sum((one.quantity for one in came), ZERO)
        return ReturnClosed(
            return_receipt_id=return_receipt_id, number=receipt.number, order_closed=closing,
            item_count=len(came), quantity=total,
            text=f"Return {receipt.number}: {plain(total)} came back.",
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="close_return", actor=actor,
        inputs=(return_receipt_id, close_order), answer=ReturnClosed,
    )  # fmt: skip


def _came(conn: Connection, receipt_id: int) -> list[Came]:
    return fetch_all(conn, Came, SQL["came"], {"receipt_id": receipt_id})


def return_fact(conn: Connection, receipt: ReceiptNow, *, closes: bool) -> Fact:
    """The next version of the confirmation, as things stand in this transaction."""
    version = conn.execute(
        SQL["next_version"], {"receipt_id": receipt.return_receipt_id}
    ).fetchone()
    assert version is not None
    number, references = "", ()
    if receipt.return_id is not None:
        head = conn.execute(SQL["return_head"], {"return_id": receipt.return_id}).fetchone()
        assert head is not None
        order = load_json(head[1].encode())
        number, references = order.number, order.references  # type: ignore[assignment]
    document = confirmation(
        number=receipt.number, owner=receipt.owner, version=version[0],
        site=site_by_id(conn, receipt.site_id).code, order_number=number, references=references,
        customer=receipt.customer, received_at=receipt.opened_at, closed=closes,
        came=_came(conn, receipt.return_receipt_id),
    )  # fmt: skip
    return Fact(
        kind=document.kind, site=document.site, owner=receipt.owner, number=document.number,
        content=dump_json(document),
    )  # fmt: skip
