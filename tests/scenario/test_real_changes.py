"""Changes of mind in the real Tryton while the built-in warehouse works on the order."""

from decimal import Decimal

import pytest
from erp_desk import OWNER, Desk
from house import House

from landbridge.hub.facade.views.incidents import Cause
from landbridge.wms import facade as wms
from landbridge.wms.outbound.contracts import OutboundOrderPage

pytestmark = pytest.mark.tryton

ITEM = "HT-1001"
PATIENCE_S = 240.0


def test_t28_what_tryton_wants_last_is_what_the_warehouse_holds(house: House) -> None:
    """T-26, T-27, T-28: 5 -> 3 -> 5 -> 8 -> cancelled, released all the while, answered each time;
    two sales in one instant are two orders (T-11), each told once."""
    house.tick()
    house.count(ITEM, 100, key="opening")
    placed, other = house.desk.sell((ITEM, 5)), house.desk.sell((ITEM, 2))
    house.until(lambda: held(house, placed) == 5 and held(house, other) == 2, within_s=PATIENCE_S)
    for wanted in (3, 5, 8):
        house.desk.change_shipment(placed, ITEM, wanted)
        house.until(lambda wanted=wanted: held(house, placed) == wanted, within_s=PATIENCE_S)
        page = order(house, placed)
        for turn in range(2):
            wms.release_order(
                house.grounds.wms, key=f"{placed}-{wanted}-{turn}", actor="ada",
                order_id=page.order.order_id,
            )  # fmt: skip
        assert picks(house, placed) == wanted, "released twice, picked once"
    cancel(house.desk, placed)
    house.until(lambda: held(house, placed) == 0 and picks(house, placed) == 0, within_s=PATIENCE_S)
    assert (held(house, other), order(house, placed).order.state) == (2, "cancelled")
    house.until(lambda: len(answers(house.desk, placed)) == 4, within_s=PATIENCE_S)
    assert "cancelled" in answers(house.desk, placed)[-1]
    house.until(house.agrees, within_s=PATIENCE_S)
    assert [row for row in house.incidents() if row.cause is not Cause.REJECTED] == []


def order(house: House, number: str) -> OutboundOrderPage:
    page = wms.outbound_order(house.grounds.wms, owner=OWNER, number=number)
    assert page is not None
    return page


def held(house: House, number: str) -> Decimal | None:
    """What is still to leave of it; None: the warehouse does not know it yet."""
    page = wms.outbound_order(house.grounds.wms, owner=OWNER, number=number)
    return None if page is None else sum((one.ladder.open for one in page.lines), Decimal(0))


def picks(house: House, number: str) -> Decimal:
    """What pickers are asked for."""
    tasks = order(house, number).tasks
    asked = (one for one in tasks if one.kind == "pick" and one.state == "open")
    return sum((one.quantity for one in asked), Decimal(0))


def cancel(desk: Desk, number: str) -> None:
    (record,) = desk.rpc.search_read("stock.shipment.out", [("number", "=", number)], ["id"])
    desk.rpc.model("stock.shipment.out", "cancel", [record["id"]])


def answers(desk: Desk, number: str) -> list[str]:
    """The warehouse's answers, as they stand on the shipment in Tryton."""
    (record,) = desk.rpc.search_read("stock.shipment.out", [("number", "=", number)], ["id"])
    domain = [("resource", "=", f"stock.shipment.out,{record['id']}")]
    notes = desk.rpc.search_read("ir.note", domain, ["message"])
    found = sorted(notes, key=lambda one: int(one["id"]))
    return [one["message"] for one in found if one["message"].startswith("Warehouse answer")]
