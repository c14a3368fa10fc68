"""Reading a source: pull, store and move the cursor in one transaction; sweep now and then.

The cursor is the connector's own word. A sweep reads once more from an earlier one, so that what
became visible late is found; what is known already is recognised.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from landbridge.connect.protocols import Cursor, PositionLost, Pulled, Source, SourceUnavailable
from landbridge.hub.catalog import Flow
from landbridge.hub.channels import ENDPOINT, nudge
from landbridge.hub.events import Event, record
from landbridge.hub.intake.operations import store
from landbridge.hub.intake.totals import count_in
from landbridge.hub.leases import Keeper, Lease, StaleLeaseError, Work, take_lease
from landbridge.hub.notes import short
from landbridge.kit.ground import Ground
from landbridge.kit.pg.named import named_sql

SQL = named_sql(__package__, "sql/streams.sql")
PULL_LIMIT = 500
LEASE_S = 60.0
NO_KEEPER = Keeper()
FAILED_S, FAILED_S_MAX = 1.0, 300.0


@dataclass(frozen=True, slots=True)
class PullReport:
    """Counts of one reading of a stream.

    held: another worker reads it, or it is not due, or it has stopped; nothing was done.
    failed: the source could not be read; why says so, and the stream is tried again later.
    """

    pulled: int = 0
    accepted: int = 0
    more: bool = False
    held: bool = False
    failed: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    endpoint_id: int
    stream: str
    lease: Lease

    def values(self) -> dict[str, object]:
        return {
            "endpoint": self.endpoint_id,
            "stream": self.stream,
            "token": self.lease.token,
            "now": self.lease.now,
        }


@dataclass(frozen=True, slots=True)
class _Standing:
    cursor: Cursor | None
    sweep_cursor: Cursor | None
    swept_at: datetime | None
    failures: int


def begin_streams(ground: Ground, *, endpoint_id: int, streams: Sequence[str]) -> None:
    """Make sure that each stream has its row; a lost one stands still. Safe to repeat."""
    now = ground.clock.now()
    with ground.pg.transaction() as conn:
        for stream in streams:
            conn.execute(SQL["begin"], {"endpoint": endpoint_id, "stream": stream, "now": now})


def read_stream(
    ground: Ground,
    *,
    flow: Flow,
    source: Source,
    stream: str,
    worker_id: int,
    limit: int = PULL_LIMIT,
    keeper: Keeper = NO_KEEPER,
) -> PullReport:
    """Read one page of a stream, after a whole sweep if one is due. Never raises for the source."""
    leased = _lease(ground, flow, stream, worker_id)
    if leased is None:
        return PullReport(held=True)
    place, standing = leased
    try:
        swept = PullReport()
        with keeper.keeping(place.lease, Work.STREAM):
            if _sweep_is_due(flow, standing, place.lease.now):
                swept = _sweep(ground, place, source, standing, limit)
            pulled = _pull(ground, place, source, standing, limit)
        return PullReport(
            swept.pulled + pulled.pulled, swept.accepted + pulled.accepted, pulled.more
        )
    except StaleLeaseError:
        return PullReport(held=True)
    except SourceUnavailable as fault:
        return _fail(ground, place, standing, fault)
    except PositionLost as fault:
        _lose(ground, place, str(fault))
        return PullReport(failed=True, why=str(fault))
    except Exception as fault:  # a connector's bug stops its stream for a while, nothing else
        why = f"{type(fault).__name__}: {fault}"
        return _fail(ground, place, standing, SourceUnavailable(why))


def _lease(
    ground: Ground, flow: Flow, stream: str, worker_id: int
) -> tuple[_Place, _Standing] | None:
    with ground.pg.transaction() as conn:
        conn.execute("SET LOCAL synchronous_commit TO off")
        lease = take_lease(ground, conn, worker_id, lease_s=LEASE_S)
        place = _Place(flow.id, stream, lease)
        values = place.values() | {"worker": worker_id, "until": lease.until}
        row = conn.execute(SQL["lease"], values).fetchone()
    return (place, _Standing(*row)) if row is not None else None


def _sweep_is_due(flow: Flow, standing: _Standing, now: datetime) -> bool:
    """The first sweep comes one interval after the first pull."""
    if standing.swept_at is None:
        return standing.cursor is not None
    interval_s = flow.option("sweep_interval_s", flow.manifest.sweep_interval_s)
    return now - standing.swept_at >= timedelta(seconds=interval_s)


def _pull(
    ground: Ground, place: _Place, source: Source, standing: _Standing, limit: int
) -> PullReport:
    pulled = source.pull(place.stream, standing.cursor, limit=limit)
    quiet = not pulled.payloads and pulled.cursor == standing.cursor and not standing.failures
    accepted = 0 if quiet else _store(ground, place, pulled, "advance")
    return PullReport(len(pulled.payloads), accepted, pulled.more)


def _sweep(
    ground: Ground, place: _Place, source: Source, standing: _Standing, limit: int
) -> PullReport:
    """Read again up to now, then remember where the cursor stands.

    From the mark before the last one: what was on its way to be visible when the last mark was
    set may lie before it. So the second sweep reads everything once more, and later ones between
    one and two intervals.
    """
    total = accepted = 0
    cursor = standing.sweep_cursor
    while standing.swept_at is not None:
        pulled = source.pull(place.stream, cursor, limit=limit)
        accepted += _store(ground, place, pulled, "count_sweep")
        total += len(pulled.payloads)
        if not pulled.more or pulled.cursor == cursor:
            break
        cursor = pulled.cursor
    with ground.pg.transaction() as conn:
        values = place.values() | {"cursor": standing.cursor}
        if conn.execute(SQL["swept"], values).rowcount == 0:
            raise StaleLeaseError
    return PullReport(total, accepted)


def _store(ground: Ground, place: _Place, pulled: Pulled, statement: str) -> int:
    """Payloads and cursor in one transaction: neither without the other (T-12)."""
    with ground.pg.transaction() as conn:
        accepted = store(
            ground,
            conn,
            endpoint_id=place.endpoint_id,
            stream=place.stream,
            payloads=pulled.payloads,
        )
        new = sum(not one.duplicate for one in accepted)
        values = place.values() | {
            "cursor": pulled.cursor,
            "pulled": len(accepted),
            "accepted": new,
            "announced": pulled.announced_count or 0,
        }
        if conn.execute(SQL[statement], values).rowcount == 0:
            raise StaleLeaseError
        if pulled.announced_count is not None:
            count_in(
                ground, conn, endpoint_id=place.endpoint_id, stream=place.stream,
                announced=pulled.announced_count, arrived=len(accepted),
                what=f"A read of {place.stream}",
            )  # fmt: skip
    return new


def _fail(
    ground: Ground, place: _Place, standing: _Standing, fault: SourceUnavailable
) -> PullReport:
    tries = standing.failures + 1
    pause_s = min(FAILED_S_MAX, FAILED_S * 2 ** min(tries - 1, 20)) * ground.chance.uniform(0.5, 1)
    now = ground.clock.now()
    due = now + timedelta(seconds=max(pause_s, fault.retry_after_s or 0.0))
    with ground.pg.transaction() as conn:
        values = place.values() | {"why": short(fault.why), "due": due, "now": now}
        conn.execute(SQL["fail"], values)
        if fault.needs_login:
            conn.execute(SQL["needs_login"], values)
            nudge(conn, ENDPOINT)
    return PullReport(failed=True, why=fault.why)


def _lose(ground: Ground, place: _Place, why: str) -> None:
    """The source does not know our cursor: the flow halts until a person decides (T-13)."""
    with ground.pg.transaction() as conn:
        lost = conn.execute(SQL["lose"], place.values() | {"why": short(why)}).rowcount
        if lost:
            event = Event(
                step="received",
                result="position_lost",
                endpoint_id=place.endpoint_id,
                detail=f"stream {place.stream}: {why}",
            )
            record(ground, conn, [event])
