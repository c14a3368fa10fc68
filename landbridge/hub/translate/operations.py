"""The translating step: lease a chunk, understand it, write all of it in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from landbridge.hub.catalog import Catalog, Flow
from landbridge.hub.documents import DocumentCache
from landbridge.hub.intake.totals import count_in
from landbridge.hub.leases import CRASHES_MAX, Keeper, Lease, StaleLeaseError, Work, take_lease
from landbridge.hub.notes import short
from landbridge.hub.translate.reading import Read, Source, Understood, read, understand
from landbridge.hub.translate.writing import CollidedError, Origin, write
from landbridge.kit.findings import error
from landbridge.kit.ground import Ground
from landbridge.kit.pg.arrays import Int8s
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.mapping import MapContext, wanted_lookups

SQL = named_sql(__package__, "sql/translate.sql")
CHUNK = 500
CHUNK_BYTES = 16 * 1024 * 1024
NO_KEEPER = Keeper()
WRITE_TRIES_MAX = 5
RETRY_S = 1.0
RETRY_UNUSABLE_S = 10.0


class Taken(NamedTuple):
    """A leased payload. message_id: 0, or the held message that is translated again."""

    envelope_id: int
    message_id: int
    part_index: int
    endpoint_id: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Translated:
    """Counts of one chunk: payloads worked on, messages that may travel on."""

    payloads: int = 0
    fit: int = 0


def translate(
    ground: Ground,
    *,
    catalog: Catalog,
    worker_id: int,
    cache: DocumentCache,
    limit: int = CHUNK,
    keeper: Keeper = NO_KEEPER,
) -> Translated:
    """Translate the oldest payloads that nobody works on. Zero payloads: there are none.

    One transaction leases them, one writes what they say. If that fails as a whole they are put
    back with the reason, and the error is raised.
    """
    lease, taken = _lease(ground, worker_id, limit)
    if not taken:
        return Translated()
    try:
        with keeper.keeping(lease, Work.INTAKE):
            usable = _put_unusable_back(ground, catalog, lease, taken)
            if not usable:
                return Translated(payloads=len(taken))
            origins, understood = _understand(ground, catalog, usable)
            fit = _write(ground, lease, len(usable), origins, understood, cache)
            return Translated(payloads=len(taken), fit=fit)
    except StaleLeaseError:
        return Translated(payloads=len(taken))
    except Exception as fault:
        _put_back(ground, lease, fault)
        raise


def _lease(ground: Ground, worker_id: int, limit: int) -> tuple[Lease, list[Taken]]:
    with ground.pg.transaction() as conn:
        # Losing this to a power cut does no harm: translating has no effect outside.
        conn.execute("SET LOCAL synchronous_commit TO off")
        lease = take_lease(ground, conn, worker_id)
        rows = conn.execute(
            SQL["lease"],
            {
                "now": lease.now,
                "until": lease.until,
                "worker": worker_id,
                "token": lease.token,
                "limit": limit,
                "bytes": CHUNK_BYTES,
            },
            prepare=False,
        ).fetchall()
    return lease, sorted((Taken(*row) for row in rows), key=lambda one: one.envelope_id)


def _put_unusable_back(
    ground: Ground, catalog: Catalog, lease: Lease, taken: list[Taken]
) -> list[Taken]:
    """What comes from an endpoint that cannot be opened waits, with the reason."""
    usable = []
    unusable: dict[int, str] = {}
    for one in taken:
        flow = catalog.by_id.get(one.endpoint_id)
        if flow is not None and not flow.problem:
            usable.append(one)
        else:
            unusable[one.endpoint_id] = flow.problem if flow is not None else "it is not known yet"
    if unusable:
        due = lease.now + timedelta(seconds=RETRY_UNUSABLE_S)
        with ground.pg.transaction() as conn:
            for endpoint_id, why in unusable.items():
                conn.execute(
                    SQL["put_back_some"],
                    {"token": lease.token, "endpoint": endpoint_id, "why": short(why), "due": due},
                )
    return usable


def _understand(
    ground: Ground, catalog: Catalog, taken: list[Taken]
) -> tuple[dict[int, Origin], list[Understood]]:
    with ground.pg.reading() as conn:
        rows = conn.execute(
            SQL["contents"],
            {"ids": Int8s(one.envelope_id for one in taken)},
            binary=True,
            prepare=False,
        ).fetchall()
    envelopes = {row[0]: row for row in rows}
    origins: dict[int, Origin] = {}
    understood: list[Understood] = []
    by_flow: dict[int, list[Read]] = {}
    for one in taken:
        _, content, wire_type, headers, received_at = envelopes[one.envelope_id]
        origins[one.envelope_id] = Origin(one.endpoint_id, received_at, headers or {})
        source = Source(
            envelope_id=one.envelope_id,
            content=content,
            wire_type=wire_type,
            message_id=one.message_id,
            part_index=one.part_index if one.message_id else None,
        )
        if one.attempts > CRASHES_MAX:
            understood.append(_poison(source))
            continue
        flow = catalog.by_id[one.endpoint_id]
        by_flow.setdefault(flow.id, []).extend(read(flow, source, monotonic=ground.clock.monotonic))
    for flow_id, found in by_flow.items():
        flow = catalog.by_id[flow_id]
        context = _context(ground, flow, found)
        understood += [
            understand(
                one, context=context, monotonic=ground.clock.monotonic,
                holds_new_fields=flow.holds_new_fields,
            )
            for one in found
        ]  # fmt: skip
    understood.sort(key=lambda one: (one.envelope_id, one.part_index))
    return origins, understood


def _context(ground: Ground, flow: Flow, found: list[Read]) -> MapContext:
    """The flow's context, with the identifiers this chunk will ask for fetched in one query."""
    wanted: set[tuple[str, str]] = set()
    for map_in in flow.in_maps.values():
        if map_in.needs_crossref:
            trees = [one.tree for one in found if one.map is map_in and one.tree is not None]
            wanted |= wanted_lookups(trees, map=map_in, context=flow.context)
    if not wanted:
        return flow.context
    pairs = sorted(wanted)
    with ground.pg.reading() as conn:
        rows = conn.execute(
            SQL["crossref_in"],
            {
                "endpoint": flow.id,
                "subjects": [subject for subject, _ in pairs],
                "codes": [code for _, code in pairs],
            },
            prepare=False,
        ).fetchall()
    known = {(subject, theirs): ours for subject, theirs, ours in rows}
    return replace(flow.context, crossref=_lookup(known, flow.context.owner))


def _lookup(known: Mapping[tuple[str, str], str], owner: str) -> Callable[[str, str], str | None]:
    """Ours are kept as OWNER/CODE; a map asks and answers within its own owner."""

    def crossref(kind: str, code: str) -> str | None:
        ours = known.get((kind, code))
        return ours.removeprefix(f"{owner}/") if ours is not None and owner else ours

    return crossref


def _poison(source: Source) -> Understood:
    text = (
        f"This payload ended its worker {CRASHES_MAX} times. Look at the worker's log before "
        "trying again."
    )
    return Understood(
        envelope_id=source.envelope_id,
        message_id=source.message_id,
        part_index=source.part_index or 0,
        wire_type=source.wire_type,
        control={},
        document=None,
        content=None,
        findings=(error("", "poison", text),),
        skipped=False,
        map_name="",
        map_version="",
        took_us=0,
    )


def _write(
    ground: Ground,
    lease: Lease,
    payloads: int,
    origins: Mapping[int, Origin],
    understood: list[Understood],
    cache: DocumentCache,
) -> int:
    """Write the chunk; again if another worker registered one of its documents meanwhile."""

    def work(conn: Connection) -> list[tuple[int, Any]]:
        done = conn.execute(SQL["finish"], {"token": lease.token}, prepare=False).rowcount
        if done != payloads:
            raise StaleLeaseError
        _count_parts(ground, conn, origins, understood)
        return write(ground, conn, origins=origins, understood=understood)

    for attempt in range(1, WRITE_TRIES_MAX + 1):
        try:
            fit = ground.pg.retrying(work)
            cache.put(fit)
            return len(fit)
        except CollidedError:
            if attempt == WRITE_TRIES_MAX:
                raise
    raise AssertionError("unreachable")


def _count_parts(
    ground: Ground,
    conn: Connection,
    origins: Mapping[int, Origin],
    understood: Sequence[Understood],
) -> None:
    """A file that says how many documents it holds is taken at its word (T-14)."""
    parts: dict[int, list[Understood]] = {}
    for one in understood:
        if not one.message_id:
            parts.setdefault(one.envelope_id, []).append(one)
    for envelope_id, found in parts.items():
        told = next((t for one in found if (t := one.control.get("announced_count", ""))), "")
        if told.isascii() and told.isdigit() and len(told) < 10:
            count_in(
                ground, conn, endpoint_id=origins[envelope_id].endpoint_id, stream="",
                announced=int(told), arrived=len(found), what=f"Payload {envelope_id}",
            )  # fmt: skip


def _put_back(ground: Ground, lease: Lease, fault: Exception) -> None:
    """The supervisor's word on a failed chunk, in a fresh transaction (T-07)."""
    due: datetime = ground.clock.now() + timedelta(seconds=RETRY_S)
    with ground.pg.transaction() as conn:
        conn.execute(
            SQL["put_back"],
            {
                "token": lease.token,
                "why": short(f"{type(fault).__name__}: {fault}"),
                "due": due,
            },
        )
