"""Allocation, reservation, picking, counting, receiving and cancels, on eight connections at once.

Who does what is drawn; how it interleaves is the database's. Afterwards nothing is promised beyond
what is there, the books add up, each line's counters descend and are what its picks and tasks say.
Any call may be repeated under its key, by others at the same moment, too: it gets its first answer.
Whatever is not a sentence for a person (a deadlock, a conflict) fails the test.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pytest

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.wms import facade, rig
from landbridge.wms.facade.contracts import AlreadyTaken, OutboundOrderPage, Refused, Wrong
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import OWNER, SITE, fill, open_small_warehouse, purchase, sale, wish

HANDS, TURNS, ORDERS, BINS = 8, 14, 6, 4
ITEMS = ("BOLT", "NUT")
ACTS = ("allocate", "demand", "pick", "count", "receive", "cancel")


@dataclass
class Hand:
    """One connection's work, drawn from its own chance."""

    floor: Ground
    seed: int
    name: str
    receipt_id: int
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.seed}/{self.name}")

    def work(self, gate: threading.Barrier) -> None:
        gate.wait(timeout=30)
        acts = [*ACTS, *ACTS, *self.chance.choices(ACTS, k=TURNS - 2 * len(ACTS))]
        for turn, act in enumerate(self.chance.sample(acts, TURNS)):
            try:
                getattr(self, act)(f"{self.name}/{turn}")
                self.done[act] += 1
            except Wrong as wrong:
                self.done[wrong.code] += 1

    def twice(self, operation: Callable[..., Any], **values: object) -> Any:
        """Now and then the answer is lost: asked again, it is the same one."""
        first = operation(self.floor, actor=self.name, **values)
        if self.chance.random() < 0.3:
            assert operation(self.floor, actor=self.name, **values) == first, operation
        return first

    def allocate(self, key: str) -> None:
        if self.chance.random() < 0.5:
            facade.allocate_open(self.floor, limit=4)
            return
        if page := self.order():
            self.twice(facade.release_order, key=key, order_id=page.order.order_id)

    def order(self) -> OutboundOrderPage | None:
        number = f"O{self.chance.randrange(ORDERS)}"
        return facade.outbound_order(self.floor, owner=OWNER.code, number=number)

    def demand(self, key: str, status: str = "open") -> None:
        """An order as a newer version wants it; its stock is reserved when it is allocated."""
        number = f"O{self.chance.randrange(ORDERS)}"
        page = facade.outbound_order(self.floor, owner=OWNER.code, number=number)
        version = page.order.version + 1 if page else 1
        lines = [(str(n), item, self.chance.randint(1, 9)) for n, item in enumerate(ITEMS, 1)]
        asked = replace(sale(number, *lines, version=version), status=status)
        first = facade.accept(self.floor, asked, key=key)
        if not isinstance(first, Refused):
            assert isinstance(facade.accept(self.floor, asked, key=key), AlreadyTaken)

    def cancel(self, key: str) -> None:
        self.demand(key, "cancelled")

    def pick(self, key: str) -> None:
        """One of two pickers' own tasks, or one that another is just working on."""
        task = facade.next_task(self.floor, actor=self.name, site=SITE, kinds=("pick",))
        if task is None or self.chance.random() < 0.3:
            rows = facade.tasks(self.floor, kind="pick", limit=50).rows
            task = self.chance.choice(rows) if rows else None
        if task is None:
            return
        amount = self.chance.randint(0, int(task.quantity))
        self.twice(
            facade.confirm_pick, key=key, task_id=task.task_id, bin=task.bin, item=task.item,
            quantity=Decimal(amount), short_reason="" if amount else "missing",
        )  # fmt: skip

    def receive(self, key: str) -> None:
        """All receive on one receipt."""
        self.twice(
            facade.receive_line, key=key, receipt_id=self.receipt_id,
            item=self.chance.choice(ITEMS), quantity=Decimal(self.chance.randint(1, 9)),
        )  # fmt: skip

    def count(self, key: str) -> None:
        """A bin is counted, rightly or not, and decided upon."""
        bins = [f"A-{self.chance.randint(1, BINS):02d}"]
        self.twice(facade.plan_counts, key=f"{key}/plan", site=SITE, bins=bins)
        count_id = facade.next_count(self.floor, actor=self.name, site=SITE)
        page = facade.cycle_count(self.floor, count_id=count_id) if count_id else None
        if page is None:
            return
        self.twice(facade.begin_count, key=f"{key}/begin", count_id=page.count.count_id)
        for n, item in enumerate(ITEMS):
            rows = facade.stock(self.floor, bin=page.count.bin, item=item).rows
            seen = sum((row.on_hand for row in rows), Decimal(0))
            seen = max(Decimal(0), seen + self.chance.choice((-1, 0, 0, 1)))
            said = {"count_id": page.count.count_id, "item": item, "quantity": seen}
            self.twice(facade.count_item, key=f"{key}/{n}", **said)
        end = self.twice(facade.finish_count, key=f"{key}/finish", count_id=page.count.count_id)
        if end.state == "ready_to_review":
            said = {"count_id": page.count.count_id, "decision": "approve"}
            self.twice(facade.review_count, key=f"{key}/review", **said)


@pytest.mark.parametrize("seed", range(3))
def test_t24_six_kinds_of_work_at_once_keep_every_promise(floor: Ground, seed: int) -> None:
    fill(floor, *(wish(f"A-{n:02d}", item, 9) for n in range(1, BINS + 1) for item in ITEMS))
    facade.accept(floor, purchase("P", ("1", "BOLT", 999), ("2", "NUT", 999)), key="p")
    (row,) = facade.inbound_orders(floor).rows
    receipt = facade.open_receipt(floor, key="r", actor="anna", order_id=row.order_id)
    hands = [Hand(floor, seed, f"hand-{n}", receipt.receipt_id) for n in range(HANDS)]
    gate = threading.Barrier(HANDS)
    with ThreadPoolExecutor(HANDS) as pool:
        for one in [pool.submit(hand.work, gate) for hand in hands]:
            one.result(timeout=120)
    done = sum((hand.done for hand in hands), Counter[str]())
    assert all(done[act] for act in ACTS), done
    keeps_every_promise(floor)


def keeps_every_promise(floor: Ground) -> None:
    assert check_books(floor) == ()
    for row in facade.stock(floor, limit=500).rows:
        assert 0 <= row.reserved <= row.on_hand, row
    for line in rig.ladder(floor):
        steps = (line.allocated, line.released, line.picked, line.packed, line.shipped)
        assert list(steps) == sorted(steps, reverse=True) and steps[-1] >= 0, line
        assert line.ordered >= line.allocated + line.cancelled + line.short, line
        assert line.picks == line.picked and line.to_pick == line.released - line.picked, line


def test_a_deadlock_is_gone_through_again_and_never_shown(wms_ground: Ground) -> None:
    """Two who lock the same rows in opposite order, each time: PostgreSQL ends one of them."""
    open_small_warehouse(wms_ground)
    codes, gate = ("BOLT", "NUT"), threading.Barrier(2)
    tries: list[int] = []

    def cross(first: int) -> str:
        def work(conn: Connection) -> str:
            tries.append(first)
            for place in (first, 1 - first):
                conn.execute("SELECT 1 FROM item WHERE code = %s FOR UPDATE", [codes[place]])
                if len(tries) <= 2 and place == first:
                    gate.wait(timeout=30)
            return "done"

        return wms_ground.pg.retrying(work)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(cross, (0, 1))) == ["done", "done"]
    assert len(tries) == 3, "one of the two was ended, and began again"
