"""The routing step: one transaction takes messages in order and makes their deliveries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from landbridge.canon import Document
from landbridge.hub.channels import DELIVERY, nudge
from landbridge.hub.documents import DocumentCache
from landbridge.hub.events import Event, record
from landbridge.hub.numbers import take_numbers
from landbridge.hub.route.rules import Route, needs_document, targets
from landbridge.kit.ground import Ground
from landbridge.kit.pg.arrays import Int4s, Int8s, Texts
from landbridge.kit.pg.copy import copy_rows
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql

SQL = named_sql(__package__, "sql/route.sql")
LOCK_ROOM = 0x4C42_0001
CHUNK = 500
Lingers = Mapping[int, Mapping[str, float]]  # by target and kind: seconds until it is due
NO_LINGERS: Lingers = {}

DELIVERY_COLUMNS = (
    ("id", "int8"), ("message_id", "int8"), ("envelope_id", "int8"), ("source_id", "int4"),
    ("target_id", "int4"), ("kind", "text"), ("owner", "text"), ("number", "text"),
    ("version", "int8"), ("order_key", "text"), ("received_at", "timestamptz"),
    ("created_at", "timestamptz"), ("due_at", "timestamptz"), ("since", "timestamptz"),
)  # fmt: skip


class Waiting(NamedTuple):
    """An understood message that is to be routed. has_older: an older version was passed on."""

    message_id: int
    envelope_id: int
    kind: str
    owner: str
    number: str
    version: int
    order_key: str
    received_at: datetime
    has_older: bool


@dataclass(frozen=True, slots=True)
class Routed:
    """Counts of one chunk. targets: endpoints that got something."""

    messages: int = 0
    deliveries: int = 0
    targets: tuple[int, ...] = ()


def sources_waiting(ground: Ground) -> tuple[int, ...]:
    """Ids of endpoints with messages to route."""
    with ground.pg.reading() as conn:
        return tuple(row[0] for row in conn.execute(SQL["sources"]))


def route(
    ground: Ground,
    *,
    source_id: int,
    cache: DocumentCache,
    lingers: Lingers = NO_LINGERS,
    limit: int = CHUNK,
) -> Routed:
    """Route the oldest messages of one source.

    Nothing is done while another worker routes the same source, or while earlier payloads of it
    are still being understood.
    """
    return ground.pg.retrying(lambda conn: _route(ground, conn, source_id, cache, lingers, limit))


def _route(
    ground: Ground,
    conn: Connection,
    source_id: int,
    cache: DocumentCache,
    lingers: Lingers,
    limit: int,
) -> Routed:
    locked = conn.execute(SQL["lock"], {"room": LOCK_ROOM, "source": source_id}).fetchone()
    if locked is None or not locked[0]:
        return Routed()
    waiting = [
        Waiting(*row)
        for row in conn.execute(
            SQL["take"], {"source": source_id, "limit": limit}, binary=True, prepare=False
        )
    ]
    if not waiting:
        return Routed()
    waiting.sort(key=lambda one: (one.envelope_id, one.message_id))
    routes = [Route(*row) for row in conn.execute(SQL["routes"], {"source": source_id})]
    documents: Mapping[int, Document] = {}
    if needs_document(routes):
        documents = cache.get(conn, [one.message_id for one in waiting])
    envelopes = Int8s(one.envelope_id for one in waiting)
    addressed: dict[int, int] = dict(
        conn.execute(SQL["addressed"], [envelopes], binary=True).fetchall()
    )
    chosen = [
        (one, target)
        for one in waiting
        for target in (
            (addressed[one.envelope_id],)
            if one.envelope_id in addressed
            else targets(routes, one.kind, documents.get(one.message_id))
        )
    ]
    now = ground.clock.now()
    if chosen:
        if newer := [(one, target) for one, target in chosen if one.has_older]:
            _supersede(conn, source_id, newer, now)
        _deliver(ground, conn, source_id, chosen, lingers, now)
    _record_unclaimed(ground, conn, source_id, waiting, chosen)
    reached = tuple(sorted({target for _, target in chosen}))
    for target in reached:
        nudge(conn, DELIVERY, str(target))
    return Routed(len(waiting), len(chosen), reached)


def _supersede(
    conn: Connection, source_id: int, chosen: Sequence[tuple[Waiting, int]], now: datetime
) -> None:
    conn.execute(
        SQL["supersede"],
        {
            "source": source_id,
            "now": now,
            "targets": Int4s(target for _, target in chosen),
            "order_keys": Texts(one.order_key for one, _ in chosen),
            "kinds": Texts(one.kind for one, _ in chosen),
            "owners": Texts(one.owner for one, _ in chosen),
            "numbers": Texts(one.number for one, _ in chosen),
            "versions": Int8s(one.version for one, _ in chosen),
        },
        prepare=False,
    )


def _deliver(
    ground: Ground,
    conn: Connection,
    source_id: int,
    chosen: Sequence[tuple[Waiting, int]],
    lingers: Lingers,
    now: datetime,
) -> None:
    def due_at(one: Waiting, target: int) -> datetime:
        return now + timedelta(seconds=lingers.get(target, {}).get(one.kind, 0.0))

    ids = take_numbers(ground, conn, len(chosen))
    copy_rows(
        conn,
        "hub.open_delivery",
        DELIVERY_COLUMNS,
        (
            (number, one.message_id, one.envelope_id, source_id, target, one.kind, one.owner,
             one.number, one.version, one.order_key, one.received_at, now, due_at(one, target), now)
            for number, (one, target) in zip(ids, chosen, strict=True)
        ),
    )  # fmt: skip


def _record_unclaimed(
    ground: Ground,
    conn: Connection,
    source_id: int,
    waiting: Sequence[Waiting],
    chosen: Sequence[tuple[Waiting, int]],
) -> None:
    """A document nobody asks for is not lost: its page says so."""
    claimed = {one.message_id for one, _ in chosen}
    record(
        ground,
        conn,
        [
            Event(
                step="routed",
                result="no_route",
                endpoint_id=source_id,
                envelope_id=one.envelope_id,
                message_id=one.message_id,
                detail=f"no endpoint asks for {one.kind} of this source",
            )
            for one in waiting
            if one.message_id not in claimed
        ],
    )
