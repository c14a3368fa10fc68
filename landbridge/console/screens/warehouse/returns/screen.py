"""Goods that come back: what waits for a decision, and what customers may send."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.audit import actor_of
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.screens.warehouse.rows import RETURNS, return_row
from landbridge.console.tables import Table, page_of
from landbridge.wms import facade as wms

STATES = (("open", _("open")), ("closed", _("closed")), ("all", _("all")))
DISPOSITIONS = (
    ("restock", _("Back to stock")),
    ("refurbish", _("To be repaired")),
    ("vendor_return", _("Back to the supplier")),
    ("quarantine", _("Set aside")),
    ("scrap", _("Scrap")),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        done = wms.decide_return(
            grounds().wms,
            key=request.POST.get("key", "")[:140],
            actor=actor_of(request),
            return_item_id=int(request.POST.get("return_item_id", "0") or 0),
            disposition=request.POST.get("disposition", ""),
        )
        messages.success(request, done.text)
        return HttpResponseRedirect(request.get_full_path())
    page = page_of(request)
    site = site_filter(request)
    state = filters.choice(request, "state", _("State"), STATES, default="open")
    found = wms.returns(
        grounds().wms,
        site=site.value,
        text=filters.asked(request, "text"),
        state=state.value,
        limit=page.limit,
        after=page.token,
    )
    return {
        "undecided": wms.undecided_returns(grounds().wms, site=site.value),
        "dispositions": DISPOSITIONS,
        "key": f"console-return-{request.request_id}",  # type: ignore[attr-defined]
        "filters": shown_filters(
            filters.text(request, "text", _("Number or customer")), state, site
        ),
        "is_filtered": filters.is_filtered(request),
        "table": Table(
            columns=RETURNS,
            rows=tuple(return_row(row) for row in found.rows),
            next_page=found.after,
            sentence=_("No return is authorised. One that the ERP agrees to fills this list."),
        ),
    }


screen = Screen(
    path="returns/",
    name="returns",
    title=_("Returns"),
    view=view,
    permission="see_orders",
    writes="work_floor",
    menu=Menu("orders", 50, key="u"),
)
