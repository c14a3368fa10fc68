"""Expected goods: purchases, notices, returns."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.screens.warehouse.rows import INBOUND, inbound_row
from landbridge.console.tables import Table, page_of
from landbridge.wms import facade as wms

STATES = (("open", _("open")), ("closed", _("closed")), ("all", _("all")))


def view(request: HttpRequest) -> Shown:
    page = page_of(request)
    site = site_filter(request)
    state = filters.choice(request, "state", _("State"), STATES, default="open")
    found = wms.inbound_orders(
        grounds().wms,
        site=site.value,
        text=filters.asked(request, "text"),
        state=state.value,
        limit=page.limit,
        after=page.token,
    )
    return {
        "filters": shown_filters(
            filters.text(request, "text", _("Number or supplier")), state, site
        ),
        "is_filtered": filters.is_filtered(request),
        "table": Table(
            columns=INBOUND,
            rows=tuple(inbound_row(row) for row in found.rows),
            next_page=found.after,
            sentence=_("No goods are expected. A purchase order in the ERP fills this list."),
        ),
    }


screen = Screen(
    path="inbound/",
    name="inbound-orders",
    title=_("Inbound orders"),
    view=view,
    permission="see_orders",
    menu=Menu("orders", 10, key="a"),
)
