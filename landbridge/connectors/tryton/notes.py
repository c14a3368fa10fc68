"""What Tryton has no fields for stands in notes on its records: how far the warehouse is, and its
answers to changes of mind. Tryton lets nobody change a note, so each version is one of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from landbridge.codecs.base import PayloadUnreadableError, Tree
from landbridge.connect.protocols import Delivered, Parcel, PushResult, Refused
from landbridge.connectors.tryton.push import Desk, read_content, result_of, sentence
from landbridge.connectors.tryton.rpc import RpcError, reading
from landbridge.kit.findings import error

SHIPMENT = "stock.shipment.out"
PROGRESS, RESPONSE = "progress", "order_response"
TITLES = {PROGRESS: "Warehouse progress", RESPONSE: "Warehouse answer to version"}


@dataclass(frozen=True, slots=True)
class _Note:
    """A note to be. first_line: tells kind and version, by which it is found again."""

    kind: str
    number: str
    version: int
    first_line: str
    text: str


def push_notes(desk: Desk, parcels: Sequence[Parcel]) -> list[PushResult]:
    """All notes of a chunk in a handful of calls; a record Tryton does not have gets none."""
    notes: dict[int, _Note] = {}
    results: dict[int, PushResult] = {}
    for place, parcel in enumerate(parcels):
        try:
            notes[place] = _note(parcel, read_content(parcel.content))
        except PayloadUnreadableError as fault:
            results[place] = Refused((error("", "unreadable", sentence(fault)),))
    try:
        ids = _ids(desk, [note.number for note in notes.values()])
        known = _written(desk, ids)
        for place, note in notes.items():
            results[place] = _put(desk, note, ids, known)
    except RpcError as fault:
        for place in range(len(parcels)):
            results.setdefault(place, result_of(fault, desk.clock))
    return [results[place] for place in range(len(parcels))]


def find_note(desk: Desk, parcel: Parcel) -> str | None:
    """The number of the record that bears this note or a newer one. Raises RpcError."""
    note = _note(parcel, read_content(parcel.content))
    ids = _ids(desk, [note.number])
    if note.number not in ids:
        return None
    before = _before(note, ids, _written(desk, ids))
    return note.number if before is not None and before[1] >= note.version else None


def _note(parcel: Parcel, tree: Tree) -> _Note:
    kind = parcel.kind
    number, version = str(tree["number"]), int(str(tree["version"]))
    if kind == PROGRESS:
        first = f"{TITLES[kind]} {version}: {tree['stage']}"
        lines = [_progress_line(line) for line in _entries(tree)]
    else:
        first = f"{TITLES[kind]} {version}: {str(tree['answer']).replace('_', ' ')}"
        lines = [str(tree["text"])] if tree.get("text") else []
        lines += [_answer_line(line) for line in _entries(tree)]
    return _Note(kind, number, version, first, "\n".join([first, *lines]))


def _entries(tree: Tree) -> list[Mapping[str, Any]]:
    lines = tree["lines"]
    assert isinstance(lines, list)
    return [line for line in lines if isinstance(line, dict)]


def _progress_line(line: Mapping[str, Any]) -> str:
    return (
        f"{line['product']}: {line['picked']} picked, {line['packed']} packed, "
        f"{line['shipped']} shipped of {line['ordered']}"
    )


def _answer_line(line: Mapping[str, Any]) -> str:
    parts = [f"{line['holds']} hold of {line['wanted']} wanted"]
    for name in ("cancelled", "put_back", "refused"):
        if str(line[name]) != "0":
            parts.append(f"{line[name]} {name.replace('_', ' ')}")
    said = f" ({line['text']})" if line.get("text") else ""
    return f"{line['product']}: {', '.join(parts)}{said}"


def _ids(desk: Desk, numbers: Sequence[str]) -> dict[str, int]:
    if not numbers:
        return {}
    domain = [
        ["number", "in", sorted(set(numbers))], ["company", "=", desk.standing.company_id],
        ["warehouse", "=", desk.standing.warehouse_id],
    ]  # fmt: skip
    with reading():
        found = desk.rpc.read_all(SHIPMENT, domain, ["number"])
        return {record["number"]: record["id"] for record in found}


Known = dict[str, list[tuple[int, str]]]  # by resource: (note id, message)


def _written(desk: Desk, ids: Mapping[str, int]) -> Known:
    known: Known = {}
    if not ids:
        return known
    resources = sorted(f"{SHIPMENT},{record_id}" for record_id in ids.values())
    with reading():
        for note in desk.rpc.read_all(
            "ir.note", [["resource", "in", resources]], ["resource", "message"]
        ):
            known.setdefault(str(note["resource"]), []).append((note["id"], note["message"]))
    return known


def _before(note: _Note, ids: Mapping[str, int], known: Known) -> tuple[int, int] | None:
    """(note id, version) of the newest of the same kind on the same record."""
    title = f"{TITLES[note.kind]} "
    found: list[tuple[int, int]] = []
    for note_id, message in known.get(f"{SHIPMENT},{ids[note.number]}", []):
        version = message[len(title) :].split(":", 1)[0] if message.startswith(title) else ""
        if version.isdigit():
            found.append((note_id, int(version)))
    return max(found, key=lambda one: one[1], default=None)


def _put(desk: Desk, note: _Note, ids: Mapping[str, int], known: Known) -> PushResult:
    if note.number not in ids:
        return Delivered(ack="no customer shipment of this number; nothing was noted")
    before = _before(note, ids, known)
    if before is not None and before[1] >= note.version:
        return Delivered(ack="noted before", target_number=note.number, already_there=True)
    resource = f"{SHIPMENT},{ids[note.number]}"
    desk.rpc.model("ir.note", "create", [{"resource": resource, "message": note.text}])
    return Delivered(ack=f"noted: {note.first_line}", target_number=note.number)
