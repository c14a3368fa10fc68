"""The packing list of an outbound order: carton by carton, with the value to declare."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.grounds import grounds
from landbridge.console.papers.values import declared, prices_of, totals
from landbridge.console.plain_words import unit
from landbridge.console.screen import Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import CartonContent, CartonView, PriceView

COLUMNS = (
    Column(_("Item"), wide=True),
    Column(_("Quantity"), "quantity"),
    Column(_("Lot or serial"), "code", aside=True),
    Column(_("Origin"), "code", aside=True),
    Column(_("Tariff code"), "code", aside=True),
    Column(_("List price"), "quantity", aside=True),
    Column(_("Declared value"), "quantity"),
)


def view(request: HttpRequest, order_id: int) -> Shown:
    page = wms.outbound_order(grounds().wms, order_id=order_id)
    if page is None:
        raise Http404
    prices = prices_of(grounds().wms, page)
    packed = {content.item for carton in page.cartons for content in carton.contents}
    return {
        "page": page,
        "cartons": [(carton, _table(carton, prices)) for carton in page.cartons],
        "totals": totals(page.cartons, prices),
        "unpriced": sorted(
            code for code in packed if code not in prices or prices[code].declared is None
        ),
    }


def _table(carton: CartonView, prices: Mapping[str, PriceView]) -> Table:
    return Table(
        columns=COLUMNS,
        rows=tuple(_row(content, prices.get(content.item)) for content in carton.contents),
        sentence=_("This carton is empty."),
    )


def _row(content: CartonContent, price: PriceView | None) -> Row:
    money = declared(content, price)
    listed = price.list_price if price is not None else None
    return Row.of(
        Cell(content.item, note=content.description),
        Cell(content.quantity, note=unit(content.uom)),
        content.lot or ", ".join(content.serials[:5]),
        price.country_of_origin if price else "",
        price.commodity_code if price else "",
        Cell(listed.amount, note=listed.currency) if listed else None,
        Cell(money.amount, note=money.currency) if money else None,
    )


screen = Screen(
    path="outbound/<int:order_id>/packing-list/",
    name="packing-list",
    title=_("Packing list"),
    view=view,
    permission="see_orders",
)
