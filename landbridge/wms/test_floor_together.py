"""Many people at once: the same work is never given, done or counted twice."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from landbridge.kit.clock import VirtualClock
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Incoming, Taken, TaskView, Wrong
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import SITE, fill, purchase, sale, wish


def together(count: int, work: Callable[[int], object]) -> list[object]:
    """Run at the same moment in `count` threads; results, Wrong as its code."""
    gate = threading.Barrier(count)

    def run(number: int) -> object:
        gate.wait(timeout=30)
        try:
            return work(number)
        except Wrong as wrong:
            return wrong.code

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def released(floor: Ground, count: int) -> None:
    fill(floor, *(wish(f"A-{n:02d}", "BOLT", 50) for n in range(1, 6)))
    for number in range(count):
        facade.accept(floor, sale(f"O{number}", ("1", "BOLT", 5)), key=f"d{number}")
    facade.allocate_open(floor)


def test_t03_one_order_sent_by_eight_at_once_is_one_order(floor: Ground) -> None:
    order = sale("O1", ("1", "BOLT", 5))
    answers = together(8, lambda n: facade.accept(floor, order, key=f"try{n % 2}"))
    assert sum(isinstance(answer, Taken) for answer in answers) == 1
    assert len(facade.outbound_orders(floor).rows) == 1


def test_a_form_sent_by_four_at_once_is_done_once(floor: Ground) -> None:
    facade.accept(floor, purchase("P", ("1", "BOLT", 100)), key="p")
    (row,) = facade.inbound_orders(floor).rows
    receipt = facade.open_receipt(floor, key="r", actor="anna", order_id=row.order_id)
    answers = together(
        4,
        lambda _: facade.receive_line(
            floor, key="same", actor="anna", receipt_id=receipt.receipt_id, item="BOLT",
            quantity=Decimal(7),
        ),
    )  # fmt: skip
    assert all(answer == answers[0] for answer in answers)
    assert sum(line.on_hand for line in facade.stock(floor).rows) == 7


def test_ten_pickers_get_ten_orders(floor: Ground) -> None:
    released(floor, 10)
    given = together(10, lambda n: facade.next_task(floor, actor=f"p{n}", site=SITE))
    tasks = [task for task in given if isinstance(task, TaskView)]
    assert len({task.order_id for task in tasks}) == len(tasks) == 10
    assert {task.claimed_by for task in tasks} == {f"p{n}" for n in range(10)}


def test_two_who_claim_one_order_do_not_share_it(floor: Ground) -> None:
    fill(floor, *(wish(f"A-{n:02d}", "BOLT", 3) for n in range(1, 9)))
    facade.accept(floor, sale("BIG", ("1", "BOLT", 24)), key="d")
    facade.allocate_open(floor)
    order_id = facade.outbound_orders(floor).rows[0].order_id
    answers = together(
        4, lambda n: facade.claim_order(floor, key=f"c{n}", actor=f"p{n}", order_id=order_id)
    )
    assert sorted(map(str, (a for a in answers if isinstance(a, str)))) == ["claimed"] * 3
    holders = {task.claimed_by for task in facade.tasks(floor).rows}
    assert len(holders) == 1 and holders < {"p0", "p1", "p2", "p3"}


def test_t23_stock_is_promised_once_whoever_releases(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 12))
    orders = [sale(f"O{n}", ("1", "BOLT", 5)) for n in range(6)]
    facade.accept_many(floor, [Incoming(key=order.number, document=order) for order in orders])
    ids = [row.order_id for row in facade.outbound_orders(floor).rows]

    def work(number: int) -> object:
        if number % 2:
            return facade.allocate_open(floor)
        return facade.release_order(floor, key=f"k{number}", actor="x", order_id=ids[number % 6])

    together(12, work)
    while facade.allocate_open(floor).task_count:
        pass
    rows = facade.outbound_orders(floor).rows
    assert sum(row.ladder.released for row in rows) == 12
    assert all(row.ladder.released <= 5 for row in rows)
    assert check_books(floor) == ()


def test_one_pick_confirmed_by_two_takes_the_goods_once(floor: Ground) -> None:
    released(floor, 1)
    (task,) = facade.tasks(floor).rows
    answers = together(
        3,
        lambda n: facade.confirm_pick(
            floor, key=f"k{n}", actor="paul", task_id=task.task_id, bin=task.bin, item="BOLT"
        ),
    )
    assert [a for a in answers if isinstance(a, str)] == ["task-done"] * 2
    assert facade.outbound_orders(floor).rows[0].ladder.picked == 5


def test_an_abandoned_claim_is_free_after_a_while(floor: Ground) -> None:
    released(floor, 2)
    clock = VirtualClock(datetime.now(UTC))
    ground = replace(floor, clock=clock)
    first = facade.next_task(ground, actor="gone", site=SITE)
    second = facade.next_task(ground, actor="paul", site=SITE)
    assert first is not None and second is not None and first.order_id != second.order_id
    assert facade.next_task(ground, actor="rita", site=SITE) is None
    clock.advance(14 * 60)
    facade.next_task(ground, actor="paul", site=SITE)
    clock.advance(2 * 60)
    taken = facade.next_task(ground, actor="rita", site=SITE)
    assert taken is not None and taken.task_id == first.task_id
    assert facade.give_back(ground, actor="rita") == 1
    again = facade.next_task(ground, actor="rita", site=SITE, zone="A")
    assert again is not None and again.task_id == first.task_id
    assert facade.next_task(ground, actor="zoe", site=SITE, zone="B") is None


def test_putaway_and_picks_are_offered_by_priority(floor: Ground) -> None:
    facade.accept(floor, purchase("P", ("1", "NUT", 9)), key="p")
    (row,) = facade.inbound_orders(floor).rows
    receipt = facade.open_receipt(floor, key="r", actor="a", order_id=row.order_id)
    facade.receive_line(
        floor, key="l", actor="a", receipt_id=receipt.receipt_id, item="NUT", quantity=Decimal(9)
    )
    fill(floor, wish("B-01", "BOLT", 5))
    facade.accept(floor, replace(sale("O", ("1", "BOLT", 5)), priority=5), key="o")
    facade.allocate_open(floor)
    first = facade.next_task(floor, actor="x", site=SITE)
    assert first is not None and first.kind == "pick"
    store = facade.next_task(floor, actor="y", site=SITE)
    assert store is not None and (store.kind, store.bin) == ("putaway", "DOCK")
    assert store.target_bin == "A-01" and store.suggestion_text


def test_work_wakes_the_one_who_waits_for_it(floor: Ground) -> None:
    while facade.allocate_open(floor).more:
        pass
    assert facade.wait_for_work(floor, timeout_s=0.1) is False
    with ThreadPoolExecutor(1) as pool:
        woken = pool.submit(facade.wait_for_work, floor, timeout_s=20)
        facade.accept(floor, sale("O", ("1", "BOLT", 1)), key="o")
        assert woken.result(timeout=25) is True
        position = facade.read_journal(floor).position
        told = pool.submit(facade.wait_for_journal, floor, after=position, timeout_s=20)
        fill(floor, wish("A-01", "BOLT", 5))
        facade.allocate_open(floor)
        assert told.result(timeout=25) is True
