"""T-34: the cut-off around both changes of the clocks, against a table made by walking minutes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from landbridge.wms.outbound.cutoffs.rules import Cutoff, cutoff_of, leaving

# Offsets and the instants they change, written down by hand and not taken from a zone database.
ZONES = {
    "Europe/Warsaw": (("2026-03-29T01:00", 60, 120), ("2026-10-25T01:00", 120, 60)),
    "America/New_York": (("2026-03-08T07:00", -300, -240), ("2026-11-01T06:00", -240, -300)),
    "Australia/Lord_Howe": (("2026-04-04T15:00", 660, 630), ("2026-10-03T15:30", 630, 660)),
    "America/Santiago": (("2026-04-05T03:00", -180, -240), ("2026-09-06T04:00", -240, -180)),
    "Africa/Cairo": (("2026-04-23T22:00", 120, 180), ("2026-10-29T21:00", 180, 120)),
}
TIMES = (time(0), time(0, 30), time(2, 15), time(2, 30), time(14), time(23, 45))
EVERY_DAY = frozenset(range(1, 8))
WEEKDAYS = frozenset(range(1, 6))


def walls(change: datetime, before: int, after: int) -> list[tuple[datetime, datetime]]:
    """(instant, what the wall shows), minute by minute, for nine days around a change."""
    start = change - timedelta(days=4)
    minutes = (start + timedelta(minutes=n) for n in range(9 * 24 * 60))
    return [
        (minute, minute + timedelta(minutes=after if minute >= change else before))
        for minute in minutes
    ]


def table(
    shown: list[tuple[datetime, datetime]], at: time, weekdays: frozenset[int]
) -> list[tuple[date, datetime]]:
    """Each day's cut-off: the first minute of that day at which the wall shows it, or more."""
    found: dict[date, datetime] = {}
    for minute, wall in shown[24 * 60 :]:
        if wall.time() >= at and wall.isoweekday() in weekdays:
            found.setdefault(wall.date(), minute)
    return sorted(found.items())


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("weekdays", [EVERY_DAY, WEEKDAYS], ids=["every day", "weekdays"])
def test_t34_every_quarter_of_both_weekends_in_five_zones(zone: str, weekdays: frozenset[int]):
    checked = 0
    for text, before, after in ZONES[zone]:
        change = datetime.fromisoformat(text)
        shown = walls(change, before, after)
        for at in TIMES:
            days = table(shown, at, weekdays)
            cutoff = Cutoff(at=at, weekdays=weekdays)
            # From two days before to two days after: whatever weekday the clocks change on.
            for quarter in range(4 * 24 * 4):
                now = change - timedelta(days=2) + timedelta(minutes=15 * quarter)
                expected = next(entry for entry in days if now <= entry[1])
                got = leaving(now.replace(tzinfo=UTC), cutoff, ZoneInfo(zone))
                assert got.until is not None
                until = got.until.replace(tzinfo=None)
                assert (got.day, until) == expected, (zone, at, now)
                checked += 1
    assert checked == 2 * len(TIMES) * 384


def test_an_order_leaves_not_before_its_day_and_without_cutoffs_today():
    zone = ZoneInfo("Europe/Warsaw")
    noon = datetime(2026, 5, 4, 10, tzinfo=UTC)  # a Monday
    cutoff = Cutoff(at=time(14), weekdays=WEEKDAYS)
    assert leaving(noon, cutoff, zone).day == date(2026, 5, 4)
    assert leaving(noon, cutoff, zone, ship_on=date(2026, 5, 9)).day == date(2026, 5, 11)
    late = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)  # Tuesday already, there
    assert leaving(late, None, zone).day == date(2026, 5, 5)


def test_the_closest_cutoff_holds():
    every, dhl, express = (
        Cutoff(at=time(16), weekdays=EVERY_DAY),
        Cutoff(at=time(15), weekdays=EVERY_DAY, carrier_code="DHL"),
        Cutoff(at=time(18), weekdays=EVERY_DAY, carrier_code="DHL", service_code="EXPRESS"),
    )
    known = (every, dhl, express)
    assert cutoff_of(known, "DHL", "EXPRESS") is express
    assert cutoff_of(known, "DHL", "PARCEL") is dhl
    assert cutoff_of(known, "UPS", "") is every
    assert cutoff_of((dhl,), "UPS", "") is None
