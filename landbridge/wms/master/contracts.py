"""Shapes of master data and of what a scan means."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from landbridge.canon.base import Document
from landbridge.kit.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A document with the permanent key of its delivery, for `accept_many`."""

    key: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """This version holds now. findings: what could not be changed any more, line by line."""

    kind: str
    owner: str
    number: str
    version: int
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyTaken:
    """This version, or a newer one (`current_version`), was taken before; nothing changed."""

    kind: str
    owner: str
    number: str
    version: int
    current_version: int
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was taken. waits_for: the missing parent (`item/OWNER/CODE`), "" if none."""

    findings: tuple[Finding, ...]
    waits_for: str = ""


AcceptResult = Taken | AlreadyTaken | Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class UomView:
    """One handling unit of an item: `1 uom = numerator/denominator base units`."""

    uom: str
    numerator: int = 1
    denominator: int = 1
    pack_level: str = ""
    barcodes: tuple[str, ...] = ()
    length_mm: Decimal | None = None
    width_mm: Decimal | None = None
    height_mm: Decimal | None = None
    gross_weight_g: Decimal | None = None

    @property
    def factor(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """An item as the floor needs it. `base_uom` is always among `uoms`."""

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
    uoms: tuple[UomView, ...]
    temperature_class: str = ""
    hazard_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """An item in a list. on_hand and reserved in base units over all sites."""

    item_id: int
    owner: str
    code: str
    description: str
    base_uom: str
    on_hand: Decimal
    reserved: Decimal
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyView:
    owner: str
    code: str
    version: int
    name: str
    roles: tuple[str, ...]
    gln: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """One thing a scanned text can mean.

    kind: `bin`, `item`, `inbound_order`, `outbound_order`, `receipt`, `carton`, `lpn`, `task`.
    number: bin code, item code, order number, ...; target_id: the id operations take.
    uom, lot, serial, expiry_on, best_before_on, quantity: what the code says besides, if it does;
        quantity counts units of `uom`.
    """

    kind: str
    number: str
    target_id: int
    owner: str = ""
    text: str = ""
    uom: str = ""
    lot: str = ""
    serial: str = ""
    sscc: str = ""
    expiry_on: date | None = None
    best_before_on: date | None = None
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """All meanings of a scan: none is unknown, more than one is ambiguous and must be asked.

    plain: the text without what the scanner put before it; "" for a marked code.
    gtin, lots, serials: what the code itself says, whether or not it is known here.
    lpn: what it would be called as the label of a licence plate; "" if it cannot be one.
    why: why a code could not be read at all.
    """

    text: str
    meanings: tuple[Meaning, ...]
    plain: str = ""
    gtin: str = ""
    lots: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()
    lpn: str = ""
    why: str = ""

    @property
    def only(self) -> Meaning | None:
        return self.meanings[0] if len(self.meanings) == 1 else None
