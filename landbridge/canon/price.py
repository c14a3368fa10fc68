"""Prices of an item: what it sells for, and what it is worth at a border."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from landbridge.canon.base import Document
from landbridge.kit.findings import Finding, error
from landbridge.kit.money import Money
from landbridge.kit.quantity import EACH, Uom


@dataclass(frozen=True, slots=True, kw_only=True)
class Price(Document):
    """`number` is the item's code. Both amounts are for one `uom`.

    list_price: for packing lists.  customs_value: what is declared; the list price if none.
    """

    kind: ClassVar[str] = "price"
    uom: Uom = EACH
    list_price: Money | None = None
    customs_value: Money | None = None
    commodity_code: str = ""
    country_of_origin: str = ""
    valid_from: date | None = None

    def findings(self) -> Iterable[Finding]:
        if self.list_price is None and self.customs_value is None:
            yield error("list_price", "no-price", "The document tells no price at all.")
        for name in ("list_price", "customs_value"):
            money = getattr(self, name)
            if money is not None and money.amount < 0:
                yield error(name, "negative-price", f"{money.amount} is negative.")
