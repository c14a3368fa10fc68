"""Stock by item, lot and bin, with what is promised."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms


def rows(page: str) -> int:
    return page.count("data-href")


def test_filters_find_by_bin_lot_and_words(ada: Client, grounds: Grounds) -> None:
    row = next(row for row in wms.stock(grounds.wms).rows if row.lot)
    for query in ({"bin": row.bin}, {"lot": row.lot}, {"text": row.item}):
        page = ada.get("/stock/", query).content.decode()
        assert row.item in page
        assert 1 <= rows(page) < 10, query


def test_reserved_stock_is_not_available(ada: Client, grounds: Grounds) -> None:
    row = next(row for row in wms.stock(grounds.wms).rows if row.reserved)
    page = ada.get("/stock/", {"bin": row.bin}).content.decode()
    for value in (row.on_hand, row.reserved, row.available):
        assert f">{int(value)}<" in page.replace("\n", "").replace(" ", "")


def test_stock_that_is_not_there_is_said_in_words(ada: Client) -> None:
    page = ada.get("/stock/", {"text": "no such thing"}).content.decode()
    assert "Stock comes in when goods are received" in page
