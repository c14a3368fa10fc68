"""Papers of orders and loads: carton labels, packing list, bill of lading, manifest."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.grounds import grounds
from landbridge.console.papers.answers import form_of, paper_response, size_of
from landbridge.console.papers.desk import OF_ORDERS
from landbridge.console.screen import Screen, Shown


def view(request: HttpRequest, paper: str, target_id: int) -> Shown:
    write = OF_ORDERS.get(paper)
    found = write and write(grounds().wms, target_id, form_of(request), size_of(request))
    if found is None:
        raise Http404
    return paper_response(found)


screen = Screen(
    path="papers/<slug:paper>/<int:target_id>/",
    name="paper",
    title=_("Paper"),
    view=view,
    permission="see_orders",
)
