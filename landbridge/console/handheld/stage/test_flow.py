"""A packed carton is scanned, brought to its truck and put down; errors change nothing."""

from django.utils import translation

from landbridge.console.handheld.load.test_flow import packed
from landbridge.console.handheld.test_flows import Handheld, hand
from landbridge.console.handheld.words import spoken
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Bin, BinKind
from landbridge.wms.testing import OWNER, SITE, fill, wish

__all__ = ["hand"]


def stands_in(ground: Ground, number: str) -> str:
    page = facade.outbound_order(ground, owner=OWNER.code, number=number)
    assert page is not None
    return page.cartons[0].bin


def test_cartons_are_brought_to_their_truck_by_scans(hand: Handheld, wms_ground: Ground) -> None:
    fill(wms_ground, wish("A-01", "BOLT", 20))
    stages = [Bin(code=f"STAGE-{n}", kind=BinKind.STAGING, pick_sequence=n) for n in (1, 2)]
    facade.put_bins(wms_ground, site=SITE, bins=stages)
    hand.open("stage")
    assert "No packed carton waits to be staged." in hand.page
    first, second, other = (
        packed(wms_ground, number, carrier)
        for number, carrier in (("A", "DHL"), ("B", "DHL"), ("C", "UPS"))
    )
    home = hand.client.get("/floor/").content.decode()
    assert '<b class="count"' in home.partition('href="/floor/stage/"')[2].partition("</a>")[0]
    hand.open("stage").scan("STAGE-1")
    assert hand.beep == "wrong" and "Scan a closed carton." in hand.say
    hand.scan(f"]C100{first}")
    assert (hand.beep, hand.big) == ("right", "STAGE-1")
    assert "STAGE-1 is free." in hand.page and "PACK" in hand.page
    hand.scan("A-01")
    assert (hand.beep, hand.say) == (
        "wrong", "A-01 is a storage bin, a staging or shipping bin is expected."
    )  # fmt: skip
    hand.scan(second)
    assert hand.beep == "wrong" and stands_in(wms_ground, "A") == "PACK"
    hand.scan("STAGE-1").again()
    assert (hand.beep, hand.say) == ("done", f"Carton {first} of order A stands in STAGE-1.")
    assert (hand.ask, stands_in(wms_ground, "A")) == ("Scan a carton", "STAGE-1")
    hand.scan(second)
    assert hand.big == "STAGE-1" and "DHL stands there." in hand.page
    hand.press("other").scan(other)
    assert hand.big == "STAGE-2"
    hand.scan("STAGE-2").scan(second).scan("STAGE-1")
    hand.open("load").press("new").press("no_dock").press("carrier:DHL")
    assert "STAGE-1" in hand.page and "2 still to load" in hand.page
    hand.scan(first)
    assert (hand.beep, hand.big) == ("right", "1") and "1 still to load" in hand.page
    hand.open("stage").scan(first)
    assert hand.beep == "wrong" and "is on load L0000001 already." in hand.say
    assert facade.check_books(wms_ground) == ()


def test_what_staging_says_is_said_in_the_workers_language() -> None:
    said = "Carton 1 closed, 0 left to pack. Bring it to STAGE-1. DHL 14:00 stands there."
    with translation.override("de"):
        assert spoken(said) == (
            "Karton 1 ist zu, noch 0 zu packen. Bring ihn zu STAGE-1. Dort steht DHL 14:00."
        )
