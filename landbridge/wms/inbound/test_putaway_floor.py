"""Putaway rules on a real floor: classes, capacity, many at once; lists changed under tests."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from landbridge.canon.item import Item
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Bin, BinKind, Rule, RuleTest, Site, Wrong, Zone
from landbridge.wms.testing import OWNER, SITE, fill, purchase, small_items, wish

PLACE = {"kind": "putaway", "site": SITE}
BY = {"actor": "mira"}


def receive(ground: Ground, number: str, item: str, quantity: int, **more: object):
    facade.accept(ground, purchase(number, ("1", item, quantity)), key=number)
    page = facade.inbound_order(ground, owner=OWNER.code, number=number)
    opened = facade.open_receipt(ground, key=f"r{number}", actor="anna",
                                 order_id=page.order.order_id)  # fmt: skip
    return facade.receive_line(
        ground, key=f"l{number}", actor="anna", receipt_id=opened.receipt_id, item=item,
        quantity=Decimal(quantity), **more,
    )  # fmt: skip


def change_item(ground: Ground, code: str, **values: object) -> None:
    item: Item = next(item for item in small_items() if item.number == code)
    facade.accept(ground, replace(item, version=2, **values), key=f"v2/{code}")


def test_chilled_goods_go_to_the_chilled_zone_and_nothing_else_does(floor: Ground) -> None:
    cold = Zone(code="COLD", temperature_class="chilled")
    facade.put_zones(floor, site=SITE, zones=[cold])
    facade.put_bins(floor, site=SITE, bins=[Bin(code="C-01", zone="COLD", pick_sequence=0)])
    change_item(floor, "PAINT", temperature_class="chilled", lot_controlled=True)
    assert receive(floor, "P1", "PAINT", 5, lot="L").suggested_bin == "C-01"
    assert receive(floor, "P2", "BOLT", 5).suggested_bin == "A-01"
    again = receive(floor, "P3", "PAINT", 5, lot="M")
    assert again.suggested_bin == "" and "No rule" in again.suggestion_text


def test_hazardous_goods_need_a_bin_that_is_for_them(floor: Ground) -> None:
    change_item(floor, "PAINT", hazard_code="GHS02", lot_controlled=True)
    assert receive(floor, "P1", "PAINT", 5, lot="L").suggested_bin == "A-01", "nothing is declared"
    safe = Bin(code="H-01", zone="B", hazard_classes=("GHS02",), pick_sequence=999)
    facade.put_bins(floor, site=SITE, bins=[safe])
    assert receive(floor, "P2", "PAINT", 5, lot="M").suggested_bin == "H-01"
    tried = facade.try_putaway(floor, site=SITE, item="BOLT", quantity=Decimal(1))
    assert tried.bin not in ("", "H-01")


def test_goods_are_not_stored_in_a_bin_of_another_class(floor: Ground) -> None:
    facade.put_zones(floor, site=SITE, zones=[Zone(code="COLD", temperature_class="chilled")])
    bins = [Bin(code="C-01", zone="COLD"), Bin(code="H-01", zone="B", hazard_classes=("GHS02",))]
    facade.put_bins(floor, site=SITE, bins=bins)
    change_item(floor, "NUT", hazard_code="GHS02")
    change_item(floor, "PAINT", temperature_class="chilled", lot_controlled=True)
    wrongs = (
        ("BOLT", {}, "C-01", "BOLT cannot stand in C-01: it keeps chilled goods. Take it to A-01."),
        ("BOLT", {}, "H-01", "it keeps hazard GHS02"),
        ("NUT", {}, "A-01", "NUT cannot stand in A-01: it is not for hazard GHS02. "
                            "Take it to H-01."),
        ("PAINT", {"lot": "L"}, "A-01", "it is not chilled"),
    )  # fmt: skip
    for number, (item, more, bin, words) in enumerate(wrongs):
        receive(floor, f"P{number}", item, 5, **more)
        task = facade.tasks(floor, kind="putaway").rows[-1]
        assert task.item == item
        store = {"actor": "anna", "task_id": task.task_id}
        with pytest.raises(Wrong) as caught:
            facade.put_away(floor, key=f"w{number}", bin=bin, **store)
        assert caught.value.code == "wrong-class" and words in str(caught.value)
        done = facade.put_away(floor, key=f"s{number}", bin=task.target_bin, **store)
        assert done.remaining == 0


def test_moving_goods_or_a_plate_keeps_classes_apart_too(floor: Ground) -> None:
    facade.put_zones(floor, site=SITE, zones=[Zone(code="COLD", temperature_class="chilled")])
    facade.put_bins(floor, site=SITE, bins=[Bin(code="C-01", zone="COLD")])
    fill(floor, wish("A-01", "BOLT", 24, lpn="P1"), wish("A-02", "NUT", 5))
    words = "cannot stand in C-01: it keeps chilled goods. Choose a bin that is for it."
    with pytest.raises(Wrong, match=words) as caught:
        facade.move_plate(floor, key="p", actor="mo", site=SITE, lpn="P1", bin="C-01")
    assert caught.value.code == "wrong-class"
    with pytest.raises(Wrong, match=words):
        facade.move_stock(floor, key="s", actor="mo", site=SITE, source_bin="A-02",
                          target_bin="C-01", item="NUT", quantity=Decimal(1))  # fmt: skip
    change_item(floor, "NUT", temperature_class="chilled")
    moved = facade.move_stock(floor, key="t", actor="mo", site=SITE, source_bin="A-02",
                              target_bin="C-01", item="NUT", quantity=Decimal(1))  # fmt: skip
    assert moved.target_bin == "C-01"


def test_a_bin_takes_what_fits_by_volume_and_weight(floor: Ground) -> None:
    """A piece of BOLT takes 0.4 litres and 400 g."""
    facade.open_site(floor, Site(code="TINY", name="Tiny"))
    bins = [
        Bin(code="SMALL", length_mm=100, width_mm=100, height_mm=100, pick_sequence=1),
        Bin(code="WEAK", weight_max_g=Decimal(1000), pick_sequence=2),
        Bin(code="BIG", length_mm=200, width_mm=200, height_mm=200,
            weight_max_g=Decimal(9000), pick_sequence=3),
        Bin(code="DOCK", kind=BinKind.RECEIVING),
    ]  # fmt: skip
    facade.put_bins(floor, site="TINY", bins=bins)
    found = {
        count: facade.try_putaway(floor, site="TINY", item="BOLT", quantity=Decimal(count)).bin
        for count in (2, 3, 18, 19)
    }
    assert found == {2: "SMALL", 3: "BIG", 18: "BIG", 19: ""}
    tried = facade.try_putaway(floor, site="TINY", item="BOLT", quantity=Decimal(3))
    assert (tried.litres, tried.kilograms) == (Decimal("1.2"), Decimal("1.2"))
    assert tried.rule == "Empty bin near the item"


def test_many_at_once_are_never_sent_to_one_empty_bin(floor: Ground) -> None:
    """Sixteen lots that must not mix, at once, for twenty bins."""
    count = 16

    def one(number: int) -> str:
        got = receive(floor, f"Q{number}", "PAINT", 3, lot=f"L{number}")
        return got.suggested_bin

    with ThreadPoolExecutor(8) as pool:
        bins = list(pool.map(one, range(count)))
    assert "" not in bins
    assert len(set(bins)) == count


def test_what_is_on_its_way_counts_as_there(floor: Ground) -> None:
    """90 % of a bin of 960 litres hold 2160 BOLT: two receipts of 1500 cannot share one."""
    first = receive(floor, "P1", "BOLT", 1500)
    second = receive(floor, "P2", "BOLT", 1500)
    third = receive(floor, "P3", "BOLT", 600)
    assert first.suggested_bin != second.suggested_bin
    assert third.suggested_bin in (first.suggested_bin, second.suggested_bin)
    assert "awaits 1500" in third.suggestion_text


COLD = Rule(name="Bulk upstairs", conditions={"item": "BOLT"},
            actions={"look_for": "empty", "zones": "B", "nearness": "walk"})  # fmt: skip


def test_a_rule_is_added_first_tried_used_and_told(floor: Ground) -> None:
    book = facade.rulebook(floor, **PLACE)
    assert book.is_default and book.rules[0].rule.name == "Same item together"
    saved = facade.save_rule(floor, key="k1", **BY, **PLACE, rule=replace(COLD, position=1))
    again = facade.save_rule(floor, key="k1", **BY, **PLACE, rule=replace(COLD, position=1))
    assert saved == again and saved.rule_count == 5
    got = receive(floor, "P1", "BOLT", 5)
    assert got.suggested_bin == "B-01" and got.suggestion_text.endswith("Rule: Bulk upstairs.")
    assert receive(floor, "P2", "NUT", 5).suggested_bin == "A-01"
    book = facade.rulebook(floor, **PLACE)
    assert not book.is_default
    assert [(view.rule.name, view.used_count) for view in book.rules][:2] == [
        ("Bulk upstairs", 1), ("Same item together", 0),
    ]  # fmt: skip
    assert [change.what for change in book.changes] == ["Added Bulk upstairs"]
    facade.move_rule(floor, key="k2", **BY, **PLACE, name="Bulk upstairs", by=4)
    off = replace(COLD, enabled=False)
    facade.save_rule(floor, key="k3", **BY, **PLACE, rule=off, replaces="Bulk upstairs")
    assert facade.rulebook(floor, **PLACE).rules[-1].rule == replace(
        off, position=5, rule_id=facade.rulebook(floor, **PLACE).rules[-1].rule.rule_id
    )
    facade.remove_rule(floor, key="k4", **BY, **PLACE, name="Bulk upstairs")
    assert len(facade.rulebook(floor, **PLACE).rules) == 4


def test_a_change_that_breaks_a_test_is_refused_unless_it_is_wanted(floor: Ground) -> None:
    kept = RuleTest(
        name="bolts lie below", given={"bins": "A zone=A\nB zone=B"},
        event={"item": "BOLT"}, expected={"bin": "A"},
    )  # fmt: skip
    made = facade.save_rule_test(floor, key="t1", **BY, **PLACE, test=kept)
    assert (made.passed_count, made.failed) == (1, ())
    with pytest.raises(Wrong, match="bolts lie below would fail, it expects bin A") as refused:
        facade.save_rule(floor, key="k1", **BY, **PLACE, rule=replace(COLD, position=1))
    assert refused.value.code == "rule-test-failed"
    assert facade.rulebook(floor, **PLACE).is_default
    forced = facade.save_rule(
        floor, key="k1", **BY, **PLACE, rule=replace(COLD, position=1), despite_failures=True
    )
    assert forced.failed == ("bolts lie below",)
    book = facade.rulebook(floor, **PLACE)
    assert [outcome.got for outcome in book.run.outcomes] == ["bin B"]
    assert {view.rule.name for view in book.rules if not view.tested} == {
        "Same item together", "Fast movers near packing", "Slow movers far away",
        "Empty bin near the item",
    }  # fmt: skip
    # What fails already does not stand in the way of the next change.
    facade.move_rule(floor, key="k2", **BY, **PLACE, name="Same item together", by=1)
    facade.remove_rule_test(floor, key="t2", **BY, **PLACE, test_id=book.tests[0].test_id)
    assert facade.rulebook(floor, **PLACE).tests == ()


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda g: facade.rulebook(g, kind="luck", site=SITE), "unknown-kind"),
        (lambda g: facade.rulebook(g, kind="putaway", site="OSL"), "unknown-site"),
        (lambda g: facade.save_rule(g, key="k", **BY, **PLACE, rule=Rule(name="")), "rule"),
        (lambda g: facade.save_rule(g, key="k", **BY, **PLACE, rule=COLD, replaces="?"),
         "not-found"),
        (lambda g: facade.save_rule(g, key="k", **BY, **PLACE,
                                    rule=replace(COLD, name="Same item together")), "rule"),
        (lambda g: facade.move_rule(g, key="k", **BY, **PLACE, name="?", by=1), "not-found"),
        (lambda g: facade.remove_rule(g, key="k", **BY, **PLACE, name="?"), "not-found"),
        (lambda g: facade.remove_rule_test(g, key="k", **BY, **PLACE, test_id=9), "not-found"),
        (lambda g: facade.save_rule_test(g, key="k", **BY, **PLACE, test=RuleTest(name="x")),
         "rule-test"),
        (lambda g: facade.try_putaway(g, site=SITE, item="?", quantity=Decimal(1)),
         "unknown-code"),
        (lambda g: facade.try_putaway(g, site=SITE, item="BOLT", quantity=Decimal(-1)),
         "quantity"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_answered_with_its_reason(floor: Ground, call, code: str) -> None:
    with pytest.raises(Wrong) as refused:
        call(floor)
    assert refused.value.code == code
    assert facade.rulebook(floor, **PLACE).is_default


@pytest.mark.parametrize(
    ("actions", "code"), [({"zones": "A Q"}, "unknown-zone"), ({"bins": "A-99"}, "unknown-bin")]
)
def test_a_rule_names_only_places_that_are_there(floor: Ground, actions, code: str) -> None:
    rule = Rule(name="Slip", actions={"look_for": "empty", **actions})
    with pytest.raises(Wrong) as refused:
        facade.save_rule(floor, key="k", **PLACE, **BY, rule=rule)
    assert refused.value.code == code
    assert facade.rulebook(floor, **PLACE).is_default


def test_two_who_change_a_list_at_once_both_succeed(floor: Ground) -> None:
    def add(number: int) -> None:
        rule = replace(COLD, name=f"Rule {number}")
        facade.save_rule(floor, key=f"k{number}", **BY, **PLACE, rule=rule)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add, range(6)))
    rules = [view.rule for view in facade.rulebook(floor, **PLACE).rules]
    assert [rule.position for rule in rules] == list(range(1, 11))
    assert {rule.name for rule in rules} >= {f"Rule {number}" for number in range(6)}


def test_how_fast_items_move_is_counted_from_picks(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 100), wish("A-02", "NUT", 100))
    now = floor.clock.now()
    with floor.pg.transaction() as conn:
        conn.execute(
            "INSERT INTO task (kind, site_id, zone, bin, item_id, lot, serials, status, lpn,"
            " quantity, done, priority, sequence, created_at, closed_at, outcome)"
            " SELECT 'pick', s.site_id, '', 'A-01', i.item_id, '', '{}', 'available', '', 1, 1, 5,"
            " 0, %(at)s, %(at)s, 'done' FROM site s, item i,"
            " generate_series(1, CASE i.code WHEN 'BOLT' THEN 90 WHEN 'NUT' THEN 6 ELSE 0 END)",
            {"at": now - timedelta(days=1)},
        )
    found = facade.classify_items(floor, site=SITE)
    assert (found.a_count, found.b_count, found.c_count) == (1, 1, 0)
    tried = facade.try_putaway(floor, site=SITE, item="BOLT", quantity=Decimal(9999))
    assert tried.abc == "A"
    assert [one.rule for one in tried.tried][1] == "Fast movers near packing"
    assert facade.classify_items(floor, site=SITE, days=1).c_count == 2, "none of late"
