"""Incidents: each with what happened, causes counted, open ones first asked for."""

from django.test import Client


def test_each_says_what_happened(ada: Client) -> None:
    page = ada.get("/incidents/").content.decode()
    assert "was refused by erp" in page and "was not understood" in page
    assert "incidents are open." in page


def test_a_cause_leads_to_its_own_list(ada: Client) -> None:
    page = ada.get("/incidents/", {"cause": "rejected"}).content.decode()
    assert "was refused by erp" in page
    assert "was not understood" not in page


def test_nothing_closed_is_said_in_words(ada: Client) -> None:
    page = ada.get("/incidents/", {"state": "closed"}).content.decode()
    assert 'class="empty"' in page
