"""How fast the floor works at the size of a large house, and whether its past slows it down.

Two warehouses are made, alike but for their past: one has ten times the moves, orders and tasks of
the other. In each the same work is done and timed: a day's order lines are allocated, a wave is
released with its tours, moves are posted in bulk, and fifty pickers scan at once. Beside each
figure stands a limit or a plain way of doing the same, measured in the same run.
"""

import gc
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from landbridge.hub.worker import GC_THRESHOLDS
from landbridge.kit.clock import SystemClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database
from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.main.installation import migrate
from landbridge.main.output import print_table
from landbridge.planning.warm import warm
from landbridge.wms import facade
from landbridge.wms.facade.contracts import ReleasePolicy, WaveTemplate, Wrong
from landbridge.wms.ledger.contracts import DocumentRef, Reason, StockKey, StockMove, Wanted
from landbridge.wms.ledger.operations import allocate, post
from landbridge.wms.ledger.yardstick import yardstick
from landbridge.wms.yardstick.filling import OWNER, SITE, Size, add_orders, fill
from landbridge.wms.yardstick.limits import (
    copy_reservations_s,
    counts,
    one_row_ms,
    server_cpu_s,
)

LINES = 100_000
WAVE_ORDERS = 1_000
MOVES = 20_000
PICKERS = 50
SCANS_OF_PICKER = 10
PAUSE_S = 2.0
SINGLES = 200
REHEARSAL = 0.01  # of the scale


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorFigures:
    """Of one warehouse. *_s: seconds; *_per_s: of lines, picks or moves.

    allocate_python_s, allocate_server_s: processor time of all those lines, here and in the
    database (None where the system does not tell); what else the machine does changes it little.
    allocate_by_two_per_s: the same work again, by two workers side by side.
    allocate_one_by_one_per_s: a line a call, the plain way.  copy_reservations_per_s: the rows
    alone, by COPY.  release_on_floor_per_s: without the time that tours are looked for, which has a
    limit of its own.  release_one_by_one_per_s: an order a call, without tours.
    copy_moves_per_s: by COPY.  one_row_p99_ms: the smallest durable transaction, among the same
    pickers.
    """

    history_moves: int
    history_tasks: int
    allocated_lines: int
    allocate_per_s: float
    allocate_python_s: float
    allocate_server_s: float | None
    allocate_by_two_per_s: float
    allocate_one_by_one_per_s: float
    copy_reservations_per_s: float
    wave_picks: int
    wave_s: float
    release_per_s: float
    release_on_floor_per_s: float
    release_one_by_one_per_s: float
    wave_metres_saved_percent: float | None
    moves: int
    post_per_s: float
    copy_moves_per_s: float
    scans: int
    scan_p50_ms: float
    scan_p99_ms: float
    one_row_p99_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorResult:
    """growth: the time a unit of work takes with the whole past, over that with a tenth of it."""

    bins: int
    items: int
    stock_rows: int
    pickers: int
    whole: FloorFigures
    tenth: FloorFigures
    growth: dict[str, float]


Tell = Callable[[str, dict[str, object]], None]


def _quiet(past: str, figures: dict[str, object]) -> None:
    """Tell nobody."""


def measure(*, scale: float = 1.0, tell: Tell = _quiet) -> FloorResult:
    """On throw-away embedded servers with their default settings, durable at each commit.

    tell: called with each figure as soon as it is known, and with the warehouse it is of, so that
    nothing is lost when a later one fails.
    """
    warm()
    # As a worker does once it has loaded: what stays for ever is not looked through again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    size = Size().times(scale)
    # Neither figure is to hold what happens once in a process.
    little = scale * REHEARSAL
    _in_a_warehouse(Size().times(little), little, "rehearsal", _quiet, pause_s=0.1)
    whole = _in_a_warehouse(size, scale, "whole", tell)
    small = Size(bins=size.bins, items=size.items, rounds=1)
    tenth = _in_a_warehouse(small, scale, "tenth", tell)
    growth = {
        "allocate": tenth.allocate_per_s / whole.allocate_per_s,
        "allocate_by_two": tenth.allocate_by_two_per_s / whole.allocate_by_two_per_s,
        "release": tenth.release_per_s / whole.release_per_s,
        "release_on_floor": tenth.release_on_floor_per_s / whole.release_on_floor_per_s,
        "post": tenth.post_per_s / whole.post_per_s,
        "scan_p50": whole.scan_p50_ms / tenth.scan_p50_ms,
        "scan_p99": whole.scan_p99_ms / tenth.scan_p99_ms,
    }
    return FloorResult(
        bins=size.bins, items=size.items, stock_rows=size.stock, pickers=PICKERS, whole=whole,
        tenth=tenth, growth=growth,
    )  # fmt: skip


def _in_a_warehouse(
    size: Size, scale: float, past: str, tell: Tell, *, pause_s: float = PAUSE_S
) -> FloorFigures:
    with tempfile.TemporaryDirectory(prefix="landbridge-bench-") as folder:
        server = EmbeddedServer(Path(folder) / "postgresql")
        server.start()
        try:
            server.ensure_database("bench")
            migrate(server.dsn("bench"), data_folder=Path(folder))
            pg = Database(
                server.dsn("bench"), role="landbridge_wms", schema="wms", size_max=PICKERS + 8
            )
            ground = Ground(pg, SystemClock(), SecretBox("a key that seals nothing here, 32+"))
            try:
                return run(ground, size, scale=scale, pause_s=pause_s, past=past, tell=tell)
            finally:
                pg.close()
        finally:
            server.stop()


def run(
    ground: Ground,
    size: Size,
    *,
    scale: float,
    pause_s: float = PAUSE_S,
    past: str = "whole",
    tell: Tell = _quiet,
) -> FloorFigures:
    """Fill an empty warehouse and measure in it; it may be thrown away after."""
    found: dict[str, Any] = {}

    def add(**figures: object) -> None:
        found.update(figures)
        tell(past, figures)

    fill(ground, size)
    had = counts(ground)
    add(history_moves=had["stock_move"], history_tasks=had["task"])
    policy = ReleasePolicy(site=SITE, mode="waves")
    facade.put_release_policy(ground, policy, actor="bench")
    add_orders(ground, size, lines=max(50, round(LINES * scale)), mark="DAY-")
    add(allocate_one_by_one_per_s=_allocate_singly(ground, size))
    add(**_allocate(ground))
    add_orders(ground, size, lines=max(50, round(LINES * scale)), mark="TWO-")
    add(allocate_by_two_per_s=_allocate_by_two(ground))
    copied, copy_s = copy_reservations_s(ground)
    add(copy_reservations_per_s=copied / copy_s)
    singly = max(2, min(50, round(LINES * scale) // 20))
    add(release_one_by_one_per_s=_release_singly(ground, singly))
    picks, wave_s, on_floor_s, saved = _release_wave(ground, max(10, round(WAVE_ORDERS * scale)))
    add(
        wave_picks=picks, wave_s=wave_s, release_per_s=picks / wave_s,
        release_on_floor_per_s=picks / on_floor_s, wave_metres_saved_percent=saved,
    )  # fmt: skip
    moves, post_s, copy_moves_s = _post(ground, size, max(100, round(MOVES * scale)))
    add(moves=moves, post_per_s=moves / post_s, copy_moves_per_s=moves / copy_moves_s)
    scans, one_row = _scan(ground, pause_s)
    add(
        scans=len(scans), scan_p50_ms=statistics.median(scans), scan_p99_ms=_p99(scans),
        one_row_p99_ms=_p99(one_row),
    )  # fmt: skip
    return FloorFigures(**found)


def _p99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[-1] if len(values) > 1 else values[0]


def _allocate_singly(ground: Ground, size: Size) -> float:
    """Lines a second, each with a call of its own: the plain way to do it."""
    chance = random.Random(3)  # noqa: S311

    def one(n: int) -> None:
        item = f"ITEM-{chance.randint(1, size.items):06d}"
        wanted = Wanted(
            document=DocumentRef("bench", f"SINGLE-{n}", "1"), site=SITE, owner=OWNER, item=item,
            quantity=Decimal(1),
        )  # fmt: skip
        allocate(ground, [wanted], key=f"bench/single/{n}", actor="bench")

    start = ground.clock.monotonic()
    for n in range(SINGLES):
        one(n)
    return SINGLES / (ground.clock.monotonic() - start)


def _allocate(ground: Ground) -> dict[str, object]:
    """All waiting lines, as one worker does it."""
    python_s, server_s = time.process_time(), server_cpu_s(ground)
    start = ground.clock.monotonic()
    count = _allocate_all(ground)
    spent = ground.clock.monotonic() - start
    python_s, after_s = time.process_time() - python_s, server_cpu_s(ground)
    in_server = None if server_s is None or after_s is None else after_s - server_s
    return {
        "allocated_lines": count, "allocate_per_s": count / spent,
        "allocate_python_s": python_s, "allocate_server_s": in_server,
    }  # fmt: skip


def _allocate_all(ground: Ground) -> int:
    count, more = 0, True
    while more:
        done = facade.allocate_open(ground, site=SITE, limit=4_000)
        count, more = count + done.line_count, done.more
    return count


def _allocate_by_two(ground: Ground) -> float:
    """Lines a second, by two workers of one process."""
    start = ground.clock.monotonic()
    with ThreadPoolExecutor(2) as pool:
        workers = [pool.submit(_allocate_all, ground) for _ in range(2)]
        count = sum(worker.result() for worker in workers)
    return count / (ground.clock.monotonic() - start)


def _release_singly(ground: Ground, count: int) -> float:
    """Picks a second, each order with a call of its own."""
    orders = facade.outbound_orders(ground, site=SITE, limit=count).rows
    picks = 0
    start = ground.clock.monotonic()
    for order in orders:
        key = f"bench/release/{order.order_id}"
        done = facade.release_order(ground, key=key, actor="bench", order_id=order.order_id)
        picks += done.task_count
    return picks / (ground.clock.monotonic() - start)


def _release_wave(ground: Ground, orders: int) -> tuple[int, float, float, float | None]:
    """Picks, seconds, of these those without planning, and what the tours save."""
    template = WaveTemplate(
        site=SITE, code="BENCH", picking="cluster", orders_max=orders, orders_per_trip=8
    )
    facade.put_wave_template(ground, template, actor="bench")
    planned = facade.plan_wave(ground, key="bench/plan", actor="bench", site=SITE, template="BENCH")
    start = ground.clock.monotonic()
    done = facade.release_wave(ground, key="bench/wave", actor="bench", wave_id=planned.wave_id)
    spent = ground.clock.monotonic() - start
    saved = None
    if done.before_m and done.planned_m:
        saved = float(100 * (done.before_m - done.planned_m) / done.before_m)
    return done.task_count, spent, spent - done.planning_ms / 1000, saved


def _post(ground: Ground, size: Size, count: int) -> tuple[int, float, float]:
    """Receipts in bulk into new places, beside a COPY of the rows they wrote."""
    chance = random.Random(5)  # noqa: S311
    moves = []
    for n in range(count):
        item = f"ITEM-{chance.randint(1, size.items):06d}"
        lot = f"L{chance.randrange(5)}"
        key = StockKey(owner=OWNER, item=item, site=SITE, bin="@SUPPLIER", lot=lot)
        target = StockKey(owner=OWNER, item=item, site=SITE, bin="DOCK-1", lot=lot)
        document = DocumentRef("bench", f"BULK-{n // 10}", "1")
        moves.append(
            StockMove(source=key, target=target, quantity=Decimal(1), reason=Reason.RECEIPT,
                      document=document)
        )  # fmt: skip
    with yardstick(ground) as stick:
        start = ground.clock.monotonic()
        posted = post(ground, moves, key="bench/bulk", at=ground.clock.now(), actor="bench")
        spent = ground.clock.monotonic() - start
        return count, spent, stick.copy_again(posted.posting_id)


def _scan(ground: Ground, pause_s: float) -> tuple[list[float], list[float]]:
    """Milliseconds of each confirmed pick, and of the smallest transaction among them."""
    scans: list[float] = []
    one_row: list[float] = []
    ready = threading.Barrier(PICKERS)

    def picker(number: int) -> None:
        name = f"picker-{number}"
        chance = random.Random(number)  # noqa: S311
        ready.wait(timeout=60)
        for turn in range(SCANS_OF_PICKER):
            ground.clock.sleep(chance.uniform(0, 2 * pause_s))
            task = facade.next_task(ground, actor=name, site=SITE, kinds=("pick",))
            if task is None:
                return
            ground.clock.sleep(chance.uniform(0, 2 * pause_s))
            start = ground.clock.monotonic()
            try:
                facade.confirm_pick(
                    ground, key=f"bench/{name}/{turn}", actor=name, task_id=task.task_id,
                    bin=task.bin, item=task.item, lot=task.lot,
                )  # fmt: skip
            except Wrong:
                continue
            scans.append((ground.clock.monotonic() - start) * 1000)
            if turn % 3 == 0:
                one_row.append(one_row_ms(ground))

    with ThreadPoolExecutor(PICKERS) as pool:
        for future in [pool.submit(picker, number) for number in range(PICKERS)]:
            future.result(timeout=600)
    return scans, one_row


def show(result: FloorResult) -> None:
    """Print the result as a table."""
    whole, tenth = result.whole, result.tenth
    rows: list[tuple[str, float, float, str, str]] = [
        ("allocate, lines/s", whole.allocate_per_s, tenth.allocate_per_s, "allocate",
         f"one by one {whole.allocate_one_by_one_per_s:,.0f}; "
         f"COPY of the rows {whole.copy_reservations_per_s:,.0f}"),
        ("by two workers, lines/s", whole.allocate_by_two_per_s, tenth.allocate_by_two_per_s,
         "allocate_by_two", ""),
        ("release a wave, picks/s", whole.release_per_s, tenth.release_per_s, "release",
         "with tours looked for"),
        ("of it on the floor", whole.release_on_floor_per_s, tenth.release_on_floor_per_s,
         "release_on_floor", f"order by order {whole.release_one_by_one_per_s:,.0f}"),
        ("post in bulk, moves/s", whole.post_per_s, tenth.post_per_s, "post",
         f"COPY of the rows {whole.copy_moves_per_s:,.0f}"),
        ("a scan, p50 ms", whole.scan_p50_ms, tenth.scan_p50_ms, "scan_p50", ""),
        ("a scan, p99 ms", whole.scan_p99_ms, tenth.scan_p99_ms, "scan_p99",
         f"one row, p99 {whole.one_row_p99_ms:.1f}"),
    ]  # fmt: skip
    cells = [
        [name, f"{a:,.1f}", f"{b:,.1f}", f"{result.growth[key]:.2f}", beside]
        for name, a, b, key, beside in rows
    ]
    titles = ["floor", "whole past", "a tenth of it", "growth", "beside"]
    print_table(titles, cells, empty="")
    print(
        f"allocation in processor time: {_cpu(whole)}; with a tenth of the past: {_cpu(tenth)}\n"
        f"{result.bins:,} bins, {result.items:,} items, {result.stock_rows:,} rows of stock, "
        f"{whole.history_moves:,} past moves; {whole.allocated_lines:,} lines allocated, a wave of "
        f"{whole.wave_picks:,} picks in {whole.wave_s:.1f} s, {result.pickers} pickers"
    )


def _cpu(figures: FloorFigures) -> str:
    if figures.allocate_server_s is None:
        return f"{figures.allocate_python_s:.1f} s here, in the database not known"
    both = figures.allocate_python_s + figures.allocate_server_s
    return (
        f"{figures.allocate_python_s:.1f} s here and {figures.allocate_server_s:.1f} s in the "
        f"database, {figures.allocated_lines / max(both, 0.01):,.0f} lines/s"
    )
