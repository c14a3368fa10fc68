"""A small bridge for tests of the hub: a FAKE shore on each side, a virtual clock, one worker."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from landbridge.canon.base import Address, PartyRef
from landbridge.canon.outbound_order import OutboundLine, OutboundOrder
from landbridge.connect.testing.fake_shore import FakeShore
from landbridge.hub import rig
from landbridge.hub.worker import HubWorker, WorkerOptions
from landbridge.kit.clock import VirtualClock
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database
from landbridge.kit.quantity import Quantity, Uom

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def order(number: str = "SO1", version: int = 1, *, lines: int = 1, quantity: int = 1,
          note: str = "", owner: str = "ACME", site: str = "MAIN") -> OutboundOrder:  # fmt: skip
    """An outbound order; `note` makes versions differ in content."""
    return OutboundOrder(
        number=number,
        owner=PartyRef(owner),
        version=version,
        site=site,
        customer=PartyRef("C1"),
        ship_to=Address(name="Zoë", country_code="DE"),
        lines=tuple(
            OutboundLine(
                line_id=str(index + 1),
                item=f"ITEM{index}",
                quantity=Quantity(Decimal(quantity), Uom("each")),
            )
            for index in range(lines)
        ),
        note=note,
    )


@dataclass
class Bridge:
    """erp -> wms for every kind, on fakes."""

    ground: Ground
    clock: VirtualClock
    erp: FakeShore
    wms: FakeShore
    workers: list[HubWorker] = field(default_factory=list)
    options: dict[str, object] = field(default_factory=dict)

    def worker(self, ground: Ground | None = None) -> HubWorker:
        made = HubWorker(
            ground or self.ground,
            kinds={
                "erp": self.erp.kind(**self.options),
                "wms": self.wms.kind(capabilities=("sink",), **self.options),
            },
            options=WorkerOptions(idle_s=0.2, beat_s=0.2),
        )
        self.workers.append(made)
        return made

    def query(self, statement: str, *values: object) -> list[tuple]:
        with self.ground.pg.reading() as conn:
            return conn.execute(statement, values).fetchall()

    def scalar(self, statement: str, *values: object) -> object:
        return self.query(statement, *values)[0][0]

    def states(self) -> dict[str, list[str]]:
        """States of all deliveries by number, in their order."""
        found: dict[str, list[str]] = {}
        for number, state in self.query("SELECT number, state FROM hub.delivery ORDER BY id"):
            found.setdefault(number, []).append(state)
        return found

    def id_of(self, endpoint: str) -> int:
        return int(self.scalar("SELECT id FROM hub.endpoint WHERE name = %s", endpoint))

    def close(self) -> None:
        for worker in self.workers:
            worker._hands.close()


def add_endpoints(ground: Ground, *names: str) -> None:
    for name in names:
        rig.add(ground, name)


def add_route(ground: Ground, source: str, target: str, kind: str = "*") -> None:
    rig.join(ground, source, target, kind=kind)


@pytest.fixture
def bridge(hub_ground: Ground) -> Iterator[Bridge]:
    clock = VirtualClock(START)
    ground = Ground(hub_ground.pg, clock, hub_ground.secrets, random.Random(11))
    add_endpoints(ground, "erp", "wms")
    add_route(ground, "erp", "wms")
    made = Bridge(ground, clock, FakeShore("erp"), FakeShore("wms"))
    yield made
    made.close()


@pytest.fixture
def another_ground(bridge: Bridge, database: str) -> Iterator[Callable[..., Ground]]:
    """Grounds of other processes: connections of their own, the same database and clock."""
    opened: list[Database] = []

    def make(**more: object) -> Ground:
        pg = Database(database, role="landbridge_hub", schema="hub", size_max=16, **more)
        opened.append(pg)
        return Ground(pg, bridge.clock, bridge.ground.secrets, random.Random(len(opened)))

    yield make
    for pg in opened:
        pg.close()
