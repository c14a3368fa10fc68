"""Two connectors in memory, for tests of the hub: an office and a floor that say what we want."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from landbridge.connect import registry
from landbridge.connect.config import described
from landbridge.connect.manifest import Manifest, Speaks
from landbridge.connect.protocols import CensusQuestion, CensusRow, Health
from landbridge.connect.registry import ConnectorKind, Surroundings
from landbridge.hub.endpoints.operations import add_endpoint, connect_endpoints
from landbridge.hub.facade.contracts import Mandate
from landbridge.kit.clock import VirtualClock
from landbridge.kit.crypto import Secret
from landbridge.kit.ground import Ground

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MANDATE = Mandate(by="tester", why="because the test says so")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeConfig:
    url: str = described("Address of the server", example="https://erp.example.com")
    password: Secret = described("Password of the integration user")
    poll_limit: int = described("Documents a pull", default=50, advanced=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorConfig:
    site: str = described("Site", default="MAIN")


@dataclass
class Mood:
    """What the connectors in memory will say; tests change it."""

    health: Health = field(
        default_factory=lambda: Health(ok=True, text="Reachable.", version="8.2")
    )
    crash: bool = False
    counts: dict[str, Callable[[CensusQuestion], Sequence[CensusRow]]] = field(default_factory=dict)
    opened: list[object] = field(default_factory=list)
    closed_count: int = 0


class FakeConnector:
    def __init__(self, config: object, surroundings: Surroundings, mood: Mood) -> None:
        self.endpoint = surroundings.endpoint
        self.mood = mood
        mood.opened.append(config)

    def check_health(self) -> Health:
        if self.mood.crash:
            raise RuntimeError("boom")
        return self.mood.health

    def count(self, question: CensusQuestion) -> Iterator[CensusRow]:
        return iter(self.mood.counts[self.endpoint](question))

    def streams(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        self.mood.closed_count += 1


def _manifest(name: str, told: str, taken: str) -> Manifest:
    speaks = [Speaks(document=kind, direction="in", wire_type=kind) for kind in told.split()]
    speaks += [Speaks(document=kind, direction="out") for kind in taken.split()]
    return Manifest(
        name=name, title=name.capitalize(), tier="bronze", syntax="canon", tested=("8.2",),
        capabilities=("source", "sink", "census"), speaks=tuple(speaks),
    )  # fmt: skip


OFFICE = _manifest(
    "office",
    "item party inbound_order outbound_order",
    "receipt_confirmation shipment_confirmation stock_adjustment",
)
FLOOR = _manifest(
    "floor",
    "receipt_confirmation shipment_confirmation stock_adjustment progress",
    "item party inbound_order outbound_order",
)


@pytest.fixture
def mood(monkeypatch: pytest.MonkeyPatch) -> Mood:
    """Installs the connectors `office` and `floor`."""
    mood = Mood()

    def make(config: object, surroundings: Surroundings) -> FakeConnector:
        return FakeConnector(config, surroundings, mood)

    kinds = {
        "floor": ConnectorKind(FLOOR, "landbridge.connectors", FloorConfig, make),
        "office": ConnectorKind(OFFICE, "landbridge.connectors", OfficeConfig, make),
    }
    monkeypatch.setattr(registry, "connector_kinds", lambda: MappingProxyType(kinds))
    return mood


@pytest.fixture
def bridge_ground(hub_ground: Ground, mood: Mood) -> Ground:
    """A hub with the endpoints `erp` (office) and `wms` (floor), joined by routes, at NOON."""
    hub_ground = replace(hub_ground, clock=VirtualClock(NOON))
    add_endpoint(
        hub_ground, name="erp", connector="office", title="Tryton",
        values={"url": "http://erp", "password": "p4ss"}, mandate=MANDATE,
    )  # fmt: skip
    add_endpoint(hub_ground, name="wms", connector="floor", values={}, mandate=MANDATE)
    connect_endpoints(hub_ground, left="erp", right="wms", mandate=MANDATE)
    return hub_ground
