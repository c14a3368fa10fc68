"""A payload nobody could read has a page of its own, and can be tried again."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.hub import facade as hub
from landbridge.hub.facade.views import DeadLetterFilter


def unreadable(grounds: Grounds) -> int:
    rows = hub.dead_letters(grounds.hub, DeadLetterFilter()).rows
    return next(row.envelope_id for row in rows if "not JSON" in row.reason)


def test_it_shows_bytes_and_finding(ada: Client, grounds: Grounds) -> None:
    page = ada.get(f"/incoming/{unreadable(grounds)}/").content.decode()
    assert "S-1032" in page
    assert "not JSON" in page


def test_it_can_be_read_again_with_a_reason(ada: Client, grounds: Grounds) -> None:
    envelope = unreadable(grounds)
    key = hub.envelope_page(grounds.hub, envelope).dead_letter
    form = {"do": "retry", "key": key, "why": "the codec was mended"}
    page = ada.post(f"/incoming/{envelope}/", form, follow=True).content.decode()
    assert "on its way again" in page
    assert "the codec was mended" in page
