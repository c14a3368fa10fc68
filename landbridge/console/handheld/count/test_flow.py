"""Counting by scans: blind, with a wrong bin, a lot nobody knew, serials, and a double submit."""

import re
from decimal import Decimal

from landbridge.console.handheld.test_flows import Handheld, hand
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.testing import SITE, fill, gtin, wish

__all__ = ["hand"]


def test_a_bin_is_counted_by_scans(hand: Handheld, wms_ground: Ground) -> None:
    fill(
        wms_ground, wish("A-01", "BOLT", 24), wish("A-01", "DRILL", 2, serials=("D1", "D2")),
        wish("B-01", "NUT", 3),
    )  # fmt: skip
    facade.plan_counts(wms_ground, key="p", actor="ivo", site=SITE, bins=["A-01"])
    hand.open("count")
    assert (hand.big, hand.ask) == ("A-01", "Scan the bin")
    read = re.sub(r"<[^>]*>", "", hand.page)  # ids in the page may hold any figures
    assert "24" not in read, "counting is blind"
    hand.scan("A-02")
    assert (hand.beep, hand.say) == ("wrong", "This is A-02. Go to A-01.")
    hand.scan("A-01").scan(gtin(1))
    assert (hand.big, hand.ask) == ("BOLT", "How many are there altogether?")
    hand.scan("many")
    assert hand.beep == "wrong"
    hand.scan("23")
    assert (hand.beep, hand.say) == ("right", "23 BOLT counted.")
    hand.again()
    hand.open("count").scan("A-01")  # left and entered again
    assert re.search(r"BOLT\W.*?\W23\W", hand.page, re.DOTALL), "what was counted so far"
    hand.scan("DRILL").scan("D1").scan("D1")
    assert (hand.beep, hand.say) == ("wrong", "D1 is already scanned.")
    hand.scan("D2").press("all")
    assert hand.say == "2 DRILL counted."
    hand.scan("MILK").scan("L9").scan("5")
    assert "Say when it expires" in hand.say and hand.ask == "When does it expire?"
    hand.scan("2031-05-31")
    assert hand.say == "5 MILK lot L9 counted."
    hand.press("finish").press("sure")
    assert (hand.beep, hand.say, hand.big) == ("done", "A-01 is counted.", "Nothing to count")
    (row,) = facade.cycle_counts(wms_ground).rows
    assert (row.state, row.difference_count) == ("investigating", 2)
    assert {one.on_hand for one in facade.stock(wms_ground, item="BOLT").rows} == {24}


def test_goods_that_move_meanwhile_are_counted_again(hand: Handheld, wms_ground: Ground) -> None:
    fill(wms_ground, wish("A-01", "BOLT", 24), wish("A-02", "NUT", 5))
    facade.plan_counts(wms_ground, key="p", actor="ivo", site=SITE, bins=["A-01", "A-02"])
    hand.open("count").press("skip")
    assert hand.big == "A-02", "what cannot be done now is left for later"
    hand.open("count").scan("A-01").scan("BOLT")
    facade.move_stock(
        wms_ground, key="m", actor="eva", site=SITE, source_bin="A-01", target_bin="B-01",
        item="BOLT", quantity=Decimal(4),
    )  # fmt: skip
    hand.scan("24")
    assert hand.beep == "wrong" and "moved while you counted" in hand.say
    assert hand.ask == "How many are there altogether?"
    hand.scan("20").press("finish").press("sure")
    assert hand.beep == "done"
    assert facade.cycle_counts(wms_ground, text="A-01").rows == ()


def test_bins_left_for_later_come_when_nothing_else_is_there(
    hand: Handheld, wms_ground: Ground
) -> None:
    """It said "Nothing to count" while bins that were passed over still waited."""
    fill(wms_ground, wish("A-02", "NUT", 5))
    facade.plan_counts(wms_ground, key="p", actor="ivo", site=SITE, bins=["A-01", "A-02"])
    hand.open("count").press("skip").scan("A-02").scan("NUT").scan("5")
    hand.press("finish").press("sure")
    assert (hand.beep, hand.say, hand.big) == ("done", "A-02 is counted.", "A-01")
    hand.press("skip")
    assert (hand.say, hand.big) == ("Left for later.", "A-01")
