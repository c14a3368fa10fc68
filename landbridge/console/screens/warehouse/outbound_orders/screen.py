"""Demand: what is to be shipped to whom."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.screens.warehouse.order_list import order_list
from landbridge.console.screens.warehouse.rows import OUTBOUND, outbound_row
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
    return order_list(
        request,
        wms.outbound_orders,
        states=STATES,
        number_title=_("Number or customer"),
        columns=OUTBOUND,
        row=outbound_row,
        sentence=_("Nothing is to be shipped. A sales order in the ERP fills this list."),
    )


screen = Screen(
    path="outbound/",
    name="outbound-orders",
    title=_("Outbound orders"),
    view=view,
    permission="see_orders",
    menu=Menu("orders", 20, key="o"),
)
