"""An order is opened on the screen, and what it lacks is said."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms
from tests.surfaces.seeded import kit_code


def test_an_order_is_opened(ada: Client, grounds: Grounds, person) -> None:
    owner, code = kit_code(grounds)
    site = wms.sites(grounds.wms)[0].site
    form = {"key": "k1", "site": site, "kind": "kit", "item": code, "quantity": "1"}
    answer = ada.post("/work-orders/", form, follow=True)
    assert answer.redirect_chain[0][0].startswith("/work-orders/")
    assert "is opened: 1 pick." in answer.content.decode()
    assert wms.work_orders(grounds.wms).rows[0].owner == owner
    much = ada.post("/work-orders/", form | {"key": "k2", "quantity": "1000000"}, follow=True)
    assert "There is not enough of" in much.content.decode()
    for wrong, words in (
        ({"quantity": "many"}, "many is not a quantity"), ({"item": "nothing"}, "No item has"),
        ({"expiry_on": "soon"}, "soon is no day"), ({"station": "X"}, "There is no bin X"),
    ):  # fmt: skip
        page = ada.post("/work-orders/", form | {"key": f"k{words}"} | wrong, follow=True)
        assert words in page.content.decode()
    assert len(wms.work_orders(grounds.wms).rows) == 2
    assert person("operator").post("/work-orders/", form).status_code == 403
