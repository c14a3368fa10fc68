"""Expected goods: purchases, notices, returns."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.screens.warehouse.order_list import OPEN_OR_CLOSED, order_list
from landbridge.console.screens.warehouse.rows import INBOUND, inbound_row
from landbridge.wms import facade as wms


def view(request: HttpRequest) -> Shown:
    return order_list(
        request,
        wms.inbound_orders,
        states=OPEN_OR_CLOSED,
        number_title=_("Number or supplier"),
        columns=INBOUND,
        row=inbound_row,
        sentence=_("No goods are expected. A purchase order in the ERP fills this list."),
    )


screen = Screen(
    path="inbound/",
    name="inbound-orders",
    title=_("Inbound orders"),
    view=view,
    permission="see_orders",
    menu=Menu("orders", 10, key="a"),
)
