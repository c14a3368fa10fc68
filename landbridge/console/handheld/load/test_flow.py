"""A truck is loaded by scans: a wrong carton, one taken off again, the doors shut."""

from dataclasses import replace
from decimal import Decimal

from landbridge.console.handheld.test_flows import Handheld, hand
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.testing import OWNER, SITE, fill, sale, wish

__all__ = ["hand"]


def packed(ground: Ground, number: str, carrier: str) -> str:
    """SSCC of the closed carton of an order."""
    document = replace(sale(number, ("1", "BOLT", 2)), carrier_code=carrier)
    facade.accept(ground, document, key=number)
    facade.allocate_open(ground)
    task = facade.next_task(ground, actor="pia", site=SITE, kinds=("pick",))
    assert task is not None and task.order_id is not None
    facade.confirm_pick(
        ground, key=f"p{number}", actor="pia", task_id=task.task_id, bin=task.bin, item="BOLT"
    )
    carton = facade.open_carton(ground, key=f"c{number}", actor="pia", order_id=task.order_id)
    facade.pack_item(
        ground,
        key=f"i{number}",
        actor="pia",
        carton_id=carton.carton_id,
        item="BOLT",
        quantity=Decimal(2),
    )
    facade.close_carton(ground, key=f"x{number}", actor="pia", carton_id=carton.carton_id)
    return carton.sscc


def test_cartons_are_scanned_onto_a_truck_and_leave(hand: Handheld, wms_ground: Ground) -> None:
    fill(wms_ground, wish("A-01", "BOLT", 20))
    first, second, other = (
        packed(wms_ground, number, carrier)
        for number, carrier in (("A", "DHL"), ("B", "DHL"), ("C", "UPS"))
    )
    hand.open("load")
    assert hand.big == "No truck stands here" and hand.choices == ["new"]
    hand.press("new").scan("A-01").press("carrier:DHL")
    assert (hand.beep, hand.say, hand.ask) == (
        "wrong", "A-01 is a storage bin, a shipping bin is expected.", "Scan the dock"
    )  # fmt: skip
    hand.scan("SHIP")
    assert hand.choices == ["carrier:DHL", "carrier:UPS", "carrier:", "back"]
    hand.press("carrier:DHL")
    assert (hand.ask, hand.big) == ("Scan a carton", "0") and "seal" not in hand.choices
    hand.scan("A-01")
    assert hand.beep == "wrong" and "Scan a closed carton." in hand.say
    hand.scan(other)
    assert (hand.beep, hand.say) == (
        "wrong", f"Carton {other} goes with UPS, this load with DHL."
    )  # fmt: skip
    hand.scan(f"]C100{first}")
    assert (hand.beep, hand.big) == ("right", "1")
    hand.again()
    assert hand.big == "1"
    hand.scan(f"00{second}").press("off").scan(other)
    assert (hand.beep, hand.say) == ("wrong", f"Carton {other} is not on load L0000001.")
    hand.scan(second)
    assert (hand.beep, hand.big) == ("right", "1")
    hand.open("load").scan("SHIP")
    assert hand.big == "1", "the truck that stands at this dock"
    hand.scan(second).press("seal").scan(other)
    assert (hand.beep, hand.say) == ("wrong", "That is a carton, not a seal. Go back to load it.")
    hand.scan("SEAL-7")
    assert (hand.beep, hand.say) == ("done", "Load L0000001 closed. Orders that left: 2.")
    load = facade.loads(wms_ground).rows[0]
    assert (load.seal, load.dock, load.carton_count, load.closed_by) == (
        "SEAL-7",
        "SHIP",
        2,
        "paul",
    )
    assert "/papers/bill-of-lading/" in hand.page and hand.choices == ["other"]
    assert hand.press("other").big == "No truck stands here"
    order = facade.outbound_order(wms_ground, owner=OWNER.code, number="A")
    assert order is not None and order.order.state == "shipped"


def test_a_truck_does_not_leave_without_a_carton_of_its_orders(
    hand: Handheld, wms_ground: Ground
) -> None:
    fill(wms_ground, wish("A-01", "BOLT", 20))
    sscc = packed(wms_ground, "A", "")
    hand.open("load").press("new").press("no_dock").press("carrier:").press("other")
    assert hand.choices[0].startswith("load:")
    hand.press(hand.choices[0]).scan(sscc).press("seal").press("back").press("off").scan(sscc)
    assert hand.say == f"Carton {sscc} of order A taken off, 0 on the load."
    assert hand.press("seal").press("no_seal").say == "Load L0000001 is empty."
