"""From rows to contracts, for reads and for results of writes."""

from collections.abc import Sequence
from typing import Any

from landbridge.wms.ledger.contracts import (
    DocumentRef,
    MoveRow,
    Reason,
    Reservation,
    ReservationState,
    StockKey,
)


def reservation(row: Sequence[Any]) -> Reservation:
    """A row of the view reservation_row."""
    (reservation_id, _, kind, number, line, site, owner, item, status) = row[:9]
    (bin_, lot, serial, lpn, quantity, settled, state, expires_at) = row[9:]
    key = None
    if bin_ is not None:
        key = StockKey(
            owner=owner,
            item=item,
            site=site,
            bin=bin_,
            lot=lot,
            serial=serial,
            status=status,
            lpn=lpn,
        )
    return Reservation(
        reservation_id=reservation_id,
        document=DocumentRef(kind, number, line),
        site=site,
        owner=owner,
        item=item,
        status=status,
        key=key,
        quantity=quantity,
        settled=settled,
        state=ReservationState(state),
        expires_at=expires_at,
    )


def move_row(row: Sequence[Any]) -> MoveRow:
    """A row of the view stock_move_row."""
    (move_id, posting_id, owner, item, lot, serial) = row[:6]
    what = {"owner": owner, "item": item, "lot": lot, "serial": serial}
    (quantity, source_after, target_after, reason, reason_code, kind, number, line) = row[14:22]
    at, recorded_at, actor = row[22:]
    return MoveRow(
        move_id=move_id,
        posting_id=posting_id,
        source=StockKey(**what, site=row[6], bin=row[7], status=row[8], lpn=row[9]),
        target=StockKey(**what, site=row[10], bin=row[11], status=row[12], lpn=row[13]),
        quantity=quantity,
        source_after=source_after,
        target_after=target_after,
        reason=Reason(reason),
        reason_code=reason_code,
        document=DocumentRef(kind, number, line),
        at=at,
        recorded_at=recorded_at,
        actor=actor,
    )
