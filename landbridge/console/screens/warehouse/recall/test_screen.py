"""A lot is put on hold everywhere by one form."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms


def test_a_lot_is_put_on_hold(ada: Client, grounds: Grounds) -> None:
    row = next(
        row for row in wms.stock(grounds.wms, status="available", limit=500).rows
        if row.lot and row.available > 0
    )  # fmt: skip
    form = {"key": "k", "site": row.site, "item": row.item, "lot": row.lot, "bin": "", "owner": "",
            "source": "available", "target": "quality_hold", "reason_code": "recall"}  # fmt: skip
    page = ada.post("/recall/", form, follow=True).content.decode()
    assert "are on hold now" in page
    assert wms.stock(grounds.wms, lot=row.lot, status="quality_hold").rows
    page = ada.post("/recall/", form | {"key": "k2", "lot": "", "item": ""}, follow=True)
    assert "an item, a lot or a bin" in page.content.decode()
