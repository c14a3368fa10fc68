"""What is advised is told with its weight, and drawn; where nothing can be advised it says why."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms
from tests.surfaces.seeded import order_to_pack


def test_without_kinds_of_cartons_it_says_so(ada: Client, grounds: Grounds) -> None:
    row = wms.outbound_orders(grounds.wms, state="to_pack").rows[0]
    page = ada.get(f"/outbound/{row.order_id}/carton-advice/").content.decode()
    assert "The site has no kinds of cartons yet." in page
    assert ada.get("/outbound/999999/carton-advice/").status_code == 404


def test_cartons_are_advised_and_drawn(ada: Client, grounds: Grounds) -> None:
    order_id = order_to_pack(grounds)
    page = ada.get(f"/outbound/{order_id}/carton-advice/").content.decode()
    assert "1: BOX" in page and "<svg" in page and "Step 1 of" in page
    assert "Nothing cheaper is possible." in page
    order = ada.get(f"/outbound/{order_id}/").content.decode()
    assert f"/outbound/{order_id}/carton-advice/" in order
