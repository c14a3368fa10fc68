"""The Tryton connector alone against the real Tryton: orders down, receipts and shipments back."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from erp_desk import (
    COMPANY,
    Desk,
    adjustment,
    amount,
    lot,
    number,
    parcel_of,
    receipt,
    serials,
    shipment,
    today,
)

from landbridge.canon import Document
from landbridge.canon.item import Item
from landbridge.canon.party import Party
from landbridge.canon.shipment_confirmation import Carton, CartonLine
from landbridge.connect.protocols import (
    Absent,
    CensusQuestion,
    Delivered,
    Found,
    PushResult,
    Refused,
)

pytestmark = pytest.mark.tryton

PLAIN, OTHER, LOTTED, EXPIRING, SERIAL = "HT-1001", "HT-1002", "CH-1001", "TE-1001", "PT-1001"
LATER = today() + timedelta(days=400)


def delivered(result: PushResult) -> Delivered:
    assert isinstance(result, Delivered), result
    return result


def stock(desk: Desk, *items: str) -> dict[tuple[str, str], Decimal]:
    question = CensusQuestion(subject="stock", owner="NORDHAFEN", items=items)
    found: dict[tuple[str, str], Decimal] = {}
    for row in desk.connector.count(question):
        _, item, lot_number, status = row.key
        assert status == "available"
        found[item, lot_number] = found.get((item, lot_number), Decimal(0)) + row.quantity.value
    return found


def change(desk: Desk, *items: str) -> Iterator[dict[tuple[str, str], Decimal]]:
    """First the stock now, then how it has changed since."""
    before = stock(desk, *items)
    yield before
    after = stock(desk, *items)
    yield {
        key: after.get(key, Decimal(0)) - before.get(key, Decimal(0))
        for key in before.keys() | after.keys()
        if after.get(key) != before.get(key)
    }


def test_items_come_with_everything_the_warehouse_needs(desk: Desk) -> None:
    items = desk.documents("items")
    assert len(items) == len(COMPANY.items)
    for data in COMPANY.items:
        item = items[data.code]
        assert isinstance(item, Item)
        assert (item.description, item.base_uom) == (data.description, data.base_uom)
        assert item.quantity_digits == data.quantity_digits
        assert item.lot_controlled == (data.tracking in ("lot", "lot_expiry"))
        assert item.expiry_controlled == (data.tracking == "lot_expiry")
        assert item.serial_controlled == (data.tracking == "serial")
        assert item.shelf_life_days == data.shelf_life_days
        assert item.hazard_code == data.hazard_code
        assert item.list_price is not None and item.list_price.amount == data.list_price
        assert [(u.pack_level, u.uom, u.factor, u.gtins) for u in item.uoms] == [
            (pack.level, pack.uom, pack.quantity, (pack.gtin,)) for pack in data.packs
        ]
        assert [(u.length_mm, u.width_mm, u.height_mm, u.gross_weight_g) for u in item.uoms] == [
            (p.length_mm, p.width_mm, p.height_mm, p.gross_weight_g) for p in data.packs
        ]


def test_parties_come_with_addresses_in_their_own_scripts(desk: Desk) -> None:
    parties = desk.documents("parties")
    for data in COMPANY.parties:
        party = parties[data.code]
        assert isinstance(party, Party)
        assert (party.name, party.roles) == (data.name, (data.role,))
        found = [entry.address for entry in party.addresses]
        assert [(a.name, a.street, a.postal_code, a.city, a.country_code) for a in found] == [
            (a.name, a.street, a.postal_code, a.city, a.country_code) for a in data.addresses
        ]


def test_a_sale_comes_as_an_order_to_ship(desk: Desk) -> None:
    order = desk.outbound(desk.sell((PLAIN, 3), (LOTTED, 5), (PLAIN, 4)))
    assert [(line.item, line.quantity) for line in order.lines] == [
        (PLAIN, amount(3)), (LOTTED, amount(5)), (PLAIN, amount(4)),
    ]  # fmt: skip
    assert len({line.line_id for line in order.lines}) == 3
    assert {r.kind: r.number for r in order.references}["customer_order"] == "PO 4711"
    assert (order.status, order.customer.code, order.ship_to.city) == ("open", "C1001", "Hamburg")
    assert order.ship_to.name == "Alsterkontor Lager Süd"


def test_a_purchase_comes_as_goods_to_expect(desk: Desk) -> None:
    order = desk.inbound(desk.buy((PLAIN, 30), (EXPIRING, 16)))
    assert (order.status, order.supplier.code) == ("open", "S2001")
    assert [(line.item, line.quantity) for line in order.lines] == [
        (PLAIN, amount(30)), (EXPIRING, amount(16)),
    ]  # fmt: skip


def test_a_receipt_with_lots_is_booked_and_what_is_missing_stays_awaited(desk: Desk) -> None:
    order = desk.inbound(desk.buy((PLAIN, 30), (EXPIRING, 16)))
    before_and_after = change(desk, PLAIN, EXPIRING)
    next(before_and_after)
    first, second = number("L"), number("L")
    arrived = receipt(
        order, number("RC"), {PLAIN: 24, EXPIRING: 10},
        {EXPIRING: [lot(6, first, LATER), lot(4, second, LATER + timedelta(days=1))]},
    )  # fmt: skip
    result = delivered(desk.push(arrived))
    assert result.target_number.startswith("SS")
    assert next(before_and_after) == {
        (PLAIN, ""): 24, (EXPIRING, first): 6, (EXPIRING, second): 4,
    }  # fmt: skip
    assert desk.inbound(order.number).lines == order.lines
    (kept,) = desk.rpc.search_read(
        "stock.lot", [("number", "=", first)], ["shelf_life_expiration_date"]
    )
    assert kept["shelf_life_expiration_date"] == LATER
    rest = receipt(order, number("RC"), {PLAIN: 6, EXPIRING: 6}, {EXPIRING: [lot(6, first, LATER)]})
    delivered(desk.push(rest))
    assert stock(desk, EXPIRING)[EXPIRING, first] == 12
    assert open_purchase_lines(desk, order.number) == {}


def open_purchase_lines(desk: Desk, order_number: str) -> dict[str, Decimal]:
    rows = desk.connector.count(CensusQuestion(subject="inbound_order", owner="NORDHAFEN"))
    return {row.key[2]: row.quantity.value for row in rows if row.key[1] == order_number}


def test_serial_numbers_become_lots_of_one_piece(desk: Desk) -> None:
    order = desk.inbound(desk.buy((SERIAL, 3)))
    before_and_after = change(desk, SERIAL)
    next(before_and_after)
    numbers = [number("SN") for _ in range(3)]
    delivered(desk.push(receipt(order, number("RC"), {SERIAL: 3}, {SERIAL: [serials(*numbers)]})))
    assert next(before_and_after) == {(SERIAL, ""): 3}
    lots = desk.rpc.search_read("stock.lot", [("number", "in", numbers)], ["unit_quantity"])
    assert [one["unit_quantity"] for one in lots] == [1, 1, 1]


def test_more_than_ordered_is_booked_as_it_came(desk: Desk) -> None:
    order = desk.inbound(desk.buy((PLAIN, 10)))
    before_and_after = change(desk, PLAIN)
    next(before_and_after)
    delivered(desk.push(receipt(order, number("RC"), {PLAIN: 13})))
    assert next(before_and_after) == {(PLAIN, ""): 13}
    late = receipt(order, number("RC"), {PLAIN: 2})
    delivered(desk.push(late))
    assert stock(desk, PLAIN) is not None and open_purchase_lines(desk, order.number) == {}


def test_a_receipt_in_pieces_of_an_order_in_cases_is_exact(desk: Desk) -> None:
    """7 of 2 cases of 12: Tryton keeps the rest as 1.4167 cases, the bridge as 17 pieces."""
    item = next(i.code for i in COMPANY.items if i.case is not None and i.case.quantity == 12)
    purchase = desk.buy((item, 2), unit="cs12")
    order = desk.inbound(purchase)
    assert order.lines[0].quantity == amount(24)
    arrived = receipt(order, number("RC"), {item: 7}, lots_if_needed(item, 7))
    delivered(desk.push(arrived))
    assert open_purchase_lines(desk, purchase) == {order.lines[0].line_id: 17}
    assert desk.inbound(purchase).lines[0].quantity == amount(24)


def test_an_order_in_cases_ships_whole_and_broken_cases(desk: Desk) -> None:
    item = next(
        i.code
        for i in COMPANY.items
        if i.case is not None and i.case.quantity == 12 and i.tracking == "none"
    )
    order = desk.outbound(desk.sell((item, 3), unit="cs12"))
    assert [line.quantity for line in order.lines] == [amount(36)]
    before_and_after = change(desk, item)
    next(before_and_after)
    delivered(desk.push(shipment(order, number("SH"), {item: 17}, closed=False)))
    assert next(before_and_after) == {(item, ""): -17}
    assert desk.outbound(order.number).lines[0].quantity == amount(36)
    delivered(desk.push(shipment(order, number("SH"), {item: 19}, closed=True)))
    assert len(desk.all_shipments(order)) == 2


def lots_if_needed(item: str, quantity: int) -> dict[str, list]:
    if COMPANY.item(item).tracking == "none":
        return {}
    return {item: [lot(quantity, number("L"), LATER)]}


def stocked(desk: Desk, **quantities: int) -> dict[str, str]:
    """Goods in stock by a receipt; the lot of each item that has one."""
    items = {code.replace("_", "-"): quantity for code, quantity in quantities.items()}
    order = desk.inbound(desk.buy(*items.items()))
    lots = {
        code: number("L") for code in items if COMPANY.item(code).tracking in ("lot", "lot_expiry")
    }
    parts = {code: [lot(items[code], lots[code], LATER)] for code in lots}
    delivered(desk.push(receipt(order, number("RC"), items, parts)))
    return lots


def test_a_shipment_of_everything_is_done_with_its_lots(desk: Desk) -> None:
    lots = stocked(desk, HT_1001=20, CH_1001=20)
    order = desk.outbound(desk.sell((PLAIN, 3), (LOTTED, 5), (PLAIN, 4)))
    before_and_after = change(desk, PLAIN, LOTTED)
    next(before_and_after)
    document = shipment(order, number("SH"), {}, cartons=(carton(),))
    document = with_all_shipped(document, {LOTTED: lots[LOTTED]})
    result = delivered(desk.push(document))
    assert result.target_number == order.number
    assert next(before_and_after) == {(PLAIN, ""): -7, (LOTTED, lots[LOTTED]): -5}
    assert shipments_like(desk, document.number) == [(order.number, "done")]
    (note,) = notes_of(desk, order.number)
    carton_told, inside = note.split(": ")
    assert carton_told == "Carton 003952110100000016 (CT), 1830 g, tracking 1Z999AA10123456784"
    assert inside == f"3 C62 {PLAIN}"


def notes_of(desk: Desk, shipment_number: str) -> list[str]:
    domain = [("number", "=", shipment_number)]
    (record,) = desk.rpc.search_read("stock.shipment.out", domain, ["id"])
    domain = [("resource", "=", f"stock.shipment.out,{record['id']}")]
    return [one["message"] for one in desk.rpc.search_read("ir.note", domain, ["message"])]


def carton() -> Carton:
    return Carton(
        sscc="003952110100000016", tracking_number="1Z999AA10123456784", package_type="CT",
        gross_weight_g=Decimal(1830),
        lines=(CartonLine(order_line_id="1", item=PLAIN, quantity=amount(3)),),
    )  # fmt: skip


def with_all_shipped(document, lots: dict[str, str]):
    from dataclasses import replace

    lines = tuple(
        replace(
            line,
            shipped=line.ordered,
            short=amount(0),
            lots=(lot(str(line.ordered.value), lots[line.item]),) if line.item in lots else (),
        )
        for line in document.lines
    )
    return replace(document, lines=lines)


def shipments_like(desk: Desk, reference: str) -> list[tuple[str, str]]:
    found = desk.rpc.search_read(
        "stock.shipment.out", [("reference", "like", f"{reference}%")], ["number", "state"]
    )
    return [(one["number"], one["state"]) for one in found]


def test_a_line_over_two_lots_ships_from_both(desk: Desk) -> None:
    first, second = stocked(desk, CH_1001=10)[LOTTED], stocked(desk, CH_1001=10)[LOTTED]
    order = desk.outbound(desk.sell((LOTTED, 14)))
    before_and_after = change(desk, LOTTED)
    next(before_and_after)
    delivered(
        desk.push(
            shipment(order, number("SH"), {LOTTED: 14}, {LOTTED: [lot(10, first), lot(4, second)]})
        )
    )
    assert next(before_and_after) == {(LOTTED, first): -10, (LOTTED, second): -4}


def test_what_is_short_of_a_closed_order_becomes_a_new_order(desk: Desk) -> None:
    stocked(desk, HT_1001=20, HT_1002=20)
    order = desk.outbound(desk.sell((PLAIN, 8), (OTHER, 6)))
    delivered(desk.push(shipment(order, number("SH"), {PLAIN: 5}, closed=True)))
    done, rest = desk.all_shipments(order)
    assert done == (order.number, "done") and rest[1] == "waiting"
    follow_up = desk.outbound(rest[0])
    assert {line.item: line.quantity for line in follow_up.lines} == {
        PLAIN: amount(3), OTHER: amount(6),
    }  # fmt: skip
    assert {line.line_id for line in follow_up.lines} == {line.line_id for line in order.lines}


def rest_of(desk: Desk, order: Document) -> str:
    """The open shipment of the same sale."""
    sale = next(one.number for one in order.references if one.kind == "sales_order")
    return desk.shipment_numbers(sale)[-1]


def test_nothing_shipped_of_a_closed_order_leaves_all_to_a_new_one(desk: Desk) -> None:
    order = desk.outbound(desk.sell((PLAIN, 2)))
    before_and_after = change(desk, PLAIN)
    next(before_and_after)
    delivered(desk.push(shipment(order, number("SH"), {}, closed=True)))
    assert next(before_and_after) == {}
    follow_up = desk.outbound(rest_of(desk, order))
    assert follow_up.number != order.number
    assert [line.quantity for line in follow_up.lines] == [amount(2)]


def test_a_reference_that_somebody_gave_another_shipment_is_not_ours(desk: Desk) -> None:
    order, other = desk.outbound(desk.sell((PLAIN, 2))), desk.outbound(desk.sell((PLAIN, 9)))
    document = shipment(order, number("SH"), {PLAIN: 2})
    model = "stock.shipment.out"
    (found,) = desk.rpc.search_read(model, [("number", "=", other.number)], ["state"])
    desk.rpc.model(model, "write", [found["id"]], {"reference": document.number})
    assert isinstance(desk.connector.find(parcel_of(document)), Absent)
    assert delivered(desk.push(document)).target_number == order.number
    assert desk.outbound(other.number).lines == other.lines


def test_the_rest_of_an_open_order_stays_on_it(desk: Desk) -> None:
    lots = stocked(desk, HT_1001=20, CH_1001=20)
    order = desk.outbound(desk.sell((PLAIN, 8), (LOTTED, 6)))
    before_and_after = change(desk, PLAIN, LOTTED)
    next(before_and_after)
    part = {LOTTED: [lot(2, lots[LOTTED])]}
    document = shipment(order, number("SH"), {PLAIN: 5, LOTTED: 2}, part, closed=False)
    split_off = delivered(desk.push(document)).target_number
    assert split_off != order.number
    assert next(before_and_after) == {(PLAIN, ""): -5, (LOTTED, lots[LOTTED]): -2}
    again = desk.outbound(order.number)
    assert (again.status, again.lines) == ("open", order.lines)
    assert again.version > order.version
    assert open_shipment_lines(desk, order.number) == {PLAIN: 3, LOTTED: 4}
    rest = {LOTTED: [lot(4, lots[LOTTED])]}
    last = shipment(order, number("SH"), {PLAIN: 3, LOTTED: 4}, rest, closed=True)
    assert delivered(desk.push(last)).target_number == order.number
    states = desk.all_shipments(order)
    assert states == [(order.number, "done"), (split_off, "done")]
    assert stock(desk, PLAIN)[PLAIN, ""] >= 0


def open_shipment_lines(desk: Desk, order_number: str) -> dict[str, Decimal]:
    rows = desk.connector.count(CensusQuestion(subject="outbound_order", owner="NORDHAFEN"))
    items = {line.line_id: line.item for line in desk.outbound(order_number).lines}
    return {items[row.key[2]]: row.quantity.value for row in rows if row.key[1] == order_number}


def test_differences_are_booked_against_lost_and_found(desk: Desk) -> None:
    lots = stocked(desk, HT_1001=20, CH_1001=20)
    before_and_after = change(desk, PLAIN, LOTTED)
    next(before_and_after)
    found = number("L")
    counted = adjustment(
        number("ADJ"), (LOTTED, -3, lots[LOTTED]), (PLAIN, 5, ""), (PLAIN, -1, ""),
        (LOTTED, 2, found),
    )  # fmt: skip
    first = delivered(desk.push(counted))
    assert len(first.target_number.split(", ")) == 2
    again = delivered(desk.push(counted))
    assert again.already_there and again.target_number == first.target_number
    assert isinstance(desk.connector.find(parcel_of(counted)), Found)
    assert next(before_and_after) == {
        (LOTTED, lots[LOTTED]): -3, (PLAIN, ""): 4, (LOTTED, found): 2,
    }  # fmt: skip
    only_status = adjustment(number("ADJ"), (PLAIN, -2, ""), (PLAIN, 2, ""))
    assert delivered(desk.push(only_status)).target_number == ""


def test_pushing_twice_is_one_effect(desk: Desk) -> None:
    order = desk.inbound(desk.buy((PLAIN, 10)))
    arrived = receipt(order, number("RC"), {PLAIN: 10})
    sold = desk.outbound(desk.sell((PLAIN, 4), (OTHER, 2)))
    whole = shipment(sold, number("SH"), {PLAIN: 4, OTHER: 2})
    parted = desk.outbound(desk.sell((PLAIN, 4)))
    part = shipment(parted, number("SH"), {PLAIN: 1}, closed=False)
    before_and_after = change(desk, PLAIN, OTHER)
    next(before_and_after)
    for document in (arrived, whole, part):
        assert isinstance(desk.connector.find(parcel_of(document)), Absent)
        first = delivered(desk.push(document))
        second = delivered(desk.push(document))
        assert not first.already_there and second.already_there
        assert first.target_number == second.target_number
        assert desk.connector.find(parcel_of(document)) == Found(
            target_number=first.target_number, numbers={"document": first.target_number}
        )
    assert next(before_and_after) == {(PLAIN, ""): 10 - 4 - 1, (OTHER, ""): -2}


def test_what_cannot_be_booked_is_refused_in_plain_words(desk: Desk) -> None:
    order = desk.inbound(desk.buy((PLAIN, 10), (LOTTED, 4)))
    without_lot = receipt(order, number("RC"), {LOTTED: 4})
    result = desk.push(without_lot)
    assert isinstance(result, Refused)
    assert "lot" in result.findings[0].text.lower()
    unknown = receipt(order, number("RC"), {PLAIN: 1})
    from dataclasses import replace

    result = desk.push(replace(unknown, order_number="PO99999"))
    assert isinstance(result, Refused) and "PO99999" in result.findings[0].text
    line = replace(unknown.lines[0], item="NO-SUCH")
    result = desk.push(replace(unknown, number=number("RC"), lines=(line,)))
    assert isinstance(result, Refused) and result.waits_for == "item/NORDHAFEN/NO-SUCH"
    sold = desk.outbound(desk.sell((PLAIN, 4)))
    result = desk.push(replace(shipment(sold, number("SH"), {PLAIN: 4}), order_number="CS99999"))
    assert isinstance(result, Refused) and "CS99999" in result.findings[0].text


def test_an_order_cancelled_in_tryton_is_told_as_cancelled(desk: Desk) -> None:
    placed = desk.sell((PLAIN, 3))
    cursor = desk.connector.pull("outbound_orders", None, limit=500).cursor
    order = desk.outbound(placed)
    (record,) = desk.rpc.search_read("stock.shipment.out", [("number", "=", placed)], ["id"])
    desk.rpc.model("stock.shipment.out", "cancel", [record["id"]])
    from erp_desk import understand

    told = [understand(payload) for payload in desk.payloads("outbound_orders", cursor)]
    (last,) = [one for one in told if one.number == placed]
    assert last.status == "cancelled" and last.version > order.version
