"""A worker process: it reads sources, translates, routes and delivers, beside any number of others.

All that is agreed between workers stands in the database. LISTEN/NOTIFY only wakes.
"""

import gc
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import psycopg

from landbridge.connect.protocols import Nudge
from landbridge.connect.registry import ConnectorKind, connector_kinds
from landbridge.hub import channels
from landbridge.hub.catalog import Flow
from landbridge.hub.hands import Hands, Shared
from landbridge.hub.leases import Work
from landbridge.hub.loops import Loop
from landbridge.hub.upkeep.operations import (
    beat,
    enlist,
    free_the_dead,
    hold_life_lock,
    leave,
    prolong,
    retain,
    tidy,
)
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection

LOG = logging.getLogger("landbridge.hub")
ROOM_S = 0.5
PROLONG_AFTER_S = 5.0
GC_THRESHOLDS = (50_000, 20, 50)
NO_FACILITIES: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerOptions:
    """idle_s: longest pause of a step without a nudge.  retention_days: None keeps everything.

    translators: threads that translate; while one waits for the database another computes.
    """

    idle_s: float = 1.0
    translators: int = 2
    beat_s: float = 2.0
    tidy_s: float = 3600.0
    retention_days: int | None = None
    stop_s: float = 20.0


@dataclass(frozen=True, slots=True)
class Progress:
    """What one round, or several, of all steps did."""

    pulled: int = 0
    accepted: int = 0
    translated: int = 0
    routed: int = 0
    taken: int = 0
    delivered: int = 0

    @property
    def any(self) -> bool:
        return bool(self.accepted or self.translated or self.routed or self.taken)

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(
            self.pulled + other.pulled,
            self.accepted + other.accepted,
            self.translated + other.translated,
            self.routed + other.routed,
            self.taken + other.taken,
            self.delivered + other.delivered,
        )


class HubWorker:
    """Moves documents across the bridge.

    kinds: connectors by name; default: all installed ones.  facilities: what the composition
    root hands to particular connectors.  Either `run` it, or step it with `run_once` and `drain`
    (no threads; deterministic on a virtual clock). `close` it in both cases.
    """

    def __init__(
        self,
        ground: Ground,
        *,
        kinds: Mapping[str, ConnectorKind] | None = None,
        facilities: Mapping[str, object] = NO_FACILITIES,
        options: WorkerOptions | None = None,
    ) -> None:
        self.ground = ground
        self.options = options or WorkerOptions()
        self.worker_id = enlist(ground)
        self.shared = Shared(
            ground,
            worker_id=self.worker_id,
            kinds=connector_kinds() if kinds is None else kinds,
            facilities=facilities,
        )
        self._hands = Hands(self.shared)
        self._loops: dict[str, Loop] = {}
        self._threads_hands: list[Hands] = []
        self._delivered = 0

    # ------------------------------------------------------------------ one step at a time

    def run_once(self, *, read: bool = True) -> Progress:
        """One round: a page of each stream, a chunk of each step. For simulation and tests."""
        self.shared.refresh()
        hands = self._hands
        progress = Progress()
        for flow in list(self.shared.catalog.by_id.values()):
            if read and flow.can("source"):
                for one in hands.read(flow.id):
                    progress += Progress(pulled=one.pulled, accepted=one.accepted)
        translated = hands.translate()
        progress += Progress(translated=translated.payloads)
        progress += Progress(routed=hands.route())
        for flow in list(self.shared.catalog.by_id.values()):
            if flow.can("sink"):
                report = hands.deliver(flow.id)
                progress += Progress(taken=report.taken, delivered=report.delivered)
        return progress

    def drain(self, *, read: bool = True, rounds_max: int = 10_000) -> Progress:
        """Rounds until one does nothing. What waits for a later time stays."""
        total = Progress()
        for _ in range(rounds_max):
            progress = self.run_once(read=read)
            total += progress
            if not progress.any:
                return total
        raise AssertionError(f"the bridge is still busy after {rounds_max} rounds")

    def close(self) -> None:
        """A clean end: leases are given back, connectors closed."""
        self._hands.close()
        leave(self.ground, worker_id=self.worker_id)

    # ------------------------------------------------------------------ with threads

    def run(self, stop: threading.Event) -> None:
        """Work until `stop`; then finish the chunks in hand and return."""
        # Documents are trees and die with their chunk: looking for cycles among them all the
        # time costs a tenth of the throughput.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        listener = threading.Thread(
            target=self._listen, args=(stop,), name="hub-listener", daemon=True
        )
        listener.start()
        hands = self._new_hands()
        for index in range(self.options.translators):
            self._start_step(f"translate-{index}", self._translating(hands), stop)
        self._start_step("route", lambda: hands.route() > 0, stop)
        keeper = Loop("keeper", self._keep(stop), stop=stop, idle_s=self.options.beat_s)
        self._loops["keeper"] = keeper.start()
        try:
            stop.wait()
        finally:
            self._end(listener)

    def _start_step(self, name: str, work: Callable[[], bool], stop: threading.Event) -> None:
        loop = Loop(name, work, stop=stop, idle_s=self.options.idle_s)
        self._loops[name] = loop.start()

    def _keep(self, stop: threading.Event) -> Callable[[], bool]:
        """The heartbeat: endpoints that changed, leases prolonged, the dead found, days opened."""
        tidied: list[float] = []

        def work() -> bool:
            ground, clock = self.ground, self.ground.clock
            self.shared.refresh()
            for flow in self.shared.catalog.by_id.values():
                self._attend(flow, stop)
            for kind in Work:
                leases = self.shared.leases_in_work(kind, longer_than_s=PROLONG_AFTER_S)
                prolong(ground, work=kind, leases=leases)
            busy = len(self.shared.leases_in_work(Work.DELIVERY))
            doing = f"delivering {busy} chunk{'s' if busy > 1 else ''}" if busy else ""
            figures = {"delivered": self._delivered}
            beat(ground, worker_id=self.worker_id, doing=doing, figures=figures)
            for other in free_the_dead(ground, worker_id=self.worker_id):
                LOG.warning("worker %s is gone; its work is taken over", other)
                self._wake_all()
            if not tidied or clock.monotonic() - tidied[-1] >= self.options.tidy_s:
                tidied[:] = [clock.monotonic()]
                tidy(ground)
                if self.options.retention_days is not None:
                    retain(ground, days=self.options.retention_days)
            return False

        return work

    def _attend(self, flow: Flow, stop: threading.Event) -> None:
        """One thread for each endpoint that is read, one for each that is delivered to."""
        name = f"deliver-{flow.id}"
        if flow.can("sink") and name not in self._loops:
            self._start_step(name, self._delivering(flow.id), stop)
        name = f"read-{flow.id}"
        if flow.can("source") and name not in self._loops:
            idle_s = flow.option("poll_interval_s", flow.manifest.poll_interval_s)
            loop = Loop(name, self._reading(flow.id), stop=stop, idle_s=idle_s)
            self._loops[name] = loop.start()

    def _new_hands(self) -> Hands:
        hands = Hands(self.shared)
        self._threads_hands.append(hands)
        return hands

    def _translating(self, hands: Hands) -> Callable[[], bool]:
        def work() -> bool:
            self.shared.cache.wait_for_room(ROOM_S)
            return hands.translate().payloads > 0

        return work

    def _delivering(self, endpoint_id: int) -> Callable[[], bool]:
        hands = self._new_hands()

        def work() -> bool:
            report = hands.deliver(endpoint_id)
            self._delivered += report.delivered
            return report.taken > 0

        return work

    def _reading(self, endpoint_id: int) -> Callable[[], bool]:
        hands = self._new_hands()

        def work() -> bool:
            reports = hands.read(endpoint_id)
            if any(one.more for one in reports):
                return True
            flow = self.shared.catalog.by_id.get(endpoint_id)
            # A source that can tell waits here; one that cannot is asked again after the pause.
            if flow is None or not flow.is_active or not flow.can("nudge") or not reports:
                return False
            if all(one.held or one.failed for one in reports):
                return False
            connector = hands.connector(flow)
            assert isinstance(connector, Nudge)
            connector.wait(timeout_s=flow.option("poll_interval_s", flow.manifest.poll_interval_s))
            return True

        return work

    def _listen(self, stop: threading.Event) -> None:
        """Turn notifications into wake-ups; hold the lock by which others know that we live."""
        while not stop.is_set():
            try:
                with self.ground.pg.listen() as conn:
                    hold_life_lock(conn, self.worker_id)
                    for channel in channels.ALL:
                        conn.execute(f"LISTEN {channel}".encode())
                    self._wake_all()
                    self._hear(conn, stop)
            except psycopg.OperationalError as fault:
                LOG.warning("listener: %s; trying again", fault)
                stop.wait(1.0)

    def _hear(self, conn: Connection, stop: threading.Event) -> None:
        while not stop.is_set():
            for heard in conn.notifies(timeout=self.options.idle_s):
                if heard.channel == channels.INTAKE:
                    for index in range(self.options.translators):
                        self._wake(f"translate-{index}")
                elif heard.channel == channels.ROUTING:
                    self._wake("route")
                elif heard.channel == channels.DELIVERY:
                    self._wake(f"deliver-{heard.payload}")
                else:
                    self._wake("keeper")

    def _wake(self, name: str) -> None:
        loop = self._loops.get(name)
        if loop is not None:
            loop.wake()

    def _wake_all(self) -> None:
        for loop in list(self._loops.values()):
            loop.wake()

    def _end(self, listener: threading.Thread) -> None:
        deadline = self.ground.clock.monotonic() + self.options.stop_s
        self._wake_all()
        for loop in list(self._loops.values()):
            if not loop.join(max(0.1, deadline - self.ground.clock.monotonic())):
                LOG.warning("%s is still busy; its work will be taken over", loop.name)
        listener.join(max(0.1, deadline - self.ground.clock.monotonic()))
        for hands in self._threads_hands:
            hands.close()
