"""A picture of returned goods opens from where they are decided upon."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms
from landbridge.wms.inbound.photos.test_images import jpeg


def test_a_picture_is_shown_where_it_helps_to_decide(ada: Client, grounds: Grounds) -> None:
    first = wms.undecided_returns(grounds.wms)[0]
    added = wms.add_return_photo(
        grounds.wms, key="k", actor="a", return_item_id=first.return_item_id, content=jpeg()
    )
    shown = ada.get(f"/return-photos/{added.photo_id}/")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert f"/return-photos/{added.photo_id}/" in ada.get("/returns/").content.decode()
    assert ada.get("/return-photos/999999/").status_code == 404
    assert Client().get(f"/return-photos/{added.photo_id}/").status_code == 302
