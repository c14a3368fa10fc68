"""Reservations given back: voided by someone, or expired."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.columns import numbers
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.ledger import holding
from landbridge.wms.ledger.contracts import Reservation, ReservationState
from landbridge.wms.ledger.reading import reservation
from landbridge.wms.ledger.rules import close_one

_SQL = named_sql("landbridge.wms.ledger", "sql/reserving.sql")


def close(
    ground: Ground,
    conn: Connection,
    reservation_ids: Sequence[int],
    *,
    state: ReservationState,
    actor: str,
) -> tuple[Reservation, ...]:
    """Close what is open among reservations; return all of them as they then are."""
    found = holding.find(conn, reservation_ids)
    holding.hold_promises(conn, [one.promise_id for one in found.values()])
    on_balances = [one.balance_id for one in found.values() if one.balance_id is not None]
    holding.hold_balances(conn, on_balances)
    # Found again, for another may have changed them before we held the locks.
    changes = [
        close_one(held, state)
        for held in holding.find(conn, reservation_ids).values()
        if held.state is ReservationState.OPEN
    ]
    lowered: dict[int, Decimal] = defaultdict(Decimal)
    for change in changes:
        if change.held.balance_id is not None:
            lowered[change.held.balance_id] -= change.released
    if lowered:
        conn.execute(_SQL["raise_reserved"], [numbers(lowered), numbers(lowered.values())])
    holding.write(conn, changes, at=ground.clock.now(), actor=actor)
    rows = conn.execute(_SQL["reservations_by_id"], [numbers(reservation_ids)])
    return tuple(map(reservation, rows))


def expire(ground: Ground, conn: Connection, *, limit: int) -> int:
    """Close at most `limit` reservations whose time is over."""
    rows = conn.execute(_SQL["expired"], [ground.clock.now(), limit])
    ids = [reservation_id for (reservation_id,) in rows]
    if ids:
        close(ground, conn, ids, state=ReservationState.EXPIRED, actor="expiry")
    return len(ids)
