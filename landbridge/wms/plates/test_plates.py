"""Licence plates are made, nested, split, merged, moved and emptied; the books always hold."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest

from landbridge.canon.gs1 import is_sscc, make_sscc
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Wrong
from landbridge.wms.testing import OWNER, SITE, fill, sale, wish

AT = {"site": SITE, "actor": "paul"}
SSCC = make_sscc(3, "9521234", 77)


def on(ground: Ground, lpn: str) -> dict[str, Decimal]:
    page = facade.plate(ground, lpn=lpn)
    assert page is not None
    return {line.item: line.on_hand for line in page.contents}


def sound(ground: Ground) -> bool:
    return facade.check_books(ground) == ()


def test_a_plate_is_made_once_and_gets_an_sscc_by_itself(floor: Ground) -> None:
    made = facade.create_plate(floor, key="1", **AT, bin="DOCK", package_type="PF")
    assert is_sscc(made.lpn) and made.bin == "DOCK"
    assert facade.create_plate(floor, key="1", **AT, bin="DOCK", package_type="PF") == made
    other = facade.create_plate(floor, key="2", **AT, bin="DOCK")
    assert other.lpn != made.lpn
    named = facade.create_plate(floor, key="3", **AT, bin="A-01", lpn=f"(00){SSCC}")
    assert named.lpn == SSCC
    page = facade.plate(floor, lpn=SSCC)
    assert (page.plate.bin, page.contents, page.history[0].what) == ("A-01", (), "created")
    assert [row.lpn for row in facade.plates(floor, site=SITE).rows] == [
        SSCC, other.lpn, made.lpn,
    ]  # fmt: skip


def test_a_plate_is_shown_before_anybody_did_something_with_it(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 5, lpn="P1"))
    page = facade.plate(floor, lpn="P1")
    assert (page.plate.bin, page.plate.site, on(floor, "P1")) == ("A-01", SITE, {"BOLT": 5})
    assert facade.plate(floor, lpn="P2") is None


def test_a_whole_tree_moves_in_one_step(floor: Ground) -> None:
    fill(floor, wish("DOCK", "BOLT", 24, lpn="P1"), wish("DOCK", "NUT", 5, lpn="BOX"))
    milk = wish("DOCK", "MILK", 6, lpn="BOX", lot="L", expiry_on=date(2031, 1, 31))
    fill(floor, milk, wish("DOCK", "DRILL", 2, lpn="BOX", serials=("S1", "S2")))
    facade.nest_plate(floor, key="n", **AT, lpn="BOX", parent_lpn="P1")
    moved = facade.move_plate(floor, key="m", **AT, lpn="P1", bin="A-03")
    assert moved.quantity == 37
    assert facade.move_plate(floor, key="m", **AT, lpn="P1", bin="A-03") == moved
    rows = facade.stock(floor).rows
    assert {row.bin for row in rows} == {"A-03"} and {row.lpn for row in rows} == {"P1", "BOX"}
    assert on(floor, "BOX") == {"NUT": 5, "MILK": 6, "DRILL": 1}  # two serials, one piece each
    page = facade.plate(floor, lpn="P1")
    assert [child.lpn for child in page.children] == ["BOX"]
    assert {event.what for event in page.history} >= {"moved", "relocation", "created"}
    alone = facade.move_plate(floor, key="m2", **AT, lpn="BOX", bin="A-04")
    assert alone.quantity == 13
    assert facade.plate(floor, lpn="BOX").plate.parent_lpn == "", "it was taken off"
    assert on(floor, "P1") == {"BOLT": 24} and sound(floor)


def test_goods_are_split_merged_and_taken_off(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 24, lpn="P1"))
    part = facade.split_plate(
        floor, key="s", **AT, lpn="P1", item="BOLT", quantity=Decimal(1), uom="CS"
    )
    assert is_sscc(part.lpn) and part.quantity == 12
    assert on(floor, "P1") == on(floor, part.lpn) == {"BOLT": 12}
    facade.split_plate(floor, key="s2", **AT, lpn="P1", item="BOLT", quantity=Decimal(2),
                       target_lpn="P3")  # fmt: skip
    facade.merge_plates(floor, key="g", **AT, lpn=part.lpn, target_lpn="P3")
    assert on(floor, "P3") == {"BOLT": 14} and on(floor, part.lpn) == {}
    emptied = facade.empty_plate(floor, key="e", **AT, lpn="P3")
    assert emptied.quantity == 14
    loose = {(row.lpn, row.on_hand) for row in facade.stock(floor, bin="A-01").rows}
    assert loose == {("P1", Decimal(10)), ("", Decimal(14))}
    assert facade.plate(floor, lpn="P3").history[0].what in ("emptied", "relocation")
    assert sound(floor)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda g: facade.create_plate(g, key="k", **AT, bin="NOWHERE"), "unknown-bin"),
        (lambda g: facade.create_plate(g, key="k", **AT, bin="DOCK", lpn="P1"), "plate-known"),
        (lambda g: facade.create_plate(g, key="k", **AT, bin="DOCK", lpn=SSCC[:-1] + "0"), "lpn"),
        (lambda g: facade.create_plate(g, key="k", **AT, bin="DOCK", lpn="@x"), "lpn"),
        (lambda g: facade.move_plate(g, key="k", **AT, lpn="??", bin="DOCK"), "lpn"),
        (lambda g: facade.move_plate(g, key="k", **AT, lpn="P9", bin="DOCK"), "unknown-plate"),
        (lambda g: facade.move_plate(g, key="k", **AT, lpn="P1", bin="A-01"), "same-bin"),
        (lambda g: facade.nest_plate(g, key="k", **AT, lpn="P1", parent_lpn="P2"), "other-bin"),
        (lambda g: facade.nest_plate(g, key="k", **AT, lpn="P1", parent_lpn="P1"),
         "nested-in-itself"),
        (lambda g: facade.merge_plates(g, key="k", **AT, lpn="P1", target_lpn="P1"),
         "same-plate"),
        (lambda g: facade.merge_plates(g, key="k", **AT, lpn="P1", target_lpn="P2"), "other-bin"),
        (lambda g: facade.split_plate(g, key="k", **AT, lpn="P1", item="BOLT",
                                      quantity=Decimal(99)), "not-enough"),
        (lambda g: facade.split_plate(g, key="k", **AT, lpn="P1", item="NUT",
                                      quantity=Decimal(1)), "not-enough"),
        (lambda g: facade.split_plate(g, key="k", **AT, lpn="P1", item="PAINT",
                                      quantity=Decimal(1)), "lot-missing"),
        (lambda g: facade.split_plate(g, key="k", **AT, lpn="P1", item="DRILL",
                                      quantity=Decimal(1)), "serials-missing"),
        (lambda g: facade.split_plate(g, key="k", **AT, lpn="P1", item="BOLT",
                                      quantity=Decimal(1), target_lpn="P2"), "other-bin"),
    ],
)  # fmt: skip
def test_what_cannot_be_changes_nothing(floor: Ground, call, code: str) -> None:
    fill(
        floor, wish("A-01", "BOLT", 5, lpn="P1"), wish("A-02", "BOLT", 5, lpn="P2"),
        wish("A-01", "PAINT", 5, lpn="P1", lot="L1"), wish("A-01", "PAINT", 5, lpn="P1", lot="L2"),
        wish("A-01", "DRILL", 1, lpn="P1", serials=("S1",)),
    )  # fmt: skip
    facade.nest_plate(floor, key="known", **AT, lpn="P1", parent_lpn="")
    before = facade.stock(floor).rows
    with pytest.raises(Wrong) as refused:
        call(floor)
    assert refused.value.code == code
    assert facade.stock(floor).rows == before


def test_what_is_promised_or_to_be_done_stays_on_its_plate(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 5, lpn="P1"))
    facade.accept(floor, sale("O1", ("1", "BOLT", 2)), key="o1")
    facade.allocate_open(floor)
    for deed, code in (
        (lambda: facade.move_plate(floor, key="m", **AT, lpn="P1", bin="A-02"), "not-enough"),
        (lambda: facade.empty_plate(floor, key="e", **AT, lpn="P1"), "plate-has-task"),
    ):
        with pytest.raises(Wrong) as refused:
            deed()
        assert refused.value.code == code
    assert sound(floor)


def test_a_carton_is_no_plate(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 5))
    facade.accept(floor, sale("O1", ("1", "BOLT", 2)), key="o1")
    facade.allocate_open(floor)
    order = facade.outbound_order(floor, owner=OWNER.code, number="O1").order
    carton = facade.open_carton(floor, key="c", actor="paul", order_id=order.order_id)
    with pytest.raises(Wrong) as refused:
        facade.create_plate(floor, key="k", **AT, bin="DOCK", lpn=carton.sscc)
    assert refused.value.code == "carton"


def test_many_hands_at_one_plate_lose_nothing(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 40, lpn="P1"))

    def one(number: int) -> str:
        try:
            facade.split_plate(floor, key=f"s{number}", **AT, lpn="P1", item="BOLT",
                               quantity=Decimal(3), target_lpn=f"Q{number % 3}")  # fmt: skip
        except Wrong as wrong:
            return wrong.code
        return ""

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(one, range(16)))
    assert said.count("") == 13 and set(said) <= {"", "not-enough"}
    assert sum(row.on_hand for row in facade.stock(floor, item="BOLT").rows) == 40
    assert sound(floor)
