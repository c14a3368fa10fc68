"""Bytes are given unchanged, as a file, and can do nothing in the browser."""

import json

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.hub import facade as hub
from tests.surfaces.seeded import message_id


def test_the_raw_bytes_come_back_as_they_came(ada: Client, grounds: Grounds) -> None:
    page = hub.document_page(grounds.hub, message_id(grounds, "S-1000"))
    answer = ada.get(f"/content/raw/{page.raw.content_id}/")
    assert json.loads(answer.content)["number"] == "S-1000"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_an_unknown_part_is_not_found(ada: Client) -> None:
    assert ada.get("/content/secret/1/").status_code == 404
    assert ada.get("/content/raw/999999999/").status_code == 404
