"""The ledger under load, at random and under crashes: the books add up at every commit."""

import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landbridge.kit.pg.database import Database
from landbridge.wms.ledger import operations, queries
from landbridge.wms.ledger.conftest import (
    ADJUSTMENT,
    CUSTOMER,
    SUPPLIER,
    WITHIN,
    Floor,
)
from landbridge.wms.ledger.contracts import (
    InsufficientStockError,
    JournalPosition,
    Reason,
    ReservationClosedError,
    Settlement,
    StockFilter,
    StockMove,
)

D = Decimal
BINS = ("A-1", "A-2", "A-3")
ITEMS = ("BOLT", "NUT", "RING")
T_24_SECONDS = 6.0
examples = count(1)


# ---- T-24: many hands at once


class Hand:
    """One thread's random work; it knows only what it reserved itself."""

    def __init__(self, floor: Floor, seed: int) -> None:
        self.floor, self.seed = floor, seed
        self.chance = random.Random(seed)
        self.held: list = []
        self.done: Counter[str] = Counter()
        self.number = 0

    def key(self) -> str:
        self.number += 1
        return f"hand {self.seed}/{self.number}"

    def work(self, until: float) -> None:
        acts: list[Callable[[], None]] = [
            self.reserve,
            self.reserve,
            self.pick,
            self.pick,
            self.count,
            self.relocate,
            self.cancel,
            self.receive,
        ]
        while time.monotonic() < until:
            act = self.chance.choice(acts)
            try:
                act()
                self.done[act.__name__] += 1
            except (InsufficientStockError, ReservationClosedError) as refused:
                self.done[type(refused).__name__] += 1

    def reserve(self) -> None:
        wishes = [
            self.floor.wish(self.chance.randint(1, 6), item=item, line=str(line))
            for line, item in enumerate(self.chance.sample(ITEMS, 2))
        ]
        self.held += self.floor.allocate(*wishes, key=self.key()).reservations

    def pick(self) -> None:
        if not self.held:
            return
        held = self.held.pop(self.chance.randrange(len(self.held)))
        picked = D(self.chance.randint(1, int(held.quantity)))
        self.floor.post(
            self.floor.move(picked, held.key, CUSTOMER, Reason.SHIPMENT),
            key=self.key(),
            settlements=[Settlement(held.reservation_id, picked)],
        )

    def count(self) -> None:
        key = self.floor.key(self.chance.choice(ITEMS), self.chance.choice(BINS))
        if self.chance.random() < 0.5:
            move = self.floor.move(2, replace(key, bin=ADJUSTMENT), key.bin, Reason.COUNT)
        else:
            move = self.floor.move(1, key, ADJUSTMENT, Reason.COUNT)
        self.floor.post(move, key=self.key())

    def relocate(self) -> None:
        items = self.chance.sample(ITEMS, 2)
        source, target = self.chance.sample(BINS, 2)
        moves = [
            self.floor.move(1, self.floor.key(item, source), target, Reason.RELOCATION)
            for item in items
        ]
        self.floor.post(*moves, key=self.key())

    def cancel(self) -> None:
        if self.held:
            held = self.held.pop()
            operations.void(self.floor.ground, [held.reservation_id], actor="t")

    def receive(self) -> None:
        self.floor.post(
            *[
                self.floor.move(
                    5, self.floor.key(item, SUPPLIER), self.chance.choice(BINS), Reason.RECEIPT
                )
                for item in self.chance.sample(ITEMS, 3)
            ],
            key=self.key(),
        )


def test_t24_a_random_mix_of_eight_hands_keeps_the_books_at_every_commit(floor: Floor):
    for item in ITEMS:
        for bin_ in BINS:
            floor.receive(20, item=item, bin=bin_)
    hands = [Hand(floor, seed) for seed in range(8)]
    until = time.monotonic() + T_24_SECONDS
    looks = 0
    with ThreadPoolExecutor(len(hands)) as pool:
        working = [pool.submit(hand.work, until) for hand in hands]
        while time.monotonic() < until:
            assert queries.check_books(floor.ground) == ()
            with floor.ground.pg.reading() as conn:
                assert conn.execute(WITHIN).fetchall() == []
            looks += 1
        for hand in working:
            hand.result(timeout=30)
    done = sum((hand.done for hand in hands), Counter[str]())
    assert all(done[act] for act in ("reserve", "pick", "count", "relocate", "cancel", "receive"))
    assert looks > 3
    assert floor.is_sound()
    assert operations.seal_journal(floor.ground, limit=100_000) > 0
    assert queries.verify_journal(floor.ground, with_moves=True).breaks == ()


def test_t25_postings_over_the_same_bins_in_opposite_order_do_not_deadlock(floor: Floor):
    for item in ITEMS:
        floor.receive(500, item=item, bin="A-1")
        floor.receive(500, item=item, bin="A-2")

    def shuffle(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(15):
            source, target = chance.sample(["A-1", "A-2"], 2)
            moves = [
                floor.move(1, floor.key(item, source), target, Reason.RELOCATION) for item in ITEMS
            ]
            chance.shuffle(moves)
            with floor.ground.pg.transaction() as conn:  # not retried: a deadlock would show
                floor.post(*moves, key=f"{seed}/{chance.random()}", conn=conn)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(shuffle, range(8)))
    assert floor.is_sound()


def test_many_first_receipts_of_the_same_new_item_at_once(floor: Floor):
    """The rows of a new key are made by one of them; the others go on upon it."""
    lots = [f"L{n}" for n in range(10)]

    def receive(number: int) -> None:
        order = random.Random(number).sample(lots, len(lots))
        moves = [
            floor.move(1, floor.key("NEW", SUPPLIER, lot=lot), "A-1", Reason.RECEIPT)
            for lot in order
        ]
        floor.post(*moves, key=f"r{number}")

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(receive, range(12)))
    assert floor.on_hand("NEW") == 120
    assert floor.is_sound()


def test_lot_dates_changed_while_lots_arrive_are_on_all_their_stock(floor: Floor):
    def receive(number: int) -> None:
        floor.receive(1, lot="L", lpn=f"P{number}")

    with ThreadPoolExecutor(9) as pool:
        working = [pool.submit(receive, number) for number in range(40)]
        for days in range(1, 12):
            floor.lot("L", days)
        for one in working:
            one.result(timeout=30)
    rows = queries.stock(floor.ground, StockFilter(lot="L"))
    assert len(rows) == 40
    assert {(row.use_by_on - floor.today()).days for row in rows} == {11}


# ---- any sequence of moves against a model


ENDS = [*BINS, str(SUPPLIER), str(CUSTOMER), str(ADJUSTMENT)]
STEPS = st.tuples(
    st.sampled_from(ENDS),
    st.sampled_from(ENDS),
    st.decimals("0.01", 20, places=2),
    st.sampled_from(["", "L1"]),
)


def reason_for(source: str, target: str) -> Reason:
    for bin_, reason in (
        (SUPPLIER, Reason.RECEIPT),
        (CUSTOMER, Reason.SHIPMENT),
        (ADJUSTMENT, Reason.COUNT),
    ):
        if bin_ in (source, target):
            return reason
    return Reason.RELOCATION


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.lists(STEPS, min_size=1, max_size=6), min_size=1, max_size=8))
def test_i4_any_moves_conserve_stock_and_follow_the_model(floor: Floor, postings):
    """I4 and I5: a posting is applied as a whole or not at all, as a dict would have it."""
    item = f"ITEM-{next(examples)}"
    model: dict[tuple[str, str], Decimal] = defaultdict(lambda: D(0))
    for steps in postings:
        after, moves = model.copy(), []
        fits = True
        for source, target, quantity, lot in steps:
            if source == target:
                continue
            key = floor.key(item, source, lot=lot)
            moves.append(floor.move(quantity, key, target, reason_for(source, target)))
            after[source, lot] -= quantity
            after[target, lot] += quantity
            fits = fits and (source.startswith("@") or after[source, lot] >= 0)
        if not moves:
            continue
        if fits:
            floor.post(*moves, key=f"{item}/{next(examples)}")
            model = after
        else:
            with pytest.raises(InsufficientStockError):
                floor.post(*moves, key=f"{item}/{next(examples)}")
    rows = queries.stock(
        floor.ground, StockFilter(item=item, kinds=("storage", "virtual")), limit=1000
    )
    counted = {(row.key.bin, row.key.lot): row.on_hand for row in rows}
    assert counted == {place: amount for place, amount in model.items() if amount}
    assert sum(counted.values()) == 0
    assert floor.is_sound()


# ---- crashes


class Crash(Exception):
    """The process died here."""


class Killer:
    """Raises at the n-th commit point: before a commit it never was, after it nobody knows."""

    def __init__(self, at: int) -> None:
        self.at, self.points = at, 0

    def before_commit(self) -> None:
        self._point()

    def after_commit(self) -> None:
        self._point()

    def _point(self) -> None:
        self.points += 1
        if self.points == self.at:
            raise Crash


def day(floor: Floor) -> None:
    """A small working day; each step has its own key, so it may be begun again from the start."""
    ground = floor.ground
    moves: list[StockMove] = [floor.move(9, floor.key(bin=SUPPLIER), "A-1", Reason.RECEIPT)]
    floor.post(*moves, key="receive")
    held = floor.allocate(floor.wish(5), key="allocate").reservations[0]
    floor.post(
        floor.move(3, floor.key(), CUSTOMER, Reason.SHIPMENT),
        key="ship",
        settlements=[Settlement(held.reservation_id, D(3), keep_rest=True)],
    )
    operations.void(ground, [held.reservation_id], actor="t")
    while operations.seal_journal(ground):
        pass


@pytest.mark.parametrize("point", range(1, 14))
def test_whatever_the_commit_point_of_a_crash_the_repeat_has_one_effect(floor: Floor, point: int):
    killer = Killer(point)
    pg = floor.ground.pg
    with_killer = Database(pg.dsn, role=pg.role, schema=pg.schema, watcher=killer)
    try:
        crashed = False
        try:
            day(replace(floor, ground=replace(floor.ground, pg=with_killer)))
        except Crash:
            crashed = True
        assert crashed == (killer.points >= point)
    finally:
        with_killer.close()
    day(floor)
    (row,) = queries.stock(floor.ground, StockFilter(bin="A-1"))
    assert (row.on_hand, row.reserved) == (6, 0)
    assert floor.on_hand(bin=CUSTOMER) == 3
    page = queries.read_journal(floor.ground, after=JournalPosition())
    assert len(page.entries) == 2
    assert queries.verify_journal(floor.ground, with_moves=True).breaks == ()
    assert floor.is_sound()


def test_two_senders_of_one_posting_post_it_once(floor: Floor):
    move = floor.move(5, floor.key(bin=SUPPLIER), "A-1", Reason.RECEIPT)
    barrier = threading.Barrier(8)

    def send(_: int) -> int:
        barrier.wait(timeout=10)
        return floor.post(move, key="same").posting_id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(8)))) == 1
    assert floor.on_hand() == 5
    assert floor.is_sound()
