"""The floor: people who receive, take back, store, pick, pack, ship, count and move at random.

Each asks the warehouse what there is to do, does one thing under a key of their own, and does the
same thing again until it is answered: a lost answer or a dead server makes them press again. At
times they press twice although they were answered; both answers must be the same.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.kit.quantity import plain
from landbridge.main.sim.company import BRANCH, CASE, GOODS, OWNERS, SITE, STORAGE
from landbridge.wms import facade
from landbridge.wms.facade.contracts import StockRow, StockWish, TaskView, Wrong

LOTS = ("P1", "P2", "P3")
Call = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Wish:
    """Something a person wants done. call(ground, **values) may be repeated."""

    text: str
    call: Call
    values: Mapping[str, object]

    def ask(self, ground: Ground) -> object:
        return self.call(ground, **self.values)


@dataclass
class Person:
    """One pair of hands at a site. duties: what they do, each a method that gives the next wish
    or None.

    complain(text): something is wrong with the product.
    """

    name: str
    ground: Ground
    chance: random.Random
    duties: Sequence[str]
    complain: Callable[[str], None]
    site: str = SITE
    wrongs: dict[str, int] = field(default_factory=dict)
    _wish: Wish | None = None
    _count: int = 0

    @property
    def is_waiting(self) -> bool:
        """Whether something was pressed and is not answered yet."""
        return self._wish is not None

    def turn(self, duty: str = "") -> str:
        """Do one thing, or press again; what, in words. "" if there is nothing to do."""
        again = self._wish is not None
        if self._wish is None:
            self._wish = self._think(duty)
        wish = self._wish
        if wish is None:
            return ""
        try:
            answer = wish.ask(self.ground)
        except Wrong as wrong:
            self._wish = None
            self.wrongs[wrong.code] = self.wrongs.get(wrong.code, 0) + 1
            return f"{wish.text}: told {wrong.code}"
        self._wish = None
        if "key" in wish.values and self.chance.random() < 0.1:
            self._press_twice(wish, answer)
        return f"{wish.text}{' (pressed again)' if again else ''}"

    def _press_twice(self, wish: Wish, answer: object) -> None:
        self._wish = None
        try:
            second = wish.ask(self.ground)
        except Wrong as wrong:
            self.complain(f"I2: {self.name} was answered, then told {wrong.code}: {wish.text}")
            return
        if second != answer:
            self.complain(f"I2: {self.name} got two answers for one key: {wish.text}")

    @property
    def _storage(self) -> tuple[str, ...]:
        return STORAGE[self.site]

    def _think(self, duty: str) -> Wish | None:
        duty = duty or self.chance.choice(list(self.duties))
        found: Wish | None = getattr(self, f"_{duty}")()
        return found

    def _wanted(self, text: str, call: Call, **values: object) -> Wish:
        self._count += 1
        key = f"{self.name}/{self._count}"
        return Wish(text, call, {"key": key, "actor": self.name, **values})

    # ------------------------------------------------------------ goods come in

    def _receive(self) -> Wish | None:
        rows = facade.inbound_orders(self.ground, site=self.site).rows
        if not rows:
            return None
        row = self.chance.choice(rows)
        if row.open_receipt_id is None:
            return self._wanted(
                f"opens a receipt for {row.number}", facade.open_receipt, order_id=row.order_id
            )
        page = facade.inbound_order(self.ground, order_id=row.order_id)
        assert page is not None
        waiting = [line for line in page.lines if line.open]
        if not waiting or self.chance.random() < 0.15:
            return self._wanted(
                f"closes the receipt of {row.number}", facade.close_receipt,
                receipt_id=row.open_receipt_id, close_order=self.chance.random() < 0.3,
            )  # fmt: skip
        line = self.chance.choice(waiting)
        amount = line.open
        if line.uom != "KGM" and self.chance.random() < 0.4:
            amount = Decimal(self.chance.randint(1, int(line.open) + 2))
        over = amount > line.open
        serials: tuple[str, ...] = ()
        if line.serial_controlled:
            serials = tuple(f"{self.name}{self._count}-{n}" for n in range(int(amount)))
        damaged = self.chance.random() < 0.1
        return self._wanted(
            f"counts in {plain(amount)} {line.item} for {row.number}", facade.receive_line,
            receipt_id=row.open_receipt_id, item=line.item, quantity=amount,
            lot=self.chance.choice(LOTS) if line.lot_controlled else "", serials=serials,
            order_line_id=line.line_id, status="damaged" if damaged else "available",
            reason_code="over" if over else "damaged" if damaged else "", over_confirmed=over,
        )  # fmt: skip

    def _store(self) -> Wish | None:
        rows = facade.tasks(self.ground, site=self.site, kind="putaway").rows
        if not rows:
            return None
        task = self.chance.choice(rows)
        place = task.target_bin or self._storage[-1]
        if self.chance.random() < 0.2:
            place = self.chance.choice(self._storage)
        return self._wanted(
            f"stores {task.item} in {place}", facade.put_away, task_id=task.task_id, bin=place
        )

    def _bring_back(self) -> Wish | None:
        rows = facade.tasks(self.ground, site=self.site, kind="putback").rows
        if not rows:
            return None
        task = self.chance.choice(rows)
        place = task.target_bin or self.chance.choice(self._storage)
        return self._wanted(
            f"brings {task.item} back to {place}",
            facade.put_back,
            task_id=task.task_id,
            bin=place,
        )

    # ------------------------------------------------------------ goods come back

    def _take_back(self) -> Wish | None:
        rows = facade.returns(self.ground, site=self.site).rows
        if not rows:
            return None
        row = self.chance.choice(rows)
        page = facade.return_order(self.ground, return_id=row.return_id)
        assert page is not None
        receipts = [one for one in page.receipts if one.closed_at is None]
        if not receipts:
            return self._wanted(
                f"opens a parcel that came back for {row.number}", facade.open_return,
                site=self.site, return_id=row.return_id,
            )  # fmt: skip
        waiting = [line for line in page.lines if line.authorised > line.received]
        if not waiting or (receipts[0].items and self.chance.random() < 0.4):
            return self._wanted(
                f"closes the return {row.number}", facade.close_return,
                return_receipt_id=receipts[0].return_receipt_id,
                close_order=self.chance.random() < 0.3,
            )  # fmt: skip
        line = self.chance.choice(waiting)
        amount = line.authorised - line.received
        if line.uom != "KGM" and self.chance.random() < 0.4:
            amount = Decimal(self.chance.randint(1, int(amount)))
        goods = GOODS.get(line.item, GOODS["BOLT"])
        serials = [f"{self.name}{self._count}-{n}" for n in range(int(amount))]
        return self._wanted(
            f"counts {plain(amount)} {line.item} back in for {row.number}", facade.receive_return,
            return_receipt_id=receipts[0].return_receipt_id, item=line.item, quantity=amount,
            condition=self.chance.choice(("as_new", "opened", "damaged")),
            lot=self.chance.choice(LOTS) if goods.by_lot else "",
            serials=tuple(serials) if goods.by_serial else (), order_line_id=line.line_id,
        )  # fmt: skip

    def _decide(self) -> Wish | None:
        rows = facade.undecided_returns(self.ground, site=self.site)
        if not rows:
            return None
        row = self.chance.choice(rows)
        what = self.chance.choice(("restock", "restock", "scrap", "quarantine", "vendor_return"))
        return self._wanted(
            f"decides on {row.item} of {row.receipt_number}: {what}", facade.decide_return,
            return_item_id=row.return_item_id, disposition=what,
        )  # fmt: skip

    # ------------------------------------------------------------ goods go out

    def _pick(self) -> Wish | None:
        task = facade.next_task(self.ground, actor=self.name, site=self.site, kinds=("pick",))
        if task is None:
            return None
        left = task.quantity - task.done
        drawn = self.chance.random()
        amount, reason = left, ""
        if drawn < 0.12:
            amount, reason = self._less(task, left), self.chance.choice(("missing", "damaged"))
        elif drawn < 0.24:
            amount = self._less(task, left)
        serials = task.serials[int(task.done) :][: int(amount)] if task.serial_controlled else ()
        return self._wanted(
            f"picks {plain(amount)} of {plain(left)} {task.item} for {task.order_number}"
            f"{f', rest {reason}' if reason else ''}", facade.confirm_pick,
            task_id=task.task_id, bin=task.bin, item=task.item, quantity=amount, lot=task.lot,
            serials=serials, short_reason=reason,
        )  # fmt: skip

    def _less(self, task: TaskView, left: Decimal) -> Decimal:
        if task.uom == "KGM":
            return (left / 2).quantize(Decimal("0.001"))
        return Decimal(self.chance.randint(0, int(left)))

    def _pack(self) -> Wish | None:
        rows = facade.outbound_orders(self.ground, site=self.site, state="to_pack").rows
        if not rows:
            return self._send_off()
        page = facade.outbound_order(self.ground, order_id=self.chance.choice(rows).order_id)
        assert page is not None
        number = page.order.number
        open_cartons = [carton for carton in page.cartons if carton.closed_at is None]
        if not open_cartons:
            return self._wanted(
                f"opens a carton for {number}", facade.open_carton, order_id=page.order.order_id
            )
        carton = open_cartons[0]
        unpacked = [line for line in page.lines if line.ladder.picked > line.ladder.packed]
        if unpacked and self.chance.random() < 0.9:
            line = self.chance.choice(unpacked)
            return self._wanted(
                f"packs {line.item} of {number}", facade.pack_item,
                carton_id=carton.carton_id, item=line.item,
            )  # fmt: skip
        return self._wanted(
            f"closes a carton of {number}", facade.close_carton, carton_id=carton.carton_id
        )

    def _send_off(self) -> Wish | None:
        rows = facade.outbound_orders(self.ground, site=self.site, state="to_ship").rows
        if not rows:
            rows = facade.outbound_orders(self.ground, site=self.site).rows
        if not rows:
            return None
        row = self.chance.choice(rows)
        page = facade.outbound_order(self.ground, order_id=row.order_id)
        assert page is not None
        for carton in page.cartons:
            if carton.closed_at is None and carton.contents:
                return self._wanted(
                    f"closes a carton of {row.number}", facade.close_carton,
                    carton_id=carton.carton_id,
                )  # fmt: skip
            waits = carton.closed_at is not None and not carton.shipment_number
            if waits and not carton.staged and self.chance.random() < 0.5:
                place = facade.staging_place(self.ground, carton_id=carton.carton_id)
                if place.bin:
                    return self._wanted(
                        f"brings a carton of {row.number} to {place.bin}", facade.stage_carton,
                        carton_id=carton.carton_id, bin=place.bin,
                    )  # fmt: skip
        remainder = "short" if self.chance.random() < 0.3 else "open"
        return self._wanted(
            f"ships {row.number}, the rest {remainder}", facade.ship_order,
            order_id=row.order_id, remainder=remainder,
        )  # fmt: skip

    def _release(self) -> Wish | None:
        rows = facade.outbound_orders(self.ground, site=self.site, state="waiting").rows
        if not rows:
            return None
        row = self.chance.choice(rows)
        return self._wanted(f"releases {row.number}", facade.release_order, order_id=row.order_id)

    # ------------------------------------------------------------ upkeep

    def _count_bin(self) -> Wish | None:
        row = self._some_stock()
        if row is None or row.serial:
            return None
        step = Decimal(1) if row.uom != "KGM" else Decimal("0.125")
        counted = max(Decimal(0), row.on_hand + step * self.chance.randint(-2, 3))
        wish = StockWish(
            owner=row.owner, item=row.item, bin=row.bin, quantity=counted, lot=row.lot,
            status=row.status, lpn=row.lpn,
        )  # fmt: skip
        return self._wanted(
            f"counts {plain(counted)} {row.item} in {row.bin}", facade.count_stock,
            site=self.site, wishes=[wish], reason_code=self.chance.choice(("count", "scrap")),
        )  # fmt: skip

    def _move(self) -> Wish | None:
        row = self._some_stock()
        if row is None or not row.available:
            return None
        target = self.chance.choice(self._storage)
        amount = row.available if self.chance.random() < 0.5 else min(Decimal(1), row.available)
        in_cases = row.item == "BOLT" and row.available >= 12 and self.chance.random() < 0.3
        return self._wanted(
            f"moves {row.item} from {row.bin} to {target}", facade.move_stock,
            site=self.site, source_bin=row.bin, target_bin=target, item=row.item, owner=row.owner,
            quantity=Decimal(1) if in_cases else amount, uom=CASE if in_cases else "",
            lot=row.lot, serials=(row.serial,) if row.serial else (), status=row.status,
            lpn=row.lpn,
        )  # fmt: skip

    def _some_stock(self) -> StockRow | None:
        owner = self.chance.choice(list(OWNERS.values()))
        rows = [
            row for row in facade.stock(self.ground, site=self.site, owner=owner, limit=100).rows
            if row.bin in self._storage
        ]  # fmt: skip
        return self.chance.choice(rows) if rows else None


# Who does what.
CREW: Mapping[str, tuple[str, ...]] = {
    "anna": ("receive", "receive", "store"),
    "ben": ("pick",),
    "bo": ("pick", "store", "bring_back"),
    "pia": ("pack", "pack", "send_off"),
    "max": ("count_bin", "move", "release"),
    "rita": ("take_back", "take_back", "decide"),
    "eva": ("receive", "store", "pick", "pick", "pack", "send_off", "bring_back", "count_bin"),
}
AWAY: Mapping[str, str] = {"eva": BRANCH}  # who does not work at the main site
COUNTS = "max"  # who is sent when a count is wanted now
