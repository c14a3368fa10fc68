"""What simulations ask of the warehouse's tables: raw rows, past everything the product says of
itself, so that its word can be checked.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection


class LadderRow(NamedTuple):
    """A line's counters, and what its picks, cartons and open tasks add up to."""

    owner: str
    number: str
    line_id: str
    ordered: Decimal
    allocated: Decimal
    released: Decimal
    picked: Decimal
    packed: Decimal
    shipped: Decimal
    short: Decimal
    cancelled: Decimal
    wanted: Decimal
    is_closed: bool
    picks: Decimal
    in_cartons: Decimal
    to_pick: Decimal


def told(ground: Ground, kinds: Sequence[str]) -> tuple[bytes, ...]:
    """Documents of the journal, in the order of their entries, whoever may read them by now."""
    with ground.pg.reading() as conn:
        rows = conn.execute(
            "SELECT content::text FROM journal WHERE kind = ANY(%s) ORDER BY entry_id",
            [list(kinds)],
        ).fetchall()
    return tuple(row[0].encode() for row in rows)


def taken(ground: Ground) -> tuple[tuple[str, str, str, int, str], ...]:
    """(kind, owner, number, version, key) of each accepted version, in the order of its effect."""
    with ground.pg.reading() as conn:
        return tuple(
            conn.execute(
                """SELECT kind, owner, number, version, key FROM accepted
                    ORDER BY accepted_at, version"""
            ).fetchall()
        )


def ladder(ground: Ground) -> tuple[LadderRow, ...]:
    with ground.pg.reading() as conn:
        rows = conn.execute(
            """SELECT o.owner, o.number, l.line_id, l.ordered, l.allocated, l.released, l.picked,
                      l.packed, l.shipped, l.short, l.cancelled, l.wanted,
                      o.closed_at IS NOT NULL,
                      coalesce(p.quantity, 0), coalesce(c.quantity, 0), coalesce(t.quantity, 0)
                 FROM outbound_line l JOIN outbound_order o USING (order_id)
                 LEFT JOIN (SELECT outbound_line_id, sum(quantity) AS quantity
                              FROM pick GROUP BY 1) p USING (outbound_line_id)
                 LEFT JOIN (SELECT outbound_line_id, sum(c.quantity) AS quantity
                              FROM carton_line c JOIN pick USING (pick_id)
                             GROUP BY 1) c USING (outbound_line_id)
                 LEFT JOIN (SELECT outbound_line_id, sum(quantity - done) AS quantity FROM task
                             WHERE kind = 'pick' AND closed_at IS NULL
                             GROUP BY 1) t USING (outbound_line_id)
                ORDER BY 1, 2, 3"""
        ).fetchall()
    return tuple(LadderRow(*row) for row in rows)


def imbalances(ground: Ground) -> tuple[str, ...]:
    """I4 and I5 over all balances, in words; () is good."""
    with ground.pg.reading() as conn:
        return (*_from_nowhere(conn), *_twice(conn), *_over_reserved(conn))


def _from_nowhere(conn: Connection) -> list[str]:
    # A change of status moves stock between statuses; all of them together stay what they were.
    rows = conn.execute(
        """SELECT i.owner || '/' || i.item, b.lot, sum(b.on_hand)
             FROM stock_balance b JOIN stock_item i USING (item_id)
            GROUP BY 1, 2 HAVING sum(b.on_hand) <> 0"""
    )
    return [f"I4 bank: {amount} {name} {lot} came from nowhere" for name, lot, amount in rows]


def _twice(conn: Connection) -> list[str]:
    rows = conn.execute(
        """SELECT i.owner || '/' || i.item || '/' || b.serial, count(*)
             FROM stock_balance b JOIN stock_item i USING (item_id)
            WHERE b.serial <> '' AND b.on_hand > 0 AND NOT b.virtual
            GROUP BY 1 HAVING count(*) > 1"""
    )
    return [f"I5: serial {serial} is in {count} places" for serial, count in rows]


def _over_reserved(conn: Connection) -> list[str]:
    rows = conn.execute(
        """SELECT i.owner || '/' || i.item, b.reserved, b.on_hand
             FROM stock_balance b JOIN stock_item i USING (item_id)
            WHERE NOT b.virtual AND NOT (0 <= b.reserved AND b.reserved <= b.on_hand)"""
    )
    return [
        f"I5: {reserved} of {name} are reserved where {there} are" for name, reserved, there in rows
    ]
