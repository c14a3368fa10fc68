"""The dock by scans: whole pallets, goods nobody ordered, damage with a picture, holds, plates."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from landbridge.canon.asn import Asn, Plate, PlateLine
from landbridge.canon.gs1 import make_sscc
from landbridge.console.handheld.test_flows import Handheld, hand  # noqa: F401  # a fixture
from landbridge.kit.ground import Ground
from landbridge.kit.quantity import EACH, Quantity
from landbridge.wms import facade
from landbridge.wms.inbound.photos.test_images import jpeg
from landbridge.wms.testing import OWNER, SITE, fill, gtin, purchase, sale, wish

PALLET = make_sscc(3, "9521234", 1)


def announce(ground: Ground) -> None:
    facade.accept(ground, purchase("P1", ("1", "BOLT", 24), ("2", "MILK", 6)), key="p1")
    lines = (
        PlateLine(item="BOLT", quantity=Quantity(Decimal(24), EACH)),
        PlateLine(item="MILK", quantity=Quantity(Decimal(6), EACH), lot="L1",
                  expiry_on=date(2031, 5, 31)),
    )  # fmt: skip
    notice = Asn(
        number="N1", owner=OWNER, version=1, site=SITE, supplier=purchase("x").supplier,
        order_number="P1", plates=(Plate(lpn=PALLET, lines=lines),),
    )  # fmt: skip
    facade.accept(ground, notice, key="n1")


@pytest.mark.parametrize("code", [PALLET, f"(00){PALLET}", f"]C100{PALLET}"])
def test_one_scan_receives_a_pallet_and_one_stores_it(
    hand: Handheld,  # noqa: F811
    wms_ground: Ground,
    code: str,
) -> None:
    announce(wms_ground)
    hand.open("receive").scan(make_sscc(3, "9521234", 9))
    assert hand.beep == "wrong" and "No notice announces pallet" in hand.say
    hand.scan(code)
    assert hand.beep == "right" and "30 in 2 lines received" in hand.say, hand.say
    hand.again()
    assert sum(row.on_hand for row in facade.stock(wms_ground).rows) == 30
    hand.scan(code)
    assert hand.beep == "wrong" and "counted in already. It is at DOCK" in hand.say
    hand.open("putaway")
    target = hand.big
    assert PALLET in hand.page and "part" not in hand.choices
    hand.scan(target)
    assert hand.beep == "done" and hand.big == "Nothing to put away"
    assert {(row.bin, row.lpn) for row in facade.stock(wms_ground).rows} == {(target, PALLET)}


def test_announced_pallets_stand_on_the_screen_until_they_come(
    hand: Handheld,  # noqa: F811
    wms_ground: Ground,
) -> None:
    announce(wms_ground)
    hand.open("receive").scan("P1")
    assert f"{PALLET}: 24 × BOLT, 6 × MILK" in hand.page
    hand.scan(PALLET)
    assert hand.beep == "right"
    hand.open("receive").scan("P1")
    assert f"{PALLET}: " not in hand.page


def test_goods_without_an_order_are_received(hand: Handheld, wms_ground: Ground) -> None:  # noqa: F811
    hand.open("receive").press("blind").press("why:sample").scan("no such")
    assert hand.beep == "wrong"
    hand.scan(gtin(1)).scan("5")
    assert hand.beep == "right" and "5 BOLT received" in hand.say, hand.say
    hand.scan(f"(01)0{gtin(2)}(17)310531(10)L9").scan("3")
    assert hand.beep == "right"
    hand.press("finish").press("later")
    assert hand.beep == "done", hand.say
    page = facade.inbound_orders(wms_ground, state="closed").rows[0]
    assert page.source == "blind"
    rows = {row.item: (row.on_hand, row.lot) for row in facade.stock(wms_ground).rows}
    assert rows == {"BOLT": (5, ""), "MILK": (3, "L9")}


def test_goods_an_order_waits_for_are_told_to_who_receives_them(
    hand: Handheld,  # noqa: F811
    wms_ground: Ground,
) -> None:
    facade.set_cross_dock(wms_ground, site=SITE, on=True)
    facade.accept(wms_ground, sale("O1", ("1", "BOLT", 7)), key="o1")
    facade.allocate_open(wms_ground)
    facade.accept(wms_ground, purchase("P9", ("1", "BOLT", 20)), key="p9")
    hand.open("receive").scan("P9").scan("BOLT").scan("20")
    assert (hand.say, hand.big) == ("20 BOLT received, 0 to come.", "7 × BOLT")
    assert "Keep at DOCK" in hand.page and "O1 · 山田商店 · 7 × BOLT" in hand.page
    assert hand.press("seen").ask == "Scan the item or pallet"


def test_a_pallet_an_order_waits_for_is_picked_where_it_stands(
    hand: Handheld,  # noqa: F811
    wms_ground: Ground,
) -> None:
    facade.set_cross_dock(wms_ground, site=SITE, on=True)
    facade.accept(wms_ground, sale("O1", ("1", "BOLT", 7)), key="o1")
    facade.allocate_open(wms_ground)
    announce(wms_ground)
    hand.open("receive").scan(PALLET)
    assert "Once they are picked, store the pallet at" in hand.page
    hand.open("putaway").scan(hand.big)
    assert hand.beep == "wrong" and "picked first" in hand.say
    assert "24 × BOLT, 6 × MILK" in hand.page
    hand.open("pick")
    assert hand.big == "DOCK" and PALLET in hand.page, "which of the pallets there"
    hand.scan("DOCK").scan("BOLT").scan("7")
    hand.open("putaway").scan(hand.big)
    assert hand.beep == "done", hand.say


def test_a_label_of_a_case_counts_cases(hand: Handheld, wms_ground: Ground) -> None:  # noqa: F811
    facade.accept(wms_ground, purchase("P1", ("1", "BOLT", 30)), key="p1")
    hand.open("receive").scan("P1").scan(gtin(101))
    assert hand.ask == "How many packs of 12?"
    hand.scan("2")
    assert hand.say == "24 BOLT received, 6 to come."
    hand.scan(gtin(101)).press("pieces")
    assert hand.ask == "How many?"
    hand.press("back").scan(gtin(101)).scan("1")
    assert hand.big == "12 > 6"
    hand.press("back").press("pieces").scan("6")
    assert hand.say == "6 BOLT received, 0 to come."
    hand.open("move").scan("DOCK").scan(gtin(101)).scan("1").scan("A-01")
    assert hand.say == "12 BOLT moved from DOCK to A-01."


def test_damage_is_received_with_a_picture(hand: Handheld, wms_ground: Ground) -> None:  # noqa: F811
    facade.accept(wms_ground, purchase("P1", ("1", "BOLT", 10)), key="p1")
    hand.open("receive").scan("P1").scan("BOLT").press("damaged").press("is:wet").scan("2")
    assert 'type="file"' in hand.page and hand.choices == ["no-photo"]
    for content, beep in ((b"no picture", "wrong"), (jpeg(), "right")):
        form = {"key": hand._one('name="key" value="([^"]*)"'),
                "photo": SimpleUploadedFile("a.jpg", content, "image/jpeg")}  # fmt: skip
        hand._take(hand.client.post(hand.address, form, follow=True))
        assert hand.beep == beep, hand.say
    page = facade.inbound_order(wms_ground, owner=OWNER.code, number="P1")
    (photo,) = facade.photos(wms_ground, receipt_ids=[page.receipts[0].receipt_id])
    assert photo.note == "2 BOLT" and photo.receipt_line_id
    assert page.receipts[0].lines[0].reason_code == "wet"
    hand.scan("BOLT").press("damaged").press("is:damaged").scan("1").press("no-photo")
    assert hand.ask == "Scan the item or pallet"


def test_goods_are_put_on_plates_as_they_are_counted(hand: Handheld, wms_ground: Ground) -> None:  # noqa: F811
    facade.accept(wms_ground, purchase("P1", ("1", "BOLT", 20), ("2", "NUT", 5)), key="p1")
    hand.open("receive").scan("P1").press("plate")
    for wrong in (gtin(1), "A-01", "(01)09521234560015"):
        assert hand.scan(wrong).beep == "wrong", wrong
    hand.scan(f"]C100{PALLET}")
    assert PALLET in hand.page
    hand.scan("BOLT").scan("12").scan("NUT").scan("5").press("full").press("plate").press("fresh")
    hand.scan("BOLT").scan("8")
    assert hand.beep == "right", hand.say
    on = {(row.item, row.on_hand): row.lpn for row in facade.stock(wms_ground).rows}
    assert on["BOLT", 12] == on["NUT", 5] == PALLET
    assert on["BOLT", 8] not in ("", PALLET)
    hand.open("putaway").scan("PACK")
    assert (hand.beep, hand.say) == (
        "wrong", "PACK is a packing bin, a storage bin is expected."
    ), "it stood there and was still to be put away"  # fmt: skip
    hand.open("putaway").scan(hand.big)
    assert hand.beep == "done" and "plate" in hand.say.lower(), hand.say


def test_a_pallet_of_another_order_is_not_taken_in(hand: Handheld, wms_ground: Ground) -> None:  # noqa: F811
    announce(wms_ground)
    facade.accept(wms_ground, purchase("P2", ("1", "BOLT", 5)), key="p2")
    hand.open("receive").scan("P2").scan(PALLET)
    assert hand.beep == "wrong" and "of order P1, not of P2" in hand.say
    assert facade.stock(wms_ground).rows == ()


def test_goods_are_held_inspected_and_released(hand: Handheld, wms_ground: Ground) -> None:  # noqa: F811
    facade.accept(wms_ground, purchase("P1", ("1", "BOLT", 10)), key="p1")
    hand.open("receive").scan("P1").scan("BOLT").press("held").scan("10").press("no-photo")
    hand.open("inspect").scan("A-01")
    assert hand.beep == "wrong" and "Nothing is on hold" in hand.say
    hand.scan("DOCK").scan("NUT")
    assert hand.beep == "wrong"
    hand.scan("BOLT").scan("11")
    assert hand.beep == "wrong" and "10 are on hold in DOCK" in hand.say
    hand.scan("4").press("reject")
    assert hand.beep == "done" and "4 BOLT in DOCK are damaged now" in hand.say
    hand.scan("DOCK").scan(gtin(1)).scan("6").press("release")
    assert hand.beep == "done", hand.say
    assert {row.status: row.on_hand for row in facade.stock(wms_ground).rows} == {
        "damaged": 4, "available": 6,
    }  # fmt: skip
    hand.open("putaway").scan(hand.big)
    assert hand.beep == "done", hand.say


def test_a_plate_is_split_stacked_moved_and_emptied(hand: Handheld, wms_ground: Ground) -> None:  # noqa: F811
    fill(wms_ground, wish("A-01", "BOLT", 24, lpn="P1"))
    hand.open("plate").scan("P7")
    assert hand.beep == "wrong"
    hand.scan("P1").press("split").scan("NUT")
    assert hand.beep == "wrong" and hand.say == "NUT is not on this plate."
    hand.scan("BOLT").scan("25")
    assert hand.beep == "wrong" and "24 are on this plate" in hand.say
    hand.scan("4").scan("P2")
    assert hand.beep == "done" and "4 BOLT from P1 to P2" in hand.say, hand.say
    hand.scan("P2").press("nest").scan("P1")
    assert hand.beep == "done", hand.say
    hand.scan("P1").press("move").scan("B-02")
    assert hand.beep == "done" and "24 pieces" in hand.say
    hand.scan("P2").press("off").press("split").scan("BOLT").scan("1").press("fresh")
    assert hand.beep == "done", hand.say
    hand.scan("P2").press("merge").scan("P1")
    assert hand.beep == "done" and hand.big == "P1"
    hand.press("empty")
    assert hand.beep == "done" and "23 pieces stand loose in B-02" in hand.say
    hand.press("clear").press("new").scan("DOCK")
    assert "is in DOCK" in hand.say
    assert facade.check_books(wms_ground) == ()


def test_what_is_not_good_is_set_aside_on_its_plate(hand: Handheld, wms_ground: Ground) -> None:  # noqa: F811
    fill(wms_ground, wish("A-01", "BOLT", 24, lpn="P1"))
    hand.open("plate").scan("P1").press("aside").scan("BOLT").scan("3").press("damaged")
    assert hand.beep == "done" and "3 · damaged" in hand.page, hand.say
    for label in (gtin(1), "A-02"):
        hand.press("split").scan("BOLT").scan("1").scan(label)
        assert hand.beep == "wrong", "what is no plate takes nothing"
        hand.press("back")
    assert {row.status: row.on_hand for row in facade.stock(wms_ground).rows} == {
        "available": 21, "damaged": 3,
    }  # fmt: skip
