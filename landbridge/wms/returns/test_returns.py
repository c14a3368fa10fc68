"""Goods that come back: authorised, received, decided upon, and confirmed (T-33)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from landbridge.canon import PartyRef, Reference
from landbridge.canon.return_order import ReturnLine, ReturnOrder
from landbridge.canon.return_receipt import ReturnReceipt
from landbridge.canon.stock_adjustment import StockAdjustment
from landbridge.canon.supplier_return import SupplierReturn
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Refused, SentToSupplier, Taken, Wrong
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import OWNER, SITE, amount, facts


def rma(number: str, *lines: tuple[str, str, int], version: int = 1, **head: object) -> ReturnOrder:
    document = ReturnOrder(
        number=number, owner=OWNER, version=version, site=SITE, customer=PartyRef("CUS"),
        references=(Reference("sales_order", f"SO-{number}"),),
        lines=tuple(
            ReturnLine(line_id=line_id, item=item, quantity=amount(item, value))
            for line_id, item, value in lines
        ),
    )  # fmt: skip
    return replace(document, **head)  # type: ignore[arg-type]


def authorise(floor: Ground, document: ReturnOrder) -> int:
    key = f"{document.number}/{document.version}"
    assert isinstance(facade.accept(floor, document, key=key), Taken)
    page = facade.return_order(floor, owner=OWNER.code, number=document.number)
    assert page is not None
    return page.order.return_id


def receive(floor: Ground, receipt_id: int, item: str, count: int, **more: object) -> int:
    key = f"in/{receipt_id}/{item}/{count}/{more}"[:140]
    values = {"condition": "as_new", **more}
    done = facade.receive_return(
        floor, key=key, actor="rita", return_receipt_id=receipt_id, item=item,
        quantity=Decimal(count), **values,  # type: ignore[arg-type]
    )  # fmt: skip
    return done.return_item_id


def on_hand(floor: Ground) -> dict[tuple[str, str, str], Decimal]:
    rows = facade.stock(floor, limit=500).rows
    return {(row.item, row.status, row.bin): row.on_hand for row in rows}


def told(floor: Ground) -> list[ReturnReceipt]:
    return facts(floor, ReturnReceipt)


def test_an_expected_return_is_four_facts(floor: Ground) -> None:
    return_id = authorise(floor, rma("RMA-1", ("1", "BOLT", 5), ("2", "MILK", 2)))
    opened = facade.open_return(floor, key="o", actor="rita", site=SITE, return_id=return_id)
    bolts = receive(floor, opened.return_receipt_id, "BOLT", 3)
    torn = receive(floor, opened.return_receipt_id, "BOLT", 2, condition="damaged", note="bent")
    receive(floor, opened.return_receipt_id, "MILK", 2, condition="opened", lot="L1",
            expiry_on=facade_day())  # fmt: skip
    assert {status for _, status, _ in on_hand(floor)} == {"quality_hold"}
    assert told(floor) == [], "nobody is told before it is counted"
    closed = facade.close_return(
        floor, key="c", actor="rita", return_receipt_id=opened.return_receipt_id
    )
    assert (closed.order_closed, closed.quantity) == (True, 7)
    (first,) = told(floor)
    assert (first.version, first.order_number, first.closed) == (1, "RMA-1", True)
    assert [(line.order_line_id, line.item, line.condition, line.disposition, line.note)
            for line in first.lines] == [
        ("1", "BOLT", "as_new", "", ""), ("1", "BOLT", "damaged", "", "bent"),
        ("2", "MILK", "opened", "", ""),
    ]  # fmt: skip
    assert sum(effect.change.value for effect in first.stock_effects()) == 7

    back = facade.decide_return(
        floor, key="d1", actor="ivo", return_item_id=bolts, disposition="restock"
    )
    assert back.status == "available" and back.putback_task_id is not None
    facade.decide_return(floor, key="d2", actor="ivo", return_item_id=torn, disposition="scrap")
    with pytest.raises(Wrong, match="decided before: scrapped"):
        facade.decide_return(floor, key="d3", actor="x", return_item_id=torn, disposition="restock")
    versions = told(floor)
    assert [document.version for document in versions] == [1, 2, 3]
    assert [line.disposition for line in versions[-1].lines] == ["restock", "scrap", ""]
    assert list(versions[-1].stock_effects()) == [], "stock moves once, when goods come"
    (scrapped,) = facts(floor, StockAdjustment)
    assert [(line.item, line.change.value, line.reason_code) for line in scrapped.lines] == [
        ("BOLT", -2, "scrap")
    ]
    (task,) = facade.tasks(floor, kind="putback").rows
    facade.put_back(
        floor, key="pb", actor="rita", task_id=task.task_id, bin=task.target_bin or "A-01"
    )
    assert {(item, status) for item, status, _ in on_hand(floor)} == {
        ("BOLT", "available"), ("MILK", "quality_hold"),
    }  # fmt: skip
    assert check_books(floor) == ()


def facade_day():  # type: ignore[no-untyped-def]
    from datetime import date

    return date(2031, 5, 31)


def test_t33_stock_moves_once_per_physical_receipt_only(floor: Ground) -> None:
    """An authorisation without goods, goods without one, both twice."""
    authorise(floor, rma("RMA-2", ("1", "BOLT", 5)))
    assert facade.stock(floor).rows == () and told(floor) == [], "a refund alone moves nothing"
    blind = facade.open_return(
        floor, key="b", actor="rita", site=SITE, owner=OWNER.code, customer="CUS"
    )
    again = facade.open_return(
        floor, key="b", actor="rita", site=SITE, owner=OWNER.code, customer="CUS"
    )
    assert blind == again
    for _ in range(2):
        receive(floor, blind.return_receipt_id, "BOLT", 4)
        closed = facade.close_return(
            floor, key="bc", actor="rita", return_receipt_id=blind.return_receipt_id
        )
    assert not closed.order_closed and closed.quantity == 4
    (document,) = told(floor)
    assert (document.order_number, document.customer.code) == ("", "CUS")
    assert document.order_key == f"return_receipt/ACME/{document.number}"
    page = facade.return_order(floor, owner=OWNER.code, number="RMA-2")
    assert page is not None and (page.order.state, page.order.received) == ("open", 0)
    opened = facade.open_return(
        floor, key="o", actor="rita", site=SITE, return_id=page.order.return_id
    )
    for _ in range(2):
        receive(floor, opened.return_receipt_id, "BOLT", 5)
    facade.close_return(floor, key="c", actor="r", return_receipt_id=opened.return_receipt_id)
    assert sum(on_hand(floor).values()) == 9 and len(told(floor)) == 2
    assert check_books(floor) == ()


def test_who_sent_it_is_said_afterwards(floor: Ground) -> None:
    opened = facade.open_return(floor, key="o", actor="r", site=SITE, owner=OWNER.code)
    receive(floor, opened.return_receipt_id, "BOLT", 4)
    facade.close_return(floor, key="c", actor="r", return_receipt_id=opened.return_receipt_id)
    (nameless,) = facade.returns_without_sender(floor, site=SITE)
    assert nameless.number == opened.number
    who = {"actor": "o", "return_receipt_id": opened.return_receipt_id}
    with pytest.raises(Wrong, match="No order and no customer of ACME is called 'NOBODY'"):
        facade.name_return_sender(floor, key="s0", sender="NOBODY", **who)
    for _ in range(2):
        named = facade.name_return_sender(floor, key="s1", sender=" cus ", **who)
    assert named.customer == "CUS" and "The office is told." in named.text
    assert [(one.version, one.customer.code) for one in told(floor)] == [(1, ""), (2, "CUS")]
    assert facade.returns_without_sender(floor) == ()
    with pytest.raises(Wrong, match="that was said before"):
        facade.name_return_sender(floor, key="s2", sender="CUS", **who)
    announced = facade.open_return(
        floor, key="a", actor="r", site=SITE,
        return_id=authorise(floor, rma("RMA-9", ("1", "BOLT", 1))),
    ).return_receipt_id  # fmt: skip
    with pytest.raises(Wrong, match="was announced"):
        facade.name_return_sender(
            floor, key="s3", actor="o", return_receipt_id=announced, sender="CUS"
        )


@pytest.mark.parametrize(
    ("disposition", "status"),
    [("refurbish", "refurbish"), ("vendor_return", "vendor_return"), ("quarantine", "quarantine")],
)
def test_what_is_not_restocked_stands_aside(floor: Ground, disposition: str, status: str) -> None:
    opened = facade.open_return(floor, key="o", actor="r", site=SITE, owner=OWNER.code)
    drill = facade.receive_return(
        floor, key="in", actor="r", return_receipt_id=opened.return_receipt_id, item="DRILL",
        quantity=Decimal(1), condition="incomplete", serials=("S-9",),
    )  # fmt: skip
    facade.decide_return(
        floor, key="d", actor="ivo", return_item_id=drill.return_item_id, disposition=disposition
    )
    (row,) = facade.stock(floor).rows
    assert (row.status, row.serial, row.on_hand) == (status, "S-9", 1)
    facade.close_return(floor, key="c", actor="r", return_receipt_id=opened.return_receipt_id)
    (document,) = told(floor)
    assert (document.version, document.lines[0].disposition) == (1, disposition)
    assert document.lines[0].serials == ("S-9",)


def test_a_change_of_mind_about_a_return(floor: Ground) -> None:
    return_id = authorise(floor, rma("RMA-3", ("1", "BOLT", 5)))
    opened = facade.open_return(floor, key="o", actor="rita", site=SITE, return_id=return_id)
    receive(floor, opened.return_receipt_id, "BOLT", 3)
    result = facade.accept(floor, rma("RMA-3", ("1", "BOLT", 2), version=2), key="v2")
    assert isinstance(result, Taken)
    assert [finding.text for finding in result.findings] == ["Line 1: 3 came back already."]
    facade.close_return(floor, key="c", actor="r", return_receipt_id=opened.return_receipt_id)
    cancelled = rma("RMA-4", ("1", "BOLT", 2), status="cancelled")
    other = authorise(floor, cancelled)
    with pytest.raises(Wrong, match="RMA-4 is closed"):
        facade.open_return(floor, key="x", actor="r", site=SITE, return_id=other)
    unknown = facade.accept(floor, rma("RMA-5", ("1", "NO-SUCH", 1)), key="u")
    assert isinstance(unknown, Refused) and unknown.waits_for == "item/ACME/NO-SUCH"


def test_what_does_not_fit_is_said_and_changes_nothing(floor: Ground) -> None:
    return_id = authorise(floor, rma("RMA-6", ("1", "DRILL", 1)))
    opened = facade.open_return(floor, key="o", actor="rita", site=SITE, return_id=return_id)
    with pytest.raises(Wrong, match="for each piece: 1 wanted"):
        receive(floor, opened.return_receipt_id, "DRILL", 1)
    with pytest.raises(Wrong, match="not a condition"):
        receive(floor, opened.return_receipt_id, "DRILL", 1, condition="fine")
    with pytest.raises(Wrong, match="Nothing was counted"):
        facade.close_return(floor, key="c", actor="r", return_receipt_id=opened.return_receipt_id)
    unexpected = receive(floor, opened.return_receipt_id, "BOLT", 1)
    assert unexpected and facade.undecided_returns(floor)[0].order_line_id == ""


def decided(floor: Ground, item: str, count: int, disposition: str, **more: object) -> int:
    opened = facade.open_return(floor, key=f"o{item}", actor="r", site=SITE, owner=OWNER.code)
    made = receive(floor, opened.return_receipt_id, item, count, condition="damaged", **more)
    facade.decide_return(
        floor, key=f"d{item}", actor="ivo", return_item_id=made, disposition=disposition
    )
    return made


def send(floor: Ground, *items: int, key: str = "v", supplier: str = "SUP") -> SentToSupplier:
    return facade.send_to_supplier(
        floor, key=key, actor="ina", supplier=supplier, return_item_ids=items,
        carrier_code="UPS", tracking_number="1Z9",
    )  # fmt: skip


def test_what_goes_back_to_its_supplier_leaves_once_and_is_told(floor: Ground) -> None:
    bolts, drill = (
        decided(floor, "BOLT", 4, "vendor_return"),
        decided(floor, "DRILL", 1, "vendor_return", serials=("S-7",)),
    )
    assert [one.return_item_id for one in facade.returns_to_send(floor, site=SITE)] == [
        bolts,
        drill,
    ]
    done = send(floor, drill, bolts)
    assert send(floor, drill, bolts) == done, "the same key is answered like the first time"
    assert sum(on_hand(floor).values()) == 0 and facade.returns_to_send(floor) == ()
    (document,) = facts(floor, SupplierReturn)
    assert (document.number, document.supplier.code) == (done.number, "SUP")
    lines = {line.item: (line.sent.value, line.serials, line.condition) for line in document.lines}
    assert lines == {"BOLT": (4, (), "damaged"), "DRILL": (1, ("S-7",), "damaged")}
    assert [one.kind for one in document.references] == ["return_receipt"] * 2
    assert {(effect.item, effect.change.value) for effect in document.stock_effects()} == {
        ("BOLT", -4), ("DRILL", -1),
    }  # fmt: skip
    (view,) = facade.supplier_returns(floor, site=SITE)
    assert (view.number, view.tracking_number, len(view.items)) == (done.number, "1Z9", 2)
    with pytest.raises(Wrong, match=f"left before, with {done.number}"):
        send(floor, bolts, key="again")
    assert check_books(floor) == ()


def test_goods_are_sent_from_where_they_stand_by_now(floor: Ground) -> None:
    bolts = decided(floor, "BOLT", 4, "vendor_return")
    (row,) = facade.stock(floor).rows
    facade.move_stock(
        floor, key="m", actor="r", site=SITE, source_bin=row.bin, target_bin="B-01", item="BOLT",
        quantity=Decimal(1), status="vendor_return",
    )  # fmt: skip
    send(floor, bolts)
    assert sum(on_hand(floor).values()) == 0 and check_books(floor) == ()


def test_what_may_not_go_back_stays(floor: Ground) -> None:
    bolts = decided(floor, "BOLT", 4, "quarantine")
    with pytest.raises(Wrong, match="was not decided to go to its supplier"):
        send(floor, bolts)
    milk = decided(floor, "MILK", 1, "vendor_return", lot="L1", expiry_on=date(2027, 5, 1))
    with pytest.raises(Wrong, match="has no party 'NOBODY'"):
        send(floor, milk, supplier="NOBODY")
    with pytest.raises(Wrong, match="Choose what leaves"):
        send(floor)
    with pytest.raises(Wrong, match="no such returned item"):
        send(floor, 987_654)
    assert facts(floor, SupplierReturn) == []


def test_the_census_knows_what_came_back_and_is_gone_before_anybody_was_told(floor: Ground) -> None:
    """Scrapped before the return is closed: nothing lies there, and the office was told of scrap
    only; beside it a receipt that is still open has goods under the same key."""
    return_id = authorise(floor, rma("RMA-C", ("1", "BOLT", 9)))
    opened = facade.open_return(floor, key="co", actor="rita", site=SITE, return_id=return_id)
    item_id = receive(floor, opened.return_receipt_id, "BOLT", 9, condition="damaged")
    facade.decide_return(floor, key="cd", actor="rita", return_item_id=item_id, disposition="scrap")
    (row,) = [
        row for row in facade.census(floor, subject="stock", owner=OWNER.code)
        if row.key[1] == "BOLT" and row.key[3] == "quality_hold"
    ]  # fmt: skip
    assert (row.quantity.value, row.unconfirmed) == (0, 9)
    blind = facade.open_blind_receipt(
        floor, key="cb", actor="rita", site=SITE, owner=OWNER.code, reason_code="found"
    )
    facade.receive_line(
        floor, key="cl", actor="rita", receipt_id=blind.receipt_id, item="BOLT",
        quantity=Decimal(4), status="quality_hold", reason_code="blind",
    )  # fmt: skip
    (row,) = [
        row for row in facade.census(floor, subject="stock", owner=OWNER.code)
        if row.key[1] == "BOLT" and row.key[3] == "quality_hold"
    ]  # fmt: skip
    assert (row.quantity.value, row.unconfirmed) == (4, 13)
