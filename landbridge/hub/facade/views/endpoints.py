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
