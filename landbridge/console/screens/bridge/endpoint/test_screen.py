"""An endpoint's page: no secret, a check now, pause and resume with who and why."""

import pytest
from django.test import Client

from tests.surfaces.world import SETTINGS, World, of_tracking, order_document


def test_no_secret_is_shown(ada: Client) -> None:
    page = ada.get("/endpoints/erp/").content.decode()
    assert "set, never shown" in page
    for name in ("token", "signing_secret"):
        assert SETTINGS[name].reveal() not in page


def test_a_check_is_made_now(ada: Client) -> None:
    page = ada.post("/endpoints/warehouse/", {"do": "check"}, follow=True).content.decode()
    assert "2 sites with 1005 bins" in page
    page = ada.post("/endpoints/erp/", {"do": "check"}, follow=True).content.decode()
    assert "does not answer" in page


def test_a_paused_endpoint_waits_and_goes_on(ada: Client, world: World) -> None:
    form = {"do": "pause", "why": "stock-taking"}
    page = ada.post("/endpoints/warehouse/", form, follow=True).content.decode()
    assert "stock-taking" in page
    item = of_tracking(world, "none")[0]
    world.tell("outbound_order", order_document(world, "S-2000", [(item, 1)]))
    world.carry()
    assert "S-2000" not in ada.get("/outbound/").content.decode()
    ada.post("/endpoints/warehouse/", {"do": "resume", "why": "done"})
    world.carry()
    assert "S-2000" in ada.get("/outbound/").content.decode()


@pytest.mark.parametrize("deed", ["pause", "disable", "enable", "resume", "resume-stream"])
def test_no_deed_without_a_reason(ada: Client, deed: str) -> None:
    page = ada.post("/endpoints/erp/", {"do": deed}, follow=True).content.decode()
    assert "A reason is missing" in page


def test_an_endpoint_used_no_more_can_be_used_again(ada: Client) -> None:
    ada.post("/endpoints/shop/", {"do": "disable", "why": "closed for the season"})
    page = ada.get("/endpoints/shop/").content.decode()
    assert "Use again" in page
    ada.post("/endpoints/shop/", {"do": "enable", "why": "open again"})
    assert "Use no more" in ada.get("/endpoints/shop/").content.decode()


def test_an_unknown_endpoint_is_not_found(ada: Client) -> None:
    assert ada.get("/endpoints/nobody/").status_code == 404
    assert ada.get("/endpoints/nobody/change/").status_code == 404
