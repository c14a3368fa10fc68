"""What tasks need and who has it is said here, shown, and taken back."""

from django.test import Client

from landbridge.wms import facade as wms
from tests.surfaces.world import World

HREF = "/rules/abilities/"


def test_needs_and_abilities_are_said_shown_and_taken_back(ada: Client, world: World) -> None:
    ground = world.grounds.wms
    site = wms.sites(ground)[0].site
    need = {"do": "need", "site": site, "kind": "putaway", "abilities": "forklift, cold"}
    assert ada.post(HREF, need).status_code == 302
    ada.post(HREF, {"do": "worker", "worker": "paul", "abilities": "forklift"})
    (found,) = wms.task_needs(ground, site=site)
    assert (found.kind, found.zone, found.needs) == ("putaway", "", ("cold", "forklift"))
    (paul,) = wms.worker_abilities(ground)
    assert (paul.worker, paul.abilities, paul.changed_by) == ("paul", ("forklift",), "ada")
    page = ada.get(HREF).content.decode()
    assert "cold, forklift" in page and "paul" in page
    ada.post(HREF, {**need, "abilities": ""})
    assert wms.task_needs(ground) == ()


def test_nobody_in_particular_can_do_nothing(ada: Client, person) -> None:
    answer = ada.post(HREF, {"do": "worker", "worker": " "}, follow=True)
    assert "Say who it is" in answer.content.decode()
    assert person("operator").post(HREF, {"do": "worker"}).status_code == 403
