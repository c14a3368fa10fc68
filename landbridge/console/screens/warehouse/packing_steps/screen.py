"""How one carton is packed, drawn step by step."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import outbound_href, packing_href
from landbridge.console.grounds import grounds
from landbridge.console.packing_steps import read_step, walk
from landbridge.console.screen import Screen, Shown
from landbridge.wms import facade as wms


def view(request: HttpRequest, carton_id: int) -> Shown:
    found = wms.packing_progress(grounds().wms, carton_id=carton_id)
    if found is None:
        raise Http404
    step = read_step(request.GET.get("step", ""), found.done_count + 1)
    return {
        "carton": found,
        "order_href": outbound_href(found.order_id),
        "walk": walk(found.plan, step=step, href=lambda at: packing_href(carton_id, at)),
    }


screen = Screen(
    path="cartons/<int:carton_id>/steps/",
    name="packing-steps",
    title=_("Packing, step by step"),
    view=view,
    permission="see_orders",
)
