"""A task can be taken from somebody who does not come back."""

from django.test import Client

from landbridge.wms import facade as wms
from tests.surfaces.world import World


def test_a_supervisor_frees_a_task(person, world: World) -> None:
    task = wms.tasks(world.grounds.wms, claimed_by="paul").rows[0]
    client = person("supervisor")
    href = f"/tasks/{task.task_id}/"
    assert "Take it from paul" in client.get(href).content.decode()
    page = client.post(href, follow=True).content.decode()
    assert "free for somebody else" in page
    assert wms.task(world.grounds.wms, task_id=task.task_id).claimed_by == ""


def test_an_unknown_task_is_not_found(ada: Client) -> None:
    assert ada.get("/tasks/999999999/").status_code == 404
