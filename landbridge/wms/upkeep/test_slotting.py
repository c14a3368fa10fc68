"""Items that are picked often come nearer: proposed, accepted, carried, with their pick bin."""

from decimal import Decimal

import pytest

from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Bin, BinKind, SlottingPage, Wrong
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import SITE, fill, sale, wish
from landbridge.wms.upkeep.slotting.building import LeftOut

HALL = ("H-01", "H-02", "H-03", "H-04")


def hall(floor: Ground) -> None:
    """Four bins along one aisle, ten metres apart; packing in front of them."""
    bins = [
        Bin(code=code, zone="A", aisle="H", x_mm=0, y_mm=10_000 * n, z_mm=0, pick_sequence=500 + n)
        for n, code in enumerate(HALL, 1)
    ]
    bins.append(Bin(code="PACK", kind=BinKind.PACKING, x_mm=0, y_mm=0, z_mm=0))
    facade.put_bins(floor, site=SITE, bins=bins)


def sold(floor: Ground, number: str, *lines: tuple[str, int]) -> None:
    """An order, picked at once."""
    facade.accept(
        floor, sale(number, *((str(n), item, q) for n, (item, q) in enumerate(lines, 1))),
        key=number,
    )  # fmt: skip
    while facade.allocate_open(floor, site=SITE).more:
        pass
    for task in facade.tasks(floor, site=SITE, kind="pick").rows:
        facade.confirm_pick(
            floor, key=f"pick/{task.task_id}", actor="paul", task_id=task.task_id, bin=task.bin,
            item=task.item,
        )  # fmt: skip


def busy(floor: Ground) -> None:
    """BOLT, far away, is picked five times, NUT in front once; both have pick bins."""
    hall(floor)
    fill(floor, wish("H-04", "BOLT", 40), wish("H-01", "NUT", 40))
    for bin, item in (("H-04", "BOLT"), ("H-01", "NUT")):
        facade.put_pick_bin(
            floor, key=f"put/{bin}", actor="ivo", site=SITE, bin=bin, item=item,
            quantity_min=Decimal(5), quantity_max=Decimal(50),
        )  # fmt: skip
    for n in range(4):
        sold(floor, f"S{n}", ("BOLT", 1))
    sold(floor, "S9", ("BOLT", 1), ("NUT", 1))


def study(floor: Ground, key: str = "ask") -> SlottingPage:
    asked = facade.ask_slotting(floor, key=key, actor="mia", site=SITE)
    assert facade.study_slotting(floor, budget_ms=60_000, steps=400) == asked.slotting_id
    page = facade.slotting_study(floor, slotting_id=asked.slotting_id)
    assert page is not None
    return page


def test_what_is_picked_often_comes_nearer(floor: Ground) -> None:
    busy(floor)
    page = study(floor)
    assert (page.study.state, page.study.item_count, page.study.trip_count) == ("done", 2, 5)
    first = page.moves[0]
    assert (first.item, first.from_bin, first.place, first.state) == ("BOLT", "H-04", 1, "proposed")
    assert first.to_bin in ("H-01", "H-02") and first.saved_m > 0
    assert "On 5 trips of 1 day;" in first.why and "63 m to the old one" in first.why
    assert page.study.now_m > page.study.planned_m
    with pytest.raises(Wrong, match="There is no zone Q here"):
        facade.ask_slotting(floor, key="zone", actor="mia", site=SITE, zone="Q")
    asked = facade.ask_slotting(floor, key="again", actor="mia", site=SITE)
    with pytest.raises(Wrong, match="is looking already"):
        facade.ask_slotting(floor, key="third", actor="mia", site=SITE)
    assert facade.study_slotting(floor, budget_ms=60_000, steps=10) == asked.slotting_id
    assert facade.study_slotting(floor) is None


def test_what_is_picked_often_comes_within_reach(floor: Ground) -> None:
    """Side by side, one item high up and one at hand: there is no way to be saved, only steps."""
    hall(floor)
    bins = [
        Bin(code=f"K-0{n}", zone="A", aisle="H", x_mm=0, y_mm=10_000, z_mm=z_mm,
            pick_sequence=700 + n)
        for n, z_mm in ((1, 4_200), (2, 1_100))
    ]  # fmt: skip
    facade.put_bins(floor, site=SITE, bins=bins)
    fill(floor, wish("H-01", "BOLT", 40), wish("H-02", "NUT", 40))
    for n, (item, source) in enumerate((("BOLT", "H-01"), ("NUT", "H-02")), 1):
        facade.move_stock(floor, key=item, actor="ivo", site=SITE, source_bin=source,
                          target_bin=f"K-0{n}", item=item, quantity=Decimal(40))  # fmt: skip
    for n in range(4):
        sold(floor, f"S{n}", ("BOLT", 1))
    sold(floor, "S9", ("NUT", 1))
    page = study(floor)
    first = page.moves[0]
    assert (first.item, first.from_bin, first.to_bin) == ("BOLT", "K-01", "K-02")
    assert "from 4.2 m up down to 1.1 m, which saves as much as 26 m at each pick" in first.why
    assert page.study.now_m is not None and page.study.planned_m is not None
    assert page.study.now_m - page.study.planned_m >= 3 * 26
    assert "for reaching up and down" in page.study.text


def test_a_move_is_carried_out_and_the_pick_bin_goes_with_it(floor: Ground) -> None:
    busy(floor)
    page = study(floor)
    first = page.moves[0]
    ids = [move.slotting_move_id for move in page.moves]
    done = facade.accept_slotting(
        floor, key="a", actor="mia", slotting_id=page.study.slotting_id, moves=ids[:1]
    )
    assert done.move_count == 1 and done.dropped == ()
    assert done == facade.accept_slotting(
        floor, key="a", actor="mia", slotting_id=page.study.slotting_id, moves=ids[:1]
    )
    tasks = facade.tasks(floor, kind="slotting").rows
    assert len(tasks) == done.task_count == (2 if first.other_item else 1)
    assert {row.item: row.reserved for row in facade.stock(floor, bin="H-04").rows} == {"BOLT": 35}
    for n, task in enumerate(tasks):
        with pytest.raises(Wrong, match="is expected"):
            facade.move_slot(floor, key=f"w{n}", actor="rita", task_id=task.task_id, bin="H-03")
        with pytest.raises(Wrong, match="is expected"):
            facade.move_slot(floor, key=f"w{n}", actor="rita", task_id=task.task_id,
                             bin=task.target_bin, item="RICE")  # fmt: skip
        moved = facade.move_slot(floor, key=f"m{n}", actor="rita", task_id=task.task_id,
                                 bin=task.target_bin, item=task.item)  # fmt: skip
        assert moved.is_done == (n == len(tasks) - 1)
    homes = {row.item: row.bin for row in facade.pick_bins(floor).rows}
    assert homes["BOLT"] == first.to_bin
    assert homes["NUT"] == ("H-04" if first.other_item else "H-01")
    again = facade.slotting_study(floor, slotting_id=page.study.slotting_id)
    assert again is not None and again.moves[0].state == "done"
    assert {row.bin for row in facade.stock(floor, item="BOLT", status="available").rows} >= {
        first.to_bin
    }
    assert check_books(floor) == ()


def test_fewer_than_asked_end_the_task_and_have_the_bin_counted(floor: Ground) -> None:
    busy(floor)
    page = study(floor)
    facade.accept_slotting(floor, key="a", actor="mia", slotting_id=page.study.slotting_id,
                           moves=[page.moves[0].slotting_move_id])  # fmt: skip
    for n, task in enumerate(facade.tasks(floor, kind="slotting").rows):
        facade.move_slot(floor, key=f"m{n}", actor="rita", task_id=task.task_id,
                         bin=task.target_bin, quantity=task.quantity - 1)  # fmt: skip
    assert {row.bin for row in facade.cycle_counts(floor).rows} >= {"H-04"}
    assert check_books(floor) == ()


def test_what_became_impossible_is_dropped_and_says_why(floor: Ground) -> None:
    busy(floor)
    page = study(floor)
    fill(floor, wish("H-04", "RICE", 1))
    done = facade.accept_slotting(floor, key="a", actor="mia", slotting_id=page.study.slotting_id,
                                  moves=[page.moves[0].slotting_move_id])  # fmt: skip
    assert (done.move_count, done.task_count) == (0, 0)
    assert done.dropped == (("H-04", "H-04 does not hold that item alone any more."),)
    with pytest.raises(Wrong) as wrong:
        facade.accept_slotting(floor, key="b", actor="mia", slotting_id=page.study.slotting_id,
                               moves=[])  # fmt: skip
    assert wrong.value.code == "nothing-named"
    for key, more, code in (("c", {"slotting_id": 999}, "not-found"),
                            ("d", {"moves": [999_999]}, "not-found")):  # fmt: skip
        given = {"slotting_id": page.study.slotting_id, "moves": [1]} | more
        with pytest.raises(Wrong) as wrong:
            facade.accept_slotting(floor, key=key, actor="mia", **given)
        assert wrong.value.code == code


def test_without_a_map_or_picks_nothing_is_proposed(floor: Ground) -> None:
    page = study(floor)
    assert page.moves == () and "bins need coordinates" in page.study.text
    assert page.study.state == "done"
    with pytest.raises(Wrong, match="Between 1 and 365"):
        facade.ask_slotting(floor, key="x", actor="mia", site=SITE, days=0)


def test_what_is_left_out_is_told(floor: Ground) -> None:
    busy(floor)
    assert "Left out" not in study(floor).study.text
    fill(floor, wish("H-01", "RICE", 1))
    text = study(floor, "again").study.text
    assert "Left out: 1 item picked from bins that hold other items too." in text
    told = LeftOut(serials=2, mixed=0, gone=1).sentence()
    assert told == (
        "Left out: 2 items with serials, which are picked where they lie; "
        "1 item no longer found where it was picked."
    )


def test_moves_that_pay_only_together_say_so(floor: Ground) -> None:
    """Two items far away on the same trips: moving one alone saves nothing."""
    hall(floor)
    fill(floor, wish("H-04", "BOLT", 40), wish("H-03", "NUT", 40))
    bins = [
        Bin(code=f"J-0{n}", zone="A", aisle="J", x_mm=30_000, y_mm=40_000 + n, z_mm=0,
            pick_sequence=600 + n)
        for n in (1, 2)
    ]  # fmt: skip
    facade.put_bins(floor, site=SITE, bins=bins)
    for n, (item, source) in enumerate((("BOLT", "H-04"), ("NUT", "H-03")), 1):
        facade.move_stock(floor, key=item, actor="ivo", site=SITE, source_bin=source,
                          target_bin=f"J-0{n}", item=item, quantity=Decimal(40))  # fmt: skip
    for n in range(3):
        sold(floor, f"S{n}", ("BOLT", 1), ("NUT", 1))
    page = study(floor)
    assert {move.item for move in page.moves} == {"BOLT", "NUT"}
    assert all("Pays with moves 1 to 2 together" in move.why for move in page.moves)
    assert page.moves[0].saved_m == page.moves[1].saved_m > 0
    done = facade.accept_slotting(
        floor, key="a", actor="mia", slotting_id=page.study.slotting_id,
        moves=[move.slotting_move_id for move in page.moves],
    )  # fmt: skip
    assert (done.move_count, done.dropped) == (2, ())
