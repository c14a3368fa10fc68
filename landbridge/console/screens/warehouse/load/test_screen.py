"""A load says why a carton cannot go on it, and why it cannot leave."""

from django.test import Client

from landbridge.wms import facade as wms
from tests.surfaces.world import World


def test_a_wrong_scan_and_an_empty_load_are_said(ada: Client, world: World) -> None:
    ground = world.grounds.wms
    site = wms.sites(ground)[0].site
    made = wms.open_load(ground, key="l", actor="lou", site=site)
    href = f"/loads/{made.load_id}/"
    answer = ada.post(href, {"do": "scan", "sscc": "123", "key": "a"}, follow=True)
    assert "No carton has the number 123." in answer.content.decode()
    answer = ada.post(href, {"do": "close", "key": "b"}, follow=True)
    assert f"Load {made.number} is empty." in answer.content.decode()


def test_what_is_on_it_is_told_and_why_an_order_stays(ada: Client, world: World) -> None:
    ground = world.grounds.wms
    row = wms.outbound_orders(ground, state="to_ship").rows[0]
    page = wms.outbound_order(ground, order_id=row.order_id)
    assert page is not None
    made = wms.open_load(ground, key="l", actor="lou", site=row.site)
    href = f"/loads/{made.load_id}/"
    carton = next(each for each in page.cartons if not each.shipment_number)
    if carton.closed_at is None:
        wms.close_carton(ground, key="c", actor="lou", carton_id=carton.carton_id)
    shown = ada.get(href).content.decode()
    assert "Still to be loaded" in shown and carton.sscc in shown and "not staged" in shown
    ada.post(href, {"do": "scan", "sscc": carton.sscc, "key": "on"})
    shown = ada.get(href).content.decode()
    assert row.number in shown and carton.sscc in shown and "Close and ship" in shown
    shown = ada.post(href, {"do": "close", "seal": "S-1", "key": "go"}, follow=True)
    # Goods of the order are picked and in no carton.
    assert "1 could not: " in shown.content.decode()
    assert "in no carton" in shown.content.decode() and "S-1" in shown.content.decode()
