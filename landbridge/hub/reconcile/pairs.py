"""Pairs of endpoints that are compared all the time, with their schedule and their authority.

A pair comes about by itself where documents are routed between two endpoints that can count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from landbridge.connect.protocols import CensusQuestion
from landbridge.connect.registry import UnknownConnectorError, connector_kind
from landbridge.hub.endpoints.queries import StoredEndpoint, all_endpoints
from landbridge.hub.endpoints.rules import kinds_told
from landbridge.hub.events import Event, record
from landbridge.hub.facade.contracts import AuthorityRule, Mandate, NotFoundError
from landbridge.hub.reconcile.authority import checked, from_json, to_json
from landbridge.hub.reconcile.connectors import Connectors
from landbridge.hub.reconcile.counting import Pair, open_pair
from landbridge.hub.watch.bridge import rows
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql

SQL = named_sql("landbridge.hub.reconcile", "sql/watching.sql")
SUBJECTS = ("stock", "outbound_order", "inbound_order", "item", "party")
OPTIONS: Mapping[str, float] = {
    "changed_every_s": 10.0,  # stock of what has changed
    "full_every_s": 900.0,  # all stock
    "orders_every_s": 15.0,
    "master_every_s": 30.0,
    "confirm_s": 4.0,  # a difference must last this long before a person hears of it
}
SECONDS_MIN, SECONDS_MAX = 1.0, 7 * 86400.0
FULL_OPTION = "census_full_every_s"  # of an endpoint: the pair's `full_every_s` for all its pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPair:
    """A row of hub.census_pair with the names of its endpoints."""

    id: int
    left: str
    right: str
    left_options: Mapping[str, Any]
    right_options: Mapping[str, Any]
    enabled: bool
    owner: str
    site: str
    options: Mapping[str, Any]
    authority: Sequence[Mapping[str, str]]
    since: datetime

    def seconds(self, name: str) -> float:
        """An option of the pair, or of one of its endpoints, or of the code."""
        found = [self.options.get(name)]
        if name == "full_every_s":
            found += [self.left_options.get(FULL_OPTION), self.right_options.get(FULL_OPTION)]
        for value in found:
            if isinstance(value, int | float) and not isinstance(value, bool):
                return min(max(float(value), SECONDS_MIN), SECONDS_MAX)
        return OPTIONS[name]

    @property
    def rules(self) -> tuple[AuthorityRule, ...]:
        return from_json(list(self.authority))

    def opened(self, ground: Ground, subject: str, connectors: Connectors) -> Pair:
        """Raises EndpointUnusableError, LandbridgeError."""
        question = CensusQuestion(subject=subject, site=self.site, owner=self.owner)
        return open_pair(ground, self.left, self.right, question, connectors)


def stored_pairs(conn: Connection, *, pair_id: int = 0) -> list[StoredPair]:
    return [StoredPair(**row) for row in rows(conn, SQL["pairs"], {"id": pair_id})]


def stored_pair(conn: Connection, pair_id: int) -> StoredPair:
    """Raises NotFoundError."""
    found = stored_pairs(conn, pair_id=pair_id)
    if not found:
        raise NotFoundError("there is no pair of that number", subject=f"pair {pair_id}")
    return found[0]


def adopt_pairs(ground: Ground) -> int:
    """Take up pairs that were joined by routes; how many are new. Cheap, for every look."""
    with ground.pg.reading() as conn:
        joined = conn.execute(SQL["joined"]).fetchall()
        if not joined:
            return 0
        stored = {one.id: one for one in all_endpoints(conn)}
    made = 0
    for source_id, target_id in joined:
        sides = [stored[source_id], stored[target_id]]
        if all(_can_count(side) for side in sides):
            made += _adopt(ground, *_office_first(*sides))
    return made


def _can_count(side: StoredEndpoint) -> bool:
    try:
        return "census" in connector_kind(side.connector).manifest.capabilities
    except UnknownConnectorError:
        return False


def _office_first(
    one: StoredEndpoint, other: StoredEndpoint
) -> tuple[StoredEndpoint, StoredEndpoint]:
    """The endpoint that tells orders stands on the left."""
    told = kinds_told(connector_kind(other.connector).manifest)
    mine = kinds_told(connector_kind(one.connector).manifest)
    orders = {"outbound_order", "inbound_order", "item"}
    return (other, one) if len(orders & set(told)) > len(orders & set(mine)) else (one, other)


def _adopt(ground: Ground, left: StoredEndpoint, right: StoredEndpoint) -> int:
    now = ground.clock.now()
    with ground.pg.transaction() as conn:
        row = conn.execute(
            SQL["adopt"], {"left": left.id, "right": right.id, "now": now}
        ).fetchone()
        if row is None:
            return 0
        for subject in SUBJECTS:
            conn.execute(SQL["add_turn"], {"pair": row[0], "subject": subject, "now": now})
    return 1


def set_pair(
    ground: Ground,
    *,
    pair_id: int,
    mandate: Mandate,
    enabled: bool | None = None,
    owner: str | None = None,
    site: str | None = None,
    options: Mapping[str, float] | None = None,
    authority: Sequence[AuthorityRule] | None = None,
) -> None:
    """Change what is not None. Raises NotFoundError, LandbridgeError."""
    for name, value in (options or {}).items():
        if name not in OPTIONS or not SECONDS_MIN <= value <= SECONDS_MAX:
            raise LandbridgeError(
                f"{name} cannot be {value:g}",
                remedy=f"Seconds from {SECONDS_MIN:g} to {SECONDS_MAX:g} for one of "
                f"{', '.join(OPTIONS)}.",
            )
    rules = None if authority is None else checked(authority)
    with ground.pg.transaction() as conn:
        before = stored_pair(conn, pair_id)
        conn.execute(
            SQL["set_pair"],
            {
                "id": pair_id,
                "enabled": before.enabled if enabled is None else enabled,
                "owner": before.owner if owner is None else owner.strip(),
                "site": before.site if site is None else site.strip(),
                "options": Jsonb({**before.options, **(options or {})}),
                "authority": Jsonb(list(before.authority) if rules is None else to_json(rules)),
                "now": ground.clock.now(),
            },
        )
        detail = f"reconciliation of {before.left} and {before.right}"
        event = Event(
            step="person", result="pair_changed", actor=mandate.by, why=mandate.why, detail=detail
        )
        record(ground, conn, [event])
