"""One task after another, whatever kind it is: near the worker, by what they can do."""

from decimal import Decimal

from landbridge.console.handheld.test_flows import Handheld, hand
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.testing import OWNER, SITE, fill, purchase, sale, wish

__all__ = ["hand"]


def received(ground: Ground, number: str, item: str) -> None:
    """Goods at the dock that want to be stored."""
    facade.accept(ground, purchase(number, ("1", item, 5)), key=number)
    page = facade.inbound_order(ground, owner=OWNER.code, number=number)
    assert page is not None
    opened = facade.open_receipt(
        ground, key=f"o{number}", actor="rita", order_id=page.order.order_id
    )
    facade.receive_line(
        ground,
        key=f"r{number}",
        actor="rita",
        receipt_id=opened.receipt_id,
        item=item,
        quantity=Decimal(5),
    )


def test_what_comes_in_and_goes_out_follow_one_upon_the_other(
    hand: Handheld, wms_ground: Ground
) -> None:
    fill(wms_ground, wish("A-03", "BOLT", 9))
    received(wms_ground, "P1", "NUT")
    hand.open("work")
    assert "<h1>Put away</h1>" in hand.page
    place = hand.big
    facade.accept(wms_ground, sale("O1", ("1", "BOLT", 2)), key="o1")
    facade.allocate_open(wms_ground)
    hand.scan(place)
    assert (hand.beep, hand.big) == ("done", "A-03") and "<h1>Pick</h1>" in hand.page
    hand.again()
    hand.scan("A-04")
    assert (hand.beep, hand.say) == ("wrong", "This is A-04. Go to A-03.")
    hand.scan("A-03").scan("BOLT").scan("2")
    assert (hand.beep, hand.big) == ("done", "Nothing to do")


def test_nobody_is_sent_to_what_they_cannot_do(hand: Handheld, wms_ground: Ground) -> None:
    fill(wms_ground, wish("A-01", "BOLT", 9), wish("B-01", "NUT", 9))
    facade.put_task_need(wms_ground, site=SITE, kind="pick", zone="A", needs=("forklift",))
    for number, item in (("O1", "BOLT"), ("O2", "NUT")):
        facade.accept(wms_ground, sale(number, ("1", item, 2)), key=number)
    facade.allocate_open(wms_ground)
    hand.open("work")
    assert hand.big == "B-01"
    hand.scan("B-01").scan("NUT").scan("2")
    assert hand.big == "Nothing to do"
    facade.put_worker(wms_ground, worker="paul", abilities=("forklift",), actor="mia")
    hand.press("again")
    assert hand.big == "A-01"


def test_what_cannot_be_done_now_comes_after_the_rest(hand: Handheld, wms_ground: Ground) -> None:
    received(wms_ground, "P1", "NUT")
    received(wms_ground, "P2", "BOLT")
    hand.open("putaway")
    first = "NUT" if "× NUT" in hand.page else "BOLT"
    hand.press("skip")
    assert hand.say == "Left for later." and f"× {first}" not in hand.page
    hand.press("skip")
    assert f"× {first}" in hand.page, "nothing else is there"
    hand.open("work").press("skip").scan(hand.big)
    assert (hand.beep, f"× {first}" in hand.page) == ("done", True)
