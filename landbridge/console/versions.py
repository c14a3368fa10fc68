"""Versions of documents as people read them.

Some systems number their versions by the clock: milliseconds, microseconds or nanoseconds since
1970. Such a number is shown as the moment it is; others stay what they are.
"""

import re
from datetime import UTC, datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Seconds of 2000-01-01 and 2100-01-01: a number outside of them, in every unit, is no moment.
FIRST_S, LAST_S = 946_684_800, 4_102_444_800
UNITS = (10**3, 10**6, 10**9)  # in a second; their ranges do not meet
_IN_TEXT = re.compile(r"\b([Vv]ersion) (\d{12,19})\b")


def moment_of(version: int) -> datetime | None:
    """The moment a version number is; None if it just counts."""
    for unit in UNITS:
        if FIRST_S * unit <= version < LAST_S * unit:
            return EPOCH + timedelta(microseconds=version * 10**6 // unit)
    return None


def in_words(version: int) -> str:
    """In the person's zone, to the millisecond: two versions may share a second."""
    at = moment_of(version)
    if at is None:
        return str(version)
    local = timezone.localtime(at)
    return f"{formats.date_format(local, 'j M Y H:i:s')}.{local.microsecond // 1000:03}"


def dated(text: str) -> str:
    """A sentence with the versions it names as moments."""

    def told(found: re.Match[str]) -> str:
        if moment_of(int(found[2])) is None:
            return found[0]
        return _("%(version)s of %(moment)s") % {
            "version": found[1], "moment": in_words(int(found[2])),
        }  # fmt: skip

    return _IN_TEXT.sub(told, text)
