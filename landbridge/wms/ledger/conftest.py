"""A small warehouse for tests of the ledger."""

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import psycopg
import pytest

from landbridge.kit.clock import SystemClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database
from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.wms.layout.contracts import Bin, BinKind, Site, VirtualBin
from landbridge.wms.layout.operations import open_site, put_bins
from landbridge.wms.ledger import operations, queries
from landbridge.wms.ledger.contracts import (
    DocumentRef,
    Lot,
    Posted,
    Reason,
    Reserved,
    StockKey,
    StockMove,
    Wanted,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SUPPLIER, CUSTOMER, ADJUSTMENT = (
    VirtualBin.SUPPLIER,
    VirtualBin.CUSTOMER,
    VirtualBin.ADJUSTMENT,
)


@dataclass
class Floor:
    """Words of the floor for tests: keys, moves, receipts, wishes."""

    ground: Ground
    numbers: count = field(default_factory=lambda: count(1))

    def fresh(self, word: str = "key") -> str:
        return f"{word}-{next(self.numbers)}"

    def key(self, item: str = "BOLT", bin: str = "A-1", **more: str) -> StockKey:
        return StockKey(**{"owner": "ACME", "item": item, "site": "S", "bin": str(bin)} | more)

    def move(
        self, quantity: object, source: StockKey, bin: str, reason: Reason, **target: str
    ) -> StockMove:
        names = ("owner", "item", "lot", "serial", "status", "lpn")
        same = {name: getattr(source, name) for name in names}
        return StockMove(
            source=source,
            target=self.key(bin=str(bin), **same | target),
            quantity=Decimal(quantity),
            reason=reason,
            document=DocumentRef("test", "T-1", "1"),
        )

    def receive(
        self,
        quantity: object,
        item: str = "BOLT",
        bin: str = "A-1",
        at: datetime = NOON,
        **more: str,
    ) -> Posted:
        source = self.key(item, SUPPLIER, **more)
        return self.post(self.move(quantity, source, bin, Reason.RECEIPT), at=at)

    def post(self, *moves: StockMove, key: str = "", at: datetime = NOON, **more: object) -> Posted:
        return operations.post(
            self.ground, moves, key=key or self.fresh(), at=at, actor="tester", **more
        )

    def on_hand(self, item: str = "BOLT", bin: str = "A-1", **more: str) -> Decimal:
        where = queries.StockFilter(item=item, bin=str(bin), kinds=("storage", "virtual"), **more)
        return sum((row.on_hand for row in queries.stock(self.ground, where)), Decimal(0))

    def wish(self, quantity: object, item: str = "BOLT", line: str = "1", **more: object) -> Wanted:
        return Wanted(
            document=DocumentRef("outbound_order", "SO-1", line),
            site="S",
            owner="ACME",
            item=item,
            quantity=Decimal(quantity),
            **more,
        )

    def allocate(self, *wanted: Wanted, key: str = "", **more: object) -> Reserved:
        return operations.allocate(
            self.ground, wanted, key=key or self.fresh(), actor="tester", **more
        )

    def lot(self, lot: str, days: int, item: str = "BOLT") -> None:
        """A lot to be used within so many days from now (negative: it is too late)."""
        today = self.ground.clock.now().date()
        operations.put_lots(
            self.ground,
            [Lot(owner="ACME", item=item, lot=lot, expiry_on=today + timedelta(days))],
        )

    def today(self) -> date:
        return self.ground.clock.now().date()

    def is_sound(self) -> bool:
        """The books add up, and nothing came from nowhere: the bank checker of I4 and I5."""
        assert queries.check_books(self.ground) == ()
        with self.ground.pg.reading() as conn:
            assert conn.execute(CONSERVATION).fetchall() == []
            assert conn.execute(WITHIN).fetchall() == []
        return True


CONSERVATION = """
SELECT item_id, lot, serial, sum(on_hand) FROM stock_balance
GROUP BY item_id, lot, serial HAVING sum(on_hand) <> 0
"""
WITHIN = """
SELECT balance_id, on_hand, reserved FROM stock_balance
WHERE NOT virtual AND NOT (0 <= reserved AND reserved <= on_hand)
"""


def open_floor(ground: Ground, bins: Sequence[str] = ("A-1", "A-2", "A-3")) -> Floor:
    open_site(ground, Site(code="S", name="Test site", timezone="Europe/Berlin"))
    put_bins(
        ground,
        site="S",
        bins=[
            *[Bin(code=code) for code in bins],
            Bin(code="DOCK", kind=BinKind.RECEIVING),
            Bin(code="PACK", kind=BinKind.PACKING),
            Bin(code="SHUT", active=False),
        ],
    )
    return Floor(ground)


@pytest.fixture(scope="session")
def ledger_ground(postgres: EmbeddedServer, template: str) -> Iterator[Ground]:
    """One database for all tests of the ledger: emptying it is ten times faster than a new one."""
    name = f"ledger_{os.getpid()}_{random.SystemRandom().randrange(10**12)}"
    postgres.ensure_database(name, template=template)
    pg = Database(postgres.dsn(name), role="landbridge_wms", schema="wms", size_max=64)
    yield Ground(pg, SystemClock(), SecretBox("a key for tests, long enough to be one"))
    pg.close()
    postgres.drop_database(name)


@pytest.fixture
def floor(ledger_ground: Ground) -> Floor:
    empty(ledger_ground)
    return open_floor(ledger_ground)


def empty(ground: Ground) -> None:
    """Forget everything, as only the owner of the database can: triggers are put aside."""
    with psycopg.connect(ground.pg.dsn) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute(
            "DO $$ BEGIN EXECUTE (SELECT 'TRUNCATE ' || string_agg('wms.' || tablename, ', ')"
            " || ' RESTART IDENTITY' FROM pg_tables WHERE schemaname = 'wms'); END $$"
        )
