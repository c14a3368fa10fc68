"""Every endpoint stands in the list with how it is."""

from django.test import Client


def test_all_are_listed(ada: Client) -> None:
    page = ada.get("/endpoints/").content.decode()
    for title in ("Nordhafen ERP", "Web shop", "Hamburg warehouse"):
        assert title in page


def test_only_who_may_change_is_offered_to_add(ada: Client, person) -> None:
    assert "/add-endpoint/" in ada.get("/endpoints/").content.decode()
    assert "/add-endpoint/" not in person("viewer").get("/endpoints/").content.decode()
