"""An item of the demo company as Tryton's record: what goes into which field.

| data | Tryton |
|---|---|
| case and its factor | unit `Case of n` as purchase unit |
| lot control | `lot_required` (stock_lot) |
| expiry, shelf life | `expiration_state`, `shelf_life_time` (stock_lot_sled) |
| serial numbers | `lot_uom` = the base unit: a lot is one piece (stock_lot_unit) |
| dimensions, weight of a piece | product_measurements |
| outer packings, hazard, origin, ... | attributes (product_attribute) |
"""

from collections.abc import Mapping
from typing import Any

from landbridge.main.demo.company import ItemData, PackData

# name -> label, type
ATTRIBUTES: Mapping[str, tuple[str, str]] = {
    "case_length_mm": ("Case length (mm)", "integer"),
    "case_width_mm": ("Case width (mm)", "integer"),
    "case_height_mm": ("Case height (mm)", "integer"),
    "case_weight_g": ("Case gross weight (g)", "integer"),
    "pallet_quantity": ("Pieces on a pallet", "integer"),
    "pallet_gtin": ("Pallet GTIN", "char"),
    "pallet_length_mm": ("Pallet length (mm)", "integer"),
    "pallet_width_mm": ("Pallet width (mm)", "integer"),
    "pallet_height_mm": ("Pallet height (mm)", "integer"),
    "pallet_weight_g": ("Pallet gross weight (g)", "integer"),
    "country_of_origin": ("Country of origin", "char"),
    "commodity_code": ("Commodity code", "char"),
    "hazard_code": ("Hazard", "char"),
    "temperature_class": ("Temperature class", "char"),
    "customs_value": ("Customs value", "numeric"),
}
UOM_SYMBOLS = {"C62": "u", "MTR": "m"}
TRACKED_AT = ["supplier", "customer", "storage", "lost_found"]


def item_values(
    item: ItemData,
    *,
    uom_ids: Mapping[str, int],
    category_id: int,
    attribute_set_id: int,
    supplier_id: int,
    currency_id: int,
) -> dict[str, Any]:
    """Values of a `product.template` with its one variant."""
    each = item.packs[0]
    base = uom_ids[UOM_SYMBOLS[item.base_uom]]
    case = item.case
    expires = item.tracking == "lot_expiry"
    return {
        "name": item.description,
        "code": item.code,
        "type": "goods",
        "default_uom": base,
        "sale_uom": base,
        "purchase_uom": base if case is None else uom_ids[f"cs{case.quantity}"],
        "salable": True,
        "purchasable": True,
        "list_price": item.list_price,
        "cost_price_method": "fixed",
        "categories": [("add", [category_id])],
        "lot_required": [] if item.tracking == "none" else TRACKED_AT,
        "lot_uom": base if item.tracking == "serial" else None,
        "expiration_state": "required" if expires else "none",
        "expiration_time": item.shelf_life_days,
        "shelf_life_state": "optional" if expires else "none",
        "shelf_life_time": item.shelf_life_days,
        **_measurements(each, uom_ids),
        "attribute_set": attribute_set_id,
        "product_suppliers": [("create", [{"party": supplier_id, "currency": currency_id}])],
        "products": [("create", [{
            "suffix_code": "",
            "cost_price": item.cost_price,
            "description": item.description,
            "identifiers": [("create", [
                {"type": "ean", "code": pack.gtin} for pack in (each, case) if pack is not None
            ])],
            "attributes": _attributes(item),
        }])],
    }  # fmt: skip


def _measurements(pack: PackData, uom_ids: Mapping[str, int]) -> dict[str, Any]:
    millimetre, gram = uom_ids["mm"], uom_ids["g"]
    return {
        "length": float(pack.length_mm), "length_uom": millimetre,
        "width": float(pack.width_mm), "width_uom": millimetre,
        "height": float(pack.height_mm), "height_uom": millimetre,
        "weight": float(pack.gross_weight_g), "weight_uom": gram,
    }  # fmt: skip


def _attributes(item: ItemData) -> dict[str, Any]:
    found: dict[str, Any] = {
        "country_of_origin": item.country_of_origin,
        "commodity_code": item.commodity_code,
        "hazard_code": item.hazard_code,
        "temperature_class": item.temperature_class,
        "customs_value": item.cost_price,
    }
    for pack in (item.case, item.pallet):
        if pack is not None:
            found |= {
                f"{pack.level}_length_mm": pack.length_mm,
                f"{pack.level}_width_mm": pack.width_mm,
                f"{pack.level}_height_mm": pack.height_mm,
                f"{pack.level}_weight_g": pack.gross_weight_g,
            }
    if item.pallet is not None:
        found |= {"pallet_quantity": item.pallet.quantity, "pallet_gtin": item.pallet.gtin}
    return {key: value for key, value in found.items() if value not in ("", None)}
