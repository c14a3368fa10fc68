"""Ids that name their day: day * 10^10 + a number of one sequence (see 0002_tables.sql).

The day counts from 2000-01-01 in UTC, by the ground's clock. An id so tells its partition, sorts
by time, and stays below 2^53, so that it is exact in every JSON reader.
"""

from datetime import UTC, date, datetime, timedelta
from weakref import WeakKeyDictionary

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection, Database

DAY_ZERO = date(2000, 1, 1)
PER_DAY = 10**10
DAYS_AHEAD = 2
DAYS_MAX = (date.max - DAY_ZERO).days  # no id is of a later day, whatever is asked for

# Days known to have partitions, so that the database is asked once a day.
_opened: WeakKeyDictionary[Database, set[date]] = WeakKeyDictionary()


def day_of(number: int) -> date:
    """The day (UTC) on which an id was given."""
    return DAY_ZERO + timedelta(days=min(max(number // PER_DAY, 0), DAYS_MAX))


def first_of(day: date) -> int:
    """The smallest id of a day."""
    return (day - DAY_ZERO).days * PER_DAY


def take_numbers(ground: Ground, conn: Connection, count: int) -> list[int]:
    """`count` fresh ids of today, in rising order."""
    if count == 0:
        return []
    day = ground.clock.now().astimezone(UTC).date()
    open_day(ground, day)
    row = conn.execute("SELECT hub.take_numbers(%b::int4)", [count], binary=True).fetchone()
    assert row is not None
    first = first_of(day)
    return [first + number for number in row[0]]


def open_day(ground: Ground, day: date) -> None:
    """Make sure that `day` and the next ones have partitions; asks the database once a day."""
    known = _opened.setdefault(ground.pg, set())
    if day in known:
        return
    with ground.pg.transaction() as conn:
        conn.execute("SELECT hub.open_days(%s, %s)", [day, day + timedelta(days=DAYS_AHEAD)])
    known.update(day + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1))


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
