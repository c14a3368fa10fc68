"""Which documents go from where to where."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from landbridge.console.addresses import endpoint_href
from landbridge.console.grounds import grounds
from landbridge.console.mending import mandate
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.hub import facade as hub

COLUMNS = (
    Column(_("Document")),
    Column(_("From")),
    Column(_("To")),
    Column(_("State"), "badge"),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        messages.success(request, _do(request))
        return HttpResponseRedirect(request.path)
    routes = hub.route_list(grounds().hub)
    rows = tuple(
        Row.of(
            route.kind_title,
            Cell(route.source, href=endpoint_href(route.source)),
            Cell(route.target, href=endpoint_href(route.target)),
            Cell(
                _("on") if route.enabled else _("off"), tone="quiet" if route.enabled else "waits"
            ),
        )
        for route in routes
    )
    return {
        "routes": routes,
        "endpoints": [each.card for each in hub.endpoint_list(grounds().hub)],
        "table": Table(
            columns=COLUMNS,
            rows=rows,
            sentence=_(
                "Nothing is routed yet. Connect two endpoints; what one tells and the "
                "other takes is routed then."
            ),
        ),
    }


def _do(request: HttpRequest) -> str:
    left, right = (request.POST.get(name, "")[:40] for name in ("source", "target"))
    if request.POST.get("do") == "remove":
        kind = request.POST.get("kind", "")[:100]
        hub.unsubscribe(
            grounds().hub, source=left, kind=kind, target=right, mandate=mandate(request)
        )
        return _t("The route is removed; what is on its way goes on.")
    routes = hub.connect_endpoints(grounds().hub, left=left, right=right, mandate=mandate(request))
    return ngettext(
        "%d kind of document is routed.", "%d kinds of documents are routed.", len(routes)
    ) % len(routes)


screen = Screen(
    path="routes/",
    name="routes",
    title=_("Routes"),
    view=view,
    permission="see_endpoints",
    writes="change_endpoints",
    menu=Menu("bridge", 60),
)
