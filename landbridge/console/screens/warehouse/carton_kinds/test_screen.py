"""Kinds of cartons are made, changed and taken out of use here."""

from django.test import Client

from landbridge.wms import facade as wms
from tests.surfaces.world import World

HREF = "/rules/cartons/"
FORM = {"code": "M", "length_mm": "400", "width_mm": "300", "height_mm": "200", "tare_g": "250",
        "cost": "0,85", "active": "1"}  # fmt: skip


def test_a_kind_is_made_changed_and_taken_out_of_use(ada: Client, world: World) -> None:
    ground = world.grounds.wms
    site = wms.sites(ground)[0].site
    assert ada.post(HREF, {**FORM, "site": site}).status_code == 302
    (kind,) = wms.carton_kinds(ground)
    assert (kind.length_mm, str(kind.cost), kind.active) == (400, "0.85", True)
    page = ada.get(HREF, {"site": site, "code": "M"}).content.decode()
    assert "400 × 300 × 200" in page and "in use" in page and 'value="250"' in page
    ada.post(HREF, {**FORM, "site": site, "active": ""})
    assert not wms.carton_kinds(ground)[0].active
    assert "not in use" in ada.get(HREF).content.decode()


def test_what_is_wrong_is_said(ada: Client, world: World, person) -> None:
    site = wms.sites(world.grounds.wms)[0].site
    wrongs = (
        ({"length_mm": "4x"}, "4x is not a whole number."),
        ({"cost": "much"}, "much is not a cost."),
        ({"length_mm": "0"}, "Sizes and weights are positive numbers."),
    )
    for change, words in wrongs:
        answer = ada.post(HREF, {**FORM, "site": site, **change}, follow=True)
        assert words in answer.content.decode()
    assert wms.carton_kinds(world.grounds.wms) == ()
    assert person("operator").post(HREF, FORM).status_code == 403
