"""Shapes of the demo company's data. Units are in the names; codes are those people use."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PackData:
    """How an item is packed at one level. quantity: base units in it.

    level: `each`, `case` or `pallet`.  uom: UN/ECE Recommendation 20/21 code.
    """

    level: str
    uom: str
    quantity: int
    gtin: str
    length_mm: int
    width_mm: int
    height_mm: int
    gross_weight_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemData:
    """An item. packs: each first, then case and pallet where the item has them.

    tracking: `none`, `lot`, `lot_expiry` or `serial`.  quantity_digits: decimal places of stock.
    supplier: code of the party that delivers it.  prices in euro per base unit.
    """

    code: str
    description: str
    family: str
    base_uom: str
    quantity_digits: int
    packs: tuple[PackData, ...]
    tracking: str
    shelf_life_days: int | None
    supplier: str
    list_price: Decimal
    cost_price: Decimal
    country_of_origin: str
    commodity_code: str
    hazard_code: str = ""
    temperature_class: str = ""

    @property
    def case(self) -> PackData | None:
        return next((pack for pack in self.packs if pack.level == "case"), None)

    @property
    def pallet(self) -> PackData | None:
        return next((pack for pack in self.packs if pack.level == "pallet"), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressData:
    """A postal address in its own script. delivery, invoice: what it is for."""

    name: str
    street: str
    postal_code: str
    city: str
    country_code: str
    delivery: bool = True
    invoice: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyData:
    """A trading partner. role: `customer` or `supplier`.  language: ISO 639-1.

    weight: how often a customer orders, against the others.
    """

    code: str
    name: str
    role: str
    language: str
    email: str
    phone: str
    addresses: tuple[AddressData, ...]
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneData:
    """hazard_classes: what its bins are for; with any of them they keep nothing else."""

    code: str
    name: str
    hazard_classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BinData:
    """A storage place. x, y, z: its access point from the site's south-west corner.

    kind: `storage`, `receiving`, `packing`, `staging` or `shipping`.
    families: item families that belong there; empty for any.
    """

    code: str
    kind: str
    zone: str
    aisle: str
    bay: str
    level: str
    x_mm: int
    y_mm: int
    z_mm: int
    pick_sequence: int
    length_mm: int
    width_mm: int
    height_mm: int
    weight_max_g: int
    check_digits: str
    families: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteData:
    """The building. code: also the code of the warehouse in the ERP."""

    code: str
    name: str
    timezone: str
    gln: str
    zones: tuple[ZoneData, ...]
    bins: tuple[BinData, ...]


# Who takes the parcels, as the warehouse and the ERP call them.
CARRIER = "PARCEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCompany:
    """Everything about the company. owner_code: whose stock it is in the warehouse.

    shop: a second, small site that goods are transferred to.
    """

    owner_code: str
    name: str
    address: AddressData
    currency: str
    gs1_prefix: str
    items: tuple[ItemData, ...]
    parties: tuple[PartyData, ...]
    site: SiteData
    shop: SiteData

    @property
    def customers(self) -> tuple[PartyData, ...]:
        return tuple(party for party in self.parties if party.role == "customer")

    @property
    def suppliers(self) -> tuple[PartyData, ...]:
        return tuple(party for party in self.parties if party.role == "supplier")

    def item(self, code: str) -> ItemData:
        """Raises KeyError."""
        for item in self.items:
            if item.code == code:
                return item
        raise KeyError(code)
