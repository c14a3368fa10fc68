"""Kitting at random: whatever is done in whatever order, nothing is lost, the office is told all.

The sum of what stands in the house is, item by item, what was put in and what the office was told.
"""

import random
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from landbridge.canon.stock_adjustment import StockAdjustment
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import BomPart, PartOut, WorkOrderPage, Wrong
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import SITE, facts, fill, small_items, wish

STEPS = 40
FILLED = {"BOLT": 60, "MILK": 24, "RICE": 20}


class Shop:
    """A kit of two bolts, a bag of milk and rice; somebody who does anything at any time."""

    def __init__(self, floor: Ground, seed: int) -> None:
        self.floor, self.chance, self.turn = floor, random.Random(seed), 0
        bolt, milk, *_ = small_items()
        uoms = (replace(bolt.uoms[0], gtins=()),)
        kit = replace(milk, number="SET", description="Set", uoms=uoms)
        facade.accept(floor, kit, key="kit")
        fill(
            floor, wish("A-01", "BOLT", 25), wish("A-02", "BOLT", 35),
            wish("A-03", "MILK", 8, lot="L1", expiry_on=date(2031, 1, 1)),
            wish("A-04", "MILK", 16, lot="L2", expiry_on=date(2032, 1, 1)),
            wish("A-05", "RICE", 20),
        )  # fmt: skip
        parts = [
            BomPart(item=item, quantity=Decimal(amount))
            for item, amount in (("BOLT", "2"), ("MILK", "1"), ("RICE", "0.125"))
        ]
        facade.put_bom(floor, key="bom", actor="ivo", item="SET", parts=parts)

    def key(self) -> str:
        self.turn += 1
        return f"shop/{self.turn}"

    def orders(self) -> list[WorkOrderPage]:
        rows = facade.work_orders(self.floor, site=SITE).rows
        pages = [facade.work_order(self.floor, work_order_id=row.work_order_id) for row in rows]
        return [page for page in pages if page is not None]

    def open(self) -> None:
        facade.open_work_order(
            self.floor, key=self.key(), actor="ivo", site=SITE, item="SET",
            kind=self.chance.choice(("kit", "kit", "unkit")),
            quantity=Decimal(self.chance.randint(1, 5)),
        )  # fmt: skip

    def fetch(self) -> None:
        tasks = facade.tasks(self.floor, kind="component").rows
        task = self.chance.choice(tasks)
        left = task.quantity - task.done
        amount = left if self.chance.random() < 0.7 else Decimal(int(left / 2))
        reason = "" if amount == left else self.chance.choice(("", "missing", "damaged"))
        facade.confirm_component(
            self.floor, key=self.key(), actor="rita", task_id=task.task_id, bin=task.bin,
            item=task.item, lot=task.lot, quantity=amount, short_reason=reason,
        )  # fmt: skip

    def make(self) -> None:
        page = self.chance.choice([one for one in self.orders() if one.possible])
        quantity = Decimal(self.chance.randint(1, int(page.possible)))
        id_ = page.order.work_order_id
        if page.order.kind == "kit":
            facade.make_kits(self.floor, key=self.key(), actor="rita", work_order_id=id_,
                             quantity=quantity)  # fmt: skip
            return
        found = Decimal(self.chance.randint(0, int(quantity)))
        milk = PartOut(item="MILK", lot="L9", quantity=found, expiry_on=date(2030, 1, 1))
        facade.take_apart(self.floor, key=self.key(), actor="rita", work_order_id=id_,
                          quantity=quantity, parts=[milk])  # fmt: skip

    def spoil(self) -> None:
        page = self.chance.choice([one for one in self.orders() if one.order.kind == "kit"])
        line = self.chance.choice([one for one in page.lines if one.at_station >= 1])
        facade.spoil_component(
            self.floor, key=self.key(), actor="rita", work_order_id=page.order.work_order_id,
            item=line.item, quantity=Decimal(1), reason="damaged",
        )  # fmt: skip

    def put_back(self) -> None:
        task = self.chance.choice(facade.tasks(self.floor, kind="putback").rows)
        facade.put_back(self.floor, key=self.key(), actor="rita", task_id=task.task_id, bin="B-01")

    def release(self) -> None:
        page = self.chance.choice(self.orders())
        facade.release_work_order(self.floor, key=self.key(), actor="ivo",
                                  work_order_id=page.order.work_order_id)  # fmt: skip

    def close(self) -> None:
        page = self.chance.choice(self.orders())
        facade.close_work_order(self.floor, key=self.key(), actor="ivo",
                                work_order_id=page.order.work_order_id)  # fmt: skip

    def step(self) -> None:
        deeds: list[Callable[[], None]] = [
            self.open, self.fetch, self.fetch, self.fetch, self.make, self.make, self.spoil,
            self.put_back, self.release, self.close,
        ]  # fmt: skip
        # There may be nothing of that kind to do just now, or it is refused.
        with suppress(Wrong, IndexError):
            self.chance.choice(deeds)()

    def in_house(self) -> dict[str, Decimal]:
        found: dict[str, Decimal] = defaultdict(Decimal)
        for row in facade.stock(self.floor, limit=500).rows:
            found[row.item] += row.on_hand
        return {item: amount for item, amount in found.items() if amount}

    def told(self) -> dict[str, Decimal]:
        found = defaultdict(Decimal, {item: Decimal(n) for item, n in FILLED.items()})
        for document in facts(self.floor, StockAdjustment):
            for line in document.lines:
                found[line.item] += line.change.value
        return {item: amount for item, amount in found.items() if amount}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_lost_whatever_is_done(floor: Ground, seed: int) -> None:
    shop = Shop(floor, seed)
    for _ in range(STEPS):
        shop.step()
    assert check_books(floor) == ()
    assert shop.in_house() == shop.told()
    for page in shop.orders():
        facade.close_work_order(floor, key=shop.key(), actor="ivo",
                                work_order_id=page.order.work_order_id)  # fmt: skip
    while rows := facade.tasks(floor, kind="putback").rows:
        facade.put_back(floor, key=shop.key(), actor="rita", task_id=rows[0].task_id, bin="B-02")
    assert not facade.tasks(floor, kind="component").rows
    stock = facade.stock(floor, limit=500).rows
    assert all(row.reserved == 0 for row in stock), "nothing stays promised to nobody"
    assert {row.status for row in stock if row.bin == "PACK"} <= {"damaged"}
    assert shop.in_house() == shop.told()
    assert check_books(floor) == ()
