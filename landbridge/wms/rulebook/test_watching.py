"""Tests of allocation and release: what they say is what the warehouse does, and a change of the
rules that breaks one is refused."""

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    AllocationPolicy,
    CutoffRow,
    ReleasePolicy,
    RuleTest,
    WaveTemplate,
    Wrong,
)
from landbridge.wms.outbound.allocation.kind import ALLOCATION
from landbridge.wms.outbound.allocation.kind import TODAY as WRITTEN_TODAY
from landbridge.wms.outbound.waves.contracts import WAYS
from landbridge.wms.outbound.waves.kind import RELEASE
from landbridge.wms.testing import OWNER, SITE, fill, sale, wish


def rules_of(ground: Ground, kind: str):  # type: ignore[no-untyped-def]
    return [view.rule for view in facade.rulebook(ground, kind=kind, site=SITE).rules]


@pytest.mark.parametrize("way", WAYS)
def test_written_stock_is_given_as_real_stock_is(floor: Ground, way: str) -> None:
    chance = random.Random(way)
    today = floor.clock.now().date()
    lines = []
    for n in range(1, 7):
        lot, holds, days = f"L{chance.randint(1, 3)}", chance.randint(2, 12), 0
        days = 20 + 30 * int(lot[1:])
        fill(floor, wish(f"A-{n:02}", "MILK", holds, lot=lot, expiry_on=today + timedelta(days)))
        # Real stock came in this order, all on one day; written stock says so by its place.
        lines.append(f"A-{n:02} holds={holds} lot={lot} expires={days} age={7 - n}")
    policy = AllocationPolicy(owner=OWNER.code, way=way, shelf_life_remaining_days_min=60)
    facade.put_allocation_policy(floor, policy, actor="mia")
    document = sale("O1", ("1", "MILK", 17))
    facade.accept(floor, replace(document, ship_on=today), key="o1")
    facade.allocate_open(floor)
    order = facade.outbound_order(floor, owner=OWNER.code, number="O1")
    assert order is not None
    real = sorted((task.bin, task.quantity) for task in order.tasks)
    case = RuleTest(
        name="t", given={"stock": "\n".join(lines)}, expected={"given": "1"},
        event={"owner": OWNER.code, "quantity": "17", "packs": "12 48"},
    )  # fmt: skip
    said = ALLOCATION.decide(rules_of(floor, "allocation"), case)
    assert said.rule == OWNER.code and WRITTEN_TODAY.year == 2001
    assert real and sorted(said.values["bins"].split()) == [code for code, _ in real]
    assert Decimal(said.values["given"]) == sum(quantity for _, quantity in real)
    for code, quantity in real:
        assert f"{quantity:f} from {code}" in said.text, (said.text, real)


def test_written_orders_go_as_real_orders_do(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 50))
    facade.put_release_policy(floor, ReleasePolicy(site=SITE, mode="waves"), actor="mia")
    template = WaveTemplate(
        site=SITE, code="FAST", carrier_codes=("DHL",), priority_max=40, orders_max=2, orders_min=2
    )
    facade.put_wave_template(floor, template, actor="mia")
    lines = []
    for n, (carrier, priority) in enumerate((("DHL", 40), ("UPS", 1), ("DHL", 10), ("DHL", 41),
                                             ("DHL", 0), ("DHL", 30)), 1):  # fmt: skip
        document = replace(sale(f"O{n}", ("1", "BOLT", 2)), carrier_code=carrier, priority=priority)
        facade.accept(floor, document, key=f"o{n}")
        lines.append(f"O{n} carrier={carrier} priority={priority}")
    facade.allocate_open(floor)
    case = RuleTest(name="t", given={"orders": "\n".join(lines)}, expected={"rule": "FAST"})
    said = RELEASE.decide(rules_of(floor, "release"), case)
    assert said.values == {"rule": "FAST", "orders": "O5 O3", "leaves": "- -"}
    (released,) = facade.begin_own_waves(floor)
    page = facade.wave(floor, wave_id=released.wave_id)
    assert page is not None and {number for _, number in page.orders} == {"O5", "O3"}
    hand = replace(case, event={"template": "NONE"})
    assert RELEASE.decide(rules_of(floor, "release"), hand).rule == ""


def test_room_on_the_floor_and_cut_offs_decide(floor: Ground) -> None:
    policy = ReleasePolicy(site=SITE, mode="capacity", open_picks_max=5)
    facade.put_release_policy(floor, policy, actor="mia")
    orders = "O1 picks=2 cutoff=90\nO2 picks=2 priority=0\nO3 picks=2 cutoff=30"
    case = RuleTest(name="t", given={"orders": orders, "open_picks": "2"}, expected={})
    said = RELEASE.decide(rules_of(floor, "release"), case)
    assert (said.rule, said.values["orders"]) == ("As the floor has room", "O3 O1")
    full = replace(case, given={"orders": orders, "open_picks": "5"})
    assert RELEASE.decide(rules_of(floor, "release"), full).text == "Nothing goes yet."


def test_a_change_that_breaks_a_test_is_refused_and_told(floor: Ground) -> None:
    facade.put_allocation_policy(floor, AllocationPolicy(way="fefo"), actor="mia")
    stock = "A-01 holds=5 expires=90 age=9\nA-02 holds=5 expires=30 age=1"
    where = {"actor": "mia", "kind": "allocation", "site": SITE}
    test = RuleTest(
        name="Short dates first", given={"stock": stock}, event={"quantity": "6"},
        expected={"bins": "A-02 A-01", "rule": "Unless said otherwise"},
    )  # fmt: skip
    saved = facade.save_rule_test(floor, key="t", test=test, **where)
    assert (saved.passed_count, saved.untested) == (1, ())
    with pytest.raises(Wrong, match="the test Short dates first would fail"):
        facade.put_allocation_policy(floor, AllocationPolicy(way="fifo"), actor="mia")
    assert facade.allocation_policies(floor)[0].way == "fefo"
    facade.put_allocation_policy(
        floor, AllocationPolicy(owner="ELSE", way="lifo"), actor="mia"
    )  # another owner's
    facade.put_allocation_policy(
        floor, AllocationPolicy(way="fifo"), actor="mia", despite_failures=True
    )
    book = facade.rulebook(floor, kind="allocation", site=SITE)
    assert [outcome.passed for outcome in book.run.outcomes] == [False]
    assert book.run.untested == ("ELSE",)
    assert [(change.what, change.failed_count) for change in book.changes] == [
        ("Stock of any owner, any class: fifo", 1), ("Stock of ELSE, any class: lifo", 0),
    ]  # fmt: skip
    with pytest.raises(Wrong, match="set under How orders go out"):
        facade.move_rule(floor, key="m", name="ELSE", by=1, **where)
    with pytest.raises(Wrong, match="many is no number for holds"):
        wrong = replace(test, given={"stock": "A-01 holds=many"})
        facade.save_rule_test(floor, key="w", test=wrong, **where)


def test_a_cut_off_that_breaks_a_test_of_release_is_refused(floor: Ground) -> None:
    cutoff = CutoffRow(site=SITE, carrier_code="DHL", service_code="", weekdays=(1, 2, 3, 4, 5),
                       at="14:30")  # fmt: skip
    facade.put_cutoff(floor, cutoff, actor="mia")
    where = {"actor": "mia", "kind": "release", "site": SITE}
    test = RuleTest(
        name="DHL is taken on Friday", event={"at": "Fri 14:05"},
        given={"orders": "O1 carrier=UPS\nO2 carrier=DHL service=EXPRESS\nO3 cutoff=2880"},
        expected={"rule": "At once", "orders": "O1 O2 O3", "leaves": "- Fri Sun"},
    )  # fmt: skip
    saved = facade.save_rule_test(floor, key="t", test=test, **where)
    assert (saved.passed_count, saved.untested) == (1, ())
    refused = "Nothing was changed: the test DHL is taken on Friday would fail, it expects leaves"
    for change in ({"at": "14:00"}, {"weekdays": (1,)}):
        with pytest.raises(Wrong, match=refused):
            facade.put_cutoff(floor, replace(cutoff, **change), actor="mia")
    gone = {"site": SITE, "carrier_code": "DHL", "service_code": "", "actor": "mia"}
    with pytest.raises(Wrong, match=refused):
        facade.remove_cutoff(floor, **gone)
    assert facade.cutoffs(floor) == (cutoff,)
    express = replace(cutoff, service_code="EXPRESS", at="13:00")
    facade.put_cutoff(floor, express, actor="mia", despite_failures=True)
    book = facade.rulebook(floor, kind="release", site=SITE)
    assert book.run.failed[0].got == "leaves - Mon Sun"
    assert [rule.rule.name for rule in book.rules] == ["At once", "Cut-off DHL",
                                                       "Cut-off DHL EXPRESS"]  # fmt: skip
    assert book.run.untested == ("Cut-off DHL",)
    assert book.changes[0].what == "Cut-off DHL EXPRESS: 13:00"
    assert facade.remove_cutoff(floor, **gone)
    assert not facade.remove_cutoff(floor, **gone)


@pytest.mark.parametrize("at", ["14:05", "tue 00:00", "Sun 23:59"])
def test_a_moment_is_a_day_and_a_time(at: str) -> None:
    case = RuleTest(name="t", event={"at": at}, expected={"rule": "none"})
    assert RELEASE.check_test(case) == ()
    for wrong in ("Mon", "Mon Tue 14:05", "Mon 25:00", "Someday 14:05", "14:05Z", at + " x"):
        findings = RELEASE.check_test(replace(case, event={"at": wrong}))
        assert [finding.path for finding in findings] == ["event.at"], wrong
    far = replace(case, given={"orders": "O1 cutoff=999999999999999 waited=999999999999999"})
    assert RELEASE.decide([], far).rule == ""


def test_rules_set_elsewhere_tell_how_often_they_decided(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 50), wish("A-02", "NUT", 50))
    for policy in (AllocationPolicy(), AllocationPolicy(owner=OWNER.code, way="lifo"),
                   AllocationPolicy(owner="ELSE")):  # fmt: skip
        facade.put_allocation_policy(floor, policy, actor="mia")

    def uses(kind: str) -> dict[str, int]:
        book = facade.rulebook(floor, kind=kind, site=SITE)
        return {view.rule.name: view.used_count for view in book.rules}

    facade.accept(floor, sale("O1", ("1", "BOLT", 2), ("2", "NUT", 2)), key="o1")
    facade.allocate_open(floor)
    facade.accept(floor, sale("O2", ("1", "BOLT", 2), ("2", "DRILL", 2)), key="o2")
    facade.allocate_open(floor)
    assert uses("allocation") == {OWNER.code: 3, "ELSE": 0, "Unless said otherwise": 0}
    assert uses("release") == {"At once": 2}
    facade.put_release_policy(floor, ReleasePolicy(site=SITE, mode="waves"), actor="mia")
    for code in ("SOON", "NEVER"):
        template = WaveTemplate(site=SITE, code=code, orders_max=2)
        facade.put_wave_template(floor, template, actor="mia")
    for n in (3, 4, 5):
        facade.accept(floor, sale(f"O{n}", ("1", "BOLT", 1)), key=f"o{n}")
    facade.allocate_open(floor)
    facade.plan_wave(floor, key="p", actor="mia", site=SITE, template="SOON")
    assert uses("release") == {"NEVER": 0, "SOON": 2}
    mode = ReleasePolicy(site=SITE, mode="capacity", open_picks_max=50)
    facade.put_release_policy(floor, mode, actor="mia")
    facade.release_by_capacity(floor, site=SITE)
    assert uses("release") == {"As the floor has room": 1, "NEVER": 0, "SOON": 2}
    (view, *_) = facade.rulebook(floor, kind="release", site=SITE).rules
    assert view.last_used_at is not None and view.last_used_at <= floor.clock.now()
