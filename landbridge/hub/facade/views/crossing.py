"""The bridge page: shores, lanes, workers."""

from dataclasses import dataclass
from datetime import datetime

from landbridge.hub.facade.views.shared import Shore, Tone


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
