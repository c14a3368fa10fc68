"""One bin: what stands in it and what moved through it."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.filters import asked
from landbridge.console.grounds import grounds
from landbridge.console.screen import Screen, Shown
from landbridge.console.screens.warehouse.rows import (
    MOVES,
    STOCK_OF_BIN,
    move_row,
    stock_row_of_bin,
)
from landbridge.console.tables import Table, page_of
from landbridge.wms import facade as wms


def view(request: HttpRequest) -> Shown:
    page = page_of(request)
    site, code = asked(request, "site"), asked(request, "code")
    found = wms.stock(grounds().wms, site=site, bin=code, limit=page.limit, after=page.token)
    moves = wms.moves(grounds().wms, bin=code, limit=20)
    zone = next((row.zone for row in found.rows if row.zone), "")
    return {
        "code": code,
        "site": site or next((row.site for row in found.rows), ""),
        "zone": zone,
        "table": Table(
            columns=STOCK_OF_BIN,
            rows=tuple(stock_row_of_bin(row) for row in found.rows),
            next_page=found.after,
            sentence=_("The bin is empty, or there is no bin of this code."),
        ),
        "moves": Table(
            columns=MOVES,
            rows=tuple(move_row(row) for row in moves.rows),
            sentence=_("Nothing has moved through it yet."),
        ),
    }


screen = Screen(path="bins/bin/", name="bin", title=_("Bin"), view=view, permission="see_stock")
