"""The floor's rules are set here, and say what holds."""

from django.test import Client

from landbridge.wms import facade as wms
from tests.surfaces.world import World

RULES = "/rules/floor/"


def test_a_policy_a_template_and_a_cutoff_are_set_and_shown(ada: Client, world: World) -> None:
    site = wms.sites(world.grounds.wms)[0].site
    forms = (
        {"do": "policy", "owner": "ACME", "way": "lifo", "packs_only": "1", "days": "30"},
        {"do": "release", "site": site, "mode": "waves"},
        {"do": "template", "site": site, "code": "NOON", "picking": "zone", "orders_max": "50",
         "orders_min": "20", "wait_max_min": "15"},
        {"do": "cutoff", "site": site, "carrier_code": "DHL", "at": "14:30",
         "weekdays": ["1", "5"]},
    )  # fmt: skip
    for form in forms:
        assert ada.post(RULES, form).status_code == 302
    page = ada.get(RULES).content.decode()
    for words in (
        "last received, first out",
        "whole packs only",
        "by waves",
        "NOON",
        "14:30",
        "by itself with 20 orders or after 15 min",
    ):
        assert words in page, words
    assert wms.cutoffs(world.grounds.wms)[0].weekdays == (1, 5)
    other = wms.sites(world.grounds.wms)[-1].site
    page = ada.get(RULES, {"site": other}).content.decode()
    assert f'href="/rules/cartons/?site={other}"' in page
    assert f"<option>{other}</option>" in page[page.index('name="site"><option>') :][:80]
    ada.post(RULES, {"do": "forget-policy", "owner": "ACME"})
    assert wms.allocation_policies(world.grounds.wms) == ()


def test_a_template_and_a_cutoff_are_forgotten_and_a_site_keeps_goods_at_the_dock(
    ada: Client, world: World
) -> None:
    ground = world.grounds.wms
    site = wms.sites(ground)[0].site
    ada.post(RULES, {"do": "template", "site": site, "code": "NOON", "picking": "zone"})
    ada.post(RULES, {"do": "cutoff", "site": site, "carrier_code": "DHL", "at": "14:30",
                     "weekdays": ["1"]})  # fmt: skip
    page = ada.get(RULES).content.decode()
    for what in (f"template|{site}|NOON", f"cutoff|{site}|DHL|"):
        assert what in page
        assert ada.post(RULES, {"do": "forget", "what": what}).status_code == 302
    assert wms.wave_templates(ground) == () and wms.cutoffs(ground) == ()
    again = ada.post(RULES, {"do": "forget", "what": f"template|{site}|NOON"}, follow=True)
    assert "It was forgotten before." in again.content.decode()
    ada.post(RULES, {"do": "cross-dock", "site": site, "on": "1"})
    assert wms.cross_docks(ground) == (site,)
    assert "stay at the dock for it" in ada.get(RULES).content.decode()
    ada.post(RULES, {"do": "cross-dock", "site": site})
    assert wms.cross_docks(ground) == ()


def test_what_is_wrong_is_said_and_an_operator_may_only_look(ada: Client, person) -> None:
    answer = ada.post(RULES, {"do": "policy", "way": "at random"}, follow=True)
    assert "at random is not one of" in answer.content.decode()
    assert person("operator").post(RULES, {"do": "policy", "way": "fifo"}).status_code == 403


def test_a_rule_that_breaks_a_test_is_refused_unless_it_is_wanted(
    ada: Client, world: World
) -> None:
    ground = world.grounds.wms
    site = wms.sites(ground)[0].site
    at = {"kind": "allocation", "site": site}
    form = {
        "do": "save", "name": "Short dates first", "key": "t", "event.quantity": "6",
        "given.stock": "A holds=5 expires=90 age=9\nB holds=5 expires=30", "expected.bins": "B A",
    }  # fmt: skip
    page = ada.post(f"/rules/test/?kind=allocation&site={site}", form, follow=True)
    assert "Tests that pass: 1 of 1" in page.content.decode()
    page = ada.post(RULES, {"do": "policy", "way": "fifo"}, follow=True).content.decode()
    assert "the test Short dates first would fail" in page
    assert wms.allocation_policies(ground) == ()
    ada.post(RULES, {"do": "policy", "way": "fifo", "despite": "1"})
    page = ada.get("/rules/", at).content.decode()
    assert "fails" in page and "Add a rule" not in page and "Set these rules" in page
    cutoff = {"do": "cutoff", "site": site, "carrier_code": "DHL", "at": "14:30",
              "weekdays": ["1", "2"]}  # fmt: skip
    ada.post(RULES, cutoff)
    form = {
        "do": "save", "name": "DHL at two", "key": "c", "given.orders": "O1 carrier=DHL",
        "event.at": "Mon 14:00", "expected.leaves": "Mon",
    }  # fmt: skip
    ada.post(f"/rules/test/?kind=release&site={site}", form)
    page = ada.post(RULES, cutoff | {"at": "13:30"}, follow=True).content.decode()
    assert "the test DHL at two would fail" in page
    assert wms.cutoffs(ground)[0].at == "14:30"
    ada.post(RULES, cutoff | {"at": "13:30", "despite": "1"})
    page = ada.get("/rules/", at | {"kind": "release"}).content.decode()
    for words in ("When orders are released", "At once", "Cut-off DHL", "13:30", "fails"):
        assert words in page, words
