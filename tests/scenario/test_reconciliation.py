"""Reconciliation of the real Tryton with the built-in warehouse: what people do by hand is found,
explained by Tryton's own bookings, and mended by a document that crosses the bridge."""

import pytest
from house import ADA, House

from landbridge.hub import facade as hub
from landbridge.hub.facade.views.incidents import Action, Cause
from landbridge.wms import facade as wms

pytestmark = pytest.mark.tryton

FOUND_WITHIN_S = 60.0
PLAIN, OTHER = "HT-1001", "HT-1002"


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
