"""Demand: what is to be shipped to whom."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.screens.warehouse.rows import OUTBOUND, outbound_row
from landbridge.console.tables import Table, page_of
from landbridge.wms import facade as wms

STATES = (
    ("open", _("open")),
    ("waiting", _("waiting for stock")),
    ("to_release", _("to release")),
    ("to_pick", _("to pick")),
    ("to_pack", _("to pack")),
    ("to_ship", _("to ship")),
    ("closed", _("closed")),
    ("all", _("all")),
)


def view(request: HttpRequest) -> Shown:
    page = page_of(request)
    site = site_filter(request)
    state = filters.choice(request, "state", _("State"), STATES, default="open")
    found = wms.outbound_orders(
        grounds().wms,
        site=site.value,
        text=filters.asked(request, "text"),
        state=state.value,
        limit=page.limit,
        after=page.token,
    )
    return {
        "filters": shown_filters(
            filters.text(request, "text", _("Number or customer")), state, site
        ),
        "is_filtered": filters.is_filtered(request),
        "table": Table(
            columns=OUTBOUND,
            rows=tuple(outbound_row(row) for row in found.rows),
            next_page=found.after,
            sentence=_("Nothing is to be shipped. A sales order in the ERP fills this list."),
        ),
    }


screen = Screen(
    path="outbound/",
    name="outbound-orders",
    title=_("Outbound orders"),
    view=view,
    permission="see_orders",
    menu=Menu("orders", 20, key="o"),
)
