"""A picture is given out as a picture and nothing else, to who may see orders."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms
from landbridge.wms.inbound.photos.test_images import jpeg


def test_a_picture_is_shown_with_its_own_headers(ada: Client, grounds: Grounds) -> None:
    order = wms.inbound_orders(grounds.wms, state="all", text="P-2602").rows[0]
    page = wms.inbound_order(grounds.wms, order_id=order.order_id)
    receipt_id = page.receipts[0].receipt_id
    added = wms.add_photo(grounds.wms, key="k", actor="a", receipt_id=receipt_id, content=jpeg())
    shown = ada.get(f"/photos/{added.photo_id}/")
    assert shown.content == jpeg()
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert f"/photos/{added.photo_id}/" in ada.get(f"/inbound/{order.order_id}/").content.decode()
    assert ada.get("/photos/999999/").status_code == 404
    assert Client().get(f"/photos/{added.photo_id}/").status_code == 302
