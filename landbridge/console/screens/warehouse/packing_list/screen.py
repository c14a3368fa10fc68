"""The packing list of an outbound order: carton by carton, with the value to declare."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.grounds import grounds
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
    owner = page.order.owner
    codes = sorted({content.item for carton in page.cartons for content in carton.contents})
    found = wms.prices(grounds().wms, items=[(owner, code) for code in codes])
    prices = {price.item: price for price in found}
    return {
        "page": page,
        "cartons": [(carton, _table(carton, prices)) for carton in page.cartons],
        "totals": _totals(page.cartons, prices),
        "unpriced": [code for code in codes if _declared(prices.get(code)) is None],
    }


def _declared(price: PriceView | None) -> tuple[Decimal, str] | None:
    """Per piece; a price for another unit than the piece says nothing of one piece."""
    money = price.declared if price is not None else None
    return None if money is None else (money.amount, money.currency)


def _table(carton: CartonView, prices: Mapping[str, PriceView]) -> Table:
    return Table(
        columns=COLUMNS,
        rows=tuple(_row(content, prices.get(content.item)) for content in carton.contents),
        sentence=_("This carton is empty."),
    )


def _row(content: CartonContent, price: PriceView | None) -> Row:
    declared = _declared(price)
    fits = price is not None and price.uom == content.uom
    listed = price.list_price if price is not None else None
    return Row.of(
        Cell(content.item, note=content.description),
        Cell(content.quantity, note=unit(content.uom)),
        content.lot or ", ".join(content.serials[:5]),
        price.country_of_origin if price else "",
        price.commodity_code if price else "",
        Cell(listed.amount, note=listed.currency) if listed else None,
        Cell(content.quantity * declared[0], note=declared[1]) if declared and fits else None,
    )


def _totals(
    cartons: tuple[CartonView, ...], prices: Mapping[str, PriceView]
) -> list[tuple[Decimal, str]]:
    """Declared value of everything, by currency."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for content in (content for carton in cartons for content in carton.contents):
        price = prices.get(content.item)
        declared = _declared(price)
        if declared and price is not None and price.uom == content.uom:
            sums[declared[1]] += content.quantity * declared[0]
    return [(amount, currency) for currency, amount in sorted(sums.items())]


screen = Screen(
    path="outbound/<int:order_id>/packing-list/",
    name="packing-list",
    title=_("Packing list"),
    view=view,
    permission="see_orders",
)
