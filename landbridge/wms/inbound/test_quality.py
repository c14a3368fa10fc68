"""Goods that are not as they should be: pictures of them, and deciding on what is on hold."""

from decimal import Decimal

import pytest

from landbridge.canon.stock_adjustment import StockAdjustment
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Wrong
from landbridge.wms.inbound.photos.operations import PHOTOS_MAX
from landbridge.wms.inbound.photos.test_images import jpeg, png
from landbridge.wms.testing import OWNER, SITE, facts, fill, purchase, sale, wish

AT = {"site": SITE, "actor": "quinn"}


def received(ground: Ground, item: str, quantity: int, **more: object):
    facade.accept(ground, purchase("P1", ("1", item, quantity)), key="p1")
    page = facade.inbound_order(ground, owner=OWNER.code, number="P1")
    made = facade.open_receipt(ground, key="r", actor="anna", order_id=page.order.order_id)
    line = facade.receive_line(
        ground, key="l", actor="anna", receipt_id=made.receipt_id, item=item,
        quantity=Decimal(quantity), **more,
    )  # fmt: skip
    return made, line


def test_a_picture_is_kept_once_beside_its_line(floor: Ground) -> None:
    made, line = received(floor, "BOLT", 3, status="damaged", reason_code="wet")
    values = {
        "actor": "anna", "receipt_id": made.receipt_id, "content": jpeg(), "note": "the wet box",
        "receipt_line_id": line.receipt_line_id,
    }  # fmt: skip
    added = facade.add_photo(floor, key="1", **values)
    assert facade.add_photo(floor, key="1", **values) == added
    (view,) = facade.photos(floor, receipt_ids=[made.receipt_id])
    assert (view.width_px, view.note, view.taken_by) == (640, "the wet box", "anna")
    assert view.receipt_line_id == line.receipt_line_id
    content = facade.photo(floor, photo_id=view.photo_id)
    assert (content.media_type, content.content) == ("image/jpeg", jpeg())
    assert facade.photo(floor, photo_id=999) is None
    facade.close_receipt(floor, key="c", actor="anna", receipt_id=made.receipt_id)
    facade.add_photo(floor, key="2", actor="anna", receipt_id=made.receipt_id, content=png())


def test_what_is_no_picture_or_has_no_place_is_refused(floor: Ground) -> None:
    made, _ = received(floor, "BOLT", 3)
    for more, code in (
        ({"content": b"MZ..."}, "photo"),
        ({"receipt_id": 999}, "not-found"),
        ({"receipt_line_id": 999}, "not-found"),
    ):
        values = {"receipt_id": made.receipt_id, "content": png()} | more
        with pytest.raises(Wrong) as refused:
            facade.add_photo(floor, key="k", actor="anna", **values)
        assert refused.value.code == code
    for number in range(PHOTOS_MAX):
        facade.add_photo(floor, key=f"{number}", actor="a", receipt_id=made.receipt_id,
                         content=png())  # fmt: skip
    with pytest.raises(Wrong, match="at most 50"):
        facade.add_photo(floor, key="more", actor="a", receipt_id=made.receipt_id, content=png())


def test_goods_on_hold_are_released_and_then_stored(floor: Ground) -> None:
    _, line = received(floor, "BOLT", 10, status="quality_hold", reason_code="inspection")
    assert line.putaway_task_id is None
    facade.accept(floor, sale("O1", ("1", "BOLT", 6)), key="o1")
    assert facade.allocate_open(floor).quantity == 0, "nobody gets what is on hold"
    values = {"bin": "DOCK", "item": "BOLT", "decision": "release", "reason_code": "good"}
    done = facade.inspect_stock(floor, key="i", **AT, **values, quantity=Decimal(6))
    assert done == facade.inspect_stock(floor, key="i", **AT, **values, quantity=Decimal(6))
    assert done.suggested_bin and done.status == "available"
    assert {(row.status, row.on_hand) for row in facade.stock(floor).rows} == {
        ("available", 6), ("quality_hold", 4),
    }  # fmt: skip
    facade.put_away(floor, key="p", actor="a", task_id=done.putaway_task_id, bin="A-01")
    assert facade.allocate_open(floor).quantity == 6
    (told,) = facts(floor, StockAdjustment)
    assert [(one.change.value, one.status, one.reason_code) for one in told.lines] == [
        (-6, "quality_hold", "good"), (6, "available", "good"),
    ]  # fmt: skip
    assert facade.check_books(floor) == ()


def test_goods_are_rejected_and_good_ones_held(floor: Ground) -> None:
    fill(floor, wish("A-01", "PAINT", 5, lot="L1"), wish("A-01", "PAINT", 5, lot="L2"),
         wish("A-02", "DRILL", 2, serials=("S1", "S2")))  # fmt: skip
    held = facade.inspect_stock(
        floor, key="1", **AT, bin="A-01", item="PAINT", lot="L1", quantity=Decimal(5),
        decision="hold", status="available", reason_code="recall",
    )  # fmt: skip
    assert held.status == "quality_hold" and held.putaway_task_id is None
    facade.inspect_stock(floor, key="2", **AT, bin="A-01", item="PAINT", lot="L1",
                         quantity=Decimal(2), decision="reject", reason_code="dried")  # fmt: skip
    facade.inspect_stock(
        floor, key="3", **AT, bin="A-02", item="DRILL", serials=("S2",), quantity=Decimal(1),
        decision="reject", status="available", reason_code="broken",
    )  # fmt: skip
    assert {(row.item, row.lot or row.serial, row.status): row.on_hand
            for row in facade.stock(floor).rows} == {
        ("PAINT", "L1", "quality_hold"): 3, ("PAINT", "L1", "damaged"): 2,
        ("PAINT", "L2", "available"): 5, ("DRILL", "S1", "available"): 1,
        ("DRILL", "S2", "damaged"): 1,
    }  # fmt: skip
    assert facade.check_books(floor) == ()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"decision": "forget"}, "decision"),
        ({"reason_code": " "}, "reason"),
        ({"status": "available"}, "status"),
        ({"status": "lost"}, "status"),
        ({"bin": "NO"}, "unknown-bin"),
        ({"item": "NO"}, "unknown-code"),
        ({"quantity": Decimal(99)}, "not-enough"),
        ({"quantity": Decimal(0)}, "quantity"),
        ({"lot": ""}, "lot-missing"),
        ({"site": "OSL"}, "unknown-site"),
    ],
)
def test_a_decision_that_cannot_be_changes_nothing(floor: Ground, more, code: str) -> None:
    fill(floor, wish("A-01", "PAINT", 5, lot="L1", status="quality_hold"),
         wish("A-01", "PAINT", 5, lot="L2", status="quality_hold"))  # fmt: skip
    values = AT | {"bin": "A-01", "item": "PAINT", "lot": "L1", "quantity": Decimal(1),
                   "decision": "release", "reason_code": "good"} | more  # fmt: skip
    with pytest.raises(Wrong) as refused:
        facade.inspect_stock(floor, key="k", **values)
    assert refused.value.code == code
    assert {row.status for row in facade.stock(floor).rows} == {"quality_hold"}


def test_promised_goods_are_not_taken_from_under_an_order(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 5))
    facade.accept(floor, sale("O1", ("1", "BOLT", 4)), key="o1")
    facade.allocate_open(floor)
    values = {"bin": "A-01", "item": "BOLT", "decision": "hold", "status": "available"}
    with pytest.raises(Wrong) as refused:
        facade.inspect_stock(floor, key="k", **AT, **values, quantity=Decimal(2), reason_code="?")
    assert refused.value.code == "not-enough"
