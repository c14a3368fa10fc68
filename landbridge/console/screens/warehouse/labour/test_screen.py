"""The day's work: one's own first; whether the people are enough."""

from django.test import Client

from landbridge.wms import facade as wms
from tests.surfaces.world import World


def test_a_supervisor_sees_all_and_says_how_many_people_there_are(person, world: World) -> None:
    client: Client = person("supervisor")
    page = client.get("/labour/").content.decode()
    assert "paul" in page and "Say how many people there are today." in page
    site = wms.sites(world.grounds.wms)[0].site
    day = wms.labor_day(world.grounds.wms, site=site).on_day.isoformat()
    form = {"site": site, "day": day, "people": "3", "hours": "7,5"}
    page = client.post("/labour/", form, follow=True).content.decode()
    assert "hours of people are left today" in page
    assert "Say a day" in client.post("/labour/", {"site": site}, follow=True).content.decode()


def test_a_worker_sees_their_own_work_and_nobody_elses(person, world: World) -> None:
    page = person("operator", name="paul").get("/labour/").content.decode()
    assert "paul" in page and "you" in page
    page = person("operator", name="nina").get("/labour/").content.decode()
    assert ">paul<" not in page and "Nobody has ended a task" in page
