"""Making, nesting, splitting, merging, moving and emptying licence plates.

Each is one transaction and safe to repeat with its key. Goods change plate or bin by moves of the
ledger, so its books hold them all the time.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.inbound.putaway.finding import check_classes
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Reason, StockMove
from landbridge.wms.master.moving import stock_came
from landbridge.wms.master.queries import (
    SiteRow,
    items_by_code,
    one_item,
    scanned_bin,
    site_by_code,
)
from landbridge.wms.master.rules import to_base
from landbridge.wms.plates.contracts import (
    CREATED,
    EMPTIED,
    MERGED,
    MOVED,
    NESTED,
    SPLIT,
    TAKEN_OFF,
    PlateChanged,
)
from landbridge.wms.plates.keeping import (
    SQL,
    Load,
    LockedPlate,
    bin_now,
    check_lpn,
    know_plate,
    loads,
    lock_plates,
    lock_tree,
    new_lpn,
    tell,
)

ZERO = Decimal(0)
DEPTH_MAX = 6


def create_plate(
    ground: Ground, *, key: str, actor: str, site: str, bin: str, lpn: str = "",
    package_type: str = "",
) -> PlateChanged:  # fmt: skip
    """A new, empty plate in a bin; without an lpn it gets an SSCC of the site.

    Wrong: unknown-site, unknown-bin, blocked-bin, lpn, carton, plate-known.
    """

    def work(conn: Connection, place: SiteRow, now: datetime) -> PlateChanged:
        target = scanned_bin(conn, place.site_id, bin)
        name = check_lpn(lpn) if lpn.strip() else new_lpn(conn, place)
        plate_id = know_plate(
            conn, site_id=place.site_id, lpn=name, bin_id=target.bin_id, at=now, actor=actor,
            what=CREATED, package_type=package_type.strip(), detail=f"in {target.code}",
        )  # fmt: skip
        if plate_id is None:
            raise Wrong(f"Plate {name} is there already.", "plate-known", read=name)
        return PlateChanged(
            plate_id=plate_id, lpn=name, bin=target.code, quantity=ZERO,
            text=f"Plate {name} is in {target.code}.",
        )  # fmt: skip

    return _once(ground, work, "create_plate", key, actor, site, (bin, lpn, package_type))


def nest_plate(
    ground: Ground, *, key: str, actor: str, site: str, lpn: str, parent_lpn: str
) -> PlateChanged:
    """Put a plate on another one in the same bin; parent "" takes it off.

    Wrong: unknown-plate, carton, other-bin, nested-in-itself, too-deep.
    """

    def work(conn: Connection, place: SiteRow, now: datetime) -> PlateChanged:
        names = [check_lpn(lpn), *([check_lpn(parent_lpn)] if parent_lpn.strip() else [])]
        found = lock_plates(conn, place, names, at=now, actor=actor)
        plate = found[names[0]]
        stock = loads(conn, place.site_id, names)
        here = bin_now(plate, stock)
        parent = found[names[1]] if len(names) > 1 else None
        if parent is not None:
            _check_nesting(conn, plate, parent, here, bin_now(parent, stock))
        conn.execute(
            SQL["set_parent"],
            {"plate_id": plate.plate_id, "parent_id": parent.plate_id if parent else None},
        )
        detail = f"on {parent.lpn}" if parent else f"stands alone in {here}"
        tell(conn, [plate.plate_id], at=now, actor=actor, detail=detail,
             what=NESTED if parent else TAKEN_OFF)  # fmt: skip
        return PlateChanged(
            plate_id=plate.plate_id, lpn=plate.lpn, bin=here, quantity=ZERO,
            text=f"Plate {plate.lpn} {'stands ' if parent else ''}{detail}.",
        )  # fmt: skip

    return _once(ground, work, "nest_plate", key, actor, site, (lpn, parent_lpn))


def _check_nesting(
    conn: Connection, plate: LockedPlate, parent: LockedPlate, here: str, there: str
) -> None:
    if here != there:
        text = f"{plate.lpn} is in {here}, {parent.lpn} in {there}. Move one to the other first."
        raise Wrong(text, "other-bin", read=here, expected=there)
    above = [row[0] for row in conn.execute(SQL["above"], {"plate_id": parent.plate_id})]
    if plate.plate_id in above:
        text = f"{parent.lpn} stands on {plate.lpn}; it cannot be the other way round too."
        raise Wrong(text, "nested-in-itself", read=parent.lpn)
    if len(above) >= DEPTH_MAX:
        raise Wrong(f"Plates stand on each other at most {DEPTH_MAX} deep.", "too-deep")


def move_plate(
    ground: Ground, *, key: str, actor: str, site: str, lpn: str, bin: str
) -> PlateChanged:
    """Move a plate with all that is on it, and all plates upon it, to another bin of the site.

    Putaway tasks of its goods are done if the bin is a storage bin, else they follow it.
    Wrong: unknown-plate, carton, unknown-bin, blocked-bin, same-bin, wrong-class, not-enough
    (promised).
    """

    def work(conn: Connection, place: SiteRow, now: datetime) -> PlateChanged:
        name = check_lpn(lpn)
        plate = lock_plates(conn, place, [name], at=now, actor=actor)[name]
        tree = lock_tree(conn, plate)
        stock = loads(conn, place.site_id, [one.lpn for one in tree])
        here = bin_now(plate, stock)
        target = scanned_bin(conn, place.site_id, bin)
        if target.code == here and all(load.bin == here for load in stock):
            raise Wrong(f"Plate {name} is in {here} already.", "same-bin", read=here)
        _refuse_promised(stock, name)
        if target.kind == "storage":
            known = items_by_code(conn, {(load.owner, load.item) for load in stock})
            check_classes(conn, known.values(), target, site_id=place.site_id)
        putaways = _take_tasks(conn, place, tree, target.kind, target.code, now, actor)
        ids = [one.plate_id for one in tree]
        conn.execute(SQL["set_bin"], {"bin_id": target.bin_id, "plate_ids": ids})
        if plate.parent_id is not None:
            conn.execute(SQL["set_parent"], {"plate_id": plate.plate_id, "parent_id": None})
        tell(conn, ids, at=now, actor=actor, what=MOVED, detail=f"{here} to {target.code}")
        moves = [
            StockMove(
                source=load.key(place.code), target=load.key(place.code, bin=target.code),
                quantity=load.on_hand, document=DocumentRef("license_plate", name),
                reason=Reason.PUTAWAY if putaways else Reason.RELOCATION,
            )
            for load in stock if load.bin != target.code
        ]  # fmt: skip
        if target.kind == "storage":
            _stock_came(conn, place, stock)
        _post(ground, conn, moves, f"move_plate/{key}", now, actor)
        total = sum((load.on_hand for load in stock), ZERO)
        return PlateChanged(
            plate_id=plate.plate_id, lpn=name, bin=target.code, quantity=total,
            text=f"Plate {name} with {plain(total)} pieces moved from {here} to {target.code}.",
        )  # fmt: skip

    return _once(ground, work, "move_plate", key, actor, site, (lpn, bin))


def _refuse_promised(stock: Sequence[Load], lpn: str) -> None:
    """What orders were promised is picked where it stands; the plate waits for that."""
    waiting = next((load for load in stock if load.reserved > 0), None)
    if waiting is not None:
        text = (
            f"{plain(waiting.reserved)} {waiting.item} on plate {lpn} are promised to orders. "
            "They are picked first; then the plate can go."
        )
        raise Wrong(text, "not-enough", read=lpn)


def _take_tasks(
    conn: Connection, place: SiteRow, tree: Sequence[LockedPlate], kind: str, bin: str,
    now: datetime, actor: str,
) -> int:  # fmt: skip
    """Putaway tasks of plates: done in a storage bin, carried on elsewhere; how many are done."""
    rows = _open_tasks(conn, place, [one.lpn for one in tree])
    ids = [task_id for task_id, task_kind in rows if task_kind == "putaway"]
    if not ids:
        return 0
    if kind != "storage":
        conn.execute(SQL["carry_tasks"], {"task_ids": ids, "bin": bin})
        return 0
    conn.execute(SQL["finish_tasks"], {"task_ids": ids, "at": now, "actor": actor})
    return len(ids)


def _open_tasks(conn: Connection, place: SiteRow, lpns: Sequence[str]) -> list[tuple[int, str]]:
    rows = conn.execute(SQL["open_tasks"], {"site_id": place.site_id, "lpns": [*lpns]})
    return [(row[0], row[1]) for row in rows]


def split_plate(
    ground: Ground, *, key: str, actor: str, site: str, lpn: str, item: str, quantity: Decimal,
    uom: str = "", lot: str = "", serials: Sequence[str] = (), status: str = "available",
    target_lpn: str = "",
) -> PlateChanged:  # fmt: skip
    """Take goods off a plate onto another one in the same bin; without one onto a new plate.

    Wrong: unknown-plate, carton, other-bin, same-plate, plate-has-task, unknown-code, quantity,
    lot-missing, serials-missing, not-enough.
    """
    read = tuple(serial.strip() for serial in serials if serial.strip())

    def work(conn: Connection, place: SiteRow, now: datetime) -> PlateChanged:
        name = check_lpn(lpn)
        other = check_lpn(target_lpn) if target_lpn.strip() else new_lpn(conn, place)
        source = lock_plates(conn, place, [name], at=now, actor=actor)[name]
        stock = loads(conn, place.site_id, [name])
        here = bin_now(source, stock)
        target = _target(conn, place, name, other, here, now, actor)
        _refuse_tasks(conn, place, [name])
        thing = one_item(ground, conn, item)
        base = to_base(thing.item, quantity, uom)
        taken = _choose(
            [load for load in stock if (load.owner, load.item, load.status)
             == (thing.item.owner, thing.item.code, status)],
            base, lot.strip() or thing.scan.lot, read, name, thing.item.code,
        )  # fmt: skip
        detail = f"{plain(base)} {thing.item.code} from {name} to {other}"
        tell(conn, [source.plate_id, target.plate_id], at=now, actor=actor, what=SPLIT,
             detail=detail)  # fmt: skip
        moves = _to_plate(place, taken, other)
        _post(ground, conn, moves, f"split_plate/{key}", now, actor)
        return PlateChanged(
            plate_id=target.plate_id, lpn=other, bin=here, quantity=base, text=f"{detail}.",
        )  # fmt: skip

    inputs = (lpn, item, quantity, uom, lot, read, status, target_lpn)
    return _once(ground, work, "split_plate", key, actor, site, inputs)


def _target(
    conn: Connection, place: SiteRow, name: str, other: str, here: str, now: datetime, actor: str
) -> LockedPlate:
    """The plate that goods go to, in the same bin; made if it is new."""
    if other == name:
        raise Wrong(f"{name} was read twice.", "same-plate", read=name)
    bin_id = scanned_bin(conn, place.site_id, here).bin_id
    know_plate(
        conn, site_id=place.site_id, lpn=other, bin_id=bin_id, at=now, actor=actor, what=CREATED,
        detail=f"in {here}",
    )  # fmt: skip
    target = lock_plates(conn, place, [other], at=now, actor=actor)[other]
    there = bin_now(target, loads(conn, place.site_id, [other]))
    if there != here:
        text = f"{name} is in {here}, {other} in {there}. Move one to the other first."
        raise Wrong(text, "other-bin", read=there, expected=here)
    return target


def _refuse_tasks(conn: Connection, place: SiteRow, lpns: Sequence[str]) -> None:
    if rows := _open_tasks(conn, place, lpns):
        text = f"Task {rows[0][0]} ({rows[0][1]}) waits for this plate. Do it first."
        raise Wrong(text, "plate-has-task", read=str(rows[0][0]))


def _choose(
    stock: Sequence[Load], base: Decimal, lot: str, serials: Sequence[str], lpn: str, item: str
) -> list[tuple[Load, Decimal]]:
    """Which balances, and how much of each. Wrong: lot-missing, serials-missing, not-enough."""
    fit = [load for load in stock if not lot or load.lot == lot]
    if len({load.lot for load in fit}) > 1:
        raise Wrong(f"Several lots of {item} are on {lpn}. Scan the lot too.", "lot-missing")
    if any(load.serial for load in fit):
        by_serial = {load.serial: load for load in fit}
        if Decimal(len(set(serials))) != base or not by_serial.keys() >= set(serials):
            text = f"{plain(base)} pieces of {item} need {plain(base)} serials that are on {lpn}."
            raise Wrong(text, "serials-missing", read=str(len(serials)))
        return [(by_serial[serial], Decimal(1)) for serial in serials]
    on_hand = sum((load.on_hand for load in fit), ZERO)
    if on_hand < base or not fit:
        text = f"{plain(on_hand)} {item} are on {lpn}, not {plain(base)}."
        raise Wrong(text, "not-enough", read=plain(base), expected=plain(on_hand))
    return [(fit[0], base)]


def merge_plates(
    ground: Ground, *, key: str, actor: str, site: str, lpn: str, target_lpn: str
) -> PlateChanged:
    """Put all goods of one plate, and the plates upon it, onto another one in the same bin.

    Wrong: unknown-plate, carton, other-bin, same-plate, plate-has-task, not-enough (promised).
    """

    def work(conn: Connection, place: SiteRow, now: datetime) -> PlateChanged:
        name, other = check_lpn(lpn), check_lpn(target_lpn)
        if name == other:
            raise Wrong(f"{name} was read twice.", "same-plate", read=name)
        found = lock_plates(conn, place, [name, other], at=now, actor=actor)
        source, target = found[name], found[other]
        stock = loads(conn, place.site_id, [name, other])
        _check_nesting(conn, source, target, bin_now(source, stock), bin_now(target, stock))
        _refuse_tasks(conn, place, [name])
        mine = [load for load in stock if load.lpn == name]
        children = lock_tree(conn, source)[:]
        for child in children:
            if child.parent_id == source.plate_id:
                values = {"plate_id": child.plate_id, "parent_id": target.plate_id}
                conn.execute(SQL["set_parent"], values)
        total = sum((load.on_hand for load in mine), ZERO)
        tell(conn, [source.plate_id, target.plate_id], at=now, actor=actor, what=MERGED,
             detail=f"{name} onto {other}")  # fmt: skip
        moves = _to_plate(place, [(load, load.on_hand) for load in mine], other)
        _post(ground, conn, moves, f"merge_plates/{key}", now, actor)
        return PlateChanged(
            plate_id=target.plate_id, lpn=other, bin=bin_now(target, stock), quantity=total,
            text=f"All of plate {name} is on {other} now.",
        )  # fmt: skip

    return _once(ground, work, "merge_plates", key, actor, site, (lpn, target_lpn))


def empty_plate(ground: Ground, *, key: str, actor: str, site: str, lpn: str) -> PlateChanged:
    """Take all goods off a plate; they stand loose in its bin then. Plates upon it stay.

    Wrong: unknown-plate, carton, plate-has-task, plate-empty, not-enough (promised).
    """

    def work(conn: Connection, place: SiteRow, now: datetime) -> PlateChanged:
        name = check_lpn(lpn)
        plate = lock_plates(conn, place, [name], at=now, actor=actor)[name]
        stock = loads(conn, place.site_id, [name])
        if not stock:
            raise Wrong(f"Nothing is on plate {name}.", "plate-empty", read=name)
        _refuse_tasks(conn, place, [name])
        here = bin_now(plate, stock)
        total = sum((load.on_hand for load in stock), ZERO)
        tell(conn, [plate.plate_id], at=now, actor=actor, what=EMPTIED,
             detail=f"{plain(total)} pieces stand loose in {here}")  # fmt: skip
        moves = _to_plate(place, [(load, load.on_hand) for load in stock], "")
        _post(ground, conn, moves, f"empty_plate/{key}", now, actor)
        return PlateChanged(
            plate_id=plate.plate_id, lpn=name, bin=here, quantity=total,
            text=f"Plate {name} is empty; {plain(total)} pieces stand loose in {here}.",
        )  # fmt: skip

    return _once(ground, work, "empty_plate", key, actor, site, (lpn,))


def _to_plate(place: SiteRow, taken: Sequence[tuple[Load, Decimal]], lpn: str) -> list[StockMove]:
    return [
        StockMove(
            source=load.key(place.code), target=load.key(place.code, lpn=lpn), quantity=amount,
            reason=Reason.RELOCATION, document=DocumentRef("license_plate", lpn or load.lpn),
        )
        for load, amount in taken
    ]  # fmt: skip


def _stock_came(conn: Connection, place: SiteRow, stock: Sequence[Load]) -> None:
    pairs = sorted({(load.owner, load.item) for load in stock})
    where = {"owners": [pair[0] for pair in pairs], "codes": [pair[1] for pair in pairs]}
    ids = [row[0] for row in conn.execute(SQL["items_of"], where)]
    if ids:
        stock_came(conn, place.site_id, ids)


def _post(
    ground: Ground, conn: Connection, moves: Sequence[StockMove], key: str, now: datetime,
    actor: str,
) -> None:  # fmt: skip
    if moves:
        ledger.post(ground, moves, key=key, at=now, actor=actor, conn=conn)


def _once(
    ground: Ground, work: Callable[[Connection, SiteRow, datetime], PlateChanged], operation: str,
    key: str, actor: str, site: str, inputs: tuple[object, ...],
) -> PlateChanged:  # fmt: skip
    return once(
        ground, lambda conn: work(conn, site_by_code(conn, site), ground.clock.now()), key=key,
        operation=operation, actor=actor, inputs=(site, *inputs), answer=PlateChanged,
    )  # fmt: skip
