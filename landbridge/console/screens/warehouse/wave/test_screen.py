"""A wave is released once however often the button is pressed, and taken off again."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.test import Client

from landbridge.kit.ground import Ground
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import CutoffRow
from landbridge.wms.outbound.waves import test_due_waves as waves
from landbridge.wms.testing import SITE, open_small_warehouse
from tests.surfaces.seeded import wave_id
from tests.surfaces.world import World


def test_t27_pressing_release_again_makes_no_second_pick(ada: Client, world: World) -> None:
    href = f"/waves/{wave_id(world.grounds)}/"
    ground = world.grounds.wms
    before = len(wms.tasks(ground, kind="pick", limit=500).rows)
    planned = ada.get(href).content.decode()
    assert "Tours are planned when" in planned and "Give the wave up" in planned
    for key in ("one", "two", "two"):
        assert ada.post(href, {"do": "release", "key": key}).status_code == 302
    picks = len(wms.tasks(ground, kind="pick", limit=500).rows) - before
    page = ada.get(href).content.decode()
    assert picks > 0 and f"0 of {picks} picks done." in page
    assert "Take off the floor" in page and "Give the wave up" not in page
    ada.post(href, {"do": "cancel", "key": "three"})
    assert len(wms.tasks(ground, kind="pick", limit=500).rows) == before
    assert "cancelled" in ada.get(href).content.decode()


def test_the_page_tells_what_will_be_late_before_and_after_the_release(
    boss: Client, wms_ground: Ground
) -> None:
    waves.furnish(wms_ground)
    leave_soon(wms_ground)
    wave = waves.wave(wms_ground, "DDDD", packing_min=1440, pickers=1)
    href = f"/waves/{wave}/"
    assert "Look ahead" in boss.get(href).content.decode()
    page = boss.get(href, {"look": "ahead", "pickers": "3"}).content.decode()
    assert "If it was released now" in page and "Pickers: 3, as asked for." in page
    wrong = boss.get(href, {"look": "ahead", "pickers": "many"}, follow=True)
    assert "many is not a whole number" in wrong.content.decode()
    page = boss.post(href, {"do": "release", "key": "one", "pickers": "3"}, follow=True)
    text = page.content.decode()
    assert "In time for its cut-offs" in text and "Orders that will be late" in text
    assert "4 orders would be late if each tour began at once" in text
    assert "4 too late" in boss.get("/waves/").content.decode()


def leave_soon(ground: Ground) -> None:
    """DHL's next cut-off is within the hour, whatever the time is."""
    soon = ground.clock.now().astimezone(ZoneInfo("Europe/Warsaw")) + timedelta(minutes=30)
    cutoff = CutoffRow(site=SITE, carrier_code="DHL", service_code="",
                       weekdays=(1, 2, 3, 4, 5, 6, 7), at=soon.strftime("%H:%M"))  # fmt: skip
    wms.put_cutoff(ground, cutoff, actor="mia")


@pytest.fixture
def boss(site: None, wms_ground: Ground) -> Client:
    open_small_warehouse(wms_ground)
    http = Client()
    http.force_login(User.objects.create_superuser("boss", password="a long and unusual one"))
    return http
