"""The audit tells who did what, and can be narrowed."""

from django.test import Client

from landbridge.console import audit


def test_entries_are_found_by_person_and_deed(ada: Client) -> None:
    audit.record(actor="eve", action=audit.REFUSED, address="192.0.2.1")
    audit.record(actor="mira", action=audit.SIGNED_IN)
    page = ada.get("/audit/", {"action": audit.REFUSED}).content.decode()
    assert "192.0.2.1" in page
    assert "mira" not in page
    page = ada.get("/audit/", {"actor": "mira"}).content.decode()
    assert "mira" in page
    assert "eve" not in page


def test_pages_go_on_without_a_gap(ada: Client) -> None:
    for number in range(60):
        audit.record(actor="robot", action="test", subject=f"entry-{number:02}")
    first = ada.get("/audit/", {"actor": "robot"}).content.decode()
    assert "entry-59" in first
    assert "entry-09" not in first
    token = first.split("page=")[1].split('"')[0]
    second = ada.get("/audit/", {"actor": "robot", "page": token}).content.decode()
    assert "entry-09" in second
    assert "entry-10" not in second


def test_what_people_type_cannot_become_a_formula_in_a_spreadsheet(ada: Client) -> None:
    audit.record(actor="robot", action="test", subject='=HYPERLINK("http://evil.example")')
    answer = ada.get("/audit/", {"actor": "robot", "format": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert "\"'=HYPERLINK" in text
