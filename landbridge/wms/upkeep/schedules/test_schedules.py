"""Upkeep by the clock: due by the wall of the site, begun once a day."""

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from landbridge.kit.clock import VirtualClock
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Schedule, Wrong
from landbridge.wms.testing import SITE, fill, wish
from landbridge.wms.upkeep.schedules.rules import due_on

WARSAW = ZoneInfo("Europe/Warsaw")
ALL = (1, 2, 3, 4, 5, 6, 7)


@pytest.mark.parametrize(
    ("now", "done_on", "expected"),
    [
        ("2026-03-02T05:29", None, None),  # 06:29 there
        ("2026-03-02T05:30", None, date(2026, 3, 2)),
        ("2026-03-02T20:00", date(2026, 3, 2), None),
        ("2026-03-02T20:00", date(2026, 3, 1), date(2026, 3, 2)),
        ("2026-07-06T04:30", None, date(2026, 7, 6)),  # summer time
        ("2026-03-02T23:10", date(2026, 3, 2), None),  # 00:10 of the next day
    ],
)
def test_it_is_due_by_the_clock_on_the_wall(now: str, done_on: date | None, expected: date | None):
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert due_on(time(6, 30), ALL, done_on, now=at, zone=WARSAW) == expected


def test_t34_nights_with_23_and_25_hours_begin_it_once() -> None:
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        done, begun = day - timedelta(days=1), []
        for quarter in range(-8, 30):
            now = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() + quarter * 900
            found = due_on(
                time(2, 30), ALL, done, now=datetime.fromtimestamp(now, UTC), zone=WARSAW
            )
            if found is not None:
                done = found
                begun.append(found)
        assert begun == [day]


def test_other_weekdays_are_left_out() -> None:
    monday = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert due_on(time(6), (2, 3), None, now=monday, zone=WARSAW) is None


@pytest.fixture
def timed(floor: Ground) -> Ground:
    """Monday, 05:00 in Warsaw."""
    clock = VirtualClock(datetime(2026, 3, 2, 4, 0, tzinfo=UTC))
    return Ground(floor.pg, clock, floor.secrets, random.Random(1))


def test_counts_and_replenishments_begin_once_a_day(timed: Ground) -> None:
    clock = timed.clock
    assert isinstance(clock, VirtualClock)
    fill(timed, wish("A-01", "BOLT", 10), wish("B-01", "BOLT", 90))
    facade.put_pick_bin(
        timed, key="p", actor="mia", site=SITE, bin="A-01", item="BOLT", quantity_min=Decimal(20),
        quantity_max=Decimal(50),
    )  # fmt: skip
    for work, at in (("counts", "06:00"), ("replenishment", "06:30"), ("replenishment", "04:00")):
        schedule = Schedule(site=SITE, work=work, at=at, weekdays=ALL)
        facade.put_schedule(timed, schedule, actor="mia")
    # One in the past begins tomorrow.
    assert facade.run_schedules(timed) == ()
    clock.advance(2 * 3600)
    begun = facade.run_schedules(timed)
    names = [(one.work, one.at) for one in begun]
    assert names == [("counts", "06:00"), ("replenishment", "06:30")]
    assert facade.run_schedules(timed) == ()
    assert facade.waiting_counts(timed, site=SITE) == 2
    (task,) = facade.tasks(timed, kind="replenishment").rows
    assert (task.bin, task.target_bin) == ("B-01", "A-01")
    shown = {(one.work, one.at): one for one in facade.schedules(timed, site=SITE)}
    assert shown["counts", "06:00"].done_text == "Counts asked for: 2."
    clock.advance(24 * 3600)
    assert len(facade.run_schedules(timed)) == 3
    assert facade.remove_schedule(timed, site=SITE, work="counts", at="06:00")
    assert not facade.remove_schedule(timed, site=SITE, work="counts", at="06:00")


def test_a_death_between_asking_and_noting_asks_for_nothing_twice(timed: Ground) -> None:
    clock = timed.clock
    assert isinstance(clock, VirtualClock)
    fill(timed, wish("A-01", "BOLT", 10))
    facade.put_schedule(
        timed, Schedule(site=SITE, work="counts", at="06:00", weekdays=ALL), actor="mia"
    )
    clock.advance(3600)
    assert len(facade.run_schedules(timed)) == 1
    with timed.pg.transaction() as conn:
        conn.execute("UPDATE upkeep_schedule SET done_on = NULL")  # as if it died before noting
    (again,) = facade.run_schedules(timed)
    assert again.done_text == "Counts asked for: 1."
    assert facade.waiting_counts(timed, site=SITE) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [({"work": "sleep"}, "work"), ({"at": "25:00"}, "time"), ({"weekdays": ()}, "weekdays"),
     ({"weekdays": (8,)}, "weekdays"), ({"site": "NOWHERE"}, "unknown-site")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(floor: Ground, change: dict, code: str) -> None:
    good = {"site": SITE, "work": "counts", "at": "06:00", "weekdays": ALL}
    with pytest.raises(Wrong) as wrong:
        facade.put_schedule(floor, Schedule(**good | change), actor="mia")
    assert wrong.value.code == code
