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
# Heights are those of the floor of a bin, on which its goods stand.
KNEE_MM, SHOULDER_MM, REACH_MM = 500, 1_400, 1_900
BEND_S, STRETCH_S = Decimal(2), Decimal(1)
STEPS_S = Decimal(15)  # fetching something to stand on and standing it right
CLIMB_S_M = Decimal(5)  # a metre up and down again
# What is driven and lifts: seconds for a metre up and down again.
LIFT_S_M = {"forklift": Decimal("4.5"), "reach_truck": Decimal("4.5"), "order_picker": Decimal(7)}
WALK_UNKNOWN_M = Decimal(15)
WORK_MAX_S = Decimal(1800)  # longer is a break that nobody noted, not a task


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A task somebody ended. before_*: of what they ended before, None at the start of a day.

    needs: what it needs, equipment among it.  z_mm, target_z_mm: how high the bins stand that it
    takes from and brings to; None where there is none, or nobody measured it.
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
    z_mm: int | None = None
    target_z_mm: int | None = None


def walked_m(task: Ended) -> Decimal:
    """Along the aisles from the place before; a usual way where a place is not on the map."""
    if task.x_mm is None or task.y_mm is None or task.before_x_mm is None:
        return WALK_UNKNOWN_M
    if task.before_y_mm is None:
        return WALK_UNKNOWN_M
    return Decimal(abs(task.x_mm - task.before_x_mm) + abs(task.y_mm - task.before_y_mm)) / 1000


def speed_and_lift(needs: Sequence[str]) -> tuple[Decimal, Decimal]:
    """m/s and seconds a lift. Of several things to drive the one with the longest lift counts."""
    drives = _driven(needs)
    return DRIVES[drives] if drives else (WALK_M_S, ZERO)


def _driven(needs: Sequence[str]) -> str:
    drives = [need for need in needs if need in DRIVES]
    return max(drives, key=lambda one: DRIVES[one][1]) if drives else ""


def height_s(z_mm: int | None, needs: Sequence[str] = ()) -> Decimal:
    """Seconds that the height of a bin adds to taking something out of it or putting it in.

    On foot: nothing between knee and shoulder. Below, bending and arising (29.0 and 31.9 TMU of
    0.036 s in MTM-1). Above, a slower grip, as long as an arm reaches; beyond that, steps: bringing
    them is taken for a handling like others, and each rung of 25 cm for an obstructed pace of MTM-1
    (17 TMU), up and down. The slower grip, and how high knee, shoulder and arm reach, are our
    estimate for a grown person.
    With something that lifts: the seconds of a lift (DRIVES) hold it up to a shoulder's height;
    each metre above goes at lifting speed, up and down. We take 0.4 and 0.5 m/s, and 0.25 and
    0.3 m/s where a person rides along; makers' data sheets differ widely around that.
    A height that nobody measured adds nothing.
    """
    if z_mm is None:
        return ZERO
    lifting = LIFT_S_M.get(_driven(needs))
    if lifting is not None:
        return lifting * max(0, z_mm - SHOULDER_MM) / 1000
    if z_mm < KNEE_MM:
        return BEND_S
    if z_mm <= SHOULDER_MM:
        return ZERO
    if z_mm <= REACH_MM:
        return STRETCH_S
    return STEPS_S + CLIMB_S_M * (z_mm - REACH_MM) / 1000


def expected_s(
    kind: str, pieces: Decimal, way_m: Decimal, needs: Sequence[str] = (), *,
    heights_mm: Sequence[int | None] = (),
) -> Decimal:  # fmt: skip
    """Way, handling and pieces, and the heights of the bins it takes from and brings to."""
    speed, lift = speed_and_lift(needs)
    handling = HANDLING_S.get(kind, HANDLING_OTHER_S)
    reaching = sum((height_s(one, needs) for one in heights_mm), ZERO)
    return way_m / speed + lift + handling + PIECE_S * min(pieces, PIECES_MAX) + reaching


def height_as_way_m(z_mm: int | None, needs: Sequence[str] = ()) -> Decimal:
    """The way that one goes in the seconds that a height adds."""
    return height_s(z_mm, needs) * speed_and_lift(needs)[0]


def _expected_of(task: Ended) -> Decimal:
    heights = (task.z_mm, task.target_z_mm)
    return expected_s(task.kind, task.done, walked_m(task), task.needs, heights_mm=heights)


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
            (_expected_of(task) for task, took, _ in timed if took),
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
