"""Open work, by kind and by who holds it."""

from django.test import Client


def test_kind_and_worker_choose(ada: Client) -> None:
    stores = ada.get("/tasks/", {"kind": "putaway"}).content.decode()
    assert stores.count("data-href") == 1
    assert "P-2602" in stores
    mine = ada.get("/tasks/", {"claimed_by": "paul"}).content.decode()
    assert "S-1002" in mine
    assert "S-1004" not in mine
