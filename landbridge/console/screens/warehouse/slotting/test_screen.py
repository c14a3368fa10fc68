"""Better bins are asked for and accepted on the screen."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.testing import SITE, open_small_warehouse
from landbridge.wms.upkeep.test_slotting import busy


@pytest.fixture
def boss(site: None, wms_ground: Ground) -> Client:
    open_small_warehouse(wms_ground)
    busy(wms_ground)
    http = Client()
    http.force_login(User.objects.create_superuser("boss", password="a long and unusual one"))
    return http


def test_moves_are_proposed_and_accepted(boss: Client, wms_ground: Ground) -> None:
    assert "Have a worker look" in boss.get("/slotting/?site=MAIN").content.decode()
    form = {"do": "ask", "form_key": "k1", "site": SITE, "days": "28"}
    page = boss.post("/slotting/?site=MAIN", form, follow=True).content.decode()
    assert "Proposals come here in a minute" in page
    facade.study_slotting(wms_ground, budget_ms=60_000, steps=200)
    page = boss.get("/slotting/?site=MAIN").content.decode()
    assert "BOLT" in page and "m to the new bin" in page and "Shorter by" in page
    study = facade.slotting_studies(wms_ground, site=SITE)[0]
    found = facade.slotting_study(wms_ground, slotting_id=study.slotting_id)
    assert found is not None
    accept = {"do": "accept", "form_key": "k2", "slotting_id": str(study.slotting_id)}
    page = boss.post("/slotting/?site=MAIN", accept, follow=True).content.decode()
    assert "Mark the moves" in page
    accept["key"] = str(found.moves[0].slotting_move_id)
    page = boss.post("/slotting/?site=MAIN", accept, follow=True).content.decode()
    assert "1 moves are accepted" in page
    form |= {"form_key": "k3", "days": "many"}
    wrong = boss.post("/slotting/?site=MAIN", form, follow=True)
    assert "many is not a whole number" in wrong.content.decode()
    assert facade.tasks(wms_ground, kind="slotting").rows
