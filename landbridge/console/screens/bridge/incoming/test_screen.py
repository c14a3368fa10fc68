"""What was given to the bridge and is not understood yet stands in one list."""

from django.test import Client

from tests.surfaces.world import World


def test_a_payload_stays_here_until_it_is_understood(ada: Client, world: World) -> None:
    world.tell("item", {"code": "NEW-1", "version": 1, "description": "New", "unit": "C62"})
    assert "item/NEW-1/1" in ada.get("/incoming/", {"endpoint": "erp"}).content.decode()
    assert "item/NEW-1/1" not in ada.get("/incoming/", {"endpoint": "shop"}).content.decode()
    world.carry()
    assert "item/NEW-1/1" not in ada.get("/incoming/").content.decode()
