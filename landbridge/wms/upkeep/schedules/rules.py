"""When upkeep by the clock is due. Pure."""

from collections.abc import Collection
from datetime import date, datetime, time, tzinfo


def due_on(
    at: time, weekdays: Collection[int], done_on: date | None, *, now: datetime, zone: tzinfo
) -> date | None:
    """The site's day for which it is to begin now; None if it is not due.

    It is compared with the clock on the wall: an hour that a night leaves out is over when the
    clock stands behind it, an hour that comes twice counts once. A day that nobody was there for
    is not made up for.
    """
    here = now.astimezone(zone)
    today = here.date()
    if today.isoweekday() not in weekdays or here.time() < at:
        return None
    return today if done_on is None or done_on < today else None
