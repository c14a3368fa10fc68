"""One document's page, and the page of a payload."""

from collections.abc import Mapping, Sequence
from typing import Any

from landbridge.canon import document_types
from landbridge.hub.facade.contracts import NotFoundError
from landbridge.hub.facade.views import (
    AuditRow,
    Content,
    ContentPart,
    DocumentRow,
    DocumentView,
    EnvelopeView,
    NumberRow,
    RelatedDocument,
    Tone,
)
from landbridge.hub.numbers import day_of, first_of
from landbridge.hub.watch import telling
from landbridge.hub.watch.bridge import LATE_S, Row, rows
from landbridge.hub.watch.contents import SHOWN_BYTES, content
from landbridge.hub.watch.deliveries import delivery_view
from landbridge.hub.watch.documents import load_rows
from landbridge.hub.watch.journey import journey
from landbridge.hub.watch.rules import meaning_title, problems_of
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.words import counted

SQL = named_sql(__package__, "sql/page.sql")
RELATED_MAX = 50
GONE = "It is over the time payloads are kept, and was removed."
NOT_UNDERSTOOD = "It could not be understood, so there is no canonical content."

# Numbers that name a thing or a parcel, not an order that several documents share.
PRIVATE_NUMBERS = ["sscc", "tracking", "gtin"]


def document_page(ground: Ground, message_id: int) -> DocumentView:
    now = ground.clock.now()
    with ground.pg.snapshot() as conn:
        row = _message(conn, message_id)
        values = {
            "id": message_id,
            "floor": first_of(day_of(message_id)),
            "kind": row["kind"],
            "number": row["number"],
            "ours": f"{row['owner']}/{row['number']}",
            "order_key": row["order_key"],
            "private": PRIVATE_NUMBERS,
            "limit": RELATED_MAX,
        }
        deliveries = rows(conn, SQL["deliveries"], values)
        attempts = _attempts(conn, deliveries)
        numbers = rows(conn, SQL["numbers"], values)
        related = {one["id"]: one["shared"] for one in rows(conn, SQL["related"], values)}
        shown = load_rows(conn, [message_id, *related], now)
        events = rows(conn, SQL["message_events"], values)
    problems = problems_of(row["findings"])
    views = [delivery_view(row, one, attempts.get(one["id"], []), now) for one in deliveries]
    mine = shown[message_id]
    return DocumentView(
        document=mine,
        title=_title(mine),
        sentence=telling.document(
            mine.state,
            source=row["source_title"] or row["source"],
            message_state=row["state"],
            problems=problems,
            deliveries=[(one.state, one.sentence) for one in views],
        ),
        correlation_id=row["correlation_id"],
        envelope_id=row["envelope_id"],
        source_key=row["source_key"] or "",
        journey=journey(row, problems, views, routing=_is_ahead(mine)),
        numbers=tuple(_number(one) for one in numbers),
        raw=_raw(row, row["envelope_id"]),
        canon=_canon(row),
        map_name=row["map_name"],
        map_version=row["map_version"],
        problems=problems,
        deliveries=tuple(views),
        related=_related(mine, related, shown),
        events=tuple(audit_row(one) for one in events),
        dead_letter=f"m{message_id}" if row["state"] == "held" else "",
    )


def envelope_page(ground: Ground, envelope_id: int) -> EnvelopeView:
    now = ground.clock.now()
    values = {"id": envelope_id, "shown": SHOWN_BYTES, "floor": first_of(day_of(envelope_id))}
    with ground.pg.snapshot() as conn:
        found = rows(conn, SQL["envelope"], values)
        if not found:
            raise _not_found("payload", envelope_id)
        (row,) = found
        messages = rows(conn, SQL["envelope_messages"], values)
        shown = load_rows(conn, [one["id"] for one in messages], now)
        events = rows(conn, SQL["envelope_events"], values)
    held = [one for one in messages if one["state"] == "held"]
    state = "waiting" if row["waiting"] else "held" if held else "understood"
    age_s = (now - row["received_at"]).total_seconds()
    late = state == "waiting" and (age_s > LATE_S or bool(row["why"]))
    return EnvelopeView(
        envelope_id=envelope_id,
        source=row["source"],
        source_title=row["source_title"] or row["source"],
        source_key=row["source_key"],
        wire_type=row["wire_type"],
        state=state,
        tone=Tone.PERSON if held else Tone.WAITS if late else Tone.QUIET,
        sentence=_envelope_sentence(row, state, len(messages), len(held)),
        received_at=row["received_at"],
        understood_at=min((one["translated_at"] for one in messages), default=None),
        headers=tuple(sorted((row["headers"] or {}).items())),
        problems=tuple(problem for one in held for problem in problems_of(one["findings"])),
        raw=_raw(row, envelope_id),
        documents=tuple(shown[one["id"]] for one in messages),
        events=tuple(audit_row(one) for one in events),
        dead_letter=f"e{envelope_id}" if held else "",
    )


def audit_row(row: Row) -> AuditRow:
    return AuditRow(
        at=row["at"],
        actor=row["actor"],
        action=telling.event(row["result"]),
        text=row["detail"],
        why=row["why"],
    )


def _message(conn: Connection, message_id: int) -> Row:
    found = rows(conn, SQL["message"], {"id": message_id, "shown": SHOWN_BYTES})
    if not found:
        raise _not_found("document", message_id)
    return found[0]


def _not_found(what: str, number: int) -> NotFoundError:
    return NotFoundError(
        "there is none of that number, or it is over the time its history is kept",
        subject=f"{what} {number}",
        remedy="Look for it by another number.",
    )


def _attempts(conn: Connection, deliveries: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    if deliveries:
        values = {"ids": [one["id"] for one in deliveries], "shown": SHOWN_BYTES}
        for row in rows(conn, SQL["attempts"], values):
            found.setdefault(row["delivery_id"], []).append(row)
    return found


def _title(mine: DocumentRow) -> str:
    """`Outbound order SO-1 · WH7`: what it is, with both sides' numbers."""
    own = f"{mine.kind_title} {mine.number}".strip()
    others = [number for number in mine.target_numbers if number != mine.number]
    return " · ".join([own, *others])


def _is_ahead(mine: DocumentRow) -> bool:
    return mine.state.value == "understood"


def _number(row: Row) -> NumberRow:
    return NumberRow(
        number=row["number"],
        meaning=meaning_title(row["meaning"]),
        side=row["side"],
        line=row["line"],
    )


def _raw(row: Row, envelope_id: int) -> Content:
    return content(
        ContentPart.RAW,
        envelope_id,
        "As received",
        head=row["raw"],
        size_bytes=row["raw_bytes"],
        digest=row["raw_hash"],
        missing=GONE,
    )


def _canon(row: Row) -> Content:
    return content(
        ContentPart.CANON,
        row["id"],
        "As understood",
        head=row["content"],
        size_bytes=row["content_bytes"],
        digest=row["content_hash"],
        missing=NOT_UNDERSTOOD,
    )


def _related(
    mine: DocumentRow, shared: Mapping[int, str], shown: Mapping[int, DocumentRow]
) -> tuple[RelatedDocument, ...]:
    told_by = {kind: found.told_by for kind, found in document_types().items()}

    def as_row(one: DocumentRow) -> dict[str, Any]:
        return {"kind": one.kind, "number": one.number, "version": one.version}

    return tuple(
        RelatedDocument(
            relation=telling.relation(as_row(mine), as_row(shown[number]), meaning, told_by),
            document=shown[number],
        )
        for number, meaning in shared.items()
        if number in shown
    )


def _envelope_sentence(row: Row, state: str, count: int, held: int) -> str:
    source = row["source_title"] or row["source"]
    if state == "waiting":
        why = f": {row['why']}" if row["why"] else ""
        return f"Received from {source}; it waits to be understood{why}."
    documents = counted(count, "document")
    if not count:
        return f"Received from {source}; nothing in it was new."
    if held:
        return f"{documents} in it, of which {held} need{'s' if held == 1 else ''} a person."
    return f"{documents} in it, understood."
