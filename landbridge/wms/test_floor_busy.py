"""A busy floor (T-24): pickers, packers, receivers, counters, an ERP that changes its mind and two
allocators at once. In the end nothing is promised twice, lost, or left without a task.
"""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Wrong
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import OWNER, SITE, fill, purchase, sale, wish

ROUNDS = 25
ORDERS = 8
TURNS_MAX = 5_000
SAID = {
    "task-done", "claimed", "not-enough", "not-packed", "carton-open", "carton-empty",
    "order-closed", "nothing-packed", "wrong-item",
}  # fmt: skip
BRINGERS = ("demand", "receive", "count_bin")


class Worker:
    """One person or program; draws what to do from its own chance."""

    def __init__(self, floor: Ground, name: str) -> None:
        self.floor, self.name = floor, name
        self.chance = random.Random(name)
        self.count = 0

    def key(self) -> str:
        self.count += 1
        return f"{self.name}/{self.count}"

    def pick(self) -> None:
        task = facade.next_task(self.floor, actor=self.name, site=SITE, kinds=("pick",))
        if task is None:
            return
        left = int(task.quantity - task.done)
        amount = self.chance.randint(0, left)
        facade.confirm_pick(
            self.floor, key=self.key(), actor=self.name, task_id=task.task_id, bin=task.bin,
            item=task.item, lot=task.lot, quantity=Decimal(amount),
            short_reason="missing" if amount == 0 else "",
        )  # fmt: skip

    def ship(self) -> None:
        rows = facade.outbound_orders(self.floor, state="to_pack").rows
        if not rows:
            return
        order = self.chance.choice(rows)
        carton = facade.open_carton(
            self.floor, key=self.key(), actor=self.name, order_id=order.order_id
        )
        for item in ("BOLT", "PAINT"):
            try:
                facade.pack_item(
                    self.floor, key=self.key(), actor=self.name, carton_id=carton.carton_id,
                    item=item,
                )  # fmt: skip
            except Wrong as wrong:
                assert wrong.code == "wrong-item"
        facade.close_carton(self.floor, key=self.key(), actor=self.name, carton_id=carton.carton_id)
        facade.ship_order(self.floor, key=self.key(), actor=self.name, order_id=order.order_id)

    def receive(self) -> None:
        number = f"P{self.key()}"
        facade.accept(self.floor, purchase(number, ("1", "BOLT", 9)), key=number)
        page = facade.inbound_order(self.floor, owner=OWNER.code, number=number)
        assert page is not None
        receipt = facade.open_receipt(
            self.floor, key=self.key(), actor=self.name, order_id=page.order.order_id
        )
        got = facade.receive_line(
            self.floor, key=self.key(), actor=self.name, receipt_id=receipt.receipt_id,
            item="BOLT", quantity=Decimal(9),
        )  # fmt: skip
        facade.close_receipt(
            self.floor, key=self.key(), actor=self.name, receipt_id=receipt.receipt_id
        )
        assert got.putaway_task_id is not None
        facade.put_away(
            self.floor, key=self.key(), actor=self.name, task_id=got.putaway_task_id,
            bin=got.suggested_bin or "B-10",
        )  # fmt: skip

    def demand(self) -> None:
        number = f"O{self.chance.randrange(ORDERS)}"
        page = facade.outbound_order(self.floor, owner=OWNER.code, number=number)
        version = page.order.version + 1 if page else 1
        lines = (
            ("1", "BOLT", self.chance.randint(1, 9)),
            ("2", "PAINT", self.chance.randint(1, 5)),
        )
        facade.accept(self.floor, sale(number, *lines, version=version), key=self.key())

    def count_bin(self) -> None:
        bin_code = f"A-{self.chance.randint(1, 4):02d}"
        rows = facade.stock(self.floor, bin=bin_code, item="BOLT", status="available").rows
        now = sum((row.on_hand for row in rows if not row.lpn), Decimal(0))
        facade.count_stock(
            self.floor, key=self.key(), actor=self.name, site=SITE,
            wishes=[wish(bin_code, "BOLT", str(now + self.chance.randint(-1, 3)))],
        )  # fmt: skip

    def allocate(self) -> None:
        facade.allocate_open(self.floor, limit=5)


def test_t24_a_busy_floor_ends_in_balance(floor: Ground) -> None:
    for n in range(1, 5):
        fill(floor, wish(f"A-{n:02d}", "BOLT", 12), wish(f"B-{n:02d}", "PAINT", 6, lot=f"L{n}"))
    names = ("pick-1", "pick-2", "ship-1", "receive-1", "demand-1", "demand-2", "count_bin-1",
             "allocate-1", "allocate-2")  # fmt: skip
    gate = threading.Barrier(len(names))
    ending = threading.Event()

    def run(name: str) -> None:
        worker = Worker(floor, name)
        kind = name.partition("-")[0]
        act: Callable[[], None] = getattr(worker, kind)
        gate.wait(timeout=30)
        for turn in range(TURNS_MAX):
            # Those who bring work stop first; those who do it go on until all have stopped.
            if ending.is_set() or (kind in BRINGERS and turn == ROUNDS):
                return
            try:
                act()
            except Wrong as wrong:
                # Somebody was faster, or the stock is promised: said, and nothing changed.
                assert wrong.code in SAID, wrong
            floor.clock.sleep(0.005)

    with ThreadPoolExecutor(len(names)) as pool:
        futures = {name: pool.submit(run, name) for name in names}
        for name, future in futures.items():
            if name.partition("-")[0] in BRINGERS:
                future.result(timeout=120)
        ending.set()
        for future in futures.values():
            future.result(timeout=120)
    with floor.pg.reading() as conn:
        done_count = {
            table: (conn.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,))[0]
            for table in ("pick", "shipment", "receipt", "task", "accepted")
        }
    assert done_count["pick"] > 5 and done_count["shipment"] > 0, done_count
    assert done_count["receipt"] > 10 and done_count["accepted"] > 30, done_count
    in_balance(floor)


def in_balance(floor: Ground) -> None:
    assert check_books(floor) == ()
    reserved = sum(row.reserved for row in facade.stock(floor, limit=500).rows)
    tasks = facade.tasks(floor, kind="pick", limit=500).rows
    assert reserved == sum(task.quantity - task.done for task in tasks)
    packing = {
        (row.lpn != "", row.item): Decimal(0) for row in facade.stock(floor, bin="PACK").rows
    }
    for row in facade.stock(floor, bin="PACK", limit=500).rows:
        packing[row.lpn != "", row.item] += row.on_hand
    loose = {item: amount for (boxed, item), amount in packing.items() if not boxed}
    wanted: dict[str, Decimal] = {}
    for number in range(ORDERS):
        page = facade.outbound_order(floor, owner=OWNER.code, number=f"O{number}")
        if page is None:
            continue
        for line in page.lines:
            now = line.ladder
            assert now.ordered == now.shipped + now.open + now.cancelled + now.short
            wanted[line.item] = wanted.get(line.item, Decimal(0)) + now.picked - now.packed
            open_tasks = [
                task for task in page.tasks
                if task.state == "open" and task.kind == "pick"
                and task.order_line_id == line.line_id
            ]  # fmt: skip
            assert now.released - now.picked == sum(t.quantity - t.done for t in open_tasks)
    # What an order let go after it was picked stands there until somebody brings it back.
    for task in facade.tasks(floor, kind="putback", limit=500).rows:
        if not task.lpn:
            loose[task.item] = loose.get(task.item, Decimal(0)) - (task.quantity - task.done)
    assert {item: amount for item, amount in wanted.items() if amount} == {
        item: amount for item, amount in loose.items() if amount
    }
