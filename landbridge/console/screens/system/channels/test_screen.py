"""Channels: added, shown without their secrets, removed."""

from django.test import Client

WEBHOOK = {
    "do": "set", "kind": "webhook", "name": "pager", "setting.url": "https://example.com/hook",
    "setting.secret": "a secret that is long enough for this",
}  # fmt: skip


def test_a_channel_is_added_and_its_secret_is_never_shown(ada: Client) -> None:
    ada.post("/channels/", WEBHOOK)
    page = ada.get("/channels/").content.decode()
    assert "https://example.com/hook" in page
    assert "long enough for this" not in page


def test_wrong_settings_are_said_at_their_field(ada: Client) -> None:
    page = ada.post("/channels/", WEBHOOK | {"setting.url": "nowhere"}).content.decode()
    assert "url must be an address" in page


def test_a_channel_is_removed(ada: Client) -> None:
    ada.post("/channels/", WEBHOOK)
    ada.post("/channels/", {"do": "remove", "name": "pager", "why": "nobody reads it"})
    assert "off" in ada.get("/channels/").content.decode()
