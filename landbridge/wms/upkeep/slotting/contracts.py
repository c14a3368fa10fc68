"""Shapes of slotting. A day is a day on which goods were picked.

Metres are those of the ways, and what bins too high or too low cost each pick, as the way one goes
in that time.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

STATES = ("proposed", "accepted", "done", "dropped")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlottingStudy:
    """A look at a site. days: asked for; day_count: on which goods were picked.

    now_m, planned_m: of all trips of the period, as the goods lie and as they would.
    """

    slotting_id: int
    site: str
    zone: str
    days: int
    asked_at: datetime
    asked_by: str
    begun_at: datetime | None
    done_at: datetime | None
    text: str
    failed: bool
    item_count: int
    trip_count: int
    day_count: int
    now_m: Decimal | None
    planned_m: Decimal | None

    @property
    def state(self) -> str:
        """asked, planning, done, failed."""
        if self.done_at is not None:
            return "failed" if self.failed else "done"
        return "asked" if self.begun_at is None else "planning"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlottingMoveView:
    """other_item: who lies in to_bin and comes back for it, "" if the bin is empty.
    saved_m: a day, after the moves before it.  said: why it was dropped."""

    slotting_move_id: int
    place: int
    owner: str
    item: str
    description: str
    from_bin: str
    to_bin: str
    other_item: str
    saved_m: Decimal
    why: str
    state: str
    said: str
    accepted_at: datetime | None
    accepted_by: str
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlottingPage:
    study: SlottingStudy
    moves: tuple[SlottingMoveView, ...]

    @property
    def saved_m(self) -> Decimal:
        """A day, if all is done that is proposed or accepted."""
        return sum((m.saved_m for m in self.moves if m.state != "dropped"), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class SlottingAsked:
    slotting_id: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlottingAccepted:
    """dropped: (from bin, why) of moves that cannot be made now, or not any more."""

    slotting_id: int
    move_count: int
    task_count: int
    dropped: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotMoved:
    """is_done: the item has its new pick bin now."""

    task_id: int
    item: str
    uom: str
    quantity: Decimal
    bin: str
    is_done: bool
    text: str
