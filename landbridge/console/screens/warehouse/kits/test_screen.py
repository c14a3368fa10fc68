"""Kits are listed, and another one is begun from there."""

from django.test import Client

from landbridge.console.grounds import Grounds
from tests.surfaces.seeded import kit_code


def test_kits_are_listed(ada: Client, grounds: Grounds) -> None:
    assert "No item is made here yet" in ada.get("/kits/").content.decode()
    _, code = kit_code(grounds)
    page = ada.get("/kits/", {"text": code}).content.decode()
    assert code in page and "Say what an item is made of" in page
