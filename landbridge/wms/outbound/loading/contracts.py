"""What packing advice and loading hand out and take."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from landbridge.canon.base import Address
from landbridge.wms.outbound.packing.contracts import CartonPlan
from landbridge.wms.outbound.staging.contracts import StandingSum


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonKind:
    """A carton a site packs into. Sizes are inner ones.  cost: None means by volume."""

    site: str
    code: str
    length_mm: int
    width_mm: int
    height_mm: int
    weight_max_g: int | None = None
    tare_g: int = 0
    cost: Decimal | None = None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvisedCarton:
    """contents: (item, pieces), in the order of packing.  plan: how each piece lies."""

    kind: str
    contents: tuple[tuple[str, int], ...]
    weight_g: int
    plan: CartonPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonAdvice:
    """Cartons for what is not packed yet.  text: how good that is, or why there are none."""

    order_id: int
    cartons: tuple[AdvisedCarton, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOpened:
    load_id: int
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonLoaded:
    load_id: int
    sscc: str
    order_number: str
    carton_count: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadClosed:
    """shipped: orders that left with it.  stayed: (order, why) of those that could not leave."""

    load_id: int
    number: str
    shipped_count: int
    stayed: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRow:
    load_id: int
    number: str
    site: str
    carrier_code: str
    dock: str
    vehicle: str
    seal: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str
    carton_count: int
    order_count: int
    gross_weight_g: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestRow:
    """One carton of a load."""

    sscc: str
    order_id: int
    order_number: str
    owner: str
    shipment_number: str
    package_type: str
    kind: str
    gross_weight_g: Decimal | None
    length_mm: Decimal | None
    width_mm: Decimal | None
    height_mm: Decimal | None
    tracking_number: str
    customer: str
    customer_name: str
    loaded_at: datetime
    loaded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BillOfLadingLine:
    """What goes to one address: cartons and weight of one order."""

    order_number: str
    ship_to: Address
    carton_count: int
    gross_weight_g: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPage:
    """A load with its manifest (carton by carton) and bill of lading (order by order).

    waiting: where cartons stand that it may still take, by bin; () once it is closed.
    """

    load: LoadRow
    manifest: tuple[ManifestRow, ...]
    bill_of_lading: tuple[BillOfLadingLine, ...]
    waiting: tuple[StandingSum, ...]
