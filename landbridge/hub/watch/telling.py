"""Where a document is now, in one sentence; and what each of its steps came to. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from landbridge.hub.endpoints.rules import kind_title
from landbridge.hub.facade.views import DocumentState, Problem, Tone
from landbridge.hub.sentences import duration, joined, stop
from landbridge.kit.words import counted

Row = Mapping[str, Any]

DELIVERY_TITLES = {
    "due": "To be sent",
    "waiting": "Waiting",
    "sent": "Sent, answer awaited",
    "rejected": "Refused",
    "dead": "Stopped",
    "acknowledged": "Acknowledged",
    "superseded": "Overtaken",
    "dismissed": "Set aside",
}
OUTCOMES = {
    "delivered": ("Delivered", Tone.QUIET),
    "already_there": ("Was there already", Tone.QUIET),
    "found": ("Found there", Tone.QUIET),
    "absent": ("Not there yet", Tone.QUIET),
    "superseded": ("Overtaken", Tone.QUIET),
    "left_out": ("Left out by the map", Tone.QUIET),
    "stale": ("Came too late", Tone.QUIET),
    "cannot_tell": ("Could not tell", Tone.WAITS),
    "unavailable": ("No answer", Tone.WAITS),
    "unknown": ("Answer lost", Tone.WAITS),
    "crashed": ("Worker ended", Tone.WAITS),
    "refused": ("Refused", Tone.PERSON),
    "unmapped": ("Could not be written", Tone.PERSON),
    "poison": ("Stopped", Tone.PERSON),
}
EVENTS = {
    "duplicate": "came again",
    "changed": "came with other content under the same key",
    "no_route": "no endpoint asks for it",
    "position_lost": "position lost",
    "retried": "retried",
    "routed_again": "routed again",
    "replayed": "sent once more",
    "dismissed": "set aside",
    "parked": "stopped",
}


def endpoint_is(state: str) -> str:
    """The state of an endpoint that is not active, after its name."""
    return "does not let the bridge in" if state == "needs_login" else f"is {state}"


def outcome(result: str) -> tuple[str, Tone]:
    return OUTCOMES.get(result, (result.replace("_", " ").capitalize(), Tone.QUIET))


def event(result: str) -> str:
    return EVENTS.get(result, result.replace("_", " "))


def delivery_tone(state: str, *, waits: bool) -> Tone:
    if state in ("rejected", "dead"):
        return Tone.PERSON
    return Tone.WAITS if waits else Tone.QUIET


def delivery(row: Row, now: datetime) -> str:
    """Where one delivery is now and what happens next."""
    target = row["target_title"] or row["target"]
    match row["state"]:
        case "acknowledged":
            number = f" as {row['target_number']}" if row["target_number"] else ""
            took = duration((row["closed_at"] - row["received_at"]).total_seconds())
            return f"{target} has it{number}, {took} after it was received."
        case "superseded":
            return f"Not sent to {target}: {stop(row['why'])}"
        case "dismissed":
            by = f"by {row['asked_by']}: {row['asked_why']}" if row["asked_by"] else row["why"]
            return f"Not sent to {target}, set aside {stop(by)}"
        case "sent":
            return f"{target} has taken it and answers later."
        case "rejected" if row["reason"] == "map":
            return f"It could not be written for {target}: {stop(row['why'])}"
        case "rejected":
            return f"{target} refused it: {stop(row['why'])}"
        case "dead":
            return f"It was stopped before {target}: {stop(row['why'] or row['reason'])}"
        case _:
            return _open(row, target, now)


def _open(row: Row, target: str, now: datetime) -> str:
    if row["target_state"] != "active":
        return f"It waits, because {target} {endpoint_is(row['target_state'])}."
    if row["lease_until"] is not None and row["lease_until"] > now:
        return f"It is being sent to {target} right now."
    next_try = _next_try(row["due_at"], now)
    if row["state"] == "waiting":
        awaited = parent(row["waits_for"])
        return f"It waits for {awaited} to be at {target}; looked at again {next_try}."
    if row["reason"] == "unknown":
        return (
            f"The answer of {target} was lost: {stop(row['why'])} {next_try.capitalize()} it is "
            "asked whether it has it, before anything is sent again."
        )
    if row["attempts"]:
        tries = counted(row["attempts"], "try", "tries")
        return (
            f"{target} has not taken it after {tries}: {stop(row['why'])} Tried again {next_try}."
        )
    if row["circuit_why"]:
        return f"It waits, because {target} does not answer: {stop(row['circuit_why'])}"
    return f"It goes to {target} as soon as a worker is free."


def _next_try(due_at: datetime | None, now: datetime) -> str:
    if due_at is None or due_at <= now:
        return "now"
    return f"in {duration((due_at - now).total_seconds())}"


def parent(waits_for: str) -> str:
    """`item/ACME/A-1` is item A-1 of ACME."""
    kind, _, rest = waits_for.partition("/")
    owner, _, number = rest.partition("/")
    if not number:
        return waits_for
    return f"{kind_title(kind).lower()} {number} of {owner}"


def document(
    state: DocumentState,
    *,
    source: str,
    message_state: str,
    problems: Sequence[Problem],
    deliveries: Sequence[tuple[str, str]],
) -> str:
    """The one sentence of a document's page. deliveries: (state, sentence) of each."""
    first = next((one.text for one in problems if one.severity == "error"), "")
    match state:
        case DocumentState.UNREADABLE:
            return f"It came from {source}, but could not be understood: {stop(first)}"
        case DocumentState.HELD if message_state == "held":
            return f"It is understood, but not fit to travel: {stop(first)}"
        case DocumentState.UNDERSTOOD:
            return "It is understood and finds its way next."
        case DocumentState.UNCHANGED:
            return "It says nothing new, so nothing was sent."
        case DocumentState.SUPERSEDED if message_state == "late":
            return "A newer version was there already, so nothing was sent."
        case DocumentState.DISMISSED if message_state == "dismissed":
            return "A person set it aside; nothing was sent."
        case DocumentState.UNCLAIMED if message_state == "skipped":
            return f"The map of {source} says that it is not for the bridge."
        case DocumentState.UNCLAIMED:
            return "No endpoint asks for it. Add a route, then send it on from here."
    return _most_urgent(deliveries)


def _most_urgent(deliveries: Sequence[tuple[str, str]]) -> str:
    """What needs a person first, then what is open, then what is done."""

    def urgency(entry: tuple[str, str]) -> int:
        state = entry[0]
        if state in ("rejected", "dead"):
            return 0
        return 2 if state in ("acknowledged", "superseded", "dismissed") else 1

    ordered = sorted(deliveries, key=urgency)
    if not ordered:
        return ""
    rest = [entry for entry in ordered[1:] if urgency(entry) == urgency(ordered[0])]
    return f"{ordered[0][1]} (And {counted(len(rest), 'more delivery', 'more deliveries')} "\
        "alike.)" if rest and urgency(ordered[0]) < 2 else ordered[0][1]  # fmt: skip


def received(wire_type: str, size_bytes: int | None, *, changed: bool) -> str:
    parts = [
        part for part in (wire_type, size(size_bytes) if size_bytes is not None else "") if part
    ]
    text = ", ".join(parts)
    if changed:
        return f"{text}. Its key came before with other content" if text else "Key came before"
    return text


def understood(map_name: str, took_us: int) -> str:
    how = f"with map {map_name}" if map_name else "as it is"
    return f"{how}, in {duration_us(took_us)}"


def routed(targets: Sequence[str]) -> str:
    return f"to {joined(targets)}" if targets else "no endpoint asks for it"


def tried(attempt: int, title: str, took_us: int) -> str:
    count = "" if attempt == 1 else f" at try {attempt}"
    return f"{title}{count}, in {duration_us(took_us)}"


def duration_us(took_us: int) -> str:
    return f"{took_us / 1000:.1f} ms" if took_us < 1_000_000 else duration(took_us / 1_000_000)


def size(count_bytes: int) -> str:
    """`512 bytes`, `14 kB`, `2.5 MB` (powers of 1,000)."""
    if count_bytes < 1000:
        return counted(count_bytes, "byte")
    if count_bytes < 1_000_000:
        return f"{round(count_bytes / 1000)} kB"
    return f"{count_bytes / 1_000_000:.1f} MB"


def remedy(subject: str, reason: str, *, source: str, target: str) -> str:
    """What to do about a dead letter."""
    if subject == "message":
        return (
            f"Mend it in {source} and send it again from there, or mend the map and retry it; "
            "or set it aside."
        )
    match reason:
        case "map":
            return "Mend the map or the document at its source, then retry it."
        case "poison":
            return "Report it with its number. Retry it after an update, or set it aside."
        case "parked":
            return "Retry it when it may go on, or set it aside."
        case _:
            return (
                f"Mend the cause in {target} or the document in {source}, then retry it. "
                f"A newer version from {source} goes by itself."
            )


def relation(mine: Row, other: Row, shared: str, told_by: Mapping[str, str]) -> str:
    """What another document is to this one. shared: meaning of the number they have in common."""
    if mine["kind"] == other["kind"] and mine["number"] == other["number"]:
        if mine["version"] == other["version"]:
            return "same version"
        return "earlier version" if other["version"] < mine["version"] else "later version"
    sides = told_by.get(mine["kind"]), told_by.get(other["kind"])
    if sides == ("office", "floor"):
        return "what was done for it"
    if sides == ("floor", "office"):
        return "what it answers"
    return f"same {shared.replace('_', ' ')}" if shared else "same order"
