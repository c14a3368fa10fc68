"""Results written down: deliveries closed or moved on, attempts, identifiers, the endpoint."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from landbridge.hub.channels import ENDPOINT, nudge
from landbridge.hub.deliver.rules import (
    UNAVAILABLE_S,
    UNAVAILABLE_S_MAX,
    Settled,
    Weather,
    backoff_s,
    weather,
)
from landbridge.hub.leases import Lease
from landbridge.hub.notes import clean, short, to_notes
from landbridge.kit.crypto import sha256
from landbridge.kit.ground import Ground
from landbridge.kit.pg.arrays import Bools, Int8s, Texts
from landbridge.kit.pg.copy import copy_rows
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql

SQL = named_sql(__package__, "sql/deliver.sql")
NUMBER_LENGTH_MAX = 500
KEPT_WHEN_DELIVERED = frozenset({"delivered", "already_there", "found", "superseded", "left_out"})

CLOSED_COLUMNS = (
    ("id", "int8"), ("message_id", "int8"), ("envelope_id", "int8"), ("source_id", "int4"),
    ("target_id", "int4"), ("kind", "text"), ("owner", "text"), ("number", "text"),
    ("version", "int8"), ("order_key", "text"), ("received_at", "timestamptz"),
    ("created_at", "timestamptz"), ("state", "text"), ("closed_at", "timestamptz"),
    ("attempts", "int4"), ("ack", "text"), ("target_number", "text"), ("detail", "text"),
    ("replay_of", "int8"), ("asked_by", "text"), ("asked_why", "text"),
)  # fmt: skip
ATTEMPT_COLUMNS = (
    ("delivery_id", "int8"), ("attempt", "int4"), ("worker_id", "int4"),
    ("started_at", "timestamptz"), ("took_us", "int4"), ("result", "text"), ("why", "text"),
    ("findings", "jsonb"), ("map_name", "text"), ("map_version", "text"), ("sent", "bytea"),
    ("sent_hash", "bytea"), ("sent_bytes", "int4"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wrote:
    """delivered: acknowledged or sent.  stale: no longer ours, not written."""

    delivered: int
    stale: int
    weather: Weather


def write_settled(
    ground: Ground,
    conn: Connection,
    *,
    lease: Lease,
    gated: bool,
    settled: Sequence[Settled],
) -> Wrote:
    """Write a chunk's results in the caller's transaction, as far as the lease is still ours.

    gated: the endpoint's circuit was open when the chunk was leased.
    """
    now = ground.clock.now()
    final = [one for one in settled if one.is_final]
    open_still = [one for one in settled if not one.is_final]
    ours = _close(conn, lease, final, now) | _move_on(conn, lease, open_still, now)
    _write_attempts(conn, lease, settled, ours)
    counted = [one for one in settled if one.leased.id in ours]
    arrived = [one for one in counted if one.state in ("acknowledged", "sent")]
    target_id = settled[0].leased.target_id
    if arrived:
        _write_crossref(conn, target_id, arrived, now)
        _count_flow(conn, lease, arrived, now)
        parents = Texts(one.leased.document_key for one in arrived)
        conn.execute(
            SQL["wake"], {"target": target_id, "now": now, "parents": parents}, prepare=False
        )
    seen = weather(counted)
    _write_weather(ground, conn, target_id, seen, gated, now)
    return Wrote(len(arrived), len(settled) - len(counted), seen)


def _close(conn: Connection, lease: Lease, final: Sequence[Settled], now: datetime) -> set[int]:
    if not final:
        return set()
    ours = {
        row[0]
        for row in conn.execute(
            SQL["close"],
            {"ids": Int8s(one.leased.id for one in final), "token": lease.token},
            binary=True,
            prepare=False,
        )
    }
    rows = (_closed_row(one, now) for one in final if one.leased.id in ours)
    copy_rows(conn, "hub.closed_delivery", CLOSED_COLUMNS, rows)
    return ours


def _closed_row(one: Settled, now: datetime) -> tuple[object, ...]:
    it = one.leased
    return (
        it.id, it.message_id, it.envelope_id, it.source_id, it.target_id, it.kind, it.owner,
        it.number, it.version, it.order_key, it.received_at, it.created_at, one.state, now,
        it.attempts, short(one.ack), clean(one.target_number[:NUMBER_LENGTH_MAX]),
        short(one.why), it.replay_of, it.asked_by, it.asked_why,
    )  # fmt: skip


def _move_on(conn: Connection, lease: Lease, moved: Sequence[Settled], now: datetime) -> set[int]:
    if not moved:
        return set()
    rows = conn.execute(
        SQL["move_on"],
        {
            "token": lease.token,
            "now": now,
            "ids": Int8s(one.leased.id for one in moved),
            "states": Texts(one.state for one in moved),
            "dues": [one.due_at for one in moved],
            "reasons": Texts(one.reason for one in moved),
            "whys": Texts(short(one.why) for one in moved),
            "findings": Texts(_notes_text(one) for one in moved),
            "uncertains": Bools(one.uncertain for one in moved),
            "parents": Texts(clean(one.waits_for[:NUMBER_LENGTH_MAX]) for one in moved),
            "acks": Texts(short(one.ack) for one in moved),
            "numbers": Texts(clean(one.target_number[:NUMBER_LENGTH_MAX]) for one in moved),
        },
        binary=True,
        prepare=False,
    )
    return {row[0] for row in rows}


def _notes_text(one: Settled) -> str | None:
    return json.dumps(to_notes(one.findings)) if one.findings else None


def _write_attempts(
    conn: Connection, lease: Lease, settled: Sequence[Settled], ours: set[int]
) -> None:
    rows: list[tuple[object, ...]] = []
    for one in settled:
        it = one.leased
        if it.before_worker is not None:
            rows.append(
                (it.id, it.attempts - 1, it.before_worker, it.before_at, 0, "crashed",
                 "its worker did not come back", None, "", "", None, None, 0)
            )  # fmt: skip
        rows.append(_attempt_row(one, lease, it.id in ours))
    copy_rows(conn, "hub.attempt", ATTEMPT_COLUMNS, rows)


def _attempt_row(one: Settled, lease: Lease, ours: bool) -> tuple[object, ...]:
    content = one.sent.content
    kept = content if content and one.result not in KEPT_WHEN_DELIVERED else None
    why = one.why if ours else f"{one.result}; {one.why}"
    return (
        one.leased.id, one.leased.attempts, lease.worker_id, one.started_at, one.took_us,
        one.result if ours else "stale", short(why), to_notes(one.findings),
        one.sent.map_name, one.sent.map_version, kept,
        sha256(content) if content else None, len(content),
    )  # fmt: skip


def _write_crossref(
    conn: Connection, target_id: int, arrived: Sequence[Settled], now: datetime
) -> None:
    """Identifiers the target gave, for the document and line by line (T-29)."""
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for one in arrived:
        it = one.leased
        numbers = dict(one.numbers)
        if one.target_number:
            numbers.setdefault("document", one.target_number)
        for name, theirs in numbers.items():
            subject, ours = _ours(it.kind, f"{it.owner}/{it.number}", name)
            key = (clean(subject), clean(ours[:NUMBER_LENGTH_MAX]))
            found[key] = (clean(theirs[:NUMBER_LENGTH_MAX]), it.message_id)
    if not found:
        return
    conn.execute(
        SQL["crossref"],
        {
            "target": target_id,
            "now": now,
            "subjects": Texts(subject for subject, _ in found),
            "ours": Texts(ours for _, ours in found),
            "theirs": Texts(theirs for theirs, _ in found.values()),
            "messages": Int8s(message_id for _, message_id in found.values()),
        },
        prepare=False,
    )


def _ours(kind: str, document: str, name: str) -> tuple[str, str]:
    """`document`, `line:<our line id>`, or any other name the target has for a part."""
    if name == "document":
        return kind, document
    part, _, rest = name.partition(":")
    return f"{kind}/{part}", f"{document}/{rest}" if rest else document


def _count_flow(conn: Connection, lease: Lease, arrived: Sequence[Settled], now: datetime) -> None:
    lanes: dict[tuple[int, str], list[float]] = {}
    for one in arrived:
        took_s = (now - one.leased.received_at).total_seconds()
        lanes.setdefault((one.leased.source_id, one.leased.kind), []).append(took_s)
    for (source_id, kind), took in lanes.items():
        conn.execute(
            SQL["count_flow"],
            {
                "minute": now.replace(second=0, microsecond=0),
                "source": source_id,
                "kind": kind,
                "target": arrived[0].leased.target_id,
                "worker": lease.worker_id,
                "count": len(took),
                "took_ms": round(sum(took) * 1000),
            },
        )


def _write_weather(
    ground: Ground,
    conn: Connection,
    target_id: int,
    seen: Weather,
    gated: bool,
    now: datetime,
) -> None:
    """Open the endpoint's circuit, close it, or stop until somebody logs in."""
    values = {"target": target_id, "now": now, "why": short(seen.why)}
    if seen.needs_login:
        conn.execute(SQL["needs_login"], values)
        nudge(conn, ENDPOINT)
    elif seen.failed:
        row = conn.execute(SQL["failures"], values).fetchone()
        failures = row[0] if row is not None else 0
        pause_s = backoff_s(failures + 1, UNAVAILABLE_S, UNAVAILABLE_S_MAX, ground.chance)
        until = now + timedelta(seconds=max(pause_s, seen.pause_s))
        conn.execute(SQL["open_circuit"], values | {"until": until})
    elif gated and seen.reached:
        conn.execute(SQL["close_circuit"], values)
        conn.execute(SQL["wake_all"], values)
    elif gated:
        conn.execute(SQL["stop_probe"], values)
