"""Pure rules of cut-offs: wall-clock times of a site, exact around the changes of clocks (T-34).

A cut-off is said as a time on the wall. On the day the clocks go forward that time may not exist:
it is then the first instant after the gap. On the day they go back it may come twice: the first
holds, so that nobody relies on an hour that the carrier's driver does not wait for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS_AHEAD_MAX = 370


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoff:
    """weekdays: 1 (Monday) to 7.  carrier_code, service_code: "" means any."""

    at: time
    weekdays: frozenset[int]
    carrier_code: str = ""
    service_code: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """The day an order leaves, and until when it must be ready for that. None: no cut-off known."""

    day: date
    until: datetime | None


def cutoff_name(carrier_code: str, service_code: str) -> str:
    """What it is called among the rules of release."""
    return f"Cut-off {' '.join(filter(None, (carrier_code, service_code))) or 'of any carrier'}"


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant at which the wall clock of the zone first shows `at`, or later, on that day."""
    wall = datetime.combine(day, at)
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return first
    return _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The clocks jumped over `wall`: the instant of the jump, found by halving a day around it."""
    low = (wall - timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC)
    high = (wall + timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def leaving(
    now: datetime, cutoff: Cutoff | None, zone: ZoneInfo, *, ship_on: date | None = None
) -> Leaving:
    """When something ordered `now` leaves, not before `ship_on`. At the cut-off is in time."""
    today = now.astimezone(zone).date()
    day = max(today, ship_on or today)
    if cutoff is None:
        return Leaving(day, None)
    for ahead in range(DAYS_AHEAD_MAX):
        one = day + timedelta(days=ahead)
        if one.isoweekday() in cutoff.weekdays:
            until = instant_of(one, cutoff.at, zone)
            if now <= until:
                return Leaving(one, until)
    raise AssertionError("a cut-off holds on at least one weekday")


def leaving_text(
    now: datetime, cutoff: Cutoff | None, zone: ZoneInfo, *, ship_on: date | None = None
) -> str:
    """When it leaves, in a sentence; "" where no cut-off is known."""
    found = leaving(now, cutoff, zone, ship_on=ship_on)
    if cutoff is None or found.until is None:
        return ""
    at = cutoff.at.isoformat("minutes")
    today = now.astimezone(zone).date()
    if found.day == today:
        return f"Leaves today if it is ready by {at}."
    wanted = ship_on is None or ship_on <= today
    late = f"Too late for {at} today. " if wanted and today.isoweekday() in cutoff.weekdays else ""
    day = f"{found.day:%a} {found.day.day} {found.day:%b %Y}"
    return f"{late}Leaves on {day} if it is ready by {at}."


def cutoff_of(cutoffs: Sequence[Cutoff], carrier_code: str, service_code: str) -> Cutoff | None:
    """The closest: carrier and service, then carrier, then service, then the one for all."""
    known = {(one.carrier_code, one.service_code): one for one in cutoffs}
    for place in ((carrier_code, service_code), (carrier_code, ""), ("", service_code), ("", "")):
        if (found := known.get(place)) is not None:
            return found
    return None
