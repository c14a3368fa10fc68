"""Shapes of cycle counts."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

STATES = (
    "requested", "counting", "counted", "investigating", "ready_to_review", "reviewed",
    "completed",
)  # fmt: skip
DECISIONS = ("approve", "recount", "reject")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountPolicy:
    """How a site counts.

    tolerance_percent: a larger difference, in percent of the book, is counted a second time by
        somebody else.
    posts_small: differences within the tolerance are booked without approval.
    days_a, days_b, days_c: how often bins with items of a class are counted.
    """

    site: str
    tolerance_percent: Decimal = Decimal(2)
    posts_small: bool = False
    days_a: int = 30
    days_b: int = 90
    days_c: int = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsPlanned:
    """numbers: of the counts made now.  open_count: bins that were asked for already."""

    numbers: tuple[str, ...]
    open_count: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountBegun:
    """resumed: the same person had begun before."""

    count_id: int
    number: str
    bin: str
    round: int
    resumed: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCounted:
    """taken: False if it must be counted again, because goods moved meanwhile or are in somebody's
    hands; `text` says which."""

    count_id: int
    item: str
    uom: str
    lot: str
    quantity: Decimal
    taken: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountFinished:
    """finished: False if something must be looked at again first: `again` names item and lot."""

    count_id: int
    number: str
    finished: bool
    state: str
    again: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountReviewed:
    """blocked: why an approved difference could not be booked yet, "" if it is."""

    count_id: int
    number: str
    state: str
    blocked: str
    adjustments: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """A count. owner, item: of a count of one item only.  state: see `STATES`."""

    count_id: int
    number: str
    site: str
    zone: str
    bin: str
    owner: str
    item: str
    cause: str
    why: str
    priority: int
    state: str
    outcome: str
    round: int
    blocked: str
    requested_at: datetime
    requested_by: str
    counted_at: datetime | None
    reviewed_at: datetime | None
    reviewed_by: str
    completed_at: datetime | None
    adjustments: tuple[str, ...]
    counted_by: str
    difference_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLineView:
    """What one person counted of an item and lot. found: False if it was not there at all."""

    round: int
    owner: str
    item: str
    description: str
    uom: str
    lot: str
    counted: Decimal
    book: Decimal
    difference: Decimal
    serials_new: tuple[str, ...]
    serials_gone: tuple[str, ...]
    found: bool
    counted_at: datetime
    counted_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountEvent:
    at: datetime
    actor: str
    state: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountPage:
    """lines: of the last round first.  events: newest first."""

    count: CountRow
    lines: tuple[CountLineView, ...]
    events: tuple[CountEvent, ...]
