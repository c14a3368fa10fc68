from datetime import UTC, datetime
from decimal import Decimal

import pytest

from landbridge.canon import PartyRef, document_types
from landbridge.canon.base import Document, LotQuantity, StockEffect
from landbridge.canon.receipt_confirmation import ReceiptConfirmation, ReceivedLine
from landbridge.canon.shipment_confirmation import ShipmentConfirmation, ShippedLine
from landbridge.canon.stock_adjustment import AdjustmentLine, StockAdjustment
from landbridge.kit.quantity import EACH, Quantity, Uom

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SHARED = {"number": "N1", "owner": PartyRef("ACME"), "version": 1, "site": "MAIN"}


def each(value: str) -> Quantity:
    return Quantity(Decimal(value), EACH)


def effects(document: Document) -> list[tuple[str, str, str, str]]:
    return [(e.item, e.lot, e.status, str(e.change)) for e in document.stock_effects()]


def received(line: ReceivedLine) -> ReceiptConfirmation:
    return ReceiptConfirmation(
        **SHARED, order_number="P1", supplier=PartyRef("S"), received_at=AT, lines=(line,)
    )


def test_a_receipt_adds_by_lot_and_status_and_the_rest_without_a_lot() -> None:
    document = received(
        ReceivedLine(
            line_id="1", order_line_id="9", item="A", received=each("10"),
            lots=(
                LotQuantity(quantity=each("4"), lot="L1"),
                LotQuantity(quantity=each("5"), lot="L2", status="damaged"),
            ),
        )
    )  # fmt: skip
    assert effects(document) == [
        ("A", "L1", "available", "4 C62"),
        ("A", "L2", "damaged", "5 C62"),
        ("A", "", "available", "1 C62"),
    ]


def test_lots_in_another_unit_are_the_whole_line() -> None:
    case = LotQuantity(quantity=Quantity(Decimal(2), Uom("CS")), lot="L1")
    document = received(
        ReceivedLine(line_id="1", order_line_id="9", item="A", received=each("24"), lots=(case,))
    )
    assert effects(document) == [("A", "L1", "available", "2 CS")]


def test_a_shipment_takes_away() -> None:
    document = ShipmentConfirmation(
        **SHARED, order_number="S1", shipped_at=AT,
        lines=(
            ShippedLine(
                order_line_id="1", item="A", ordered=each("3"), shipped=each("2"), short=each("1"),
                lots=(LotQuantity(quantity=each("2"), lot="L1"),),
            ),
            ShippedLine(
                order_line_id="2", item="B", ordered=each("1"), shipped=each("0"), short=each("1")
            ),
        ),
    )  # fmt: skip
    assert effects(document) == [("A", "L1", "available", "-2 C62")]


def test_an_adjustment_is_signed_and_a_status_change_has_two_sides() -> None:
    lines = (
        AdjustmentLine(line_id="1", item="A", change=each("-3"), reason_code="damage"),
        AdjustmentLine(
            line_id="2", item="A", change=each("3"), status="damaged", reason_code="damage"
        ),
    )
    document = StockAdjustment(**SHARED, adjusted_at=AT, lines=lines)
    assert effects(document) == [
        ("A", "", "available", "-3 C62"),
        ("A", "", "damaged", "3 C62"),
    ]


@pytest.mark.parametrize("kind", ["item", "party", "inbound_order", "outbound_order", "progress"])
def test_orders_and_master_data_move_no_stock(kind: str) -> None:
    assert document_types()[kind].stock_effects is Document.stock_effects


def test_an_effect_is_a_value() -> None:
    assert StockEffect(item="A", change=each("1")) == StockEffect(item="A", change=each("1.0"))
