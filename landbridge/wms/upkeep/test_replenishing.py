"""Pick bins are filled before they run empty: by level and by what released orders will take."""

from datetime import date
from decimal import Decimal

import pytest

from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Bin, ReplenishmentPlanned, Wrong
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import SITE, fill, sale, wish


def level(floor: Ground, bin: str, item: str, least: int, most: int) -> None:
    facade.put_pick_bin(
        floor, key=f"put/{bin}/{item}/{least}/{most}", actor="ivo", site=SITE, bin=bin, item=item,
        quantity_min=Decimal(least), quantity_max=Decimal(most),
    )  # fmt: skip


def plan(floor: Ground, key: str) -> ReplenishmentPlanned:
    return facade.plan_replenishment(floor, key=key, actor="ivo", site=SITE)


def todo(floor: Ground) -> list[tuple[str, str, Decimal, str]]:
    rows = facade.tasks(floor, kind="replenishment").rows
    return [(row.bin, row.target_bin, row.quantity, row.lot) for row in rows]


def test_a_bin_below_its_minimum_is_filled_once(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 5), wish("B-01", "BOLT", 100))
    level(floor, "A-01", "BOLT", 10, 50)
    assert plan(floor, "p1").task_count == 1
    assert todo(floor) == [("B-01", "A-01", 36, "")], "whole cases of 12 that fit"
    assert plan(floor, "p2").task_count == 0, "what is coming is not fetched twice"
    assert plan(floor, "p1").task_count == 1, "the same form again gives the first answer"
    (row,) = facade.pick_bins(floor).rows
    assert (row.on_hand, row.coming, row.level, row.wanted) == (5, 36, 41, 0)
    held = {row.bin: row.reserved for row in facade.stock(floor, item="BOLT").rows}
    assert held == {"A-01": 0, "B-01": 36}, "its stock is nobody else's"
    task = facade.next_task(floor, actor="rita", site=SITE, kinds=("replenishment",))
    assert task is not None and "5 are there" in task.suggestion_text
    with pytest.raises(Wrong, match="A-01 is expected"):
        facade.replenish(floor, key="r0", actor="rita", task_id=task.task_id, bin="A-02")
    done = facade.replenish(floor, key="r", actor="rita", task_id=task.task_id, bin="A-01",
                            item="BOLT")  # fmt: skip
    assert done.text == "36 BOLT brought to A-01."
    on_hand = {row.bin: (row.on_hand, row.reserved) for row in facade.stock(floor).rows}
    assert on_hand == {"A-01": (41, 0), "B-01": (64, 0)}
    with pytest.raises(Wrong, match="finished before"):
        facade.replenish(floor, key="r2", actor="rita", task_id=task.task_id, bin="A-01")
    assert check_books(floor) == ()


def test_what_released_orders_will_take_counts_as_gone(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 40))
    level(floor, "A-01", "BOLT", 10, 48)
    facade.accept(floor, sale("S1", ("1", "BOLT", 35)), key="s1")
    facade.allocate_open(floor)
    fill(floor, wish("B-01", "BOLT", 100))
    assert plan(floor, "p").task_count == 1
    assert todo(floor) == [("B-01", "A-01", 36, "")]


def test_first_expired_first_and_whole_plates(floor: Ground) -> None:
    fill(
        floor, wish("B-01", "MILK", 60, lot="L2", expiry_on=date(2032, 1, 1)),
        wish("B-02", "MILK", 24, lot="L1", expiry_on=date(2031, 1, 1), lpn="P1"),
        wish("B-03", "MILK", 24, lot="L0", expiry_on=date(2020, 1, 1)),
    )  # fmt: skip
    level(floor, "A-01", "MILK", 10, 36)
    plan(floor, "p")
    assert todo(floor) == [("B-01", "A-01", 12, "L2"), ("B-02", "A-01", 24, "L1")], (
        "all of what expires first, the rest of the next; what is past its day never"
    )


def test_what_became_impossible_or_unwanted_is_dropped(floor: Ground) -> None:
    fill(floor, wish("B-01", "BOLT", 100), wish("B-02", "NUT", 100))
    level(floor, "A-01", "BOLT", 10, 48)
    level(floor, "A-02", "NUT", 10, 48)
    level(floor, "A-03", "RICE", 1, 2)
    planned = plan(floor, "p1")
    assert (planned.task_count, planned.lacking) == (2, ("RICE",))
    level(floor, "A-01", "BOLT", 0, 0)
    again = plan(floor, "p2")
    assert (again.task_count, again.dropped_count) == (0, 1)
    assert [row[1] for row in todo(floor)] == ["A-02"]
    assert {row.reserved for row in facade.stock(floor, item="BOLT").rows} == {0}
    assert check_books(floor) == ()


def test_less_than_asked_ends_the_task_and_has_its_bin_counted(floor: Ground) -> None:
    fill(floor, wish("B-01", "BOLT", 48))
    level(floor, "A-01", "BOLT", 10, 48)
    plan(floor, "p")
    task = facade.next_task(floor, actor="rita", site=SITE, kinds=("replenishment",))
    assert task is not None
    facade.replenish(
        floor, key="r", actor="rita", task_id=task.task_id, bin="A-01", quantity=Decimal(40)
    )
    (count,) = facade.cycle_counts(floor).rows
    assert (count.bin, count.item) == ("B-01", "BOLT") and "8 BOLT were missing" in count.why
    assert {row.bin: row.reserved for row in facade.stock(floor).rows} == {"A-01": 0, "B-01": 0}
    assert check_books(floor) == ()


def test_wrong_levels_are_said(floor: Ground) -> None:
    with pytest.raises(Wrong, match="below the maximum"):
        level(floor, "A-01", "BOLT", 50, 50)
    with pytest.raises(Wrong, match="packing bin"):
        level(floor, "PACK", "BOLT", 1, 2)
    with pytest.raises(Wrong, match="has serials"):
        level(floor, "A-01", "DRILL", 1, 2)


def test_a_pick_bin_keeps_its_class(floor: Ground) -> None:
    kept = Bin(code="CHILL", zone="A", temperature_class="chilled")
    facade.put_bins(floor, site=SITE, bins=[kept])
    with pytest.raises(Wrong) as refused:
        level(floor, "CHILL", "BOLT", 1, 20)
    assert refused.value.code == "wrong-class" and "chilled" in str(refused.value)
    fill(floor, wish("B-01", "BOLT", 48))
    level(floor, "A-01", "BOLT", 10, 48)
    plan(floor, "p")
    task = facade.next_task(floor, actor="rita", site=SITE, kinds=("replenishment",))
    assert task is not None
    facade.put_bins(floor, site=SITE, bins=[Bin(code="A-01", zone="A", temperature_class="frozen")])
    with pytest.raises(Wrong) as refused:
        facade.replenish(floor, key="r", actor="rita", task_id=task.task_id, bin="A-01")
    assert refused.value.code == "wrong-class"
    assert {row.bin for row in facade.stock(floor, item="BOLT").rows} == {"B-01"}
