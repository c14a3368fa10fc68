"""Goods go out: demanded, allocated, picked, packed, shipped, told."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from landbridge.canon.base import Reference
from landbridge.canon.gs1 import is_sscc
from landbridge.canon.progress import Progress
from landbridge.canon.shipment_confirmation import ShipmentConfirmation
from landbridge.canon.stock_adjustment import StockAdjustment
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    Bin,
    BinKind,
    OutboundOrderPage,
    Site,
    TaskView,
    Wrong,
)
from landbridge.wms.testing import OWNER, SITE, facts, fill, gtin, purchase, sale, wish

EARLY, LATE = date(2030, 1, 31), date(2031, 1, 31)


def order_page(floor: Ground, number: str) -> OutboundOrderPage:
    page = facade.outbound_order(floor, owner=OWNER.code, number=number)
    assert page is not None
    return page


def open_picks(floor: Ground, number: str) -> list[TaskView]:
    order_id = order_page(floor, number).order.order_id
    return list(facade.tasks(floor, kind="pick", order_id=order_id).rows)


def pick_all(floor: Ground, number: str, actor: str = "paul") -> None:
    for task in open_picks(floor, number):
        facade.confirm_pick(
            floor, key=f"pick/{task.task_id}", actor=actor, task_id=task.task_id, bin=task.bin,
            item=task.item, lot=task.lot, serials=task.serials,
        )  # fmt: skip


def pack_all(floor: Ground, number: str, key: str = "") -> str:
    page = order_page(floor, number)
    carton = facade.open_carton(
        floor, key=f"open/{number}{key}", actor="pia", order_id=page.order.order_id
    )
    for item in sorted({line.item for line in page.lines if line.ladder.picked}):
        facade.pack_item(
            floor, key=f"pack/{number}/{item}{key}", actor="pia", carton_id=carton.carton_id,
            item=item,
        )  # fmt: skip
    facade.close_carton(
        floor, key=f"close/{number}{key}", actor="pia", carton_id=carton.carton_id,
        gross_weight_g=Decimal(1500), tracking_number=f"T-{number}{key}",
    )  # fmt: skip
    return carton.sscc


def test_an_order_leaves_with_lots_serials_cartons_and_tracking(floor: Ground) -> None:
    fill(
        floor, wish("B-01", "BOLT", 100),
        wish("A-02", "MILK", 6, lot="NEW", expiry_on=LATE),
        wish("A-05", "MILK", 8, lot="OLD", expiry_on=EARLY),
        wish("A-07", "DRILL", 2, serials=("S1", "S2")),
    )  # fmt: skip
    order = sale("O1", ("1", "BOLT", "2 CS"), ("2", "MILK", 10), ("3", "DRILL", 1))
    facade.accept(floor, order, key="d1")
    assert order_page(floor, "O1").order.state == "waiting"
    run = facade.allocate_open(floor)
    assert (run.order_count, run.line_count, run.quantity, run.more) == (1, 3, 35, False)
    assert order_page(floor, "O1").order.status_text == "Ready to pick: 35."

    picks = open_picks(floor, "O1")
    assert [(task.bin, task.item, task.lot, task.quantity) for task in picks] == [
        ("A-02", "MILK", "NEW", 2), ("A-05", "MILK", "OLD", 8), ("A-07", "DRILL", "", 1),
        ("B-01", "BOLT", "", 24),
    ]  # fmt: skip
    first = facade.next_task(floor, actor="paul", site=SITE)
    assert first is not None and (first.task_id, first.remaining_count) == (picks[0].task_id, 4)
    assert facade.next_task(floor, actor="rita", site=SITE) is None
    with pytest.raises(Wrong, match="paul is working on this"):
        facade.confirm_pick(
            floor, key="x", actor="rita", task_id=first.task_id, bin="A-02", item="MILK", lot="NEW"
        )
    pick_all(floor, "O1")
    page = order_page(floor, "O1")
    assert page.order.state == "picked" and facade.next_task(floor, actor="paul", site=SITE) is None
    assert {(pick.item, pick.lot, pick.quantity) for pick in page.picks} == {
        ("MILK", "NEW", 2), ("MILK", "OLD", 8), ("DRILL", "", 1), ("BOLT", "", 24),
    }  # fmt: skip
    sscc = pack_all(floor, "O1")
    assert is_sscc(sscc) and sscc.startswith("09521234")
    done = facade.ship_order(
        floor, key="ship", actor="pia", order_id=page.order.order_id, carrier_code="DHL"
    )
    assert (done.order_closed, done.shipped, done.open, done.short) == (True, 35, 0, 0)

    (shipment,) = facts(floor, ShipmentConfirmation)
    assert (shipment.number, shipment.order_number, shipment.closed, shipment.carrier_code) == (
        done.shipment_number, "O1", True, "DHL",
    )  # fmt: skip
    lines = {line.order_line_id: line for line in shipment.lines}
    assert {key: line.shipped.value for key, line in lines.items()} == {"1": 24, "2": 10, "3": 1}
    assert {(lot.lot, lot.quantity.value, lot.expiry_on) for lot in lines["2"].lots} == {
        ("OLD", 8, EARLY), ("NEW", 2, LATE),
    }  # fmt: skip
    assert lines["3"].lots[0].serials in (("S1",), ("S2",))
    (carton,) = shipment.cartons
    assert (carton.sscc, carton.gross_weight_g, carton.tracking_number) == (sscc, 1500, "T-O1")
    assert sum(line.quantity.value for line in carton.lines) == 35
    stages = [document.stage for document in facts(floor, Progress)]
    assert stages == ["released", "picked", "packed"]
    left = {row.item: row.on_hand for row in facade.stock(floor).rows if not row.serial}
    assert left == {"BOLT": 76, "MILK": 4}
    assert order_page(floor, "O1").order.status_text == "Shipped: 35 of 35."
    for number in (sscc, "T-O1", "SO-O1", "o1", done.shipment_number):
        meaning = facade.resolve_scan(floor, text=number).only
        assert meaning is not None and meaning.owner == "ACME", number


def test_what_has_no_stock_waits_and_is_served_by_priority_when_it_comes(floor: Ground) -> None:
    facade.accept(floor, sale("LATER", ("1", "NUT", 5)), key="a")
    facade.accept(floor, replace(sale("URGENT", ("1", "NUT", 5)), priority=1), key="b")
    assert facade.allocate_open(floor).task_count == 0
    assert facade.allocate_open(floor).more is False
    fill(floor, wish("A-01", "NUT", 7))
    run = facade.allocate_open(floor)
    assert (run.order_count, run.quantity) == (2, 7)
    assert order_page(floor, "URGENT").order.ladder.released == 5
    page = order_page(floor, "LATER")
    assert (page.order.state, page.order.ladder.released) == ("part_released", 2)
    assert [row.number for row in facade.outbound_orders(floor).rows] == ["URGENT", "LATER"]
    assert [row.number for row in facade.outbound_orders(floor, state="waiting").rows] == ["LATER"]


def test_a_short_pick_is_fetched_elsewhere_then_ends_short(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 10), wish("A-09", "BOLT", 3))
    facade.accept(floor, sale("O2", ("1", "BOLT", 10)), key="d")
    facade.allocate_open(floor)
    (task,) = open_picks(floor, "O2")
    got = facade.confirm_pick(
        floor, key="k", actor="paul", task_id=task.task_id, bin="A-01", item="BOLT",
        quantity=Decimal(4), short_reason="missing",
    )  # fmt: skip
    assert (got.picked, got.short, got.second_bin, got.order_picked) == (4, 3, "A-09", False)
    assert got.text == "4 BOLT taken. Fetch 3 from A-09. Short: 3."
    assert got.second_task_id is not None
    (lost,) = facts(floor, StockAdjustment)
    assert [(li.change.value, li.status, li.reason_code) for li in lost.lines] == [
        (-6, "available", "missing"), (6, "quarantine", "missing"),
    ]  # fmt: skip
    second = facade.next_task(floor, actor="paul", site=SITE)
    assert second is not None and second.task_id == got.second_task_id
    got = facade.confirm_pick(
        floor, key="k2", actor="paul", task_id=second.task_id, bin="A-09", item="BOLT"
    )
    assert got.order_picked
    page = order_page(floor, "O2")
    assert (page.lines[0].ladder.short, page.lines[0].short_reason) == (3, "missing")
    pack_all(floor, "O2")
    done = facade.ship_order(floor, key="s", actor="pia", order_id=page.order.order_id)
    assert (done.order_closed, done.shipped, done.short) == (True, 7, 3)
    (shipment,) = facts(floor, ShipmentConfirmation)
    (line,) = shipment.lines
    assert (line.ordered.value, line.shipped.value, line.short.value, line.reason_code) == (
        10, 7, 3, "missing",
    )  # fmt: skip


def test_nothing_there_at_all_ends_the_order_short(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 5))
    facade.accept(floor, sale("O3", ("1", "BOLT", 5)), key="d")
    facade.allocate_open(floor)
    (task,) = open_picks(floor, "O3")
    got = facade.confirm_pick(
        floor, key="k", actor="paul", task_id=task.task_id, bin="A-01", item="",
        quantity=Decimal(0), short_reason="damaged",
    )  # fmt: skip
    assert (got.picked, got.short) == (0, 5)
    order_id = order_page(floor, "O3").order.order_id
    with pytest.raises(Wrong) as caught:
        facade.ship_order(floor, key="s", actor="pia", order_id=order_id)
    assert caught.value.code == "nothing-packed"
    done = facade.ship_order(floor, key="s", actor="pia", order_id=order_id, remainder="short")
    assert done.order_closed and order_page(floor, "O3").order.state == "closed"
    (shipment,) = facts(floor, ShipmentConfirmation)
    assert (shipment.closed, shipment.cartons, shipment.lines[0].short.value) == (True, (), 5)


def test_a_partial_shipment_leaves_the_rest_open_for_the_next(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 6))
    facade.accept(floor, sale("O4", ("1", "BOLT", 10), ("2", "PAINT", 2)), key="d")
    facade.allocate_open(floor)
    pick_all(floor, "O4")
    pack_all(floor, "O4", "/1")
    order_id = order_page(floor, "O4").order.order_id
    first = facade.ship_order(floor, key="s1", actor="pia", order_id=order_id)
    assert (first.order_closed, first.shipped, first.open) == (False, 6, 6)
    assert order_page(floor, "O4").order.state == "part_shipped"
    fill(floor, wish("A-02", "BOLT", 50), wish("A-03", "PAINT", 5, lot="P1"))
    facade.allocate_open(floor)
    pick_all(floor, "O4")
    pack_all(floor, "O4", "/2")
    second = facade.ship_order(floor, key="s2", actor="pia", order_id=order_id)
    assert (second.order_closed, second.shipped) == (True, 6)
    one, two = facts(floor, ShipmentConfirmation)
    assert [(li.order_line_id, li.shipped.value) for li in one.lines] == [("1", 6)]
    assert [(li.order_line_id, li.shipped.value) for li in two.lines] == [("1", 4), ("2", 2)]
    assert (one.closed, two.closed) == (False, True)
    page = order_page(floor, "O4")
    assert [shipment.number for shipment in page.shipments] == [one.number, two.number]
    assert page.order.ladder.shipped == 12


def test_an_order_that_ships_complete_takes_nothing_until_all_is_there(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 6))
    order = replace(sale("O5", ("1", "BOLT", 5), ("2", "NUT", 1)), ship_complete=True)
    facade.accept(floor, order, key="d")
    assert facade.allocate_open(floor).task_count == 0
    facade.accept(floor, sale("O6", ("1", "BOLT", 1)), key="e")
    assert facade.allocate_open(floor).order_count == 1
    fill(floor, wish("A-02", "NUT", 1))
    assert facade.allocate_open(floor).task_count == 2


def test_t29_the_same_item_on_three_lines_keeps_its_lines(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 100))
    facade.accept(
        floor, sale("O7", ("30", "BOLT", 5), ("10", "BOLT", 7), ("20", "BOLT", 2)), key="d"
    )
    facade.allocate_open(floor)
    pick_all(floor, "O7")
    order_id = order_page(floor, "O7").order.order_id
    for number, quantity in ((1, 6), (2, 8)):
        carton = facade.open_carton(floor, key=f"o{number}", actor="pia", order_id=order_id)
        facade.pack_item(
            floor, key=f"p{number}", actor="pia", carton_id=carton.carton_id, item=gtin(1),
            quantity=Decimal(quantity),
        )  # fmt: skip
        facade.close_carton(floor, key=f"c{number}", actor="pia", carton_id=carton.carton_id)
    facade.ship_order(floor, key="s", actor="pia", order_id=order_id)
    (shipment,) = facts(floor, ShipmentConfirmation)
    assert [(li.order_line_id, li.shipped.value) for li in shipment.lines] == [
        ("30", 5), ("10", 7), ("20", 2),
    ]  # fmt: skip
    assert [
        [(line.order_line_id, line.quantity.value) for line in carton.lines]
        for carton in shipment.cartons
    ] == [[("30", 5), ("10", 1)], [("10", 6), ("20", 2)]]


def test_t29_a_sale_split_over_two_sites_keeps_its_lines(floor: Ground) -> None:
    """The office splits by site, an order for each; a line that both share keeps its own id."""
    facade.open_site(floor, Site(code="EAST", name="East", timezone="Europe/Warsaw"))
    facade.put_bins(floor, site="EAST", bins=[
        Bin(code="E-01"), Bin(code="E-PACK", kind=BinKind.PACKING),
        Bin(code="E-SHIP", kind=BinKind.SHIPPING),
    ])  # fmt: skip
    facade.set_site_policy(floor, site="EAST", gs1_company_prefix="9521234")
    fill(floor, wish("A-01", "BOLT", 50))
    facade.count_stock(floor, key="east", actor="seed", site="EAST", reason_code="opening",
                       wishes=[wish("E-01", "BOLT", 50)], announce=False)  # fmt: skip
    whole = Reference("sales_order", "SO-7")
    for site, lines in (("MAIN", (("30", 5), ("10", 4))), ("EAST", (("10", 3), ("20", 2)))):
        order = sale(f"O7-{site}", *((line_id, "BOLT", amount) for line_id, amount in lines))
        facade.accept(floor, replace(order, site=site, references=(whole,)), key=site)
    facade.allocate_open(floor)
    for site in ("EAST", "MAIN"):
        pick_all(floor, f"O7-{site}")
        pack_all(floor, f"O7-{site}")
        facade.ship_order(
            floor, key=f"s/{site}", actor="pia", tracking_number=f"TRACK-{site}",
            order_id=order_page(floor, f"O7-{site}").order.order_id,
        )  # fmt: skip
    came = {}
    for shipment in facts(floor, ShipmentConfirmation):
        assert whole in shipment.references
        for line in shipment.lines:
            parts = came.setdefault(line.order_line_id, [])
            parts.append((line.shipped.value, shipment.tracking_number))
    assert came == {
        "10": [(3, "TRACK-EAST"), (4, "TRACK-MAIN")],
        "20": [(2, "TRACK-EAST")],
        "30": [(5, "TRACK-MAIN")],
    }


def test_shelf_life_that_must_remain_is_kept(floor: Ground) -> None:
    fill(floor, wish("A-01", "MILK", 5, lot="OLD", expiry_on=EARLY),
         wish("A-02", "MILK", 5, lot="NEW", expiry_on=LATE))  # fmt: skip
    order = sale("O8", ("1", "MILK", 8))
    days = (EARLY - floor.clock.now().date()).days + 10
    order = replace(order, lines=(replace(order.lines[0], shelf_life_remaining_days_min=days),))
    facade.accept(floor, order, key="d")
    facade.allocate_open(floor)
    assert [(task.lot, task.quantity) for task in open_picks(floor, "O8")] == [("NEW", 5)]


WRONG: list[tuple[dict[str, object], str]] = [
    ({"bin": "A-02"}, "wrong-bin"),
    ({"bin": "NOWHERE"}, "wrong-bin"),
    ({"item": "NUT"}, "wrong-item"),
    ({"item": "9999"}, "unknown-code"),
    ({"lot": ""}, "lot-missing"),
    ({"lot": "L2"}, "wrong-lot"),
    ({"quantity": Decimal(6)}, "quantity"),
    ({"quantity": Decimal(0)}, "quantity"),
    ({"quantity": Decimal("1.5")}, "quantity"),
    ({"quantity": Decimal(2), "short_reason": "tired"}, "short-reason"),
    ({"task_id": 999_999}, "not-found"),
]


@pytest.mark.parametrize(("said", "code"), WRONG, ids=lambda value: str(value)[:60])
def test_a_wrong_pick_is_said_in_a_sentence_and_changes_nothing(
    floor: Ground, said: dict[str, object], code: str
) -> None:
    fill(floor, wish("A-01", "PAINT", 5, lot="L1"))
    facade.accept(floor, sale("O9", ("1", "PAINT", 5)), key="d")
    facade.allocate_open(floor)
    (task,) = open_picks(floor, "O9")
    right: dict = {"task_id": task.task_id, "bin": "a-01", "item": "PAINT", "lot": "L1"}
    with pytest.raises(Wrong) as caught:
        facade.confirm_pick(floor, key="k", actor="paul", **right | said)
    assert caught.value.code == code and 10 < len(caught.value.what) < 120
    assert open_picks(floor, "O9") == [task]
    facade.confirm_pick(floor, key="k", actor="paul", **right)
    assert open_picks(floor, "O9") == []


def test_a_picker_takes_whichever_piece_stands_in_front(floor: Ground) -> None:
    fill(floor, wish("A-01", "DRILL", 4, serials=("S1", "S2", "S3", "S4")),
         wish("A-02", "DRILL", 1, serials=("FAR",)))  # fmt: skip
    facade.accept(floor, sale("X", ("1", "DRILL", 2)), key="x")
    facade.accept(floor, sale("Y", ("1", "DRILL", 1)), key="y")
    facade.allocate_open(floor)
    (mine,), (theirs,) = open_picks(floor, "X"), open_picks(floor, "Y")
    free = ({"S1", "S2", "S3", "S4"} - set(mine.serials) - set(theirs.serials)).pop()
    with pytest.raises(Wrong) as caught:
        facade.confirm_pick(
            floor, key="k", actor="paul", task_id=mine.task_id, bin="A-01", item="DRILL",
            serials=["FAR", free],
        )  # fmt: skip
    assert caught.value.code == "wrong-serial"
    facade.confirm_pick(
        floor, key="k", actor="paul", task_id=mine.task_id, bin="A-01", item="DRILL",
        serials=[theirs.serials[0], free],
    )  # fmt: skip
    (after,) = open_picks(floor, "Y")
    assert after.serials[0] in mine.serials
    facade.confirm_pick(
        floor, key="k2", actor="rita", task_id=after.task_id, bin="A-01", item="DRILL",
        serials=after.serials,
    )  # fmt: skip
    assert {row.serial for row in facade.stock(floor, bin="PACK").rows} == {
        theirs.serials[0], free, after.serials[0],
    }  # fmt: skip


def test_part_of_a_pick_leaves_the_rest_on_the_task(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 30))
    facade.accept(floor, sale("O10", ("1", "BOLT", "2 CS")), key="d")
    facade.allocate_open(floor)
    (task,) = open_picks(floor, "O10")
    got = facade.confirm_pick(
        floor, key="k", actor="paul", task_id=task.task_id, bin="A-01", item=gtin(101),
        quantity=Decimal(1), uom="CS",
    )  # fmt: skip
    assert (got.picked, got.remaining, got.order_picked) == (12, 12, False)
    got = facade.confirm_pick(
        floor, key="k2", actor="paul", task_id=task.task_id, bin="A-01", item=gtin(1)
    )
    assert (got.picked, got.order_picked) == (12, True)


def test_packing_and_shipping_say_what_is_wrong(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 5))
    facade.accept(floor, sale("O11", ("1", "BOLT", 5)), key="d")
    facade.allocate_open(floor)
    pick_all(floor, "O11")
    order_id = order_page(floor, "O11").order.order_id
    carton = facade.open_carton(floor, key="o", actor="pia", order_id=order_id)

    def code_of(operation: object, **values: object) -> str:
        with pytest.raises(Wrong) as caught:
            operation(floor, key="k", actor="pia", **values)  # type: ignore[operator]
        return caught.value.code

    pack = {"carton_id": carton.carton_id}
    assert code_of(facade.pack_item, **pack, item="NUT") == "wrong-item"
    assert code_of(facade.pack_item, **pack, item="BOLT", quantity=Decimal(6)) == "quantity"
    assert code_of(facade.close_carton, **pack) == "carton-empty"
    assert code_of(facade.ship_order, order_id=order_id) == "not-packed"
    facade.pack_item(floor, key="p", actor="pia", **pack, item="BOLT")
    assert code_of(facade.ship_order, order_id=order_id) == "carton-open"
    assert code_of(facade.close_carton, **pack, gross_weight_g=Decimal(-1)) == "quantity"
    facade.close_carton(floor, key="c", actor="pia", **pack)
    facade.open_carton(floor, key="in vain", actor="pia", order_id=order_id)
    assert code_of(facade.pack_item, **pack, item="BOLT") == "carton-closed"
    assert code_of(facade.ship_order, order_id=order_id, remainder="maybe") == "remainder"
    facade.ship_order(floor, key="s", actor="pia", order_id=order_id)
    assert code_of(facade.ship_order, order_id=order_id) == "order-closed"
    assert code_of(facade.open_carton, order_id=order_id) == "order-closed"


def test_a_serial_ordered_by_name_is_the_one_that_leaves(floor: Ground) -> None:
    fill(floor, wish("A-01", "DRILL", 3, serials=("S1", "S2", "S3")))
    order = sale("O12", ("1", "DRILL", 2))
    facade.accept(
        floor, replace(order, lines=(replace(order.lines[0], serials=("S3", "S2")),)), key="d"
    )
    facade.allocate_open(floor)
    (task,) = open_picks(floor, "O12")
    assert set(task.serials) == {"S2", "S3"}
    with pytest.raises(Wrong) as caught:
        facade.confirm_pick(
            floor, key="k", actor="paul", task_id=task.task_id, bin="A-01", item="DRILL",
            serials=["S1", "S2"],
        )  # fmt: skip
    assert caught.value.code == "wrong-serial"
    pick_all(floor, "O12")
    assert facade.allocate_open(floor).task_count == 0


def test_a_pallet_keeps_its_licence_plate_until_it_is_broken(floor: Ground) -> None:
    facade.accept(floor, purchase("P1", ("1", "BOLT", 50)), key="p")
    (row,) = facade.inbound_orders(floor).rows
    receipt = facade.open_receipt(floor, key="r", actor="a", order_id=row.order_id)
    got = facade.receive_line(
        floor, key="l", actor="a", receipt_id=receipt.receipt_id, item="BOLT",
        quantity=Decimal(50), lpn="PAL-7",
    )  # fmt: skip
    assert got.putaway_task_id is not None
    facade.put_away(floor, key="s", actor="a", task_id=got.putaway_task_id, bin="B-02")
    (stock,) = facade.stock(floor).rows
    assert (stock.bin, stock.lpn) == ("B-02", "PAL-7")
    meaning = facade.resolve_scan(floor, text="PAL-7", site=SITE).only
    assert meaning is not None and (meaning.kind, meaning.text) == (
        "lpn", "licence plate in B-02",
    )  # fmt: skip
    facade.accept(floor, sale("O13", ("1", "BOLT", 8)), key="o")
    facade.allocate_open(floor)
    (task,) = open_picks(floor, "O13")
    assert task.lpn == "PAL-7"
    pick_all(floor, "O13")
    left = {(row.bin, row.lpn): row.on_hand for row in facade.stock(floor).rows}
    assert left == {("B-02", "PAL-7"): 42, ("PACK", ""): 8}


def test_an_order_that_cannot_be_reckoned_does_not_stop_the_others(floor: Ground) -> None:
    fill(floor, wish("A-01", "MILK", 50, lot="L", expiry_on=LATE))
    odd = sale("ODD", ("1", "MILK", 1))
    line = replace(odd.lines[0], shelf_life_remaining_days_min=2_000_000_000)
    facade.accept(floor, replace(odd, lines=(line,), ship_on=date.max), key="odd")
    facade.accept(floor, sale("EVEN", ("1", "MILK", 1)), key="even")
    assert facade.allocate_open(floor).order_count == 1
    assert [task.order_number for task in facade.tasks(floor).rows] == ["EVEN"]
