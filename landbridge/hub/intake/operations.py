"""Take payloads in: raw bytes first, each key and content once, for ever."""

from collections.abc import Sequence
from datetime import datetime

from landbridge.connect.protocols import Payload
from landbridge.hub.channels import INTAKE, nudge
from landbridge.hub.events import Event, record
from landbridge.hub.facade.contracts import Accepted
from landbridge.hub.intake.rules import Keyed, keyed
from landbridge.hub.notes import clean, plain
from landbridge.hub.numbers import take_numbers
from landbridge.kit.ground import Ground
from landbridge.kit.pg.arrays import Byteas, Int8s, Texts
from landbridge.kit.pg.copy import copy_rows
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql

SQL = named_sql(__package__, "sql/intake.sql")
CHUNK = 1000
REGISTER_TRIES_MAX = 5

ENVELOPE_COLUMNS = (
    ("id", "int8"), ("endpoint_id", "int4"), ("stream", "text"), ("source_key", "text"),
    ("wire_type", "text"), ("content", "bytea"), ("content_hash", "bytea"),
    ("headers", "jsonb"), ("occurred_at", "timestamptz"), ("received_at", "timestamptz"),
    ("changed", "bool"),
)  # fmt: skip
INTAKE_COLUMNS = (
    ("envelope_id", "int8"), ("endpoint_id", "int4"), ("bytes", "int8"),
    ("due_at", "timestamptz"),
)  # fmt: skip


def accept(
    ground: Ground, *, endpoint_id: int, payloads: Sequence[Payload]
) -> tuple[Accepted, ...]:
    """Store payloads that came without a stream; one transaction for each 1,000."""
    accepted: list[Accepted] = []
    for start in range(0, len(payloads), CHUNK):
        chunk = payloads[start : start + CHUNK]
        with ground.pg.transaction() as conn:
            accepted += store(ground, conn, endpoint_id=endpoint_id, stream="", payloads=chunk)
    return tuple(accepted)


def store(
    ground: Ground,
    conn: Connection,
    *,
    endpoint_id: int,
    stream: str,
    payloads: Sequence[Payload],
) -> list[Accepted]:
    """Store payloads inside the caller's transaction; what is known already stays as it is."""
    if not payloads:
        return []
    now = ground.clock.now()
    wanted = keyed(payloads)
    ids = take_numbers(ground, conn, len(wanted))
    accepted, fresh = _register(conn, endpoint_id, wanted, ids)
    rows = (_envelope(endpoint_id, stream, one, answer, now) for one, answer in fresh)
    copy_rows(conn, "hub.envelope", ENVELOPE_COLUMNS, rows)
    copy_rows(
        conn,
        "hub.intake",
        INTAKE_COLUMNS,
        ((answer.envelope_id, endpoint_id, len(one.payload.content), now) for one, answer in fresh),
    )
    changed = [answer for _, answer in fresh if answer.changed]
    record(ground, conn, [_changed(endpoint_id, answer) for answer in changed])
    if fresh:
        nudge(conn, INTAKE)
    return accepted


def _register(
    conn: Connection, endpoint_id: int, wanted: list[Keyed], ids: list[int]
) -> tuple[list[Accepted], list[tuple[Keyed, Accepted]]]:
    """Answers in the order of the payloads, and those that are new with their payload."""
    arguments = {
        "endpoint": endpoint_id,
        "keys": Texts(one.key for one in wanted),
        "hashes": Byteas(one.content_hash for one in wanted),
        "ids": Int8s(ids),
    }
    fresh: dict[tuple[str, bytes], Accepted] = {}
    known: dict[tuple[str, bytes], int] = {}
    for _ in range(REGISTER_TRIES_MAX):
        open_keys = 0
        for place, is_fresh, before, changed in conn.execute(
            SQL["register"], arguments, binary=True, prepare=False
        ):
            one = wanted[place - 1]
            key = (one.key, one.content_hash)
            if is_fresh:
                fresh[key] = Accepted(
                    envelope_id=ids[place - 1], source_key=one.payload.source_key, changed=changed
                )
            elif before is not None:
                known[key] = before
            elif key not in fresh:
                open_keys += 1
        if open_keys == 0:
            break
    else:
        raise AssertionError("a key is neither new nor known")
    return _answers(wanted, fresh, known)


def _answers(
    wanted: list[Keyed],
    fresh: dict[tuple[str, bytes], Accepted],
    known: dict[tuple[str, bytes], int],
) -> tuple[list[Accepted], list[tuple[Keyed, Accepted]]]:
    answers: list[Accepted] = []
    new: list[tuple[Keyed, Accepted]] = []
    told: set[tuple[str, bytes]] = set()
    for one in wanted:
        key = (one.key, one.content_hash)
        answer = fresh.get(key)
        if answer is not None and key not in told:
            told.add(key)
            new.append((one, answer))
            answers.append(answer)
            continue
        envelope_id = answer.envelope_id if answer is not None else known[key]
        answers.append(
            Accepted(envelope_id=envelope_id, source_key=one.payload.source_key, duplicate=True)
        )
    return answers, new


def _envelope(
    endpoint_id: int, stream: str, one: Keyed, answer: Accepted, now: datetime
) -> tuple[object, ...]:
    payload = one.payload
    return (
        answer.envelope_id, endpoint_id, stream, one.key, clean(payload.wire_type),
        payload.content, one.content_hash, plain(dict(payload.headers)), payload.occurred_at,
        now, answer.changed,
    )  # fmt: skip


def _changed(endpoint_id: int, answer: Accepted) -> Event:
    return Event(
        step="received",
        result="changed",
        endpoint_id=endpoint_id,
        envelope_id=answer.envelope_id,
        detail=f"{answer.source_key} came before with other content",
    )
