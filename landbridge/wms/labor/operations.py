"""Labor of a day: read, and how many people there are said."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from itertools import groupby
from typing import Any

from landbridge.kit.ground import Ground
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import is_writable
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.rows import clean, fetch_all
from landbridge.wms.labor.contracts import LaborDay, OpenWork
from landbridge.wms.labor.rules import WALK_UNKNOWN_M, ZERO, Ended, day_of, expected_s
from landbridge.wms.master.queries import SiteRow, site_by_code

SQL = named_sql("landbridge.wms.labor", "sql/labor.sql")


def put_shift(
    ground: Ground, *, site: str, on_day: date, people_count: int, hours: Decimal, actor: str
) -> None:
    """Say how many people work how long on a day. Wrong: quantity, unknown-site."""
    if not 0 <= people_count <= 100_000 or not is_writable(hours) or not 0 < hours <= 24:
        raise Wrong("People are counted, and a day has up to 24 hours.", "quantity")
    with ground.pg.transaction() as conn:
        conn.execute(
            SQL["put_shift"],
            {
                "site_id": site_by_code(conn, site).site_id, "on_day": on_day,
                "people_count": people_count, "hours": hours, "at": ground.clock.now(),
                "actor": actor,
            },
        )  # fmt: skip


def put_worker(ground: Ground, *, worker: str, abilities: tuple[str, ...], actor: str) -> None:
    """Say what somebody can do or has (`forklift`, `cold`): tasks that need it may go to them."""
    known = sorted({clean(ability) for ability in abilities} - {""})
    with ground.pg.transaction() as conn:
        conn.execute(
            "INSERT INTO worker_profile (actor, abilities, changed_at, changed_by)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT (actor) DO UPDATE"
            " SET abilities = excluded.abilities, changed_at = excluded.changed_at,"
            " changed_by = excluded.changed_by",
            [worker, known, ground.clock.now(), actor],
        )


def put_task_need(
    ground: Ground, *, site: str, needs: tuple[str, ...], kind: str = "", zone: str = ""
) -> None:
    """Say what tasks of a kind in a zone need ("" means any); () needs nothing any more."""
    known = sorted({clean(need) for need in needs} - {""})
    with ground.pg.transaction() as conn:
        where = [site_by_code(conn, site).site_id, kind, zone]
        conn.execute("DELETE FROM task_need WHERE site_id = %s AND kind = %s AND zone = %s", where)
        if known:
            conn.execute(
                "INSERT INTO task_need (site_id, kind, zone, needs) VALUES (%s, %s, %s, %s)",
                [*where, known],
            )


def labor_day(ground: Ground, *, site: str, on_day: date | None = None, only: str = "") -> LaborDay:
    """A day of a site, in its zone; default today. only: one worker's row and nobody else's."""
    now = ground.clock.now()
    with ground.pg.snapshot() as conn:
        place = site_by_code(conn, site)
        day = on_day or now.astimezone(place.zone_info).date()
        where = {
            "site_id": place.site_id, "on_day": day, "start": _midnight(place, day),
            "end": _midnight(place, day + timedelta(days=1)),
        }  # fmt: skip
        ended = fetch_all(conn, Ended, SQL["ended"], where)
        rows = conn.execute(SQL["open"], where).fetchall()
        shift = conn.execute(SQL["shift"], where).fetchone()
    workers = day_of(ended)
    used = sum((worker.work_s + worker.waited_s for worker in workers), ZERO)
    left_open = tuple(_open_work(kind, [*group]) for kind, group in groupby(rows, key=_kind))
    open_s = sum((one.expected_s for one in left_open), ZERO)
    capacity = shift[0] * shift[1] * 3600 if shift else None
    left = max(ZERO, capacity - used) if capacity is not None else None
    shown = [worker for worker in workers if only in ("", worker.actor)]
    return LaborDay(
        site=site, on_day=day, workers=tuple(sorted(shown, key=lambda one: one.actor)),
        open=left_open, open_s=open_s, people_count=shift[0] if shift else None,
        hours=shift[1] if shift else None, capacity_s=capacity, left_s=left,
        is_enough=None if left is None else open_s <= left, text=_text(open_s, left),
    )  # fmt: skip


def _midnight(site: SiteRow, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=site.zone_info).astimezone(UTC)


def _kind(row: tuple[Any, ...]) -> str:
    return str(row[0])


def _open_work(kind: str, rows: Sequence[tuple[Any, ...]]) -> OpenWork:
    """Of one kind of work, whatever the zones it is in, what these need and how high the bins."""
    total = sum(
        (count * expected_s(kind, pieces / count, WALK_UNKNOWN_M, needs, heights_mm=heights)
         for _, count, pieces, needs, *heights in rows),
        ZERO,
    )  # fmt: skip
    return OpenWork(
        kind=kind, task_count=sum(row[1] for row in rows), expected_s=total.quantize(Decimal(1))
    )


def _text(open_s: Decimal, left: Decimal | None) -> str:
    # Upwards: a task is never no work. What is missing is the difference of what is said.
    hours = _hours(open_s, ROUND_UP)
    work = f"{hours} hours of work are open"
    if left is None:
        return f"{work}. Say how many people there are today."
    there = _hours(left, ROUND_DOWN)
    free = f"{there} hours of people are left today"
    if open_s <= left:
        return f"{work}, {free}: it fits."
    return f"{work}, {free}: {hours - there} hours are missing."


def _hours(seconds: Decimal, rounding: str) -> Decimal:
    return (seconds / 3600).quantize(Decimal("0.1"), rounding)
