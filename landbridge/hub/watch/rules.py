"""Pure decisions of the reading side: what state a document is in, how numbers are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from landbridge.hub.facade.views import DocumentState, Problem

NEEDS_PERSON = frozenset({"rejected", "dead"})
FINAL = frozenset({"acknowledged", "superseded", "dismissed"})

# What the message's own state says, where it never had a delivery.
_WITHOUT_DELIVERY = {
    "late": DocumentState.SUPERSEDED,
    "unchanged": DocumentState.UNCHANGED,
    "dismissed": DocumentState.DISMISSED,
    "skipped": DocumentState.UNCLAIMED,
}
_MEANINGS = {
    "number": "number",
    "sscc": "SSCC",
    "gtin": "barcode",
    "tracking": "tracking number",
    "source_key": "record",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one delivery stands, as far as the state of its document depends on it."""

    state: str
    attempts: int = 0
    due_at: datetime | None = None


def document_state(
    message_state: str,
    *,
    has_content: bool,
    routing: bool,
    deliveries: Sequence[Standing],
    now: datetime,
) -> DocumentState:
    """The state of a document as a whole; what needs a person outweighs what moves."""
    if message_state == "held":
        return DocumentState.HELD if has_content else DocumentState.UNREADABLE
    if message_state != "fit":
        return _WITHOUT_DELIVERY[message_state]
    states = {entry.state for entry in deliveries}
    if states & NEEDS_PERSON:
        return DocumentState.HELD
    open_still = [entry for entry in deliveries if entry.state not in FINAL]
    if open_still:
        waits = all(is_waiting(entry, now) for entry in open_still)
        return DocumentState.WAITING if waits else DocumentState.UNDERWAY
    if routing:
        return DocumentState.UNDERSTOOD
    for state, outcome in (
        ("acknowledged", DocumentState.DELIVERED),
        ("superseded", DocumentState.SUPERSEDED),
        ("dismissed", DocumentState.DISMISSED),
    ):
        if state in states:
            return outcome
    return DocumentState.UNCLAIMED


def is_waiting(entry: Standing, now: datetime) -> bool:
    """Parked for a parent, or put off after a try that did not succeed."""
    if entry.state == "waiting":
        return True
    put_off = entry.due_at is not None and entry.due_at > now
    return entry.state == "due" and entry.attempts > 0 and put_off


def meaning_title(meaning: str) -> str:
    """What a number is, in words: `sales_order` is a sales order number, `sscc` an SSCC."""
    if meaning in _MEANINGS:
        return _MEANINGS[meaning]
    subject, _, part = meaning.partition("/")
    words = f"{subject.replace('_', ' ')} number"
    return f"{words} ({part.replace('_', ' ')})" if part else words


def problems_of(notes: Sequence[Mapping[str, str]] | None) -> tuple[Problem, ...]:
    """Findings as the database keeps them, for the eye."""
    return tuple(
        Problem(
            path=note["path"],
            rule=note["rule"],
            severity=note["severity"],
            text=note["text"],
            value=note.get("value", ""),
            origin=note.get("origin", ""),
        )
        for note in notes or ()
    )
