"""Taking in notices, and counting in a whole announced plate by its licence plate."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from landbridge.canon import Document, dump_json, load_json
from landbridge.canon.asn import Asn, Plate, PlateLine
from landbridge.kit.findings import Finding, error
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.inbound.notices.contracts import (
    AnnouncedPlate,
    PlateLineView,
    PlateReceived,
    PlateView,
)
from landbridge.wms.inbound.putaway.operations import retarget_tasks, suggest_for_plate
from landbridge.wms.inbound.receiving.counting import (
    Counted,
    CountedIn,
    count_in,
    lock_open,
    post_counted,
)
from landbridge.wms.master.contracts import Refused, Taken
from landbridge.wms.master.operations import know_numbers
from landbridge.wms.master.queries import items_by_code, scanned_bin
from landbridge.wms.master.rules import read_scan
from landbridge.wms.plates.contracts import CAME
from landbridge.wms.plates.keeping import know_plate

_ORDERS = """
SELECT o.owner, o.number, o.order_id FROM inbound_order o
JOIN unnest(%(owners)s::text[], %(numbers)s::text[]) AS w (owner, number) USING (owner, number)
"""
_PUT = """
INSERT INTO notice (owner, number, version, order_id, cancelled, content, changed_at)
VALUES (%(owner)s, %(number)s, %(version)s, %(order_id)s, %(cancelled)s, %(content)s, %(at)s)
ON CONFLICT (owner, number) DO UPDATE SET version = excluded.version,
  order_id = excluded.order_id, cancelled = excluded.cancelled, content = excluded.content,
  changed_at = excluded.changed_at
"""
_OF_ORDER = """
SELECT content FROM notice WHERE order_id = %(order_id)s AND NOT cancelled ORDER BY notice_id
"""
_OF_RECEIPT = """
SELECT n.content FROM receipt r JOIN notice n USING (order_id)
WHERE r.receipt_id = %(receipt_id)s AND NOT n.cancelled ORDER BY n.notice_id
"""
_ANNOUNCED = """
SELECT o.order_id, o.number FROM known_number k
JOIN inbound_order o ON o.order_id = k.target_id
JOIN site s USING (site_id)
WHERE k.number = upper(%(lpn)s) AND k.kind = 'inbound_order' AND k.meaning = 'lpn'
  AND s.code = %(site)s AND o.closed_at IS NULL
ORDER BY o.order_id LIMIT 1
"""
_NEST = """
UPDATE license_plate p SET parent_id = up.plate_id
FROM unnest(%(lpns)s::text[], %(parents)s::text[]) AS w (lpn, parent), license_plate up
WHERE p.site_id = %(site_id)s AND p.lpn = w.lpn AND up.site_id = p.site_id AND up.lpn = w.parent
"""
_CAME = """
SELECT DISTINCT rl.lpn FROM receipt_line rl JOIN receipt r USING (receipt_id)
WHERE r.order_id = %(order_id)s AND rl.lpn <> ''
"""


def take_notices(
    conn: Connection, documents: Sequence[Asn], *, at: datetime
) -> tuple[Taken | Refused, ...]:
    """Keep notices beside their orders; an unknown order or item is waited for (T-08)."""
    where = {
        "owners": [document.owner.code for document in documents],
        "numbers": [document.order_number for document in documents],
    }
    orders = {(owner, number): order_id for owner, number, order_id in conn.execute(_ORDERS, where)}
    items = items_by_code(
        conn, ((one.owner.code, line.item) for one in documents for line in _lines(one))
    )
    results: list[Taken | Refused] = []
    for document in documents:
        owner = document.owner.code
        order_id = orders.get((owner, document.order_number))
        missing = [line.item for line in _lines(document) if (owner, line.item) not in items]
        if order_id is None:
            text = f"The notice is for order {document.order_number}, which is not known here yet."
            parent = f"inbound_order/{owner}/{document.order_number}"
            results.append(_waits("order_number", "unknown-order", text, parent))
        elif missing:
            text = f"The notice names item {missing[0]}, which is not known here yet."
            results.append(_waits("plates", "unknown-item", text, f"item/{owner}/{missing[0]}"))
        else:
            _put(conn, document, order_id, at)
            results.append(
                Taken(kind=document.kind, owner=owner, number=document.number,
                      version=document.version)
            )  # fmt: skip
    return tuple(results)


def _waits(path: str, rule: str, text: str, parent: str) -> Refused:
    finding: Finding = error(path, rule, text)
    return Refused((finding,), parent)


def _lines(document: Asn) -> Iterator[PlateLine]:
    for plate in document.plates:
        yield from plate.lines


def _put(conn: Connection, document: Asn, order_id: int, at: datetime) -> None:
    conn.execute(
        _PUT,
        {
            "owner": document.owner.code, "number": document.number, "version": document.version,
            "order_id": order_id, "cancelled": document.status == "cancelled",
            "content": dump_json(document).decode(), "at": at,
        },
    )  # fmt: skip
    know_numbers(
        conn,
        [
            {"number": known.number, "kind": "inbound_order", "target_id": order_id,
             "meaning": "asn" if known.meaning == "number" else known.meaning}
            for known in document.known_numbers()
        ],
    )  # fmt: skip


def announced_plates(ground: Ground, *, order_id: int) -> tuple[PlateView, ...]:
    """Plates that notices announce for an inbound order, each after the one it stands on."""
    with ground.pg.snapshot() as conn:
        contents = conn.execute(_OF_ORDER, {"order_id": order_id}).fetchall()
        came = {row[0] for row in conn.execute(_CAME, {"order_id": order_id})}
    views: list[PlateView] = []
    for (content,) in contents:
        document = load_json(content.encode())
        assert isinstance(document, Asn)
        views += [_view(document, plate, depth, came) for plate, depth in _tree(document, "", 0)]
    return tuple(views)


def _tree(document: Asn, parent: str, depth: int) -> Iterator[tuple[Plate, int]]:
    for plate in document.plates:
        if plate.parent_lpn == parent:
            yield plate, depth
            yield from _tree(document, plate.lpn, depth + 1)


def _view(document: Asn, plate: Plate, depth: int, came: set[str]) -> PlateView:
    return PlateView(
        notice=document.number, lpn=plate.lpn, parent_lpn=plate.parent_lpn, depth=depth,
        package_type=plate.package_type, came=plate.lpn in came,
        lines=tuple(
            PlateLineView(
                item=line.item, quantity=line.quantity.value, uom=line.quantity.uom,
                order_line_id=line.order_line_id, lot=line.lot,
                expiry_on=line.expiry_on or line.best_before_on, serials=line.serials,
            )
            for line in plate.lines
        ),
    )  # fmt: skip


def receive_plate(
    ground: Ground, *, key: str, actor: str, receipt_id: int, lpn: str
) -> PlateReceived:
    """Count in all that a notice says is on a plate and on the plates upon it, in one step: one
    transaction, one posting. The plates stand on each other then as they were announced.

    Wrong: unknown-plate, plate-came, and what `receive_line` says of a line.
    """
    name = lpn.strip().removeprefix("(00)")
    name = name[2:] if len(name) == 20 and name.startswith("00") and name.isdigit() else name

    def work(conn: Connection) -> PlateReceived:
        order, receipt = lock_open(conn, receipt_id)
        contents = conn.execute(_OF_RECEIPT, {"receipt_id": receipt_id}).fetchall()
        documents = [load_json(content.encode()) for (content,) in contents]
        plates = next(filter(None, (_plates_upon(one, name) for one in documents)), [])
        if not plates:
            raise Wrong(f"No notice announces plate {name}.", "unknown-plate", read=name)
        came = {row[0] for row in conn.execute(_CAME, {"order_id": order.order_id})}
        if again := [plate.lpn for plate in plates if plate.lpn in came]:
            raise Wrong(f"Plate {again[0]} was counted in already.", "plate-came", read=again[0])
        counted: list[CountedIn] = []
        for plate in plates:
            for line in plate.lines:
                one = count_in(
                    ground, conn, order, receipt, item=line.item, quantity=line.quantity.value,
                    uom=line.quantity.uom, said=_said(plate, line), actor=actor, before=counted,
                )  # fmt: skip
                counted.append(one)
        counted = _stored_together(conn, order.owner, receipt.site_id, counted, ground.clock.now())
        _stand(conn, receipt.site_id, receipt.bin, plates, ground.clock.now(), actor)
        if counted:
            post_counted(ground, conn, counted, key=f"receive_plate/{key}", actor=actor)
        pieces = sum((one.answer.quantity for one in counted), Decimal(0))
        lines = f" in {len(counted)} lines" if len(counted) > 1 else ""
        words = f"Plate {name}: {plain(pieces)}{lines} received."
        return PlateReceived(lpn=name, received=tuple(one.answer for one in counted), text=words)

    return once(
        ground, work, key=key, operation="receive_plate", actor=actor, inputs=(receipt_id, lpn),
        answer=PlateReceived,
    )  # fmt: skip


def _stored_together(
    conn: Connection, owner: str, site_id: int, counted: list[CountedIn], at: datetime
) -> list[CountedIn]:
    """Goods of several kinds on one plate go to one bin, that takes all of them."""
    stored = [one.answer for one in counted if one.answer.putaway_task_id is not None]
    if len({(one.item, one.lot) for one in stored}) < 2:
        return counted
    items = items_by_code(conn, {(owner, one.item) for one in stored})
    load = [(items[owner, one.item], one.quantity, one.lot) for one in stored]
    found = suggest_for_plate(conn, load, site_id=site_id, at=at)
    retarget_tasks(conn, [one.putaway_task_id for one in stored], found.bin, found.text)
    return [
        replace(
            one,
            answer=replace(one.answer, suggested_bin=found.bin, suggestion_text=found.text)
            if one.answer.putaway_task_id is not None
            else one.answer,
        )
        for one in counted
    ]


def _plates_upon(document: Document, lpn: str) -> list[Plate]:
    assert isinstance(document, Asn)
    return [plate for plate, _ in _upon(document, lpn)]


def _said(plate: Plate, line: PlateLine) -> Counted:
    return Counted(
        lot=line.lot, expiry_on=line.expiry_on or line.best_before_on, serials=line.serials,
        lpn=plate.lpn, bin="", order_line_id=line.order_line_id, status="available",
        reason_code="", over_confirmed=False,
    )  # fmt: skip


def _stand(
    conn: Connection, site_id: int, bin: str, plates: Sequence[Plate], at: datetime, actor: str
) -> None:
    """Make plates known, empty ones too, and put them on each other."""
    bin_id = scanned_bin(conn, site_id, bin).bin_id
    for plate in plates:
        know_plate(
            conn, site_id=site_id, lpn=plate.lpn, bin_id=bin_id, at=at, actor=actor, what=CAME,
            package_type=plate.package_type, detail=f"in {bin}",
        )  # fmt: skip
    here = {plate.lpn for plate in plates}
    pairs = [(p.lpn, p.parent_lpn) for p in plates if p.parent_lpn in here]
    if pairs:
        conn.execute(
            _NEST,
            {"site_id": site_id, "lpns": [lpn for lpn, _ in pairs],
             "parents": [parent for _, parent in pairs]},
        )  # fmt: skip


def announced_by(ground: Ground, *, site: str, text: str) -> AnnouncedPlate | None:
    """The open order for which a notice announces the plate that was scanned; None if none does."""
    scan = read_scan(text, year=ground.clock.now().year)
    lpn = scan.sscc or scan.lpn or scan.plain
    if not lpn:
        return None
    with ground.pg.reading() as conn:
        row = conn.execute(_ANNOUNCED, {"lpn": lpn, "site": site}).fetchone()
    return None if row is None else AnnouncedPlate(order_id=row[0], number=row[1], lpn=lpn)


def _upon(document: Asn, lpn: str) -> Iterator[tuple[Plate, int]]:
    for plate in document.plates:
        if plate.lpn == lpn:
            yield plate, 0
            yield from _tree(document, lpn, 1)
