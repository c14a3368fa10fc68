"""A pooled tour in the hand: the sum is taken once, then sorted order by order."""

from landbridge.console.handheld.test_flows import Handheld, hand
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.outbound.picking.test_pooled import picked, released
from landbridge.wms.testing import fill, wish

__all__ = ["hand"]


def begin(hand: Handheld, ground: Ground) -> Handheld:
    released(ground, "pooled")
    hand.open("pick")
    assert hand.big == "A-01" and "For 3 orders" in hand.page and "O1, O2, O3" in hand.page
    return hand.scan("A-01").scan("BOLT")


def test_the_sum_is_taken_once_and_sorted(hand: Handheld, wms_ground: Ground) -> None:
    begin(hand, wms_ground)
    assert (hand.big, hand.ask) == ("6", "How many do you take?")
    hand.scan("7")
    assert hand.beep == "wrong" and "all orders together want 6" in hand.say
    hand.scan("6")
    assert (hand.beep, hand.say) == (
        "done",
        "6 BOLT taken for 3 orders. Picked: O1, O2, O3. They go to PACK.",
    )
    assert hand.big == "2 → O1"
    hand.again()
    assert picked(wms_ground) == [2, 2, 2]
    hand.press("next")
    assert hand.big == "2 → O2"
    hand.press("all")
    assert hand.big == "Nothing to pick"


def test_what_is_not_there_is_said_once_for_all(hand: Handheld, wms_ground: Ground) -> None:
    begin(hand, wms_ground)
    fill(wms_ground, wish("B-02", "BOLT", 1))
    hand.press("cannot").press("missing").scan("3")
    said = "3 BOLT taken for 2 orders. Fetched elsewhere: 1. Short: 2. Picked: O1. They go to PACK."
    assert hand.say == said
    assert picked(wms_ground) == [2, 1, 0]
    hand.press("next").press("next")
    assert hand.big == "B-02"
    hand.scan("B-02").scan("BOLT").scan("1")
    assert picked(wms_ground) == [2, 2, 0] and hand.big == "Nothing to pick"
    (count,) = facade.cycle_counts(wms_ground).rows
    assert (count.bin, count.item) == ("A-01", "BOLT")


def test_on_a_cart_each_pick_goes_into_the_tote_of_its_order(
    hand: Handheld, wms_ground: Ground
) -> None:
    released(wms_ground, "cluster")
    for n in (1, 2, 3):
        page = hand.open("pick").page
        assert "Into tote" in page and f"{n} of 3 · O{n}" in page
        hand.scan("A-01").scan("BOLT").scan("2")
        assert hand.say == f"2 BOLT taken. Order O{n} is picked: it goes to PACK."
