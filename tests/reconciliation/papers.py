"""Documents of the tests: short to write, one item each."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from landbridge.canon import PartyRef
from landbridge.canon.base import Address, LotQuantity
from landbridge.canon.inbound_order import InboundLine, InboundOrder
from landbridge.canon.item import Item, ItemUom
from landbridge.canon.outbound_order import OutboundLine, OutboundOrder
from landbridge.canon.party import Party
from landbridge.canon.receipt_confirmation import ReceiptConfirmation, ReceivedLine
from landbridge.canon.shipment_confirmation import ShipmentConfirmation, ShippedLine
from landbridge.canon.stock_adjustment import AdjustmentLine, StockAdjustment
from landbridge.kit.quantity import EACH, Quantity, Uom
from tests.reconciliation.books import OWNER

ACME = PartyRef(OWNER)
SITE = "MAIN"
CASE = Uom("CS")


def each(value: int) -> Quantity:
    return Quantity(Decimal(value), EACH)


def _lots(value: int, lot: str, status: str) -> tuple[LotQuantity, ...]:
    plain = not lot and status == "available"
    return () if plain else (LotQuantity(quantity=each(value), lot=lot, status=status),)


def receipt(
    number: str, item: str, value: int, *, at: datetime, lot: str = "",
    status: str = "available", order: str = "", line: str = "1", version: int = 1,
    site: str = SITE,
) -> ReceiptConfirmation:  # fmt: skip
    return ReceiptConfirmation(
        number=number, owner=ACME, version=version, site=site, order_number=order or f"P-{number}",
        supplier=PartyRef("S1"), received_at=at,
        lines=(
            ReceivedLine(
                line_id="1", order_line_id=line, item=item, received=each(value),
                lots=_lots(value, lot, status),
            ),
        ),
    )  # fmt: skip


def shipment(
    number: str, item: str, value: int, *, at: datetime, lot: str = "", order: str = "",
    line: str = "1",
) -> ShipmentConfirmation:  # fmt: skip
    return ShipmentConfirmation(
        number=number, owner=ACME, version=1, site=SITE, order_number=order or f"S-{number}",
        shipped_at=at,
        lines=(
            ShippedLine(
                order_line_id=line, item=item, ordered=each(value), shipped=each(value),
                short=each(0), lots=_lots(value, lot, "available"),
            ),
        ),
    )  # fmt: skip


def adjustment(
    number: str, item: str, value: int, *, at: datetime, lot: str = "",
    status: str = "available", version: int = 1,
) -> StockAdjustment:  # fmt: skip
    return StockAdjustment(
        number=number, owner=ACME, version=version, site=SITE, adjusted_at=at,
        lines=(
            AdjustmentLine(
                line_id="1", item=item, change=each(value), lot=lot, status=status,
                reason_code="count",
            ),
        ),
    )  # fmt: skip


def outbound(number: str, item: str, value: int, *, version: int = 1) -> OutboundOrder:
    return OutboundOrder(
        number=number, owner=ACME, version=version, site=SITE, customer=PartyRef("C1"),
        ship_to=Address(name="Zoë", country_code="DE"),
        lines=(OutboundLine(line_id="1", item=item, quantity=each(value)),),
    )  # fmt: skip


def inbound(number: str, item: str, value: int, *, version: int = 1) -> InboundOrder:
    return InboundOrder(
        number=number, owner=ACME, version=version, site=SITE, supplier=PartyRef("S1"),
        lines=(InboundLine(line_id="1", item=item, quantity=each(value)),),
    )  # fmt: skip


def cancelled(order: OutboundOrder) -> OutboundOrder:
    return replace(order, version=order.version + 1, status="cancelled")


def item(code: str, description: str = "A thing", *, version: int = 1, active: bool = True) -> Item:
    return Item(
        number=code, owner=ACME, version=version, description=description, active=active,
        uoms=(ItemUom(uom=EACH), ItemUom(uom=CASE, numerator=12, pack_level="case")),
    )  # fmt: skip


def party(code: str, name: str = "A partner", *, version: int = 1) -> Party:
    return Party(number=code, owner=ACME, version=version, name=name)
