"""How stock is reserved, inside one transaction.

Order of locks: the request's key, promises of the items (so those who reserve the same item take
turns), then balances by number.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from landbridge.kit.ground import Ground
from landbridge.kit.pg.columns import numbers
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.wms.ledger import holding
from landbridge.wms.ledger.contracts import (
    KeyReusedError,
    Reserved,
    Settlement,
    Shortfall,
    StockKey,
    Wanted,
)
from landbridge.wms.ledger.names import safe_texts
from landbridge.wms.ledger.reading import reservation
from landbridge.wms.ledger.rules import Change, digest_wanted, settle_one
from landbridge.wms.ledger.sharing import ZERO, Shared, Take
from landbridge.wms.ledger.supply import Line, share_hard, share_keys, share_soft, to_lines

_SQL = named_sql("landbridge.wms.ledger", "sql/reserving.sql")


class Way(StrEnum):
    """How the stock is chosen: by FEFO, not yet, or by the caller."""

    HARD = "hard"
    SOFT = "soft"
    KEYS = "keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call: what is wanted, and on which keys where the caller chose them."""

    way: Way
    key: str
    actor: str
    wanted: Sequence[Wanted]
    keys: Sequence[StockKey] = ()
    expires_at: datetime | None = None


def make(ground: Ground, conn: Connection, request: Request) -> Reserved:
    """Reserve, or give what the first call with the key reserved, as it is now."""
    digest = digest_wanted(request.way, request.wanted, request.keys, request.expires_at)
    conn.execute(_SQL["hold_key"], [request.key])
    if (first := _first_result(conn, request, digest)) is not None:
        return first
    now = ground.clock.now()
    lines = to_lines(conn, request.wanted, now)
    changes: list[Change] = []
    match request.way:
        case Way.HARD:
            shared, changes = _share_hard(conn, lines)
        case Way.SOFT:
            shared = share_soft(conn, lines)
        case Way.KEYS:
            shared = share_keys(conn, lines, request.keys)
    shortfalls = json.dumps({line: plain(short) for line, short in shared.short.items()})
    row = conn.execute(
        _SQL["add_request"], [request.key, digest, now, request.actor, shortfalls]
    ).fetchone()
    assert row is not None
    _write(conn, row[0], request, shared)
    holding.write(conn, changes, at=now, actor=request.actor)
    return _result(conn, row[0], request.wanted, shared.short)


def _share_hard(conn: Connection, lines: Sequence[Line]) -> tuple[Shared, list[Change]]:
    """Share out stock, and turn the soft reservations of lines into what they got."""
    shared, soft = share_hard(conn, lines)
    taken: dict[int, Decimal] = defaultdict(Decimal)
    for take in shared.takes:
        taken[take.line] += take.quantity
    changes = []
    for line, held in soft.items():
        if (used := min(taken[line], held.open_quantity)) > 0:
            changes.append(settle_one(held, Settlement(held.reservation_id, used, keep_rest=True)))
    return shared, changes


def _first_result(conn: Connection, request: Request, digest: bytes) -> Reserved | None:
    row = conn.execute(_SQL["find_request"], [request.key]).fetchone()
    if row is None:
        return None
    request_id, first_digest, shortfalls = row
    if bytes(first_digest) != digest:
        raise KeyReusedError(
            "the key was used for another reservation; nothing was reserved.",
            subject=request.key,
            remedy="Give each request a key of its own, and repeat a request unchanged.",
        )
    short = {int(line): Decimal(amount) for line, amount in shortfalls.items()}
    return _result(conn, request_id, request.wanted, short, repeated=True)


def _write(conn: Connection, request_id: int, request: Request, shared: Shared) -> None:
    takes = shared.takes
    if not takes:
        return
    soft = request.way is Way.SOFT
    sources = numbers([take.source_id for take in takes])
    nothing = numbers([None] * len(takes))
    documents = [request.wanted[take.line].document for take in takes]
    conn.execute(
        _SQL["add_reservations"],
        {
            "request_id": request_id,
            "expires_at": request.expires_at,
            "balance_ids": nothing if soft else sources,
            "promise_ids": sources if soft else nothing,
            "quantities": numbers([take.quantity for take in takes]),
            "kinds": safe_texts([document.kind for document in documents]),
            "document_numbers": safe_texts([document.number for document in documents]),
            "document_lines": safe_texts([document.line for document in documents]),
        },
    )
    totals = _totals(takes)
    conn.execute(
        _SQL["raise_promises" if soft else "raise_reserved"],
        [numbers(totals), numbers(totals.values())],
    )


def _totals(takes: Sequence[Take]) -> Mapping[int, Decimal]:
    totals: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for take in takes:
        totals[take.source_id] += take.quantity
    return totals


def _result(
    conn: Connection,
    request_id: int,
    wanted: Sequence[Wanted],
    short: Mapping[int, Decimal],
    *,
    repeated: bool = False,
) -> Reserved:
    rows = conn.execute(_SQL["reservations_of_request"], [request_id])
    return Reserved(
        request_id=request_id,
        reservations=tuple(map(reservation, rows)),
        shortfalls=tuple(
            Shortfall(
                document=wanted[line].document,
                item=wanted[line].item,
                wanted=wanted[line].quantity,
                short=short[line],
            )
            for line in sorted(short)
        ),
        repeated=repeated,
    )
