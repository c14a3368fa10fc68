"""The exchanges beside orders and receipts against the real Tryton: returns, transfers, prices,
inventories, progress and answers."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from erp_desk import (
    CONTEXT,
    OWNER,
    SITE,
    Desk,
    amount,
    back,
    lot,
    parcel_of,
    receipt,
    shipment,
    today,
    understand,
)

from landbridge.canon import PartyRef, Reference
from landbridge.canon.inbound_order import InboundLine, InboundOrder
from landbridge.canon.order_response import AnsweredLine, OrderResponse
from landbridge.canon.outbound_order import OutboundOrder
from landbridge.canon.price import Price
from landbridge.canon.progress import LineProgress, Progress
from landbridge.canon.return_order import ReturnOrder
from landbridge.canon.stock_correction import StockCorrection
from landbridge.canon.supplier_return import SentBackLine, SupplierReturn
from landbridge.canon.transfer import Transfer
from landbridge.connect.protocols import (
    Absent,
    CensusQuestion,
    Delivered,
    Found,
    PushResult,
    Refused,
    Unavailable,
)
from landbridge.wms.facade.transferring import leg_in, leg_out

pytestmark = pytest.mark.tryton

PLAIN, OTHER, LOTTED = "HT-1003", "HT-1004", "CH-1002"
_numbers = count(1)
RUN = f"{datetime.now(UTC):%H%M%S}"


def number(prefix: str) -> str:
    return f"{prefix}-X{RUN}-{next(_numbers):03d}"


def delivered(result: PushResult) -> Delivered:
    assert isinstance(result, Delivered), result
    return result


def stock(desk: Desk, item: str) -> Decimal:
    question = CensusQuestion(subject="stock", owner=OWNER, items=(item,))
    return sum((row.quantity.value for row in desk.connector.count(question)), Decimal(0))


def notes(desk: Desk, model: str, shipment_number: str) -> list[str]:
    (record,) = desk.rpc.search_read(model, [("number", "=", shipment_number)], ["id"])
    domain = [("resource", "=", f"{model},{record['id']}")]
    return [one["message"] for one in desk.rpc.search_read("ir.note", domain, ["message"])]


def given_back(desk: Desk, *lines: tuple[str, int]) -> ReturnOrder:
    authorised = desk.give_back(*lines)
    document = desk.documents("return_orders")[authorised]
    assert isinstance(document, ReturnOrder)
    return document


def return_states(desk: Desk, reference: str) -> list[str]:
    domain = [("reference", "=", reference)]
    found = desk.rpc.search_read("stock.shipment.out.return", domain, ["state"])
    return [one["state"] for one in found]


def test_prices_come_with_their_customs_value(desk: Desk) -> None:
    prices = desk.documents("prices")
    price = prices[PLAIN]
    assert isinstance(price, Price)
    assert price.list_price is not None and price.customs_value is not None
    assert 0 < price.customs_value.amount < price.list_price.amount
    assert (price.list_price.currency, price.uom, len(price.country_of_origin)) == ("EUR", "C62", 2)


def test_t33_a_return_is_authorised_and_booked_once(desk: Desk) -> None:
    order = given_back(desk, (PLAIN, 3), (OTHER, 2))
    assert (order.status, order.customer.code) == ("open", "C1001")
    assert [(line.item, line.quantity) for line in order.lines] == [
        (PLAIN, amount(3)), (OTHER, amount(2)),
    ]  # fmt: skip
    before = stock(desk, PLAIN), stock(desk, OTHER)
    came = back(order, number("B"), {PLAIN: 3, OTHER: 2})
    assert isinstance(desk.connector.find(parcel_of(came)), Absent)
    first = delivered(desk.push(came))
    assert first.target_number == order.number
    assert delivered(desk.push(came)).already_there
    assert isinstance(desk.connector.find(parcel_of(came)), Found)
    assert (stock(desk, PLAIN), stock(desk, OTHER)) == (before[0] + 3, before[1] + 2)
    lines = tuple(replace(line, disposition="restock") for line in came.lines)
    delivered(desk.push(replace(came, version=2, lines=lines)))
    assert stock(desk, PLAIN) == before[0] + 3, "what became of it moves nothing"
    told = notes(desk, "stock.shipment.out.return", order.number)
    assert len(told) == 2 and "3 as new, restock" in told[-1]
    assert return_states(desk, came.number) == ["done"]


def test_a_return_in_two_parcels_and_one_with_a_lot(desk: Desk) -> None:
    order = given_back(desk, (LOTTED, 5))
    before = stock(desk, LOTTED)
    lots = number("L")
    part = back(order, number("B"), {LOTTED: 2}, closed=False)
    part = replace(part, lines=tuple(replace(line, lot=lots) for line in part.lines))
    split = delivered(desk.push(part)).target_number
    assert split != order.number and stock(desk, LOTTED) == before + 2
    left = desk.documents("return_orders")[order.number]
    assert isinstance(left, ReturnOrder) and left.lines[0].quantity == amount(3)
    rest = back(order, number("B"), {LOTTED: 3})
    rest = replace(rest, lines=tuple(replace(line, lot=lots) for line in rest.lines))
    assert delivered(desk.push(rest)).target_number == order.number
    assert stock(desk, LOTTED) == before + 5


def test_good_and_damaged_goods_of_one_line_are_both_off_what_is_awaited(desk: Desk) -> None:
    order = given_back(desk, (PLAIN, 6))
    part = back(order, number("B"), {PLAIN: 2}, closed=False)
    damaged = replace(part.lines[0], line_id="2", received=amount(1), condition="damaged")
    before = stock(desk, PLAIN)
    delivered(desk.push(replace(part, lines=(*part.lines, damaged))))
    left = desk.documents("return_orders")[order.number]
    assert isinstance(left, ReturnOrder) and left.lines[0].quantity == amount(3)
    assert stock(desk, PLAIN) == before + 3


def test_a_return_that_nobody_announced_names_its_customer(desk: Desk) -> None:
    order = given_back(desk, (PLAIN, 1))
    blind = replace(
        back(order, number("B"), {PLAIN: 1}), order_number="", closed=False,
        lines=(replace(back(order, "x", {PLAIN: 1}).lines[0], order_line_id=""),),
    )  # fmt: skip
    before = stock(desk, PLAIN)
    nobody = desk.push(replace(blind, customer=PartyRef("")))
    assert isinstance(nobody, Refused) and "nobody knows from whom" in nobody.findings[0].text
    stranger = desk.push(replace(blind, customer=PartyRef("C-NOBODY")))
    assert isinstance(stranger, Refused) and stranger.waits_for == f"party/{OWNER}/C-NOBODY"
    made = delivered(desk.push(blind)).target_number
    assert made.startswith("CR") and made != order.number
    assert stock(desk, PLAIN) == before + 1
    cursor = '{"at":1}'
    told = [understand(payload).number for payload in desk.payloads("return_orders", cursor)]
    assert made not in told, "what the bridge wrote itself is no news"


def stocked(desk: Desk, item: str, pieces: int) -> None:
    order = desk.inbound(desk.buy((item, pieces)))
    delivered(desk.push(receipt(order, number("RC"), {item: pieces})))


def test_a_transfer_leaves_one_warehouse_and_comes_to_the_other(desk: Desk) -> None:
    stocked(desk, PLAIN, 20)
    entered = desk.transfer((PLAIN, 6), (OTHER, 1))
    told = desk.documents("transfers")[entered]
    assert isinstance(told, Transfer)
    assert (told.source_site, told.target_site, told.status) == (SITE, "HAM2", "open")
    assert [(line.item, line.quantity) for line in told.lines] == [
        (PLAIN, amount(6)), (OTHER, amount(1)),
    ]  # fmt: skip
    before = stock(desk, PLAIN)
    out, into = leg_out(told), leg_in(told)
    came = arrival(into, {PLAIN: 5})
    early = desk.push(came)
    assert isinstance(early, Unavailable) and "has not left yet" in early.why
    left = departure(out, {PLAIN: 5})
    assert delivered(desk.push(left)).target_number == told.number
    assert delivered(desk.push(left)).already_there
    assert stock(desk, PLAIN) == before - 5
    assert state_of(desk, told.number) == "shipped"
    assert delivered(desk.push(came)).target_number == told.number
    assert delivered(desk.push(came)).already_there
    assert state_of(desk, told.number) == "done"
    assert in_shop(desk, PLAIN) == 5
    later = [understand(p) for p in desk.payloads("transfers", '{"at":1}')]
    assert told.number not in [one.number for one in later]


def test_a_transfer_with_lots_keeps_them(desk: Desk) -> None:
    lot_number = number("L")
    order = desk.inbound(desk.buy((LOTTED, 10)))
    parts = {LOTTED: [lot(10, lot_number)]}
    delivered(desk.push(receipt(order, number("RC"), {LOTTED: 10}, parts)))
    entered = desk.transfer((LOTTED, 4))
    told = desk.documents("transfers")[entered]
    assert isinstance(told, Transfer)
    left = departure(leg_out(told), {LOTTED: 4}, {LOTTED: [lot(4, lot_number)]})
    delivered(desk.push(left))
    came = arrival(leg_in(told), {LOTTED: 4}, {LOTTED: [lot(4, lot_number)]})
    delivered(desk.push(came))
    assert in_shop(desk, LOTTED) == 4


def departure(order: OutboundOrder, pieces: dict[str, int], lots=None):  # type: ignore[no-untyped-def]
    return replace(shipment(order, number("S"), pieces, lots), references=order.references)


def arrival(order: InboundOrder, pieces: dict[str, int], lots=None):  # type: ignore[no-untyped-def]
    came = receipt(order, number("R"), pieces, lots)
    return replace(came, references=order.references, closed=True)


def state_of(desk: Desk, transfer: str) -> str:
    domain = [("number", "=", transfer)]
    (record,) = desk.rpc.search_read("stock.shipment.internal", domain, ["state"])
    return str(record["state"])


def in_shop(desk: Desk, item: str) -> Decimal:
    return desk.in_stock(item, site="HAM2")


def test_an_inventory_of_the_erp_becomes_a_correction(desk: Desk) -> None:
    stocked(desk, OTHER, 12)
    cursor = desk.connector.pull("stock_corrections", None, limit=100).cursor
    before = stock(desk, OTHER)
    counted = desk.take_inventory(OTHER, int(before) - 3)
    (document,) = [
        one for one in map(understand, desk.payloads("stock_corrections", cursor))
        if one.number == counted
    ]  # fmt: skip
    assert isinstance(document, StockCorrection)
    assert [(line.item, line.change, line.reason_code) for line in document.lines] == [
        (OTHER, amount(-3), "inventory")
    ]
    assert document.corrected_at.date() <= today()
    assert document.site == CONTEXT.site


def progress(order: OutboundOrder, version: int, stage: str, picked: int) -> Progress:
    line = order.lines[0]
    none = amount(0)
    return Progress(
        number=order.number, owner=PartyRef(OWNER), version=version, site=SITE, stage=stage,
        at=datetime.now(UTC),
        lines=(
            LineProgress(
                order_line_id=line.line_id, item=line.item, ordered=line.quantity,
                allocated=line.quantity, picked=amount(picked), packed=none, shipped=none,
                short=none,
            ),
        ),
    )  # fmt: skip


def test_progress_stands_on_the_shipment_in_its_order(desk: Desk) -> None:
    order = desk.outbound(desk.sell((PLAIN, 4)))
    delivered(desk.push(progress(order, 1, "released", 0)))
    delivered(desk.push(progress(order, 3, "picked", 4)))
    late = delivered(desk.push(progress(order, 2, "picking", 2)))
    assert late.already_there
    first, note = notes(desk, "stock.shipment.out", order.number)
    assert first.startswith("Warehouse progress 1: released")
    assert note == f"Warehouse progress 3: picked\n{PLAIN}: 4 picked, 0 packed, 0 shipped of 4"
    assert isinstance(desk.connector.find(parcel_of(progress(order, 3, "picked", 4))), Found)
    assert isinstance(desk.connector.find(parcel_of(progress(order, 9, "packed", 4))), Absent)
    stranger = replace(progress(order, 1, "picked", 1), number="NO-SUCH")
    assert "nothing was noted" in delivered(desk.push(stranger)).ack
    assert desk.outbound(order.number).version == order.version, "a note is no change of the order"


def test_t26_the_answer_to_a_change_stands_on_the_shipment(desk: Desk) -> None:
    placed = desk.sell((PLAIN, 10))
    order = desk.outbound(placed)
    desk.change_shipment(placed, PLAIN, 4)
    changed = desk.outbound(placed)
    assert changed.version > order.version and changed.lines[0].quantity == amount(4)
    assert changed.lines[0].line_id == order.lines[0].line_id
    answer = OrderResponse(
        number=placed, owner=PartyRef(OWNER), version=changed.version, site=SITE,
        request="change", answer="accepted", answered_at=datetime.now(UTC),
        references=(Reference("sales_order", "SO"),),
        lines=(
            AnsweredLine(
                order_line_id=order.lines[0].line_id, item=PLAIN, wanted=amount(4),
                holds=amount(4), cancelled=amount(0), put_back=amount(2), refused=amount(0),
                shipped=amount(0),
            ),
        ),
    )  # fmt: skip
    for _ in range(2):
        delivered(desk.push(answer))
    (note,) = notes(desk, "stock.shipment.out", placed)
    assert note.endswith(f"accepted\n{PLAIN}: 4 hold of 4 wanted, 2 put back")


def test_t29_an_item_on_three_lines_keeps_its_lines_in_two_boxes(desk: Desk) -> None:
    stocked(desk, PLAIN, 30)
    order = desk.outbound(desk.sell((PLAIN, 3), (PLAIN, 5), (PLAIN, 2)))
    assert len({line.line_id for line in order.lines}) == 3
    first = shipment(order, number("S"), {}, closed=False)
    lines = tuple(replace(line, shipped=amount(n)) for line, n in zip(first.lines, (3, 1, 0),
                                                                     strict=True))  # fmt: skip
    delivered(desk.push(replace(first, lines=lines)))
    second = shipment(order, number("S"), {}, closed=True)
    lines = tuple(replace(line, shipped=amount(n)) for line, n in zip(second.lines, (0, 4, 2),
                                                                      strict=True))  # fmt: skip
    delivered(desk.push(replace(second, lines=lines)))
    fields = ["outgoing_moves.origin", "outgoing_moves.quantity", "outgoing_moves.state"]
    sale = next(one.number for one in order.references if one.kind == "sales_order")
    shipped: dict[str, Decimal] = {}
    for name in desk.shipment_numbers(sale):
        (record,) = desk.rpc.search_read("stock.shipment.out", [("number", "=", name)], fields)
        for move in record["outgoing_moves."]:
            if move["state"] == "done":
                shipped[move["origin"]] = shipped.get(move["origin"], Decimal(0)) + move["quantity"]
    assert [shipped[line.line_id] for line in order.lines] == [3, 5, 2]


def test_t30_a_shipment_split_in_the_erp_is_a_change_and_a_new_order(desk: Desk) -> None:
    """The warehouse owns the split: what the ERP splits by hand leaves its own order smaller."""
    stocked(desk, PLAIN, 30)
    order = desk.outbound(desk.sell((PLAIN, 8)))
    part = shipment(order, number("S"), {PLAIN: 3}, closed=False)
    delivered(desk.push(part))
    desk.change_shipment(order.number, PLAIN, 2)
    now = desk.outbound(order.number)
    assert now.lines[0].quantity == amount(5), "3 have left, 2 are left to ship: absolute"
    last = shipment(order, number("S"), {PLAIN: 2}, closed=True)
    delivered(desk.push(last))
    states = desk.all_shipments(order)
    assert [state for _, state in states].count("done") == 2
    assert not any(isinstance(line, InboundLine) for line in now.lines)


def test_what_left_before_a_late_cancel_is_booked_beside_the_cancelled_shipment(desk: Desk) -> None:
    stocked(desk, PLAIN, 10)
    order = desk.outbound(desk.sell((PLAIN, 4)))
    domain = [("number", "=", order.number)]
    (record,) = desk.rpc.search_read("stock.shipment.out", domain, ["id"])
    desk.rpc.model("stock.shipment.out", "cancel", [record["id"]])
    before = stock(desk, PLAIN)
    left = shipment(order, number("S"), {PLAIN: 4}, closed=True)
    booked = delivered(desk.push(left)).target_number
    assert delivered(desk.push(left)).already_there
    assert stock(desk, PLAIN) == before - 4, "what has left has left, once"
    states = dict(desk.all_shipments(order))
    assert (states[order.number], states[booked]) == ("cancelled", "done")


def to_supplier(*lines: SentBackLine, **more: Any) -> SupplierReturn:
    values: dict[str, Any] = {
        "number": number("V"), "owner": PartyRef(OWNER), "version": 1, "site": SITE,
        "supplier": PartyRef("S2001"), "sent_at": datetime.now(UTC), "lines": lines,
        "references": (Reference("return_receipt", "B-1"),), "carrier_code": "PARCEL",
        "tracking_number": "1Z-BACK",
    }  # fmt: skip
    return SupplierReturn(**{**values, **more})


def sent_back(item: str, pieces: int, **more: Any) -> SentBackLine:
    return SentBackLine(line_id="1", item=item, sent=amount(pieces), condition="damaged", **more)


def test_t33_what_goes_back_to_its_supplier_is_booked_once(desk: Desk) -> None:
    lot_number = number("L")
    order = desk.inbound(desk.buy((PLAIN, 9), (LOTTED, 9)))
    delivered(
        desk.push(
            receipt(order, number("RC"), {PLAIN: 9, LOTTED: 9}, {LOTTED: [lot(9, lot_number)]})
        )
    )
    before = stock(desk, PLAIN), stock(desk, LOTTED)
    document = to_supplier(
        sent_back(PLAIN, 2, note="cracked"), sent_back(LOTTED, 3, lot=lot_number)
    )
    assert isinstance(desk.connector.find(parcel_of(document)), Absent)
    made = delivered(desk.push(document)).target_number
    assert made.startswith("SR") and delivered(desk.push(document)).already_there
    assert isinstance(desk.connector.find(parcel_of(document)), Found)
    assert (stock(desk, PLAIN), stock(desk, LOTTED)) == (before[0] - 2, before[1] - 3)
    model = "stock.shipment.in.return"
    fields = [
        "state", "supplier.code", "reference", "carrier.party.code", "shipping_reference",
        "moves.product.code", "moves.quantity", "moves.lot.number", "moves.state",
    ]  # fmt: skip
    (record,) = desk.rpc.search_read(model, [("reference", "=", document.number)], fields)
    assert (record["state"], record["supplier."]["code"]) == ("done", "S2001")
    assert record["carrier."]["party."]["code"] == "PARCEL"
    assert record["shipping_reference"] == "1Z-BACK"
    assert sorted(
        (move["product."]["code"], move["quantity"], (move["lot."] or {}).get("number"))
        for move in record["moves."]
    ) == [(LOTTED, 3, lot_number), (PLAIN, 2, None)]
    (note,) = notes(desk, model, made)
    told = ["Came back with B-1", f"{PLAIN}: 2 damaged, cracked", f"{LOTTED}: 3 damaged"]
    assert note.splitlines() == told


def test_goods_for_a_supplier_tryton_does_not_know_wait_for_it(desk: Desk) -> None:
    refused = desk.push(to_supplier(sent_back(PLAIN, 1), supplier=PartyRef("S-NOBODY")))
    assert isinstance(refused, Refused) and refused.waits_for == f"party/{OWNER}/S-NOBODY"
    assert "S-NOBODY" in refused.findings[0].text
