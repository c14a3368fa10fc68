"""A worker that runs is alive."""

from django.test import Client

from tests.surfaces.world import World


def test_a_running_worker_is_listed_as_alive(ada: Client, world: World) -> None:
    world.carry()
    page = ada.get("/workers/").content.decode()
    assert "alive" in page
