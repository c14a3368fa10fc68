"""How stock came to be what it is: bookings of items, and whose stock changed lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from landbridge.kit.ground import Ground
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import Quantity, Uom
from landbridge.wms.ledger import queries as ledger
from landbridge.wms.ledger.contracts import MoveRow, StockFilter
from landbridge.wms.master.queries import items_by_code

SQL = named_sql("landbridge.wms.facade", "sql/looking_back.sql")
MOVES_MAX = 500
# Postings whose transaction may end after that of a later one.
POSTINGS_OVERLAP = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A change of what the warehouse holds: goods in, out, found, lost, or of another status.

    document: number of the order or document it was booked for.
    """

    at: datetime
    owner: str
    item: str
    lot: str
    status: str
    change: Quantity
    reason: str
    document: str
    site: str
    actor: str
    posting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedStock:
    """items: codes of the owner's items that moved after the position asked about."""

    items: frozenset[str]
    position: str


def bookings(
    ground: Ground, *, owner: str, items: Sequence[str], since: datetime, site: str = ""
) -> tuple[Booking, ...]:
    """Oldest first; at the most the newest 500 moves of each item are looked at."""
    found: list[Booking] = []
    with ground.pg.reading() as conn:
        known = items_by_code(conn, ((owner, item) for item in items))
    for item in items:
        view = known.get((owner, item))
        uom = Uom(view.base_uom if view is not None else "")
        moves = ledger.history(ground, StockFilter(owner=owner, item=item), limit=MOVES_MAX)
        for move in moves:
            if move.at >= since and (not site or site in (move.source.site, move.target.site)):
                found += _bookings(move, uom)
    return tuple(sorted(found, key=lambda one: (one.at, one.posting)))


def changed_stock(ground: Ground, *, owner: str, since: str = "") -> ChangedStock:
    """Items that moved after a position; without one, only where the ledger stands now."""
    begin = max(int(since or 0) - POSTINGS_OVERLAP, 0)
    with ground.pg.snapshot() as conn:
        (last,) = conn.execute(SQL["last_posting"]).fetchone() or (0,)
        rows = conn.execute(SQL["changed_items"], {"after": begin, "owner": owner}).fetchall()
    items = frozenset(row[0] for row in rows) if since else frozenset()
    return ChangedStock(items=items, position=str(last))


def _bookings(move: MoveRow, uom: Uom) -> list[Booking]:
    """One for goods in or out, two for a change of status, none for a move within the house."""
    source, target = move.source, move.target
    outside, inside = source.bin.startswith("@"), target.bin.startswith("@")
    if outside == inside and source.status == target.status:
        return []
    ends = []
    if not outside:
        ends.append((source, -move.quantity))
    if not inside:
        ends.append((target, move.quantity))
    return [
        Booking(
            at=move.at, owner=key.owner, item=key.item, lot=key.lot, status=key.status,
            change=Quantity(amount, uom), reason=str(move.reason), document=move.document.number,
            site=key.site, actor=move.actor, posting=str(move.move_id // 65536),
        )
        for key, amount in ends
    ]  # fmt: skip
