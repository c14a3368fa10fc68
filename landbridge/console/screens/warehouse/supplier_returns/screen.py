"""Goods that go back to their supplier: what waits for a parcel, and what has left."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from landbridge.console.audit import actor_of
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.posting import number_of, posted
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import SupplierReturnView

SUPPLIERS_MAX = 500
LEFT = (
    Column(_("Number"), "code"),
    Column(_("Supplier"), wide=True),
    Column(_("Goods"), wide=True),
    Column(_("Carrier")),
    Column(_("Tracking number"), "code", aside=True),
    Column(_("Left"), "instant"),
    Column(_("By"), aside=True),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _send(request)
    site = site_filter(request)
    ground = grounds().wms
    waiting = wms.returns_to_send(ground, site=site.value)
    return {
        "filters": shown_filters(site),
        "is_filtered": bool(site.value),
        "may_write": screen.may_be_changed_by(request),
        "waiting": waiting,
        "suppliers": wms.parties(
            ground, role="supplier", state="active", limit=SUPPLIERS_MAX
        ).rows if waiting else (),
        "key": f"console-supplier-return-{request.request_id}",  # type: ignore[attr-defined]
        "table": Table(
            columns=LEFT,
            rows=tuple(map(_row, wms.supplier_returns(ground, site=site.value))),
            sentence=_("Nothing has gone back to a supplier yet."),
        ),
    }  # fmt: skip


def _send(request: HttpRequest) -> HttpResponseRedirect:
    chosen = [number_of(one) for one in request.POST.getlist("return_item_id")]
    fields = ("supplier", "carrier_code", "tracking_number", "note")
    said = {name: posted(request, name) for name in fields}
    done = wms.send_to_supplier(
        grounds().wms, key=posted(request, "key"), actor=actor_of(request),
        return_item_ids=chosen, **said,
    )  # fmt: skip
    messages.success(request, done.text)
    return HttpResponseRedirect(request.get_full_path())


def _row(one: SupplierReturnView) -> Row:
    goods = [f"{item.quantity.normalize():f} {item.item}" for item in one.items]
    return Row.of(
        Cell(one.number, note=one.owner),
        Cell(one.supplier_name or one.supplier, note=one.supplier),
        Cell(", ".join(goods), note=one.note),
        one.carrier_code,
        one.tracking_number,
        one.sent_at,
        one.sent_by,
    )


screen = Screen(
    path="supplier-returns/",
    name="supplier-returns",
    title=_("Back to suppliers"),
    view=view,
    permission="see_orders",
    writes="work_floor",
    menu=Menu("orders", 55),
)
