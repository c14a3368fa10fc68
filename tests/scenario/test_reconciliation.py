"""Reconciliation of the real Tryton with the built-in warehouse: what people do by hand is found,
explained by Tryton's own bookings, and mended by a document that crosses the bridge."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from erp_desk import COMPANY, OWNER, SITE, Desk, today

from landbridge.console.grounds import Grounds
from landbridge.hub import facade as hub
from landbridge.hub.facade.views.incidents import Action, Cause, IncidentFilter, IncidentRow
from landbridge.hub.worker import HubWorker
from landbridge.kit.ground import Ground
from landbridge.main.demo import seed
from landbridge.main.wiring import facilities
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import StockWish
from tests.conftest import RunningErp

pytestmark = pytest.mark.tryton

FOUND_WITHIN_S = 60.0
PLAIN, OTHER, LOTTED = "HT-1001", "HT-1002", "CH-1001"
ADA = hub.Mandate(by="ada", why="seen with the buyer")


@dataclass
class House:
    """A hub and a warehouse beside a running Tryton; `tick` lets all of them work once."""

    grounds: Grounds
    worker: HubWorker
    desk: Desk
    connectors: Any

    def tick(self) -> None:
        self.worker.drain()
        while wms.allocate_open(self.grounds.wms).more:
            pass
        hub.watch_pairs(self.grounds.hub, worker="test", connectors=self.connectors)
        hub.notice_troubles(self.grounds.hub)

    def until(self, reached: Callable[[], object], *, within_s: float) -> float:
        """Seconds that it took; fails when it takes too long."""
        began = time.monotonic()
        while not reached():
            late = (self.incidents(), hub.pair_list(self.grounds.hub))
            assert time.monotonic() - began < within_s, late
            self.tick()
            time.sleep(0.2)
        return time.monotonic() - began

    def incidents(self, state: str = "open") -> tuple[IncidentRow, ...]:
        return hub.incident_list(self.grounds.hub, IncidentFilter(state=state)).rows

    def agrees(self) -> bool:
        """Every subject was looked at, and nothing is unexplained or in doubt."""
        pairs = hub.pair_list(self.grounds.hub)
        turns = [turn for pair in pairs for turn in pair.turns]
        return bool(turns) and all(
            turn.looked_at is not None and not turn.unexplained_count for turn in turns
        )

    def count(self, item: str, quantity: int, *, key: str, lot: str = "") -> None:
        """Somebody counts a bin of the warehouse; the difference is told to Tryton."""
        bin_code = next(bin.code for bin in COMPANY.site.bins if bin.kind == "storage")
        wish = StockWish(owner=OWNER, item=item, bin=bin_code, quantity=Decimal(quantity), lot=lot)
        wms.count_stock(
            self.grounds.wms, site=SITE, wishes=[wish], reason_code="count", key=key, actor="paul"
        )

    def find(self, item: str, quantity: int, *, days_ago: int = 0) -> None:
        """A clerk books goods into Tryton's stock by a bare move, which is no exchange."""
        rpc = self.desk.rpc
        (place,) = rpc.search_read("stock.location", [("code", "=", SITE)], ["storage_location"])
        (lost,) = rpc.search_read("stock.location", [("type", "=", "lost_found")], ["id"])
        (found,) = rpc.search_read("product.product", [("code", "=", item)], ["default_uom"])
        values = {
            "company": rpc.context["company"], "product": found["id"],
            "unit": found["default_uom"], "quantity": float(quantity),
            "from_location": lost["id"], "to_location": place["storage_location"],
            "effective_date": today() - timedelta(days=days_ago),
        }  # fmt: skip
        (made,) = rpc.model("stock.move", "create", [values])
        rpc.model("stock.move", "do", [made])


@pytest.fixture
def house(tryton_to_kill: RunningErp, hub_ground: Ground, wms_ground: Ground) -> Iterator[House]:
    grounds = Grounds(hub=hub_ground, wms=wms_ground)
    seed.seed_building(grounds, COMPANY)
    seed.seed_endpoints(grounds, COMPANY, tryton_to_kill.erp.endpoint_values(COMPANY))
    worker = HubWorker(hub_ground, facilities=facilities(grounds))
    desk = Desk.at(tryton_to_kill.erp)
    connectors = hub.keep_connectors(hub_ground, facilities=facilities(grounds))
    yield House(grounds, worker, desk, connectors)
    connectors.close()
    worker.close()
    desk.close()


def test_what_is_done_by_hand_in_tryton_is_found_explained_and_mended(house: House) -> None:
    house.tick()
    for number, item in enumerate((PLAIN, OTHER)):
        house.count(item, 100, key=f"opening-{number}")
    order = house.desk.sell((PLAIN, 3))
    house.desk.buy((OTHER, 30))
    house.until(lambda: house.worker.drain() and house.agrees(), within_s=120)
    assert house.incidents(state="") == ()
    assert order in {one.number for one in wms.outbound_orders(house.grounds.wms).rows}

    house.find(PLAIN, 3)
    took_s = house.until(house.incidents, within_s=FOUND_WITHIN_S)
    (row,) = house.incidents()
    assert row.cause is Cause.MANUAL_CHANGE, row
    assert took_s <= FOUND_WITHIN_S
    page = hub.incident_page(house.grounds.hub, row.incident_id)
    by_hand = [one for one in page.history if one.side == "erp" and one.change == 3]
    assert [one.actor for one in by_hand] == ["Clerk"], page.history
    assert page.proposal.action is Action.ADJUST
    assert page.proposal.lines[0].change == -3
    hub.approve_correction(house.grounds.hub, incident_id=row.incident_id, mandate=ADA)
    house.until(lambda: not house.incidents() and house.agrees(), within_s=FOUND_WITHIN_S)

    house.find(OTHER, 5, days_ago=5)
    house.until(house.incidents, within_s=FOUND_WITHIN_S)
    (row,) = house.incidents()
    assert row.cause is Cause.BACKDATED, row
