"""Kits by scans: components are fetched, kits made with lot and serial, mistakes said."""

from dataclasses import replace
from decimal import Decimal

from landbridge.console.handheld.test_flows import Handheld, hand
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import BomPart
from landbridge.wms.testing import SITE, fill, small_items, wish

__all__ = ["hand"]


def ordered(ground: Ground, kind: str = "kit", quantity: int = 2, **policy: object) -> str:
    """A set of a drill and two bolts; the number of an order for it."""
    bolt, *_ = small_items()
    uoms = (replace(bolt.uoms[0], gtins=()),)
    item = replace(bolt, number="SET", description="Drill set", uoms=uoms, **policy)  # type: ignore[arg-type]
    facade.accept(ground, item, key="item")
    parts = [BomPart(item="DRILL", quantity=Decimal(1)), BomPart(item="BOLT", quantity=Decimal(2))]
    facade.put_bom(ground, key="bom", actor="ivo", item="SET", parts=parts)
    return facade.open_work_order(
        ground, key=f"open/{kind}", actor="ivo", site=SITE, kind=kind, item="SET",
        quantity=Decimal(quantity),
    ).number  # fmt: skip


def test_a_kit_is_fetched_and_made_by_scans(hand: Handheld, wms_ground: Ground) -> None:
    fill(wms_ground, wish("A-01", "DRILL", 3, serials=("D1", "D2", "D3")),
         wish("A-02", "BOLT", 10))  # fmt: skip
    hand.open("kits")
    assert hand.big == "Nothing to make"
    number = ordered(wms_ground, lot_controlled=True)
    hand.open("kits").scan(number)
    assert hand.beep == "wrong" and "fetch its components first" in hand.say
    hand.open("pick")
    assert hand.big == "A-01" and number in hand.page and "PACK" in hand.page
    hand.scan("A-01").scan("DRILL").scan("D1").scan("D3")
    assert hand.say == "2 DRILL taken."
    hand.scan("A-02").scan("BOLT").scan("4")
    assert (hand.beep, hand.say) == (
        "done",
        f"4 BOLT taken. Order {number} is picked: it goes to PACK.",
    )
    hand.open("kits")
    assert (hand.big, hand.ask) == ("SET", "How many do you make?")
    assert "1 × DRILL, 2 × BOLT" in hand.page
    hand.scan("3")
    assert (hand.beep, hand.say) == ("wrong", "2 can be made now.")
    hand.scan("1")
    assert (hand.big, hand.ask) == ("0 / 1", "Scan each part that goes in")
    hand.scan("D2")
    assert hand.beep == "wrong" and "D2 does not stand here" in hand.say
    hand.scan("D3")
    assert hand.ask == "Scan or type the lot"
    hand.scan("X-1")
    assert (hand.beep, hand.say) == ("done", "1 SET made. 1 to go.")
    hand.again()
    row = facade.stock(wms_ground, item="SET").rows[0]
    assert (row.lot, row.on_hand) == ("X-1", 1)
    hand.press("cannot").press("item:BOLT").press("damaged").scan("1")
    assert hand.beep == "done" and "1 BOLT are damaged now." in hand.say
    assert "among the picks" in hand.say and hand.big == "Nothing to make"
    hand.open("pick").scan("A-02").scan("BOLT").scan("1")
    hand.open("kits").scan(number).scan("1").scan("X-1")
    assert (hand.beep, hand.say, hand.big) == ("done", "1 SET made.", "Nothing to make")
    hand.scan(number)
    assert hand.beep == "wrong" and "is closed" in hand.say
    hand.open("putback").scan("SET")
    hand.scan(hand.big)
    assert hand.beep == "done"


def test_a_kit_is_taken_apart_by_scans(hand: Handheld, wms_ground: Ground) -> None:
    ordered(wms_ground, quantity=1, serial_controlled=True)
    fill(wms_ground, wish("B-01", "SET", 2, serials=("S1", "S2")))
    ordered(wms_ground, "unkit", quantity=1)
    hand.open("pick").scan("B-01").scan("SET").scan("S2")
    assert hand.beep == "done"
    hand.open("kits")
    assert (hand.big, hand.ask) == ("SET", "How many do you take apart?")
    hand.scan("1")
    assert (hand.big, hand.ask) == ("0 / 1", "Scan each serial number")
    hand.scan("D9")
    assert (hand.beep, hand.say) == ("done", "1 SET taken apart.")
    stock = {(row.item, row.serial): row.on_hand for row in facade.stock(wms_ground).rows}
    assert stock == {("SET", "S1"): 1, ("DRILL", "D9"): 1, ("BOLT", ""): 2}


def test_a_part_that_does_not_come_out_is_said(hand: Handheld, wms_ground: Ground) -> None:
    """Two kits, one drill of which is gone: nobody had a serial to scan for it."""
    ordered(wms_ground, quantity=1)
    fill(wms_ground, wish("B-01", "SET", 2), wish("A-01", "DRILL", 1, serials=("D1",)))
    ordered(wms_ground, "unkit", quantity=2)
    hand.open("pick").scan("B-01").scan("SET").scan("2")
    hand.open("kits").press("lost").press("lost:DRILL")
    assert (hand.big, hand.ask) == ("DRILL", "How many are lacking altogether?")
    hand.scan("3").scan("2")
    assert (hand.beep, hand.say) == ("wrong", "At most 2 of DRILL can be lacking.")
    hand.press("lost").press("lost:DRILL").scan("1")
    assert hand.ask == "How many do you take apart?" and "1 × DRILL" in hand.page
    hand.scan("2")
    assert (hand.big, hand.ask) == ("0 / 1", "Scan each serial number")
    hand.scan("D1")
    assert (hand.beep, hand.big) == ("wrong", "0 / 1") and "D1 is in A-01 already" in hand.say
    hand.scan("D9")
    assert (hand.beep, hand.say) == ("done", "2 SET taken apart.")
    stock = {(row.item, row.serial): row.on_hand for row in facade.stock(wms_ground).rows}
    assert stock == {("DRILL", "D1"): 1, ("DRILL", "D9"): 1, ("BOLT", ""): 4}
