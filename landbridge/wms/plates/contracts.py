"""Shapes of licence plates."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

CREATED, CAME, NESTED, TAKEN_OFF = "created", "came", "nested", "taken_off"
MOVED, SPLIT, MERGED, EMPTIED = "moved", "split", "merged", "emptied"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateRow:
    """parent_lpn: the plate it stands on, "".  line_count: stock keys on it, those of plates upon
    it not counted.  child_count: plates that stand directly on it.
    """

    plate_id: int
    site: str
    lpn: str
    bin: str
    parent_lpn: str
    package_type: str
    line_count: int
    child_count: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateContent:
    owner: str
    item: str
    description: str
    uom: str
    lot: str
    serial: str
    status: str
    expiry_on: date | None
    on_hand: Decimal
    reserved: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateEvent:
    """what: `created`, `nested`, `moved`, ..., or the reason of a move of stock."""

    at: datetime
    actor: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatePage:
    """Everything about one plate. children: plates directly on it.  history: newest first."""

    plate: PlateRow
    contents: tuple[PlateContent, ...]
    children: tuple[PlateRow, ...]
    history: tuple[PlateEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateChanged:
    """What was done. lpn: the plate it is about, a new one if it was made.  text: for people."""

    plate_id: int
    lpn: str
    bin: str
    quantity: Decimal
    text: str
