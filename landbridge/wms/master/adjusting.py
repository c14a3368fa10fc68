"""Facts for changes of stock that no order asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from landbridge.canon import PartyRef, Reference, dump_json
from landbridge.canon.stock_adjustment import AdjustmentLine, StockAdjustment
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import Quantity, Uom
from landbridge.wms.ledger.contracts import Fact
from landbridge.wms.master.contracts import ItemView


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A signed change of one item, lot and status; a status change is two of them."""

    item: ItemView
    quantity: Decimal
    status: str
    reason_code: str
    lot: str = ""
    serials: tuple[str, ...] = ()
    expiry_on: date | None = None


def adjustment_fact(
    conn: Connection,
    owner: str,
    site: str,
    changes: Sequence[Change],
    *,
    at: datetime,
    note: str = "",
    references: Sequence[tuple[str, str]] = (),
) -> Fact:
    """A stock adjustment with a number of its own."""
    row = conn.execute("SELECT nextval('adjustment_number')").fetchone()
    assert row is not None
    document = StockAdjustment(
        number=f"A{row[0]:08d}", owner=PartyRef(owner), version=1, site=site, adjusted_at=at,
        note=note, references=tuple(Reference(kind, number) for kind, number in references),
        lines=tuple(
            AdjustmentLine(
                line_id=str(index), item=change.item.code, lot=change.lot,
                change=Quantity(change.quantity, Uom(change.item.base_uom)),
                serials=change.serials, expiry_on=change.expiry_on, status=change.status,
                reason_code=change.reason_code,
            )
            for index, change in enumerate(changes, 1)
        ),
    )  # fmt: skip
    return Fact(
        kind=document.kind, site=site, owner=owner, number=document.number,
        content=dump_json(document),
    )  # fmt: skip
