"""One item: units with barcodes, where it stands, what moved, who wants it."""

from django.test import Client


def test_everything_about_it_is_on_one_page(ada: Client) -> None:
    page = ada.get("/items/item/", {"owner": "NORDHAFEN", "code": "TE-1001"}).content.decode()
    for words in ("Assam", "9521101000016", "8 pcs", "L26000", "S-1000", "expiry"):
        assert words in page, words


def test_an_unknown_item_is_not_found(ada: Client) -> None:
    assert ada.get("/items/item/", {"owner": "NORDHAFEN", "code": "x/y ?&"}).status_code == 404
