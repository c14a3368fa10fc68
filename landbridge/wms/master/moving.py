"""Moves of an item between two spots, serial by serial where it has serials."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from landbridge.kit.pg.database import Connection
from landbridge.wms.ledger.contracts import DocumentRef, Reason, StockKey, StockMove
from landbridge.wms.master.contracts import ItemView

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place and state of stock: bin code (virtual ones too), licence plate, status."""

    bin: str
    lpn: str = ""
    status: str = "available"


def carry(
    item: ItemView,
    *,
    site: str,
    source: Spot,
    target: Spot,
    quantity: Decimal,
    reason: Reason,
    document: DocumentRef,
    lot: str = "",
    serials: Sequence[str] = (),
    reason_code: str = "",
) -> list[StockMove]:
    """Moves of `quantity` base units; one move of one unit for each serial, if there are any."""
    parts = [(serial, ONE) for serial in serials] or [("", quantity)]
    return [
        StockMove(
            source=_key(item, site, source, lot, serial),
            target=_key(item, site, target, lot, serial),
            quantity=amount, reason=reason, document=document, reason_code=reason_code,
        )
        for serial, amount in parts
    ]  # fmt: skip


def _key(item: ItemView, site: str, spot: Spot, lot: str, serial: str) -> StockKey:
    return StockKey(
        owner=item.owner, item=item.code, site=site, bin=spot.bin, lot=lot, serial=serial,
        status=spot.status, lpn=spot.lpn,
    )  # fmt: skip


def stock_came(conn: Connection, site_id: int, item_ids: Sequence[int]) -> None:
    """Tell the allocation that demand or free stock of items changed; wakes its worker."""
    conn.execute(
        "INSERT INTO allocation_due (site_id, item_id) SELECT %s, x FROM unnest(%s::bigint[]) AS x",
        [site_id, [*item_ids]],
    )
    conn.execute("SELECT pg_notify('wms_work', '')")
