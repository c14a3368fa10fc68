"""A carton that was opened with a plan shows it step by step; one without has no such page."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms
from tests.surfaces.seeded import carton_with_plan


def test_steps_are_drawn_and_walked(ada: Client, grounds: Grounds) -> None:
    carton_id = carton_with_plan(grounds)
    page = ada.get(f"/cartons/{carton_id}/steps/").content.decode()
    assert "<svg" in page and "Step 1 of" in page and "0 of" in page
    assert f"/cartons/{carton_id}/steps/?step=2" in page
    far = ada.get(f"/cartons/{carton_id}/steps/", {"step": "99999"}).content.decode()
    assert 'rel="next"' not in far and 'rel="prev"' in far
    assert ada.get(f"/cartons/{carton_id}/steps/", {"step": "x"}).status_code == 200


def test_without_a_plan_there_is_nothing_to_draw(ada: Client, grounds: Grounds) -> None:
    row = wms.outbound_orders(grounds.wms, state="to_pack").rows[0]
    made = wms.open_carton(grounds.wms, key="plain", actor="ada", order_id=row.order_id)
    assert ada.get(f"/cartons/{made.carton_id}/steps/").status_code == 404
    assert ada.get("/cartons/999999/steps/").status_code == 404
