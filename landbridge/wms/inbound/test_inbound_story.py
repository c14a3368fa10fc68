"""Goods come in: expected, counted, confirmed, stored."""

from datetime import date
from decimal import Decimal

import pytest

from landbridge.canon.receipt_confirmation import ReceiptConfirmation
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Taken, Wrong
from landbridge.wms.testing import OWNER, SITE, facts, gtin, purchase

DAY = date(2030, 5, 31)


def receipts_told(floor: Ground) -> list[ReceiptConfirmation]:
    return facts(floor, ReceiptConfirmation)


def on_hand(floor: Ground, item: str) -> dict[tuple[str, str], Decimal]:
    rows = facade.stock(floor, item=item, limit=500).rows
    return {(row.bin, row.lot): row.on_hand for row in rows if not row.serial}


def test_a_purchase_is_received_in_two_trucks_and_stored(floor: Ground) -> None:
    order = purchase("P1", ("1", "BOLT", "5 CS"), ("2", "MILK", 20))
    assert isinstance(facade.accept(floor, order, key="d1"), Taken)
    (row,) = facade.inbound_orders(floor, text="PO-P").rows
    assert (row.number, row.supplier_name, row.status_text) == ("P1", "Śruby i Spółka", "Expected.")

    first = facade.open_receipt(floor, key="r1", actor="anna", order_id=row.order_id)
    bolts = facade.receive_line(
        floor,
        key="l1",
        actor="anna",
        receipt_id=first.receipt_id,
        item=gtin(101),
        quantity=Decimal(2),
        uom="CS",
    )
    assert (bolts.quantity, bolts.open, bolts.suggested_bin) == (24, 36, "A-01")
    facade.receive_line(
        floor,
        key="l2",
        actor="anna",
        receipt_id=first.receipt_id,
        quantity=Decimal(20),
        item=f"(01)0{gtin(2)}(17)300531(10)M-7",
    )
    closed = facade.close_receipt(floor, key="c1", actor="anna", receipt_id=first.receipt_id)
    assert not closed.order_closed

    (told,) = receipts_told(floor)
    assert (told.number, told.order_number, told.closed) == (closed.number, "P1", False)
    assert [(line.order_line_id, line.item, line.received.value) for line in told.lines] == [
        ("1", "BOLT", 24),
        ("2", "MILK", 20),
    ]
    assert told.lines[0].lots == ()
    (lot,) = told.lines[1].lots
    assert (lot.lot, lot.expiry_on, lot.quantity.value) == ("M-7", DAY, 20)

    store_and_receive_the_rest(floor, row.order_id, first.number)


def store_and_receive_the_rest(floor: Ground, order_id: int, first_number: str) -> None:
    tasks = facade.tasks(floor, site=SITE, kind="putaway").rows
    assert [(task.item, task.quantity, task.bin) for task in tasks] == [
        ("BOLT", 24, "DOCK"),
        ("MILK", 20, "DOCK"),
    ]
    stored = facade.put_away(
        floor, key="s1", actor="ben", task_id=tasks[0].task_id, bin="A-01", item=gtin(1)
    )
    assert (stored.quantity, stored.remaining) == (24, 0)
    assert on_hand(floor, "BOLT") == {("A-01", ""): 24}

    second = facade.open_receipt(floor, key="r2", actor="anna", order_id=order_id)
    bolts = facade.receive_line(
        floor,
        key="l3",
        actor="anna",
        receipt_id=second.receipt_id,
        item="bolt",
        quantity=Decimal(36),
    )
    assert bolts.suggestion_text == (
        "A-01 holds 24 of this item already and has room. It is 2 % full then. "
        "Rule: Same item together."
    )
    assert facade.close_receipt(
        floor, key="c2", actor="anna", receipt_id=second.receipt_id
    ).order_closed
    page = facade.inbound_order(floor, owner=OWNER.code, number="P1")
    assert page is not None and page.order.state == "closed"
    assert [line.open for line in page.lines] == [0, 0]
    assert [receipt.number for receipt in page.receipts] == [second.number, first_number]
    assert facade.inbound_orders(floor).rows == ()
    assert [
        row.number for row in facade.inbound_orders(floor, state="closed", text="po-").rows
    ] == ["P1"]


@pytest.fixture
def receipt_id(floor: Ground) -> int:
    order = purchase(
        "P2",
        ("1", "BOLT", 10),
        ("2", "MILK", 10),
        ("3", "DRILL", 3),
        ("4", "BOLT", 5),
        ("5", "RICE", "2.5"),
    )
    facade.accept(floor, order, key="d2")
    (row,) = facade.inbound_orders(floor).rows
    return facade.open_receipt(floor, key="r", actor="anna", order_id=row.order_id).receipt_id


WRONG: list[tuple[dict[str, object], str]] = [
    ({"item": "NOTHING", "quantity": 1}, "unknown-code"),
    ({"item": "NUT", "quantity": 1}, "not-expected"),
    ({"item": "BOLT", "quantity": 16}, "over-receipt"),
    ({"item": "BOLT", "quantity": 0}, "quantity"),
    ({"item": "BOLT", "quantity": -1}, "quantity"),
    ({"item": "BOLT", "quantity": "0.5"}, "quantity"),
    ({"item": "BOLT", "quantity": 1, "uom": "PF"}, "unknown-uom"),
    ({"item": "BOLT", "quantity": 1, "bin": "A-01"}, "wrong-bin"),
    ({"item": "BOLT", "quantity": 1, "bin": "@SUPPLIER"}, "unknown-bin"),
    ({"item": "BOLT", "quantity": 1, "order_line_id": "2"}, "wrong-item"),
    ({"item": "BOLT", "quantity": 1, "status": "lost"}, "status"),
    ({"item": "MILK", "quantity": 1}, "lot-missing"),
    ({"item": "MILK", "quantity": 1, "lot": "L"}, "expiry-missing"),
    ({"item": "MILK", "quantity": 1, "lot": "L", "expiry_on": date(2020, 1, 1)}, "expired"),
    ({"item": f"(01)0{gtin(2)}(10)X", "quantity": 1, "lot": "Y"}, "wrong-lot"),
    ({"item": f"]C101{gtin(2)}0", "quantity": 1}, "unreadable-code"),
    ({"item": "DRILL", "quantity": 2, "serials": ["A"]}, "serials-missing"),
    ({"item": "DRILL", "quantity": 2, "serials": ["A", "A"]}, "serial-twice"),
]


@pytest.mark.parametrize(("said", "code"), WRONG, ids=lambda value: str(value)[:60])
def test_wrong_input_is_said_in_a_sentence_and_changes_nothing(
    floor: Ground, receipt_id: int, said: dict[str, object], code: str
) -> None:
    values: dict = {**said, "quantity": Decimal(str(said["quantity"]))}
    with pytest.raises(Wrong) as caught:
        facade.receive_line(floor, key="k", actor="anna", receipt_id=receipt_id, **values)
    assert caught.value.code == code
    assert 10 < len(caught.value.what) < 120
    receipt = facade.receipt(floor, receipt_id=receipt_id)
    assert receipt is not None and receipt.lines == ()
    assert facade.stock(floor).rows == ()
    # The key was not used up: the right input goes through with it.
    facade.receive_line(
        floor, key="k", actor="anna", receipt_id=receipt_id, item="BOLT", quantity=Decimal(1)
    )


def test_one_item_on_two_lines_fills_them_in_order(floor: Ground, receipt_id: int) -> None:
    got = facade.receive_line(
        floor, key="k", actor="anna", receipt_id=receipt_id, item="BOLT", quantity=Decimal(12)
    )
    assert (got.order_line_ids, got.open) == (("1", "4"), 3)
    facade.close_receipt(floor, key="c", actor="anna", receipt_id=receipt_id)
    (told,) = receipts_told(floor)
    assert [(line.order_line_id, line.received.value) for line in told.lines] == [
        ("1", 10),
        ("4", 2),
    ]


def test_too_much_comes_in_with_a_reason_and_a_yes(floor: Ground, receipt_id: int) -> None:
    facade.receive_line(
        floor,
        key="k",
        actor="anna",
        receipt_id=receipt_id,
        item="BOLT",
        quantity=Decimal(20),
        reason_code="over",
        over_confirmed=True,
    )
    facade.receive_line(
        floor,
        key="k2",
        actor="anna",
        receipt_id=receipt_id,
        item="NUT",
        quantity=Decimal(7),
        reason_code="wrong_item",
        over_confirmed=True,
    )
    closed = facade.close_receipt(
        floor, key="c", actor="anna", receipt_id=receipt_id, close_order=True
    )
    assert closed.order_closed
    (told,) = receipts_told(floor)
    assert [
        (li.order_line_id, li.item, li.received.value, li.reason_code) for li in told.lines
    ] == [
        ("1", "BOLT", 10, "over"),
        ("4", "BOLT", 10, "over"),
        ("", "NUT", 7, "wrong_item"),
    ]
    assert told.closed


def test_a_site_may_tolerate_a_little_too_much(floor: Ground, receipt_id: int) -> None:
    facade.set_site_policy(floor, site=SITE, over_receipt_percent=Decimal(20))
    facade.receive_line(
        floor, key="k", actor="anna", receipt_id=receipt_id, item="BOLT", quantity=Decimal(16)
    )
    with pytest.raises(Wrong, match="more than"):
        facade.receive_line(
            floor, key="k2", actor="anna", receipt_id=receipt_id, item="BOLT", quantity=Decimal(1)
        )


def test_serials_are_received_once_and_damaged_goods_are_not_stored(
    floor: Ground, receipt_id: int
) -> None:
    drills = facade.receive_line(
        floor,
        key="k",
        actor="anna",
        receipt_id=receipt_id,
        item="DRILL",
        quantity=Decimal(2),
        serials=["S1", "S2"],
    )
    with pytest.raises(Wrong) as caught:
        facade.receive_line(
            floor,
            key="k2",
            actor="anna",
            receipt_id=receipt_id,
            item="DRILL",
            quantity=Decimal(1),
            serials=["S2"],
        )
    assert caught.value.code == "serial-known"
    broken = facade.receive_line(
        floor,
        key="k3",
        actor="anna",
        receipt_id=receipt_id,
        item="DRILL",
        quantity=Decimal(1),
        serials=["S3"],
        status="damaged",
        reason_code="damaged",
    )
    assert broken.putaway_task_id is None
    assert drills.putaway_task_id is not None
    facade.put_away(floor, key="s", actor="ben", task_id=drills.putaway_task_id, bin="b-03")
    rows = facade.stock(floor, item="DRILL").rows
    assert {(row.serial, row.bin, row.status) for row in rows} == {
        ("S1", "B-03", "available"),
        ("S2", "B-03", "available"),
        ("S3", "DOCK", "damaged"),
    }
    facade.close_receipt(floor, key="c", actor="anna", receipt_id=receipt_id)
    (told,) = receipts_told(floor)
    assert [(lot.serials, lot.status) for lot in told.lines[0].lots] == [
        (("S1", "S2"), "available"),
        (("S3",), "damaged"),
    ]
    assert told.lines[0].reason_code == "damaged"


def test_goods_of_an_open_receipt_are_told_apart_in_the_census(
    floor: Ground, receipt_id: int
) -> None:
    facade.receive_line(
        floor, key="k", actor="anna", receipt_id=receipt_id, item="BOLT", quantity=Decimal(8)
    )
    (row,) = facade.census(floor, subject="stock")
    assert (row.key, row.quantity.value, row.unconfirmed) == (
        ("ACME", "BOLT", "", "available"),
        8,
        8,
    )
    facade.close_receipt(floor, key="c", actor="anna", receipt_id=receipt_id)
    (row,) = facade.census(floor, subject="stock", items=["BOLT"])
    assert (row.quantity.value, row.unconfirmed) == (8, 0)
    open_lines = {row.key[2]: row.quantity.value for row in facade.census(
        floor, subject="inbound_order")}  # fmt: skip
    assert open_lines == {"1": 2, "2": 10, "3": 3, "4": 5, "5": Decimal("2.5")}


def test_putaway_takes_storage_bins_only_and_may_be_split(floor: Ground, receipt_id: int) -> None:
    got = facade.receive_line(
        floor, key="k", actor="anna", receipt_id=receipt_id, item="BOLT", quantity=Decimal(10)
    )
    task_id = got.putaway_task_id
    assert task_id is not None
    for bin_code, code in (("PACK", "wrong-bin"), ("Z-99", "unknown-bin")):
        with pytest.raises(Wrong) as caught:
            facade.put_away(floor, key="s", actor="ben", task_id=task_id, bin=bin_code)
        assert caught.value.code == code
    with pytest.raises(Wrong, match="NUT was read, BOLT is expected"):
        facade.put_away(floor, key="s", actor="ben", task_id=task_id, bin="A-02", item="NUT")
    part = facade.put_away(
        floor, key="s", actor="ben", task_id=task_id, bin="A-02", quantity=Decimal(4)
    )
    assert part.remaining == 6
    facade.put_away(floor, key="s2", actor="ben", task_id=task_id, bin="A-05")
    assert on_hand(floor, "BOLT") == {("A-02", ""): 4, ("A-05", ""): 6}
    with pytest.raises(Wrong, match="finished before"):
        facade.put_away(floor, key="s3", actor="ben", task_id=task_id, bin="A-05")
