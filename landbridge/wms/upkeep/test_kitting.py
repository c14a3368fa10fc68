"""Kits are made of their components and taken apart again; nothing is lost on the way."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from landbridge.canon.stock_adjustment import StockAdjustment
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import BomPart, PartOut, WorkOrderPage, Wrong
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import OWNER, SITE, facts, fill, sale, small_items, wish


def kit(floor: Ground, code: str = "SET", **policy: object) -> None:
    """An item that is made here."""
    bolt, *_ = small_items()
    uoms = (replace(bolt.uoms[0], gtins=()),)
    item = replace(bolt, number=code, description="Set", uoms=uoms, **policy)  # type: ignore[arg-type]
    facade.accept(floor, item, key=f"item/{code}")


def made_of(floor: Ground, *parts: tuple[str, str], code: str = "SET", key: str = "bom") -> None:
    facade.put_bom(
        floor, key=f"{key}/{code}", actor="ivo", item=code,
        parts=[BomPart(item=item, quantity=Decimal(q.split()[0]), uom=[*q.split(), ""][1])
               for item, q in parts],
    )  # fmt: skip


def order(floor: Ground, quantity: int, kind: str = "kit", **more: object) -> WorkOrderPage:
    opened = facade.open_work_order(
        floor, key=f"open/{kind}/{quantity}/{more}"[:100], actor="ivo", site=SITE, kind=kind,
        item="SET", quantity=Decimal(quantity), **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return look(floor, opened.work_order_id)


def look(floor: Ground, work_order_id: int) -> WorkOrderPage:
    page = facade.work_order(floor, work_order_id=work_order_id)
    assert page is not None
    return page


def fetch(floor: Ground, page: WorkOrderPage) -> WorkOrderPage:
    """Every open pick, in full."""
    for task in look(floor, page.order.work_order_id).tasks:
        if task.state == "open":
            facade.confirm_component(
                floor, key=f"pick/{task.task_id}", actor="rita", task_id=task.task_id,
                bin=task.bin, item=task.item, lot=task.lot, serials=task.serials,
            )  # fmt: skip
    return look(floor, page.order.work_order_id)


def on_hand(floor: Ground) -> dict[tuple[str, str, str], tuple[Decimal, Decimal]]:
    return {
        (row.bin, row.item, row.lot): (row.on_hand, row.reserved)
        for row in facade.stock(floor, limit=100).rows
    }


def told(floor: Ground) -> list[tuple[str, str, Decimal]]:
    """What the office was told of kitting: item, lot, change."""
    return [
        (line.item, line.lot, line.change.value)
        for document in facts(floor, StockAdjustment)
        for line in document.lines
        if line.reason_code == "kitting"
    ]


def test_a_kit_is_made_in_parts_and_told_to_the_office(floor: Ground) -> None:
    kit(floor, lot_controlled=True, expiry_controlled=True)
    fill(
        floor, wish("A-01", "BOLT", 30),
        wish("A-02", "MILK", 2, lot="L1", expiry_on=date(2031, 1, 1)),
        wish("A-03", "MILK", 9, lot="L2", expiry_on=date(2032, 1, 1)), wish("A-04", "RICE", 5),
    )  # fmt: skip
    made_of(floor, ("BOLT", "2"), ("MILK", "1"), ("RICE", "0.25 KGM"))
    page = order(floor, 6)
    assert page.order.state == "released" and page.possible == 0
    assert facade.overview(floor, site=SITE).pick_open_count == len(page.tasks) == 4
    assert [(t.bin, t.item, t.quantity, t.lot, t.target_bin) for t in page.tasks] == [
        ("A-01", "BOLT", 12, "", "PACK"), ("A-02", "MILK", 2, "L1", "PACK"),
        ("A-03", "MILK", 4, "L2", "PACK"), ("A-04", "RICE", Decimal("1.5"), "", "PACK"),
    ]  # fmt: skip
    assert {task.order_number for task in page.tasks} == {page.order.number}
    page = fetch(floor, page)
    assert (page.order.state, page.possible, page.expiry_on) == ("making", 6, date(2031, 1, 1))
    assert on_hand(floor)["PACK", "BOLT", ""] == (12, 12), "it is the order's"
    with pytest.raises(Wrong, match="enough"):
        facade.move_stock(floor, key="theft", actor="max", site=SITE, source_bin="PACK",
                          target_bin="A-09", item="BOLT", quantity=Decimal(1))  # fmt: skip
    first = facade.make_kits(floor, key="m1", actor="rita", quantity=Decimal(2),
                             work_order_id=page.order.work_order_id)  # fmt: skip
    assert first.text == "2 SET made. 4 to go." and first.remaining == 4
    assert first == facade.make_kits(floor, key="m1", actor="rita", quantity=Decimal(2),
                                     work_order_id=page.order.work_order_id)  # fmt: skip
    number = page.order.number
    assert told(floor) == [
        ("BOLT", "", -4), ("MILK", "L1", -2), ("RICE", "", Decimal("-0.50")), ("SET", number, 2),
    ]  # fmt: skip
    made = next(row for row in facade.stock(floor, item="SET").rows)
    assert (made.lot, made.expiry_on, made.on_hand) == (number, date(2031, 1, 1), 2)
    with pytest.raises(Wrong, match="5 is too many, the order wants 4"):
        facade.make_kits(floor, key="m2", actor="rita", quantity=Decimal(5),
                         work_order_id=page.order.work_order_id)  # fmt: skip
    facade.make_kits(floor, key="m3", actor="rita", quantity=Decimal(4), lot="X",
                     work_order_id=page.order.work_order_id)  # fmt: skip
    page = look(floor, page.order.work_order_id)
    assert (page.order.state, page.order.made, page.possible) == ("done", 6, 0)
    assert [(one.quantity, len(one.parts)) for one in page.made] == [(2, 4), (4, 4)]
    backs = facade.tasks(floor, kind="putback").rows
    assert [(task.item, task.quantity, task.order_number) for task in backs] == [
        ("SET", 2, number), ("SET", 4, number),
    ]  # fmt: skip
    for task in backs:
        facade.put_back(floor, key=f"b{task.task_id}", actor="rita", task_id=task.task_id,
                        bin=task.target_bin or "B-01")  # fmt: skip
    left = on_hand(floor)
    assert not [key for key in left if key[0] == "PACK"]
    assert left["A-01", "BOLT", ""] == (18, 0) and left["A-04", "RICE", ""] == (Decimal("3.5"), 0)
    assert check_books(floor) == ()


def test_what_is_short_is_looked_for_and_made_as_far_as_it_goes(floor: Ground) -> None:
    kit(floor)
    fill(floor, wish("A-01", "BOLT", 5), wish("A-02", "NUT", 100))
    made_of(floor, ("BOLT", "2"), ("NUT", "1"))
    facade.accept(floor, sale("S1", ("1", "NUT", 98)), key="s1")
    facade.allocate_open(floor)
    page = order(floor, 4)
    assert [(line.item, line.lacking) for line in page.lines if line.lacking] == [
        ("BOLT", 3), ("NUT", 2),
    ]  # fmt: skip
    bolt = next(task for task in page.tasks if task.item == "BOLT")
    fill(floor, wish("B-07", "BOLT", 1))
    short = facade.confirm_component(
        floor, key="p", actor="rita", task_id=bolt.task_id, bin="A-01", item="BOLT",
        quantity=Decimal(3), short_reason="missing",
    )  # fmt: skip
    assert (short.second_bin, short.lacking) == ("B-07", 4)
    assert short.text == "3 BOLT taken. Fetch 1 from B-07. Short: 4."
    (count,) = facade.cycle_counts(floor).rows
    assert (count.bin, count.item) == ("A-01", "BOLT")
    page = fetch(floor, look(floor, page.order.work_order_id))
    assert page.possible == 2
    facade.make_kits(floor, key="m", actor="rita", quantity=Decimal(2),
                     work_order_id=page.order.work_order_id)  # fmt: skip
    again = facade.release_work_order(
        floor, key="r", actor="ivo", work_order_id=page.order.work_order_id
    )
    assert again.task_count == 0 and again.lacking == ("BOLT", "NUT")
    fill(floor, wish("B-08", "BOLT", 50))
    again = facade.release_work_order(
        floor, key="r2", actor="ivo", work_order_id=page.order.work_order_id
    )
    assert again.task_count == 1 and again.lacking == ("NUT",)
    closed = facade.close_work_order(
        floor, key="c", actor="ivo", work_order_id=page.order.work_order_id
    )
    assert closed.outcome == "done" and "with 2 of 4" in closed.text
    with pytest.raises(Wrong, match="is closed"):
        facade.make_kits(floor, key="m9", actor="rita", quantity=Decimal(1),
                         work_order_id=page.order.work_order_id)  # fmt: skip
    assert check_books(floor) == ()


def test_an_order_is_called_off_and_its_components_go_back(floor: Ground) -> None:
    kit(floor)
    fill(floor, wish("A-01", "BOLT", 10), wish("A-02", "NUT", 10))
    made_of(floor, ("BOLT", "2"), ("NUT", "1"))
    page = order(floor, 3)
    bolt, nut = page.tasks
    facade.confirm_component(floor, key="p", actor="rita", task_id=bolt.task_id, bin="A-01",
                             item="BOLT")  # fmt: skip
    closed = facade.close_work_order(
        floor, key="c", actor="ivo", work_order_id=page.order.work_order_id
    )
    assert closed.outcome == "cancelled" and len(closed.task_ids) == 1
    with pytest.raises(Wrong, match="no longer wanted"):
        facade.confirm_component(floor, key="p2", actor="rita", task_id=nut.task_id, bin="A-02",
                                 item="NUT")  # fmt: skip
    facade.put_back(floor, key="b", actor="rita", task_id=closed.task_ids[0], bin="A-01")
    assert on_hand(floor) == {("A-01", "BOLT", ""): (10, 0), ("A-02", "NUT", ""): (10, 0)}
    assert told(floor) == [] and check_books(floor) == ()


def test_pieces_with_serials_go_in_and_come_out_again(floor: Ground) -> None:
    kit(floor, serial_controlled=True)
    fill(floor, wish("A-01", "DRILL", 3, serials=("D1", "D2", "D3")), wish("A-02", "BOLT", 10),
         wish("A-03", "PAINT", 5, lot="P1"))  # fmt: skip
    made_of(floor, ("DRILL", "1"), ("BOLT", "2"), ("PAINT", "1"))
    page = order(floor, 2)
    drill = page.tasks[0]
    assert drill.serials == ("D1", "D2")
    facade.confirm_component(
        floor, key="p", actor="rita", task_id=drill.task_id, bin="A-01", item="DRILL",
        serials=("D1", "D3"),
    )  # fmt: skip
    page = fetch(floor, page)
    id_ = page.order.work_order_id
    with pytest.raises(Wrong, match="1 wanted, 0 read"):
        facade.make_kits(floor, key="m0", actor="r", work_order_id=id_, quantity=Decimal(1))
    with pytest.raises(Wrong, match="D2 does not stand"):
        facade.make_kits(floor, key="m0", actor="r", work_order_id=id_, quantity=Decimal(1),
                         serials=("S1",), used_serials=("D2",))  # fmt: skip
    facade.make_kits(floor, key="m1", actor="r", work_order_id=id_, quantity=Decimal(1),
                     serials=("S1",), used_serials=("D3",))  # fmt: skip
    with pytest.raises(Wrong) as twice:
        facade.make_kits(floor, key="m2", actor="r", work_order_id=id_, quantity=Decimal(1),
                         serials=("S1",))  # fmt: skip
    assert twice.value.code == "serial-known"
    page = look(floor, id_)
    assert [(part.item, part.serial) for part in page.made[0].parts if part.serial] == [
        ("SET", "S1"), ("DRILL", "D3"),
    ]  # fmt: skip
    facade.close_work_order(floor, key="c", actor="ivo", work_order_id=id_)
    for task in facade.tasks(floor, kind="putback").rows:
        facade.put_back(floor, key=f"b{task.task_id}", actor="r", task_id=task.task_id, bin="B-05")
    page = fetch(floor, order(floor, 1, kind="unkit"))
    id_ = page.order.work_order_id
    with pytest.raises(Wrong, match="Say the lot of PAINT"):
        facade.take_apart(floor, key="u0", actor="r", work_order_id=id_, quantity=Decimal(1),
                          parts=[PartOut(item="DRILL", serials=("D3",))])  # fmt: skip
    done = facade.take_apart(
        floor, key="u1", actor="r", work_order_id=id_, quantity=Decimal(1),
        parts=[PartOut(item="DRILL", serials=("D3",)), PartOut(item="PAINT", lot="P1"),
               PartOut(item="BOLT", quantity=Decimal(1))],
    )  # fmt: skip
    assert done.text == "1 SET taken apart." and len(done.task_ids) == 3
    assert told(floor)[-4:] == [
        ("SET", "", -1), ("DRILL", "", 1), ("BOLT", "", 1), ("PAINT", "P1", 1),
    ]  # fmt: skip
    assert look(floor, id_).order.state == "done" and check_books(floor) == ()


def test_a_component_that_broke_is_set_aside_and_fetched_again(floor: Ground) -> None:
    kit(floor)
    fill(floor, wish("A-01", "BOLT", 10))
    made_of(floor, ("BOLT", "2"))
    page = fetch(floor, order(floor, 2))
    id_ = page.order.work_order_id
    spoiled = facade.spoil_component(
        floor, key="s", actor="r", work_order_id=id_, item="BOLT", quantity=Decimal(1),
        reason="damaged",
    )  # fmt: skip
    assert spoiled.status == "damaged" and look(floor, id_).possible == 1
    assert facade.release_work_order(floor, key="r", actor="i", work_order_id=id_).task_count == 1
    page = fetch(floor, look(floor, id_))
    assert page.possible == 2
    facade.make_kits(floor, key="m", actor="r", work_order_id=id_, quantity=Decimal(2))
    assert check_books(floor) == ()
    for wrong, code in (({"item": "NUT"}, "not-in-kit"), ({"reason": "x"}, "reason")):
        given = {"item": "BOLT", "reason": "damaged"} | wrong
        other = order(floor, 1)
        with pytest.raises(Wrong) as refused:
            facade.spoil_component(
                floor, key="s2", actor="r", work_order_id=other.order.work_order_id,
                quantity=Decimal(1), **given,
            )  # fmt: skip
        assert refused.value.code == code


def test_lists_have_versions_and_refuse_nonsense(floor: Ground) -> None:
    kit(floor)
    kit(floor, "BOX")
    with pytest.raises(Wrong, match="Nobody has said what SET is made of"):
        order(floor, 1)
    fill(floor, wish("A-01", "BOLT", 10), wish("A-02", "NUT", 10))
    made_of(floor, ("BOLT", "1"), key="v1")
    page = order(floor, 1)
    made_of(floor, ("NUT", "1"), ("BOLT", "1 CS"), key="v2")
    assert [line.item for line in look(floor, page.order.work_order_id).lines] == ["BOLT", "SET"]
    found = facade.bom(floor, owner=OWNER.code, item="SET")
    assert found is not None and (found.bom.version, len(found.versions)) == (2, 1)
    assert [(line.item, line.quantity, line.uom, line.base_quantity) for line in found.lines] == [
        ("NUT", 1, "C62", 1), ("BOLT", 1, "CS", 12),
    ]  # fmt: skip
    made_of(floor, ("SET", "2"), code="BOX")
    for parts, code in (
        ([("BOX", "1")], "made-of-itself"), ([("SET", "1")], "made-of-itself"),
        ([("BOLT", "1"), ("BOLT", "2")], "same-item"), ([("BOLT", "0.5")], "quantity"),
        ([("BOLT", "0")], "quantity"), ([("BOLT", "1 XX")], "unknown-uom"),
        ([("NONE", "1")], "unknown-code"),
    ):  # fmt: skip
        with pytest.raises(Wrong) as refused:
            made_of(floor, *parts, key=f"bad{parts}")
        assert refused.value.code == code, parts
    made_of(floor, key="end")
    with pytest.raises(Wrong) as ended:
        order(floor, 1, note="x")
    assert ended.value.code == "no-bom"
    for more, code in (({"station": "A-01"}, "wrong-bin"), ({"priority": 101}, "priority"),
                       ({"uom": "XX"}, "unknown-uom"), ({"lot": "x" * 201}, "text")):  # fmt: skip
        made_of(floor, ("BOLT", "1"), key=f"more{code}")
        with pytest.raises(Wrong) as wrong:
            order(floor, 1, **more)
        assert wrong.value.code == code


def test_goods_that_come_later_find_the_orders_that_lack_them(floor: Ground) -> None:
    kit(floor)
    made_of(floor, ("BOLT", "2"), ("NUT", "1"))
    page = order(floor, 3)
    assert page.tasks == () and facade.feed_work_orders(floor) == 0
    fill(floor, wish("A-01", "BOLT", 4), wish("A-02", "NUT", 9))
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: facade.feed_work_orders(floor), range(4))) == 2
    lacking = [(line.item, line.lacking) for line in look(floor, page.order.work_order_id).lines]
    assert ("BOLT", 2) in lacking and ("NUT", 0) in lacking
    fill(floor, wish("B-07", "BOLT", 2))
    assert facade.feed_work_orders(floor) == 1 and facade.feed_work_orders(floor) == 0
    facade.close_work_order(floor, key="c", actor="ivo", work_order_id=page.order.work_order_id)
    fill(floor, wish("B-08", "BOLT", 9))
    assert facade.feed_work_orders(floor) == 0
    assert check_books(floor) == ()
