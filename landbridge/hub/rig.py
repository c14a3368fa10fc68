"""A bare bridge for measurements and simulations: endpoints of connectors that are not installed.

Operators use the facade; this sets up rows without forms, mandates or health.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from psycopg.types.json import Jsonb

from landbridge.hub import numbers
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


def open_day(ground: Ground) -> None:
    """Partitions for today and the next days."""
    numbers.open_day(ground, ground.clock.now().date())


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


def stored(ground: Ground) -> dict[str, int]:
    """How many envelopes there are of each source key."""
    with ground.pg.reading() as conn:
        rows = conn.execute("SELECT source_key, count(*) FROM hub.envelope GROUP BY 1").fetchall()
    return dict(rows)


# ---------------------------------------------------------------- for simulations: what stands


def needs_login(ground: Ground) -> tuple[str, ...]:
    """Endpoints that wait for a person to log in."""
    with ground.pg.reading() as conn:
        rows = conn.execute(
            "SELECT name FROM hub.endpoint WHERE state = 'needs_login' ORDER BY name"
        ).fetchall()
    return tuple(row[0] for row in rows)


def is_busy(ground: Ground) -> bool:
    """Whether anything is open that goes on by itself."""
    with ground.pg.reading() as conn:
        row = conn.execute(
            """SELECT EXISTS (SELECT FROM hub.intake) OR EXISTS (SELECT FROM hub.routing)
                   OR EXISTS (SELECT FROM hub.open_delivery WHERE state IN ('due', 'waiting'))"""
        ).fetchone()
    return row is not None and bool(row[0])


def dead_letters(ground: Ground) -> tuple[str, ...]:
    """What waits for a person: deliveries, and messages that were not understood."""
    with ground.pg.reading() as conn:
        rows = conn.execute(
            """SELECT 'd' || id FROM hub.open_delivery WHERE state IN ('rejected', 'dead')
               UNION ALL SELECT 'm' || message_id FROM hub.held ORDER BY 1"""
        ).fetchall()
    return tuple(row[0] for row in rows)


def set_options(ground: Ground, endpoint: str, options: Mapping[str, object]) -> None:
    """An endpoint's owner, site and constants."""
    with ground.pg.transaction() as conn:
        conn.execute(
            "UPDATE hub.endpoint SET options = %s, revision = revision + 1 WHERE name = %s",
            [Jsonb(dict(options)), endpoint],
        )
        nudge(conn, ENDPOINT)


def has_in_hands(ground: Ground, worker_id: int) -> bool:
    """Whether a worker has taken deliveries and not written yet what became of them."""
    with ground.pg.reading() as conn:
        found = conn.execute(
            "SELECT FROM hub.open_delivery WHERE lease_worker = %s LIMIT 1", [worker_id]
        ).fetchone()
    return found is not None


def lay_over(ground: Ground, endpoint: str, file: str, content: str) -> None:
    """An operator's overlay over one of an endpoint's maps; a second one changes nothing."""
    with ground.pg.transaction() as conn:
        conn.execute(
            """INSERT INTO hub.map_overlay (endpoint_id, file, name, content)
               SELECT id, %s, 'overlay', %s FROM hub.endpoint WHERE name = %s
                   ON CONFLICT DO NOTHING""",
            [file, content, endpoint],
        )
        nudge(conn, ENDPOINT)


def shown(ground: Ground, *, held_for: str) -> tuple[tuple[str, str, str, str, int], ...]:
    """(target, kind, owner, number, version) of what stands before a person with a reason.

    held_for: the target named for messages that were not understood; they have none yet.
    """
    with ground.pg.reading() as conn:
        rows = conn.execute(
            """SELECT t.name, d.kind, d.owner, d.number, d.version
                 FROM hub.open_delivery d JOIN hub.endpoint t ON t.id = d.target_id
                WHERE d.state = 'rejected' AND d.why <> ''
               UNION ALL
               SELECT t.name, d.kind, d.owner, d.number, d.version
                 FROM hub.closed_delivery d JOIN hub.endpoint t ON t.id = d.target_id
                WHERE d.state = 'dismissed'
               UNION ALL
               SELECT %s, kind, owner, number, version FROM hub.held WHERE rule <> ''""",
            [held_for],
        ).fetchall()
    return tuple(rows)


def at_odds(ground: Ground) -> tuple[str, ...]:
    """Versions that wait for a person because they came twice with different content."""
    with ground.pg.reading() as conn:
        rows = conn.execute(
            """SELECT owner, kind, number, version FROM hub.held
                WHERE rule = 'same-version-other-content' ORDER BY message_id"""
        ).fetchall()
    return tuple(
        f"{kind} {owner}/{number} version {version}" for owner, kind, number, version in rows
    )


STUCK = {
    "payloads not understood yet": b"SELECT count(*) FROM hub.intake",
    "messages not routed": b"SELECT count(*) FROM hub.routing",
    "deliveries without a reason":
        b"SELECT count(*) FROM hub.open_delivery WHERE NOT (state = 'rejected' AND why <> '')",
    "leases that nobody holds":
        b"SELECT count(*) FROM hub.open_delivery WHERE lease_token IS NOT NULL",
    "deliveries both open and closed":
        b"SELECT count(*) FROM hub.open_delivery o JOIN hub.closed_delivery c ON c.id = o.id",
    "streams that stand still": b"SELECT count(*) FROM hub.stream WHERE state <> 'active'",
}  # fmt: skip


def stuck(ground: Ground) -> tuple[str, ...]:
    """What a bridge at rest must not have, in words."""
    found = []
    with ground.pg.reading() as conn:
        for name, question in STUCK.items():
            row = conn.execute(question).fetchone()
            if row is not None and row[0]:
                found.append(f"{row[0]} {name}")
    return tuple(found)
