"""What went wrong elsewhere, promised not to (T-08, T-09, T-10, T-21): a FAKE office that tells out
of order, twice, badly or not at all; the bridge and the warehouse are the real ones."""

import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from landbridge.canon import Document, PartyRef
from landbridge.canon.item import Item, ItemUom
from landbridge.canon.outbound_order import OutboundOrder
from landbridge.canon.party import Party
from landbridge.connect.protocols import Inbound, Payload
from landbridge.connect.registry import ConnectorKind, connector_kind
from landbridge.connect.testing.fake_shore import FakeShore, payload_of
from landbridge.hub import facade as hub
from landbridge.hub import rig
from landbridge.hub.facade.views.incidents import IncidentFilter
from landbridge.hub.intake.receiving import receive
from landbridge.hub.worker import HubWorker
from landbridge.kit.clock import VirtualClock
from landbridge.kit.ground import Ground
from landbridge.kit.quantity import EACH, Quantity, Uom
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import OutboundOrderPage
from landbridge.wms.testing import OWNER, SITE, fill, open_small_warehouse, sale, wish

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
POLL_S = 600.0


@dataclass
class House:
    """erp -> floor. The office is polled every ten minutes; its webhooks come at once."""

    hub: Ground
    wms: Ground
    clock: VirtualClock
    erp: FakeShore
    kinds: dict[str, ConnectorKind]
    worker: HubWorker

    def call(self, *payloads: Payload) -> None:
        hub.accept(self.hub, endpoint="erp", payloads=payloads)

    def poll(self) -> None:
        self.clock.advance(POLL_S + 1)
        self.worker.drain()

    def order(self, number: str) -> OutboundOrderPage | None:
        return wms.outbound_order(self.wms, owner=OWNER.code, number=number)


@pytest.fixture
def house(hub_ground: Ground, wms_ground: Ground) -> Iterator[House]:
    clock = VirtualClock(START)
    ground = Ground(hub_ground.pg, clock, hub_ground.secrets, random.Random(5))
    open_small_warehouse(wms_ground)
    erp = FakeShore(name="erp")
    office = ("item", "party", "outbound_order")
    kinds = {
        "erp": erp.kind(kinds=office, poll_interval_s=POLL_S),
        "landbridge_wms": connector_kind("landbridge_wms"),
    }
    rig.add(ground, "erp")
    rig.add(ground, "floor", connector="landbridge_wms")
    rig.join(ground, "erp", "floor")
    worker = HubWorker(ground, kinds=kinds, facilities={"wms_ground": wms_ground})
    worker.drain()
    yield House(ground, wms_ground, clock, erp, kinds, worker)
    worker.close()


def told(document: Document, mark: str) -> Payload:
    return replace(payload_of(document), source_key=mark)


def family(name: str) -> tuple[Document, ...]:
    """Its party, its item, the order, a change of it, and its cancel: in their order."""
    each = ItemUom(uom=EACH)
    first = replace(sale(f"O-{name}", ("1", f"I-{name}", 10)), customer=PartyRef(f"P-{name}"))
    second = replace(sale(f"O-{name}", ("1", f"I-{name}", 4), version=2), customer=first.customer)
    return (
        Party(number=f"P-{name}", owner=OWNER, version=1, name=name, roles=("customer",)),
        Item(number=f"I-{name}", owner=OWNER, version=1, description=name, uoms=(each,)),
        first, second, replace(second, version=3, status="cancelled"),
    )  # fmt: skip


def standing(house: House, name: str) -> tuple[object, ...]:
    page = house.order(f"O-{name}")
    assert page is not None, name
    ladder = page.order.ladder
    return (page.order.version, page.order.status_text, ladder.open, ladder.allocated,
            ladder.shipped, [line.item == f"I-{name}" for line in page.lines])  # fmt: skip


def test_t08_whatever_the_order_and_however_often_the_end_is_the_same(house: House) -> None:
    """All 120 orders in which five webhooks can come, each one to three times."""
    chance = random.Random(8)
    for place, document in enumerate(family("calm")):
        house.call(told(document, f"calm-{place}"))
        house.worker.drain()
    calm = standing(house, "calm")
    names: list[str] = []
    calls: list[list[Payload]] = [[] for _ in range(15)]
    for number, permutation in enumerate(itertools.permutations(range(5))):
        name = f"N{number:03d}"
        names.append(name)
        documents = family(name)
        told_in_turn = [place for place in permutation for _ in range(chance.randint(1, 3))]
        for turn, place in enumerate(told_in_turn):
            calls[turn].append(told(documents[place], f"{name}-{turn}"))
    for turn in calls:
        if turn:
            house.call(*turn)
            house.worker.drain()
    assert {name: standing(house, name) for name in names if standing(house, name) != calm} == {}
    assert rig.dead_letters(house.hub) == () and not rig.is_busy(house.hub)


def test_t09_seven_bad_orders_of_a_thousand_stop_no_other(house: House) -> None:
    fill(house.wms, wish("A-01", "BOLT", 500))
    good = [sale(f"S-{number:04d}", ("1", "BOLT", 1)) for number in range(993)]
    newer = [sale(order.number, ("1", "BOLT", 2), version=2) for order in good[:60]]
    bad = [replace(sale(f"BAD-{number}", ("1", "BOLT", 1)), site="NOWHERE") for number in range(7)]
    chance = random.Random(9)
    payloads = [payload_of(document) for document in (*good, *bad)]
    chance.shuffle(payloads)
    house.call(*payloads, *map(payload_of, newer))
    house.worker.drain()
    hub.notice_troubles(house.hub)
    rows = hub.incident_list(house.hub, IncidentFilter(), limit=100).rows
    assert sorted(row.title.split()[2] for row in rows) == sorted(one.number for one in bad)
    landed = _all_orders(house)
    assert landed == {order.number: 2 if order in good[:60] else 1 for order in good}


def _all_orders(house: House) -> dict[str, int]:
    found: dict[str, int] = {}
    after = ""
    while True:
        page = wms.outbound_orders(house.wms, state="all", limit=500, after=after)
        found |= {row.number: row.version for row in page.rows}
        after = page.after
        if not after:
            return found


def test_t10_orders_whose_webhook_was_lost_come_by_the_next_sweep_and_none_twice(
    house: House,
) -> None:
    chance = random.Random(10)
    orders = [sale(f"W-{number:03d}", ("1", "BOLT", 1)) for number in range(200)]
    dropped = {order.number for order in orders if chance.random() < 0.05}
    for order in orders:
        payload = house.erp.put(order)
        if order.number not in dropped:
            _webhook(house, order, payload)
    house.worker.drain(read=False)
    before = set(_all_orders(house))
    assert dropped and before == {order.number for order in orders} - dropped
    house.poll()
    assert set(_all_orders(house)) == {order.number for order in orders}
    assert rig.arrived(house.hub) == (200, 200), "each was brought once"


def _webhook(house: House, order: OutboundOrder, payload: Payload) -> None:
    request = Inbound(path="/in/erp", headers={"x-signature": ""}, body=payload.content)
    assert json.loads(payload.content)["number"] == order.number
    answer = receive(house.hub, endpoint="erp", request=request, facilities={}, kinds=house.kinds)
    assert answer.status == 202, answer


def test_t21_twelve_orders_of_one_empty_a_dozen(house: House) -> None:
    """Stock that came by the dozen goes piece by piece, and to a third of a dozen, exactly."""
    dozen, third = Uom("DZN"), Uom("TDZ")
    egg = Item(
        number="EGG", owner=OWNER, version=1, description="Eggs",
        uoms=(
            ItemUom(uom=EACH), ItemUom(uom=dozen, numerator=12, pack_level="case"),
            ItemUom(uom=third, numerator=4),
        ),
    )  # fmt: skip
    house.call(payload_of(egg))
    house.worker.drain()
    fill(house.wms, replace(wish("A-02", "EGG", 1), uom="DZN"))
    line = sale("E", ("1", "EGG", 1)).lines[0]
    for number in range(12):
        one = sale(f"E-{number}", ("1", "EGG", 1))
        # Nine say one piece; the last three of the dozen say a quarter of a third of it each.
        if number >= 9:
            part = Quantity(Decimal("0.25"), third)
            one = replace(one, lines=(replace(line, quantity=part),))
        house.call(payload_of(one))
    house.worker.drain()
    while wms.allocate_open(house.wms).more:
        pass
    orders = wms.outbound_orders(house.wms, limit=50).rows
    assert [row.ladder.allocated for row in orders] == [1] * 12
    (stock,) = [row for row in wms.stock(house.wms).rows if row.item == "EGG"]
    assert (stock.on_hand, stock.reserved, stock.site) == (12, 12, SITE)
