"""What needs a person: each with reason and remedy, causes counted, narrowed by the address."""

from django.test import Client


def test_each_says_what_happened_and_what_to_do(ada: Client) -> None:
    page = ada.get("/dead-letters/").content.decode()
    assert "The ERP knows no order W-5001" in page
    assert "then retry" in page
    assert page.count('name="key"') == 3


def test_a_cause_leads_to_its_own_list(ada: Client) -> None:
    page = ada.get("/dead-letters/", {"rule": "unknown-order"}).content.decode()
    assert page.count("data-href") == 1
    assert "W-5001" in page


def test_who_may_not_mend_sees_no_buttons(person) -> None:
    page = person("viewer").get("/dead-letters/").content.decode()
    assert "W-5001" in page
    assert "Retry marked" not in page


def test_nothing_held_is_said_in_words(ada: Client) -> None:
    page = ada.get("/dead-letters/", {"text": "no-such-number"}).content.decode()
    assert 'class="empty"' in page
