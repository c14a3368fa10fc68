"""Scans, lists, counts: what surfaces and programs look up."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from landbridge.canon.progress import Progress
from landbridge.canon.stock_adjustment import StockAdjustment
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Incoming, Refused, Taken, Wrong
from landbridge.wms.testing import OWNER, SITE, facts, fill, gtin, purchase, sale, small_items, wish

DAY = date(2031, 6, 30)


def meanings(floor: Ground, text: str) -> set[tuple[str, str]]:
    found = facade.resolve_scan(floor, text=text, site=SITE).meanings
    return {(meaning.kind, meaning.number) for meaning in found}


def test_a_scan_means_what_it_names(floor: Ground) -> None:
    facade.accept(floor, purchase("P1", ("1", "BOLT", 5)), key="p")
    (row,) = facade.inbound_orders(floor).rows
    receipt = facade.open_receipt(
        floor, key="r", actor="a", order_id=row.order_id, delivery_note="DN-77"
    )
    assert meanings(floor, "a-01") == {("bin", "A-01")}
    assert meanings(floor, " BOLT\r\n") == {("item", "BOLT")}
    assert meanings(floor, gtin(1)) == meanings(floor, f"0{gtin(1)}") == {("item", "BOLT")}
    assert meanings(floor, "po-p1") == meanings(floor, "P1") == {("inbound_order", "P1")}
    assert meanings(floor, receipt.number) == {("receipt", receipt.number)}
    assert meanings(floor, "dn-77") == {("receipt", receipt.number)}
    for nothing in ("", "XYZ", "]C10199", "10D9T", "%", "A-0_"):
        assert meanings(floor, nothing) == set(), nothing


def test_a_gs1_code_carries_lot_day_and_unit(floor: Ground) -> None:
    case = facade.resolve_scan(floor, text=f"]C1020{gtin(102)}17310630\x1d3704\x1d10L-9").only
    assert case is not None
    assert (case.number, case.uom, case.lot, case.expiry_on, case.quantity) == (
        "MILK", "CS", "L-9", DAY, 4,
    )  # fmt: skip
    bare = facade.resolve_scan(floor, text=f"010{gtin(3)}21SN-1").only
    assert bare is not None and (bare.number, bare.serial) == ("DRILL", "SN-1")


def test_what_can_be_two_things_is_asked_not_guessed(floor: Ground) -> None:
    bolt, *_, nut = small_items()
    twin = replace(nut, version=2, uoms=(replace(nut.uoms[0], gtins=(gtin(1),)),))
    assert isinstance(facade.accept(floor, twin, key="twin"), Taken)
    found = facade.resolve_scan(floor, text=gtin(1))
    assert found.only is None and {m.number for m in found.meanings} == {"BOLT", "NUT"}
    facade.accept(floor, purchase("P", ("1", "BOLT", 5)), key="p")
    (row,) = facade.inbound_orders(floor).rows
    receipt = facade.open_receipt(floor, key="r", actor="a", order_id=row.order_id)
    with pytest.raises(Wrong) as caught:
        facade.receive_line(
            floor, key="l", actor="a", receipt_id=receipt.receipt_id, item=gtin(1),
            quantity=Decimal(1),
        )  # fmt: skip
    assert caught.value.code == "ambiguous-code"
    # Another owner's twin does not disturb: the order's owner settles it.
    theirs = replace(bolt, owner=replace(OWNER, code="OTHER"), number="THEIRS")
    facade.accept(floor, replace(nut, version=3), key="back")
    facade.accept(floor, theirs, key="theirs")
    got = facade.receive_line(
        floor, key="l", actor="a", receipt_id=receipt.receipt_id, item=gtin(1),
        quantity=Decimal(1),
    )  # fmt: skip
    assert got.item == "BOLT"


def test_an_item_keeps_its_base_unit_once_it_is_used(floor: Ground) -> None:
    bolt = small_items()[0]
    changed = replace(bolt, version=2, base_uom="KGM", uoms=())
    assert isinstance(facade.accept(floor, replace(changed, number="FRESH"), key="a"), Taken)
    assert isinstance(
        facade.accept(floor, replace(bolt, number="FRESH", version=3), key="b"), Taken
    )
    fill(floor, wish("A-01", "BOLT", 1))
    refused = facade.accept(floor, changed, key="c")
    assert isinstance(refused, Refused) and refused.findings[0].rule == "base-uom-fixed"
    page = facade.item(floor, owner="ACME", code="BOLT")
    assert page is not None and page.item.version == 1
    assert [unit.uom for unit in page.item.uoms] == ["C62", "CS"]


def test_lists_are_paged_without_gaps_or_repeats(floor: Ground) -> None:
    orders = [replace(sale(f"O{n:02d}", ("1", "BOLT", 1)), priority=n % 3) for n in range(23)]
    chunk = [Incoming(key=order.number, document=order) for order in orders]
    chunk += [
        Incoming(key=f"P{n}", document=purchase(f"P{n:02d}", ("1", "BOLT", 1))) for n in range(7)
    ]
    facade.accept_many(floor, chunk)
    fill(floor, *(wish(f"A-{n:02d}", "BOLT", 3) for n in range(1, 11)))
    facade.allocate_open(floor)
    for read, key, count in (
        (facade.outbound_orders, lambda r: r.number, 23),
        (lambda g, **q: facade.outbound_orders(g, state="all", **q), lambda r: r.number, 23),
        (facade.inbound_orders, lambda r: r.number, 7),
        (facade.tasks, lambda r: r.task_id, len(facade.tasks(floor, limit=500).rows)),
        (facade.stock, lambda r: r.bin, 10),
        (facade.items, lambda r: r.code, 6),
        (facade.moves, lambda r: r.move_id, 10),
    ):
        seen, after = [], ""
        while True:
            page = read(floor, limit=4, after=after)
            seen += [key(row) for row in page.rows]
            after = page.after
            if not after:
                break
        assert len(seen) == len(set(seen)) == count, read
    priorities = [row.priority for row in facade.outbound_orders(floor).rows]
    assert priorities == sorted(priorities)
    other = facade.items(floor, limit=1).after
    for nonsense in ("nonsense", "W10", "WzFd" * 3, other, "WyJhIl0", "\x00"):
        with pytest.raises(Wrong) as caught:
            facade.outbound_orders(floor, after=nonsense)
        assert caught.value.code == "position"
    for text in ("\x00", "a\x00b", "%" * 5000, "'; --"):
        whole = "\x00" in text and len(text) == 1
        assert bool(facade.outbound_orders(floor, text=text, state="all").rows) == whole
        assert bool(facade.inbound_orders(floor, text=text).rows) == whole
        assert bool(facade.stock(floor, text=text).rows) == whole
        assert bool(facade.items(floor, text=text).rows) == whole
        assert facade.stock(floor, lot=f"x{text}").rows == ()
        assert facade.resolve_scan(floor, text=text).meanings == ()
    found = facade.outbound_orders(floor, state="all", text="so-o07").rows
    assert [row.number for row in found] == ["O07"]
    assert [row.number for row in facade.outbound_orders(floor, text="山田", limit=1).rows] == [
        "O00"
    ]
    assert facade.outbound_orders(floor, text="100%").rows == ()


def test_a_count_sets_what_is_there_and_tells_the_difference(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 20))
    counted = facade.count_stock(
        floor, key="c", actor="max", site=SITE,
        wishes=[
            wish("A-01", "BOLT", 18), wish("A-02", "MILK", 2, lot="L", expiry_on=DAY, uom="CS"),
            wish("A-03", "DRILL", 1, serials=("S9",)),
        ],
    )  # fmt: skip
    assert (counted.line_count, counted.change) == (3, 23)
    (told,) = facts(floor, StockAdjustment)
    assert told.number == counted.number
    assert [(line.item, line.change.value, line.lot, line.serials) for line in told.lines] == [
        ("BOLT", -2, "", ()), ("MILK", 24, "L", ()), ("DRILL", 1, "", ("S9",)),
    ]  # fmt: skip
    same = facade.count_stock(
        floor, key="c2", actor="max", site=SITE, wishes=[wish("A-01", "BOLT", 18)]
    )
    assert (same.number, same.line_count) == ("", 0)
    facade.accept(floor, sale("O", ("1", "BOLT", 15)), key="o")
    facade.allocate_open(floor)
    for wishes, code in (
        ([wish("A-01", "BOLT", 5)], "not-enough"),
        ([wish("A-09", "DRILL", 1, serials=("S9",))], "serial-known"),
        ([wish("A-09", "MILK", 1)], "lot-missing"),
        ([wish("A-09", "MILK", 1, lot="L", expiry_on=date(2032, 1, 1))], "wrong-expiry"),
        ([wish("Z-09", "BOLT", 1)], "unknown-bin"),
        ([wish("A-09", "GHOST", 1)], "unknown-code"),
        ([wish("A-09", "DRILL", 2, serials=("X",))], "serials-missing"),
    ):
        with pytest.raises(Wrong) as caught:
            facade.count_stock(floor, key="c3", actor="max", site=SITE, wishes=wishes)
        assert caught.value.code == code
    rows = {row.key: row for row in facade.census(floor, subject="stock")}
    assert rows["ACME", "MILK", "L", "available"].expiry_on == DAY
    assert rows["ACME", "BOLT", "", "available"].quantity.value == 18


def test_an_item_page_and_the_overview_show_what_is_going_on(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 4))
    facade.accept(floor, purchase("P", ("1", "BOLT", 5)), key="p")
    facade.accept(floor, sale("O", ("1", "BOLT", 6)), key="o")
    facade.allocate_open(floor)
    page = facade.item(floor, owner="ACME", code="BOLT")
    assert page is not None
    assert [(row.bin, row.on_hand, row.reserved, row.available) for row in page.stock] == [
        ("A-01", 4, 4, 0)
    ]
    assert [row.number for row in page.inbound] == ["P"]
    assert [row.number for row in page.outbound] == ["O"]
    assert [(move.source_bin, move.target_bin, move.quantity) for move in page.moves] == [
        ("@ADJUSTMENT", "A-01", 4)
    ]
    assert facade.item(floor, owner="ACME", code="GHOST") is None
    view = facade.overview(floor, site=SITE)
    assert (view.inbound_open_count, view.outbound_waiting_count, view.pick_open_count) == (1, 1, 1)
    assert view.oldest_outbound_at is not None
    (site,) = facade.sites(floor)
    assert (site.site, site.bin_count) == (SITE, 23)
    with pytest.raises(Wrong, match="no site"):
        facade.overview(floor, site="MOON")
    task = facade.next_task(floor, actor="max", site=SITE)
    assert task is not None
    facade.confirm_pick(floor, key="t", actor="max", task_id=task.task_id, bin="A-01", item="BOLT")
    carton = facade.open_carton(floor, key="c", actor="max", order_id=page.outbound[0].order_id)
    facade.pack_item(
        floor, key="i", actor="max", carton_id=carton.carton_id, item="BOLT", quantity=Decimal(1)
    )
    view = facade.overview(floor, site=SITE)
    assert (view.to_pack_count, view.to_ship_count, view.at_packing_count) == (1, 1, 1)
    subjects = {
        subject: [row.key for row in facade.census(floor, subject=subject)]
        for subject in ("outbound_order", "inbound_order", "item", "party")
    }
    assert subjects["outbound_order"] == [("ACME", "O", "1")]
    assert subjects["inbound_order"] == [("ACME", "P", "1")]
    assert len(subjects["item"]) == 6 and ("ACME", "CUS") in subjects["party"]


def test_stock_is_moved_between_bins_but_never_what_is_promised(floor: Ground) -> None:
    fill(floor, wish("A-01", "PAINT", 6, lot="P1"))
    facade.accept(floor, sale("O", ("1", "PAINT", 4)), key="o")
    facade.allocate_open(floor)
    values: dict = {"actor": "max", "site": SITE, "item": "PAINT", "source_bin": "A-01"}
    moved = facade.move_stock(
        floor, key="m", **values, target_bin="B-01", quantity=Decimal(2), lot="P1"
    )
    assert moved.text == "2 PAINT moved from A-01 to B-01."
    for more, code in (
        ({"target_bin": "B-01", "quantity": Decimal(1), "lot": "P1"}, "not-enough"),
        ({"target_bin": "A-01", "quantity": Decimal(1), "lot": "P1"}, "same-bin"),
        ({"target_bin": "B-01", "quantity": Decimal(1)}, "lot-missing"),
    ):
        with pytest.raises(Wrong) as caught:
            facade.move_stock(floor, key="m2", **values, **more)
        assert caught.value.code == code


def test_the_journal_begins_anywhere_and_refuses_nonsense(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 50))
    for number in range(5):
        facade.accept(floor, sale(f"O{number}", ("1", "BOLT", 1)), key=f"o{number}")
        facade.allocate_open(floor)
    assert len(facts(floor, Progress)) == 5
    whole = facade.read_journal(floor).entries
    assert [entry.number for entry in whole] == [f"O{n}" for n in range(5)]
    position, seen = "", []
    while True:
        page = facade.read_journal(floor, after=position, limit=2)
        seen += page.entries
        position = page.position
        if not page.more:
            break
    assert tuple(seen) == whole
    assert facade.read_journal(floor, after=whole[2].position).entries == whole[3:]
    with pytest.raises(ValueError, match=r"invalid literal|unpack"):
        facade.read_journal(floor, after="yesterday")
