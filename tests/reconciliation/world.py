"""Two FAKE systems with books, a real bridge between them, and a clock that the test moves."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from landbridge.connect import registry
from landbridge.hub import facade, rig
from landbridge.hub.facade.views.incidents import IncidentFilter, IncidentRow, IncidentView
from landbridge.hub.worker import HubWorker
from landbridge.kit.clock import VirtualClock
from landbridge.kit.ground import Ground
from tests.reconciliation.books import FLOOR, OFFICE, Books

MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass
class World:
    """erp <-> wms. A tick is a second: the bridge works, reconciliation looks, troubles show."""

    ground: Ground
    clock: VirtualClock
    erp: Books
    wms: Books
    worker: HubWorker
    seen: dict[int, IncidentRow] = field(default_factory=dict)

    def tick(self, seconds: int = 1, *, reading: bool = True) -> None:
        for _ in range(seconds):
            self.clock.advance(1)
            self.worker.drain(read=reading)
            facade.watch_pairs(self.ground, worker="test")
            facade.notice_troubles(self.ground)
            for row in self.incidents(state=""):
                self.seen.setdefault(row.incident_id, row)

    def incidents(self, state: str = "open") -> tuple[IncidentRow, ...]:
        return facade.incident_list(self.ground, IncidentFilter(state=state), limit=500).rows

    def page(self, row: IncidentRow) -> IncidentView:
        return facade.incident_page(self.ground, row.incident_id)


def make_world(hub_ground: Ground, monkeypatch: pytest.MonkeyPatch, *, histories: bool = True,
               options: Mapping[str, object] | None = None) -> World:  # fmt: skip
    clock = VirtualClock(MORNING)
    ground = Ground(hub_ground.pg, clock, hub_ground.secrets, random.Random(5))
    erp = Books("erp", clock, tells=(*OFFICE, "stock_adjustment"), takes=FLOOR)
    wms = Books("wms", clock, tells=FLOOR, takes=(*OFFICE, "stock_adjustment"))
    erp.can_tell_history = wms.can_tell_history = histories
    kinds = {"erp": erp.kind(), "wms": wms.kind()}
    monkeypatch.setattr(registry, "connector_kinds", lambda: MappingProxyType(kinds))
    rig.add(ground, "erp", options={"owner": "ACME", **(options or {})})
    rig.add(ground, "wms", options={"owner": "ACME", "site": "MAIN"})
    for kind in OFFICE:
        rig.join(ground, "erp", "wms", kind=kind)
    for kind in FLOOR:
        rig.join(ground, "wms", "erp", kind=kind, condition={"site": "MAIN"})
    worker = HubWorker(ground, kinds=kinds)
    return World(ground, clock, erp, wms, worker)
