"""Routes are made between endpoints that have something to say to each other."""

from django.test import Client


def test_connecting_twice_changes_nothing(ada: Client) -> None:
    form = {"do": "connect", "source": "erp", "target": "warehouse", "why": "again"}
    before = ada.get("/routes/").content.decode().count("<tr")
    page = ada.post("/routes/", form, follow=True).content.decode()
    assert "kinds of documents are routed" in page
    assert page.count("<tr") == before


def test_a_route_can_be_removed(ada: Client) -> None:
    before = ada.get("/routes/").content.decode().count("<tr")
    form = {"do": "remove", "source": "shop", "target": "warehouse", "kind": "outbound_order"}
    page = ada.post("/routes/", form | {"why": "shop is closed"}, follow=True).content.decode()
    assert page.count("<tr") == before - 1


def test_two_that_say_nothing_to_each_other_are_refused(ada: Client) -> None:
    form = {"do": "connect", "source": "erp", "target": "shop", "why": "a try"}
    assert "nothing to say" in ada.post("/routes/", form, follow=True).content.decode()
