"""The floor's rules are set here, and say what holds."""

from django.test import Client

from landbridge.wms import facade as wms
from tests.surfaces.world import World

RULES = "/floor-rules/"


def test_a_policy_a_template_and_a_cutoff_are_set_and_shown(ada: Client, world: World) -> None:
    site = wms.sites(world.grounds.wms)[0].site
    forms = (
        {"do": "policy", "owner": "ACME", "way": "lifo", "packs_only": "1", "days": "30"},
        {"do": "release", "site": site, "mode": "waves"},
        {"do": "template", "site": site, "code": "NOON", "picking": "zone", "orders_max": "50"},
        {"do": "cutoff", "site": site, "carrier_code": "DHL", "at": "14:30",
         "weekdays": ["1", "5"]},
    )  # fmt: skip
    for form in forms:
        assert ada.post(RULES, form).status_code == 302
    page = ada.get(RULES).content.decode()
    for words in ("last received, first out", "whole packs only", "by waves", "NOON", "14:30"):
        assert words in page, words
    assert wms.cutoffs(world.grounds.wms)[0].weekdays == (1, 5)
    ada.post(RULES, {"do": "forget-policy", "owner": "ACME"})
    assert wms.allocation_policies(world.grounds.wms) == ()


def test_what_is_wrong_is_said_and_an_operator_may_only_look(ada: Client, person) -> None:
    answer = ada.post(RULES, {"do": "policy", "way": "at random"}, follow=True)
    assert "at random is not one of" in answer.content.decode()
    assert person("operator").post(RULES, {"do": "policy", "way": "fifo"}).status_code == 403
