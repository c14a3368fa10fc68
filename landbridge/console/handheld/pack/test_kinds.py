"""The packer is told which carton to take and how to pack it; a weight that is off is asked."""

import pytest
from django.test import Client

from landbridge.console.handheld.test_flows import Handheld, hand  # noqa: F401
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import CartonKind
from landbridge.wms.testing import OWNER, SITE, fill, sale, wish


@pytest.fixture
def order_id(hand: Handheld, wms_ground: Ground) -> int:  # noqa: F811
    """Two bolts (100 x 80 x 50 mm, 400 g) wait at the packing table; S is the carton for them."""
    fill(wms_ground, wish("A-01", "BOLT", 200))
    for code, edge, tare in (("S", 110, 60), ("M", 320, 200)):
        kind = CartonKind(site=SITE, code=code, length_mm=edge, width_mm=edge, height_mm=edge,
                          tare_g=tare)  # fmt: skip
        facade.put_carton_kind(wms_ground, kind, actor="mia")
    facade.accept(wms_ground, sale("S1", ("1", "BOLT", 2)), key="s1")
    facade.allocate_open(wms_ground)
    page = facade.outbound_order(wms_ground, owner=OWNER.code, number="S1")
    assert page is not None
    for task in page.tasks:
        facade.confirm_pick(wms_ground, key=f"p{task.task_id}", actor="paul", task_id=task.task_id,
                            bin=task.bin, item=task.item)  # fmt: skip
    return page.order.order_id


def picture_of(client: Client, page: str) -> str:
    href = page.split('class="picture" src="')[1].split("#", maxsplit=1)[0]
    answer = client.get(href)
    assert answer.status_code == 200 and answer["Content-Type"] == "image/svg+xml"
    return answer.content.decode()


def test_the_advised_carton_is_taken_and_packed_as_drawn(
    hand: Handheld, wms_ground: Ground, order_id: int,  # noqa: F811
) -> None:  # fmt: skip
    hand.open("pack").scan("SO-S1")
    assert (hand.ask, hand.big, hand.choices[:2]) == ("Which carton?", "S", ["kind:S", "kind:M"])
    hand.scan("XXL")
    assert hand.beep == "wrong" and "XXL is no carton here" in hand.say
    hand.scan("s").again()  # a double submit opens one carton
    (carton,) = facade.outbound_order(wms_ground, order_id=order_id).cartons
    assert (carton.kind, carton.has_plan) == ("S", True)
    assert "step 1 of 2" in picture_of(hand.client, hand.page)
    assert hand.big == "BOLT" and "Step 1 of 2 · Bolt M8 x 40" in hand.page
    hand.scan("BOLT").scan("1")
    assert "step 2 of 2" in picture_of(hand.client, hand.page)
    hand.scan("BOLT")
    assert hand.ask == "Weight in kilograms"
    hand.scan("0.5")
    assert hand.beep == "wrong" and "should weigh 0.86 kg" in hand.say and "anyway" in hand.choices
    hand.press("anyway")
    assert hand.choices[:1] == ["ship"]
    hand.scan(carton.sscc)
    assert hand.beep == "wrong" and "Scan it again if it is the tracking number" in hand.say
    assert facade.outbound_order(wms_ground, order_id=order_id).shipments == ()
    for wanted in ("carton-labels", "form=zpl", "packing-list"):
        assert wanted in hand.page
    label = hand.client.get(f"/papers/carton-labels/{order_id}/")
    assert label["Content-Type"] == "application/pdf"


def test_another_kind_or_none_may_be_taken(
    hand: Handheld, wms_ground: Ground, order_id: int,  # noqa: F811
) -> None:  # fmt: skip
    hand.open("pack").scan("SO-S1").press("no_kind")
    assert hand.ask == "Scan an item into the carton"
    hand.scan("BOLT").scan("1").press("close")
    hand.scan("9")
    assert hand.beep == "right"  # nothing is known of its weight
    assert hand.ask == "Which carton?"
    hand.press("kind:M")
    cartons = facade.outbound_order(wms_ground, order_id=order_id).cartons
    assert [(each.kind, each.has_plan) for each in cartons] == [("", False), ("M", True)]
    assert "step 1 of 1" in picture_of(hand.client, hand.page)
