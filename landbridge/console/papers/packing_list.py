"""The packing list of an order: carton by carton, with values to declare where they are known."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from landbridge.console.papers.labels import address_lines
from landbridge.console.papers.values import declared, totals
from landbridge.console.plain_words import unit
from landbridge.kit.paper import sheets
from landbridge.kit.paper.text import Style, Text
from landbridge.kit.quantity import plain
from landbridge.wms.facade.contracts import (
    CartonContent,
    CartonView,
    OutboundOrderPage,
    PriceView,
)

SHARES = (20, 37, 15, 24, 16, 18, 20)
RIGHT = (2, 6)


def packing_list_pdf(page: OutboundOrderPage, prices: Mapping[str, PriceView]) -> bytes:
    title = f"{_('Packing list')} {page.order.number}"
    return sheets.built(_story(page, prices, title), title=title)


def _story(
    page: OutboundOrderPage, prices: Mapping[str, PriceView], title: str
) -> Iterable[Flowable]:
    yield Text(title, sheets.TITLE)
    name = page.order.customer_name or page.order.customer
    yield sheets.grid(
        [
            (
                "\n".join((_("From"), page.order.owner, page.order.site)),
                "\n".join((_("To"), *(address_lines(page.ship_to) or [name]))),
                "\n".join(_head(page)),
            )
        ],
        (30, 50, 50), style=sheets.BODY,
    )  # fmt: skip
    yield Spacer(1, 3 * mm)
    if not page.cartons:
        yield Text(_("Nothing is packed yet. Packing fills this list."), sheets.BODY)
    for number, carton in enumerate(page.cartons, 1):
        yield from _carton(number, len(page.cartons), carton, prices)
    for amount, currency in totals(page.cartons, prices):
        told = f"{_('Declared value')}: {plain(amount)} {currency}"
        yield Text(told, Style(10, bold=True, before=6))
    weights = [carton.gross_weight_g for carton in page.cartons]
    if weights and None not in weights:
        weight = sum((each or Decimal(0) for each in weights), Decimal(0))
        yield Text(f"{_('Gross weight')}: {plain(weight / 1000)} kg", Style(10, bold=True))
    if page.note:
        yield Text(f"{_('Note')}: {page.note}", Style(9, before=6))


def _head(page: OutboundOrderPage) -> Iterable[str]:
    yield f"{_('Order')} {page.order.number}"
    for kind, number in page.references[:4]:
        yield f"{kind.replace('_', ' ').capitalize()} {number}"
    carrier = " ".join(filter(None, (page.order.carrier_code, page.service_code)))
    if carrier:
        yield f"{_('Carrier')} {carrier}"
    yield f"{_('Cartons')} {len(page.cartons)}"


def _carton(
    number: int, count: int, carton: CartonView, prices: Mapping[str, PriceView]
) -> Iterable[Flowable]:
    about = [f"{_('Carton')} {number} / {count}", f"SSCC {carton.sscc}", carton.kind]
    if carton.gross_weight_g is not None:
        about.append(f"{plain(carton.gross_weight_g / 1000)} kg")
    about.append(carton.tracking_number)
    yield from sheets.section(
        "  ·  ".join(part for part in about if part),
        [_row(content, prices.get(content.item)) for content in carton.contents]
        or [(_("This carton is empty."), "", "", "", "", "", "")],
        SHARES, right=RIGHT,
        titles=(_("Item"), _("Description"), _("Quantity"), _("Lot or serial"), _("Origin"),
                _("Tariff code"), _("Declared value")),
    )  # fmt: skip


def _row(content: CartonContent, price: PriceView | None) -> tuple[str, ...]:
    money = declared(content, price)
    return (
        content.item,
        content.description,
        f"{plain(content.quantity)} {unit(content.uom)}",
        ", ".join(part for part in (content.lot, *content.serials) if part),
        price.country_of_origin if price else "",
        price.commodity_code if price else "",
        "" if money is None else f"{plain(money.amount)} {money.currency}",
    )
