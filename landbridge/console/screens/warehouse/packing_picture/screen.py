"""One step of a carton's plan as a picture of its own, for the handheld."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from landbridge.console.grounds import grounds
from landbridge.console.screen import Screen, Shown
from landbridge.wms import facade as wms


def view(request: HttpRequest, carton_id: int, step: int) -> Shown:
    found = wms.packing_progress(grounds().wms, carton_id=carton_id)
    if found is None or step > len(found.plan.steps):
        raise Http404
    drawn = wms.draw_step(found.plan, step=step)
    answer = HttpResponse(drawn, content_type="image/svg+xml")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


screen = Screen(
    path="cartons/<int:carton_id>/steps/<int:step>/picture/",
    name="packing-picture",
    title=_("Packing step"),
    view=view,
    permission="see_orders",
)
