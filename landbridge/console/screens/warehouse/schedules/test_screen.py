"""What begins by the clock is said here, shown, and forgotten; by API too."""

from django.test import Client

from landbridge.wms import facade as wms
from tests.surfaces.world import World

HREF = "/schedules/"


def test_a_schedule_is_said_shown_and_forgotten(ada: Client, world: World, person) -> None:
    ground = world.grounds.wms
    site = wms.sites(ground)[0].site
    said = {"do": "put", "site": site, "work": "counts", "at": "06:30", "weekdays": ["1", "5"]}
    assert ada.post(HREF, said).status_code == 302
    (found,) = wms.schedules(ground)
    assert (found.work, found.at, found.weekdays) == ("counts", "06:30", (1, 5))
    page = ada.get(HREF).content.decode()
    assert "06:30" in page and "Mo Fr" in page
    assert person("operator").post(HREF, said).status_code == 403
    bad = ada.post(HREF, {**said, "weekdays": []}, follow=True).content.decode()
    assert "Weekdays are numbers" in bad
    ada.post(HREF, {"do": "forget", "what": f"{site}|counts|06:30"})
    assert wms.schedules(ground) == ()
