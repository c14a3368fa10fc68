"""Item master of one owner: descriptions, units with conversions, barcodes, tracking policy."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from landbridge.canon.base import Document, KnownNumber
from landbridge.canon.gs1 import is_gtin
from landbridge.kit.findings import Finding, error, warning
from landbridge.kit.money import Money
from landbridge.kit.quantity import EACH, Uom


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemUom:
    """A unit the item is handled in: `1 uom = numerator/denominator base units`."""

    uom: Uom
    numerator: int = 1
    denominator: int = 1
    pack_level: str = "each"  # each, inner, case, layer, pallet
    gtins: tuple[str, ...] = ()
    length_mm: Decimal | None = None
    width_mm: Decimal | None = None
    height_mm: Decimal | None = None
    gross_weight_g: Decimal | None = None

    @property
    def factor(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Document):
    """`number` is the item code. Quantities of stock are kept in `base_uom`."""

    kind: ClassVar[str] = "item"
    description: str
    base_uom: Uom = EACH
    uoms: tuple[ItemUom, ...] = ()
    quantity_digits: int = 0  # decimal places a stock quantity may have
    lot_controlled: bool = False
    expiry_controlled: bool = False
    serial_controlled: bool = False
    shelf_life_days: int | None = None
    item_class: str = ""
    temperature_class: str = ""
    hazard_code: str = ""
    country_of_origin: str = ""
    commodity_code: str = ""
    list_price: Money | None = None
    customs_value: Money | None = None
    active: bool = True

    def findings(self) -> Iterable[Finding]:
        seen: set[str] = set()
        for index, unit in enumerate(self.uoms):
            path = f"uoms[{index}]"
            if unit.numerator <= 0 or unit.denominator <= 0:
                yield error(path, "positive-factor", f"The factor of {unit.uom} must be positive.")
            if unit.uom in seen:
                yield error(path, "unique-uom", f"The unit {unit.uom} appears twice.")
            seen.add(unit.uom)
            for gtin in unit.gtins:
                if not is_gtin(gtin):
                    yield warning(
                        f"{path}.gtins",
                        "gtin-check-digit",
                        f"{gtin} is not a GTIN with a right check digit; it is kept as a barcode.",
                    )
        if self.expiry_controlled and not self.lot_controlled:
            yield warning(
                "expiry_controlled", "expiry-needs-lot", "Expiry is tracked, but lots are not."
            )

    def known_numbers(self) -> Iterable[KnownNumber]:
        yield from Document.known_numbers(self)
        for unit in self.uoms:
            for gtin in unit.gtins:
                yield KnownNumber(gtin, "gtin")
