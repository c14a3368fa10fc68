"""The wave board: planned from a template, released once, told with its metres."""

from django.test import Client

from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import ReleasePolicy, WaveTemplate
from tests.surfaces.world import World


def with_a_template(world: World) -> str:
    ground = world.grounds.wms
    site = wms.sites(ground)[0].site
    wms.put_release_policy(ground, ReleasePolicy(site=site, mode="waves"), actor="test")
    wms.put_wave_template(ground, WaveTemplate(site=site, code="NOON"), actor="test")
    return f"{site}/NOON"


def test_without_an_order_that_fits_it_says_so(ada: Client, world: World) -> None:
    template = with_a_template(world)
    answer = ada.post("/waves/", {"template": template, "key": "k"}, follow=True)
    assert "No order that fits" in answer.content.decode()
    assert "No wave yet" in answer.content.decode()


def test_an_operator_may_look_but_not_plan(person, world: World) -> None:
    template = with_a_template(world)
    client = person("operator")
    assert client.get("/waves/").status_code == 200
    assert client.post("/waves/", {"template": template, "key": "k"}).status_code == 403
