"""The cut-offs that sites have set, and what they say of orders."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.outbound.cutoffs.rules import Cutoff, Leaving, cutoff_of, leaving

SQL = named_sql("landbridge.wms.outbound", "sql/cutoffs.sql")


def cutoffs_of(conn: Connection, site_id: int) -> tuple[Cutoff, ...]:
    """By carrier and service."""
    rows = conn.execute(SQL["cutoffs"], {"site_id": site_id})
    return tuple(_cutoff(row[1:]) for row in rows)


def _cutoff(row: Sequence[Any]) -> Cutoff:
    carrier, service, weekdays, at = row
    return Cutoff(carrier_code=carrier, service_code=service, weekdays=frozenset(weekdays), at=at)


@dataclass(frozen=True, slots=True)
class Leaves:
    """When an order leaves. cutoff: the one that says so, None if none does."""

    cutoff: Cutoff | None
    leaving: Leaving


@dataclass(slots=True)
class Times:
    """When orders of any site leave, as of one moment; each answer is worked out once."""

    now: datetime
    of_site: dict[int, list[Cutoff]]
    _known: dict[tuple[object, ...], Leaves] = field(default_factory=dict)

    def of(
        self, site_id: int, timezone: str, ship_on: date | None, carrier: str, service: str
    ) -> Leaves:
        place = (site_id, ship_on, carrier, service)
        if (known := self._known.get(place)) is None:
            cutoff = cutoff_of(self.of_site.get(site_id, ()), carrier, service)
            found = leaving(self.now, cutoff, ZoneInfo(timezone), ship_on=ship_on)
            known = self._known[place] = Leaves(cutoff, found)
        return known


def times(conn: Connection, now: datetime) -> Times:
    of_site: dict[int, list[Cutoff]] = {}
    for site_id, *row in conn.execute(SQL["all_cutoffs"]):
        of_site.setdefault(site_id, []).append(_cutoff(row))
    return Times(now, of_site)
