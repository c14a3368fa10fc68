"""T-35 in the hand: what was understood is said, what is ambiguous is asked, a slip is refused."""

from dataclasses import replace
from datetime import date

import pytest

from landbridge.console.handheld.test_flows import Handheld, hand  # noqa: F401  # a fixture
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.testing import fill, gtin, purchase, sale, small_items, wish

LOST = f"010{gtin(2)}10L917310531"  # the separator behind the lot did not come through


def test_t35_a_lost_separator_is_asked_about(hand: Handheld, wms_ground: Ground) -> None:  # noqa: F811
    facade.accept(wms_ground, purchase("P1", ("1", "MILK", 6)), key="p1")
    hand.open("receive").scan("P1").scan(LOST)
    assert hand.beep == "wrong" and hand.big == "Which is it?"
    assert hand.choices == ["means:0", "means:1", "means:none"]
    assert "lot L917310531" in hand.page and "lot L9\nexpires 2031-05-31" in hand.page
    hand.press("means:none")
    assert hand.ask == "Scan the item or pallet"
    hand.scan(LOST).press("means:1").scan("6")
    assert hand.beep == "right", hand.say
    (row,) = facade.stock(wms_ground).rows
    assert (row.lot, row.expiry_on, row.on_hand) == ("L9", date(2031, 5, 31), 6)


def test_t35_an_ambiguous_label_is_picked_by_what_the_person_says(
    hand: Handheld,  # noqa: F811
    wms_ground: Ground,
) -> None:
    fill(wms_ground, wish("A-05", "MILK", 8, lot="L9", expiry_on=date(2031, 5, 31)))
    facade.accept(wms_ground, sale("O1", ("1", "MILK", 3)), key="o1")
    facade.allocate_open(wms_ground)
    hand.open("pick").scan("A-05").scan(LOST).press("means:0")
    assert hand.beep == "wrong" and "Take lot L9" in hand.say
    hand.scan(LOST).press("means:1").scan("3")
    assert hand.beep == "done", hand.say


def test_t35_what_was_understood_is_said(hand: Handheld, wms_ground: Ground) -> None:  # noqa: F811
    facade.accept(wms_ground, purchase("P1", ("1", "MILK", 6)), key="p1")
    hand.open("receive").scan("P1")
    hand.scan(f"https://id.gs1.org/01/0{gtin(2)}/10/L9?17=310531")
    assert "an item MILK · Milk powder 1 kg · lot L9 · expires 2031-05-31" in hand.page
    hand.scan("6")
    assert 'class="heard"' not in hand.page
    hand.scan(f"(01)0{gtin(88)}")
    assert hand.say.startswith(f"No item here has the GTIN 0{gtin(88)}.")
    hand.scan(f"]C101{'9' * 14}")
    assert hand.beep == "wrong" and "wrong check digit" in hand.say


@pytest.mark.parametrize("code", [gtin(1), f"]C101{gtin(1).zfill(14)}", "(10)"])
def test_t35_an_item_is_not_taken_for_a_lot(
    hand: Handheld,  # noqa: F811
    wms_ground: Ground,
    code: str,
) -> None:
    facade.accept(wms_ground, purchase("P1", ("1", "PAINT", 6)), key="p1")
    hand.open("receive").scan("P1").scan("PAINT").scan("6")
    assert hand.ask == "Scan or type the lot"
    if code == "(10)":
        hand.scan(f"(01)0{gtin(4)}")
        assert (hand.beep, hand.say) == ("wrong", "There is no lot in this code.")
        hand.scan("]C110L-7")
        assert hand.beep == "right"
        assert facade.stock(wms_ground).rows[0].lot == "L-7"
        return
    hand.scan(code)
    assert hand.beep == "wrong" and "BOLT" in hand.say
    assert facade.stock(wms_ground).rows == ()


def test_t35_a_bar_code_is_not_taken_for_an_amount(hand: Handheld, wms_ground: Ground) -> None:  # noqa: F811
    facade.accept(wms_ground, purchase("P1", ("1", "BOLT", 6)), key="p1")
    hand.open("receive").scan("P1").scan("BOLT").scan("96385074")
    assert (hand.beep, hand.say) == ("wrong", "That is a bar code. Type how many.")


def test_t35_two_items_with_one_bar_code_are_asked_about(
    hand: Handheld,  # noqa: F811
    wms_ground: Ground,
) -> None:
    *_, nut = small_items()
    twin = replace(nut, version=2, uoms=(replace(nut.uoms[0], gtins=(gtin(1),)),))
    facade.accept(wms_ground, twin, key="twin")
    facade.accept(wms_ground, purchase("P1", ("1", "NUT", 5)), key="p1")
    hand.open("receive").scan("P1").scan(gtin(1))
    assert hand.big == "Which is it?"
    hand.press("means:0")
    assert hand.beep == "wrong" and "BOLT is not on order P1" in hand.say
    hand.scan(gtin(1)).press("means:1").scan("5")
    assert hand.beep == "right"
    assert [row.item for row in facade.stock(wms_ground).rows] == ["NUT"]
    hand.open("lookup").scan(gtin(1)).press("means:0")
    assert hand.big == "BOLT"
