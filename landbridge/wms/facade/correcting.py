"""Corrections of stock that the office has booked: the floor's books follow, and tell nothing back.

What is less is taken from stock that nobody is promised; what is more comes in at the dock and
gets a task to bring it to storage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from landbridge.canon.stock_correction import CorrectedLine, StockCorrection
from landbridge.kit.findings import Finding, error, warning
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.inbound.putaway.operations import suggest_bin
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.contracts import DocumentRef, Lot, Reason, StockMove
from landbridge.wms.master.contracts import ItemView, Refused, Taken
from landbridge.wms.master.moving import Spot, carry, stock_came
from landbridge.wms.master.queries import (
    SiteRow,
    first_bin,
    items_by_code,
    scanned_bin,
    sites_by_code,
)
from landbridge.wms.master.rules import to_base
from landbridge.wms.putback.operations import KIND, Back, make_put_backs
from landbridge.wms.tasks.operations import NewTask

SQL = named_sql("landbridge.wms.facade", "sql/correcting.sql")
ZERO = Decimal(0)
DOCK_KINDS = ("receiving", "staging", "packing")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its item; change in base units, signed."""

    line: CorrectedLine
    item: ItemView
    change: Decimal


class _NotPossible(Exception):
    """A line cannot be booked; nothing of the document is."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.text)


def take_corrections(
    ground: Ground, conn: Connection, documents: Sequence[StockCorrection], *, at: datetime
) -> tuple[Taken | Refused, ...]:
    """Book corrections, each wholly or not at all; none twice in one call."""
    sites = sites_by_code(conn, (document.site for document in documents))
    items = items_by_code(
        conn,
        (
            pair
            for document in documents
            for pair in ((document.owner.code, line.item) for line in document.lines)
        ),
    )
    results: list[Taken | Refused] = []
    for document in documents:
        site = sites.get(document.site)
        if site is None:
            text = f"There is no site {document.site!r}; open it or correct the map."
            results.append(Refused((error("site", "unknown-site", text),)))
            continue
        lines = _read(document, items)
        if isinstance(lines, Refused):
            results.append(lines)
        elif _is_booked(conn, document):
            text = f"Correction {document.number} is booked already; send a new one for the rest."
            results.append(_taken(document, (warning("version", "booked-before", text),)))
        else:
            results.append(_book(ground, conn, document, site, lines, at))
    return tuple(results)


def _read(
    document: StockCorrection, items: dict[tuple[str, str], ItemView]
) -> list[_Line] | Refused:
    owner = document.owner.code
    read = []
    for index, line in enumerate(document.lines):
        path = f"lines[{index}]"
        item = items.get((owner, line.item))
        if item is None:
            text = f"Line {line.line_id} names item {line.item}, which is not known here yet."
            finding = error(f"{path}.item", "unknown-item", text)
            return Refused((finding,), f"item/{owner}/{line.item}")
        try:
            amount = to_base(item, abs(line.change.value), line.change.uom)
        except Wrong as wrong:
            return Refused((error(f"{path}.change", wrong.code, wrong.what),))
        read.append(_Line(line, item, amount if line.change.value > 0 else -amount))
    return read


def _is_booked(conn: Connection, document: StockCorrection) -> bool:
    row = conn.execute(
        "SELECT EXISTS (SELECT FROM accepted WHERE kind = %s AND owner = %s AND number = %s)",
        [document.kind, document.owner.code, document.number],
    ).fetchone()
    return bool(row and row[0])


def _taken(document: StockCorrection, findings: tuple[Finding, ...] = ()) -> Taken:
    return Taken(
        kind=document.kind, owner=document.owner.code, number=document.number,
        version=document.version, findings=findings,
    )  # fmt: skip


def _book(
    ground: Ground,
    conn: Connection,
    document: StockCorrection,
    site: SiteRow,
    lines: Sequence[_Line],
    at: datetime,
) -> Taken | Refused:
    moves: list[StockMove] = []
    backs: list[Back] = []
    try:
        for one in sorted(lines, key=lambda one: one.item.item_id):
            if one.change < 0:
                moves += _less(conn, document, site, one)
            else:
                moves += _more(ground, conn, document, site, one, backs)
    except _NotPossible as fault:
        return Refused((fault.finding,))
    make_put_backs(conn, backs, at=at)
    stock_came(conn, site.site_id, sorted({one.item.item_id for one in lines}))
    key = f"stock_correction/{document.owner.code}/{document.number}"
    ledger.post(ground, moves, key=key, at=at, actor="bridge", conn=conn)
    return _taken(document)


def _less(
    conn: Connection, document: StockCorrection, site: SiteRow, one: _Line
) -> list[StockMove]:
    """Out of what lies free: the named bin first, then the oldest."""
    line = one.line
    rows = conn.execute(
        SQL["free"],
        {
            "site_id": site.site_id, "owner": one.item.owner, "item": one.item.code,
            "lot": line.lot, "status": line.status, "bin": line.bin,
            "serials": [*line.serials],
        },
    ).fetchall()  # fmt: skip
    left = -one.change
    moves: list[StockMove] = []
    for bin_code, lot, serial, lpn, free in rows:
        part = min(left, free)
        if part <= 0:
            break
        left -= part
        moves += carry(
            one.item, site=site.code, source=Spot(bin_code, lpn, line.status),
            target=Spot("@ADJUSTMENT", "", line.status), quantity=part, lot=lot,
            serials=(serial,) if serial else (), reason=Reason.ADJUSTMENT,
            reason_code=line.reason_code, document=_ref(document, line),
        )  # fmt: skip
    if left > 0:
        text = (
            f"Line {line.line_id} takes {plain(-one.change)} {one.item.code} off, but only "
            f"{plain(-one.change - left)} lie free; count it, or free what is promised."
        )
        raise _NotPossible(error(f"lines[{line.line_id}].change", "not-enough", text))
    return moves


def _more(
    ground: Ground,
    conn: Connection,
    document: StockCorrection,
    site: SiteRow,
    one: _Line,
    backs: list[Back],
) -> list[StockMove]:
    line, item = one.line, one.item
    if item.lot_controlled and not line.lot:
        text = f"Line {line.line_id}: {item.code} needs a lot number."
        raise _NotPossible(error(f"lines[{line.line_id}].lot", "lot-missing", text))
    if item.serial_controlled and Decimal(len(line.serials)) != one.change:
        text = f"Line {line.line_id}: {plain(one.change)} pieces need as many serials."
        raise _NotPossible(error(f"lines[{line.line_id}].serials", "serials-missing", text))
    try:
        place = (
            scanned_bin(conn, site.site_id, line.bin)
            if line.bin
            else first_bin(conn, site.site_id, DOCK_KINDS)
        )
    except Wrong as wrong:
        raise _NotPossible(error(f"lines[{line.line_id}].bin", wrong.code, wrong.what)) from wrong
    lot = line.lot if item.lot_controlled else ""
    if lot:
        named = Lot(owner=item.owner, item=item.code, lot=lot, expiry_on=line.expiry_on)
        ledger.put_lots(ground, [named], conn=conn)
    serials = line.serials if item.serial_controlled else ()
    if place.kind != "storage" and line.status == "available":
        found = suggest_bin(conn, item, one.change, site_id=site.site_id, lot=lot)
        task = NewTask(
            kind=KIND, site_id=site.site_id, bin=place.code, item_id=item.item_id,
            quantity=one.change, target_bin=found.bin, suggestion=found.text, lot=lot,
            serials=serials,
        )  # fmt: skip
        why = f"Correction {document.number}: {line.reason_code}."
        backs.append(Back(task=task, document=_ref(document, line), why=why))
    return carry(
        item, site=site.code, source=Spot("@ADJUSTMENT", "", line.status),
        target=Spot(place.code, "", line.status), quantity=one.change, lot=lot, serials=serials,
        reason=Reason.ADJUSTMENT, reason_code=line.reason_code, document=_ref(document, line),
    )  # fmt: skip


def _ref(document: StockCorrection, line: CorrectedLine) -> DocumentRef:
    return DocumentRef("stock_correction", document.number, line.line_id)
