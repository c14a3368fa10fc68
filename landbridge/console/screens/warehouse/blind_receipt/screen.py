"""Goods have come without an order: a receipt is begun for them, counted in on the handheld."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import inbound_href
from landbridge.console.audit import actor_of
from landbridge.console.grounds import grounds
from landbridge.console.posting import posted
from landbridge.console.screen import Screen, Shown
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import Wrong

FIELDS = ("site", "owner", "reason_code", "supplier", "delivery_note", "bin")


def view(request: HttpRequest) -> Shown:
    given = {name: posted(request, name) for name in FIELDS}
    wrong = ""
    if request.method == "POST":
        try:
            made = wms.open_blind_receipt(
                grounds().wms, key=posted(request, "key"), actor=actor_of(request), **given
            )
        except Wrong as refused:
            wrong = str(refused)
        else:
            text = _t("Receipt %(number)s is open; count the goods in on the handheld.")
            messages.success(request, text % {"number": made.number})
            return HttpResponseRedirect(inbound_href(made.order_id))
    first = wms.items(grounds().wms, limit=1).rows
    return {
        "given": given | {"owner": given["owner"] or (first[0].owner if first else "")},
        "wrong": wrong,
        "sites": wms.sites(grounds().wms),
        "may_write": screen.may_be_changed_by(request),
        "key": f"console-blind-{request.request_id}",  # type: ignore[attr-defined]
    }


screen = Screen(
    path="inbound/blind/",
    name="blind-receipt",
    title=_("Goods without an order"),
    view=view,
    permission="see_orders",
    writes="work_floor",
)
