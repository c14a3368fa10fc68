"""The people of the day: each asks the warehouse what there is to do, does it, and takes a while.

Beside the books they keep count of what really lies in each bin, from what their own hands did.
"""

import random
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.main.demo.operators import still_to_pack
from landbridge.main.sim.day.business import SITE, kind_of, lot_of
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    CountReviewed,
    InboundLineView,
    PutAway,
    PutBack,
    TaskView,
    Wrong,
)

SHORT_SHARE, DAMAGED_SHARE = 0.02, 0.01
IDLE_S = 60.0
ZERO = Decimal(0)
Place = tuple[str, str, str]  # bin, item, lot


@dataclass
class Floor:
    """What the people share. real: what lies in storage bins, as their hands know.

    packable: orders whose picks are all done.  wrongs: what the warehouse refused, by its code.
    """

    ground: Ground
    chance: random.Random
    today: date
    real: Counter[Place] = field(default_factory=Counter)
    packable: deque[int] = field(default_factory=deque)
    done: Counter[str] = field(default_factory=Counter)
    wrongs: Counter[str] = field(default_factory=Counter)
    storage: tuple[str, ...] = ()
    is_closing: bool = False


@dataclass
class Hand:
    """One person with one duty, which tells how many seconds it took; None when there is none."""

    name: str
    floor: Floor
    duty: Callable[["Hand"], float | None]
    count: int = 0

    def turn(self) -> float | None:
        try:
            return self.duty(self)
        except Wrong as wrong:
            self.floor.wrongs[wrong.code] += 1
            return IDLE_S

    def key(self) -> str:
        self.count += 1
        return f"{self.name}/{self.count}"


# ---------------------------------------------------------------- inbound


def receive(hand: Hand) -> float | None:
    """Count the next truck in, line by line, and store what waits for it."""
    floor = hand.floor
    task = facade.next_task(floor.ground, actor=hand.name, site=SITE, kinds=("putaway",))
    if task is not None:
        return _store(hand, task)
    rows = facade.inbound_orders(floor.ground, site=SITE, limit=1).rows
    if not rows:
        return None
    receipt_id = rows[0].open_receipt_id
    if receipt_id is None:
        opened = facade.open_receipt(
            floor.ground, order_id=rows[0].order_id, key=hand.key(), actor=hand.name
        )
        receipt_id = opened.receipt_id
    page = facade.inbound_order(floor.ground, order_id=rows[0].order_id)
    assert page is not None
    for line in page.lines:
        if line.open > 0:
            _count_in(hand, receipt_id, line)
    facade.close_receipt(
        floor.ground, receipt_id=receipt_id, close_order=True, key=hand.key(), actor=hand.name
    )
    floor.done["receipts"] += 1
    return 120.0 + 40.0 * len(page.lines)


def _count_in(hand: Hand, receipt_id: int, line: InboundLineView) -> None:
    floor, amount = hand.floor, line.open
    damaged = Decimal(1) if floor.chance.random() < DAMAGED_SHARE and amount > 1 else ZERO
    for quantity, status in ((amount - damaged, "available"), (damaged, "damaged")):
        if not quantity:
            continue
        serials: tuple[str, ...] = ()
        if kind_of(line.item) == "serial":
            serials = tuple(f"{hand.name}.{hand.count}.{n}" for n in range(int(quantity)))
        facade.receive_line(
            floor.ground, receipt_id=receipt_id, item=line.item, quantity=quantity,
            serials=serials, order_line_id=line.line_id, status=status,
            reason_code="damaged" if status == "damaged" else "", key=hand.key(), actor=hand.name,
            **lot_of(line.item, floor.today, 400),  # type: ignore[arg-type]
        )  # fmt: skip
    floor.done["damaged at the dock"] += bool(damaged)
    floor.done["receipt lines"] += 1


def _store(hand: Hand, task: TaskView) -> float:
    floor = hand.floor
    _put(hand, task, facade.put_away)
    floor.done["stored"] += 1
    return floor.chance.uniform(60, 150)


def _put(hand: Hand, task: TaskView, put: Callable[..., PutAway | PutBack]) -> None:
    """Into the bin of the task, or any where none was found."""
    floor = hand.floor
    place = task.target_bin or floor.chance.choice(floor.storage)
    done = put(floor.ground, task_id=task.task_id, bin=place, key=hand.key(), actor=hand.name)
    floor.real[done.bin, task.item, task.lot] += int(done.quantity)


# ---------------------------------------------------------------- outbound


def pick(hand: Hand) -> float | None:
    """The next pick, or goods that nobody wants any more back to their bin."""
    floor = hand.floor
    task = facade.next_task(floor.ground, actor=hand.name, site=SITE, kinds=("pick", "putback"))
    if task is None:
        return None
    if task.kind == "putback":
        return _bring_back(hand, task)
    left = task.quantity - task.done
    amount, reason, drawn = left, "", floor.chance.random()
    if drawn < SHORT_SHARE + DAMAGED_SHARE and not task.serial_controlled:
        amount = Decimal(floor.chance.randrange(int(left)))
        reason = "missing" if drawn < SHORT_SHARE else "damaged"
    done = facade.confirm_pick(
        floor.ground, task_id=task.task_id, bin=task.bin, item=task.item, quantity=amount,
        lot=task.lot, serials=task.serials[: int(amount)], short_reason=reason,
        key=hand.key(), actor=hand.name,
    )  # fmt: skip
    gone = left if reason == "missing" else done.picked
    floor.real[task.bin, task.item, task.lot] -= int(gone)
    floor.done["picks"] += 1
    if reason:
        floor.done[f"picks {reason}"] += 1
    if done.order_picked:
        floor.packable.append(done.order_id)
    return floor.chance.uniform(25, 70)


def _bring_back(hand: Hand, task: TaskView) -> float:
    floor = hand.floor
    _put(hand, task, facade.put_back)
    floor.done["put back"] += 1
    return floor.chance.uniform(40, 90)


def pack(hand: Hand) -> float | None:
    """Pack an order whose picks are done, and send it off; when the day closes, with its rest."""
    floor = hand.floor
    if floor.packable:
        return _pack(hand, floor.packable.popleft())
    if not floor.is_closing:
        return None
    rows = facade.outbound_orders(floor.ground, site=SITE, limit=1).rows
    return _pack(hand, rows[0].order_id) if rows else None


def _pack(hand: Hand, order_id: int) -> float:
    floor = hand.floor
    page = facade.outbound_order(floor.ground, order_id=order_id)
    assert page is not None
    ladder = page.order.ladder
    if page.order.closed_at is not None or ladder.released > ladder.picked:
        return 1.0
    waits = ladder.open > ladder.picked - ladder.shipped
    if waits and (page.order.ship_complete or not ladder.picked) and not floor.is_closing:
        return 1.0
    goods = still_to_pack(page)
    if goods:
        carton = facade.open_carton(
            floor.ground, order_id=order_id, key=hand.key(), actor=hand.name
        )
        for item, lot, quantity, serials in goods:
            facade.pack_item(
                floor.ground, carton_id=carton.carton_id, item=item, quantity=quantity, lot=lot,
                serials=serials, key=hand.key(), actor=hand.name,
            )  # fmt: skip
        facade.close_carton(
            floor.ground, carton_id=carton.carton_id, key=hand.key(), actor=hand.name
        )
        floor.done["cartons"] += 1
        _stage(hand, carton.carton_id)
    facade.ship_order(
        floor.ground, order_id=order_id, remainder="short" if floor.is_closing else "open",
        key=hand.key(), actor=hand.name,
    )  # fmt: skip
    floor.done["sent off"] += 1
    return 60.0 + 15.0 * len(goods)


def _stage(hand: Hand, carton_id: int) -> None:
    """Bring a carton to where it is said to wait for its truck."""
    ground = hand.floor.ground
    place = facade.staging_place(ground, carton_id=carton_id)
    if place.bin not in ("", place.stands_in):
        facade.stage_carton(
            ground, carton_id=carton_id, bin=place.bin, key=hand.key(), actor=hand.name
        )
        hand.floor.done["staged"] += 1


# ---------------------------------------------------------------- counts


def count(hand: Hand) -> float | None:
    """The next bin that is to be counted; what is said is what really lies there."""
    floor = hand.floor
    count_id = facade.next_count(floor.ground, actor=hand.name, site=SITE)
    if count_id is None:
        return None
    page = facade.cycle_count(floor.ground, count_id=count_id)
    assert page is not None
    facade.begin_count(floor.ground, count_id=count_id, key=hand.key(), actor=hand.name)
    for bin_, item, lot in sorted(floor.real):
        if bin_ != page.count.bin or page.count.item not in ("", item):
            continue
        if kind_of(item) == "serial" or not floor.real[bin_, item, lot]:
            continue
        said = facade.count_item(
            floor.ground, count_id=count_id, item=item, lot=lot,
            quantity=Decimal(floor.real[bin_, item, lot]), key=hand.key(), actor=hand.name,
        )  # fmt: skip
        if not said.taken:
            return IDLE_S
    facade.finish_count(floor.ground, count_id=count_id, key=hand.key(), actor=hand.name)
    floor.done["counts"] += 1
    return 90.0


def review(hand: Hand) -> float | None:
    """Approve what was counted; what is refused for good is counted again, as the refusal says."""
    ground = hand.floor.ground
    rows = facade.cycle_counts(ground, site=SITE, state="ready_to_review", limit=20).rows
    waiting = facade.cycle_counts(ground, site=SITE, state="reviewed", limit=20).rows
    for row in (*rows, *waiting):
        told = _decide(hand, row.count_id, "approve")
        if "counted again" in told.blocked:
            _decide(hand, row.count_id, "recount")
        hand.floor.done["counts approved"] += not told.blocked
    return 300.0


def _decide(hand: Hand, count_id: int, decision: str) -> CountReviewed:
    return facade.review_count(
        hand.floor.ground, count_id=count_id, decision=decision, key=hand.key(), actor=hand.name
    )
