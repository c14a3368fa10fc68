"""Loose goods go to another place by scans, or stay where they are and are not sold."""

from datetime import date

import pytest

from landbridge.console.handheld.test_flows import Handheld, hand  # noqa: F401  # a fixture
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.testing import SITE, fill, gtin, purchase, sale, wish


def there(ground: Ground) -> dict[tuple[str, str, str], object]:
    rows = facade.stock(ground, limit=100).rows
    return {(row.bin, row.item, row.status): row.on_hand for row in rows}


def test_goods_are_moved_or_set_aside(hand: Handheld, wms_ground: Ground) -> None:  # noqa: F811
    fill(wms_ground, wish("A-01", "BOLT", 24), wish("A-02", "NUT", 3, lpn="P1"))
    hand.open("move")
    for code, said in (("A-03", "Nothing stands loose"), ("A-02", "Nothing stands loose"),
                       ("P1", "under Plates"), (gtin(1), "Scan a place")):  # fmt: skip
        hand.scan(code)
        assert hand.beep == "wrong" and said in hand.say, hand.say
    hand.scan("A-01").scan("NUT")
    assert hand.beep == "wrong" and hand.say == "NUT is not loose in A-01."
    hand.scan(gtin(1)).scan("4").scan("A-01")
    assert hand.beep == "wrong"
    hand.scan("B-02")
    assert (hand.beep, hand.say) == ("done", "4 BOLT moved from A-01 to B-02.")
    hand.again()
    hand.scan("A-01").scan("BOLT").scan("5").press("damaged")
    assert hand.beep == "done", hand.say
    hand.scan("A-01").scan("BOLT").press("is:damaged").scan("5")
    assert "damaged" not in hand.choices, "it is damaged already"
    hand.scan("B-03")
    assert hand.beep == "done", hand.say
    assert there(wms_ground) == {
        ("A-01", "BOLT", "available"): 15, ("B-02", "BOLT", "available"): 4,
        ("B-03", "BOLT", "damaged"): 5, ("A-02", "NUT", "available"): 3,
    }  # fmt: skip
    assert facade.check_books(wms_ground) == ()


def test_more_than_the_books_have_is_counted(hand: Handheld, wms_ground: Ground) -> None:  # noqa: F811
    fill(wms_ground, wish("A-01", "BOLT", 10))
    facade.accept(wms_ground, sale("O1", ("1", "BOLT", 4)), key="o1")
    facade.allocate_open(wms_ground)
    hand.open("move").scan("A-01").scan("BOLT").scan("7")
    assert "promised to orders" in hand.say and hand.beep == "wrong"
    hand.scan("12")
    assert facade.cycle_counts(wms_ground).rows == (), "it may be a slip of the finger"
    hand.scan("12")
    (count,) = facade.cycle_counts(wms_ground).rows
    assert (count.bin, count.item) == ("A-01", "BOLT") and "will be counted" in hand.say
    hand.scan("6").scan("A-02")
    assert hand.beep == "done", hand.say


@pytest.mark.parametrize("label", ["L1", "(01){gtin}(10)L1"])
def test_lots_are_kept_apart(hand: Handheld, wms_ground: Ground, label: str) -> None:  # noqa: F811
    day = date(2031, 5, 31)
    lots = [wish("A-01", "MILK", 6, lot=lot, expiry_on=day) for lot in ("L1", "L2")]
    fill(wms_ground, *lots)
    hand.open("move").scan("A-01")
    if label == "L1":
        hand.scan("MILK").scan("L9")
        assert hand.beep == "wrong" and "L9" in hand.say
    hand.scan(label.format(gtin=f"0{gtin(2)}")).scan("2").scan("A-02")
    assert hand.beep == "done", hand.say
    lots_there = {row.lot: row.on_hand for row in facade.stock(wms_ground, bin="A-02").rows}
    assert lots_there == {"L1": 2}


def test_pieces_with_serials_are_scanned_one_by_one(hand: Handheld, wms_ground: Ground) -> None:  # noqa: F811
    fill(wms_ground, wish("A-01", "DRILL", 3, serials=("S1", "S2", "S3")))
    hand.open("move").scan("A-01").scan("DRILL").scan("S9")
    assert hand.beep == "wrong" and hand.say == "S9 is not in A-01."
    hand.scan("S1").scan("S1")
    assert hand.beep == "wrong"
    hand.scan("S3").press("all").scan("B-01")
    assert hand.beep == "done", hand.say
    found = facade.stock(wms_ground, site=SITE, bin="B-01").rows
    assert {row.serial for row in found} == {"S1", "S3"}


def test_what_leaves_the_dock_by_hand_is_not_to_be_stored_any_more(
    hand: Handheld,  # noqa: F811
    wms_ground: Ground,
) -> None:
    facade.accept(wms_ground, purchase("P1", ("1", "BOLT", 10), ("2", "DRILL", 2)), key="p1")
    hand.open("receive").scan("P1").scan("BOLT").scan("10")
    hand.scan("DRILL").scan("2").scan("S1").scan("S2")
    hand.open("move").scan("DOCK").scan("BOLT").scan("3").scan("B-05")
    hand.scan("DOCK").scan("BOLT").scan("2").press("damaged")
    hand.scan("DOCK").scan("DRILL").scan("S2").press("all").scan("B-06")
    assert hand.beep == "done", hand.say
    tasks = {row.item: row for row in facade.tasks(wms_ground, site=SITE, kind="putaway").rows}
    assert tasks["BOLT"].quantity == 5
    assert (tasks["DRILL"].quantity, tasks["DRILL"].serials) == (1, ("S1",))
    hand.scan("DOCK").scan("BOLT").press("is:available").scan("5").scan("B-05")
    rows = facade.tasks(wms_ground, site=SITE, kind="putaway").rows
    assert [row.item for row in rows] == ["DRILL"]
    hand.open("putaway").scan(hand.big)
    assert (hand.beep, hand.big) == ("done", "Nothing to put away"), hand.say
    assert facade.check_books(wms_ground) == ()
