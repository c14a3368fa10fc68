"""Changing settings keeps a secret that is left blank and says what was wrong."""

from django.test import Client

from landbridge.hub import facade as hub
from tests.surfaces.world import World

FORM = {
    "title": "Nordhafen ERP",
    "setting.url": "http://127.0.0.1:9/elsewhere",
    "setting.token": "",
    "setting.signing_secret": "",
    "setting.owner": "NORDHAFEN",
    "setting.site": "HAM1",
    "setting.zone": "Europe/Berlin",
    "setting.timeout_s": "12",
    "why": "the server has moved",
}


def settings(world: World) -> dict[str, tuple[str, bool]]:
    page = hub.endpoint_page(world.grounds.hub, "erp")
    return {row.name: (row.value, row.is_set) for row in page.config}


def test_a_blank_secret_is_kept(ada: Client, world: World) -> None:
    page = ada.post("/endpoints/erp/change/", FORM, follow=True).content.decode()
    assert "the server has moved" in page
    after = settings(world)
    assert after["url"] == ("http://127.0.0.1:9/elsewhere", True)
    assert after["token"] == ("", True)


def test_a_wrong_value_changes_nothing(ada: Client, world: World) -> None:
    before = settings(world)
    page = ada.post("/endpoints/erp/change/", FORM | {"setting.timeout_s": "soon"})
    assert b'class="wrong' in page.content
    assert settings(world) == before


def test_the_form_never_holds_a_secret(ada: Client) -> None:
    page = ada.get("/endpoints/erp/change/").content.decode()
    assert "a token for tests" not in page
    assert "set; leave blank to keep it" in page
