"""Reservation rows: found, held with what they lie on, and changed.

A reservation is guarded by the lock of its balance (hard) or of its item's promise (soft): whoever
changes it holds that lock, so the row itself needs none.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from landbridge.kit.pg.columns import numbers
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.ledger.contracts import ReservationClosedError, ReservationState
from landbridge.wms.ledger.rules import Change, Held, Standing

_SQL = named_sql("landbridge.wms.ledger", "sql/holding.sql")


def find(conn: Connection, reservation_ids: Sequence[int]) -> dict[int, Held]:
    """Reservations by id as they are now. ReservationClosedError for an unknown one."""
    if not reservation_ids:
        return {}
    rows = conn.execute(_SQL["find_reservations"], [numbers(reservation_ids)])
    found = {
        row[0]: Held(row[0], row[1], row[2], row[3], row[4], ReservationState(row[5]))
        for row in rows
    }
    for reservation_id in reservation_ids:
        if reservation_id not in found:
            raise ReservationClosedError(
                "there is no such reservation.", subject=f"reservation {reservation_id}"
            )
    return found


def hold_promises(conn: Connection, promise_ids: Iterable[int | None]) -> dict[int, Decimal]:
    """Lock promises in one order; what is promised on each."""
    ids = sorted({promise_id for promise_id in promise_ids if promise_id is not None})
    if not ids:
        return {}
    return dict(conn.execute(_SQL["hold_promises"], [numbers(ids)]).fetchall())


def hold_balances(conn: Connection, balance_ids: Iterable[int]) -> dict[int, Standing]:
    """Lock balances in one order and read them."""
    ids = numbers(sorted(set(balance_ids)))
    rows = conn.execute(_SQL["hold_balances"], [ids], binary=True)
    return {row[0]: Standing(*row) for row in rows}


def release(standings: Mapping[int, Standing], changes: Iterable[Change]) -> None:
    """Take what reservations no longer hold off their balances."""
    for change in changes:
        if change.held.balance_id is not None:
            standing = standings[change.held.balance_id]
            standing.reserved -= change.released
            standing.changed = True


def write(conn: Connection, changes: Sequence[Change], *, at: datetime, actor: str) -> None:
    """Write changed reservations and lower the promises of soft ones.

    The reserved amounts of balances are written by the caller, with its other changes.
    """
    if not changes:
        return
    conn.execute(
        _SQL["change_reservations"],
        {
            "ids": numbers([change.held.reservation_id for change in changes]),
            "settled": numbers([change.settled for change in changes]),
            "states": [str(change.state) for change in changes],
            "closed_at": at,
            "closed_by": actor,
        },
    )
    released: dict[int, Decimal] = defaultdict(Decimal)
    for change in changes:
        if change.held.promise_id is not None:
            released[change.held.promise_id] += change.released
    if released:
        conn.execute(_SQL["lower_promises"], [numbers(released), numbers(list(released.values()))])
