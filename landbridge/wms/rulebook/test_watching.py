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
    assert said.values == {"rule": "FAST", "orders": "O5 O3"}
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
