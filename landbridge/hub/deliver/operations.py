"""The delivering step: lease a chunk, carry it, settle it. Each write is one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from landbridge.connect.protocols import Sink
from landbridge.hub.catalog import Catalog, Flow
from landbridge.hub.deliver.carrying import Body, Desk, carry
from landbridge.hub.deliver.rules import Leased, Settled, Weather, settle
from landbridge.hub.deliver.settling import write_settled
from landbridge.hub.documents import DocumentCache
from landbridge.hub.leases import LEASE_S, Keeper, Lease, Work, take_lease
from landbridge.hub.notes import short
from landbridge.kit.ground import Ground
from landbridge.kit.pg.arrays import Int8s
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.mapping import MapContext, wanted_lookups

SQL = named_sql(__package__, "sql/deliver.sql")
NO_WEATHER = Weather()
PUT_BACK_S = 1.0
PUSH_TIME = timedelta(seconds=LEASE_S / 2)  # what a lease must still have when a push begins
NO_KEEPER = Keeper()


@dataclass(frozen=True, slots=True)
class DeliverReport:
    """Counts of one chunk. taken: deliveries leased; delivered: those acknowledged or sent.

    stale: leases that had passed on; their results do not count.  weather: of the endpoint.
    """

    taken: int = 0
    delivered: int = 0
    stale: int = 0
    weather: Weather = NO_WEATHER


def deliver_due(
    ground: Ground,
    *,
    catalog: Catalog,
    flow: Flow,
    sink: Sink,
    worker_id: int,
    cache: DocumentCache,
    limit: int | None = None,
    keeper: Keeper = NO_KEEPER,
) -> DeliverReport:
    """Bring what is due to one endpoint, at most one chunk. taken 0: nothing is due.

    Between lease and settling a crash leaves the chunk leased; whoever takes it up again asks
    the endpoint first.
    """
    wanted = limit or flow.manifest.push_chunk_size
    if not _anything_due(ground, flow):
        return DeliverReport()
    lease, gated, leased = _lease(ground, flow, worker_id, wanted)
    if not leased:
        return DeliverReport()
    try:
        bodies = _bodies(ground, flow, leased, cache)
        context = context_for(ground, flow, leased, bodies)
        leased, lost = _still_ours(ground, lease, leased)
    except Exception as fault:
        _put_back(ground, lease, fault)
        raise
    if not leased:
        return DeliverReport(taken=lost, stale=lost)
    with keeper.keeping(lease, Work.DELIVERY):
        settled = _carry(ground, catalog, flow, sink, leased, bodies, context)
        report = _settle(ground, lease, gated, settled)
    cache.forget(one.leased.message_id for one in settled if one.is_final)
    return report


def _anything_due(ground: Ground, flow: Flow) -> bool:
    with ground.pg.reading() as conn:
        values = {"target": flow.id, "now": ground.clock.now()}
        return conn.execute(SQL["anything_due"], values).fetchone() is not None


def _lease(
    ground: Ground, flow: Flow, worker_id: int, limit: int
) -> tuple[Lease, bool, Sequence[Leased]]:
    """Lease what is due, in order; at an endpoint that did not answer, one probe at a time.

    The second value tells whether the endpoint's circuit is open.
    """
    with ground.pg.transaction() as conn:
        lease = take_lease(ground, conn, worker_id)
        gate = conn.execute(SQL["gate"], {"target": flow.id}).fetchone()
        if gate is None or gate[0] != "active":
            return lease, False, ()
        open_until = gate[1]
        if open_until is not None:
            if open_until > lease.now:
                return lease, False, ()
            values = {"target": flow.id, "now": lease.now, "until": lease.until}
            if conn.execute(SQL["probe"], values).rowcount == 0:
                return lease, False, ()
            limit = 1
        rows = _due(conn, flow, lease, worker_id, limit)
        if open_until is not None and not rows:
            conn.execute(SQL["stop_probe"], {"target": flow.id})
    leased = sorted((Leased(*row) for row in rows), key=lambda one: one.id)
    return lease, open_until is not None, leased


def _due(
    conn: Connection, flow: Flow, lease: Lease, worker_id: int, limit: int
) -> list[tuple[Any, ...]]:
    """What lingers is looked for only when nothing else is due."""
    lingering = [*flow.manifest.lingers]
    for linger in (False, True) if lingering else (False,):
        values = {
            "target": flow.id, "now": lease.now, "until": lease.until, "worker": worker_id,
            "token": lease.token, "limit": limit, "lingering": lingering, "linger": linger,
        }  # fmt: skip
        rows = conn.execute(SQL["lease"], values, prepare=False).fetchall()
        if rows:
            return rows
    return []


def _still_ours(
    ground: Ground, lease: Lease, leased: Sequence[Leased]
) -> tuple[Sequence[Leased], int]:
    """Those that nobody has taken meanwhile, and how many others there are: who stood still for
    longer than the lease does not push what another one has pushed (T-02).

    Nobody pushes under a lease that is running out: then another one might push beside them.
    """
    values = {"ids": Int8s(one.id for one in leased), "token": lease.token}
    until = lease.until
    while (now := ground.clock.now()) > until - PUSH_TIME:
        until = now + timedelta(seconds=LEASE_S)
        with ground.pg.transaction() as conn:
            conn.execute(SQL["renew"], values | {"until": until}, binary=True, prepare=False)
    with ground.pg.reading() as conn:
        rows = conn.execute(SQL["still_ours"], values, binary=True, prepare=False).fetchall()
    ours = {row[0] for row in rows}
    kept = [one for one in leased if one.id in ours]
    return kept, len(leased) - len(kept)


def _carry(
    ground: Ground,
    catalog: Catalog,
    flow: Flow,
    sink: Sink,
    leased: Sequence[Leased],
    bodies: Mapping[int, Body],
    context: MapContext,
) -> list[Settled]:
    started_at = ground.clock.now()
    source_names = {one.id: one.name for one in catalog.by_id.values()}
    desk = Desk(flow, bodies, source_names, context)
    carried = carry(desk, sink, leased, monotonic=ground.clock.monotonic)
    now = ground.clock.now()
    return [
        settle(
            one.leased,
            one.outcome,
            sent=one.sent,
            started_at=started_at,
            now=now,
            took_us=round(one.took_s * 1_000_000),
            chance=ground.chance,
        )
        for one in carried
    ]


def _bodies(
    ground: Ground, flow: Flow, leased: Sequence[Leased], cache: DocumentCache
) -> Mapping[int, Body]:
    ids = [one.message_id for one in leased]
    if not flow.is_canon:
        found = cache.at_hand(ids)
        if len(found) == len(ids):
            return found
        with ground.pg.reading() as conn:
            return cache.get(conn, ids)
    with ground.pg.reading() as conn:
        rows = conn.execute(
            SQL["contents"], {"ids": Int8s(ids)}, binary=True, prepare=False
        ).fetchall()
    return {message_id: content for message_id, content in rows if content is not None}


def context_for(
    ground: Ground, flow: Flow, leased: Sequence[Leased], bodies: Mapping[int, Body]
) -> MapContext:
    """The flow's context, with the target's identifiers for this chunk fetched in one query."""
    wanted: set[tuple[str, str]] = set()
    for kind in {one.kind for one in leased}:
        map_out = flow.out_maps.get(kind)
        if map_out is not None and map_out.needs_crossref:
            documents = [
                body
                for one in leased
                if one.kind == kind
                and (body := bodies.get(one.message_id)) is not None
                and not isinstance(body, bytes)
            ]
            wanted |= wanted_lookups(documents, map=map_out, context=flow.context)
    if not wanted:
        return flow.context
    owner = flow.context.owner
    asked = [(subject, ours) for subject, code in wanted for ours in _ours(owner, code)]
    with ground.pg.reading() as conn:
        rows = conn.execute(
            SQL["crossref_out"],
            {
                "endpoint": flow.id,
                "subjects": [subject for subject, _ in asked],
                "codes": [code for _, code in asked],
            },
            prepare=False,
        ).fetchall()
    known = {(subject, ours): theirs for subject, ours, theirs in rows}
    return replace(flow.context, crossref=_lookup(known, owner))


def _ours(owner: str, code: str) -> tuple[str, ...]:
    """Ours are kept as OWNER/CODE; a map asks within its own owner."""
    return (f"{owner}/{code}", code) if owner else (code,)


def _lookup(known: Mapping[tuple[str, str], str], owner: str) -> Callable[[str, str], str | None]:
    def crossref(kind: str, code: str) -> str | None:
        for ours in _ours(owner, code):
            theirs = known.get((kind, ours))
            if theirs is not None:
                return theirs
        return None

    return crossref


def _settle(ground: Ground, lease: Lease, gated: bool, settled: list[Settled]) -> DeliverReport:
    """Write the results; only those whose lease is still ours count."""
    wrote = ground.pg.retrying(
        lambda conn: write_settled(ground, conn, lease=lease, gated=gated, settled=settled)
    )
    return DeliverReport(
        taken=len(settled),
        delivered=wrote.delivered,
        stale=wrote.stale,
        weather=wrote.weather,
    )


def _put_back(ground: Ground, lease: Lease, fault: Exception) -> None:
    """The chunk failed before anything was pushed: the supervisor's word, in a transaction of
    its own (T-07)."""
    values = {
        "token": lease.token,
        "why": short(f"{type(fault).__name__}: {fault}"),
        "due": ground.clock.now() + timedelta(seconds=PUT_BACK_S),
    }
    with ground.pg.transaction() as conn:
        conn.execute(SQL["put_back"], values)
