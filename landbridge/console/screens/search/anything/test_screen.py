"""Any number leads to its object; one hit leads straight there."""

from django.test import Client


def test_one_hit_is_opened_at_once(ada: Client) -> None:
    answer = ada.get("/search/", {"q": "RECV-1"})
    assert answer.status_code == 302
    assert answer["Location"] == "/bins/bin/?code=RECV-1"


def test_several_hits_are_listed_with_their_reason(ada: Client) -> None:
    page = ada.get("/search/", {"q": "S-1001"}).content.decode()
    assert "In the warehouse" in page
    assert "/outbound/" in page
    assert "Outbound order S-1001" in page


def test_a_customers_number_finds_the_document(ada: Client) -> None:
    answer = ada.get("/search/", {"q": " po-77003 "}, follow=True)
    assert "S-1003" in answer.content.decode()


def test_an_unknown_number_says_what_to_try(ada: Client) -> None:
    page = ada.get("/search/", {"q": "no-such-number-1"}).content.decode()
    assert 'class="empty"' in page


def test_words_and_beginnings_find_items_and_orders(ada: Client) -> None:
    page = ada.get("/search/", {"q": "claw hammer"}).content.decode()
    assert "HT-1001" in page
    page = ada.get("/search/", {"q": "S-100"}).content.decode()
    assert page.count("outbound order") >= 7


def test_an_operator_finds_stock_but_no_documents(person) -> None:
    client = person("operator")
    answer = client.get("/search/", {"q": "S-1001"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/outbound/")
