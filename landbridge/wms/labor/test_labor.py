"""Work is timed without what the system let people wait, and held against the day's people."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Bin, LaborDay
from landbridge.wms.labor.rules import (
    Ended,
    day_of,
    expected_s,
    height_as_way_m,
    height_s,
    times_of,
    walked_m,
)
from landbridge.wms.testing import SITE, fill, purchase, sale, wish

D = Decimal
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def ended(at_s: int, *, began_s: int | None, before_s: int | None = None, x: int = 0) -> Ended:
    def when(seconds: int | None) -> datetime | None:
        return None if seconds is None else NOON + timedelta(seconds=seconds)

    return Ended(
        closed_by="paul", kind="pick", done=D(2), began_at=when(began_s),
        closed_at=NOON + timedelta(seconds=at_s), x_mm=x, y_mm=0, before_at=when(before_s),
        before_x_mm=None if before_s is None else 0, before_y_mm=0,
    )  # fmt: skip


def test_waiting_for_the_next_task_is_nobodys_slowness():
    # Ended one at 100 s, was given the next at 160 s, ended it at 190 s.
    assert times_of(ended(190, began_s=160, before_s=100)) == (D(30), D(60))
    # Was given it while still at the one before: the time counts from the end of that.
    assert times_of(ended(190, began_s=40, before_s=100)) == (D(90), D(0))
    assert times_of(ended(190, began_s=None)) == (D(0), D(0))
    assert times_of(ended(90_000, began_s=0)) == (D(1800), D(0))


def test_the_expected_time_is_made_of_way_and_handling():
    assert walked_m(ended(190, began_s=160, before_s=100, x=12_000)) == 12
    assert expected_s("pick", D(2), D(12)) == 12 + 8 + 3
    assert expected_s("pick", D(900), D(0)) == 8 + 60
    assert expected_s("putaway", D(1), D(5)) == 5 + 20 + D("1.5")
    # What is driven is faster on the way and takes its time to lift; cold changes nothing.
    assert expected_s("putaway", D(1), D(50), ("cold", "forklift")) == 25 + 30 + 20 + D("1.5")
    assert expected_s("pick", D(2), D(12), ("cold",)) == 12 + 8 + 3


@pytest.mark.parametrize(
    ("z_mm", "needs", "seconds"),
    [
        (None, (), "0"), (None, ("forklift",), "0"),
        (0, (), "2"), (499, ("cold",), "2"), (500, (), "0"), (1_400, (), "0"), (1_401, (), "1"),
        (1_900, (), "1"), (2_900, (), "20"), (4_900, ("cold",), "30"),
        # A pallet jack lifts nobody; what lifts holds a lift to the shoulder already.
        (0, ("pallet_jack",), "2"), (2_900, ("pallet_jack",), "20"),
        (0, ("forklift",), "0"), (1_400, ("reach_truck",), "0"), (3_400, ("forklift",), "9"),
        (3_400, ("cold", "order_picker"), "14"), (3_400, ("pallet_jack", "reach_truck"), "9"),
    ],
)  # fmt: skip
def test_a_bin_too_high_or_too_low_takes_longer(
    z_mm: int | None, needs: tuple[str, ...], seconds: str
) -> None:
    assert height_s(z_mm, needs) == D(seconds)
    here = expected_s("pick", D(2), D(12), needs, heights_mm=(z_mm, None))
    assert here - expected_s("pick", D(2), D(12), needs) == D(seconds)


def test_a_height_as_a_way():
    assert height_as_way_m(2_900) == 20
    assert height_as_way_m(3_400, ("forklift",)) == 18


def test_the_pace_of_a_day_knows_how_high_somebody_worked():
    low = ended(100, began_s=60)
    high = replace(low, z_mm=2_900, target_z_mm=0)
    assert day_of([high])[0].expected_s - day_of([low])[0].expected_s == 20 + 2


def test_open_work_and_done_work_high_up_take_longer(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 9), wish("A-04", "BOLT", 9))
    facade.accept(floor, sale("O", ("1", "BOLT", 12)), key="o")
    facade.allocate_open(floor)

    def at(z_mm: int | None) -> LaborDay:
        bins = [Bin(code=code, zone="A", z_mm=z_mm) for code in ("A-01", "A-04")]
        facade.put_bins(floor, site=SITE, bins=bins)
        return facade.labor_day(floor, site=SITE)

    unknown = at(None)
    assert [(one.kind, one.task_count) for one in unknown.open] == [("pick", 2)]
    high = at(2_900)
    assert high.open_s - unknown.open_s == 2 * 20
    assert [(one.kind, one.task_count) for one in high.open] == [("pick", 2)]
    task = facade.next_task(floor, actor="paul", site=SITE)
    assert task is not None
    floor.clock.sleep(0.1)
    facade.confirm_pick(
        floor, key="k", actor="paul", task_id=task.task_id, bin=task.bin, item="BOLT"
    )
    done = facade.labor_day(floor, site=SITE).workers[0].expected_s
    assert done - at(1_000).workers[0].expected_s == 20


def test_the_pace_of_a_day():
    (day,) = day_of([ended(100, began_s=60), ended(146, began_s=100, before_s=100, x=12_000)])
    assert (day.task_count, day.quantity, day.work_s) == (2, 4, 86)
    # 15 m as a usual way at first, then 12 m: 26 and 23 seconds.
    assert (day.expected_s, day.pace_percent) == (49, 57)


def test_a_day_on_the_floor_is_told_and_held_against_its_people(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 9), wish("A-04", "BOLT", 9))
    facade.accept(floor, sale("O", ("1", "BOLT", 12)), key="o")
    facade.allocate_open(floor)
    task = facade.next_task(floor, actor="paul", site=SITE)
    assert task is not None
    # Times are kept in tenths of a second, and what took none says nothing about speed.
    floor.clock.sleep(0.1)
    facade.confirm_pick(
        floor, key="k", actor="paul", task_id=task.task_id, bin=task.bin, item="BOLT"
    )
    day = facade.labor_day(floor, site=SITE)
    (paul,) = day.workers
    assert (paul.actor, paul.task_count, paul.quantity) == ("paul", 1, 9)
    assert [(one.kind, one.task_count) for one in day.open] == [("pick", 1)]
    assert day.is_enough is None and "Say how many people" in day.text
    facade.put_task_need(floor, site=SITE, kind="pick", needs=("order_picker",))
    lifted = facade.labor_day(floor, site=SITE)
    assert lifted.open_s > day.open_s and lifted.workers[0].expected_s != paul.expected_s
    facade.put_shift(floor, site=SITE, on_day=day.on_day, people_count=2, hours=D(8), actor="mia")
    day = facade.labor_day(floor, site=SITE)
    assert (day.capacity_s, day.is_enough) == (57_600, True)
    assert facade.labor_day(floor, site=SITE, only="rita").workers == ()
    facade.put_shift(floor, site=SITE, on_day=day.on_day, people_count=0, hours=D(8), actor="mia")
    day = facade.labor_day(floor, site=SITE)
    assert day.is_enough is False and day.text == (
        "0.1 hours of work are open, 0.0 hours of people are left today: 0.1 hours are missing."
    )


def test_storing_counts_for_who_stored(floor: Ground) -> None:
    """Goods put away, and whole plates, were nobody's work: who stores was not seen on the day."""
    facade.accept(floor, purchase("P", ("1", "BOLT", 9), ("2", "NUT", 4)), key="p")
    (order,) = facade.inbound_orders(floor).rows
    opened = facade.open_receipt(floor, key="r", actor="rita", order_id=order.order_id)
    for key, item, quantity, lpn in (("1", "BOLT", 9, ""), ("2", "NUT", 4, "P-7")):
        facade.receive_line(
            floor, key=key, actor="rita", receipt_id=opened.receipt_id, item=item,
            quantity=D(quantity), lpn=lpn,
        )  # fmt: skip
    loose = next(task for task in facade.tasks(floor, kind="putaway").rows if not task.lpn)
    facade.put_away(floor, key="a", actor="rita", task_id=loose.task_id, bin="A-05")
    facade.move_plate(floor, key="b", actor="sam", site=SITE, lpn="P-7", bin="A-06")
    day = facade.labor_day(floor, site=SITE)
    assert [(one.actor, one.task_count, one.quantity) for one in day.workers] == [
        ("rita", 1, 9), ("sam", 1, 4),
    ]  # fmt: skip


def test_a_task_goes_to_who_can_do_it(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 2))
    facade.accept(floor, sale("O", ("1", "BOLT", 2)), key="o")
    facade.allocate_open(floor)
    facade.put_task_need(floor, site=SITE, zone="A", needs=("cold",))
    facade.put_worker(floor, worker="rita", abilities=("cold", "forklift"), actor="mia")
    assert facade.next_task(floor, actor="paul", site=SITE) is None
    task = facade.next_task(floor, actor="rita", site=SITE)
    assert task is not None and task.zone == "A"


def test_the_nearer_of_two_equal_tasks_comes_first(floor: Ground) -> None:
    for number, bin_code in (("FAR", "B-09"), ("HERE", "A-02"), ("NEAR", "A-03")):
        item = {"FAR": "NUT", "HERE": "BOLT", "NEAR": "PAINT"}[number]
        lot = "L" if item == "PAINT" else ""
        fill(floor, wish(bin_code, item, 1, lot=lot))
    for number, item in (("O1", "BOLT"), ("O2", "NUT"), ("O3", "PAINT")):
        facade.accept(floor, sale(number, ("1", item, 1)), key=number)
        facade.allocate_open(floor)
    first = facade.next_task(floor, actor="paul", site=SITE)
    assert first is not None and first.item == "BOLT"
    facade.confirm_pick(
        floor, key="k", actor="paul", task_id=first.task_id, bin="A-02", item="BOLT"
    )
    second = facade.next_task(floor, actor="paul", site=SITE)
    assert second is not None and second.bin == "A-03"
