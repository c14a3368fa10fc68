"""What the bridge says to people: every sentence of the reading side stands here.

A sentence says what happened, to which document, and what to do. No codes without words.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from landbridge.hub.facade.views import DocumentFilter, DocumentState, EndpointCard, Tone
from landbridge.kit.words import counted

STATE_TITLES = {
    DocumentState.RECEIVED: "Received",
    DocumentState.UNREADABLE: "Not understood",
    DocumentState.UNDERSTOOD: "Understood",
    DocumentState.UNDERWAY: "On its way",
    DocumentState.WAITING: "Waiting",
    DocumentState.HELD: "Needs a person",
    DocumentState.DELIVERED: "Delivered",
    DocumentState.SUPERSEDED: "Overtaken",
    DocumentState.UNCHANGED: "Nothing new",
    DocumentState.DISMISSED: "Set aside",
    DocumentState.UNCLAIMED: "Nobody asks for it",
}

STATE_TONES = {
    DocumentState.UNREADABLE: Tone.PERSON,
    DocumentState.HELD: Tone.PERSON,
    DocumentState.WAITING: Tone.WAITS,
}


def duration(seconds: float) -> str:
    """`340 ms`, `12 s`, `3 min`, `2 h 5 min`, `3 days 4 h`."""
    if seconds < 1:
        return f"{round(max(seconds, 0) * 1000)} ms"
    if seconds < 60:
        return f"{int(seconds)} s"
    minutes = int(seconds // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    text = "1 day" if days == 1 else f"{days} days"
    return f"{text} {hours} h" if hours else text


def joined(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(names) <= 1:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def endpoint_state(state: str, since: datetime, why: str, now: datetime) -> str:
    """How an endpoint is, since when, and what to do. why: what it said itself."""
    ago = duration((now - since).total_seconds())
    match state:
        case "active":
            return why or "In use; it has not been checked yet."
        case "unreachable":
            return f"It does not answer: {stop(why)} It is tried again by itself."
        case "halted":
            return f"Reading stopped {ago} ago: {stop(why)} Say where to go on from."
        case "needs_login":
            return f"It has not let the bridge in for {ago}: {stop(why)} Renew its credentials."
        case "paused":
            return f"Paused {ago} ago: {stop(why)} What others have for it waits."
        case "uninstalled":
            return f"Its connector {why} is not installed here. Install the package that brings it."
        case _:
            return f"Disabled {ago} ago. Nothing is read from it or sent to it."


def lost_streams(streams: Sequence[str], why: str | None) -> str:
    return f"the position in {joined(streams)} was lost ({(why or 'no reason given').rstrip('.')})."


def failing_streams(streams: Sequence[str], failures: int, why: str | None) -> str:
    return f"reading {joined(streams)} failed {failures} times: {why or 'no reason given'}"


def stream(state: str, failures: int, why: str, cursor: str | None) -> str:
    if state == "position_lost":
        return f"The position was lost: {stop(why)} Say where to go on from."
    if failures:
        return f"It could not be read at the last {counted(failures, 'try', 'tries')}: {stop(why)}"
    return "Read up to its end." if cursor is not None else "Nothing was read from it yet."


def condition(fields: Mapping[str, object]) -> str:
    """`site is MAIN and owner.code is A or B`."""
    parts = []
    for name, wanted in sorted(fields.items()):
        values = wanted if isinstance(wanted, list) else [wanted]
        parts.append(f"{name} is {' or '.join(str(value) for value in values)}")
    return " and ".join(parts)


def bridge(
    cards: Sequence[EndpointCard],
    held_count: int,
    oldest_s: float | None,
    *,
    alive: bool,
    late_s: float,
) -> str:
    """What a person sees in two seconds: does anything need them?"""
    if not cards:
        return "No endpoint is set up yet. Add the ERP and the warehouse to open the bridge."
    parts = []
    if not alive:
        parts.append("No worker is running, so nothing moves. Start `landbridge worker`.")
    if held_count:
        verb = "needs" if held_count == 1 else "need"
        parts.append(f"{counted(held_count, 'document')} {verb} a person.")
    for state, words in (
        ("needs_login", "renewed credentials"),
        ("halted", "to be told where to read on"),
    ):
        if names := [card.title for card in cards if card.state == state]:
            parts.append(f"{joined(names)} {'needs' if len(names) == 1 else 'need'} {words}.")
    if names := [card.title for card in cards if card.state == "unreachable"]:
        parts.append(f"{joined(names)} {'does' if len(names) == 1 else 'do'} not answer.")
    if oldest_s is not None and oldest_s > late_s:
        parts.append(f"The oldest document has been open for {duration(oldest_s)}.")
    if parts:
        return " ".join(parts)
    return "All quiet." if oldest_s is None else "All is moving."


def stop(text: str) -> str:
    """`text` as a sentence of its own."""
    text = text.strip() or "no reason was given"
    return text if text.endswith((".", "!", "?")) else f"{text}."


# ------------------------------------------------------------------------- lists

UNKNOWN_KIND = "Unknown"
NOTHING_ASKED = (
    "Type any number: of a document, an order, a customer's order, a carton, a tracking number."
)


def nothing_found(text: str) -> str:
    return (
        f"Nothing is known under {text}. It may not have arrived yet, or its history may be over "
        "the time it is kept. Try the beginning of the number."
    )


def document_list(chosen: DocumentFilter, count: int, limit: int, back_to: datetime | None) -> str:
    """What would fill an empty list, or how far was searched."""
    if back_to is not None and count < limit:
        return f"Searched back to {back_to:%d %B %Y}. Go on for older ones."
    if count:
        return ""
    if chosen == DocumentFilter():
        return "No document has crossed yet. The first appears when an endpoint tells of one."
    if chosen.state is DocumentState.RECEIVED:
        return "What is received but not understood yet is listed with its endpoint."
    if chosen.text:
        return nothing_found(chosen.text.strip())
    return "No document fits this filter. Take a part of it away to see more."
