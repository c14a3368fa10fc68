"""Reconciliation of the real Tryton with the built-in warehouse: what people do by hand is found,
explained by Tryton's own bookings, and mended by a document that crosses the bridge."""

from decimal import Decimal

import pytest
from erp_desk import OWNER, SITE
from house import ADA, House

from landbridge.hub import facade as hub
from landbridge.hub.facade.views.incidents import Action, Cause
from landbridge.wms import facade as wms
from landbridge.wms.facade import contracts as wms_contracts

pytestmark = pytest.mark.tryton

FOUND_WITHIN_S = 60.0
PLAIN, OTHER, KIT = "HT-1001", "HT-1002", "HT-1003"


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


def test_kits_made_in_the_warehouse_are_in_tryton_s_books_too(house: House) -> None:
    """A work order from its list of parts to the shelf: components go out of both sides' stock,
    the kits come in, and the census finds nothing to ask about."""
    floor = house.grounds.wms
    house.tick()
    for item in (PLAIN, OTHER):
        house.count(item, 50, key=f"opening-{item}")
    parts = [wms_contracts.BomPart(item=PLAIN, quantity=Decimal(2)),
             wms_contracts.BomPart(item=OTHER, quantity=Decimal(1))]  # fmt: skip
    wms.put_bom(floor, key="bom", actor="ivo", owner=OWNER, item=KIT, parts=parts)
    opened = wms.open_work_order(
        floor, key="open", actor="ivo", owner=OWNER, site=SITE, kind="kit", item=KIT,
        quantity=Decimal(4),
    )  # fmt: skip
    page = wms.work_order(floor, work_order_id=opened.work_order_id)
    assert page is not None
    for task in page.tasks:
        wms.confirm_component(
            floor, key=f"pick/{task.task_id}", actor="rita", task_id=task.task_id, bin=task.bin,
            item=task.item, lot=task.lot, serials=task.serials,
        )  # fmt: skip
    for turn, quantity in enumerate((1, 3)):
        wms.make_kits(
            floor, key=f"make/{turn}", actor="rita", work_order_id=opened.work_order_id,
            quantity=Decimal(quantity),
        )  # fmt: skip
    for task in wms.tasks(floor, kind="putback").rows:
        wms.put_back(floor, key=f"back/{task.task_id}", actor="rita", task_id=task.task_id,
                     bin=task.target_bin)  # fmt: skip
    done = wms.work_order(floor, work_order_id=opened.work_order_id)
    assert done is not None and done.order.state == "done", done
    house.until(lambda: house.worker.drain() and house.agrees(), within_s=120)
    assert house.incidents(state="") == ()
    wanted = {PLAIN: Decimal(42), OTHER: Decimal(46), KIT: Decimal(4)}
    assert {item: house.desk.in_stock(item) for item in wanted} == wanted
    here = {row.item: row.on_hand for row in wms.stock(floor).rows if row.on_hand}
    assert {item: here[item] for item in wanted} == wanted
