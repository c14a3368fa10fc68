"""How many documents the bridge carries, beside what the same database could take at all.

A source gives 8-line orders in JSON, each is stored raw, understood by a map, routed, written by
another map for a sink that accepts at once, and settled: five durable steps, in chunks. The raw
limit inserts, updates and deletes as many rows of the same size in chunks of the same size, on
one connection, in the same run.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg.rows import TupleRow

from landbridge.connect.protocols import Payload
from landbridge.hub import rig
from landbridge.hub.facade.writes import accept
from landbridge.kit.ground import Ground
from landbridge.kit.pg.arrays import Int8s
from landbridge.kit.pg.copy import copy_rows
from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.main.bench.hub_worker import ground_of
from landbridge.main.bench.shores import CHUNK, ORDERS, SINK, order_bytes
from landbridge.main.installation import migrate

DOCUMENTS = 20_000
LATENCIES = 200
LINES = 8
WAIT_S_MAX = 600.0

# What one document writes on its way, transaction by transaction: how many rows are inserted, how
# many of these carry its content, and how many of the step before are updated or deleted.
STEPS = (
    (3, 1, 0, 0),  # taken in: key, envelope, open work
    (0, 0, 1, 0),  # leased
    (4, 1, 0, 1),  # understood: register, message, number, open work
    (1, 0, 0, 1),  # routed: delivery
    (0, 0, 1, 0),  # leased
    (2, 0, 0, 1),  # settled: closed delivery, attempt
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Throughput:
    """documents_per_s: through all steps, from the first one stored to the last one settled."""

    workers: int
    documents: int
    seconds: float
    documents_per_s: float
    raw_documents_per_s: float

    @property
    def share_of_raw(self) -> float:
        return self.documents_per_s / self.raw_documents_per_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """From the return of `accept` to the sink, one document at a time on an idle bridge."""

    documents: int
    p50_ms: float
    p99_ms: float
    longest_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HubFigures:
    lines: int
    chunk: int
    throughput: tuple[Throughput, ...]
    latency: Latency

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    def as_table(self) -> str:
        rows = [
            f"  {one.workers} worker{'s' if one.workers > 1 else ' '}  "
            f"{one.documents_per_s:>8,.0f} documents/s   raw database "
            f"{one.raw_documents_per_s:>8,.0f}/s   {one.share_of_raw:>4.0%} of it"
            for one in self.throughput
        ]
        it = self.latency
        return "\n".join(
            [
                f"hub: orders of {self.lines} lines, JSON in and out by maps, five durable steps",
                *rows,
                f"  idle latency, accepted to sink: p50 {it.p50_ms:.1f} ms, "
                f"p99 {it.p99_ms:.1f} ms, longest {it.longest_ms:.1f} ms",
            ]
        )


def measure(
    *, documents: int = DOCUMENTS, workers: Sequence[int] = (1, 2), latencies: int = LATENCIES
) -> HubFigures:
    """Measure on an embedded server of its own, with default settings, in a temporary folder."""
    with TemporaryDirectory(prefix="landbridge-bench-") as name:
        server = EmbeddedServer(Path(name) / "postgresql")
        server.start()
        try:
            throughput = [_throughput(server, Path(name), documents, count) for count in workers]
            latency = _latency(server, Path(name), latencies)
        finally:
            server.stop()
    return HubFigures(lines=LINES, chunk=CHUNK, throughput=tuple(throughput), latency=latency)


def _throughput(server: EmbeddedServer, folder: Path, documents: int, workers: int) -> Throughput:
    raw = _raw(server, documents)
    with _bridge(server, folder, f"bench_{workers}", documents) as (dsn, ground):
        with ExitStack() as stack:
            for _ in range(workers):
                stack.enter_context(_worker(dsn, wait=False))
            first = _wait(ground, lambda now: now.accepted > 0, every_s=0.01)
            last = _wait(ground, lambda now: now.acknowledged >= documents, every_s=0.1)
        # A figure counts only if every document has arrived, once.
        assert rig.arrived(ground) == (documents, documents), rig.arrived(ground)
    seconds = last - first
    return Throughput(
        workers=workers,
        documents=documents,
        seconds=seconds,
        documents_per_s=documents / seconds,
        raw_documents_per_s=raw,
    )


@contextmanager
def _bridge(
    server: EmbeddedServer, folder: Path, name: str, documents: int
) -> Iterator[tuple[str, Ground]]:
    """A fresh database with both endpoints and their route."""
    server.ensure_database(name)
    dsn = server.dsn(name)
    migrate(dsn, data_folder=folder)
    ground = ground_of(dsn)
    try:
        options = {"owner": "ACME", "site": "MAIN"}
        config = {"orders_count": documents, "lines_count": LINES}
        rig.add(ground, ORDERS, config=config, options=options)
        rig.add(ground, SINK, options=options)
        rig.join(ground, ORDERS, SINK)
        yield dsn, ground
    finally:
        ground.pg.close()


@contextmanager
def _worker(dsn: str, *, wait: bool = True) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "landbridge.main.bench.hub_worker", dsn],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        if wait:
            assert process.stdout is not None
            process.stdout.readline()
        yield
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _wait(ground: Ground, done: Callable[[rig.Standing], bool], *, every_s: float) -> float:
    """The instant at which it is done. Raises TimeoutError."""
    deadline = time.monotonic() + WAIT_S_MAX
    while time.monotonic() < deadline:
        if done(rig.standing(ground)):
            return time.monotonic()
        time.sleep(every_s)
    raise TimeoutError(f"the bridge was not done after {WAIT_S_MAX:.0f} s")


def _latency(server: EmbeddedServer, folder: Path, count: int) -> Latency:
    taken: list[float] = []
    with _bridge(server, folder, "bench_latency", 0) as (dsn, ground), _worker(dsn):
        time.sleep(2.0)
        for index in range(count):
            taken.append(_one(ground, f"L{index}"))
            time.sleep(0.02)
    taken.sort()
    return Latency(
        documents=count,
        p50_ms=statistics.median(taken),
        p99_ms=taken[min(len(taken) - 1, int(len(taken) * 0.99))],
        longest_ms=taken[-1],
    )


def _one(ground: Ground, number: str) -> float:
    """Milliseconds from the return of `accept` to the sink."""
    payload = Payload(source_key=number, content=order_bytes(number, LINES), wire_type="order")
    (accepted,) = accept(ground, endpoint=ORDERS, payloads=[payload])
    accepted_ns = time.monotonic_ns()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        time.sleep(0.005)
        ack = rig.answer_to(ground, accepted.envelope_id)
        if ack is not None:
            return (int(ack) - accepted_ns) / 1e6
    raise TimeoutError(f"{number} did not arrive")


def _raw(server: EmbeddedServer, documents: int) -> float:
    """Documents per second if nothing was done but writing their rows, on one connection."""
    name = "bench_raw"
    server.drop_database(name)
    server.ensure_database(name)
    with psycopg.connect(server.dsn(name), autocommit=True) as conn:
        conn.execute(
            """CREATE TABLE public.raw (part int, id bigint, key text, state text, content bytea,
                                        PRIMARY KEY (part, id)) WITH (fillfactor = 80)"""
        )
        began = time.monotonic()
        for start in range(0, documents, CHUNK):
            _raw_chunk(conn, range(start, min(start + CHUNK, documents)))
        seconds = time.monotonic() - began
    return documents / seconds


def _raw_chunk(conn: psycopg.Connection[TupleRow], ids: Sequence[int]) -> None:
    content = order_bytes("1", LINES)
    columns = (("part", "int4"), ("id", "int8"), ("key", "text"), ("state", "text"),
               ("content", "bytea"))  # fmt: skip
    chosen = Int8s(ids)
    part = 0
    for inserted, with_content, updated, deleted in STEPS:
        with conn.transaction():
            if updated:
                conn.execute(
                    "UPDATE public.raw SET state = 'leased' WHERE part = %s AND id = ANY (%b)",
                    [part - 1, chosen],
                )
            if deleted:
                conn.execute(
                    "DELETE FROM public.raw WHERE part = %s AND id = ANY (%b)", [part - 1, chosen]
                )
            for place in range(inserted):
                kept = content if place < with_content else None
                rows = [(part, i, f"outbound_order/ACME/{i}", "due", kept) for i in ids]
                copy_rows(conn, "public.raw", columns, rows)
                part += 1
