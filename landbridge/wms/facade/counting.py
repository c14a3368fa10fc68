"""Stock for people: counting it, moving it, looking at it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.wms.facade.contracts import StockCounted, StockMoved, StockWish
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import as_json
from landbridge.wms.inbound.putaway.finding import check_classes
from landbridge.wms.inbound.putaway.trimming import lock_putaways, trim_putaways
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Fact, Lot, Reason, StockMove
from landbridge.wms.master.adjusting import Change, adjustment_fact
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import Spot, carry, stock_came
from landbridge.wms.master.queries import (
    SiteRow,
    agreed,
    items_by_code,
    one_item,
    scanned_bin,
    site_by_code,
)
from landbridge.wms.master.rules import to_base
from landbridge.wms.upkeep.counts.planning import ask_for_count

SQL = named_sql("landbridge.wms.facade", "sql/facade.sql")
ZERO = Decimal(0)
REASONS = {"count": Reason.COUNT, "opening": Reason.OPENING, "scrap": Reason.SCRAP}


@dataclass(frozen=True, slots=True)
class _Counted:
    """A wish with its item and bin: base units, or the serials that are there."""

    wish: StockWish
    item: ItemView
    bin_id: int
    base: Decimal


def move_stock(
    ground: Ground,
    *,
    key: str,
    actor: str,
    site: str,
    source_bin: str,
    target_bin: str,
    item: str,
    quantity: Decimal,
    uom: str = "",
    owner: str = "",
    lot: str = "",
    serials: Sequence[str] = (),
    status: str = "available",
    lpn: str = "",
) -> StockMoved:
    """Move unreserved stock between two bins of a site.

    Wrong: unknown-site, unknown-bin, unknown-code, ambiguous-code, lot-missing, serials-missing,
    quantity, same-bin, wrong-class, not-enough.
    """
    read = tuple(serial.strip() for serial in serials if serial.strip())

    def work(conn: Connection) -> StockMoved:
        place = site_by_code(conn, site)
        scanned = one_item(ground, conn, item, owner=owner)
        thing = scanned.item
        base = to_base(thing, quantity, uom)
        lot_read = agreed(lot.strip(), scanned.scan.lot, "lot")
        _check_tracking(thing, base, lot_read, read)
        source = scanned_bin(conn, place.site_id, source_bin)
        target = scanned_bin(conn, place.site_id, target_bin)
        if source.code == target.code:
            raise Wrong(f"{source.code} was read twice.", "same-bin", read=source.code)
        if target.kind == "storage":
            check_classes(conn, [thing], target, site_id=place.site_id)
            stock_came(conn, place.site_id, [thing.item_id])
        lot_kept = lot_read if thing.lot_controlled else ""
        serials_read = read if thing.serial_controlled else ()
        spots = Spot(source.code, lpn, status), Spot(target.code, lpn, status)
        _relocate(ground, conn, place, thing, base, spots, lot_kept, serials_read,
                  key=key, actor=actor)  # fmt: skip
        return StockMoved(
            item=thing.code, uom=thing.base_uom, quantity=base, source_bin=source.code,
            target_bin=target.code,
            text=f"{plain(base)} {thing.code} moved from {source.code} to {target.code}.",
        )  # fmt: skip

    with _wondering(ground, site, source_bin, item, owner, actor):
        return once(
            ground, work, key=key, operation="move_stock", actor=actor, answer=StockMoved,
            inputs=(site, source_bin, target_bin, item, quantity, uom, owner, lot, read, status,
                    lpn),
        )  # fmt: skip


def _relocate(
    ground: Ground, conn: Connection, place: SiteRow, item: ItemView, base: Decimal,
    spots: tuple[Spot, Spot], lot: str, serials: Sequence[str], *, key: str, actor: str,
) -> None:  # fmt: skip
    """Post the move; what was to be put away from there shrinks with it."""
    source, target = spots
    storing = lock_putaways(conn, item, site_id=place.site_id, spot=source, lot=lot)
    moves = carry(
        item, site=place.code, source=source, target=target, quantity=base,
        reason=Reason.RELOCATION, lot=lot, serials=serials,
        document=DocumentRef("relocation", key[:80]),
    )  # fmt: skip
    now = ground.clock.now()
    ledger.post(ground, moves, key=f"move_stock/{key}", at=now, actor=actor, conn=conn)
    trim_putaways(conn, storing, item, site_id=place.site_id, spot=source, lot=lot, at=now)


@contextmanager
def _wondering(
    ground: Ground, site: str, bin: str, item: str, owner: str, actor: str
) -> Iterator[None]:
    """If somebody holds more than the books have there, it is counted."""

    def work(conn: Connection) -> None:
        thing = one_item(ground, conn, item, owner=owner).item
        ask_for_count(
            conn, site_id=site_by_code(conn, site).site_id, bin=bin, item_id=thing.item_id,
            cause="surprise", why=f"More {thing.code} was moved than the books had free.",
            at=ground.clock.now(), actor=actor,
        )  # fmt: skip

    try:
        yield
    except Wrong as wrong:
        if wrong.code == "not-enough":
            ground.pg.retrying(work)
        raise


def _check_tracking(item: ItemView, base: Decimal, lot: str, serials: Sequence[str]) -> None:
    """Wrong: lot-missing, serials-missing."""
    if item.lot_controlled and not lot:
        raise Wrong(f"{item.code} needs a lot number.", "lot-missing")
    if item.serial_controlled and Decimal(len(set(serials))) != base:
        text = f"{plain(base)} pieces of {item.code} need {plain(base)} serials."
        raise Wrong(text, "serials-missing", read=str(len(serials)), expected=plain(base))


def count_stock(
    ground: Ground,
    *,
    key: str,
    actor: str,
    site: str,
    wishes: Sequence[StockWish],
    reason_code: str = "count",
    announce: bool = True,
) -> StockCounted:
    """Set counted amounts (absolute, so repeating is harmless) and write one stock adjustment
    for each owner.

    reason_code: `count`, `opening`, `scrap` or the site's own.
    announce: False for opening stock that the other side knows already: no journal entry.
    Wrong: reserved (less was counted than is promised to orders), unknown-code, unknown-bin,
    lot-missing, serials-missing, serial-known, quantity.
    """

    def work(conn: Connection) -> StockCounted:
        now = ground.clock.now()
        place = site_by_code(conn, site)
        counted = _read(conn, place, wishes)
        changes = _differences(conn, counted, reason_code)
        if not changes:
            return StockCounted(number="", line_count=0, change=ZERO)
        _keep_lots(ground, conn, counted)
        facts = _facts(conn, place.code, changes, now) if announce else []
        number = facts[0].number if facts else ""
        moves = [
            move
            for wish, change in changes
            for move in _moves(place.code, wish, change, number or key[:80])
        ]
        stock_came(conn, place.site_id, sorted({change.item.item_id for _, change in changes}))
        ledger.post(
            ground, moves, key=f"count_stock/{key}", at=now, actor=actor, facts=facts, conn=conn
        )
        total = sum((change.quantity for _, change in changes), ZERO)
        return StockCounted(number=number, line_count=len(changes), change=total)

    return once(
        ground, work, key=key, operation="count_stock", actor=actor,
        inputs=(site, [asdict(wish) for wish in wishes], reason_code, announce),
        answer=StockCounted,
    )  # fmt: skip


def _read(conn: Connection, place: SiteRow, wishes: Sequence[StockWish]) -> list[_Counted]:
    items = items_by_code(conn, ((wish.owner, wish.item) for wish in wishes))
    rows = [{"n": n, "bin": wish.bin.strip()} for n, wish in enumerate(wishes)]
    bins = {
        n: (bin_id, code, active)
        for n, bin_id, code, _, active in conn.execute(
            SQL["bins_of_wishes"], {"rows": as_json(rows), "site_id": place.site_id}
        )
    }
    counted = []
    for n, wish in enumerate(wishes):
        item = items.get((wish.owner, wish.item))
        if item is None:
            raise Wrong(f"No item has the code {wish.item}.", "unknown-code", read=wish.item)
        bin_id, code, _ = bins[n]
        if bin_id is None:
            raise Wrong(f"There is no bin {wish.bin} here.", "unknown-bin", read=wish.bin)
        counted.append(_fit(replace(wish, bin=code), item, bin_id))
    return counted


def _fit(wish: StockWish, item: ItemView, bin_id: int) -> _Counted:
    base = to_base(item, wish.quantity, wish.uom) if wish.quantity else ZERO
    _check_tracking(item, base, wish.lot, wish.serials)
    if not item.lot_controlled:
        wish = replace(wish, lot="")
    if not item.serial_controlled:
        wish = replace(wish, serials=())
    return _Counted(wish, item, bin_id, base)


def _differences(
    conn: Connection, counted: Sequence[_Counted], reason_code: str
) -> list[tuple[StockWish, Change]]:
    """What must change so that each counted key holds what was counted."""
    rows = [
        {
            "n": n, "owner": entry.item.owner, "item": entry.item.code, "bin_id": entry.bin_id,
            "lot": entry.wish.lot, "status": entry.wish.status, "lpn": entry.wish.lpn,
        }
        for n, entry in enumerate(counted)
    ]  # fmt: skip
    standing: dict[int, dict[str, Decimal]] = {n: {} for n in range(len(counted))}
    for n, serial, on_hand in conn.execute(SQL["standing"], {"rows": as_json(rows)}):
        standing[n][serial] = on_hand
    changes = []
    for n, entry in enumerate(counted):
        for serials, amount in _changes(entry, standing[n]):
            change = Change(
                item=entry.item, quantity=amount, status=entry.wish.status,
                reason_code=reason_code, lot=entry.wish.lot, serials=serials,
                expiry_on=entry.wish.expiry_on,
            )  # fmt: skip
            changes.append((entry.wish, change))
    return changes


def _changes(
    entry: _Counted, standing: Mapping[str, Decimal]
) -> list[tuple[tuple[str, ...], Decimal]]:
    if not entry.item.serial_controlled:
        change = entry.base - standing.get("", ZERO)
        return [((), change)] if change else []
    there = {serial for serial in standing if serial}
    added = tuple(serial for serial in entry.wish.serials if serial not in there)
    gone = tuple(sorted(there - set(entry.wish.serials)))
    parts = [(added, Decimal(len(added))), (gone, Decimal(-len(gone)))]
    return [(serials, amount) for serials, amount in parts if serials]


def _keep_lots(ground: Ground, conn: Connection, counted: Sequence[_Counted]) -> None:
    """Lots with their days; a lot that is known with another day is Wrong("wrong-expiry")."""
    lots: dict[tuple[str, str, str], date] = {}
    for entry in counted:
        name = (entry.item.owner, entry.item.code, entry.wish.lot)
        if not entry.wish.lot or entry.wish.expiry_on is None:
            continue
        if lots.setdefault(name, entry.wish.expiry_on) != entry.wish.expiry_on:
            raise Wrong(f"Lot {entry.wish.lot} has two expiry dates.", "wrong-expiry")
    rows = [{"owner": owner, "item": item, "lot": lot} for owner, item, lot in lots]
    for owner, item, lot, day in conn.execute(SQL["lot_days"], {"rows": as_json(rows)}):
        if day is not None and day != lots[owner, item, lot]:
            text = f"Lot {lot} expires on {day}, not on {lots[owner, item, lot]}."
            raise Wrong(text, "wrong-expiry", expected=day.isoformat())
    if lots:
        known = [
            Lot(owner=owner, item=item, lot=lot, expiry_on=day)
            for (owner, item, lot), day in lots.items()
        ]
        ledger.put_lots(ground, known, conn=conn)


def _facts(
    conn: Connection, site: str, changes: Sequence[tuple[StockWish, Change]], now: datetime
) -> list[Fact]:
    owners = dict.fromkeys(change.item.owner for _, change in changes)
    return [
        adjustment_fact(
            conn, owner, site,
            [change for _, change in changes if change.item.owner == owner], at=now,
        )
        for owner in owners
    ]  # fmt: skip


def _moves(site: str, wish: StockWish, change: Change, number: str) -> list[StockMove]:
    inside = Spot(wish.bin, wish.lpn, wish.status)
    outside = Spot("@ADJUSTMENT", "", wish.status)
    source, target = (outside, inside) if change.quantity > 0 else (inside, outside)
    return carry(
        change.item, site=site, source=source, target=target, quantity=abs(change.quantity),
        lot=change.lot, serials=change.serials, reason_code=change.reason_code,
        reason=REASONS.get(change.reason_code, Reason.ADJUSTMENT),
        document=DocumentRef("stock_adjustment", number),
    )  # fmt: skip
