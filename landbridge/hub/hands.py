"""One worker's hands: each method takes one step of the way, once. Loops and tests call them.

A connector holds connections for one thread, so each thread works with hands of its own; what
they share is the catalog, the documents at hand, and the leases that are prolonged.
"""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from landbridge.connect.protocols import Connector
from landbridge.connect.registry import ConnectorKind
from landbridge.hub.catalog import Catalog, Flow, catalog_token, load_catalog
from landbridge.hub.deliver.operations import DeliverReport, deliver_due
from landbridge.hub.documents import DocumentCache
from landbridge.hub.leases import Keeper, Lease, Work
from landbridge.hub.route.operations import route, sources_waiting
from landbridge.hub.streams.operations import PullReport, begin_streams, read_stream
from landbridge.hub.translate.operations import Translated, translate
from landbridge.kit.ground import Ground

LOG = logging.getLogger("landbridge.hub")
WORK_S_MAX = 900.0  # what takes longer is given up: its lease is not prolonged any more


class Shared(Keeper):
    """What the threads of one worker have in common."""

    def __init__(
        self,
        ground: Ground,
        *,
        worker_id: int,
        kinds: Mapping[str, ConnectorKind],
        facilities: Mapping[str, object],
    ) -> None:
        self.ground = ground
        self.worker_id = worker_id
        self.kinds = kinds
        self.facilities = facilities
        self.cache = DocumentCache()
        self.catalog = self._load()
        self._lock = threading.Lock()
        self._leases: dict[int, tuple[Lease, Work, float]] = {}

    def refresh(self) -> bool:
        """Load the catalog anew if an endpoint has changed; True when it has."""
        with self.ground.pg.reading() as conn:
            token = catalog_token(conn)
        if token == self.catalog.token:
            return False
        self.catalog = self._load()
        return True

    def _load(self) -> Catalog:
        catalog = load_catalog(self.ground, self.kinds)
        for flow in catalog.by_id.values():
            if flow.problem and flow.state != "disabled":
                LOG.warning("endpoint %s cannot be used: %s", flow.name, flow.problem)
        return catalog

    def begin(self, lease: Lease, work: Work) -> None:
        with self._lock:
            self._leases[lease.token] = (lease, work, self.ground.clock.monotonic())

    def end(self, lease: Lease) -> None:
        with self._lock:
            self._leases.pop(lease.token, None)

    def leases_in_work(self, work: Work, *, longer_than_s: float = 0.0) -> list[Lease]:
        """Leases that this worker works under, and that may be prolonged."""
        now = self.ground.clock.monotonic()
        with self._lock:
            return [
                lease
                for lease, its_work, began in self._leases.values()
                if its_work is work and longer_than_s <= now - began < WORK_S_MAX
            ]


@dataclass(slots=True)
class _Open:
    revision: int
    connector: Connector
    streams: tuple[str, ...] | None = None


@dataclass(slots=True)
class Hands:
    """For one thread. Methods return whether there was something to do, or a report."""

    shared: Shared
    _open: dict[int, _Open] = field(default_factory=dict)

    @property
    def _ground(self) -> Ground:
        return self.shared.ground

    def translate(self) -> Translated:
        done = translate(
            self._ground,
            catalog=self.shared.catalog,
            worker_id=self.shared.worker_id,
            cache=self.shared.cache,
            keeper=self.shared,
        )
        if done.payloads and not done.fit:
            # Perhaps an endpoint that we do not know yet.
            self.shared.refresh()
        return done

    def route(self) -> int:
        """Messages routed, over all sources."""
        catalog, cache = self.shared.catalog, self.shared.cache
        return sum(
            route(self._ground, source_id=source_id, cache=cache, lingers=catalog.lingers).messages
            for source_id in sources_waiting(self._ground)
        )

    def deliver(self, endpoint_id: int, *, limit: int | None = None) -> DeliverReport:
        flow = self.shared.catalog.by_id.get(endpoint_id)
        if flow is None or not flow.is_active or not flow.can("sink"):
            return DeliverReport()
        sink = self._connector(flow).connector
        return deliver_due(
            self._ground,
            catalog=self.shared.catalog,
            flow=flow,
            sink=sink,  # type: ignore[arg-type]  # its manifest says it is a sink
            worker_id=self.shared.worker_id,
            cache=self.shared.cache,
            limit=limit,
            keeper=self.shared,
        )

    def read(self, endpoint_id: int) -> list[PullReport]:
        """Read one page of each stream of a source."""
        flow = self.shared.catalog.by_id.get(endpoint_id)
        if flow is None or not flow.is_active or not flow.can("source"):
            return []
        entry = self._connector(flow)
        source = entry.connector
        if entry.streams is None:
            streams = tuple(source.streams())  # type: ignore[attr-defined]
            begin_streams(self._ground, endpoint_id=flow.id, streams=streams)
            # Only now: if the database failed, they are begun with the next read.
            entry.streams = streams
        return [
            read_stream(
                self._ground,
                flow=flow,
                source=source,  # type: ignore[arg-type]  # its manifest says it is a source
                stream=stream,
                worker_id=self.shared.worker_id,
                keeper=self.shared,
            )
            for stream in entry.streams
        ]

    def connector(self, flow: Flow) -> Connector:
        return self._connector(flow).connector

    def close(self) -> None:
        for endpoint_id in list(self._open):
            self._close(endpoint_id)

    def _connector(self, flow: Flow) -> _Open:
        """The thread's connector, made anew when the endpoint has changed."""
        entry = self._open.get(flow.id)
        if entry is not None and entry.revision != flow.revision:
            self._close(flow.id)
            entry = None
        if entry is None:
            made = flow.make(self._ground, self.shared.facilities)
            entry = self._open[flow.id] = _Open(flow.revision, made)
        return entry

    def _close(self, endpoint_id: int) -> None:
        entry = self._open.pop(endpoint_id, None)
        if entry is not None:
            try:
                entry.connector.close()
            except Exception as fault:  # closing is a courtesy
                LOG.info("closing a connector: %s: %s", type(fault).__name__, fault)
