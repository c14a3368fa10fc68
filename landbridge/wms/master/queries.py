"""Reads of master data on the caller's connection; other rooms of the warehouse use them too."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from landbridge.canon.gs1 import is_gln
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.rows import fetch_all, fetch_one
from landbridge.wms.master.contracts import ItemView, UomView
from landbridge.wms.master.rules import (
    DEMONSTRATION_PREFIX,
    ScanText,
    barcode_key,
    differing,
    read_scan,
)

SQL = named_sql("landbridge.wms.master", "sql/master.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow:
    """A site with its policy."""

    site_id: int
    code: str
    name: str
    timezone: str
    gln: str
    active: bool
    gs1_company_prefix: str
    sscc_extension: int
    over_receipt_percent: Decimal

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def sscc_prefix(self) -> str:
        """The prefix for cartons: the site's own, else of its GLN, else the demonstration one."""
        if self.gs1_company_prefix:
            return self.gs1_company_prefix
        return self.gln[:9] if is_gln(self.gln) else DEMONSTRATION_PREFIX


@dataclass(frozen=True, slots=True, kw_only=True)
class BinRow:
    bin_id: int
    code: str
    kind: str
    zone: str
    pick_sequence: int
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedItem:
    """An item found by a scan, its unit if the code says one, and what else the code says.

    readings: more than one where a lost separator leaves several that matter for this item.
    """

    item: ItemView
    uom: str
    readings: tuple[ScanText, ...]

    @property
    def scan(self) -> ScanText:
        """What the code says besides. Wrong("ambiguous-code") when it can be read in many ways."""
        if len(self.readings) > 1:
            ways = " or ".join(
                " ".join(filter(None, (read.lot and f"lot {read.lot}", read.serial)))
                for read in self.readings[:2]
            )
            raise Wrong(
                f"The code of {self.item.code} can be read as {ways}. Say which.", "ambiguous-code"
            )
        return self.readings[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _ItemRow:
    item_id: int
    owner: str
    code: str
    version: int
    description: str
    base_uom: str
    quantity_digits: int
    lot_controlled: bool
    expiry_controlled: bool
    serial_controlled: bool
    shelf_life_days: int | None
    item_class: str
    active: bool
    temperature_class: str
    hazard_code: str

    def view(self, uoms: tuple[UomView, ...]) -> ItemView:
        return ItemView(
            item_id=self.item_id, owner=self.owner, code=self.code, version=self.version,
            description=self.description, base_uom=self.base_uom,
            quantity_digits=self.quantity_digits, lot_controlled=self.lot_controlled,
            expiry_controlled=self.expiry_controlled, serial_controlled=self.serial_controlled,
            shelf_life_days=self.shelf_life_days, item_class=self.item_class, active=self.active,
            uoms=uoms, temperature_class=self.temperature_class, hazard_code=self.hazard_code,
        )  # fmt: skip


def items_by_code(
    conn: Connection, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], ItemView]:
    """Items by (owner, code); unknown ones are left out."""
    pairs = sorted(set(wanted))
    rows = fetch_all(
        conn, _ItemRow, SQL["items_by_code"],
        {"owners": [owner for owner, _ in pairs], "codes": [code for _, code in pairs]},
    )  # fmt: skip
    return {(item.owner, item.code): item for item in _with_uoms(conn, rows)}


def items_by_id(conn: Connection, item_ids: Iterable[int]) -> dict[int, ItemView]:
    rows = fetch_all(conn, _ItemRow, SQL["items_by_id"], {"item_ids": sorted(set(item_ids))})
    return {item.item_id: item for item in _with_uoms(conn, rows)}


def _with_uoms(conn: Connection, rows: Sequence[_ItemRow]) -> list[ItemView]:
    if not rows:
        return []
    uoms: dict[int, list[UomView]] = {row.item_id: [] for row in rows}
    for item_id, *unit in conn.execute(SQL["uoms_of_items"], {"item_ids": [*uoms]}):
        uom, numerator, denominator, level, length, width, height, weight, barcodes = unit
        uoms[item_id].append(
            UomView(
                uom=uom,
                numerator=numerator,
                denominator=denominator,
                pack_level=level,
                barcodes=tuple(barcodes),
                length_mm=length,
                width_mm=width,
                height_mm=height,
                gross_weight_g=weight,
            )
        )
    return [row.view(tuple(uoms[row.item_id])) for row in rows]


def find_items(
    ground: Ground, conn: Connection, text: str, *, owner: str = ""
) -> tuple[ScannedItem, ...]:
    """All items a scanned or typed text can mean, of one owner or of all.

    The same item found by code and by barcode counts once. Wrong("unreadable-code").
    """
    scan = read_scan(text, year=ground.clock.now().year)
    found: dict[int, set[str]] = {}
    marked = replace(scan, others=())
    readings = [(marked, key) for key in (scan.gtin, scan.item_code) if key]
    if scan.plain:
        readings.append((ScanText(plain=scan.plain), scan.plain))
    source: dict[int, ScanText] = {}
    for reading, key in readings:
        for item_id, uom in conn.execute(
            SQL["items_named"],
            # A GTIN out of an element string is no item code, nor is our code a bar code.
            {
                "text": "" if reading.gtin else key,
                "owner": owner,
                "barcode": "" if key == reading.item_code else barcode_key(key),
            },
        ):
            found.setdefault(item_id, set()).add(uom or "")
            source.setdefault(item_id, reading)
    items = items_by_id(conn, found)
    return tuple(
        ScannedItem(
            item=item,
            uom=_one_uom(found[item_id]),
            readings=differing(
                item, (source[item_id], *(scan.others if source[item_id] is marked else ()))
            ),
        )
        for item_id, item in sorted(items.items())
    )


def _one_uom(uoms: set[str]) -> str:
    """The unit a barcode names; "" when it names none, or several of the same item."""
    named = uoms - {""}
    return named.pop() if len(named) == 1 else ""


def one_item(ground: Ground, conn: Connection, text: str, *, owner: str = "") -> ScannedItem:
    """The item a scan means. Wrong: unknown-code, ambiguous-code, unreadable-code."""
    found = find_items(ground, conn, text, owner=owner)
    if not found:
        raise Wrong(f"No item has the code {text}.", "unknown-code", read=text)
    if len(found) > 1:
        codes = " or ".join(f"{entry.item.code}" for entry in found)
        raise Wrong(f"{text} can be {codes}. Scan another code of it.", "ambiguous-code", read=text)
    return found[0]


def agreed(said: str, scanned: str, what: str) -> str:
    """A value typed and the same one out of a scan: one of them, or Wrong if they differ."""
    if said and scanned and said != scanned:
        raise Wrong(
            f"The code says {what} {scanned}, the form says {said}.", f"wrong-{what}",
            read=scanned, expected=said,
        )  # fmt: skip
    return said or scanned


def sites_by_code(conn: Connection, codes: Iterable[str]) -> dict[str, SiteRow]:
    rows = fetch_all(conn, SiteRow, SQL["sites_by_code"], {"codes": sorted(set(codes))})
    return {row.code: row for row in rows}


def site_by_code(conn: Connection, code: str) -> SiteRow:
    """Wrong("unknown-site")."""
    found = sites_by_code(conn, [code])
    if code not in found:
        raise Wrong(f"There is no site {code}.", "unknown-site", read=code)
    return found[code]


def site_by_id(conn: Connection, site_id: int) -> SiteRow:
    row = fetch_one(conn, SiteRow, SQL["sites_by_id"], {"site_ids": [site_id]})
    assert row is not None, "sites are never deleted"
    return row


def scanned_bin(conn: Connection, site_id: int, text: str) -> BinRow:
    """The real bin a scan means. Wrong: unknown-bin, blocked-bin."""
    code = text.strip()
    row = fetch_one(conn, BinRow, SQL["bin_by_code"], {"site_id": site_id, "code": code})
    if row is None:
        raise Wrong(f"There is no bin {code} here.", "unknown-bin", read=code)
    if not row.active:
        raise Wrong(f"Bin {row.code} is out of use.", "blocked-bin", read=row.code)
    return row


def known_zones(conn: Connection, site_id: int, wanted: Iterable[str]) -> None:
    """Zones that somebody named are there. Wrong("unknown-zone")."""
    rows = conn.execute("SELECT code FROM zone WHERE site_id = %s ORDER BY code", [site_id])
    there = [row[0] for row in rows]
    for zone in wanted:
        if zone and zone not in there:
            text = f"There is no zone {zone} here; there are {', '.join(there) or 'none'}."
            raise Wrong(text, "unknown-zone", read=zone)


def first_bin(conn: Connection, site_id: int, kinds: Sequence[str]) -> BinRow:
    """The first active bin of the first kind that has one. Wrong("no-bin")."""
    for kind in kinds:
        row = fetch_one(conn, BinRow, SQL["first_bin_of_kind"], {"site_id": site_id, "kind": kind})
        if row is not None:
            return row
    raise Wrong(f"The site has no {kinds[0]} bin. Make one in the layout.", "no-bin")


def party_names(
    conn: Connection, wanted: Iterable[tuple[str, str]]
) -> Mapping[tuple[str, str], str]:
    """Names of parties by (owner, code); unknown ones are left out."""
    pairs = sorted(set(wanted))
    rows = conn.execute(
        SQL["party_names"],
        {"owners": [owner for owner, _ in pairs], "codes": [code for _, code in pairs]},
    )
    return {(owner, code): name for owner, code, name in rows}
