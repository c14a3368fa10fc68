"""Changes of status over all bins. The office is told by one stock adjustment for each owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.kit.words import counted
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import fetch_all
from landbridge.wms.inbound.inspection.operations import words
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Fact, Reason, StockMove
from landbridge.wms.master.adjusting import Change, adjustment_fact
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, carry, stock_came
from landbridge.wms.master.queries import (
    SiteRow,
    items_by_code,
    one_item,
    scanned_bin,
    site_by_code,
)

SQL = named_sql("landbridge.wms.upkeep", "sql/statuses.sql")
STATUSES = ("available", "quality_hold", "quarantine", "damaged", "expired")
ROWS_MAX = 5_000
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusesChanged:
    """quantity: changed, in base units.  promised: left as it is, because orders have it.
    adjustments: what the office was told."""

    quantity: Decimal
    bin_count: int
    promised: Decimal
    adjustments: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    owner: str
    item: str
    lot: str
    serial: str
    lpn: str
    bin: str
    free: Decimal
    reserved: Decimal


def change_statuses(
    ground: Ground, *, key: str, actor: str, site: str, source: str, target: str,
    reason_code: str, item: str = "", owner: str = "", lot: str = "", bin: str = "",
) -> StatusesChanged:  # fmt: skip
    """Put all stock of an item, of a lot or in a bin from one status (`source`) into another.

    What is promised to orders is not taken from them: it is told in `promised`. Wrong: status,
    reason, nothing-named, unknown-site, unknown-bin, unknown-code, ambiguous-code, not-enough,
    too-much.
    """
    reason = reason_code.strip()

    def work(conn: Connection) -> StatusesChanged:
        place = site_by_code(conn, site)
        _check(source, target, reason, bool(item or lot.strip() or bin))
        thing = one_item(ground, conn, item, owner=owner).item if item else None
        where = {
            "site_id": place.site_id, "status": source, "lot": lot.strip(),
            "item": thing.code if thing else "", "owner": thing.owner if thing else "",
            "bin_id": scanned_bin(conn, place.site_id, bin).bin_id if bin else None,
            "limit": ROWS_MAX + 1,
        }  # fmt: skip
        found = fetch_all(conn, _Standing, SQL["standing"], where)
        if len(found) > ROWS_MAX:
            text = f"More than {ROWS_MAX} places are too many at once. Name a lot or a bin."
            raise Wrong(text, "too-much")
        return _change(ground, conn, place, found, source, target, reason, key=key, actor=actor)

    return once(
        ground, work, key=key, operation="change_statuses", actor=actor, answer=StatusesChanged,
        inputs=(site, source, target, reason, item, owner, lot, bin),
    )  # fmt: skip


def _check(source: str, target: str, reason: str, is_named: bool) -> None:
    if not {source, target} <= {*STATUSES} or source == target:
        known = ", ".join(STATUSES)
        raise Wrong(f"From one status to another, please: {known}.", "status", read=target)
    if not reason or len(reason) > 80:
        raise Wrong("Say why, in a few words.", "reason", read=reason)
    if not is_named:
        raise Wrong("Say what: an item, a lot or a bin.", "nothing-named")


def _change(
    ground: Ground, conn: Connection, place: SiteRow, found: Sequence[_Standing], source: str,
    target: str, reason: str, *, key: str, actor: str,
) -> StatusesChanged:  # fmt: skip
    now = ground.clock.now()
    promised = sum((one.reserved for one in found), ZERO)
    free = [one for one in found if one.free > 0]
    if not free:
        what = f"All {plain(promised)} are promised to orders." if promised else "There is none."
        raise Wrong(f"Nothing is changed. {what}", "not-enough")
    items = items_by_code(conn, ((one.owner, one.item) for one in free))
    facts: list[Fact] = []
    moves: list[StockMove] = []
    for owner in dict.fromkeys(one.owner for one in free):
        mine = [one for one in free if one.owner == owner]
        fact = adjustment_fact(
            conn, owner, place.code, _changes(mine, items, source, target, reason), at=now,
            note=f"{source} to {target}: {reason}",
        )  # fmt: skip
        facts.append(fact)
        for one in mine:
            moves += carry(
                items[owner, one.item], site=place.code, source=Spot(one.bin, one.lpn, source),
                target=Spot(one.bin, one.lpn, target), quantity=one.free, lot=one.lot,
                serials=(one.serial,) if one.serial else (), reason=Reason.STATUS_CHANGE,
                reason_code=reason, document=DocumentRef("stock_adjustment", fact.number),
            )  # fmt: skip
    stock_came(conn, place.site_id, sorted({item.item_id for item in items.values()}))
    ledger.post(
        ground, moves, key=f"change_statuses/{key}", at=now, actor=actor, facts=facts, conn=conn
    )
    total = sum((one.free for one in free), ZERO)
    bins = len({one.bin for one in free})
    text = f"{plain(total)} in {counted(bins, 'bin')} are {words(target)} now."
    if promised:
        text += f" {plain(promised)} are promised to orders and stay as they are."
    return StatusesChanged(
        quantity=total, bin_count=bins, promised=promised, text=text,
        adjustments=tuple(fact.number for fact in facts),
    )  # fmt: skip


def _changes(
    free: Sequence[_Standing], items: dict[tuple[str, str], ItemView], source: str, target: str,
    reason: str,
) -> list[Change]:  # fmt: skip
    """One line out of a status and one into the other, for each item and lot."""
    sums: dict[tuple[str, str, str], Decimal] = {}
    serials: dict[tuple[str, str, str], list[str]] = {}
    for one in free:
        name = (one.owner, one.item, one.lot)
        sums[name] = sums.get(name, ZERO) + one.free
        serials.setdefault(name, []).extend([one.serial] if one.serial else [])
    return [
        Change(
            item=items[name[0], name[1]], quantity=amount, status=status, reason_code=reason,
            lot=name[2], serials=tuple(serials[name]),
        )
        for name, total in sums.items()
        for amount, status in ((-total, source), (total, target))
    ]  # fmt: skip
