"""Days and instants: read in a declared format and zone, written the same way.

An instant without offset means nothing without a zone; then the map names one. A local time that
a clock change skips or repeats is taken (the earlier one) with a warning.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from landbridge.mapping.conversions import BadValueError, to_decimal

Warn = Callable[[str, str], None]
LENGTH_MAX = 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_UNITS = {"epoch_s": 1, "epoch_ms": 1000}


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise BadValueError("unknown-zone", f"needs the zone {name!r}, which is none") from None


def read_date(value: object, format: str, zone: str, _warn: Warn) -> date | None:
    """A day. Of an instant with offset it is the day in `zone`."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.astimezone(zone_of(zone or "UTC")).date()
    if isinstance(value, date):
        return value
    if format in _EPOCH_UNITS:
        return _from_epoch(value, format).astimezone(zone_of(zone or "UTC")).date()
    text = _text(value)
    try:
        if format not in ("", "iso"):
            return datetime.strptime(text, format).date()  # noqa: DTZ007  # a day has no zone
        if len(text) == 10:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _no_date(format, "day") from None
    if moment.tzinfo is None:
        return moment.date()
    if not zone:
        raise BadValueError("no-zone", "is an instant; name the `zone` whose day is meant")
    return moment.astimezone(zone_of(zone)).date()


def read_instant(value: object, format: str, zone: str, warn: Warn) -> datetime | None:
    """An instant in UTC."""
    if value is None or value == "":
        return None
    if format in _EPOCH_UNITS:
        return _from_epoch(value, format)
    if isinstance(value, datetime):
        moment = value
    else:
        text = _text(value)
        try:
            if format in ("", "iso"):
                moment = datetime.fromisoformat(text)
            else:
                moment = datetime.strptime(text, format)  # noqa: DTZ007  # the zone follows
        except ValueError:
            raise _no_date(format, "time") from None
    try:
        if moment.tzinfo is None:
            moment = _in_zone(moment, zone, warn)
        return moment.astimezone(UTC)
    except OverflowError:
        raise BadValueError("not-a-time", "is outside the years 1 to 9999") from None


def _in_zone(moment: datetime, zone: str, warn: Warn) -> datetime:
    if not zone:
        raise BadValueError("no-zone", "has no offset; name its `zone`, e.g. `zone: site`")
    local = moment.replace(tzinfo=zone_of(zone))
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        if local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != moment:
            warn("no-such-time", f"does not exist in {zone}: the clock was put forward over it")
        else:
            warn("twice-a-time", f"happened twice in {zone}; the first is taken")
    return local


def _from_epoch(value: object, format: str) -> datetime:
    number = to_decimal(value)
    assert number is not None
    try:
        micros = int(number * 1_000_000 / _EPOCH_UNITS[format])
        return _EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        raise BadValueError("not-a-time", "is outside the years 1 to 9999") from None


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadValueError("wrong-type", "is no day or time in text form")
    if isinstance(value, int) and value.bit_length() > 64:
        raise BadValueError("not-a-time", "is no day or time")
    text = str(value).strip()
    if len(text) > LENGTH_MAX:
        raise BadValueError("not-a-time", f"has more than {LENGTH_MAX} characters")
    return text


def _no_date(format: str, what: str) -> BadValueError:
    shown = "ISO 8601" if format in ("", "iso") else format
    return BadValueError("not-a-time", f"is no {what} in the form {shown}")


def write_date(value: date | None, format: str, _zone: str, _warn: Warn) -> object:
    if value is None:
        return None
    if format in _EPOCH_UNITS:
        return (value - date(1970, 1, 1)).days * 86_400 * _EPOCH_UNITS[format]
    return value.isoformat() if format in ("", "iso") else value.strftime(format)


def write_instant(value: datetime | None, format: str, zone: str, _warn: Warn) -> object:
    """ISO 8601 with offset (`Z` for UTC), seconds or milliseconds since 1970, or a pattern."""
    if value is None:
        return None
    if format in _EPOCH_UNITS:
        since = value - _EPOCH
        micros = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
        exact = Decimal(micros) * _EPOCH_UNITS[format] / 1_000_000
        return int(exact) if exact == exact.to_integral_value() else exact
    local = value.astimezone(zone_of(zone) if zone else UTC)
    if format in ("", "iso"):
        return local.isoformat().replace("+00:00", "Z")
    return local.strftime(format)
