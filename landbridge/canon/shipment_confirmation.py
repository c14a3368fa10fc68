"""Goods that left: lines with lots and serials, cartons with SSCC and tracking."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from landbridge.canon.base import (
    Document,
    KnownNumber,
    LotQuantity,
    StockEffect,
    effects_of,
)
from landbridge.canon.gs1 import is_sscc
from landbridge.kit.findings import Finding, warning
from landbridge.kit.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedLine:
    """`ordered = shipped + short + still open`; `short` will not come with this order."""

    order_line_id: str
    item: str
    ordered: Quantity
    shipped: Quantity
    short: Quantity
    lots: tuple[LotQuantity, ...] = ()
    reason_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonLine:
    order_line_id: str
    item: str
    quantity: Quantity
    lot: str = ""
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carton:
    """A shipping unit with its SSCC, size, weight, tracking number and contents."""

    sscc: str
    package_type: str = ""
    gross_weight_g: Decimal | None = None
    length_mm: Decimal | None = None
    width_mm: Decimal | None = None
    height_mm: Decimal | None = None
    tracking_number: str = ""
    lines: tuple[CartonLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentConfirmation(Document):
    """`number` is the warehouse's shipment number. closed: the order gets nothing more."""

    kind: ClassVar[str] = "shipment_confirmation"
    told_by: ClassVar[str] = "floor"
    site: str
    order_number: str
    shipped_at: datetime
    lines: tuple[ShippedLine, ...]
    cartons: tuple[Carton, ...] = ()
    carrier_code: str = ""
    service_code: str = ""
    tracking_number: str = ""
    closed: bool = True

    @property
    def order_key(self) -> str:
        return f"outbound_order/{self.owner.code}/{self.order_number}"

    def findings(self) -> Iterable[Finding]:
        for index, carton in enumerate(self.cartons):
            if not is_sscc(carton.sscc):
                yield warning(
                    f"cartons[{index}].sscc", "sscc-check-digit", f"{carton.sscc} is not an SSCC."
                )

    def known_numbers(self) -> Iterable[KnownNumber]:
        yield from Document.known_numbers(self)
        yield KnownNumber(self.order_number, "outbound_order")
        if self.tracking_number:
            yield KnownNumber(self.tracking_number, "tracking")
        for carton in self.cartons:
            yield KnownNumber(carton.sscc, "sscc")
            if carton.tracking_number:
                yield KnownNumber(carton.tracking_number, "tracking")

    def stock_effects(self) -> Iterable[StockEffect]:
        for line in self.lines:
            for effect in effects_of(line.item, line.shipped, line.lots):
                yield replace(effect, change=-effect.change)
