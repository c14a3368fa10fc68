"""Deciding on goods that are on hold, where they stand. The office is told by a stock adjustment
that takes the amount out of one status and into the other.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import fetch_all
from landbridge.wms.inbound.contracts import Inspected
from landbridge.wms.inbound.putaway.operations import suggest_bin
from landbridge.wms.inbound.putaway.rules import Suggestion
from landbridge.wms.inbound.putaway.trimming import lock_putaways, trim_putaways
from landbridge.wms.inbound.receiving.rules import STATUSES, TEXT_MAX
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Reason, StockMove
from landbridge.wms.master.adjusting import Change, adjustment_fact
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, stock_came
from landbridge.wms.master.queries import (
    BinRow,
    SiteRow,
    agreed,
    one_item,
    scanned_bin,
    site_by_code,
)
from landbridge.wms.master.rules import to_base
from landbridge.wms.plates.keeping import Load
from landbridge.wms.tasks.operations import NewTask, make_tasks

AVAILABLE = "available"
DECISIONS = {"release": AVAILABLE, "reject": "damaged", "hold": "quality_hold"}
ZERO = Decimal(0)
_STANDING = """
SELECT si.owner, si.item, s.lot, s.serial, s.status, s.lpn, b.code AS bin, s.on_hand, s.reserved
FROM stock_balance s JOIN stock_item si USING (item_id) JOIN bin b USING (bin_id)
WHERE s.bin_id = %(bin_id)s AND s.present AND si.owner = %(owner)s AND si.item = %(item)s
  AND s.status = %(status)s AND s.lpn = %(lpn)s AND (%(lot)s = '' OR s.lot = %(lot)s)
ORDER BY s.balance_id
"""


def inspect_stock(
    ground: Ground,
    *,
    key: str,
    actor: str,
    site: str,
    bin: str,
    item: str,
    decision: str,
    quantity: Decimal,
    reason_code: str,
    uom: str = "",
    owner: str = "",
    lot: str = "",
    serials: Sequence[str] = (),
    lpn: str = "",
    status: str = "quality_hold",
) -> Inspected:
    """Decide on goods in a bin. decision: `release` (they may be sold, and get a putaway task
    where they stand at the dock), `reject` (damaged) or `hold` (good ones are looked at first).

    status: what they are now.  reason_code: why.
    Wrong: decision, reason, unknown-site, unknown-bin, unknown-code, quantity, lot-missing,
    serials-missing, not-enough.
    """
    read = tuple(serial.strip() for serial in serials if serial.strip())
    reason = reason_code.strip()

    def work(conn: Connection) -> Inspected:
        place = site_by_code(conn, site)
        _check(decision, status, reason)
        target = DECISIONS[decision]
        here = scanned_bin(conn, place.site_id, bin)
        scanned = one_item(ground, conn, item, owner=owner)
        base = to_base(scanned.item, quantity, uom)
        named = agreed(lot.strip(), scanned.scan.lot, "lot")
        stock = _standing(conn, here, scanned.item, status, lpn.strip(), named)
        taken = _choose(stock, base, scanned.item, read, here.code, status)
        return _decide(ground, conn, place, here, scanned.item, taken, target, reason,
                       key=key, actor=actor)  # fmt: skip

    inputs = (site, bin, item, decision, quantity, reason, uom, owner, lot, read, lpn, status)
    return once(
        ground, work, key=key, operation="inspect_stock", actor=actor, inputs=inputs,
        answer=Inspected,
    )  # fmt: skip


def words(status: str) -> str:
    """A status as it is said: `on hold`."""
    return "on hold" if status == "quality_hold" else status.replace("_", " ")


def _check(decision: str, status: str, reason: str) -> None:
    if decision not in DECISIONS:
        known = ", ".join(DECISIONS)
        raise Wrong(f"{decision} is no decision; there are {known}.", "decision", read=decision)
    if status not in STATUSES or status == DECISIONS[decision]:
        text = f"Goods that are {words(status)} cannot be decided upon so."
        raise Wrong(text, "status", read=status)
    if not 0 < len(reason) <= TEXT_MAX:
        raise Wrong("Say why.", "reason", read=reason)


def _standing(
    conn: Connection, here: BinRow, item: ItemView, status: str, lpn: str, lot: str
) -> list[Load]:
    where = {"bin_id": here.bin_id, "owner": item.owner, "item": item.code, "status": status,
             "lpn": lpn, "lot": lot}  # fmt: skip
    return fetch_all(conn, Load, _STANDING.encode(), where)


def _choose(
    stock: Sequence[Load], base: Decimal, item: ItemView, serials: Sequence[str], bin: str,
    status: str,
) -> list[tuple[Load, Decimal]]:  # fmt: skip
    if len({load.lot for load in stock}) > 1:
        raise Wrong(f"Several lots of {item.code} are in {bin}. Say which.", "lot-missing")
    if item.serial_controlled:
        known = {load.serial: load for load in stock}
        if Decimal(len(set(serials))) != base or not known.keys() >= set(serials):
            text = f"{plain(base)} pieces of {item.code} need {plain(base)} serials of {bin}."
            raise Wrong(text, "serials-missing", read=str(len(serials)))
        return [(known[serial], Decimal(1)) for serial in serials]
    on_hand = sum((load.on_hand for load in stock), ZERO)
    if on_hand < base or not stock:
        text = f"{plain(on_hand)} {item.code} in {bin} are {words(status)}, not {plain(base)}."
        raise Wrong(text, "not-enough", read=plain(base), expected=plain(on_hand))
    return [(stock[0], base)]


def _decide(
    ground: Ground,
    conn: Connection,
    place: SiteRow,
    here: BinRow,
    item: ItemView,
    taken: Sequence[tuple[Load, Decimal]],
    target: str,
    reason: str,
    *,
    key: str,
    actor: str,
) -> Inspected:
    now = ground.clock.now()
    first = taken[0][0]
    total = sum((amount for _, amount in taken), ZERO)
    serials = tuple(load.serial for load, _ in taken if load.serial)
    spot = Spot(here.code, first.lpn, first.status)
    storing = lock_putaways(conn, item, site_id=place.site_id, spot=spot, lot=first.lot)
    task_id, found = _store(conn, place, here, item, first, total, serials, target, now)
    into = Change(
        item=item, quantity=total, status=target, reason_code=reason, lot=first.lot,
        serials=serials,
    )  # fmt: skip
    out_of = replace(into, quantity=-total, status=first.status)
    fact = adjustment_fact(conn, item.owner, place.code, [out_of, into], at=now)
    moves = [
        StockMove(
            source=load.key(place.code), quantity=amount, reason=Reason.STATUS_CHANGE,
            target=replace(load.key(place.code), status=target), reason_code=reason,
            document=DocumentRef("stock_adjustment", fact.number),
        )
        for load, amount in taken
    ]  # fmt: skip
    ledger.post(ground, moves, key=f"inspect/{key}", at=now, actor=actor, facts=[fact], conn=conn)
    trim_putaways(conn, storing, item, site_id=place.site_id, spot=spot, lot=first.lot, at=now)
    return Inspected(
        number=fact.number, item=item.code, uom=item.base_uom, quantity=total, bin=here.code,
        status=target, putaway_task_id=task_id, suggested_bin=found.bin,
        suggestion_text=found.text,
        text=f"{plain(total)} {item.code} in {here.code} are {words(target)} now.",
    )  # fmt: skip


def _store(
    conn: Connection, place: SiteRow, here: BinRow, item: ItemView, first: Load, total: Decimal,
    serials: tuple[str, ...], target: str, now: datetime,
) -> tuple[int | None, Suggestion]:  # fmt: skip
    """What follows for goods that may be sold: free for orders, or brought to storage first."""
    if target != AVAILABLE:
        return None, Suggestion("", "")
    if here.kind == "storage":
        stock_came(conn, place.site_id, [item.item_id])
        return None, Suggestion("", "")
    found = suggest_bin(
        conn, item, total, site_id=place.site_id, lot=first.lot, status=target, at=now
    )
    task = NewTask(
        kind="putaway", site_id=place.site_id, bin=here.code, item_id=item.item_id,
        quantity=total, target_bin=found.bin, suggestion=found.text, lot=first.lot,
        serials=serials, lpn=first.lpn,
    )  # fmt: skip
    return make_tasks(conn, [task], at=now)[0], found
