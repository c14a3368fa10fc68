"""Cut-offs among the rules of release, and what they say to written orders. Pure.

Tests name a day and a time on the site's wall (`Mon 14:05`); changes of clocks are not their
matter, so they are counted in UTC.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from landbridge.wms.outbound.cutoffs.rules import Cutoff, cutoff_name, cutoff_of, leaving
from landbridge.wms.rulebook.contracts import Rule

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONDAY = datetime(2001, 1, 1, tzinfo=UTC)  # any Monday
FAR = 1_000_000  # minutes: nobody waits that long
UNKNOWN = "-"  # no cut-off is known: it leaves when it is ready
_ZONE = ZoneInfo("UTC")


def rule_of(cutoff: Cutoff) -> Rule:
    conditions = {"carriers": cutoff.carrier_code, "service": cutoff.service_code}
    return Rule(
        name=cutoff_name(cutoff.carrier_code, cutoff.service_code),
        conditions={name: text for name, text in conditions.items() if text},
        actions={
            "until": cutoff.at.isoformat("minutes"),
            "weekdays": " ".join(DAYS[day - 1] for day in sorted(cutoff.weekdays)),
        },
    )


def _cutoff(rule: Rule) -> Cutoff:
    return Cutoff(
        at=time.fromisoformat(rule.actions["until"]),
        weekdays=frozenset(DAYS.index(day) + 1 for day in rule.actions["weekdays"].split()),
        carrier_code=rule.conditions.get("carriers", ""),
        service_code=rule.conditions.get("service", ""),
    )


def moment_of(text: str) -> datetime | None:
    """`Mon 14:05`, or `14:05` on a Monday; None if it is neither."""
    *day, clock = text.split() or [""]
    name = day[0].capitalize() if day else DAYS[0]
    if len(day) > 1 or name not in DAYS:
        return None
    try:
        at = time.fromisoformat(clock)
    except ValueError:
        return None
    if at.tzinfo is not None:
        return None
    return datetime.combine(MONDAY + timedelta(days=DAYS.index(name)), at, tzinfo=UTC)


class Clock:
    """What the cut-offs of a site say at the moment of a test. used: those that were asked."""

    def __init__(self, rules: Sequence[Rule], moment: str) -> None:
        self.used: list[str] = []
        self._now = moment_of(moment)
        self._cutoffs = [_cutoff(rule) for rule in rules if "until" in rule.actions]

    def leaving(
        self, carrier: str, service: str, minutes: Decimal | None
    ) -> tuple[Decimal | None, str]:
        """Minutes an order has to its cut-off (None: no cut-off is known) and the day it leaves.

        minutes: as the order itself says.
        """
        now = self._now
        if minutes is not None:
            if now is None or minutes > FAR:
                return minutes, UNKNOWN
            return minutes, DAYS[(now + timedelta(minutes=float(minutes))).weekday()]
        chosen = cutoff_of(self._cutoffs, carrier, service) if now is not None else None
        if now is None or chosen is None:
            return None, UNKNOWN
        name = cutoff_name(chosen.carrier_code, chosen.service_code)
        if name not in self.used:
            self.used.append(name)
        until = leaving(now, chosen, _ZONE).until
        assert until is not None
        left = Decimal(int((until - now).total_seconds())) / 60
        return left, DAYS[until.weekday()]
