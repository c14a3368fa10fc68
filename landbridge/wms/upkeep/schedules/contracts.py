"""Upkeep by the clock."""

from dataclasses import dataclass
from datetime import date

WORKS = ("counts", "replenishment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """work: `counts` (all that is due by class) or `replenishment` (of all pick bins).

    at: HH:MM on the wall of the site.  weekdays: 1 (Monday) to 7.  done_on, done_text: the site's
    day on which it was begun last, and what came of it.
    """

    site: str
    work: str
    at: str
    weekdays: tuple[int, ...]
    done_on: date | None = None
    done_text: str = ""
