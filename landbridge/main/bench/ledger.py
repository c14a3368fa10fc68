"""How fast the stock ledger posts, next to a plain COPY of the same rows in the same run.

A working day in bulk: goods are received, put away, picked and shipped, each step thousands of
moves a call. After each call the very rows it wrote are copied, in one transaction, into an empty
table like the ledger's with its primary key: what the database could do without a ledger.
"""

import random
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from landbridge.kit.clock import SystemClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database
from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.main.installation import migrate
from landbridge.main.output import print_table
from landbridge.wms.layout.contracts import Site, VirtualBin
from landbridge.wms.layout.generator import rectangle
from landbridge.wms.layout.operations import open_site, put_bins
from landbridge.wms.ledger import operations
from landbridge.wms.ledger.contracts import DocumentRef, Reason, StockKey, StockMove, Wanted
from landbridge.wms.ledger.yardstick import Yardstick, yardstick

SITE = "BENCH"
ITEMS = 300
HOME_BINS = 3
LINES_PER_DOCUMENT = 8


@dataclass(frozen=True, slots=True)
class Stage:
    """One kind of work. moves_per_s: through the ledger; copy_per_s: the same rows by COPY."""

    name: str
    moves: int
    seconds: float
    copy_seconds: float

    @property
    def moves_per_s(self) -> float:
        return self.moves / self.seconds

    @property
    def copy_per_s(self) -> float:
        return self.moves / self.copy_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerResult:
    """bulk: the four steps of the day together. new_keys: stock in places it never was before.

    moves_per_s, copy_per_s, share_of_copy: of `bulk`, told apart for programs.
    history_moves: moves that were in the ledger before the measurement.
    """

    bulk: Stage
    stages: tuple[Stage, ...]
    new_keys: Stage
    moves_per_s: float
    copy_per_s: float
    share_of_copy: float
    allocated_lines_per_s: float
    single_p50_ms: float
    single_p99_ms: float
    moves_per_posting: int
    history_moves: int


@dataclass(slots=True)
class _Bench:
    ground: Ground
    yardstick: Yardstick
    postings: int
    size: int
    chance: random.Random
    mark: str
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(10**9)))

    def now(self) -> datetime:
        return self.ground.clock.now()

    def key(self, item: int, bin_: str, lpn: str = "") -> StockKey:
        return StockKey(owner="BENCH", item=f"ITEM-{item:05d}", site=SITE, bin=bin_, lpn=lpn)

    def home(self, item: int) -> str:
        return _RACKS[(item * HOME_BINS + self.chance.randrange(HOME_BINS)) % len(_RACKS)]


_RACKS = [bin_.code for bin_ in rectangle() if bin_.aisle]


def run(
    ground: Ground, *, moves_per_posting: int = 5_000, postings: int = 6, seed: int = 1
) -> LedgerResult:
    """Measure on the database of `ground`, which should be at rest and may be thrown away after.

    The ledger is append-only, so what is posted stays; a site of its own keeps it apart.
    """
    open_site(ground, Site(code=SITE, name="Bench"))
    put_bins(ground, site=SITE, bins=rectangle())
    with yardstick(ground) as stick:
        history = stick.moves_count()
        chance = random.Random(seed)  # noqa: S311
        mark = f"{ground.clock.now().timestamp():.6f}"
        bench = _Bench(ground, stick, postings, moves_per_posting, chance, mark)
        _warm(bench)
        stages = tuple(_day(bench))
        new_keys = _measure(bench, "put on new pallets", _on_pallets(bench))
        allocated = _allocations_per_s(bench)
        singles = _singles_ms(bench)
    bulk = Stage(
        "day in bulk",
        sum(stage.moves for stage in stages),
        sum(stage.seconds for stage in stages),
        sum(stage.copy_seconds for stage in stages),
    )
    return LedgerResult(
        bulk=bulk,
        stages=stages,
        new_keys=new_keys,
        moves_per_s=bulk.moves_per_s,
        copy_per_s=bulk.copy_per_s,
        share_of_copy=bulk.copy_seconds / bulk.seconds,
        allocated_lines_per_s=allocated,
        single_p50_ms=statistics.median(singles),
        single_p99_ms=statistics.quantiles(singles, n=100)[-1],
        moves_per_posting=moves_per_posting,
        history_moves=history,
    )


def _warm(bench: _Bench) -> None:
    """Stock at every home bin, so that the day's work meets balances that are there."""
    moves = [
        _move(bench, bench.key(item, VirtualBin.SUPPLIER), bin_, Reason.RECEIPT, 10**6, item)
        for item in range(ITEMS)
        for bin_ in {_RACKS[(item * HOME_BINS + n) % len(_RACKS)] for n in range(HOME_BINS)}
    ]
    for bin_ in ("DOCK-1", "STAGE-1"):
        moves += [
            _move(bench, bench.key(item, VirtualBin.SUPPLIER), bin_, Reason.RECEIPT, 1, item)
            for item in range(ITEMS)
        ]
    _post(bench, moves)
    _post(
        bench,
        [
            _move(bench, bench.key(item, "STAGE-1"), VirtualBin.CUSTOMER, Reason.SHIPMENT, 1, item)
            for item in range(ITEMS)
        ],
    )


def _day(bench: _Bench) -> Iterator[Stage]:
    received = [
        [
            _move(
                bench,
                bench.key(bench.chance.randrange(ITEMS), VirtualBin.SUPPLIER),
                "DOCK-1",
                Reason.RECEIPT,
                bench.chance.randint(1, 40),
                line,
            )
            for line in range(bench.size)
        ]
        for _ in range(bench.postings)
    ]
    yield _measure(bench, "receive", received)
    yield _measure(bench, "put away", _onward(bench, received, Reason.PUTAWAY, ""))
    picked = _onward(bench, received, Reason.PICK, "STAGE-1")
    yield _measure(bench, "pick", picked)
    yield _measure(bench, "ship", _onward(bench, picked, Reason.SHIPMENT, VirtualBin.CUSTOMER))


def _onward(
    bench: _Bench, before: Sequence[Sequence[StockMove]], reason: Reason, bin_: str
) -> list[list[StockMove]]:
    """The next step of the same goods: to `bin_`, or to a home bin of the item."""
    result: list[list[StockMove]] = []
    for moves in before:
        result.append([])
        for line, move in enumerate(moves):
            item = int(move.target.item.removeprefix("ITEM-"))
            source = bench.key(item, bench.home(item)) if reason is Reason.PICK else move.target
            quantity = int(move.quantity)
            target = bin_ or bench.home(item)
            result[-1].append(_move(bench, source, target, reason, quantity, line))
    return result


def _on_pallets(bench: _Bench) -> list[list[StockMove]]:
    """Each move makes a balance that never was: a new pallet in a bin."""
    result = []
    for _ in range(bench.postings):
        moves = []
        for line in range(bench.size):
            item = bench.chance.randrange(ITEMS)
            pallet = f"{bench.mark}-{next(bench.numbers)}"
            source = bench.key(item, VirtualBin.SUPPLIER)
            target = bench.key(item, bench.chance.choice(_RACKS), pallet)
            moves.append(_move(bench, source, target.bin, Reason.RECEIPT, 40, line, lpn=pallet))
        result.append(moves)
    return result


def _move(
    bench: _Bench,
    source: StockKey,
    bin_: str,
    reason: Reason,
    quantity: int,
    line: int,
    *,
    lpn: str = "",
) -> StockMove:
    document, place = divmod(line, LINES_PER_DOCUMENT)
    item = int(source.item.removeprefix("ITEM-"))
    return StockMove(
        source=source,
        target=bench.key(item, bin_, lpn),
        quantity=Decimal(quantity),
        reason=reason,
        document=DocumentRef("bench", f"{bench.mark}-{document}", str(place + 1)),
    )


def _post(bench: _Bench, moves: Sequence[StockMove]) -> tuple[float, int]:
    """Post; seconds and the posting's id."""
    clock = bench.ground.clock
    key, at = f"bench {bench.mark} {next(bench.numbers)}", bench.now()
    start = clock.monotonic()
    posted = operations.post(bench.ground, moves, key=key, at=at, actor="bench")
    return clock.monotonic() - start, posted.posting_id


def _measure(bench: _Bench, name: str, postings: Sequence[Sequence[StockMove]]) -> Stage:
    count, seconds, copy_seconds = 0, 0.0, 0.0
    for moves in postings:
        spent, posting_id = _post(bench, moves)
        seconds += spent
        copy_seconds += bench.yardstick.copy_again(posting_id)
        count += len(moves)
    return Stage(name, count, seconds, copy_seconds)


def _allocations_per_s(bench: _Bench) -> float:
    """Order lines reserved per second, thousands in one call."""
    wanted = [
        Wanted(
            document=DocumentRef("bench", f"{bench.mark}-{line // LINES_PER_DOCUMENT}", str(line)),
            site=SITE,
            owner="BENCH",
            item=f"ITEM-{bench.chance.randrange(ITEMS):05d}",
            quantity=Decimal(bench.chance.randint(1, 5)),
        )
        for line in range(bench.size)
    ]
    clock = bench.ground.clock
    start = clock.monotonic()
    operations.allocate(
        bench.ground, wanted, key=f"bench {bench.mark} {next(bench.numbers)}", actor="bench"
    )
    return len(wanted) / (clock.monotonic() - start)


def _singles_ms(bench: _Bench) -> list[float]:
    """Milliseconds of postings of one move, as a handheld makes them."""
    times = []
    for line in range(200):
        item = bench.chance.randrange(ITEMS)
        source = bench.key(item, VirtualBin.SUPPLIER)
        spent, _ = _post(bench, [_move(bench, source, "DOCK-1", Reason.RECEIPT, 1, line)])
        times.append(spent * 1000)
    return times


def show(result: LedgerResult) -> None:
    """Print the result as a table."""
    rows = [
        [
            stage.name,
            f"{stage.moves:,}",
            f"{stage.moves_per_s:,.0f}",
            f"{stage.copy_per_s:,.0f}",
            f"{stage.moves_per_s / stage.copy_per_s:.0%}",
        ]
        for stage in (*result.stages, result.bulk, result.new_keys)
    ]
    print_table(["ledger", "moves", "moves/s", "COPY rows/s", "of COPY"], rows, empty="")
    print(f"{result.moves_per_posting:,} moves a posting; {result.history_moves:,} moves before")
    print(f"allocation, FEFO, in one call: {result.allocated_lines_per_s:,.0f} lines/s")
    print(f"a single move: {result.single_p50_ms:.1f} ms (p99 {result.single_p99_ms:.1f} ms)")


def measure(*, moves_per_posting: int = 5_000, postings: int = 6) -> LedgerResult:
    """Measure on a throw-away embedded server with its default settings, durable at each commit."""
    with tempfile.TemporaryDirectory(prefix="landbridge-bench-") as folder:
        server = EmbeddedServer(Path(folder) / "postgresql")
        server.start()
        try:
            server.ensure_database("bench")
            migrate(server.dsn("bench"), data_folder=Path(folder))
            pg = Database(server.dsn("bench"), role="landbridge_wms", schema="wms")
            ground = Ground(pg, SystemClock(), SecretBox("a key that seals nothing here, 32+"))
            try:
                return run(ground, moves_per_posting=moves_per_posting, postings=postings)
            finally:
                pg.close()
        finally:
            server.stop()
