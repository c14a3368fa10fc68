"""One picture of goods that came back: the bytes, with headers that keep it a picture."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.grounds import grounds
from landbridge.console.pictures import picture_response
from landbridge.console.screen import Screen, Shown
from landbridge.wms import facade as wms


def view(request: HttpRequest, photo_id: int) -> Shown:
    found = wms.return_photo(grounds().wms, photo_id=photo_id)
    if found is None:
        raise Http404
    return picture_response(found, photo_id)


screen = Screen(
    path="return-photos/<int:photo_id>/",
    name="return-photo",
    title=_("Picture"),
    view=view,
    permission="see_orders",
)
