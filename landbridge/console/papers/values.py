"""What goods are declared to be worth."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.money import Money
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import CartonContent, CartonView, OutboundOrderPage, PriceView


def prices_of(ground: Ground, page: OutboundOrderPage) -> dict[str, PriceView]:
    """Prices of everything packed, by item."""
    codes = sorted({content.item for carton in page.cartons for content in carton.contents})
    found = wms.prices(ground, items=[(page.order.owner, code) for code in codes])
    return {price.item: price for price in found}


def declared(content: CartonContent, price: PriceView | None) -> Money | None:
    """Value of the content. None: no price, or one for another unit, which says nothing of it."""
    money = price.declared if price is not None else None
    if price is None or money is None or price.uom != content.uom:
        return None
    return Money(content.quantity * money.amount, money.currency)


def totals(
    cartons: Sequence[CartonView], prices: Mapping[str, PriceView]
) -> list[tuple[Decimal, str]]:
    """Declared value of everything, by currency."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for content in (content for carton in cartons for content in carton.contents):
        if (money := declared(content, prices.get(content.item))) is not None:
            sums[money.currency] += money.amount
    return [(amount, currency) for currency, amount in sorted(sums.items())]
