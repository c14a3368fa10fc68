"""Writes of master data: items and parties as they come from outside, site policy, known numbers.

The `take_*` functions are steps of `facade.accept`: they work on its transaction, whole versions
at a time, and say per document what became of it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from landbridge.canon import dump_json
from landbridge.canon.item import Item, ItemUom
from landbridge.canon.party import Party
from landbridge.kit.findings import Finding, error
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.rows import as_json
from landbridge.wms.master.contracts import Refused, Taken
from landbridge.wms.master.queries import SQL, site_by_code
from landbridge.wms.master.rules import barcode_key

DIGITS_MAX = 10
BARCODE_MAX = 200


def take_items(
    conn: Connection, items: Sequence[Item], *, at: datetime
) -> tuple[Taken | Refused, ...]:
    """Make or change items with units and barcodes; no item twice in one call."""
    frozen = _changes_of_base(conn, items)
    results: dict[int, Taken | Refused] = {}
    fit: list[Item] = []
    for index, item in enumerate(items):
        findings = tuple(_item_findings(item, frozen.get((item.owner.code, item.number))))
        if findings:
            results[index] = Refused(findings)
        else:
            results[index] = _taken(item)
            fit.append(item)
    if fit:
        _write_items(conn, fit, at)
    return tuple(results[index] for index in range(len(items)))


def _changes_of_base(conn: Connection, items: Sequence[Item]) -> dict[tuple[str, str], str]:
    """Base units that cannot change any more, of items whose document says another one."""
    rows = [
        {"owner": item.owner.code, "code": item.number, "base_uom": item.base_uom} for item in items
    ]
    found = conn.execute(SQL["item_state"], {"rows": as_json(rows)}).fetchall()
    return {(owner, code): base for owner, code, _, base, used in found if used}


def _item_findings(item: Item, frozen_base: str | None) -> list[Finding]:
    findings = []
    if frozen_base is not None:
        text = f"{item.number} is stocked or ordered in {frozen_base}; its base unit cannot become"
        findings.append(error("base_uom", "base-uom-fixed", f"{text} {item.base_uom}."))
    if not 0 <= item.quantity_digits <= DIGITS_MAX:
        text = f"Stock is counted with 0 to {DIGITS_MAX} decimals, not {item.quantity_digits}."
        findings.append(error("quantity_digits", "out-of-range", text))
    for index, unit in enumerate(item.uoms):
        if unit.uom == item.base_uom and unit.factor != 1:
            text = f"One {unit.uom} is the base unit of {item.number}; its factor must be 1."
            findings.append(error(f"uoms[{index}]", "base-uom-factor", text))
    return findings


def _write_items(conn: Connection, items: Sequence[Item], at: datetime) -> None:
    rows = [
        {
            "owner": item.owner.code, "code": item.number, "version": item.version,
            "description": item.description, "base_uom": item.base_uom,
            "quantity_digits": item.quantity_digits, "lot_controlled": item.lot_controlled,
            "expiry_controlled": item.expiry_controlled,
            "serial_controlled": item.serial_controlled,
            "shelf_life_days": item.shelf_life_days, "item_class": item.item_class,
            "temperature_class": item.temperature_class, "hazard_code": item.hazard_code,
            "active": item.active, "content": dump_json(item).decode(),
        }
        for item in items
    ]  # fmt: skip
    written = conn.execute(SQL["upsert_items"], {"rows": as_json(rows), "at": at})
    ids = {(owner, code): item_id for owner, code, item_id in written}
    conn.execute(SQL["drop_uoms"], {"item_ids": [*ids.values()]})
    units: list[dict[str, object]] = []
    barcodes: list[dict[str, object]] = []
    for item in items:
        item_id = ids[item.owner.code, item.number]
        for unit in _uoms(item):
            units.append(
                {
                    "item_id": item_id, "uom": unit.uom, "numerator": unit.numerator,
                    "denominator": unit.denominator, "pack_level": unit.pack_level,
                    "length_mm": unit.length_mm, "width_mm": unit.width_mm,
                    "height_mm": unit.height_mm, "gross_weight_g": unit.gross_weight_g,
                }
            )  # fmt: skip
            barcodes += (
                {"barcode": barcode_key(code), "item_id": item_id, "uom": unit.uom, "printed": code}
                for code in unit.gtins
                if 0 < len(code) <= BARCODE_MAX
            )
    conn.execute(SQL["insert_uoms"], {"rows": as_json(units)})
    conn.execute(SQL["insert_barcodes"], {"rows": as_json(barcodes)})


def _uoms(item: Item) -> tuple[ItemUom, ...]:
    """The item's units; the base unit is always one of them."""
    if any(unit.uom == item.base_uom for unit in item.uoms):
        return item.uoms
    return (ItemUom(uom=item.base_uom), *item.uoms)


def take_parties(
    conn: Connection, parties: Sequence[Party], *, at: datetime
) -> tuple[Taken | Refused, ...]:
    """Make or change parties; no party twice in one call."""
    rows = [
        {
            "owner": party.owner.code, "code": party.number, "version": party.version,
            "name": party.name, "roles": party.roles, "gln": party.gln or "",
            "shelf_life_remaining_days_min": party.shelf_life_remaining_days_min,
            "active": party.active, "content": dump_json(party).decode(),
        }
        for party in parties
    ]  # fmt: skip
    conn.execute(SQL["upsert_parties"], {"rows": as_json(rows), "at": at})
    return tuple(_taken(party) for party in parties)


def _taken(document: Item | Party) -> Taken:
    return Taken(
        kind=document.kind, owner=document.owner.code, number=document.number,
        version=document.version,
    )  # fmt: skip


def know_numbers(conn: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Remember numbers to search by: number, kind, target_id, meaning. Repeats do no harm."""
    if rows:
        conn.execute(SQL["insert_known_numbers"], {"rows": as_json(rows)})


def set_site_policy(
    ground: Ground,
    *,
    site: str,
    gs1_company_prefix: str = "",
    sscc_extension: int = 0,
    over_receipt_percent: Decimal = Decimal(0),
) -> None:
    """What a site decides for itself; replaces what was set. Wrong: unknown-site, policy."""
    fits = gs1_company_prefix == "" or (
        gs1_company_prefix.isascii()
        and gs1_company_prefix.isdigit()
        and 4 <= len(gs1_company_prefix) <= 12
    )
    if not fits or not 0 <= sscc_extension <= 9 or over_receipt_percent < 0:
        raise Wrong("A GS1 company prefix has 4 to 12 digits, its extension one.", "policy")
    with ground.pg.transaction() as conn:
        site_by_code(conn, site)
        conn.execute(
            SQL["put_site_policy"],
            {
                "site": site, "gs1_company_prefix": gs1_company_prefix,
                "sscc_extension": sscc_extension, "over_receipt_percent": over_receipt_percent,
            },
        )  # fmt: skip
