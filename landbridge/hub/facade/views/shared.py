"""What several screens show: tones, states, problems, figures of time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tone(StrEnum):
    """The meaning behind a colour: `QUIET` runs, `WAITS` is late or parked, `PERSON` needs one."""

    QUIET = "quiet"
    WAITS = "waits"
    PERSON = "person"


class DocumentState(StrEnum):
    """Where a document is as a whole, over all its deliveries.

    RECEIVED stored, not yet understood; UNREADABLE could not be understood, needs a person;
    UNDERSTOOD not yet routed; UNDERWAY on its way to at least one endpoint; WAITING parked until
    a parent or an endpoint is there; HELD refused or parked for a person; DELIVERED acknowledged
    by every target; SUPERSEDED overtaken by a newer version; UNCHANGED a newer version with nothing
    new in it; DISMISSED set aside by a person; UNCLAIMED no endpoint asks for it.
    """

    RECEIVED = "received"
    UNREADABLE = "unreadable"
    UNDERSTOOD = "understood"
    UNDERWAY = "underway"
    WAITING = "waiting"
    HELD = "held"
    DELIVERED = "delivered"
    SUPERSEDED = "superseded"
    UNCHANGED = "unchanged"
    DISMISSED = "dismissed"
    UNCLAIMED = "unclaimed"


class Shore(StrEnum):
    """Which side of the bridge an endpoint stands on."""

    OFFICE = "office"  # orders come from here: ERP, shop, trading partner
    FLOOR = "floor"  # work is done here: the built-in or another warehouse


class ContentPart(StrEnum):
    """Which bytes of a document: as received, as understood, as sent."""

    RAW = "raw"
    CANON = "canon"
    SENT = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A finding as a person reads it. path: place in the document, "" for the whole."""

    path: str
    rule: str
    severity: str  # error, warning, note
    text: str
    value: str = ""  # what broke the rule
    origin: str = ""  # where the rule stands, e.g. `sale.yaml:14`


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """What happened beside the plain way, or who did what and why. actor: "" for the bridge."""

    at: datetime
    actor: str
    action: str  # in words
    text: str
    why: str
