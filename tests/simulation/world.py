"""A seeded world around the real hub: its own time, two faulty partners, workers that crash.

One seed and one state of the code give the same run. Everything random comes from the seed, time
moves only when the world moves it, and each commit is a place to crash at, before or after.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime

from history import Effect, Key, violations

from landbridge.canon import Document, PartyRef
from landbridge.canon.base import Address
from landbridge.canon.item import Item
from landbridge.canon.outbound_order import OutboundLine, OutboundOrder
from landbridge.canon.shipment_confirmation import ShipmentConfirmation
from landbridge.connect.protocols import (
    Parcel,
    PushResult,
    Refused,
    SourceUnavailable,
    Unavailable,
)
from landbridge.connect.testing.fake_shore import FakeShore
from landbridge.hub import facade
from landbridge.hub.facade import Mandate
from landbridge.hub.worker import HubWorker
from landbridge.kit.clock import VirtualClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.findings import error
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database
from landbridge.kit.quantity import EACH, Quantity

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LEASE_OVER_S = 40.0
LONG_S = 1000.0
ROUNDS_MAX = 60
MANDATE = Mandate(by="simulation", why="the cause is mended")
# What happens to a push, by share of all (each adds to the one before).
FAULTS = ((0.17, "lose_answer"), (0.22, "raise_before"), (0.29, "raise_after"))
OTHER = {"erp": "wms", "wms": "erp"}


class Crashed(BaseException):
    """The worker is gone in this moment; no code of its own may catch it."""


@dataclass
class CrashPlan:
    """Counts commits; crashes at one of them, before it or after it."""

    count: int = 0
    crash_at: int | None = None
    after: bool = False

    def before_commit(self) -> None:
        self.count += 1
        if self.count == self.crash_at and not self.after:
            self.crash_at = None
            raise Crashed

    def after_commit(self) -> None:
        if self.count == self.crash_at and self.after:
            self.crash_at = None
            raise Crashed


@dataclass
class World:
    """Both shores, one database, any number of workers one after the other."""

    dsn: str
    seed: int
    chance: random.Random = field(init=False)
    clock: VirtualClock = field(init=False)
    plan: CrashPlan = field(default_factory=CrashPlan)
    published: dict[Key, list[int]] = field(default_factory=dict)
    crash_count: int = 0
    faulty: bool = True

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.clock = VirtualClock(START)
        self.shores = {name: FakeShore(name) for name in OTHER}
        for shore in self.shores.values():
            shore.script = self._script(shore)
        self.pg = Database(
            self.dsn, role="landbridge_hub", schema="hub", size_max=4, watcher=self.plan
        )
        self.ground = Ground(
            self.pg, self.clock, SecretBox("a key for simulated worlds only, long enough"),
            random.Random(self.seed + 1),
        )  # fmt: skip
        self._join_shores()
        self.worker = self._new_worker()

    def close(self) -> None:
        self.pg.close()

    # ------------------------------------------------------------ what the world does

    def publish(self, document: Document, source: str) -> None:
        """The source gives a document away; from now on it may not be lost."""
        shore = self.shores[source]
        key = (OTHER[source], document.kind, document.number)
        self.published.setdefault(key, []).append(document.version)
        last = shore.records[-1].stamp if shore.records else 1
        shore.put(document, stamp=last + self.chance.randrange(2))
        if self.faulty and self.chance.random() < 0.1:
            shore.put(document, stamp=shore.records[-1].stamp)  # the source repeats itself

    def work(self) -> None:
        """One round of the worker; if it crashes, another one comes after its lease."""
        try:
            self.worker.run_once()
        except Crashed:
            self.crash_count += 1
            self.clock.advance(LEASE_OVER_S if self.chance.random() < 0.7 else 1.0)
            self.worker = self._new_worker()

    def crash_soon(self) -> None:
        self.plan.crash_at = self.plan.count + self.chance.randrange(1, 12)
        self.plan.after = self.chance.random() < 0.5

    def outage(self, name: str) -> None:
        why = SourceUnavailable("the simulated partner is down")
        self.shores[name].is_down = None if self.shores[name].is_down else why

    def settle(self) -> None:
        """Nothing fails any more and time passes until nothing moves."""
        self.faulty = False
        self.plan.crash_at = None
        for shore in self.shores.values():
            shore.is_down = None
        self._until_quiet()
        facade.retry(self.ground, dead_letters=self._dead_letters(), mandate=MANDATE)
        self._until_quiet()

    def violations(self) -> list[str]:
        effects = [
            Effect(name, parcel.kind, parcel.number, parcel.version)
            for name, shore in self.shores.items()
            for parcel in shore.effects
        ]
        refused = [
            ((target, kind, number), version)
            for target, kind, number, version in self._query(
                """SELECT t.name, d.kind, d.number, d.version
                     FROM hub.open_delivery d JOIN hub.endpoint t ON t.id = d.target_id
                    WHERE d.state = 'rejected' AND d.why <> ''"""
            )
        ]
        return violations(self.published, effects, refused)

    # ------------------------------------------------------------ how it is made

    def _script(self, shore: FakeShore):
        def decide(parcel: Parcel, _attempt: int) -> PushResult | str:
            if "bad" in parcel.number:
                return Refused((error("number", "bad", f"{parcel.number} is not wanted here."),))
            parent = self._missing_parent(shore, parcel)
            if parent:
                return Refused((error("lines", "unknown-item", "No such item."),), parent)
            if not self.faulty:
                return "take"
            drawn = self.chance.random()
            if drawn < 0.07:
                pause_s = self.chance.choice([None, 5.0, 120.0])
                return Unavailable("the simulated partner is busy", pause_s)
            for part, what in (
                (0.17, "lose_answer"),
                (0.22, "raise_before"),
                (0.29, "raise_after"),
            ):
                if drawn < part:
                    return what
            return "take"

        return decide

    def _missing_parent(self, shore: FakeShore, parcel: Parcel) -> str:
        """An order waits for its item; the number of an order names it: SO3-ITEM1."""
        _, dash, item = parcel.number.partition("-")
        if not dash or parcel.kind != "outbound_order" or item in shore.numbers():
            return ""
        return f"item/ACME/{item}"

    def _join_shores(self) -> None:
        with self.pg.transaction() as conn:
            for name in OTHER:
                conn.execute(
                    "INSERT INTO hub.endpoint (name, connector, since) VALUES (%s, %s, %s)",
                    [name, name, self.clock.now()],
                )
            for source, target in OTHER.items():
                conn.execute(
                    """INSERT INTO hub.route (source_id, kind, target_id)
                       SELECT s.id, '*', t.id FROM hub.endpoint s, hub.endpoint t
                        WHERE s.name = %s AND t.name = %s""",
                    [source, target],
                )

    def _new_worker(self) -> HubWorker:
        kinds = {
            name: shore.kind(push_chunk_size=self.chance.choice([1, 3, 50]))
            for name, shore in self.shores.items()
        }
        while True:
            try:
                return HubWorker(self.ground, kinds=kinds)
            except Crashed:
                self.crash_count += 1

    def _until_quiet(self) -> None:
        for _ in range(ROUNDS_MAX):
            # A long wait first: a source that failed is asked again only after its pause.
            self.clock.advance(LONG_S)
            self.worker.drain()
            if not self._query(
                "SELECT 1 FROM hub.open_delivery WHERE state IN ('due', 'waiting')"
                " UNION ALL SELECT 1 FROM hub.intake UNION ALL SELECT 1 FROM hub.routing"
            ):
                return
        raise AssertionError(f"seed {self.seed}: still busy after {ROUNDS_MAX} long waits")

    def _dead_letters(self) -> list[str]:
        """All but those that the partner will never want."""
        return [
            f"d{delivery}"
            for delivery, number in self._query(
                "SELECT id, number FROM hub.open_delivery WHERE state IN ('rejected', 'dead')"
            )
            if "bad" not in number
        ]

    def _query(self, statement: str) -> list[tuple]:
        with self.pg.reading() as conn:
            return conn.execute(statement).fetchall()


# ---------------------------------------------------------------- documents


def an_item(number: str, version: int) -> Item:
    return Item(
        number=number, owner=PartyRef("ACME"), version=version, description=f"{number} v{version}"
    )


def an_order(number: str, version: int) -> OutboundOrder:
    line = OutboundLine(line_id="1", item="X", quantity=Quantity(_decimal(version), EACH))
    return OutboundOrder(
        number=number,
        owner=PartyRef("ACME"),
        version=version,
        site="MAIN",
        customer=PartyRef("C"),
        ship_to=Address(name="C", country_code="DE"),
        lines=(line,),
    )


def a_confirmation(number: str, version: int) -> ShipmentConfirmation:
    return ShipmentConfirmation(
        number=number,
        owner=PartyRef("ACME"),
        version=version,
        site="MAIN",
        order_number=f"O{number}",
        shipped_at=START,
        lines=(),
        tracking_number=f"T{version}",
    )


def _decimal(number: int):
    from decimal import Decimal

    return Decimal(number)
