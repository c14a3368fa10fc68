"""One item: what it is, where it stands, what moved, which orders ask for it."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.filters import asked
from landbridge.console.grounds import grounds
from landbridge.console.screen import Screen, Shown
from landbridge.console.screens.warehouse.rows import (
    INBOUND,
    MOVES_OF_ITEM,
    OUTBOUND,
    STOCK_OF_ITEM,
    inbound_row,
    move_row_of_item,
    outbound_row,
    stock_row_of_item,
)
from landbridge.console.tables import Table
from landbridge.kit.quantity import total
from landbridge.wms import facade as wms


def view(request: HttpRequest) -> Shown:
    page = wms.item(grounds().wms, owner=asked(request, "owner"), code=asked(request, "code"))
    if page is None:
        raise Http404
    return {
        "page": page,
        "prices": wms.prices(grounds().wms, items=[(page.item.owner, page.item.code)]),
        "on_hand": total(row.on_hand for row in page.stock),
        "reserved": total(row.reserved for row in page.stock),
        "available": total(row.available for row in page.stock if row.status == "available"),
        "stock": Table(
            columns=STOCK_OF_ITEM,
            rows=tuple(stock_row_of_item(row) for row in page.stock),
            sentence=_("None of it stands in the warehouse."),
        ),
        "moves": Table(
            columns=MOVES_OF_ITEM, rows=tuple(move_row_of_item(row) for row in page.moves)
        ),
        "inbound": Table(columns=INBOUND, rows=tuple(inbound_row(row) for row in page.inbound)),
        "outbound": Table(columns=OUTBOUND, rows=tuple(outbound_row(row) for row in page.outbound)),
    }


screen = Screen(path="items/item/", name="item", title=_("Item"), view=view, permission="see_stock")
