"""What labor hands out. Times in seconds."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerDay:
    """One person's work of a day. work_s: on tasks.  expected_s: what a standard worker takes.

    waited_s: between tasks, until the system gave the next one; it counts for nobody's speed.
    pace_percent: expected of actual work; None without work.
    """

    actor: str
    task_count: int
    quantity: Decimal
    walked_m: Decimal
    work_s: Decimal
    expected_s: Decimal
    waited_s: Decimal
    pace_percent: Decimal | None
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWork:
    """Tasks of a kind that are still to do, and how long they should take."""

    kind: str
    task_count: int
    expected_s: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LaborDay:
    """A day of a site: who did what, what is left, and who is there to do it.

    capacity_s: people times hours of the day; None if nobody said.  left_s: of it, what is not used
    yet.  is_enough: whether the open work fits into that; None if not known.
    """

    site: str
    on_day: date
    workers: tuple[WorkerDay, ...]
    open: tuple[OpenWork, ...]
    open_s: Decimal
    people_count: int | None
    hours: Decimal | None
    capacity_s: Decimal | None
    left_s: Decimal | None
    is_enough: bool | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskNeed:
    """What whoever does such tasks must be able to do or have. kind, zone: "" means any."""

    site: str
    kind: str
    zone: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerAbilities:
    """What somebody can do or has (`forklift`, `cold`)."""

    worker: str
    abilities: tuple[str, ...]
    changed_at: datetime
    changed_by: str
