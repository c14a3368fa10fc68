"""What keeps the bridge standing: workers known by a lock that dies with them; days and leases."""

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta

import psycopg
from psycopg.types.json import Jsonb

import landbridge
from landbridge.hub.facade.contracts import Retained
from landbridge.hub.leases import LEASE_S, Lease, Work
from landbridge.hub.numbers import open_day
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql

SQL = named_sql(__package__, "sql/upkeep.sql")
LOCK_ROOM = 0x4C42_0002
# Longer than a database takes to start again: then all locks are gone, and everybody lives.
SILENT_S = 6.0
FLOW_DAYS = 3
WORKER_DAYS = 7
LOCK_TIMEOUT_S = 5


def enlist(ground: Ground) -> int:
    """A new worker's id."""
    with ground.pg.transaction() as conn:
        row = conn.execute(
            SQL["enlist"],
            {
                "host": platform.node(),
                "process": os.getpid(),
                "version": landbridge.__version__,
                "now": ground.clock.now(),
            },
        ).fetchone()
    assert row is not None
    return int(row[0])


def hold_life_lock(conn: Connection, worker_id: int) -> None:
    """On a connection of its own: when the process ends, however it ends, the lock is free."""
    conn.execute("SELECT pg_advisory_lock(%s::int4, %s::int4)", [LOCK_ROOM, worker_id])


def beat(ground: Ground, *, worker_id: int, doing: str, figures: Mapping[str, object]) -> None:
    with ground.pg.transaction() as conn:
        conn.execute("SET LOCAL synchronous_commit TO off")
        conn.execute(
            SQL["beat"],
            {
                "now": ground.clock.now(),
                "doing": doing,
                "figures": Jsonb(dict(figures)),
                "worker": worker_id,
            },
        )


def prolong(
    ground: Ground, *, work: Work, leases: Sequence[Lease], lease_s: float = LEASE_S
) -> None:
    """Keep work that takes long from being taken by others."""
    if not leases:
        return
    until = ground.clock.now() + timedelta(seconds=lease_s)
    tokens = [lease.token for lease in leases]
    with ground.pg.transaction() as conn:
        conn.execute(SQL[f"prolong_{work.value}"], {"until": until, "tokens": tokens})


def leave(ground: Ground, *, worker_id: int) -> None:
    """A clean end: what it had is free at once."""
    with ground.pg.transaction() as conn:
        _free(ground, conn, worker_id)
        conn.execute(SQL["leave"], {"worker": worker_id, "now": ground.clock.now()})


def free_the_dead(ground: Ground, *, worker_id: int) -> tuple[int, ...]:
    """Leases of workers whose process is gone end now; the ids of these workers.

    A paused process still holds its lock: its leases end by time, and the token fences it off.
    """
    since = ground.clock.now() - timedelta(seconds=SILENT_S)
    with ground.pg.reading() as conn:
        silent = conn.execute(SQL["silent"], {"worker": worker_id, "since": since}).fetchall()
    gone = []
    for (other,) in silent:
        with ground.pg.transaction() as conn:
            row = conn.execute(SQL["is_gone"], {"room": LOCK_ROOM, "worker": other}).fetchone()
            if row is not None and row[0]:
                _free(ground, conn, other)
                conn.execute(SQL["leave"], {"worker": other, "now": ground.clock.now()})
                gone.append(other)
    return tuple(gone)


def _free(ground: Ground, conn: Connection, worker_id: int) -> None:
    values = {"worker": worker_id, "now": ground.clock.now()}
    for name in ("free_deliveries", "free_intake", "free_streams", "free_probes"):
        conn.execute(SQL[name], values)


def tidy(ground: Ground) -> None:
    """Open the coming days, forget old figures. Cheap; for every hour."""
    now = ground.clock.now()
    open_day(ground, now.astimezone(UTC).date())
    with ground.pg.transaction() as conn:
        conn.execute(SQL["forget_flow"], {"before": now - timedelta(days=FLOW_DAYS)})
        conn.execute(SQL["forget_workers"], {"before": now - timedelta(days=WORKER_DAYS)})


def retain(ground: Ground, *, days: int) -> Retained:
    """Drop whole days older than `days`, but those that open work still needs.

    Gives way to readers: if a long one is in the way, nothing is dropped this time.
    """
    if days < 1:
        raise ValueError("at least one day is kept")
    before = ground.clock.now().astimezone(UTC).date() - timedelta(days=days)
    try:
        with ground.pg.transaction() as conn:
            conn.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_S}s'")
            rows = conn.execute(SQL["drop_days"], {"before": before}).fetchall()
    except psycopg.errors.LockNotAvailable:
        return Retained(dropped=())
    return Retained(dropped=tuple(row[0] for row in rows))
