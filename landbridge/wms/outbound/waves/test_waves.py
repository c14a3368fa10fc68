"""Waves: chosen by cut-off, released once however often, toured, taken off the floor again."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from landbridge.canon.outbound_order import OutboundOrder
from landbridge.kit.ground import Ground
from landbridge.kit.pg import database
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    AllocationPolicy,
    Bin,
    CutoffRow,
    ReleasePolicy,
    WaveTemplate,
    Wrong,
)
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import OWNER, SITE, fill, release_a_hall_by_waves, sale, wish

D = Decimal


@pytest.fixture
def hall(floor: Ground) -> Ground:
    """The small warehouse with coordinates, releasing by waves."""
    release_a_hall_by_waves(floor)
    return floor


def template(floor: Ground, **more: object) -> None:
    facade.put_wave_template(floor, WaveTemplate(**{"site": SITE, "code": "T"} | more), actor="mia")


def demand(floor: Ground, count: int, *, item: str = "BOLT", amount: int = 2) -> None:
    for n in range(1, count + 1):
        facade.accept(floor, sale(f"O{n}", ("1", item, amount)), key=f"o{n}")
    while facade.allocate_open(floor).more:
        pass


def page(floor: Ground, number: str):
    found = facade.outbound_order(floor, owner=OWNER.code, number=number)
    assert found is not None
    return found


def release(floor: Ground, wave_id: int, key: str = "r"):
    return facade.release_wave(floor, key=key, actor="mia", wave_id=wave_id)


def plan(floor: Ground, key: str = "p"):
    return facade.plan_wave(floor, key=key, actor="mia", site=SITE, template="T")


def test_t27_release_clicked_five_times_makes_each_pick_once(hall: Ground) -> None:
    fill(hall, wish("A-01", "BOLT", 7), wish("B-01", "BOLT", 1))
    template(hall)
    demand(hall, 4)
    # All is allocated, nothing is on the floor before its wave.
    assert facade.tasks(hall, kind="pick").rows == ()
    assert page(hall, "O1").lines[0].ladder.allocated == 2
    assert page(hall, "O1").lines[0].ladder.released == 0
    wave = plan(hall)
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda n: release(hall, wave.wave_id, f"click{n}"), range(5)))
    assert sum(answer.quantity for answer in answers) == 8
    assert release(hall, wave.wave_id, "click0") == answers[0]
    picks = facade.tasks(hall, kind="pick", limit=100).rows
    assert sum(task.quantity for task in picks) == 8
    for n in range(1, 5):
        ladder = page(hall, f"O{n}").lines[0].ladder
        assert (ladder.released, ladder.ordered, ladder.shipped) == (2, 2, 0)
        again = facade.release_order(hall, key=f"one{n}", actor="mia",
                                     order_id=page(hall, f"O{n}").order.order_id)  # fmt: skip
        assert again.task_count == 0
    assert len(facade.tasks(hall, kind="pick", limit=100).rows) == len(picks)
    assert check_books(hall) == ()


def test_t27_what_became_impossible_is_taken_off_the_floor(hall: Ground) -> None:
    fill(hall, wish("A-01", "BOLT", 2), wish("B-05", "BOLT", 2))
    template(hall)
    demand(hall, 1)
    release(hall, plan(hall).wave_id)
    (task,) = facade.tasks(hall, kind="pick").rows
    assert task.bin == "A-01"
    assert facade.check_feasible(hall).task_count == 0
    facade.put_bins(hall, site=SITE, bins=[Bin(code="A-01", zone="A", active=False)])
    off = facade.check_feasible(hall)
    assert (off.task_count, "shut" in off.text) == (1, True)
    assert facade.check_feasible(hall).task_count == 0
    ladder = page(hall, "O1").lines[0].ladder
    assert (ladder.allocated, ladder.released) == (0, 0)
    facade.allocate_open(hall)
    facade.release_order(hall, key="x", actor="mia", order_id=page(hall, "O1").order.order_id)
    assert [t.bin for t in facade.tasks(hall, kind="pick").rows] == ["B-05"]
    assert check_books(hall) == ()


def test_a_pick_that_somebody_holds_is_not_taken_away(hall: Ground) -> None:
    fill(hall, wish("A-01", "BOLT", 2))
    template(hall)
    demand(hall, 1)
    release(hall, plan(hall).wave_id)
    task = facade.next_task(hall, actor="paul", site=SITE)
    assert task is not None
    facade.put_bins(hall, site=SITE, bins=[Bin(code="A-01", zone="A", active=False)])
    assert facade.check_feasible(hall).task_count == 0


def test_clusters_are_toured_together_by_one_worker(hall: Ground) -> None:
    for n in range(1, 9):
        fill(hall, wish(f"{'AB'[n % 2]}-{n:02d}", "BOLT", 2))
    template(hall, picking="cluster", orders_per_trip=4)
    demand(hall, 8)
    wave = plan(hall)
    done = release(hall, wave.wave_id)
    assert (done.order_count, done.task_count, done.tour_count) == (8, 8, 2)
    assert done.before_m is not None and done.planned_m is not None
    assert 0 < done.planned_m <= done.before_m
    seen = facade.wave(hall, wave_id=wave.wave_id)
    assert seen is not None
    assert sorted(cluster.order_count for cluster in seen.clusters) == [4, 4]
    assert {bin for cluster in seen.clusters for bin in cluster.bins} == {
        f"{'AB'[n % 2]}-{n:02d}" for n in range(1, 9)
    }
    walked = []
    for _ in range(4):
        task = facade.next_task(hall, actor="paul", site=SITE)
        assert task is not None
        walked.append(task.bin)
        other = facade.next_task(hall, actor="rita", site=SITE)
        assert other is not None and other.claimed_by == "rita"
        facade.confirm_pick(hall, key=f"k{task.task_id}", actor="paul", task_id=task.task_id,
                            bin=task.bin, item="BOLT")  # fmt: skip
    assert tuple(walked) in {cluster.bins for cluster in seen.clusters}
    assert facade.next_task(hall, actor="paul", site=SITE) is None
    assert check_books(hall) == ()


def test_zone_picking_gives_each_zone_its_own_tour(hall: Ground) -> None:
    fill(hall, wish("A-03", "BOLT", 9), wish("B-03", "NUT", 9))
    template(hall, picking="zone", orders_per_trip=10)
    for n in range(3):
        order = sale(f"Z{n}", ("1", "BOLT", 1), ("2", "NUT", 1))
        facade.accept(hall, order, key=f"z{n}")
    facade.allocate_open(hall)
    done = release(hall, plan(hall).wave_id)
    assert (done.task_count, done.tour_count) == (6, 2)
    mine = [facade.next_task(hall, actor=who, site=SITE) for who in ("paul", "rita")]
    assert {task.zone for task in mine if task} == {"A", "B"}


def test_a_cancelled_wave_gives_its_picks_back_and_keeps_the_stock(hall: Ground) -> None:
    fill(hall, wish("A-01", "BOLT", 4), wish("A-02", "BOLT", 4))
    template(hall)
    demand(hall, 4)
    wave = plan(hall)
    release(hall, wave.wave_id)
    off = facade.cancel_wave(hall, key="c", actor="mia", wave_id=wave.wave_id)
    assert off.task_count == 4
    assert facade.tasks(hall, kind="pick").rows == ()
    assert page(hall, "O1").lines[0].ladder.allocated == 2
    with pytest.raises(Wrong, match="was cancelled"):
        release(hall, wave.wave_id, "again")
    assert release(hall, plan(hall, "p2").wave_id, "r2").quantity == 8
    assert check_books(hall) == ()


def test_a_template_takes_what_fits_the_nearest_cutoff_first(hall: Ground) -> None:
    fill(hall, wish("A-01", "BOLT", 20))
    now = hall.clock.now()
    soon = (now + timedelta(minutes=30)).astimezone(ZoneInfo("Europe/Warsaw"))
    late = (now + timedelta(hours=3)).astimezone(ZoneInfo("Europe/Warsaw"))
    for carrier, at in (("DHL", soon), ("UPS", late)):
        cutoff = CutoffRow(site=SITE, carrier_code=carrier, service_code="",
                           weekdays=tuple(range(1, 8)), at=at.strftime("%H:%M"))  # fmt: skip
        facade.put_cutoff(hall, cutoff, actor="mia")
    for number, carrier in (("U", "UPS"), ("D", "DHL"), ("N", "")):
        facade.accept(hall, with_carrier(number, carrier), key=number)
    facade.allocate_open(hall)
    template(hall, orders_max=1)
    first = facade.wave(hall, wave_id=plan(hall).wave_id)
    assert first is not None
    assert [number for _, number in first.orders] == ["D"]
    template(hall, carrier_codes=("UPS",))
    second = facade.wave(hall, wave_id=plan(hall, "p2").wave_id)
    assert second is not None and [number for _, number in second.orders] == ["U"]
    template(hall, cutoff_within_min=5)
    nothing = plan(hall, "p3")
    assert (nothing.wave_id, nothing.order_count) == (0, 0)


def with_carrier(number: str, carrier: str) -> OutboundOrder:
    return replace(sale(number, ("1", "BOLT", 1)), carrier_code=carrier)


def test_by_capacity_only_as_much_goes_out_as_there_is_room_for(hall: Ground) -> None:
    policy = ReleasePolicy(site=SITE, mode="capacity", open_picks_max=3)
    facade.put_release_policy(hall, policy, actor="mia")
    fill(hall, wish("A-01", "BOLT", 20))
    demand(hall, 5)
    first = facade.release_by_capacity(hall, site=SITE)
    assert first is not None and first.task_count == 3
    assert facade.release_by_capacity(hall, site=SITE) is None
    task = facade.next_task(hall, actor="paul", site=SITE)
    assert task is not None
    facade.confirm_pick(hall, key="k", actor="paul", task_id=task.task_id, bin="A-01", item="BOLT")
    after = facade.release_by_capacity(hall, site=SITE)
    assert after is not None and after.task_count == 1


def test_t22_fifteen_pieces_serve_one_pack_of_eight(hall: Ground) -> None:
    policy = AllocationPolicy(owner="ACME", way="whole_packs", packs_only=True)
    facade.put_allocation_policy(hall, policy, actor="mia")
    fill(hall, wish("A-01", "BOLT", 15))
    facade.accept(hall, sale("P", ("1", "BOLT", "2 CS")), key="p")
    facade.allocate_open(hall)
    ladder = page(hall, "P").lines[0].ladder
    assert (ladder.ordered, ladder.allocated) == (24, 12)
    assert facade.remove_allocation_policy(hall, owner="ACME", item_class="")
    assert facade.allocation_policies(hall) == ()


def test_a_cancelled_order_lets_go_of_what_it_holds_before_any_release(hall: Ground) -> None:
    fill(hall, wish("A-01", "BOLT", 4))
    facade.accept(hall, sale("C", ("1", "BOLT", 4)), key="c1")
    facade.allocate_open(hall)
    assert page(hall, "C").lines[0].ladder.allocated == 4
    gone = replace(sale("C", ("1", "BOLT", 4), version=2), status="cancelled")
    facade.accept(hall, gone, key="c2")
    assert page(hall, "C").order.closed_at is not None
    (row,) = facade.stock(hall, item="BOLT").rows
    assert row.available == 4
    assert check_books(hall) == ()


def test_pickers_who_ask_at_once_do_not_wait_for_each_other(
    hall: Ground, monkeypatch: pytest.MonkeyPatch
):
    """Each gets a tour of their own, and no transaction has to be run again."""
    monkeypatch.setattr(database, "CONFLICT_TRIES_MAX", 1)
    fill(hall, *(wish(f"{zone}-{n:02d}", "BOLT", 6) for zone in "AB" for n in range(1, 11)))
    template(hall, picking="cluster", orders_per_trip=3)
    demand(hall, 30)
    planned = facade.plan_wave(hall, key="p", actor="mia", site=SITE, template="T")
    facade.release_wave(hall, key="r", actor="mia", wave_id=planned.wave_id)
    with ThreadPoolExecutor(10) as pool:
        asked = [
            pool.submit(facade.next_task, hall, actor=f"picker-{n}", site=SITE, kinds=("pick",))
            for n in range(10)
        ]
        tasks = [one.result(timeout=60) for one in asked]
    assert all(task is not None for task in tasks)
    assert len({task.task_id for task in tasks if task is not None}) == 10
