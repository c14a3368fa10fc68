from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from landbridge.canon import DocumentUnreadableError, PartyRef, check, dump_json, load_json
from landbridge.canon.base import Address, LotQuantity
from landbridge.canon.outbound_order import OutboundLine, OutboundOrder
from landbridge.canon.receipt_confirmation import ReceiptConfirmation, ReceivedLine
from landbridge.kit.quantity import EACH, Quantity


def an_order(**changes: object) -> OutboundOrder:
    values: dict = {
        "number": "SO-1",
        "owner": PartyRef("ACME"),
        "version": 3,
        "site": "MAIN",
        "customer": PartyRef("C-7"),
        "ship_to": Address(name="Łódź Sp. z o.o.", city="東京"),
        "lines": (
            OutboundLine(line_id="11", item="A", quantity=Quantity(Decimal("2.50"), EACH)),
            OutboundLine(line_id="12", item="B", quantity=Quantity(Decimal("1"), EACH)),
        ),
        "ship_on": date(2026, 11, 23),
    }
    return OutboundOrder(**values | changes)


def test_a_document_comes_back_equal_and_its_bytes_are_stable() -> None:
    order = an_order()
    content = dump_json(order)
    assert load_json(content) == order
    assert dump_json(load_json(content)) == content
    assert "Łódź".encode() in content


def test_instants_lots_and_serials_survive() -> None:
    receipt = ReceiptConfirmation(
        number="R1", owner=PartyRef("ACME"), version=1, site="MAIN", order_number="P1",
        supplier=PartyRef("S"), received_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        lines=(
            ReceivedLine(
                line_id="1", order_line_id="9", item="A", received=Quantity(Decimal(5), EACH),
                lots=(
                    LotQuantity(
                        quantity=Quantity(Decimal(5), EACH), lot="L1", serials=("s1", "s2"),
                        expiry_on=date(2027, 1, 1),
                    ),
                ),
            ),
        ),
    )  # fmt: skip
    assert load_json(dump_json(receipt)) == receipt


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"{}", b"null", b'{"kind":"nothing"}', b"\xff", b'{"kind":"item"}',
        b'{"kind":"item","number":"1","owner":{"code":"A"},"version":1,"description":"x","mystery":1}',
        b'{"kind":"item","number":1,"owner":{"code":"A"},"version":1,"description":"x"}',
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(DocumentUnreadableError):
        load_json(content)


def test_rules_name_path_and_value() -> None:
    twice = an_order(lines=(an_order().lines[0], an_order().lines[0]))
    assert [(f.path, f.rule) for f in check(twice)] == [("lines[1].line_id", "unique-line")]
    assert check(an_order()) == ()


@pytest.mark.parametrize("amount", [b"1E+999999999", b"1E-999999999", b"NaN"])
def test_an_amount_that_would_be_counted_out_digit_by_digit_is_unreadable(amount: bytes) -> None:
    content = dump_json(an_order()).replace(b'"2.50"', b'"' + amount + b'"')
    assert amount in content
    with pytest.raises(DocumentUnreadableError):
        load_json(content)
