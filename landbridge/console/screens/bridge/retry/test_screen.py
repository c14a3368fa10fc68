"""A bulk retry first says in numbers what it will do, and changes nothing until it is asked to."""

import re

from django.test import Client

from tests.surfaces.world import World


def test_the_preview_changes_nothing(ada: Client) -> None:
    page = ada.get("/dead-letters/retry/", {"all": "1"}).content.decode()
    assert "Retry 3 documents" in page
    assert ada.get("/dead-letters/").content.decode().count('name="key"') == 3


def test_what_was_mended_goes_through(ada: Client, world: World) -> None:
    world.erp.script = lambda _parcel, _attempt: "take"
    preview = ada.get("/dead-letters/retry/", {"all": "1", "rule": "unknown-order"})
    keys = re.findall(r'name="key" value="([^"]+)"', preview.content.decode())
    assert len(keys) == 1
    form = {"key": keys, "why": "the order was created in the ERP"}
    page = ada.post("/dead-letters/retry/", form, follow=True).content.decode()
    assert "1 document is on its way again" in page
    world.carry()
    assert "W-5001" in world.erp.numbers()
    assert "W-5001" not in ada.get("/dead-letters/").content.decode()


def test_without_a_reason_nothing_is_done(ada: Client) -> None:
    page = ada.post("/dead-letters/retry/", {"key": ["d1"]}, follow=True).content.decode()
    assert "A reason is missing" in page


def test_unknown_keys_are_left_alone_and_said(ada: Client) -> None:
    form = {"key": ["d999999"], "why": "a try"}
    page = ada.post("/dead-letters/retry/", form, follow=True).content.decode()
    assert "left alone" in page
    form = {"key": ["nonsense"], "why": "a try"}
    page = ada.post("/dead-letters/retry/", form, follow=True).content.decode()
    assert "no dead letter" in page
