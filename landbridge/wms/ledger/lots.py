"""Lots and their dates. Balances carry a copy of the use-by day, so that FEFO is one index."""

from collections.abc import Sequence

from landbridge.kit.pg.columns import numbers
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.ledger.contracts import InvalidMoveError, Lot
from landbridge.wms.ledger.names import item_ids, safe_texts
from landbridge.wms.ledger.rules import TEXT_LENGTH_MAX

_SQL = named_sql("landbridge.wms.ledger", "sql/lots.sql")


def put(conn: Connection, given: Sequence[Lot]) -> None:
    """Make or change lots, and the use-by day of the stock that is of them."""
    if not given:
        return
    unique = {(lot.owner, lot.item, lot.lot): lot for lot in given}
    for lot in unique.values():
        texts = (lot.owner, lot.item, lot.lot)
        if not all(0 < len(text) <= TEXT_LENGTH_MAX for text in texts):
            raise InvalidMoveError(
                f"the lot {lot.lot!r} of {lot.item!r} needs owner, item and lot, each of at most "
                f"{TEXT_LENGTH_MAX} characters."
            )
    items = item_ids(conn, {(lot.owner, lot.item) for lot in unique.values()})
    lots = list(unique.values())
    keys = [
        numbers([items[lot.owner, lot.item] for lot in lots]),
        safe_texts([lot.lot for lot in lots]),
    ]
    conn.execute(_SQL["hold_balances"], keys)
    conn.execute(
        _SQL["put_lots"],
        {
            "item_ids": keys[0],
            "lots": keys[1],
            "expiry_on": [lot.expiry_on for lot in lots],
            "best_before_on": [lot.best_before_on for lot in lots],
            "production_on": [lot.production_on for lot in lots],
            "received_at": [lot.received_at for lot in lots],
        },
    )
    conn.execute(_SQL["copy_use_by"], keys)
