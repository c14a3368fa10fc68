"""Optional parts of a census: what changed lately, and which bookings led to what is counted.

A connector that declares `history` or `changes` in its manifest lets the bridge explain a
difference instead of only naming it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from landbridge.kit.quantity import Quantity

# What a booking was, in words that every system has.
RECEIPT, SHIPMENT, COUNT, ADJUSTMENT, OTHER = "receipt", "shipment", "count", "adjustment", "other"
PHYSICAL = frozenset({RECEIPT, SHIPMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryQuestion:
    """Bookings of these items since an instant, as far as they changed what a census counts."""

    owner: str
    items: tuple[str, ...]
    since: datetime
    site: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One booking. change: signed, in the unit the source keeps stock in.

    document: the number of the bridge's document it was booked for, "" if none is known.
    reference: the source's own number of it.  reason: one of the words above.
    effective_on: the day it counts for, if that is not the day it was booked on.
    """

    item: str
    change: Quantity
    at: datetime
    lot: str = ""
    status: str = "available"
    reason: str = OTHER
    document: str = ""
    reference: str = ""
    actor: str = ""
    effective_on: date | None = None


@runtime_checkable
class Historian(Protocol):
    def history(self, question: HistoryQuestion) -> Iterable[HistoryRow]:
        """Oldest first. Raises SourceUnavailable."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedItems:
    """items: whose stock may have changed; None when that cannot be told: count all.

    position: for the next question.
    """

    items: frozenset[str] | None
    position: str


@runtime_checkable
class Changes(Protocol):
    def changed_items(self, *, owner: str, since: str) -> ChangedItems:
        """`since` "" asks for a first position. Raises SourceUnavailable."""
        ...
