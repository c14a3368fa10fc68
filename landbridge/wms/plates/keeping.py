"""Plates on the caller's transaction: known from when goods come on them, found, locked, told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from landbridge.canon.gs1 import is_sscc, make_sscc
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.rows import fetch_all
from landbridge.wms.layout.rules import is_code
from landbridge.wms.ledger.contracts import StockKey
from landbridge.wms.master.queries import SiteRow

SQL = named_sql("landbridge.wms.plates", "sql/plates.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedPlate:
    plate_id: int
    lpn: str
    bin_id: int
    bin: str
    kind: str
    parent_id: int | None
    package_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Stock on a plate: one balance."""

    owner: str
    item: str
    lot: str
    serial: str
    status: str
    lpn: str
    bin: str
    on_hand: Decimal
    reserved: Decimal

    def key(self, site: str, *, bin: str = "", lpn: str | None = None) -> StockKey:
        """Where it is, or where it shall be."""
        return StockKey(
            owner=self.owner, item=self.item, site=site, bin=bin or self.bin, lot=self.lot,
            serial=self.serial, status=self.status, lpn=self.lpn if lpn is None else lpn,
        )  # fmt: skip


def check_lpn(text: str) -> str:
    """The plate a scan means: an SSCC without its brackets, or a code. Wrong("lpn")."""
    lpn = text.strip().removeprefix("(00)")
    if len(lpn) == 20 and lpn.isdigit() and lpn.startswith("00"):
        lpn = lpn[2:]
    if not is_code(lpn):
        raise Wrong(f"{text.strip() or 'Nothing'} cannot be a licence plate.", "lpn", read=text)
    if lpn.isdigit() and len(lpn) == 18 and not is_sscc(lpn):
        raise Wrong(f"The check digit of the SSCC {lpn} is wrong. Scan again.", "lpn", read=lpn)
    return lpn


def new_lpn(conn: Connection, site: SiteRow) -> str:
    """An SSCC of the site; the counter is that of cartons, so none is given twice."""
    row = conn.execute("SELECT nextval('sscc_serial')").fetchone()
    assert row is not None
    prefix = site.sscc_prefix
    return make_sscc(site.sscc_extension, prefix, row[0] % 10 ** (16 - len(prefix)))


def know_plate(
    conn: Connection, *, site_id: int, lpn: str, bin_id: int, at: datetime, actor: str, what: str,
    package_type: str = "", detail: str = "",
) -> int | None:  # fmt: skip
    """Make a plate known; its id if it is new, None if it was known before. Wrong("carton")."""
    found = conn.execute(SQL["is_carton"], {"lpn": lpn}).fetchone()
    if found is not None and found[0]:
        raise Wrong(f"{lpn} is a carton; it is handled by packing.", "carton", read=lpn)
    where = {"site_id": site_id, "lpn": lpn, "bin_id": bin_id, "package_type": package_type,
             "at": at, "actor": actor}  # fmt: skip
    row = conn.execute(SQL["put_plate"], where).fetchone()
    if row is None:
        return None
    tell(conn, [row[0]], at=at, actor=actor, what=what, detail=detail)
    return int(row[0])


def tell(
    conn: Connection, plate_ids: Sequence[int], *, at: datetime, actor: str, what: str, detail: str
) -> None:
    """Write what became of plates into their history."""
    conn.execute(
        SQL["add_event"],
        {"plate_ids": [*plate_ids], "at": at, "actor": actor, "what": what, "detail": detail},
    )


def lock_plates(
    conn: Connection, site: SiteRow, lpns: Sequence[str], *, at: datetime, actor: str
) -> dict[str, LockedPlate]:
    """Plates by lpn, locked in one order. One that only stock knows is made known.

    Wrong: unknown-plate, carton.
    """
    where = {"site_id": site.site_id, "lpns": [*lpns]}
    found = {row.lpn: row for row in fetch_all(conn, LockedPlate, SQL["lock_plates"], where)}
    missing = [lpn for lpn in lpns if lpn not in found]
    if not missing:
        return found
    for lpn in missing:
        row = conn.execute(SQL["stock_bin"], {"site_id": site.site_id, "lpn": lpn}).fetchone()
        if row is None:
            text = f"There is no licence plate {lpn} at {site.code}."
            raise Wrong(text, "unknown-plate", read=lpn)
        know_plate(
            conn, site_id=site.site_id, lpn=lpn, bin_id=row[0], at=at, actor=actor, what="created",
            detail="known from its stock",
        )  # fmt: skip
    rows = fetch_all(conn, LockedPlate, SQL["lock_plates"], where)
    return {row.lpn: row for row in rows}


def lock_tree(conn: Connection, plate: LockedPlate) -> list[LockedPlate]:
    """The plate and all that stand on it."""
    return fetch_all(conn, LockedPlate, SQL["lock_tree"], {"plate_id": plate.plate_id})


def loads(conn: Connection, site_id: int, lpns: Sequence[str]) -> list[Load]:
    """What is on plates."""
    return fetch_all(conn, Load, SQL["stock_of"], {"site_id": site_id, "lpns": [*lpns]})


def bin_now(plate: LockedPlate, stock: Sequence[Load]) -> str:
    """Where a plate is: where its goods are, else where it was put."""
    return next((load.bin for load in stock if load.lpn == plate.lpn), plate.bin)
