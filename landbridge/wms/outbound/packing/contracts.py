"""What stands on the label of a carton."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from landbridge.canon.base import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelContent:
    """Goods of one item and lot. gtin: 14 digits, "" if the item has none in `uom`."""

    item: str
    description: str
    uom: str
    quantity: Decimal
    lot: str
    expiry_on: date | None
    gtin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonLabel:
    """A carton as its label tells it. place: which of the order's `carton_count` cartons it is.

    closed_at: None while goods may still be put in.
    """

    carton_id: int
    sscc: str
    order_id: int
    order_number: str
    owner: str
    site: str
    site_name: str
    customer: str
    customer_name: str
    ship_to: Address
    references: tuple[tuple[str, str], ...]
    carrier_code: str
    service_code: str
    tracking_number: str
    package_type: str
    kind: str
    gross_weight_g: Decimal | None
    place: int
    carton_count: int
    closed_at: datetime | None
    contents: tuple[LabelContent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingStep:
    """One piece: its edges as it stands, how it is turned, its low corner in the carton.

    rotation: name of a `planning.cartons.contracts.Rotation`.
    """

    item: str
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int
    rotation: str
    x_mm: int
    y_mm: int
    z_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonPlan:
    """A kind of carton by its inner size, and its pieces in the order of packing."""

    kind: str
    length_mm: int
    width_mm: int
    height_mm: int
    steps: tuple[PackingStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingProgress:
    """A carton with the plan it was opened with.  done_count: steps that are packed."""

    carton_id: int
    order_id: int
    order_number: str
    sscc: str
    closed_at: datetime | None
    plan: CartonPlan
    done_count: int
