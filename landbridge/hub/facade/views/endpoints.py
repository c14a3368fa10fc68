"""Endpoints, their settings, streams and routes."""

from dataclasses import dataclass
from datetime import datetime

from landbridge.hub.facade.views.crossing import EndpointCard, FlowLane, WorkerRow
from landbridge.hub.facade.views.shared import AuditRow, Tone


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
    pulled_count: payloads it gave in all; of these accepted_count were new and duplicate_count
    known already.  announced_count: how many it said it had, if it says so.
    advanced_at: when something new was last read;  pulled_at: when it was last asked.
    """

    stream: str
    cursor: str
    state: str
    tone: Tone
    sentence: str
    advanced_at: datetime | None
    pulled_at: datetime | None
    swept_at: datetime | None
    pulled_count: int
    accepted_count: int
    duplicate_count: int
    announced_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRow:
    """Documents of `source` go to `target`. kind: document type, or `*` for every kind.

    condition: what a document must have, in words; "" if nothing in particular.
    """

    source: str
    kind: str
    kind_title: str
    target: str
    condition: str
    enabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthRow:
    """What checks of an endpoint found: the same from `first_at` to `last_at`."""

    first_at: datetime
    last_at: datetime
    checks_count: int
    ok: bool
    text: str
    version: str
    duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointView:
    """options: of the bridge itself for this endpoint, by name. health, audit: newest first."""

    card: EndpointCard
    config: tuple[ConfigRow, ...]
    options: tuple[tuple[str, str], ...]
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
