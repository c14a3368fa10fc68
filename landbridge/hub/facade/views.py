"""What a screen shows of the bridge: frozen values, ready to print.

Sentences, titles and tones are decided here and below, never in a template. All instants are UTC;
ages are seconds at the instant the view was taken. Ids are what the reads of this facade take.
"""

from dataclasses import dataclass, field
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


# ---------------------------------------------------------------- bridge page


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointCard:
    """One endpoint on its shore.

    state: `active`, `unreachable` (does not answer, tried again by itself), `halted` (a stream
    lost its position, a person decides), `paused` (by a person), `needs_login` (credentials must
    be renewed), `uninstalled` (its connector is not there) or `disabled`.
    since: when that state began.  sentence: the state in words.
    healthy: result of the last check, None when there was none.
    behind_s: age of the oldest open document to or from it, None when nothing is open.
    incoming_count: payloads from it that are stored but not yet understood.
    """

    endpoint: str
    title: str
    connector: str
    connector_title: str
    shore: Shore
    state: str
    tone: Tone
    since: datetime
    sentence: str
    healthy: bool | None
    checked_at: datetime | None
    version: str
    behind_s: float | None
    incoming_count: int
    open_count: int
    held_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLane:
    """One lane of the bridge: one kind of document from one endpoint to another.

    oldest_open_age_s comes before every count; None when nothing is open.
    open_count: on its way, waiting included.  waiting_count: of these, parked or backing off.
    held_count: needs a person (see the dead letters).  per_minute: acknowledged in each of the
    last 60 minutes, oldest first, for a small chart.
    """

    source: str
    kind: str
    kind_title: str
    target: str
    tone: Tone
    oldest_open_at: datetime | None
    oldest_open_age_s: float | None
    oldest_open_message_id: int | None
    open_count: int
    waiting_count: int
    held_count: int
    delivered_5min_count: int
    delivered_60min_count: int
    rate_5min: float  # documents per minute
    rate_60min: float
    per_minute: tuple[int, ...]
    last_delivered_at: datetime | None
    last_error: str  # one sentence, "" if none is open
    last_error_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRow:
    """A worker process. alive: its heartbeat is fresh.  doing: in words, "" when idle."""

    worker: str
    host: str
    process_number: int
    version: str
    started_at: datetime
    seen_at: datetime
    seen_age_s: float
    alive: bool
    doing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeView:
    """The bridge page. token: pass it to `bridge_token` to learn whether anything has changed."""

    taken_at: datetime
    token: str
    tone: Tone
    sentence: str
    oldest_open_age_s: float | None
    open_count: int
    held_count: int
    office: tuple[EndpointCard, ...]
    floor: tuple[EndpointCard, ...]
    lanes: tuple[FlowLane, ...]
    workers: tuple[WorkerRow, ...]


# ---------------------------------------------------------------- documents


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilter:
    """All set fields must hold. text: any number of either side, exact or its beginning.

    endpoint: source or target.  since/until: received at or after / before.
    """

    kind: str = ""
    source: str = ""
    target: str = ""
    endpoint: str = ""
    state: DocumentState | None = None
    owner: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A document in a list. duration_s: received until finished, None while open.

    target_numbers: numbers the targets gave, without repeats.
    """

    message_id: int
    kind: str
    kind_title: str
    number: str
    owner: str
    version: int
    source: str
    targets: tuple[str, ...]
    target_numbers: tuple[str, ...]
    state: DocumentState
    state_title: str
    tone: Tone
    received_at: datetime
    finished_at: datetime | None
    age_s: float
    duration_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentList:
    """A page of documents, newest first. next_page: pass as `page`; "" on the last page."""

    rows: tuple[DocumentRow, ...]
    next_page: str
    sentence: str  # what would fill an empty list, or how far was searched; else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberMatch:
    """Why a document was found: the number, what it is (`sales order`, `SSCC`), exact or not."""

    number: str
    meaning: str
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    document: DocumentRow
    matches: tuple[NumberMatch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """Exact matches first, then newest. only_hit: go straight there when it is not None."""

    text: str
    hits: tuple[SearchHit, ...]
    only_hit: int | None
    sentence: str


# ---------------------------------------------------------------- one document


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyStep:
    """One step of a document's way. step: `received`, `understood`, `routed`, `delivered`,
    `acknowledged`.  at: None when it has not happened yet.  duration_s: since the step before.
    endpoint: the target, for steps of one delivery.  done: False while it is still ahead.
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
    """Bytes for the eye. text: at the most `shown_bytes` of them, readable; "" when not text.

    syntax: `json`, `xml`, `x12`, `text`, `binary`.  kept: False when retention removed them.
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

    state: as the hub calls it (`due`, `sent`, `acknowledged`, `rejected`, `dead`, ...).
    waits_for: the parent it waits for, "" if none.  can_replay: a person may send it again.
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
    can_replay: bool
    replay_of: int | None = None


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
    can_replay: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeRow:
    """A payload that is stored and waits to be understood. why: what hindered it, "" if nothing."""

    envelope_id: int
    source: str
    source_key: str
    wire_type: str
    received_at: datetime
    age_s: float
    attempts_count: int
    why: str
    tone: Tone


# ---------------------------------------------------------------- dead letters


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterFilter:
    """rule: of the first finding.  text: a number, exact or its beginning."""

    source: str = ""
    target: str = ""
    kind: str = ""
    rule: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterRow:
    """Something that needs a person.

    subject: `delivery` (understood, but a target did not take it) or `message` (not understood,
    or not fit to travel; target is "" then).
    dead_letter: its id for `preview_retry`, `retry` and `dismiss`, e.g. `d17` or `m4`.
    kind, number: "" when even they could not be read.  remedy: what to do, in words.
    """

    dead_letter: str
    subject: str
    message_id: int
    delivery_id: int | None
    envelope_id: int
    kind: str
    kind_title: str
    number: str
    owner: str
    source: str
    target: str
    reason: str
    remedy: str
    rule: str
    problems: tuple[Problem, ...]
    attempts_count: int
    received_at: datetime
    held_at: datetime
    age_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterGroup:
    """Dead letters that have one cause in common: what to mend once."""

    rule: str
    target: str
    source: str
    kind: str
    text: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterList:
    rows: tuple[DeadLetterRow, ...]
    groups: tuple[DeadLetterGroup, ...]
    total_count: int
    next_page: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPreview:
    """What a bulk retry will do, before it does it.

    dead_letters: exactly those it will send.  skipped: those it will leave, each with a reason.
    warnings: e.g. a target that is paused, so that they will wait.
    """

    sentence: str
    dead_letters: tuple[str, ...]
    by_target: tuple[tuple[str, int], ...]
    skipped: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]


# ---------------------------------------------------------------- endpoints


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigRow:
    """A setting as shown. value: text, or "" for a secret; is_set tells whether there is one.

    kind: text, secret, number, yes_no, choice.
    """

    name: str
    kind: str
    text: str
    example: str
    required: bool
    choices: tuple[str, ...]
    advanced: bool
    value: str
    is_set: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRow:
    """A stream the bridge reads from the endpoint, and how far it has read.

    state: `active` or `position_lost` (a person decides where to go on).
    """

    stream: str
    cursor: str
    state: str
    tone: Tone
    sentence: str
    advanced_at: datetime | None
    pulled_at: datetime | None
    swept_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRow:
    """kind: document type, or `*`.  Documents of `source` go to `target`."""

    source: str
    kind: str
    kind_title: str
    target: str
    enabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthRow:
    at: datetime
    ok: bool
    text: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """Who did what, when and why."""

    at: datetime
    actor: str
    action: str
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointView:
    card: EndpointCard
    config: tuple[ConfigRow, ...]
    streams: tuple[StreamRow, ...]
    routes: tuple[RouteRow, ...]
    health: tuple[HealthRow, ...]
    audit: tuple[AuditRow, ...]
    lanes: tuple[FlowLane, ...]
    workers: tuple[WorkerRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorView:
    """A kind of connector that can be added. config: its form, empty."""

    connector: str
    title: str
    tier: str
    summary: str
    tested: tuple[str, ...]
    receives: tuple[str, ...]  # kinds of documents it gives to the bridge
    sends: tuple[str, ...]  # kinds of documents the bridge may send to it
    config: tuple[ConfigRow, ...]


# ---------------------------------------------------------------- health and figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One observation of the doctor. severity: `ok`, `note`, `warning`, `error`.

    area: `database`, `disk`, `worker`, `endpoint`, `flow`, `dead-letters`, `clock`, `retention`.
    """

    area: str
    subject: str
    severity: str
    sentence: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    value: float
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure for monitoring. kind: `gauge` or `counter` (Prometheus text format)."""

    name: str
    help: str
    kind: str
    samples: tuple[Sample, ...] = field(default=())
