"""A bin shows what stands in it; an empty one says so."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms


def test_it_shows_its_stock_and_moves(ada: Client, grounds: Grounds) -> None:
    row = wms.stock(grounds.wms, limit=1).rows[0]
    page = ada.get("/bins/bin/", {"site": row.site, "code": row.bin}).content.decode()
    assert row.item in page
    assert "opening" in page


def test_an_empty_bin_says_so(ada: Client) -> None:
    page = ada.get("/bins/bin/", {"site": "HAM1", "code": "SHIP-2"}).content.decode()
    assert "The bin is empty" in page
