"""Shapes of proposed levels. Quantities are in base units; a day is one on which was picked."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelStudy:
    """A look at a site's pick bins. days: of the calendar; day_count: of them with picks.

    service: in which share of cases a minimum shall last.  lead_days: from the look that finds too
    little to goods in the bin.  review_days: from one look to the next.
    """

    level_study_id: int
    site: str
    days: int
    service: Decimal
    lead_days: int
    review_days: int
    asked_at: datetime
    asked_by: str
    begun_at: datetime | None
    done_at: datetime | None
    text: str
    failed: bool
    bin_count: int
    day_count: int

    @property
    def state(self) -> str:
        """asked, planning, done, failed."""
        if self.done_at is not None:
            return "failed" if self.failed else "done"
        return "asked" if self.begun_at is None else "planning"


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelProposal:
    """now_min, now_max: as the bin was then.  method: how per_day, what is expected on a day, was
    worked out.  state: `proposed`, `accepted`, `dropped`.  said: why it was dropped."""

    level_proposal_id: int
    place: int
    owner: str
    item: str
    description: str
    uom: str
    bin: str
    now_min: Decimal
    now_max: Decimal
    quantity_min: Decimal
    quantity_max: Decimal
    method: str
    per_day: Decimal
    why: str
    state: str
    said: str
    accepted_at: datetime | None
    accepted_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelPage:
    """proposals: the largest change first; at most 500."""

    study: LevelStudy
    proposals: tuple[LevelProposal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsAsked:
    level_study_id: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsAccepted:
    """dropped: (bin, why) of proposals that hold no more."""

    level_study_id: int
    bin_count: int
    dropped: tuple[tuple[str, str], ...]
    text: str
