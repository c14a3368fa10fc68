"""What was understood, written: register, messages, what is next. One transaction of the caller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from landbridge.canon import Document
from landbridge.hub.channels import ROUTING, nudge
from landbridge.hub.events import Event, record
from landbridge.hub.notes import clean, first_rule, plain, to_notes
from landbridge.hub.numbers import take_numbers
from landbridge.hub.translate.reading import Understood, content_without_version
from landbridge.hub.translate.rules import Judged, Key, Newcomer, Verdict, Version, judge
from landbridge.kit.crypto import sha256
from landbridge.kit.findings import Finding, error
from landbridge.kit.ground import Ground
from landbridge.kit.pg.arrays import Bools, Byteas, Int4s, Int8s, Texts
from landbridge.kit.pg.copy import copy_rows
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql

SQL = named_sql(__package__, "sql/translate.sql")
NUMBERS_MAX = 1000
NUMBER_LENGTH_MAX = 500
UNSTORABLE = ("too-long", "too-large")

MESSAGE_COLUMNS = (
    ("id", "int8"), ("envelope_id", "int8"), ("part_index", "int4"), ("source_id", "int4"),
    ("kind", "text"), ("owner", "text"), ("number", "text"), ("version", "int8"),
    ("order_key", "text"), ("wire_type", "text"), ("state", "text"), ("content", "bytea"),
    ("content_hash", "bytea"), ("findings", "jsonb"), ("map_name", "text"),
    ("map_version", "text"), ("control", "jsonb"), ("correlation_id", "text"),
    ("causation_id", "text"), ("received_at", "timestamptz"),
    ("translated_at", "timestamptz"), ("took_us", "int4"),
)  # fmt: skip
ROUTING_COLUMNS = (
    ("message_id", "int8"), ("envelope_id", "int8"), ("source_id", "int4"), ("kind", "text"),
    ("owner", "text"), ("number", "text"), ("version", "int8"), ("order_key", "text"),
    ("received_at", "timestamptz"), ("has_older", "bool"),
)  # fmt: skip
HELD_COLUMNS = (
    ("message_id", "int8"), ("envelope_id", "int8"), ("part_index", "int4"),
    ("source_id", "int4"), ("kind", "text"), ("owner", "text"), ("number", "text"),
    ("version", "int8"), ("rule", "text"), ("since", "timestamptz"),
)  # fmt: skip
NUMBER_COLUMNS = (("message_id", "int8"), ("number", "text"), ("meaning", "text"))


class CollidedError(Exception):
    """Another transaction has registered one of these documents meanwhile: judge again."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a payload came from, and when."""

    endpoint_id: int
    received_at: datetime
    headers: Mapping[str, str]


@dataclass(slots=True)
class Message:
    """One message as it will be written. state: as in the table, or `duplicate`: not written.

    other: the registered version that its state is about.  has_older: one was passed on before.
    """

    id: int
    origin: Origin
    said: Understood
    state: str
    findings: tuple[Finding, ...]
    content_hash: bytes | None = None
    other: Version | None = None
    has_older: bool = False
    kind: str = ""
    owner: str = ""
    number: str = ""
    version: int = 0
    order_key: str = ""

    @property
    def is_again(self) -> bool:
        return self.said.message_id != 0

    @property
    def key(self) -> Key:
        return (self.origin.endpoint_id, self.kind, self.owner, self.number)


def write(
    ground: Ground,
    conn: Connection,
    *,
    origins: Mapping[int, Origin],
    understood: Sequence[Understood],
) -> list[tuple[int, Document]]:
    """Write a chunk; the documents that travel on, by message id. Raises CollidedError."""
    messages = _messages(ground, conn, origins, understood)
    _judge(conn, messages)
    _register(conn, messages)
    now = ground.clock.now()
    _write_messages(conn, messages, now)
    _write_open_work(conn, messages, now)
    record(ground, conn, [_duplicate(one) for one in messages if one.state == "duplicate"])
    fit = [one for one in messages if one.state == "fit"]
    if fit:
        nudge(conn, ROUTING)
    return [(one.id, one.said.document) for one in fit if one.said.document is not None]


def _messages(
    ground: Ground,
    conn: Connection,
    origins: Mapping[int, Origin],
    understood: Sequence[Understood],
) -> list[Message]:
    ids = iter(take_numbers(ground, conn, len(understood)))
    messages = []
    for said in understood:
        state = "fit" if said.fit else "skipped" if said.skipped else "held"
        one = Message(
            said.message_id or next(ids), origins[said.envelope_id], said, state, said.findings
        )
        document = said.document
        if document is not None and said.content is not None and _storable(said):
            one.kind = document.kind
            one.owner = clean(document.owner.code)
            one.number = clean(document.number)
            one.version = document.version
            one.order_key = clean(document.order_key)
            one.content_hash = sha256(content_without_version(said.content, document.version))
        messages.append(one)
    return messages


def _storable(said: Understood) -> bool:
    return not any(finding.rule in UNSTORABLE for finding in said.findings)


def _judge(conn: Connection, messages: Sequence[Message]) -> None:
    """Give each message its state after a look into the register."""
    asked = [one for one in messages if one.content_hash is not None]
    if not asked:
        return
    known = conn.execute(SQL["known"], _documents(asked), binary=True, prepare=False).fetchall()
    if not known and len({one.key for one in asked}) == len(asked):
        return  # all are new: the plain case
    exact: dict[tuple[Key, int], Version] = {}
    latest: dict[Key, Version] = {}
    for place, same_id, same_hash, version, message_id, content_hash in known:
        one = asked[place - 1]
        if same_id is not None:
            exact[one.key, one.version] = Version(one.version, same_id, same_hash)
        if message_id is not None:
            latest[one.key] = Version(version, message_id, content_hash)
    newcomers = [
        Newcomer(
            one.key,
            one.version,
            one.content_hash or b"",
            one.id,
            one.said.fit,
            is_answer=one.said.document is not None and one.said.document.is_answer,
        )
        for one in asked
    ]
    seen: set[Key] = set()
    for one, judged in zip(asked, judge(newcomers, exact=exact, latest=latest), strict=True):
        _take_verdict(one, judged)
        one.has_older = one.key in latest or one.key in seen
        seen.add(one.key)


def _take_verdict(one: Message, judged: Judged) -> None:
    one.other = judged.other
    match judged.verdict:
        case Verdict.DUPLICATE | Verdict.LATE | Verdict.UNCHANGED:
            one.state = judged.verdict.value
        case Verdict.CONFLICT:
            one.state = "held"
            text = (
                f"Version {one.version} of {one.number} came before with other content. "
                "The source must give a new version to each change."
            )
            one.findings += (error("version", "same-version-other-content", text),)
        case Verdict.FIT:
            pass


def _documents(messages: Sequence[Message]) -> dict[str, Any]:
    return {
        "sources": Int4s(one.origin.endpoint_id for one in messages),
        "kinds": Texts(one.kind for one in messages),
        "owners": Texts(one.owner for one in messages),
        "numbers": Texts(one.number for one in messages),
        "versions": Int8s(one.version for one in messages),
    }


def _register(conn: Connection, messages: Sequence[Message]) -> None:
    """New versions go into the register for ever; a conflict has its place taken by the other."""
    new = [
        one
        for one in messages
        if one.content_hash is not None
        and one.state != "duplicate"
        and (one.other is None or one.state != "held")
    ]
    if not new:
        return
    arguments = _documents(new) | {
        "messages": Int8s(one.id for one in new),
        "hashes": Byteas(one.content_hash for one in new),
        "effective": Bools(one.state == "fit" for one in new),
    }
    if conn.execute(SQL["register"], arguments, prepare=False).rowcount != len(new):
        raise CollidedError


def _write_messages(conn: Connection, messages: Sequence[Message], now: datetime) -> None:
    written = [one for one in messages if one.state != "duplicate" and not one.is_again]
    copy_rows(conn, "hub.message", MESSAGE_COLUMNS, (_message_row(one, now) for one in written))
    for one in messages:
        if one.is_again:
            _write_again(conn, one, now)


def _message_row(one: Message, now: datetime) -> tuple[object, ...]:
    said, headers = one.said, one.origin.headers
    return (
        one.id, said.envelope_id, said.part_index, one.origin.endpoint_id,
        one.kind, one.owner, one.number, one.version, one.order_key, said.wire_type, one.state,
        said.content, one.content_hash, to_notes(one.findings), said.map_name, said.map_version,
        plain(dict(said.control)), clean(headers.get("correlation-id") or one.order_key),
        clean(headers.get("causation-id", "")), one.origin.received_at, now, said.took_us,
    )  # fmt: skip


def _write_again(conn: Connection, one: Message, now: datetime) -> None:
    """A held message that was translated again; as a duplicate it changes nothing any more."""
    conn.execute(SQL["unhold"], {"ids": [one.id]})
    conn.execute(
        SQL["translated_again"],
        {
            "id": one.id, "kind": one.kind, "owner": one.owner, "number": one.number,
            "version": one.version, "order_key": one.order_key,
            "wire_type": one.said.wire_type,
            "state": "unchanged" if one.state == "duplicate" else one.state,
            "content": one.said.content, "content_hash": one.content_hash,
            "findings": Jsonb(to_notes(one.findings)) if one.findings else None,
            "map_name": one.said.map_name, "map_version": one.said.map_version,
            "now": now, "took_us": one.said.took_us,
        },
    )  # fmt: skip


def _write_open_work(conn: Connection, messages: Sequence[Message], now: datetime) -> None:
    fit = [one for one in messages if one.state == "fit"]
    held = [one for one in messages if one.state == "held"]
    if fit and conn.execute(SQL["anything_held"]).fetchone() is not None:
        conn.execute(SQL["overtake_held"], _documents(fit), prepare=False)
    copy_rows(
        conn,
        "hub.routing",
        ROUTING_COLUMNS,
        (
            (one.id, one.said.envelope_id, one.origin.endpoint_id, one.kind, one.owner,
             one.number, one.version, one.order_key, one.origin.received_at, one.has_older)
            for one in fit
        ),
    )  # fmt: skip
    if held:
        copy_rows(
            conn,
            "hub.held",
            HELD_COLUMNS,
            (
                (one.id, one.said.envelope_id, one.said.part_index, one.origin.endpoint_id,
                 one.kind, one.owner, one.number, one.version, first_rule(one.findings), now)
                for one in held
            ),
        )  # fmt: skip
    numbers = [row for one in fit + held if not one.is_again for row in _numbers(one)]
    if numbers:
        copy_rows(conn, "hub.known_number", NUMBER_COLUMNS, numbers)


def _numbers(one: Message) -> list[tuple[int, str, str]]:
    """Every number people may ask for it by, but its own, which stands in the message."""
    if one.said.document is None:
        return []
    found = {
        (known.number, known.meaning): None
        for known in one.said.document.known_numbers()
        if known.number and known.number != one.number
    }
    return [
        (one.id, clean(number[:NUMBER_LENGTH_MAX]), clean(meaning))
        for number, meaning in list(found)[:NUMBERS_MAX]
    ]


def _duplicate(one: Message) -> Event:
    assert one.other is not None
    return Event(
        step="understood",
        result="duplicate",
        endpoint_id=one.origin.endpoint_id,
        envelope_id=one.said.envelope_id,
        message_id=one.other.message_id,
        detail=f"version {one.version} of {one.number} is there already",
    )
