"""A plate shows what is on it and what became of it, and is split, moved and emptied."""

from decimal import Decimal
from urllib.parse import urlencode

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import StockWish

HOME = "/plates/plate/?" + urlencode({"site": "HAM1", "lpn": "PAL-1"})


def fill(grounds: Grounds) -> str:
    row = next(
        row for row in wms.items(grounds.wms, limit=200).rows
        if not (page := wms.item(grounds.wms, owner=row.owner, code=row.code)).item.lot_controlled
        and not page.item.serial_controlled
    )  # fmt: skip
    wish = StockWish(
        owner=row.owner, item=row.code, bin="RECV-1", quantity=Decimal(10), lpn="PAL-1"
    )
    wms.count_stock(grounds.wms, key="f", actor="ada", site="HAM1", wishes=[wish],
                    reason_code="opening", announce=False)  # fmt: skip
    wms.nest_plate(grounds.wms, key="n", actor="ada", site="HAM1", lpn="PAL-1", parent_lpn="")
    return row.code


def test_a_plate_is_split_moved_and_emptied(ada: Client, grounds: Grounds) -> None:
    item = fill(grounds)
    form = {"do": "split", "key": "1", "item": item, "quantity": "4", "other": "PAL-2"}
    page = ada.post(HOME, form, follow=True).content.decode()
    assert "4 " in page and "PAL-2" in page
    page = ada.post(HOME, {"do": "move", "key": "2", "bin": "01-01-1"}, follow=True)
    assert "moved from RECV-1 to 01-01-1" in page.content.decode()
    page = ada.post(HOME, {"do": "nest", "key": "3", "other": "PAL-2"}, follow=True)
    assert "Move one to the other first" in page.content.decode()
    page = ada.post(HOME, {"do": "empty", "key": "4"}, follow=True).content.decode()
    assert "6 pieces stand loose in 01-01-1" in page and "emptied" in page
    assert "Nothing is on it" in page
    page = ada.post(HOME, {"do": "dance", "key": "5"}, follow=True).content.decode()
    assert "nothing to do" in page


def test_an_unknown_plate_is_not_found(ada: Client) -> None:
    assert ada.get("/plates/plate/?site=HAM1&lpn=NO").status_code == 404
