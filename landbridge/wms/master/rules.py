"""Pure decisions on master data: units, barcodes, what a scanned text claims to be."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from landbridge.canon.digital_link import read_digital_link
from landbridge.canon.gs1 import (
    ElementString,
    ElementStringError,
    element_strings,
    is_gtin,
    is_sscc,
    with_separators,
)
from landbridge.canon.labels import SupplierLabel, read_supplier_label
from landbridge.kit.quantity import InexactConversionError, convert, is_writable, plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.master.contracts import ItemView, UomView

# GS1 keeps 952 for demonstrations: cartons of a site that set no prefix are labelled as such.
DEMONSTRATION_PREFIX = "9520000"

SCAN_MAX = 500
_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanText:
    """What a scanned text claims. plain: the text itself, "" if it can only be a marked code.

    item_code: our own code of the item, from a supplier's label.  lpn: a plate's, from one.
    others: other readings of the same text, where a lost separator leaves several.
    """

    plain: str
    item_code: str = ""
    lpn: str = ""
    gtin: str = ""
    sscc: str = ""
    lot: str = ""
    serial: str = ""
    expiry_on: date | None = None
    best_before_on: date | None = None
    count: int | None = None
    net_weight_kg: Decimal | None = None
    others: tuple["ScanText", ...] = ()

    @property
    def quantity(self) -> Decimal | None:
        return None if self.count is None else Decimal(self.count)


def read_scan(text: str, *, year: int) -> ScanText:
    """Take a scan apart: GS1 element string, digital link, supplier label, or a plain text.

    An unmarked string that fits GS1 keeps its plain reading beside it; one whose separators are
    lost keeps its other readings. A marked but broken code raises
    Wrong("unreadable-code"). `year` settles centuries.
    """
    text = text.strip(" \t\r\n")
    if not text or "\x00" in text or len(text) > SCAN_MAX:
        raise Wrong("Nothing was read. Scan again.", "unreadable-code")
    try:
        marked = with_separators(text)
        label = read_supplier_label(marked)
        if label is not None:
            return _of_label(label)
        bare = _SYMBOLOGY.sub("", text, count=1) if _SYMBOLOGY.match(text) else text
        link = read_digital_link(bare)
        readings = element_strings(marked) if link is None else (link,)
        if not readings:
            return ScanText(plain=bare, sscc=bare if is_sscc(bare) else "")
        first, *others = (_of_element_string(read, bare, year=year) for read in readings)
        return replace(first, others=tuple(others))
    except ElementStringError as error:
        raise Wrong(f"The code could not be read: {error}.", "unreadable-code", read=text) from None


def _of_element_string(read: ElementString, bare: str, *, year: int) -> ScanText:
    return ScanText(
        plain="" if read.marked else bare,
        gtin=read.gtin,
        sscc=read.value("00"),
        lot=read.value("10"),
        serial=read.value("21"),
        expiry_on=read.day("17", year=year),
        best_before_on=read.day("15", year=year),
        count=read.count,
        net_weight_kg=read.net_weight_kg,
    )


def _of_label(label: SupplierLabel) -> ScanText:
    named = label.item_code or label.license_plate
    return ScanText(
        plain="" if named else label.order_number,
        item_code=label.item_code,
        lpn=label.license_plate,
        lot=label.lot,
        serial=label.serial,
        expiry_on=label.expiry_on,
        count=label.count,
    )


def differing(item: ItemView, readings: Sequence[ScanText]) -> tuple[ScanText, ...]:
    """The readings that differ in something this item is kept by; the first of those that agree."""
    kept: dict[tuple[object, ...], ScanText] = {}
    for read in readings:
        matters = (
            read.lot if item.lot_controlled else "",
            read.serial if item.serial_controlled else "",
            (read.expiry_on or read.best_before_on) if item.expiry_controlled else None,
            read.count,
        )
        kept.setdefault(matters, read)
    return tuple(kept.values())


def barcode_key(text: str) -> str:
    """The form under which a barcode is kept and found: GTINs as 14 digits, others as they are."""
    return text.zfill(14) if is_gtin(text) else text


def find_uom(item: ItemView, uom: str) -> UomView | None:
    return next((unit for unit in item.uoms if unit.uom == uom), None)


def to_base(item: ItemView, quantity: Decimal, uom: str = "") -> Decimal:
    """An amount in base units, exactly. "" means base units already.

    Wrong: quantity (not positive, too fine for the item), unknown-uom.
    """
    if not is_writable(quantity) or quantity <= 0:
        read = str(quantity)[:60]
        raise Wrong(f"{read} is not an amount.", "quantity", read=read)
    unit = find_uom(item, uom or item.base_uom)
    if unit is None:
        known = ", ".join(unit.uom for unit in item.uoms)
        raise Wrong(
            f"{item.code} has no unit {uom}, only {known}.", "unknown-uom", read=uom, expected=known
        )
    base: Decimal | None = quantity
    if unit.numerator != unit.denominator:
        try:
            base = convert(quantity, unit.factor)
        except InexactConversionError:
            base = None
    if base is None or decimals(base) > item.quantity_digits or base >= 10**18:
        raise Wrong(_not_counted_so(item, unit, quantity), "quantity", read=plain(quantity))
    return Decimal(plain(base))


def _not_counted_so(item: ItemView, unit: UomView, quantity: Decimal) -> str:
    if unit.uom == item.base_uom and quantity < 10**18:
        step = plain(Decimal(1).scaleb(-item.quantity_digits))
        return f"{plain(quantity)} {item.code} cannot be counted; the smallest step is {step}."
    return f"{plain(quantity)} {unit.uom} of {item.code} cannot be counted in {item.base_uom}."


def decimals(value: Decimal) -> int:
    """Decimal places a value needs."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= 0:
        return 0
    return len(plain(value).partition(".")[2])


def all_barcodes(item: ItemView) -> Iterable[tuple[str, str]]:
    """(barcode, uom) of every unit."""
    for unit in item.uoms:
        for barcode in unit.barcodes:
            yield barcode, unit.uom
