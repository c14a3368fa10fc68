"""What staging hands out."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CartonsAt:
    """So many cartons stand in a bin."""

    bin: str
    carton_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StagingPlace:
    """Where to bring a packed carton.

    stands_in: its bin now; staged: that is a staging or shipping bin.  bin: where to bring it, ""
    if the site has no such bin.  text: why there, as a sentence.
    others: bins where other cartons of its order stand, on no load, and how many.
    """

    carton_id: int
    sscc: str
    order_id: int
    order_number: str
    carrier_code: str
    stands_in: str
    staged: bool
    bin: str
    text: str
    others: tuple[CartonsAt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonStaged:
    """others: other bins where cartons of its order stand, and how many."""

    carton_id: int
    sscc: str
    order_id: int
    order_number: str
    source_bin: str
    bin: str
    others: tuple[CartonsAt, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonStanding:
    """A closed carton that has not left.  staged: it stands in a staging or shipping bin.

    load_number: of the load it is on, "" if it is on none.
    """

    carton_id: int
    sscc: str
    site: str
    order_id: int
    order_number: str
    carrier_code: str
    bin: str
    staged: bool
    load_number: str
    closed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingSum:
    """Cartons in one bin that a load may still take.

    mate_count: those of orders that are on the load already.  ssccs: the first of them, mates
    first.
    """

    bin: str
    staged: bool
    carton_count: int
    mate_count: int
    ssccs: tuple[str, ...]
