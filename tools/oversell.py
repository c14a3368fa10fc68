"""Ask for more stock than there is, from many connections at once, and look for a piece sold twice.

    python -m tools.oversell                              10^6 allocations, 16 connections
    python -m tools.oversell --allocations 2000 --lines 4   fewer, and fewer of them a call
    python -m tools.oversell --json                       one line of JSON

Every allocation asks for one piece of one of a few items, in an order of its own; the calls name
their items in random order, so that they would deadlock if the ledger let them. Half of what is
asked for is there. Exit code 1 if a piece was promised twice, one was kept back, or anybody saw an
error.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

from landbridge.kit.clock import SystemClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database
from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.main.installation import migrate
from landbridge.wms.layout.contracts import Bin, Site, VirtualBin
from landbridge.wms.layout.operations import open_site, put_bins
from landbridge.wms.ledger import operations, queries
from landbridge.wms.ledger.contracts import (
    DocumentRef,
    Reason,
    StockFilter,
    StockKey,
    StockMove,
    StockRow,
    Wanted,
)

SITE, OWNER = "OVER", "ACME"
ITEMS, BINS = 40, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """allocations_asked: of one piece each.  there: pieces.  promised: told to those who asked.
    held: by the books.  oversold, kept_back: pieces.  errors: that anybody saw, in words."""

    allocations_asked: int
    connections: int
    there: int
    promised: int
    held: int
    oversold: int
    kept_back: int
    errors: tuple[str, ...]
    books: tuple[str, ...]
    seconds: float

    @property
    def is_good(self) -> bool:
        return not (self.oversold or self.kept_back or self.errors or self.books)

    def sentence(self) -> str:
        wrong = " ".join(("", *self.errors, *self.books))
        return (
            f"{self.allocations_asked:,} allocations of one piece each asked for on "
            f"{self.connections} connections, {self.there:,} pieces there: {self.promised:,} "
            f"promised, {self.held:,} held by the books, oversold {self.oversold}, kept back "
            f"{self.kept_back}, in {self.seconds} s.{wrong}"
        )


def oversell(ground: Ground, *, allocations: int, connections: int, lines: int) -> Sold:
    """Fill a site of its own with half of what will be asked for, and let everybody ask."""
    there = _fill(ground, allocations // 2)
    began = time.monotonic()
    errors: list[str] = []

    def call(number: int) -> int:
        chance = random.Random(number)
        wanted = [
            Wanted(
                document=DocumentRef("order", f"O{number}-{line}", "1"), site=SITE, owner=OWNER,
                item=f"I{chance.randrange(ITEMS):02d}", quantity=Decimal(1),
            )
            for line in range(min(lines, allocations - number * lines))
        ]  # fmt: skip
        try:
            found = operations.allocate(ground, wanted, key=f"call {number}", actor="many")
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")
            return 0
        return int(sum(one.quantity for one in found.reservations))

    with ThreadPoolExecutor(connections) as pool:
        promised = sum(pool.map(call, range(-(-allocations // lines))))
    seconds = time.monotonic() - began
    rows = queries.stock(ground, StockFilter(site=SITE), limit=ITEMS * BINS)
    over = sum((max(row.reserved - row.on_hand, Decimal(0)) for row in rows), Decimal(0))
    held = int(sum(row.reserved for row in rows))
    left = _kept_back(allocations, lines, rows)
    return Sold(
        allocations_asked=allocations, connections=connections, there=there, promised=promised,
        held=held, oversold=int(over) + abs(promised - held), kept_back=left,
        errors=tuple(errors[:5]), books=queries.check_books(ground), seconds=round(seconds, 1),
    )  # fmt: skip


def _kept_back(allocations: int, lines: int, rows: Sequence[StockRow]) -> int:
    """Pieces of an item that were there, asked for, and not promised to anybody."""
    asked: dict[str, int] = {}
    for number in range(-(-allocations // lines)):
        chance = random.Random(number)
        for _ in range(min(lines, allocations - number * lines)):
            item = f"I{chance.randrange(ITEMS):02d}"
            asked[item] = asked.get(item, 0) + 1
    kept = 0
    for item, wanted in asked.items():
        mine = [row for row in rows if row.key.item == item]
        possible = min(wanted, int(sum(row.on_hand for row in mine)))
        kept += possible - int(sum(row.reserved for row in mine))
    return kept


def _fill(ground: Ground, pieces: int) -> int:
    open_site(ground, Site(code=SITE, name="Oversold"))
    put_bins(ground, site=SITE, bins=[Bin(code=f"B{n}") for n in range(BINS)])
    each = max(1, pieces // (ITEMS * BINS))
    moves = [
        StockMove(
            source=_key(f"I{item:02d}", VirtualBin.SUPPLIER), target=_key(f"I{item:02d}", f"B{n}"),
            quantity=Decimal(each), reason=Reason.RECEIPT, document=DocumentRef("fill", "F", "1"),
        )
        for item in range(ITEMS)
        for n in range(BINS)
    ]  # fmt: skip
    operations.post(ground, moves, key="fill", at=ground.clock.now(), actor="many")
    return each * ITEMS * BINS


def _key(item: str, bin_: str) -> StockKey:
    return StockKey(owner=OWNER, item=item, site=SITE, bin=bin_)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--allocations", type=int, default=10**6)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument(
        "--lines", type=int, default=100, help="allocations in one call (default: 100)"
    )
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    args = parser.parse_args(arguments)
    os.environ.setdefault("LANDBRIDGE_SECRET_KEY", "a key that seals nothing here, 32+")
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedServer(Path(folder) / "postgresql")
        server.start()
        try:
            server.ensure_database("oversell")
            dsn = server.dsn("oversell")
            migrate(dsn, data_folder=Path(folder))
            pg = Database(
                dsn, role="landbridge_wms", schema="wms", size_max=args.connections + 2,
                timeout_s=600,
            )  # fmt: skip
            try:
                ground = Ground(pg, SystemClock(), SecretBox("a key that seals nothing here, 32+"))
                sold = oversell(
                    ground, allocations=args.allocations, connections=args.connections,
                    lines=args.lines,
                )  # fmt: skip
            finally:
                pg.close()
        finally:
            server.stop()
    print(json.dumps(asdict(sold)) if args.json else sold.sentence())
    return 0 if sold.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
