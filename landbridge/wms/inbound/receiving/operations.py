"""Counting goods in against an inbound order: open a receipt, receive lines, close it."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn

from landbridge.canon import PartyRef, dump_json, load_json
from landbridge.canon.inbound_order import InboundOrder
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import as_json, fetch_all
from landbridge.wms.inbound.contracts import GoodsReceived, ReceiptClosed, ReceiptOpened
from landbridge.wms.inbound.orders.operations import SQL as ORDERS
from landbridge.wms.inbound.receiving.confirmation import ConfirmedLine, confirm
from landbridge.wms.inbound.receiving.counting import (
    BLIND,
    SQL,
    Counted,
    OrderRow,
    ReceiptRow,
    count_in,
    lock_open,
    lock_order,
    post_counted,
    receiving_bin,
)
from landbridge.wms.inbound.receiving.rules import TEXT_MAX, LineRoom
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import Fact
from landbridge.wms.master.adjusting import Change, adjustment_fact
from landbridge.wms.master.operations import know_numbers
from landbridge.wms.master.queries import items_by_code, site_by_code, site_by_id
from landbridge.wms.plates.keeping import check_lpn


def open_receipt(
    ground: Ground,
    *,
    key: str,
    actor: str,
    order_id: int,
    delivery_note: str = "",
    bin: str = "",
) -> ReceiptOpened:
    """A truck or parcel has come for an order. bin: receiving bin, default the site's first.

    Wrong: not-found, order-closed, unknown-bin, wrong-bin, no-bin.
    """

    def work(conn: Connection) -> ReceiptOpened:
        now = ground.clock.now()
        order = lock_order(conn, order_id)
        if order.closed_at is not None:
            raise Wrong(f"Order {order.number} is closed.", "order-closed", read=order.number)
        return _open(conn, order_id, order.site_id, delivery_note, bin, actor, now)

    return once(
        ground, work, key=key, operation="open_receipt", actor=actor,
        inputs=(order_id, delivery_note, bin), answer=ReceiptOpened,
    )  # fmt: skip


def _open(
    conn: Connection,
    order_id: int,
    site_id: int,
    delivery_note: str,
    bin: str,
    actor: str,
    now: datetime,
) -> ReceiptOpened:
    code = receiving_bin(conn, site_id, bin)
    row = conn.execute(
        SQL["insert_receipt"],
        {
            "site_id": site_id, "order_id": order_id, "bin": code,
            "delivery_note": delivery_note, "at": now, "actor": actor,
        },
    ).fetchone()  # fmt: skip
    assert row is not None
    known = [(row[1], "number"), (delivery_note, "delivery_note")]
    know_numbers(
        conn,
        [
            {"number": number, "kind": "receipt", "target_id": row[0], "meaning": meaning}
            for number, meaning in known
            if number
        ],
    )
    return ReceiptOpened(
        receipt_id=row[0], number=row[1], order_id=order_id,
        site=site_by_id(conn, site_id).code, bin=code,
    )  # fmt: skip


def open_blind_receipt(
    ground: Ground,
    *,
    key: str,
    actor: str,
    site: str,
    owner: str,
    reason_code: str,
    supplier: str = "",
    delivery_note: str = "",
    bin: str = "",
) -> ReceiptOpened:
    """Goods have come that nobody ordered. An order of source `blind` is made for them; when its
    receipt is closed, the office is told by a stock adjustment with the reason.

    Wrong: unknown-site, owner, reason, unknown-bin, wrong-bin, no-bin.
    """
    reason = reason_code.strip()

    def work(conn: Connection) -> ReceiptOpened:
        now = ground.clock.now()
        place = site_by_code(conn, site)
        if not owner.strip():
            raise Wrong("Say whose goods they are.", "owner")
        if not 0 < len(reason) <= TEXT_MAX:
            raise Wrong("Say why goods came without an order.", "reason", read=reason)
        row = conn.execute("SELECT nextval('receipt_number')").fetchone()
        assert row is not None
        document = InboundOrder(
            number=f"BLIND-{row[0]:08d}", owner=PartyRef(owner.strip()), version=1, site=site,
            supplier=PartyRef(supplier.strip()), lines=(), source=BLIND, note=reason,
        )  # fmt: skip
        head = {
            "owner": document.owner.code, "number": document.number, "version": 1,
            "site_id": place.site_id, "supplier": document.supplier.code, "source": BLIND,
            "expected_on": None, "note": reason, "content": dump_json(document).decode(),
            "cancelled": False,
        }  # fmt: skip
        made = conn.execute(ORDERS["insert_orders"], {"rows": as_json([head]), "at": now})
        (_, number, order_id) = made.fetchall()[0]
        meaning = {"number": number, "kind": "inbound_order", "target_id": order_id}
        know_numbers(conn, [meaning | {"meaning": "number"}])
        return _open(conn, order_id, place.site_id, delivery_note, bin, actor, now)

    return once(
        ground, work, key=key, operation="open_blind_receipt", actor=actor,
        inputs=(site, owner, reason_code, supplier, delivery_note, bin), answer=ReceiptOpened,
    )  # fmt: skip


def receive_line(
    ground: Ground,
    *,
    key: str,
    actor: str,
    receipt_id: int,
    item: str,
    quantity: Decimal,
    uom: str = "",
    lot: str = "",
    expiry_on: date | None = None,
    serials: Sequence[str] = (),
    lpn: str = "",
    bin: str = "",
    order_line_id: str = "",
    status: str = "available",
    reason_code: str = "",
    over_confirmed: bool = False,
) -> GoodsReceived:
    """Count goods in. order_line_id: which line, if an item stands on several (else the first
    with something open). More than expected needs `reason_code` and `over_confirmed`.
    Wrong codes: unknown-code, ambiguous-code, not-expected, lot-missing, expiry-missing,
    wrong-expiry, expired, serials-missing, serial-known, over-receipt, quantity, receipt-closed,
    lpn, carton, other-bin (the plate stands elsewhere).
    """
    said = Counted(
        lot=lot.strip(), expiry_on=expiry_on, serials=tuple(serials), bin=bin,
        lpn=check_lpn(lpn) if lpn.strip() else "", order_line_id=order_line_id, status=status,
        reason_code=reason_code, over_confirmed=over_confirmed,
    )  # fmt: skip

    def work(conn: Connection) -> GoodsReceived:
        order, receipt = lock_open(conn, receipt_id)
        counted = count_in(
            ground, conn, order, receipt, item=item, quantity=quantity, uom=uom, said=said,
            actor=actor,
        )  # fmt: skip
        post_counted(ground, conn, [counted], key=f"receive_line/{key}", actor=actor)
        return counted.answer

    return once(
        ground, work, key=key, operation="receive_line", actor=actor,
        inputs=(receipt_id, item, quantity, uom, repr(said)), answer=GoodsReceived,
    )  # fmt: skip


def close_receipt(
    ground: Ground, *, key: str, actor: str, receipt_id: int, close_order: bool = False
) -> ReceiptClosed:
    """Write the receipt confirmation. close_order: the rest will not come any more.

    The order closes by itself when all of it has come. An empty receipt that does not close its
    order tells nobody anything. Wrong: not-found, receipt-closed, receipt-open (another one of
    the order is still open).
    """

    def work(conn: Connection) -> ReceiptClosed:
        now = ground.clock.now()
        order, receipt = lock_open(conn, receipt_id)
        others = conn.execute(
            SQL["other_open_receipts"], {"order_id": order.order_id, "receipt_id": receipt_id}
        ).fetchall()
        if others and close_order:
            _refuse_close(order.number, others[0][0])
        rooms = fetch_all(conn, LineRoom, SQL["line_rooms"], {"order_id": order.order_id})
        closing = close_order or (not others and all(not room.open for room in rooms))
        conn.execute(SQL["close_receipt"], {"receipt_id": receipt_id, "at": now, "actor": actor})
        if closing:
            conn.execute(SQL["close_order"], {"order_id": order.order_id, "at": now})
        lines = fetch_all(conn, ConfirmedLine, SQL["confirmed_lines"], {"receipt_id": receipt_id})
        if fact := _fact(conn, order, receipt, lines, closing=closing, now=now):
            ledger.append_journal(ground, [fact], at=now, actor=actor, conn=conn)
        return ReceiptClosed(
            receipt_id=receipt_id, number=receipt.number, order_closed=closing,
            line_count=len(lines), quantity=sum((line.quantity for line in lines), Decimal(0)),
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="close_receipt", actor=actor,
        inputs=(receipt_id, close_order), answer=ReceiptClosed,
    )  # fmt: skip


def _fact(
    conn: Connection,
    order: OrderRow,
    receipt: ReceiptRow,
    lines: Sequence[ConfirmedLine],
    *,
    closing: bool,
    now: datetime,
) -> Fact | None:
    """What the office is told: what came of its order, or that goods came without one."""
    site = site_by_id(conn, receipt.site_id).code
    if not order.is_blind:
        if not lines and not closing:
            return None
        document = load_json(order.content.encode())
        return confirm(document, receipt.number, site, lines, closed=closing, at=now)
    if not lines:
        return None
    items = items_by_code(conn, {(order.owner, line.item) for line in lines})
    changes = [
        Change(
            item=items[order.owner, line.item], quantity=line.quantity, status=line.status,
            reason_code=line.reason_code, lot=line.lot, serials=tuple(line.serials),
            expiry_on=line.expiry_on,
        )
        for line in lines
    ]  # fmt: skip
    note = f"{plain(sum((line.quantity for line in lines), Decimal(0)))} came without an order"
    return adjustment_fact(
        conn, order.owner, site, changes, at=now, note=f"{note}: {order.note}.",
        references=[("receipt", receipt.number)],
    )  # fmt: skip


def _refuse_close(order_number: str, receipt_number: str) -> NoReturn:
    text = f"Receipt {receipt_number} of order {order_number} is open too; close it first."
    raise Wrong(text, "receipt-open", read=receipt_number)
