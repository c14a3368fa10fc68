"""Keeping schedules, and beginning what they say. Begun once a day, however many workers look."""

from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from landbridge.kit.ground import Ground
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.rows import fetch_all
from landbridge.wms.master.queries import site_by_code
from landbridge.wms.upkeep.counts.planning import plan_counts
from landbridge.wms.upkeep.replenishing.operations import plan_replenishment
from landbridge.wms.upkeep.schedules.contracts import WORKS, Schedule
from landbridge.wms.upkeep.schedules.rules import due_on

SQL = named_sql("landbridge.wms.upkeep", "sql/schedules.sql")
ACTOR = "clock"
COUNTS_MAX = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    site: str
    work: str
    at: time
    weekdays: list[int]
    done_on: date | None
    done_text: str
    timezone: str


def put_schedule(ground: Ground, schedule: Schedule, *, actor: str) -> Schedule:
    """Make or change one; site, work and time say which. A time that is past today begins
    tomorrow. Wrong: unknown-site, work, time, weekdays.
    """
    if schedule.work not in WORKS:
        raise Wrong(f"{schedule.work} is not one of {', '.join(WORKS)}.", "work")
    at = _time(schedule.at)
    days = sorted(set(schedule.weekdays))
    if not days or not all(1 <= day <= 7 for day in days):
        raise Wrong("Weekdays are numbers from 1 (Monday) to 7.", "weekdays")
    now = ground.clock.now()
    with ground.pg.transaction() as conn:
        place = site_by_code(conn, schedule.site)
        here = now.astimezone(place.zone_info)
        where = {
            "site_id": place.site_id, "work": schedule.work, "at_time": at, "weekdays": days,
            "done_on": here.date() if here.time() >= at else None, "at": now, "actor": actor,
        }  # fmt: skip
        conn.execute(SQL["put"], where)
    return Schedule(
        site=place.code, work=schedule.work, at=at.isoformat("minutes"), weekdays=tuple(days)
    )


def remove_schedule(ground: Ground, *, site: str, work: str, at: str) -> bool:
    """Forget one. False if there was none. Wrong: unknown-site, time."""
    with ground.pg.transaction() as conn:
        where = {
            "site_id": site_by_code(conn, site).site_id, "work": work, "at_time": _time(at),
        }  # fmt: skip
        return conn.execute(SQL["remove"], where).rowcount > 0


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Wrong(f"{text} is not a time like 14:30.", "time", read=text) from None


def schedules(ground: Ground, *, site: str = "") -> tuple[Schedule, ...]:
    """By site, work and time."""
    return tuple(
        Schedule(
            site=row.site, work=row.work, at=row.at.isoformat("minutes"),
            weekdays=tuple(row.weekdays), done_on=row.done_on, done_text=row.done_text,
        )
        for row in _rows(ground, site)
    )  # fmt: skip


def _rows(ground: Ground, site: str) -> list[_Row]:
    with ground.pg.reading() as conn:
        where = {"site_id": site_by_code(conn, site).site_id if site else None}
        return fetch_all(conn, _Row, SQL["schedules"], where)


def run_schedules(ground: Ground, *, site: str = "") -> tuple[Schedule, ...]:
    """Begin what is due now; what was begun. Run it every minute or so.

    What it asks for carries the day in its key, so that a worker who dies in between, or two who
    look at once, ask for nothing twice.
    """
    begun = []
    for row in _rows(ground, site):
        day = due_on(
            row.at, row.weekdays, row.done_on, now=ground.clock.now(), zone=ZoneInfo(row.timezone)
        )
        if day is None:
            continue
        text = _begin(ground, row, f"schedule/{row.site}/{row.work}/{row.at:%H:%M}/{day}")
        with ground.pg.transaction() as conn:
            where = {"site": row.site, "work": row.work, "at_time": row.at, "done_on": day,
                     "done_text": text}  # fmt: skip
            conn.execute(SQL["done"], where)
        begun.append(
            Schedule(
                site=row.site, work=row.work, at=row.at.isoformat("minutes"),
                weekdays=tuple(row.weekdays), done_on=day, done_text=text,
            )
        )  # fmt: skip
    return tuple(begun)


def _begin(ground: Ground, row: _Row, key: str) -> str:
    try:
        if row.work == "counts":
            return plan_counts(
                ground, key=key, actor=ACTOR, site=row.site, due=True, limit=COUNTS_MAX
            ).text
        return plan_replenishment(ground, key=key, actor=ACTOR, site=row.site).text
    except Wrong as wrong:
        return wrong.sentence()  # told on the list of schedules; tomorrow it is tried again
