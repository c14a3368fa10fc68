"""One document, and one payload."""

from dataclasses import dataclass
from datetime import datetime

from landbridge.hub.facade.views.documents import DocumentRow
from landbridge.hub.facade.views.shared import AuditRow, ContentPart, Problem, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyStep:
    """One step of a document's way. step: `happened` (at the source), `received`, `understood`,
    `routed`, `delivered`, `acknowledged`.  at: None when it has not happened yet.
    duration_s: since the step before.  endpoint: the target, for steps of one delivery.
    done: False while it is still ahead.  result: in words.
    """

    step: str
    title: str
    endpoint: str
    at: datetime | None
    duration_s: float | None
    done: bool
    tone: Tone
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Bytes for the eye. text: the first `shown_bytes` of them as text; "" when they are not text.

    Canonical content and JSON that is shown whole is laid out in lines.  size_bytes: as stored.
    syntax: `json`, `xml`, `text`, `binary`.  kept: False when they cannot be shown (any more);
    then note says why.  content_id: for `download`.
    """

    part: ContentPart
    content_id: int
    title: str
    syntax: str
    text: str
    size_bytes: int
    shown_bytes: int
    sha256: str
    kept: bool
    note: str = ""

    @property
    def is_cut(self) -> bool:
        return self.shown_bytes < self.size_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """Complete bytes with a file name to save them under."""

    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """One try of a delivery. outcome: `delivered`, `refused`, `unavailable`, `unknown`, ..."""

    attempt: int
    started_at: datetime
    duration_s: float | None
    worker: str
    outcome: str
    outcome_title: str
    tone: Tone
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """The duty to bring the document to one endpoint, with everything tried and answered.

    state: as the hub calls it (`due`, `waiting`, `sent`, `rejected`, `dead`, `acknowledged`,
    `superseded`, `dismissed`).  waits_for: the parent it waits for, "" if none.
    dead_letter: for `retry` and `dismiss` when it needs a person, else "".
    can_replay: it is final and `replay` sends it once more;  can_park: `park` stops it.
    sent: what was last pushed; None when nothing was yet.
    """

    delivery_id: int
    target: str
    target_title: str
    state: str
    state_title: str
    tone: Tone
    sentence: str
    created_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    attempts_count: int
    target_number: str
    answer: str
    map_name: str
    map_version: str
    idempotency_key: str
    waits_for: str
    problems: tuple[Problem, ...]
    attempts: tuple[AttemptRow, ...]
    sent: Content | None
    dead_letter: str
    can_replay: bool
    can_park: bool
    replay_of: int | None = None
    asked_by: str = ""
    asked_why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """One number of the document. meaning: in words.  side: endpoint that knows it, or ""."""

    number: str
    meaning: str
    side: str
    line: str = ""  # our line id when the number belongs to a line


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedDocument:
    """relation: `earlier version`, `answer to this`, `answered by`, `same order`, ..."""

    relation: str
    document: DocumentRow


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """One document's page: title, where it is now in a sentence, journey, contents, relations."""

    document: DocumentRow
    title: str
    sentence: str
    correlation_id: str
    envelope_id: int
    source_key: str
    journey: tuple[JourneyStep, ...]
    numbers: tuple[NumberRow, ...]
    raw: Content
    canon: Content
    map_name: str
    map_version: str
    problems: tuple[Problem, ...]
    deliveries: tuple[DeliveryView, ...]
    related: tuple[RelatedDocument, ...]
    events: tuple[AuditRow, ...]
    dead_letter: str  # for `retry` and `dismiss` when it is not fit to travel, else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeView:
    """A payload's own page; the only page of one that could not be understood."""

    envelope_id: int
    source: str
    source_title: str
    source_key: str
    wire_type: str
    state: str
    tone: Tone
    sentence: str
    received_at: datetime
    understood_at: datetime | None
    headers: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    raw: Content
    documents: tuple[DocumentRow, ...]
    events: tuple[AuditRow, ...]
    dead_letter: str  # for `retry` of all of it that is held, else ""
