"""Why an order's lines got the stock they have, and what was passed over."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import item_href, outbound_href
from landbridge.console.grounds import grounds
from landbridge.console.plain_words import unit
from landbridge.console.screen import Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import LineExplained

GIVEN = (
    Column(_("Bin"), "code"),
    Column(_("Lot"), "code"),
    Column(_("Quantity"), "quantity"),
    Column(_("Why"), wide=True),
)
PASSED = (
    Column(_("Bin"), "code"),
    Column(_("Lot"), "code"),
    Column(_("There"), "quantity"),
    Column(_("Free"), "quantity"),
    Column(_("Why not"), wide=True),
)


@dataclass(frozen=True, slots=True)
class Line:
    line: LineExplained
    href: str
    given: Table
    passed_over: Table


def view(request: HttpRequest, order_id: int) -> Shown:
    found = wms.explain_allocation(grounds().wms, order_id=order_id)
    page = wms.outbound_order(grounds().wms, order_id=order_id)
    if found is None or page is None:
        raise Http404
    return {
        "order": page.order,
        "order_href": outbound_href(order_id),
        "lines": [_line(line, page.order.owner) for line in found.lines],
    }


def _line(line: LineExplained, owner: str) -> Line:
    return Line(
        line,
        item_href(owner, line.item),
        Table(
            columns=GIVEN,
            rows=tuple(
                Row.of(one.bin, Cell(one.lot, note=one.lpn),
                       Cell(one.quantity, note=unit(line.uom)), one.why)
                for one in line.given
            ),
            sentence=_("Nothing yet."),
            has_csv=False,
        ),
        Table(
            columns=PASSED,
            rows=tuple(
                Row.of(one.bin, Cell(one.lot, note=one.lpn), one.quantity, one.free, one.why)
                for one in line.passed_over
            ),
            has_csv=False,
        ),
    )  # fmt: skip


screen = Screen(
    path="outbound/<int:order_id>/why/",
    name="outbound-why",
    title=_("Why this stock"),
    view=view,
    permission="see_orders",
)
