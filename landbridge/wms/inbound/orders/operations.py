"""Taking in versions of inbound orders; a step of `facade.accept`, on its transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from landbridge.canon import dump_json
from landbridge.canon.inbound_order import InboundLine, InboundOrder
from landbridge.kit.findings import Finding, error
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.rows import as_json, fetch_all
from landbridge.wms.inbound.orders.rules import (
    InboundLineNow,
    wants_more,
    what_came_too_late,
)
from landbridge.wms.master.contracts import Refused, Taken
from landbridge.wms.master.documents import ReadyDocument, read_documents
from landbridge.wms.master.lines import ReadLine
from landbridge.wms.master.operations import know_numbers

SQL = named_sql("landbridge.wms.inbound", "sql/orders.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class _OrderNow:
    order_id: int
    owner: str
    number: str
    version: int
    site_id: int
    cancelled_at: datetime | None
    closed_at: datetime | None


_Ready = ReadyDocument[InboundOrder]


def take_inbound_orders(
    conn: Connection, documents: Sequence[InboundOrder], *, at: datetime
) -> tuple[Taken | Refused, ...]:
    """Make or change inbound orders; no order twice in one call, none older than what is known."""
    read = read_documents(conn, documents)
    ready = [entry for entry in read if not isinstance(entry, Refused)]
    known = _lock(conn, ready)
    fresh = [entry for entry in ready if entry.key not in known]
    _insert(conn, fresh, at)
    results: list[Taken | Refused] = []
    for entry in read:
        if isinstance(entry, Refused):
            results.append(entry)
        elif (now := known.get(entry.key)) is not None:
            results.append(_change(conn, now, entry, at))
        else:
            results.append(_taken(entry))
    return tuple(results)


def _lock(conn: Connection, ready: Sequence[_Ready]) -> Mapping[tuple[str, str], _OrderNow]:
    rows = fetch_all(
        conn, _OrderNow, SQL["lock_orders"],
        {
            "owners": [entry.document.owner.code for entry in ready],
            "numbers": [entry.document.number for entry in ready],
        },
    )  # fmt: skip
    return {(row.owner, row.number): row for row in rows}


def _insert(conn: Connection, fresh: Sequence[_Ready], at: datetime) -> None:
    if not fresh:
        return
    rows = [
        {
            "owner": entry.document.owner.code, "number": entry.document.number,
            "version": entry.document.version, "site_id": entry.site_id,
            "supplier": entry.document.supplier.code, "source": entry.document.source,
            "expected_on": entry.document.expected_on, "note": entry.document.note,
            "content": dump_json(entry.document).decode(),
            "cancelled": entry.document.status == "cancelled",
        }
        for entry in fresh
    ]  # fmt: skip
    made = conn.execute(SQL["insert_orders"], {"rows": as_json(rows), "at": at})
    ids = {(owner, number): order_id for owner, number, order_id in made}
    _write_lines(conn, ((ids[entry.key], entry) for entry in fresh))
    know_numbers(conn, [row for entry in fresh for row in _numbers(entry, ids[entry.key])])


def _write_lines(conn: Connection, entries: Iterable[tuple[int, _Ready]]) -> None:
    rows = [
        _line_row(order_id, position, line, read)
        for order_id, entry in entries
        for position, (line, read) in enumerate(zip(entry.document.lines, entry.lines, strict=True))
    ]
    conn.execute(SQL["upsert_lines"], {"rows": as_json(rows)})


def _line_row(order_id: int, position: int, line: InboundLine, read: ReadLine) -> dict[str, object]:
    return {
        "order_id": order_id, "line_id": line.line_id, "position": position,
        "item_id": read.item.item_id, "uom": line.quantity.uom, "expected": read.quantity,
        "lot": line.lot, "serials": line.serials, "expiry_on": line.expiry_on, "lpn": line.lpn,
        "note": line.note,
    }  # fmt: skip


def _numbers(entry: _Ready, order_id: int) -> Iterable[dict[str, object]]:
    for known in entry.document.known_numbers():
        yield {
            "number": known.number, "kind": "inbound_order", "target_id": order_id,
            "meaning": known.meaning,
        }  # fmt: skip


def _change(conn: Connection, now: _OrderNow, entry: _Ready, at: datetime) -> Taken | Refused:
    """A newer version of a known order: what came already stays, the rest follows the version."""
    document = entry.document
    lines_now = fetch_all(conn, InboundLineNow, SQL["lines_of_order"], {"order_id": now.order_id})
    targets = {
        line.line_id: (read.item.item_id, read.quantity)
        for line, read in zip(document.lines, entry.lines, strict=True)
    }
    cancelled = document.status == "cancelled"
    findings = what_came_too_late(lines_now, {} if cancelled else targets)
    receipts = conn.execute(SQL["open_receipts"], {"order_id": now.order_id}).fetchall()
    if refusal := _refusal(now, entry, receipts):
        return Refused((refusal,))
    kept = {line.line_id for line in lines_now if line.received and line.line_id in targets
            and targets[line.line_id][0] != line.item_id}  # fmt: skip
    if not cancelled:
        _write_lines(conn, [(now.order_id, _without(entry, kept))])
        gone = [line.inbound_line_id for line in lines_now if line.line_id not in targets]
        conn.execute(SQL["drop_expectation"], {"line_ids": gone})
    closed_by_people = now.closed_at is not None and now.cancelled_at is None
    conn.execute(
        SQL["update_order"],
        {
            "order_id": now.order_id, "version": document.version, "site_id": entry.site_id,
            "supplier": document.supplier.code, "source": document.source,
            "expected_on": document.expected_on, "note": document.note,
            "content": dump_json(document).decode(), "at": at,
            "cancelled": cancelled,
            "closed": cancelled or (closed_by_people and not wants_more(lines_now, targets)),
        },
    )  # fmt: skip
    know_numbers(conn, [*_numbers(entry, now.order_id)])
    return _taken(entry, findings)


def _refusal(
    now: _OrderNow, entry: _Ready, receipts: Sequence[tuple[object, ...]]
) -> Finding | None:
    """What forbids the version as a whole."""
    if receipts and entry.document.status == "cancelled":
        text = f"Receipt {receipts[0][1]} is counting goods in; close it, then cancel."
        return error("status", "being-received", text)
    if entry.site_id != now.site_id and receipts:
        text = f"Receipt {receipts[0][1]} is open at the former site; close it first."
        return error("site", "being-received", text)
    return None


def _without(entry: _Ready, line_ids: set[str]) -> _Ready:
    """The document without lines that must stay as they are."""
    if not line_ids:
        return entry
    kept = [
        (line, read)
        for line, read in zip(entry.document.lines, entry.lines, strict=True)
        if line.line_id not in line_ids
    ]
    document = replace(entry.document, lines=tuple(line for line, _ in kept))
    return _Ready(document, entry.site_id, tuple(read for _, read in kept))


def _taken(entry: _Ready, findings: tuple[Finding, ...] = ()) -> Taken:
    document = entry.document
    return Taken(
        kind=document.kind, owner=document.owner.code, number=document.number,
        version=document.version, findings=findings,
    )  # fmt: skip
