"""What the bridge says to people: every sentence of the reading side stands here.

A sentence says what happened, to which document, and what to do. No codes without words.
"""

from collections.abc import Sequence

from landbridge.hub.facade.views import DocumentState, Tone

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


def counted(count: int, one: str, many: str = "") -> str:
    """`1 document`, `2 documents`, `1,204 documents`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def joined(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(names) <= 1:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
