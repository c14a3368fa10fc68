"""Plates are listed, found by how they begin, and made."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms

FORM = {"site": "HAM1", "bin": "RECV-1", "lpn": "PAL-1", "key": "k"}


def test_a_plate_is_made_once_and_listed(ada: Client, grounds: Grounds) -> None:
    assert "No plate yet" in ada.get("/plates/").content.decode()
    for _ in range(2):
        page = ada.post("/plates/", FORM, follow=True).content.decode()
        assert "Plate PAL-1 is in RECV-1" in page
    assert len(wms.plates(grounds.wms).rows) == 1
    assert "PAL-1" in ada.get("/plates/", {"text": "pal"}).content.decode()
    assert "PAL-1" not in ada.get("/plates/", {"text": "X"}).content.decode()
    page = ada.post("/plates/", FORM | {"key": "2", "bin": "NO"}, follow=True).content.decode()
    assert "There is no bin NO here." in page


def test_a_viewer_makes_none(person) -> None:
    assert person("viewer").post("/plates/", FORM).status_code == 403
