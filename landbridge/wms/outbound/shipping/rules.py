"""The shipment confirmation and who may leave when. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from landbridge.canon import PartyRef, Reference
from landbridge.canon.base import LotQuantity
from landbridge.canon.shipment_confirmation import (
    Carton,
    CartonLine,
    ShipmentConfirmation,
    ShippedLine,
)
from landbridge.kit.quantity import Quantity, Uom
from landbridge.wms.master.contracts import ItemView

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineToShip:
    """A line's ladder before the shipment."""

    outbound_line_id: int
    line_id: str
    item_id: int
    ordered: Decimal
    allocated: Decimal
    released: Decimal
    picked: Decimal
    packed: Decimal
    shipped: Decimal
    short: Decimal
    cancelled: Decimal
    open: Decimal
    short_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonToShip:
    carton_id: int
    sscc: str
    bin: str
    package_type: str
    gross_weight_g: Decimal | None
    length_mm: Decimal | None
    width_mm: Decimal | None
    height_mm: Decimal | None
    tracking_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One line, lot and serial in one carton."""

    carton_id: int
    outbound_line_id: int
    item_id: int
    lot: str
    serial: str
    quantity: Decimal
    expiry_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """All that leaves together. shorts: what each line lacks for good, by outbound_line_id."""

    number: str
    owner: str
    site: str
    order_number: str
    references: tuple[Reference, ...]
    lines: tuple[LineToShip, ...]
    cartons: tuple[CartonToShip, ...]
    contents: tuple[Content, ...]
    items: Mapping[int, ItemView]
    shorts: Mapping[int, Decimal]
    carrier_code: str
    service_code: str
    tracking_number: str
    closed: bool
    at: datetime


def leaving(contents: Iterable[Content]) -> dict[int, Decimal]:
    """Base units by line."""
    amounts: dict[int, Decimal] = {}
    for part in contents:
        amounts[part.outbound_line_id] = amounts.get(part.outbound_line_id, ZERO) + part.quantity
    return amounts


def confirmation(shipment: Shipment) -> ShipmentConfirmation:
    """What the other side is told: this shipment's amounts, and the shorts of its lines."""
    return ShipmentConfirmation(
        number=shipment.number, owner=PartyRef(shipment.owner), version=1, site=shipment.site,
        references=(
            Reference("outbound_order", shipment.order_number), *shipment.references
        ),
        order_number=shipment.order_number, shipped_at=shipment.at,
        lines=tuple(_lines(shipment)), cartons=tuple(_cartons(shipment)),
        carrier_code=shipment.carrier_code, service_code=shipment.service_code,
        tracking_number=shipment.tracking_number, closed=shipment.closed,
    )  # fmt: skip


def _lines(shipment: Shipment) -> Iterable[ShippedLine]:
    """Lines that leave now, and those that are short; others are still to come."""
    amounts = leaving(shipment.contents)
    for line in shipment.lines:
        now = amounts.get(line.outbound_line_id, ZERO)
        short = shipment.shorts.get(line.outbound_line_id, ZERO)
        if not now and not short:
            continue
        item = shipment.items[line.item_id]
        uom = Uom(item.base_uom)
        parts = [
            part for part in shipment.contents if part.outbound_line_id == line.outbound_line_id
        ]
        yield ShippedLine(
            order_line_id=line.line_id, item=item.code,
            ordered=Quantity(line.ordered - line.cancelled, uom), shipped=Quantity(now, uom),
            short=Quantity(short, uom), lots=tuple(_lots(parts, uom)),
            reason_code=(line.short_reason or "short") if short else "",
        )  # fmt: skip


def _lots(parts: Sequence[Content], uom: Uom) -> Iterable[LotQuantity]:
    by_lot: dict[str, list[Content]] = {}
    for part in parts:
        by_lot.setdefault(part.lot, []).append(part)
    for lot, same in by_lot.items():
        serials = tuple(part.serial for part in same if part.serial)
        if lot or serials:
            amount = sum((part.quantity for part in same), ZERO)
            yield LotQuantity(
                quantity=Quantity(amount, uom), lot=lot, serials=serials,
                expiry_on=same[0].expiry_on,
            )  # fmt: skip


def _cartons(shipment: Shipment) -> Iterable[Carton]:
    line_ids = {line.outbound_line_id: line.line_id for line in shipment.lines}
    for carton in shipment.cartons:
        grouped: dict[tuple[int, str], list[Content]] = {}
        for part in shipment.contents:
            if part.carton_id == carton.carton_id:
                grouped.setdefault((part.outbound_line_id, part.lot), []).append(part)
        yield Carton(
            sscc=carton.sscc, package_type=carton.package_type,
            gross_weight_g=carton.gross_weight_g, length_mm=carton.length_mm,
            width_mm=carton.width_mm, height_mm=carton.height_mm,
            tracking_number=carton.tracking_number,
            lines=tuple(
                _carton_line(line_ids[line_id], lot, parts, shipment)
                for (line_id, lot), parts in grouped.items()
            ),
        )  # fmt: skip


def _carton_line(
    line_id: str, lot: str, parts: Sequence[Content], shipment: Shipment
) -> CartonLine:
    item = shipment.items[parts[0].item_id]
    amount = sum((part.quantity for part in parts), ZERO)
    return CartonLine(
        order_line_id=line_id, item=item.code, quantity=Quantity(amount, Uom(item.base_uom)),
        lot=lot, serials=tuple(part.serial for part in parts if part.serial),
    )  # fmt: skip
