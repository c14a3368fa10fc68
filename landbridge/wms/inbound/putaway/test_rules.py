"""Rules decide in their order; every place is explained, and so is every place passed over."""

from dataclasses import replace
from decimal import Decimal

import pytest

from landbridge.wms.inbound.putaway.kind import PUTAWAY
from landbridge.wms.inbound.putaway.rules import (
    Found,
    Goods,
    Held,
    Home,
    Place,
    Search,
    SiteClasses,
    Suggestion,
    applies,
    ordered,
    suggest,
    unfit,
)
from landbridge.wms.inbound.putaway.sizes import UNMEASURED, Size, packed_size
from landbridge.wms.master.contracts import ItemView, UomView
from landbridge.wms.rulebook.contracts import Rule


def unit(uom: str, count: int, *size: int) -> UomView:
    names = ("length_mm", "width_mm", "height_mm", "gross_weight_g")
    values = dict(zip(names, map(Decimal, size), strict=False))
    return UomView(uom=uom, numerator=count, **values)


def item(*units: UomView) -> ItemView:
    return ItemView(
        item_id=1, owner="O", code="X", version=1, description="", base_uom="C62",
        quantity_digits=0, lot_controlled=False, expiry_controlled=False,
        serial_controlled=False, shelf_life_days=None, item_class="", active=True, uoms=units,
    )  # fmt: skip


EACH, CASE, PALLET = (
    unit("C62", 1, 100, 100, 100, 500),
    unit("CS", 10, 200, 200, 260, 5200),
    unit("PF", 100, 1200, 800, 1000, 60_000),
)


@pytest.mark.parametrize(
    ("units", "quantity", "volume", "weight"),
    [
        ((EACH,), 7, 7_000_000, 3_500),
        ((EACH, CASE), 23, 2 * 10_400_000 + 3_000_000, 2 * 5_200 + 1_500),
        ((EACH, CASE, PALLET), 235, 2 * 960_000_000 + 3 * 10_400_000 + 5_000_000,
         2 * 60_000 + 3 * 5_200 + 2_500),
        ((unit("C62", 1), CASE), 5, 5_200_000, 2_600),
        ((unit("C62", 1),), 5, None, None),
    ],
)  # fmt: skip
def test_goods_take_the_room_of_the_packs_they_come_in(units, quantity, volume, weight) -> None:
    assert packed_size(item(*units), Decimal(quantity)) == Size(volume, weight)


GOODS = Goods(owner="O", item="X", quantity=Decimal(10), lot="L1",
              size=Size(Decimal(1000), Decimal(50)))  # fmt: skip


def held(item: str = "X", **more: object) -> Held:
    base = Held(owner="O", item=item, lot="L1", status="available", quantity=Decimal(5),
                size=Size(Decimal(500), Decimal(20)))  # fmt: skip
    return replace(base, **more)


def place(code: str, turn: int = 0, *stock: Held, **more: object) -> Place:
    return Place(code=code, pick_sequence=turn, held=stock, **more)


def finder(*places: Place):
    def find(search: Search) -> Found:
        mine = [p for p in places if any(h.item == search.goods.item for h in p.held)]
        home = Home(mine[0].code, mine[0].pick_sequence) if mine else None
        return Found(ordered(places, search, home), home)

    return find


def told(*places: Place, goods: Goods = GOODS) -> Suggestion:
    return suggest(PUTAWAY.defaults, goods, finder(*places))


@pytest.mark.parametrize(
    ("places", "bin", "text"),
    [
        ([place("A1", 1, held()), place("B1", 2)], "A1",
         "A1 holds 5 of lot L1 of this item already and has room. Rule: Same item together."),
        ([place("A1", 1, held(coming=True)), place("B1", 2)], "A1",
         "A1 awaits 5 of lot L1 of this item already and has room. Rule: Same item together."),
        ([place("A1", 1, held(), volume_mm3=Decimal(2000), weight_max_g=Decimal(80))], "A1",
         "A1 holds 5 of lot L1 of this item already and has room. It is 88 % full then. "
         "Rule: Same item together."),
        ([place("A1", 1, held(), held("Y")), place("B1", 2)], "B1", None),
        ([place("A1", 1, held(lot="L2")), place("B1", 2)], "B1", None),
        ([place("A1", 1, held(status="damaged")), place("B1", 2)], "B1", None),
        ([place("A1", 1, held(), volume_mm3=Decimal(1600)), place("B1", 2)], "B1", None),
        ([place("A1", 1, held(), weight_max_g=Decimal(69)), place("B1", 2)], "B1", None),
        ([place("A9", 90, held(), weight_max_g=Decimal(1)), place("B1", 2), place("B2", 80)], "B2",
         "B2 is the empty bin nearest to A9. Rule: Empty bin near the item."),
        ([place("B1", 2, volume_mm3=Decimal(10)), place("B2", 80)], "B2",
         "B2 is the first empty bin on the pick walk. Rule: Empty bin near the item."),
        ([place("B1", 2, volume_mm3=Decimal(10))], "",
         "No rule finds a bin with room: scan any storage bin."),
        ([], "", None),
    ],
)  # fmt: skip
def test_the_first_rule_that_finds_a_place_decides(places, bin, text) -> None:
    found = told(*places)
    assert found.bin == bin
    assert found.text.endswith(".")
    if text is not None:
        assert found.text == text


def test_fast_movers_go_near_packing_and_slow_ones_far_away() -> None:
    places = [place(f"P{metres}", reach_mm=metres * 1000) for metres in (40, 5, 90)]
    fast = told(*places, goods=replace(GOODS, abc="A"))
    slow = told(*places, goods=replace(GOODS, abc="C"))
    assert (fast.bin, slow.bin) == ("P5", "P90")
    assert "(5 m)" in fast.text and "far from packing" in slow.text
    assert [one.text for one in fast.tried[:1]] == ["It finds no bin with room."]


@pytest.mark.parametrize(
    ("goods", "bin", "classes", "reason"),
    [
        ({"temperature_class": "chilled"}, {}, SiteClasses(temperature=True), "it is not chilled"),
        ({"temperature_class": "chilled"}, {}, SiteClasses(), ""),
        ({"temperature_class": "ambient"}, {}, SiteClasses(temperature=True), ""),
        ({}, {"temperature_class": "frozen"}, SiteClasses(), "it keeps frozen goods"),
        ({"temperature_class": "frozen"}, {"temperature_class": "frozen"}, SiteClasses(), ""),
        ({"hazard_code": "GHS02"}, {}, SiteClasses(hazard=True), "it is not for hazard GHS02"),
        ({"hazard_code": "GHS02"}, {}, SiteClasses(), ""),
        ({"hazard_code": "GHS02"}, {"hazard_classes": ("GHS05",)}, SiteClasses(),
         "it keeps hazard GHS05"),
        ({"hazard_code": "GHS02"}, {"hazard_classes": ("GHS02", "GHS05")}, SiteClasses(True, True),
         ""),
        ({}, {"hazard_classes": ("GHS05",)}, SiteClasses(), "it keeps hazard GHS05"),
    ],
)  # fmt: skip
def test_classes_of_goods_and_bins_must_agree(goods, bin, classes, reason) -> None:
    search = Search(Rule(name="r", actions={"look_for": "empty"}), replace(GOODS, **goods))
    assert unfit(place("A", **bin), search, classes) == reason


@pytest.mark.parametrize(
    ("actions", "stock", "reason"),
    [
        ({"look_for": "empty"}, [held()], "something is in it or on its way to it"),
        ({"look_for": "same_item"}, [held("Y")], "it does not hold the item"),
        ({"look_for": "same_item", "mix": "lots"}, [held(lot="L2")], ""),
        ({"look_for": "same_item", "mix": "lots"}, [held(), held("Y")], "it holds Y too"),
        ({"look_for": "same_item", "mix": "items"}, [held(), held("Y")], ""),
        ({"look_for": "mixed"}, [held("Y")], ""),
        ({"look_for": "mixed"}, [held("Y", owner="P")], "it holds goods of another owner"),
        ({"look_for": "mixed"}, [held(lot="L2")], "it holds lot L2"),
        ({"look_for": "mixed", "zones": "PICK BULK"}, [], "it is in zone –"),
        ({"look_for": "mixed", "levels": "1"}, [], "it is on level –"),
        ({"look_for": "mixed", "bins": "B"}, [], "the rule names other bins"),
    ],
)
def test_what_may_stand_together_is_the_rules_business(actions, stock, reason) -> None:
    search = Search(Rule(name="r", actions=actions), GOODS)
    assert unfit(place("A", 0, *stock), search, SiteClasses()) == reason


def test_unmeasured_goods_and_bins_always_fit() -> None:
    search = Search(Rule(name="r", actions={"look_for": "empty"}), replace(GOODS, size=UNMEASURED))
    tight = place("A", volume_mm3=Decimal(1), weight_max_g=Decimal(1))
    assert unfit(tight, search, SiteClasses()) == ""


@pytest.mark.parametrize(
    ("conditions", "goods", "holds"),
    [
        ({}, {}, True),
        ({"abc": "A B"}, {"abc": "B"}, True),
        ({"abc": "A"}, {}, False),
        ({"hazard_code": "any"}, {"hazard_code": "GHS02"}, True),
        ({"hazard_code": "any"}, {}, False),
        ({"pallet": "yes"}, {"whole_pallet": True}, True),
        ({"pallet": "no"}, {"whole_pallet": True}, False),
        ({"item_class": "DRINKS", "owner": "O"}, {"item_class": "DRINKS"}, True),
        ({"item_class": "DRINKS", "owner": "P"}, {"item_class": "DRINKS"}, False),
    ],
)
def test_all_conditions_of_a_rule_must_hold(conditions, goods, holds) -> None:
    assert applies(Rule(name="r", conditions=conditions), replace(GOODS, **goods)) is holds
