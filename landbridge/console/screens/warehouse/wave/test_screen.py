"""A wave is released once however often the button is pressed, and taken off again."""

from django.test import Client

from landbridge.wms import facade as wms
from tests.surfaces.seeded import wave_id
from tests.surfaces.world import World


def test_t27_pressing_release_again_makes_no_second_pick(ada: Client, world: World) -> None:
    href = f"/waves/{wave_id(world.grounds)}/"
    ground = world.grounds.wms
    before = len(wms.tasks(ground, kind="pick", limit=500).rows)
    assert "Tours are planned when" in ada.get(href).content.decode()
    for key in ("one", "two", "two"):
        assert ada.post(href, {"do": "release", "key": key}).status_code == 302
    picks = len(wms.tasks(ground, kind="pick", limit=500).rows) - before
    page = ada.get(href).content.decode()
    assert picks > 0 and f"0 of {picks} picks done." in page
    ada.post(href, {"do": "cancel", "key": "three"})
    assert len(wms.tasks(ground, kind="pick", limit=500).rows) == before
    assert "cancelled" in ada.get(href).content.decode()
