"""Why an order got the stock it got. Quantities are base units of the item."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StockGiven:
    """Stock that a line was given. is_held: not taken out of its bin yet."""

    bin: str
    lot: str
    lpn: str
    use_by_on: date | None
    quantity: Decimal
    is_held: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPassedOver:
    """Stock of the item that the line was not given, as it stands now. free: of quantity."""

    bin: str
    lot: str
    lpn: str
    status: str
    use_by_on: date | None
    quantity: Decimal
    free: Decimal
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineExplained:
    """rule: the policy the line stands under, in words.  text: what came of it."""

    line_id: str
    item: str
    uom: str
    ordered: Decimal
    allocated: Decimal
    waiting: Decimal
    rule: str
    text: str
    given: tuple[StockGiven, ...]
    passed_over: tuple[StockPassedOver, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationExplained:
    """Line by line; at most 500 lines, and of each item the stock nearest to being given."""

    order_id: int
    number: str
    site: str
    lines: tuple[LineExplained, ...]
