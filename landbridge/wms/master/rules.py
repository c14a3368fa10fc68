"""Pure decisions on master data: units, barcodes, what a scanned text claims to be."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from landbridge.canon.gs1 import ElementStringError, is_gtin, is_sscc, read_element_string
from landbridge.kit.quantity import InexactConversionError, convert, plain
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.master.contracts import ItemView, UomView

# GS1 keeps 952 for demonstrations: cartons of a site that set no prefix are labelled as such.
DEMONSTRATION_PREFIX = "9520000"

SCAN_MAX = 500
_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanText:
    """What a scanned text claims. plain: the text itself, "" if it can only be a GS1 string."""

    plain: str
    gtin: str = ""
    sscc: str = ""
    lot: str = ""
    serial: str = ""
    expiry_on: date | None = None
    best_before_on: date | None = None
    count: int | None = None

    @property
    def quantity(self) -> Decimal | None:
        return None if self.count is None else Decimal(self.count)


def read_scan(text: str, *, year: int) -> ScanText:
    """Take a scan apart. An unmarked string that fits GS1 keeps its plain reading beside it.

    A marked but broken GS1 code raises Wrong("unreadable-code"). `year` settles centuries.
    """
    text = text.strip(" \t\r\n")
    if not text or "\x00" in text or len(text) > SCAN_MAX:
        raise Wrong("Nothing was read. Scan again.", "unreadable-code")
    try:
        read = read_element_string(text)
        bare = _SYMBOLOGY.sub("", text, count=1) if _SYMBOLOGY.match(text) else text
        if read is None:
            return ScanText(plain=bare, sscc=bare if is_sscc(bare) else "")
        return ScanText(
            plain="" if read.marked else bare,
            gtin=read.gtin,
            sscc=read.value("00"),
            lot=read.value("10"),
            serial=read.value("21"),
            expiry_on=read.day("17", year=year),
            best_before_on=read.day("15", year=year),
            count=read.count,
        )
    except ElementStringError as error:
        raise Wrong(f"The code could not be read: {error}.", "unreadable-code", read=text) from None


def barcode_key(text: str) -> str:
    """The form under which a barcode is kept and found: GTINs as 14 digits, others as they are."""
    return text.zfill(14) if is_gtin(text) else text


def find_uom(item: ItemView, uom: str) -> UomView | None:
    return next((unit for unit in item.uoms if unit.uom == uom), None)


def to_base(item: ItemView, quantity: Decimal, uom: str = "") -> Decimal:
    """An amount in base units, exactly. "" means base units already.

    Wrong: quantity (not positive, too fine for the item), unknown-uom.
    """
    if not quantity.is_finite() or quantity <= 0:
        raise Wrong(f"{quantity} is not an amount.", "quantity", read=str(quantity))
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
        raise Wrong(
            f"{plain(quantity)} {unit.uom} of {item.code} cannot be counted in {item.base_uom}.",
            "quantity",
            read=plain(quantity),
        )
    return Decimal(plain(base))


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
