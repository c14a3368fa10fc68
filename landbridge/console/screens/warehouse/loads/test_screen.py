"""A load is opened from the list of loads."""

from django.test import Client

from landbridge.wms import facade as wms
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
