"""What a scanned or typed text means: everything it can be, never a guess."""

from collections.abc import Iterable

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.master.contracts import Meaning, ScanResult
from landbridge.wms.master.queries import SQL as MASTER
from landbridge.wms.master.queries import ScannedItem, find_items
from landbridge.wms.master.rules import ScanText, read_scan

SQL = named_sql("landbridge.wms.facade", "sql/facade.sql")

_ORDERS = (
    ("inbound_order", "scan_inbound"),
    ("outbound_order", "scan_outbound"),
    ("receipt", "scan_receipt"),
    ("return_order", "scan_return"),
    ("return_receipt", "scan_return_receipt"),
    ("work_order", "scan_work_order"),
)


def resolve_scan(ground: Ground, *, text: str, site: str = "") -> ScanResult:
    """Everything a scanned or typed text can mean here; a broken GS1 code means nothing."""
    try:
        scan = read_scan(text, year=ground.clock.now().year)
    except Wrong as wrong:
        return ScanResult(text=text, meanings=(), why=str(wrong))
    with ground.pg.snapshot() as conn:
        meanings = [*_places(conn, scan, site), *_orders(conn, scan, site)]
        for found in find_items(ground, conn, text):
            meanings += [_item(found, read) for read in found.readings]
    readings = (scan, *scan.others)
    return ScanResult(
        text=text, meanings=tuple(meanings), plain=scan.plain, gtin=scan.gtin,
        lots=tuple(dict.fromkeys(read.lot for read in readings if read.lot)),
        serials=tuple(dict.fromkeys(read.serial for read in readings if read.serial)),
        lpn=scan.sscc or scan.lpn or scan.plain,
    )  # fmt: skip


def _places(conn: Connection, scan: ScanText, site: str) -> Iterable[Meaning]:
    if scan.plain:
        where = {"text": scan.plain, "site": site}
        for bin_id, code, site_code in conn.execute(SQL["scan_bins"], where).fetchall():
            yield Meaning(kind="bin", number=code, target_id=bin_id, text=f"bin in {site_code}")
    sscc = scan.sscc
    carton = conn.execute(SQL["scan_carton"], {"sscc": sscc}).fetchone() if sscc else None
    if carton is not None:
        yield Meaning(
            kind="carton", number=carton[1], target_id=carton[0], owner=carton[3], sscc=sscc,
            text=f"carton of order {carton[2]}",
        )  # fmt: skip
        return
    lpn = sscc or scan.lpn or scan.plain
    found = conn.execute(SQL["scan_lpn"], {"text": lpn, "site": site}).fetchone() if lpn else None
    if found is not None:
        yield Meaning(
            kind="lpn", number=lpn, target_id=0, sscc=sscc, text=f"licence plate in {found[1]}"
        )


def _orders(conn: Connection, scan: ScanText, site: str) -> Iterable[Meaning]:
    if not scan.plain:
        return
    ids: dict[str, dict[int, str]] = {}
    rows = conn.execute(MASTER["find_known_numbers"], {"text": scan.plain}).fetchall()
    for kind, target_id, meaning, _ in rows:
        ids.setdefault(kind, {}).setdefault(target_id, meaning)
    for kind, name in _ORDERS:
        if kind not in ids:
            continue
        where = {"ids": [*ids[kind]], "site": site}
        for target_id, owner, number, site_code in conn.execute(SQL[name], where).fetchall():
            meaning = ids[kind][target_id]
            known_as = "" if meaning == "number" else f", known as {meaning} {scan.plain}"
            yield Meaning(
                kind=kind, number=number, target_id=target_id, owner=owner,
                text=f"{kind.replace('_', ' ')} in {site_code}{known_as}",
            )  # fmt: skip


def _item(found: ScannedItem, scan: ScanText) -> Meaning:
    quantity, uom = scan.quantity, found.uom
    if quantity is None and scan.net_weight_kg and found.item.base_uom == "KGM":
        quantity, uom = scan.net_weight_kg, "KGM"
    return Meaning(
        kind="item", number=found.item.code, target_id=found.item.item_id,
        owner=found.item.owner, text=found.item.description, uom=uom, lot=scan.lot,
        serial=scan.serial, sscc=scan.sscc, expiry_on=scan.expiry_on,
        best_before_on=scan.best_before_on, quantity=quantity,
    )  # fmt: skip
