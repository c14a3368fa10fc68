"""At the dock: whole plates in one step, goods without an order, goods an order waits for."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from landbridge.canon.asn import Asn, Plate, PlateLine
from landbridge.canon.gs1 import make_sscc
from landbridge.canon.receipt_confirmation import ReceiptConfirmation
from landbridge.canon.stock_adjustment import StockAdjustment
from landbridge.kit.ground import Ground
from landbridge.kit.quantity import EACH, Quantity, Uom
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Wrong
from landbridge.wms.testing import OWNER, SITE, facts, purchase, sale

PALLET, BOX = make_sscc(3, "9521234", 1), make_sscc(3, "9521234", 2)


def line(item: str, quantity: int, uom: Uom = EACH, **more: object) -> PlateLine:
    return PlateLine(item=item, quantity=Quantity(Decimal(quantity), uom), **more)


def announce(ground: Ground, *plates: Plate, number: str = "N1", order: str = "P1") -> None:
    notice = Asn(
        number=number, owner=OWNER, version=1, site=SITE, supplier=purchase("x").supplier,
        order_number=order, plates=plates,
    )  # fmt: skip
    facade.accept(ground, notice, key=number)


def opened(ground: Ground, number: str, *lines: tuple[str, str, int]) -> int:
    facade.accept(ground, purchase(number, *lines), key=number)
    page = facade.inbound_order(ground, owner=OWNER.code, number=number)
    return facade.open_receipt(
        ground, key=f"r{number}", actor="anna", order_id=page.order.order_id
    ).receipt_id


def test_a_pallet_with_boxes_is_received_in_one_step(floor: Ground) -> None:
    receipt_id = opened(floor, "P1", ("1", "BOLT", 48), ("2", "MILK", 6))
    announce(
        floor, Plate(lpn=PALLET, package_type="PF", lines=(line("BOLT", 2, Uom("CS")),)),
        Plate(lpn=BOX, parent_lpn=PALLET,
              lines=(line("MILK", 6, lot="L1", expiry_on=date(2031, 5, 31)), line("BOLT", 24))),
    )  # fmt: skip
    got = facade.receive_plate(
        floor, key="k", actor="anna", receipt_id=receipt_id, lpn=f"(00){PALLET}"
    )
    assert got == facade.receive_plate(
        floor, key="k", actor="anna", receipt_id=receipt_id, lpn=f"(00){PALLET}"
    )
    assert [(one.item, one.quantity) for one in got.received] == [
        ("BOLT", 24), ("MILK", 6), ("BOLT", 24),
    ]  # fmt: skip
    with floor.pg.reading() as conn:
        count = conn.execute("SELECT count(*) FROM posting WHERE key LIKE 'receive_plate/%'")
        assert count.fetchone() == (1,), "one posting for the whole plate"
    milk = next(row for row in facade.stock(floor).rows if row.item == "MILK")
    assert (milk.lpn, milk.lot, milk.expiry_on) == (BOX, "L1", date(2031, 5, 31))
    assert facade.plate(floor, lpn=BOX).plate.parent_lpn == PALLET
    with pytest.raises(Wrong) as again:
        facade.receive_plate(floor, key="k2", actor="anna", receipt_id=receipt_id, lpn=PALLET)
    assert again.value.code == "plate-came"

    assert len({one.suggested_bin for one in got.received}) == 1, "one plate, one bin"
    assert "several items" in got.received[0].suggestion_text
    target = got.received[0].suggested_bin
    facade.move_plate(floor, key="m", actor="anna", site=SITE, lpn=PALLET, bin=target)
    assert facade.tasks(floor, site=SITE, kind="putaway").rows == ()
    assert {row.bin for row in facade.stock(floor).rows} == {target}
    facade.close_receipt(floor, key="c", actor="anna", receipt_id=receipt_id)
    (told,) = facts(floor, ReceiptConfirmation)
    assert told.closed and {one.order_line_id: one.received.value for one in told.lines} == {
        "1": 48, "2": 6,
    }  # fmt: skip
    assert facade.check_books(floor) == ()


def test_a_plate_with_one_wrong_line_is_not_received_at_all(floor: Ground) -> None:
    receipt_id = opened(floor, "P1", ("1", "BOLT", 10), ("2", "MILK", 6))
    announce(floor, Plate(lpn=PALLET, lines=(line("BOLT", 10), line("MILK", 6))))
    with pytest.raises(Wrong) as refused:
        facade.receive_plate(floor, key="k", actor="anna", receipt_id=receipt_id, lpn=PALLET)
    assert refused.value.code == "lot-missing"
    assert facade.stock(floor).rows == () and facade.plate(floor, lpn=PALLET) is None
    with pytest.raises(Wrong) as unknown:
        facade.receive_plate(floor, key="k", actor="anna", receipt_id=receipt_id, lpn=BOX)
    assert unknown.value.code == "unknown-plate"


def test_goods_taken_off_a_mixed_plate_lose_it(floor: Ground) -> None:
    receipt_id = opened(floor, "P1", ("1", "BOLT", 10), ("2", "NUT", 6))
    announce(floor, Plate(lpn=PALLET, lines=(line("BOLT", 10), line("NUT", 6))))
    got = facade.receive_plate(floor, key="k", actor="anna", receipt_id=receipt_id, lpn=PALLET)
    bolt, nut = got.received
    facade.put_away(floor, key="1", actor="a", task_id=bolt.putaway_task_id, bin="A-01")
    facade.put_away(floor, key="2", actor="a", task_id=nut.putaway_task_id, bin="A-02")
    lpns = {row.item: row.lpn for row in facade.stock(floor).rows}
    assert lpns == {"BOLT": "", "NUT": PALLET}, "the last to leave takes the plate along"


def blind(ground: Ground, **more: str):
    values = {"owner": "ACME", "reason_code": "sample", "site": SITE} | more
    return facade.open_blind_receipt(ground, key="b", actor="anna", **values)


def test_goods_without_an_order_are_taken_in_and_told(floor: Ground) -> None:
    made = blind(floor, delivery_note="DN-9")
    assert made == blind(floor, delivery_note="DN-9")
    for key, item, more in (("1", "BOLT", {}), ("2", "NUT", {"status": "damaged"})):
        facade.receive_line(floor, key=key, actor="anna", receipt_id=made.receipt_id, item=item,
                            quantity=Decimal(4), **more)  # fmt: skip
    closed = facade.close_receipt(floor, key="c", actor="anna", receipt_id=made.receipt_id)
    assert closed.order_closed and closed.quantity == 8
    assert facts(floor, ReceiptConfirmation) == []
    (told,) = facts(floor, StockAdjustment)
    assert [(one.item, one.change.value, one.status, one.reason_code) for one in told.lines] == [
        ("BOLT", 4, "available", "sample"), ("NUT", 4, "damaged", "sample"),
    ]  # fmt: skip
    assert "came without an order: sample." in told.note
    page = facade.inbound_order(floor, order_id=made.order_id)
    assert (page.order.source, page.order.state) == ("blind", "closed")
    assert facade.check_books(floor) == ()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"site": "OSL"}, "unknown-site"),
        ({"owner": " "}, "owner"),
        ({"reason_code": ""}, "reason"),
        ({"bin": "A-01"}, "wrong-bin"),
        ({"bin": "NO"}, "unknown-bin"),
    ],
)
def test_a_blind_receipt_says_what_it_misses(floor: Ground, more, code: str) -> None:
    with pytest.raises(Wrong) as refused:
        blind(floor, **more)
    assert refused.value.code == code
    assert facade.inbound_orders(floor, state="all").rows == ()


def test_nothing_is_told_of_an_empty_blind_receipt(floor: Ground) -> None:
    made = blind(floor)
    facade.close_receipt(floor, key="c", actor="anna", receipt_id=made.receipt_id)
    assert facts(floor, StockAdjustment) == []


def test_goods_an_order_waits_for_stay_at_the_dock_for_it(floor: Ground) -> None:
    facade.set_cross_dock(floor, site=SITE, on=True)
    facade.accept(floor, sale("O1", ("1", "BOLT", 7)), key="o1")
    facade.accept(floor, sale("O2", ("1", "BOLT", 5)), key="o2")
    facade.allocate_open(floor)
    receipt_id = opened(floor, "P1", ("1", "BOLT", 20))
    got = facade.receive_line(floor, key="l", actor="anna", receipt_id=receipt_id, item="BOLT",
                              quantity=Decimal(20))  # fmt: skip
    assert got.suggestion_text.startswith(
        "Keep 7 at DOCK: order O1 waits for them, they are picked from there. "
        "Keep 5 at DOCK: order O2 waits for them, they are picked from there. "
    )
    assert got.dock_text.startswith("Keep 7 at DOCK: order O1") and "O2" in got.dock_text
    assert [(one.order_number, one.customer, one.quantity) for one in got.docked] == [
        ("O1", "山田商店", 7), ("O2", "山田商店", 5),
    ]  # fmt: skip
    putaway = facade.task(floor, task_id=got.putaway_task_id)
    assert putaway.quantity == 8
    picks = facade.tasks(floor, site=SITE, kind="pick").rows
    assert [(pick.bin, pick.quantity) for pick in picks] == [("DOCK", 7), ("DOCK", 5)]
    facade.put_away(floor, key="p", actor="anna", task_id=got.putaway_task_id, bin="A-01")
    facade.confirm_pick(
        floor, key="c", actor="paul", task_id=picks[0].task_id, bin="DOCK", item="BOLT",
        quantity=Decimal(7),
    )  # fmt: skip
    page = facade.outbound_order(floor, owner=OWNER.code, number="O1")
    assert page.lines[0].ladder.picked == 7
    assert facade.check_books(floor) == ()


def test_a_pallet_that_orders_wait_for_is_picked_at_the_dock(floor: Ground) -> None:
    facade.set_cross_dock(floor, site=SITE, on=True)
    facade.accept(floor, sale("O1", ("1", "BOLT", 30)), key="o1")
    facade.allocate_open(floor)
    receipt_id = opened(floor, "P1", ("1", "BOLT", 40), ("2", "NUT", 6))
    upon = Plate(lpn=BOX, parent_lpn=PALLET, lines=(line("BOLT", 16), line("NUT", 6)))
    announce(floor, Plate(lpn=PALLET, lines=(line("BOLT", 24),)), upon)
    got = facade.receive_plate(floor, key="k", actor="anna", receipt_id=receipt_id, lpn=PALLET)
    assert [sum(place.quantity for place in one.docked) for one in got.received] == [24, 6, 0]
    with pytest.raises(Wrong) as refused:
        facade.move_plate(floor, key="m", actor="anna", site=SITE, lpn=PALLET, bin="A-01")
    assert refused.value.code == "not-enough" and "picked first" in str(refused.value)
    for pick in facade.tasks(floor, site=SITE, kind="pick").rows:
        facade.confirm_pick(floor, key=str(pick.task_id), actor="paul", task_id=pick.task_id,
                            bin="DOCK", item="BOLT")  # fmt: skip
    facade.move_plate(floor, key="m2", actor="anna", site=SITE, lpn=PALLET, bin="A-01")
    rows = facade.stock(floor, site=SITE, bin="A-01").rows
    assert {(row.item, row.on_hand, row.lpn) for row in rows} == {
        ("BOLT", 10, BOX), ("NUT", 6, BOX),
    }  # fmt: skip
    assert facade.tasks(floor, site=SITE, kind="putaway").rows == ()
    assert facade.check_books(floor) == ()


def test_goods_come_on_no_plate_that_stands_elsewhere(floor: Ground) -> None:
    facade.create_plate(floor, key="p", actor="anna", site=SITE, bin="A-01", lpn="PAL-1")
    receipt_id = opened(floor, "P1", ("1", "BOLT", 20))
    said = {"actor": "anna", "receipt_id": receipt_id, "item": "BOLT", "quantity": Decimal(5)}
    for lpn, code in (("PAL-1", "other-bin"), ("(00)123456789012345678", "lpn")):
        with pytest.raises(Wrong) as refused:
            facade.receive_line(floor, key=lpn, lpn=lpn, **said)
        assert refused.value.code == code
    facade.receive_line(floor, key="1", lpn=f"(00){PALLET}", **said)
    facade.receive_line(floor, key="2", lpn=PALLET, **said)
    assert {(row.bin, row.lpn) for row in facade.stock(floor).rows} == {("DOCK", PALLET)}


def test_an_order_with_wishes_is_not_served_at_the_dock(floor: Ground) -> None:
    facade.set_cross_dock(floor, site=SITE, on=True)
    whole = replace(sale("O1", ("1", "BOLT", 5)), ship_complete=True)
    facade.accept(floor, whole, key="o1")
    wished = sale("O2", ("1", "PAINT", 5))
    facade.accept(floor, replace(wished, lines=(replace(wished.lines[0], lot="OTHER"),)), key="o2")
    receipt_id = opened(floor, "P1", ("1", "BOLT", 20), ("2", "PAINT", 5))
    for key, item, more in (("a", "BOLT", {}), ("b", "PAINT", {"lot": "L1"})):
        got = facade.receive_line(floor, key=key, actor="anna", receipt_id=receipt_id, item=item,
                                  quantity=Decimal(5), **more)  # fmt: skip
        assert got.putaway_task_id is not None and got.suggested_bin


def test_without_the_policy_goods_are_stored_as_ever(floor: Ground) -> None:
    facade.accept(floor, sale("O1", ("1", "BOLT", 7)), key="o1")
    receipt_id = opened(floor, "P1", ("1", "BOLT", 20))
    got = facade.receive_line(floor, key="l", actor="anna", receipt_id=receipt_id, item="BOLT",
                              quantity=Decimal(20))  # fmt: skip
    assert facade.task(floor, task_id=got.putaway_task_id).quantity == 20
    with pytest.raises(Wrong):
        facade.set_cross_dock(floor, site="OSL", on=True)


def test_a_plate_that_no_bin_takes_says_how_much_it_is(floor: Ground) -> None:
    receipt_id = opened(floor, "P1", ("1", "BOLT", 3000), ("2", "NUT", 10))
    announce(floor, Plate(lpn=PALLET, lines=(line("BOLT", 3000), line("NUT", 10))))
    got = facade.receive_plate(floor, key="k", actor="anna", receipt_id=receipt_id, lpn=PALLET)
    assert [(one.suggested_bin, one.suggestion_text) for one in got.received] == 2 * [
        ("", "The plate holds several items. No bin is free for 1204 kg and 1204 litres: "
             "take goods off it, or scan any storage bin."),
    ]  # fmt: skip
