"""Stock by item, lot and bin, and how much of it is promised to orders."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.screens.warehouse.rows import STOCK, stock_row
from landbridge.console.tables import Table, page_of
from landbridge.wms import facade as wms

STATUSES = ("available", "quality_hold", "damaged", "quarantine", "expired")


def view(request: HttpRequest) -> Shown:
    page = page_of(request)
    site = site_filter(request)
    status = filters.choice(
        request, "status", _("Status"), ((each, each.replace("_", " ")) for each in STATUSES)
    )
    found = wms.stock(
        grounds().wms,
        site=site.value,
        owner=filters.asked(request, "owner"),
        item=filters.asked(request, "item"),
        bin=filters.asked(request, "bin"),
        lot=filters.asked(request, "lot"),
        status=status.value,
        text=filters.asked(request, "text"),
        limit=page.limit,
        after=page.token,
    )
    return {
        "filters": shown_filters(
            filters.text(request, "text", _("Item or description")),
            filters.text(request, "bin", _("Bin")),
            filters.text(request, "lot", _("Lot")),
            status,
            site,
        ),
        "is_filtered": filters.is_filtered(request),
        "table": Table(
            columns=STOCK,
            rows=tuple(stock_row(row) for row in found.rows),
            next_page=found.after,
            sentence=_(
                "No stock matches. Stock comes in when goods are received against an inbound "
                "order, or as a counted opening stock."
            ),
        ),
    }


screen = Screen(
    path="stock/",
    name="stock",
    title=_("Stock"),
    view=view,
    permission="see_stock",
    menu=Menu("stock", 10, key="s"),
)
