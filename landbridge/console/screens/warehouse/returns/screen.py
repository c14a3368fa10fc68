"""Goods that come back: what waits for a decision, and what customers may send."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from landbridge.console.audit import actor_of
from landbridge.console.floors import site_filter
from landbridge.console.grounds import grounds
from landbridge.console.posting import number_of, posted
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.screens.warehouse.order_list import OPEN_OR_CLOSED, order_list
from landbridge.console.screens.warehouse.rows import RETURNS, return_row
from landbridge.wms import facade as wms

DISPOSITIONS = (
    ("restock", _("Back to stock")),
    ("refurbish", _("To be repaired")),
    ("vendor_return", _("Back to the supplier")),
    ("quarantine", _("Set aside")),
    ("scrap", _("Scrap")),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        messages.success(request, _done(request))
        return HttpResponseRedirect(request.get_full_path())
    site = site_filter(request)
    shown = order_list(
        request,
        wms.returns,
        states=OPEN_OR_CLOSED,
        number_title=_("Number or customer"),
        columns=RETURNS,
        row=return_row,
        sentence=_("No return is authorised. One that the ERP agrees to fills this list."),
        site=site,
    )
    return shown | {
        "nameless": wms.returns_without_sender(grounds().wms, site=site.value),
        "undecided": wms.undecided_returns(grounds().wms, site=site.value),
        "dispositions": DISPOSITIONS,
        "key": f"console-return-{request.request_id}",  # type: ignore[attr-defined]
    }


def _done(request: HttpRequest) -> str:
    """Decide upon goods, or say who sent them; the answer of the warehouse."""
    ground, actor, key = grounds().wms, actor_of(request), posted(request, "key", 140)
    if receipt_id := posted(request, "return_receipt_id", 18):
        return wms.name_return_sender(
            ground, key=key, actor=actor, return_receipt_id=number_of(receipt_id),
            sender=posted(request, "sender", 60),
        ).text  # fmt: skip
    return wms.decide_return(
        ground, key=key, actor=actor, disposition=posted(request, "disposition"),
        return_item_id=number_of(posted(request, "return_item_id", 18)),
    ).text  # fmt: skip


screen = Screen(
    path="returns/",
    name="returns",
    title=_("Returns"),
    view=view,
    permission="see_orders",
    writes="work_floor",
    menu=Menu("orders", 50, key="u"),
)
