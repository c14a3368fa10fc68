"""Levels are asked for, explained and accepted on the screen, all of them or those marked."""

import random
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from landbridge.kit.clock import VirtualClock
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.testing import SITE, open_small_warehouse
from landbridge.wms.upkeep.test_levels import D, fill, level, sold, wish


@pytest.fixture
def boss(site: None, wms_ground: Ground) -> Client:
    open_small_warehouse(wms_ground)
    clock = VirtualClock(wms_ground.clock.now() - timedelta(days=7))
    ground = Ground(wms_ground.pg, clock, wms_ground.secrets, random.Random(1))
    fill(ground, wish("A-01", "BOLT", 500))
    level(ground, "A-01", "BOLT", D(4))
    for day in range(6):
        sold(ground, f"B{day}", "BOLT", 10)
        clock.advance(86_400)
    http = Client()
    http.force_login(User.objects.create_superuser("boss", password="a long and unusual one"))
    return http


def test_levels_are_proposed_and_accepted(boss: Client, wms_ground: Ground) -> None:
    here = "/replenishment/levels/?site=MAIN"
    assert "Proposed levels" in boss.get("/replenishment/").content.decode()
    assert "Have a worker look" in boss.get(here).content.decode()
    form = {"do": "ask", "form_key": "k1", "site": SITE, "days": "28", "percent": "98"}
    page = boss.post(here, form, follow=True).content.decode()
    assert "Proposals come here in a minute" in page
    facade.study_levels(wms_ground)
    page = boss.get(here).content.decode()
    assert "1 – 4" in page and "20 – 32" in page and "in 98 of 100 cases" in page
    study = facade.level_studies(wms_ground, site=SITE)[0]
    accept = {"do": "accept", "form_key": "k2", "study": str(study.level_study_id)}
    page = boss.post(here, accept, follow=True).content.decode()
    assert "Mark the bins" in page
    page = boss.post(here, accept | {"do": "every"}, follow=True).content.decode()
    assert "1 pick bin is filled so from now on" in page and "accepted" in page
    (row,) = facade.pick_bins(wms_ground, site=SITE).rows
    assert (row.quantity_min, row.quantity_max) == (20, 32)
    wrong = boss.post(here, form | {"form_key": "k3", "days": "many"}, follow=True)
    assert "many is not a whole number" in wrong.content.decode()
