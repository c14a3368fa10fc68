"""A bare bridge for measurements and simulations: endpoints of connectors that are not installed.

Operators use the facade; this sets up rows without forms, mandates or health.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from psycopg.types.json import Jsonb

from landbridge.hub.channels import ENDPOINT, nudge
from landbridge.kit.ground import Ground

NOTHING: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far everything is. open: payloads, messages and deliveries that are not final."""

    accepted: int
    acknowledged: int
    open: int


def add(
    ground: Ground,
    name: str,
    *,
    connector: str = "",
    config: Mapping[str, object] = NOTHING,
    options: Mapping[str, object] = NOTHING,
) -> int:
    """An endpoint as it is; its id. connector: default, the same name."""
    with ground.pg.transaction() as conn:
        row = conn.execute(
            """INSERT INTO hub.endpoint (name, connector, config, options, since)
               VALUES (%s, %s, %s, %s, %s) RETURNING id""",
            [name, connector or name, Jsonb(dict(config)), Jsonb(dict(options)),
             ground.clock.now()],
        ).fetchone()  # fmt: skip
        nudge(conn, ENDPOINT)
    assert row is not None
    return int(row[0])


def join(
    ground: Ground,
    source: str,
    target: str,
    *,
    kind: str = "*",
    condition: Mapping[str, object] = NOTHING,
) -> None:
    """A route between endpoints by name."""
    with ground.pg.transaction() as conn:
        conn.execute(
            """INSERT INTO hub.route (source_id, kind, target_id, condition)
               SELECT s.id, %s, t.id, %s FROM hub.endpoint s, hub.endpoint t
                WHERE s.name = %s AND t.name = %s""",
            [kind, Jsonb(dict(condition)), source, target],
        )


def standing(ground: Ground) -> Standing:
    """Cheap while little is open: counters of what is done, rows of what is not."""
    with ground.pg.reading() as conn:
        row = conn.execute(
            """SELECT (SELECT coalesce(sum(accepted_count), 0) FROM hub.stream)::int8,
                      (SELECT coalesce(sum(acknowledged_count), 0) FROM hub.flow_minute)::int8,
                      (SELECT count(*) FROM hub.intake) + (SELECT count(*) FROM hub.routing)
                      + (SELECT count(*) FROM hub.open_delivery)"""
        ).fetchone()
    assert row is not None
    return Standing(*row)


def arrived(ground: Ground) -> tuple[int, int]:
    """Acknowledged deliveries, and how many different document numbers these are."""
    with ground.pg.reading() as conn:
        row = conn.execute(
            """SELECT count(*), count(DISTINCT number) FROM hub.closed_delivery
                WHERE state = 'acknowledged'"""
        ).fetchone()
    assert row is not None
    return row[0], row[1]


def answer_to(ground: Ground, envelope_id: int) -> str | None:
    """What the target said to the document of a payload; None as long as it has not."""
    with ground.pg.reading() as conn:
        row = conn.execute(
            """SELECT d.ack FROM hub.message m JOIN hub.closed_delivery d ON d.message_id = m.id
                WHERE m.envelope_id = %s AND d.state = 'acknowledged'""",
            [envelope_id],
        ).fetchone()
    return row[0] if row is not None else None
