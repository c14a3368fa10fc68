"""Pure rules of labor: how long a task should take, and what of the time was work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from landbridge.wms.labor.contracts import WorkerDay

ZERO = Decimal(0)
# A standard worker: what engineered standards of warehouses come to, rounded.
WALK_M_S = Decimal("1.0")
HANDLING_S = {"pick": Decimal(8), "putaway": Decimal(20), "putback": Decimal(12)}
HANDLING_OTHER_S = Decimal(15)
PIECE_S = Decimal("1.5")
PIECES_MAX = Decimal(40)  # more is moved in whole packs
# What a task needs may be something to drive: how fast it goes, and what a lift takes with it.
# Other needs (`cold`) make nobody faster or slower.
DRIVES = {
    "forklift": (Decimal("2.0"), Decimal(30)),
    "reach_truck": (Decimal("1.8"), Decimal(40)),
    "order_picker": (Decimal("1.6"), Decimal(15)),
    "pallet_jack": (Decimal("1.2"), Decimal(10)),
}
WALK_UNKNOWN_M = Decimal(15)
WORK_MAX_S = Decimal(1800)  # longer is a break that nobody noted, not a task


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A task somebody ended. before_*: of what they ended before, None at the start of a day.

    needs: what it needs, equipment among it.
    """

    closed_by: str
    kind: str
    done: Decimal
    began_at: datetime | None
    closed_at: datetime
    x_mm: int | None
    y_mm: int | None
    before_at: datetime | None
    before_x_mm: int | None
    before_y_mm: int | None
    needs: Sequence[str] = ()


def walked_m(task: Ended) -> Decimal:
    """Along the aisles from the place before; a usual way where a place is not on the map."""
    if task.x_mm is None or task.y_mm is None or task.before_x_mm is None:
        return WALK_UNKNOWN_M
    if task.before_y_mm is None:
        return WALK_UNKNOWN_M
    return Decimal(abs(task.x_mm - task.before_x_mm) + abs(task.y_mm - task.before_y_mm)) / 1000


def speed_and_lift(needs: Sequence[str]) -> tuple[Decimal, Decimal]:
    """m/s and seconds a lift. Of several things to drive the one with the longest lift counts."""
    drives = [DRIVES[need] for need in needs if need in DRIVES]
    return max(drives, key=lambda one: one[1]) if drives else (WALK_M_S, ZERO)


def expected_s(kind: str, pieces: Decimal, way_m: Decimal, needs: Sequence[str] = ()) -> Decimal:
    """Way, handling and pieces."""
    speed, lift = speed_and_lift(needs)
    handling = HANDLING_S.get(kind, HANDLING_OTHER_S)
    return way_m / speed + lift + handling + PIECE_S * min(pieces, PIECES_MAX)


def times_of(task: Ended) -> tuple[Decimal, Decimal]:
    """(work, wait): from being sent to it, or from the task before, to its end.

    What lies between the end of the task before and being sent to this one the system let pass.
    """
    began = task.began_at or task.before_at
    if began is None:
        return ZERO, ZERO
    start = max(began, task.before_at) if task.before_at else began
    work = min(_seconds(task.closed_at, start), WORK_MAX_S)
    wait = _seconds(start, task.before_at) if task.before_at else ZERO
    return work, wait


def _seconds(late: datetime, early: datetime) -> Decimal:
    return max(ZERO, Decimal(str(round((late - early).total_seconds(), 1))))


def day_of(tasks: Sequence[Ended]) -> list[WorkerDay]:
    """One row for each worker; tasks are given by worker and time."""
    days = []
    for actor, group in groupby(tasks, key=lambda task: task.closed_by):
        mine = list(group)
        timed = [(task, *times_of(task)) for task in mine]
        # A task of which nobody knows when it began says nothing about speed.
        work = sum((work for _, work, _ in timed), ZERO)
        expected = sum(
            (
                expected_s(task.kind, task.done, walked_m(task), task.needs)
                for task, took, _ in timed
                if took
            ),
            ZERO,
        )
        days.append(
            WorkerDay(
                actor=actor, task_count=len(mine),
                quantity=sum((task.done for task in mine), ZERO),
                walked_m=sum((walked_m(task) for task in mine), ZERO).quantize(Decimal(1)),
                work_s=work, expected_s=expected.quantize(Decimal("0.1")),
                waited_s=sum((wait for _, _, wait in timed), ZERO),
                pace_percent=(100 * expected / work).quantize(Decimal(1)) if work else None,
                last_at=mine[-1].closed_at,
            )
        )  # fmt: skip
    return days
