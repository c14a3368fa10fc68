"""One worker process of the world: the hub's own hands, one step at a time."""

import random
from collections.abc import Callable, Mapping

from landbridge.connect.registry import ConnectorKind
from landbridge.hub.hands import Hands, Shared
from landbridge.hub.upkeep.operations import (
    beat,
    enlist,
    free_the_dead,
    hold_life_lock,
    leave,
)
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection

# What a worker does next, by weight.
STEPS = (("read", 4), ("translate", 2), ("route", 2), ("deliver", 6), ("keep", 1), ("round", 4))


class Worker:
    """Steps of a worker as its threads would take them, in an order drawn by chance.

    Each step looks at the catalog anew now and then, as a nudge makes a real worker do.
    """

    def __init__(
        self,
        ground: Ground,
        chance: random.Random,
        *,
        kinds: Mapping[str, ConnectorKind],
        facilities: Mapping[str, object],
    ) -> None:
        self.ground = ground
        self._chance = chance
        self.worker_id = enlist(ground)
        self.shared = Shared(ground, worker_id=self.worker_id, kinds=kinds, facilities=facilities)
        self.hands = Hands(self.shared)
        self._life: Connection = ground.pg.listen()
        hold_life_lock(self._life, self.worker_id)

    def die(self) -> None:
        """As the operating system ends it: its connections close, nothing is given back."""
        # The server ends a session some time after its connection; the world waits for nothing.
        self._life.execute("SELECT pg_advisory_unlock_all()")
        self._life.close()

    def leave(self) -> None:
        """A clean end."""
        self.hands.close()
        leave(self.ground, worker_id=self.worker_id)
        self._life.close()

    def turn(self) -> str:
        """One step; what it did, in words, "" for nothing."""
        names = [name for name, _ in STEPS]
        (step,) = self._chance.choices(names, weights=[weight for _, weight in STEPS])
        does: Callable[[], str] = getattr(self, "round" if step == "round" else f"_{step}")
        return does()

    def _flows(self, capability: str) -> list[tuple[int, str]]:
        flows = self.shared.catalog.by_id.values()
        return [(flow.id, flow.name) for flow in flows if flow.can(capability)]

    def _read(self) -> str:
        _, name = self._chance.choice(self._flows("source"))
        return self.read_from(name)

    def take_in(self, name: str) -> str:
        """Read one source now, and understand what came."""
        told = self.read_from(name)
        return ", ".join(filter(None, (told, self._translate())))

    def read_from(self, name: str) -> str:
        """Read one source now."""
        endpoint_id = next(one for one, found in self._flows("source") if found == name)
        pulled = sum(report.pulled for report in self.hands.read(endpoint_id))
        return f"reads {pulled} from {name}" if pulled else ""

    def _translate(self) -> str:
        done = self.hands.translate()
        return f"translates {done.payloads}, {done.fit} fit" if done.payloads else ""

    def _route(self) -> str:
        count = self.hands.route()
        return f"routes {count}" if count else ""

    def _deliver(self) -> str:
        endpoint_id, name = self._chance.choice(self._flows("sink"))
        report = self.hands.deliver(endpoint_id)
        if not report.taken:
            return ""
        stale = f", {report.stale} too late" if report.stale else ""
        return f"delivers {report.delivered} of {report.taken} to {name}{stale}"

    def _keep(self) -> str:
        beat(self.ground, worker_id=self.worker_id, doing="simulated", figures={})
        gone = free_the_dead(self.ground, worker_id=self.worker_id)
        self.shared.refresh()
        return f"frees the leases of {len(gone)} dead workers" if gone else ""

    def round(self) -> str:
        return "makes a whole round" if self.everything() else ""

    def everything(self) -> bool:
        """One round of all steps; True if there was something to do. For the end of a world."""
        self.shared.refresh()
        busy = False
        for endpoint_id, _ in self._flows("source"):
            busy |= any(report.accepted for report in self.hands.read(endpoint_id))
        busy |= self.hands.translate().payloads > 0
        busy |= self.hands.route() > 0
        for endpoint_id, _ in self._flows("sink"):
            busy |= self.hands.deliver(endpoint_id).taken > 0
        return busy
