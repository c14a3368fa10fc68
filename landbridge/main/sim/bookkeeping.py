"""The stock that an outside system has in its books, and what a document changes in them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from landbridge.canon import Document
from landbridge.canon.return_receipt import ReturnReceipt

Place = tuple[str, str, str, str]  # site, item, lot, status
ON_HOLD = "quality_hold"
# What lies where once it was decided upon; what is scrapped is told of by an adjustment.
DECIDED = {"restock": "available", "": ON_HOLD, "scrap": ON_HOLD}
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Told:
    """What a document says of stock. Both kinds of amounts are signed.

    changes: what happened once more.
    returned: all that came back under this number, as it lies by this version; None: no return.
    """

    number: str
    version: int
    changes: Mapping[Place, Decimal]
    returned: Mapping[Place, Decimal] | None = None


@dataclass
class Books:
    """What an office believes to have. A version of a return replaces the one before."""

    stock: defaultdict[Place, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    returned: dict[str, tuple[int, Mapping[Place, Decimal]]] = field(default_factory=dict)

    def book(self, told: Told) -> None:
        for place, change in told.changes.items():
            self.stock[place] += change
        if told.returned is None:
            return
        version, before = self.returned.get(told.number, (0, {}))
        if told.version <= version:
            return
        for place in before.keys() | told.returned.keys():
            self.stock[place] += told.returned.get(place, ZERO) - before.get(place, ZERO)
        self.returned[told.number] = (told.version, told.returned)

    def copy(self) -> "Books":
        return Books(defaultdict(Decimal, self.stock), dict(self.returned))


def told_by(document: Document) -> Told:
    """What a canonical document says."""
    if isinstance(document, ReturnReceipt):
        lines = ((one.item, one.lot, one.disposition, one.received.value) for one in document.lines)
        return Told(document.number, document.version, {}, lying(document.site, lines))
    changes: defaultdict[Place, Decimal] = defaultdict(Decimal)
    site = getattr(document, "site", "")
    for effect in document.stock_effects():
        changes[site, effect.item, effect.lot, effect.status] += effect.change.value
    return Told(document.number, document.version, changes)


def lying(site: str, lines: Iterable[tuple[str, str, str, Decimal]]) -> Mapping[Place, Decimal]:
    """Where goods that came back lie. lines: item, lot, disposition, amount."""
    found: defaultdict[Place, Decimal] = defaultdict(Decimal)
    for item, lot, disposition, amount in lines:
        found[site, item, lot, DECIDED.get(disposition, disposition)] += amount
    return found
