"""Inspection: what becomes of goods that came back."""

from dataclasses import dataclass
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import fetch_one
from landbridge.wms.inbound.putaway.operations import suggest_bin
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Fact, Reason, StockMove
from landbridge.wms.master.adjusting import Change, adjustment_fact
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, carry
from landbridge.wms.master.queries import items_by_id, site_by_id
from landbridge.wms.putback.operations import KIND, Back, make_put_backs
from landbridge.wms.returns.contracts import ReturnDecided
from landbridge.wms.returns.operations import ReceiptNow, lock_receipt, return_fact
from landbridge.wms.returns.orders import SQL
from landbridge.wms.returns.rules import RECEIVED_AS, SAID_AS, STATUS_OF, check_disposition
from landbridge.wms.tasks.operations import NewTask


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    return_item_id: int
    item_id: int
    quantity: Decimal
    lot: str
    serials: list[str]
    condition: str
    disposition: str


def decide_return(
    ground: Ground, *, key: str, actor: str, return_item_id: int, disposition: str
) -> ReturnDecided:
    """What becomes of goods that came back: `restock` makes a task to bring them to storage,
    `scrap` takes them off the books, the others stay aside in a status of their own.

    Wrong: not-found, disposition, decided (once for each), not-enough (someone moved them).
    """
    check_disposition(disposition)

    def work(conn: Connection) -> ReturnDecided:
        found = conn.execute(SQL["receipt_of_item"], {"item_id": return_item_id}).fetchone()
        if found is None:
            raise Wrong("There is no such returned item.", "not-found", read=str(return_item_id))
        receipt = lock_receipt(conn, found[0])
        one = fetch_one(conn, _Item, SQL["lock_item"], {"item_id": return_item_id})
        assert one is not None
        if one.disposition:
            text = f"It was decided before: {SAID_AS[one.disposition]}."
            raise Wrong(text, "decided", read=disposition, expected=one.disposition)
        return _decide(ground, conn, receipt, one, disposition, key=key, actor=actor)

    return once(
        ground, work, key=key, operation="decide_return", actor=actor,
        inputs=(return_item_id, disposition), answer=ReturnDecided,
    )  # fmt: skip


def _decide(
    ground: Ground,
    conn: Connection,
    receipt: ReceiptNow,
    one: _Item,
    disposition: str,
    *,
    key: str,
    actor: str,
) -> ReturnDecided:
    now = ground.clock.now()
    item = items_by_id(conn, [one.item_id])[one.item_id]
    site = site_by_id(conn, receipt.site_id).code
    conn.execute(
        SQL["decide"],
        {"item_id": one.return_item_id, "disposition": disposition, "at": now, "actor": actor},
    )
    task_id = None
    if disposition == "restock":
        task_id = make_put_backs(conn, [_back(conn, receipt, one, item)], at=now)[0]
    facts: list[Fact] = []
    if disposition == "scrap":
        change = Change(
            item=item, quantity=-one.quantity, status=RECEIVED_AS, reason_code="scrap",
            lot=one.lot, serials=tuple(one.serials),
        )  # fmt: skip
        facts.append(
            adjustment_fact(
                conn, receipt.owner, site, [change], at=now,
                note=f"Scrapped after return {receipt.number}.",
                references=(("return_receipt", receipt.number),),
            )
        )  # fmt: skip
    if receipt.closed_at is not None:
        facts.append(return_fact(conn, receipt, closes=receipt.closes_return))
    moves = _moves(receipt, one, item, site, disposition)
    if not facts:
        # A status is the warehouse's own; the confirmation to come will tell what became of it.
        ledger.post(ground, moves, key=f"decide_return/{key}", at=now, actor=actor, conn=conn)
    else:
        ledger.post(
            ground, moves, key=f"decide_return/{key}", at=now, actor=actor, facts=facts, conn=conn
        )
    return ReturnDecided(
        return_item_id=one.return_item_id, disposition=disposition,
        status=STATUS_OF[disposition], putback_task_id=task_id,
        text=f"{plain(one.quantity)} {item.code}: {SAID_AS[disposition]}.",
    )  # fmt: skip


def _moves(
    receipt: ReceiptNow, one: _Item, item: ItemView, site: str, disposition: str
) -> list[StockMove]:
    scrapped = disposition == "scrap"
    status = RECEIVED_AS if scrapped else STATUS_OF[disposition]
    return carry(
        item, site=site, source=Spot(receipt.bin, "", RECEIVED_AS),
        target=Spot("@ADJUSTMENT" if scrapped else receipt.bin, "", status),
        quantity=one.quantity, lot=one.lot, serials=one.serials, reason_code=disposition,
        reason=Reason.SCRAP if scrapped else Reason.STATUS_CHANGE,
        document=DocumentRef("return_receipt", receipt.number),
    )  # fmt: skip


def _back(conn: Connection, receipt: ReceiptNow, one: _Item, item: ItemView) -> Back:
    place = suggest_bin(conn, item, one.quantity, site_id=receipt.site_id, lot=one.lot)
    task = NewTask(
        kind=KIND, site_id=receipt.site_id, bin=receipt.bin, item_id=one.item_id,
        quantity=one.quantity, target_bin=place.bin, suggestion=place.text, lot=one.lot,
        serials=tuple(one.serials),
    )  # fmt: skip
    document = DocumentRef("return_receipt", receipt.number)
    return Back(task=task, document=document, why=f"Return {receipt.number}: fit to be sold.")
