"""Replenishing by scans: a wrong item, a wrong place, a double submit, and fewer than there should
be."""

from decimal import Decimal

from landbridge.console.handheld.test_flows import Handheld, hand
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.testing import SITE, fill, wish
from landbridge.wms.upkeep.test_slotting import busy

__all__ = ["hand"]


def test_goods_are_brought_by_scans(hand: Handheld, wms_ground: Ground) -> None:
    fill(wms_ground, wish("B-01", "BOLT", 60), wish("B-02", "NUT", 60))
    for n, item in enumerate(("BOLT", "NUT"), 1):
        facade.put_pick_bin(
            wms_ground, key=item, actor="ivo", site=SITE, bin=f"A-0{n}", item=item,
            quantity_min=Decimal(12), quantity_max=Decimal(24),
        )  # fmt: skip
    facade.plan_replenishment(wms_ground, key="p", actor="ivo", site=SITE)
    hand.open("replenish")
    assert (hand.big, hand.ask) == ("B-01", "Scan the item")
    hand.scan("NUT")
    assert (hand.beep, hand.say) == ("wrong", "This is NUT. Take BOLT.")
    hand.scan("BOLT")
    assert (hand.big, hand.ask) == ("A-01", "Scan the place")
    hand.scan("A-02")
    assert hand.beep == "wrong" and "A-01 is expected" in hand.say
    hand.scan("A-01")
    assert (hand.beep, hand.say, hand.big) == ("done", "24 BOLT brought to A-01.", "B-02")
    hand.again()
    assert {row.bin: row.on_hand for row in facade.stock(wms_ground, item="BOLT").rows} == {
        "A-01": 24, "B-01": 36,
    }  # fmt: skip
    hand.open("replenish").press("less").scan("99")
    assert hand.beep == "wrong"
    hand.scan("7").scan("BOLT")
    assert hand.beep == "wrong", "fewer of them, but of them"
    hand.scan("NUT").scan("A-02")
    assert (hand.beep, hand.say) == ("done", "7 NUT brought to A-02.")
    assert hand.big == "Nothing to bring"
    (count,) = facade.cycle_counts(wms_ground).rows
    assert (count.bin, count.item) == ("B-02", "NUT")


def test_an_item_is_moved_to_its_better_bin(hand: Handheld, wms_ground: Ground) -> None:
    busy(wms_ground)
    facade.ask_slotting(wms_ground, key="ask", actor="mia", site=SITE)
    number = facade.study_slotting(wms_ground, budget_ms=60_000, steps=200)
    page = facade.slotting_study(wms_ground, slotting_id=number or 0)
    assert page is not None
    facade.accept_slotting(wms_ground, key="a", actor="mia", slotting_id=page.study.slotting_id,
                           moves=[page.moves[0].slotting_move_id])  # fmt: skip
    hand.open("replenish")
    while hand.big != "Nothing to bring":
        item = "BOLT" if hand.big == "H-04" else "NUT"
        hand.scan(item)
        hand.scan(hand.big)
        assert hand.beep == "done", hand.say
    homes = {row.item: row.bin for row in facade.pick_bins(wms_ground).rows}
    assert homes["BOLT"] == page.moves[0].to_bin
