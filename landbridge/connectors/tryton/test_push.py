"""What a line says has moved, part by part; and what a failure means for the delivery."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from landbridge.connect.protocols import Refused, Unavailable, Unknown
from landbridge.connect.transports.http import Answer
from landbridge.connectors.tryton.goods import Item, amount_in, price_in
from landbridge.connectors.tryton.push import Part, RefusedByUs, parts_of, result_of, timely_date
from landbridge.connectors.tryton.rpc import (
    Busy,
    Declined,
    Failed,
    LoginRefused,
    Lost,
    RpcError,
    Warned,
)
from landbridge.connectors.tryton.values import Unit
from landbridge.kit.clock import VirtualClock

EACH = Unit(1, "u", Fraction(1), 0)
CASE = Unit(2, "cs12", Fraction(12), 4)
ITEM = Item(
    id=1, code="TE-1", base=EACH, units={"C62": EACH, "CS": CASE}, cost_price=Decimal(1),
    lot_unit_id=None,
)  # fmt: skip
CLOCK = VirtualClock(datetime(2026, 11, 22, tzinfo=UTC))


def line(quantity: str, *lots: dict, unit: str = "C62") -> dict:
    return {"line": "9", "product": "TE-1", "quantity": Decimal(quantity), "unit": unit,
            "lots": list(lots)}  # fmt: skip


def test_lots_of_one_number_come_together_and_the_rest_has_none() -> None:
    parts = parts_of(
        line(
            "10",
            {"number": "A", "quantity": Decimal(3), "expiration_date": "2027-01-31"},
            {"number": "B", "quantity": Decimal(2)},
            {"number": "A", "quantity": Decimal(1)},
        ),
        ITEM.to_base,
    )
    assert parts == [
        Part(quantity=Decimal(4), lot="A", expires_on=date(2027, 1, 31)),
        Part(quantity=Decimal(2), lot="B"),
        Part(quantity=Decimal(4)),
    ]


def test_serials_are_lots_of_one_piece() -> None:
    parts = parts_of(line("2", {"quantity": Decimal(2), "serials": ["S1", "S2"]}), ITEM.to_base)
    assert parts == [
        Part(quantity=Decimal(1), lot="S1", is_serial=True),
        Part(quantity=Decimal(1), lot="S2", is_serial=True),
    ]


def test_cases_become_pieces() -> None:
    parts = parts_of(line("2", {"number": "A", "quantity": Decimal(1)}, unit="CS"), ITEM.to_base)
    assert [(part.lot, part.quantity) for part in parts] == [("A", 12), ("", 12)]


def test_nothing_moved_is_no_part() -> None:
    assert parts_of(line("0"), ITEM.to_base) == []


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (line("1", {"number": "A", "quantity": Decimal(2)}), "lots-exceed-line"),
        (line("1", unit="PF"), "unknown-unit"),
    ],
)
def test_what_cannot_be_is_refused(wrong: dict, rule: str) -> None:
    with pytest.raises(RefusedByUs) as caught:
        parts_of(wrong, ITEM.to_base)
    assert [finding.rule for finding in caught.value.findings] == [rule]


def test_a_quantity_stays_in_the_order_unit_only_if_exact() -> None:
    assert amount_in(CASE, ITEM, Decimal(30)) == (2.5, CASE)
    assert amount_in(CASE, ITEM, Decimal(7)) == (7.0, EACH)
    with pytest.raises(RefusedByUs, match="0 decimal places"):
        amount_in(EACH, ITEM, Decimal("0.5"))
    assert price_in(Decimal("60"), CASE, EACH) == Decimal("5.0000")
    assert price_in(Decimal("61"), CASE, EACH) == Decimal("5.0833")
    assert price_in(Decimal("61"), CASE, CASE) == Decimal("61")


@pytest.mark.parametrize(
    ("fault", "result"),
    [
        (Lost("gone."), Unknown("gone.")),
        (LoginRefused("who?"), Unavailable("who?", needs_login=True)),
        (Busy("later"), Unavailable("later")),
        (Busy("later", retry_after=Answer(429, {"retry-after": "7"}, b"")),
         Unavailable("later", retry_after_s=7.0)),
    ],
)  # fmt: skip
def test_failures_that_pass(fault: RpcError, result: object) -> None:
    assert result_of(fault, CLOCK) == result


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        (Declined("A lot is required."), "tryton-says-no"),
        (Warned("w", "Really?"), "tryton-warning"),
        (Failed("It broke"), "tryton-failed"),
    ],
)
def test_failures_that_wait_for_a_person(fault: RpcError, rule: str) -> None:
    result = result_of(fault, CLOCK)
    assert isinstance(result, Refused)
    assert [finding.rule for finding in result.findings] == [rule]
    assert all(finding.text.endswith(".") for finding in result.findings)


def test_the_day_is_told_only_if_it_is_over() -> None:
    assert timely_date(CLOCK, "2026-11-21") == {"effective_date": date(2026, 11, 21)}
    assert timely_date(CLOCK, "2026-11-22") == timely_date(CLOCK, None) == {}
