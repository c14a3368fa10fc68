"""A load is opened from the list of loads."""

from django.test import Client

from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import Bin, BinKind
from tests.surfaces.world import World


def test_a_load_is_opened_and_listed(ada: Client, world: World) -> None:
    site = wms.sites(world.grounds.wms)[0].site
    form = {"site": site, "carrier_code": "DHL", "vehicle": "HH-LB 7", "key": "k"}
    first, again = ada.post("/loads/", form), ada.post("/loads/", form)
    assert first.status_code == 302 and first["Location"] == again["Location"]
    assert ada.get("/loads/").content.decode().count("HH-LB 7") == 1


def test_a_viewer_may_look_but_not_open(person, world: World) -> None:
    client = person("viewer")
    assert "Open a load" not in client.get("/loads/").content.decode()
    assert client.post("/loads/", {"site": "X", "key": "k"}).status_code == 403


def test_what_is_packed_and_not_staged_is_listed_until_it_is(ada: Client, world: World) -> None:
    ground = world.grounds.wms
    row = wms.outbound_orders(ground, state="to_ship").rows[0]
    page = wms.outbound_order(ground, order_id=row.order_id)
    assert page is not None
    carton = next(each for each in page.cartons if not each.shipment_number)
    if carton.closed_at is None:
        wms.close_carton(ground, key="c", actor="lou", carton_id=carton.carton_id)
    wms.put_bins(ground, site=row.site, bins=[Bin(code="STAGE-99", kind=BinKind.STAGING)])
    shown = ada.get("/loads/").content.decode()
    assert "neither staged nor loaded" in shown and carton.sscc in shown
    href = f"/outbound/{row.order_id}/"
    assert "not staged" in ada.get(href).content.decode()
    wms.stage_carton(ground, key="s", actor="lou", sscc=carton.sscc, bin="STAGE-99")
    shown = ada.get(href).content.decode()
    assert "not staged" not in shown and "STAGE-99" in shown
    assert carton.sscc not in ada.get("/loads/").content.decode()
