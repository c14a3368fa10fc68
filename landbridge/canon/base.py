"""What every canonical document has, and the parts that several of them share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from landbridge.kit.findings import Finding
from landbridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True)
class PartyRef:
    """A party by its code; the code is the source system's until crossref says otherwise."""

    code: str
    gln: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document's number and what it is to this one.

    kind: `sales_order`, `purchase_order`, `customer_order`, `outbound_order`, `inbound_order`, ...
    """

    kind: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address; text is kept as given, in any script."""

    name: str
    street: str = ""
    postal_code: str = ""
    city: str = ""
    subdivision: str = ""
    country_code: str = ""  # ISO 3166-1 alpha-2
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotQuantity:
    """Part of a line by lot, serials and stock status. Empty lot: the item has none.

    status: `available`, `quality_hold`, `damaged`, `quarantine`, `expired`.
    """

    quantity: Quantity
    lot: str = ""
    serials: tuple[str, ...] = ()
    expiry_on: date | None = None
    best_before_on: date | None = None
    production_on: date | None = None
    status: str = "available"


@dataclass(frozen=True, slots=True, kw_only=True)
class StockEffect:
    """What a document says has happened to the stock of its owner: `change` is signed."""

    item: str
    change: Quantity
    lot: str = ""
    status: str = "available"


@dataclass(frozen=True, slots=True)
class KnownNumber:
    """A number by which people may ask for a document.

    meaning: `number` for its own, else a reference kind or `sscc`, `tracking`, ...
    """

    number: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Base of every canonical document.

    told_by: the shore that naturally tells it, `office` (orders, master data) or `floor` (what
        was done); decides the direction where two endpoints could each tell the other.
    is_answer: to a version of another document of the same number; each is waited for by whoever
        asked, also when it says what the answer before it said.
    number: the business number, unique per kind and owner.
    version: grows with each version of the same document; an older one never overwrites.
    """

    kind: ClassVar[str]
    told_by: ClassVar[str] = "office"
    is_answer: ClassVar[bool] = False
    number: str
    owner: PartyRef
    version: int
    references: tuple[Reference, ...] = ()

    @property
    def order_key(self) -> str:
        """Deliveries with one order key take effect in order."""
        return f"{self.kind}/{self.owner.code}/{self.number}"

    def findings(self) -> Iterable[Finding]:
        """Rules of this document type beyond the shared ones; called by `canon.check`."""
        return ()

    def known_numbers(self) -> Iterable[KnownNumber]:
        """Every number a person may read out to find this document; repeats do no harm."""
        yield KnownNumber(self.number, "number")
        for reference in self.references:
            yield KnownNumber(reference.number, reference.kind)

    def stock_effects(self) -> Iterable[StockEffect]:
        """What the fact in this document did to stock where it happened.

        While the document travels, its source counts these changes and its target does not yet:
        reconciliation explains differences by them (reliability.md, I7). Most documents have none.
        """
        return ()


def effects_of(item: str, total: Quantity, lots: Sequence[LotQuantity]) -> Iterable[StockEffect]:
    """Effects of one line that added `total`, by lot and status.

    What the lots leave over of the total (all of it without lots) counts as available and
    without a lot; lots in another unit than the total are taken as the whole of it.
    """
    for part in lots:
        yield StockEffect(item=item, change=part.quantity, lot=part.lot, status=part.status)
    if all(part.quantity.uom == total.uom for part in lots):
        rest = total.value - sum((part.quantity.value for part in lots), Decimal(0))
        if rest:
            yield StockEffect(item=item, change=Quantity(rest, total.uom))


def is_positive(value: Decimal) -> bool:
    return value > 0
