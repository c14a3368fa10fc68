"""Taking in versions of authorised returns; a step of `facade.accept`, on its transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from landbridge.canon import dump_json
from landbridge.canon.return_order import ReturnLine, ReturnOrder
from landbridge.kit.findings import Finding, warning
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.wms.forms.rows import as_json, fetch_all
from landbridge.wms.master.contracts import Refused, Taken
from landbridge.wms.master.documents import ReadyDocument, read_documents
from landbridge.wms.master.lines import ReadLine
from landbridge.wms.master.operations import know_numbers
from landbridge.wms.returns.rules import Room

SQL = named_sql("landbridge.wms.returns", "sql/returns.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnNow:
    """An authorised return, locked."""

    return_id: int
    owner: str
    number: str
    version: int
    site_id: int
    cancelled_at: datetime | None
    closed_at: datetime | None


def take_return_orders(
    conn: Connection, documents: Sequence[ReturnOrder], *, at: datetime
) -> tuple[Taken | Refused, ...]:
    """Make or change authorised returns; no return twice in one call."""
    where = {
        "owners": [document.owner.code for document in documents],
        "numbers": [document.number for document in documents],
    }
    known = {(row.owner, row.number): row
             for row in fetch_all(conn, ReturnNow, SQL["lock_returns"], where)}  # fmt: skip
    results: list[Taken | Refused] = []
    for entry in read_documents(conn, documents):
        if isinstance(entry, Refused):
            results.append(entry)
        else:
            results.append(_put(conn, entry, known.get(entry.key), at))
    return tuple(results)


def _put(
    conn: Connection,
    entry: ReadyDocument[ReturnOrder],
    now: ReturnNow | None,
    at: datetime,
) -> Taken:
    document, lines = entry.document, entry.lines
    head = {
        "owner": document.owner.code, "number": document.number, "version": document.version,
        "site_id": entry.site_id, "customer": document.customer.code, "note": document.note,
        "expected_on": document.expected_on, "content": dump_json(document).decode(), "at": at,
        "cancelled": document.status == "cancelled", "done": False,
    }  # fmt: skip
    findings: tuple[Finding, ...] = ()
    if now is None:
        row = conn.execute(SQL["insert_return"], head).fetchone()
        assert row is not None
        return_id: int = row[0]
    else:
        return_id = now.return_id
        rooms = fetch_all(conn, Room, SQL["rooms"], {"return_id": return_id})
        findings = _came_already(document, lines, rooms)
        wanted = {line.line_id: read.quantity for line, read in _pairs(document, lines)}
        more = any(
            wanted.get(room.line_id, room.received) > max(room.received, room.authorised)
            for room in rooms
        ) or any(line_id not in {room.line_id for room in rooms} for line_id in wanted)
        closed_by_people = now.closed_at is not None and now.cancelled_at is None
        head |= {"return_id": return_id, "done": closed_by_people and not more}
        conn.execute(SQL["update_return"], head)
    rows = [
        {
            "line_id": line.line_id, "position": position, "item_id": read.item.item_id,
            "authorised": read.quantity, "lot": line.lot, "serials": line.serials,
            "reason_code": line.reason_code, "note": line.note,
        }
        for position, (line, read) in enumerate(_pairs(document, lines))
    ]  # fmt: skip
    conn.execute(SQL["upsert_lines"], {"return_id": return_id, "rows": as_json(rows)})
    named = [line.line_id for line in document.lines]
    conn.execute(SQL["drop_authority"], {"return_id": return_id, "line_ids": named})
    know_numbers(
        conn,
        [
            {"number": known.number, "kind": "return_order", "target_id": return_id,
             "meaning": known.meaning}
            for known in document.known_numbers()
        ],
    )  # fmt: skip
    return Taken(
        kind=document.kind, owner=document.owner.code, number=document.number,
        version=document.version, findings=findings,
    )  # fmt: skip


def _pairs(document: ReturnOrder, lines: Sequence[ReadLine]) -> list[tuple[ReturnLine, ReadLine]]:
    return list(zip(document.lines, lines, strict=True))


def _came_already(
    document: ReturnOrder, lines: Sequence[ReadLine], rooms: Sequence[Room]
) -> tuple[Finding, ...]:
    cancelling = document.status == "cancelled"
    wanted = {line.line_id: read.quantity for line, read in _pairs(document, lines)}
    return tuple(
        warning(
            f"lines[{room.line_id}].quantity", "already-received",
            f"Line {room.line_id}: {plain(room.received)} came back already.",
        )
        for room in rooms
        if room.received and (cancelling or room.received > wanted.get(room.line_id, 0))
    )  # fmt: skip
