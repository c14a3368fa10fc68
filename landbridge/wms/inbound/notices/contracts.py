"""Shapes of announced plates."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from landbridge.wms.inbound.contracts import GoodsReceived


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateView:
    """An announced plate. depth: how many plates it stands on.  came: it was counted in."""

    notice: str
    lpn: str
    parent_lpn: str
    depth: int
    package_type: str
    came: bool
    lines: tuple["PlateLineView", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateLineView:
    item: str
    quantity: Decimal
    uom: str
    order_line_id: str
    lot: str
    expiry_on: date | None
    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateReceived:
    """received: one for each line of the plate and of those that stand on it."""

    lpn: str
    received: tuple[GoodsReceived, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedPlate:
    """The order for which a plate is announced; `number` is the order's."""

    order_id: int
    number: str
    lpn: str
