"""What goes back to its supplier is chosen, leaves once, and stands in the list then."""

import re

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms


def test_returned_goods_leave_for_their_supplier(ada: Client, grounds: Grounds) -> None:
    first = wms.undecided_returns(grounds.wms)[0]
    wms.decide_return(
        grounds.wms, key="back", actor="ada", return_item_id=first.return_item_id,
        disposition="vendor_return",
    )  # fmt: skip
    page = ada.get("/supplier-returns/").content.decode()
    assert first.item in page and "Waits for a parcel" in page
    key = re.search(r'name="key" value="([^"]*)"', page)
    supplier = re.search(r'<datalist[^>]*><option value="([^"]+)"', page)
    assert key is not None and supplier is not None
    form = {
        "key": key[1], "supplier": supplier[1], "return_item_id": first.return_item_id,
        "carrier_code": "UPS", "tracking_number": "1Z-BACK", "note": "agreed by phone",
    }  # fmt: skip
    nobody = ada.post("/supplier-returns/", form | {"supplier": "NOBODY"}, follow=True)
    assert "has no party" in nobody.content.decode()
    for _ in range(2):
        answer = ada.post("/supplier-returns/", form, follow=True).content.decode()
        assert "1Z-BACK" in answer and "Waits for a parcel" not in answer
    (left,) = wms.supplier_returns(grounds.wms)
    assert (left.supplier, left.sent_by) == (supplier[1], "ada")
    decided = ada.get(f"/returns/{wms.returns(grounds.wms, state='all').rows[0].return_id}/")
    assert left.number in decided.content.decode()


def test_who_may_only_look_sends_nothing(person) -> None:
    form = {"key": "k", "supplier": "S", "return_item_id": 1}
    assert person("viewer").post("/supplier-returns/", form).status_code == 403
