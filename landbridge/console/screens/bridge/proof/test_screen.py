"""The proof page: what was verified, every field's bytes and line; the export verifies."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.hub import facade as hub
from landbridge.hub.facade.views import DocumentFilter
from tests.surfaces.seeded import message_id


def test_it_says_what_was_verified_and_where_fields_come_from(
    ada: Client, grounds: Grounds
) -> None:
    number = message_id(grounds, "S-1000")
    page = ada.get(f"/documents/{number}/proof/").content.decode()
    assert "it holds" in page
    assert "The payload has the digest with which it was taken in." in page
    assert "outbound_order.yaml:" in page
    assert "warehouse: as it is" in page
    assert f'href="/documents/{number}/"' in page


def test_a_mapped_target_is_told_field_by_field(ada: Client, grounds: Grounds) -> None:
    found = hub.document_list(grounds.hub, DocumentFilter(kind="shipment_confirmation"))
    page = ada.get(f"/documents/{found.rows[0].message_id}/proof/").content.decode()
    assert "shipment_confirmation.yaml:" in page
    assert "erp: " in page


def test_the_export_is_a_file_that_verifies(ada: Client, grounds: Grounds) -> None:
    answer = ada.get(f"/documents/{message_id(grounds, 'S-1000')}/proof/", {"export": "1"})
    assert answer["Content-Type"] == "application/zip"
    found = hub.verify_proof(answer.content)
    assert found.holds and found.number == "S-1000"


def test_the_document_leads_to_its_proof(ada: Client, grounds: Grounds) -> None:
    number = message_id(grounds, "S-1000")
    assert f"/documents/{number}/proof/" in ada.get(f"/documents/{number}/").content.decode()
