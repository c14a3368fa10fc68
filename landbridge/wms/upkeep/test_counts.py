"""Counting: planned by rule and event, blind, twice if needed, decided upon, booked and told."""

import random
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from landbridge.canon.stock_adjustment import StockAdjustment
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Bin, CountFinished, CountPolicy, ItemCounted, Wrong
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import SITE, facts, fill, sale, wish


@dataclass
class Desk:
    """Short words for counting."""

    floor: Ground
    turn: int = 0
    numbers: list[str] = field(default_factory=list)

    def key(self) -> str:
        self.turn += 1
        return f"count/{self.turn}"

    def plan(self, **what: object) -> list[int]:
        made = facade.plan_counts(
            self.floor,
            key=self.key(),
            actor="ivo",
            site=SITE,
            **what,  # type: ignore[arg-type]
        )
        self.numbers = [*made.numbers]
        rows = facade.cycle_counts(self.floor, state="requested", limit=500).rows
        return [row.count_id for number in made.numbers for row in rows if row.number == number]

    def begin(self, count_id: int, who: str = "rita") -> None:
        facade.begin_count(self.floor, key=self.key(), actor=who, count_id=count_id)

    def say(
        self, count_id: int, item: str, amount: int, who: str = "rita", **more: object
    ) -> ItemCounted:
        return facade.count_item(
            self.floor, key=self.key(), actor=who, count_id=count_id, item=item,
            quantity=Decimal(amount), **more,  # type: ignore[arg-type]
        )  # fmt: skip

    def finish(self, count_id: int, who: str = "rita") -> CountFinished:
        return facade.finish_count(self.floor, key=self.key(), actor=who, count_id=count_id)

    def whole(self, count_id: int, item: str, amount: int, who: str = "rita") -> str:
        self.begin(count_id, who)
        assert self.say(count_id, item, amount, who).taken
        return self.finish(count_id, who).state

    def decide(self, count_id: int, decision: str) -> facade.contracts.CountReviewed:
        return facade.review_count(
            self.floor, key=self.key(), actor="ivo", count_id=count_id, decision=decision
        )

    def book(self, bin: str, item: str) -> Decimal:
        rows = facade.stock(self.floor, bin=bin, item=item, limit=500).rows
        return sum((row.on_hand for row in rows), Decimal(0))


@pytest.fixture
def desk(floor: Ground) -> Desk:
    return Desk(floor)


def test_a_bin_as_booked_is_completed_at_once(desk: Desk) -> None:
    fill(desk.floor, wish("A-01", "BOLT", 10))
    (count_id,) = desk.plan(bins=["A-01"])
    assert desk.whole(count_id, "BOLT", 10) == "completed"
    page = facade.cycle_count(desk.floor, count_id=count_id)
    assert page is not None and page.count.outcome == "matched"
    assert [event.state for event in reversed(page.events)] == [
        "requested", "counting", "counted", "completed",
    ]  # fmt: skip
    assert facts(desk.floor, StockAdjustment) == []


def test_the_seven_states_in_order_and_the_office_is_told(desk: Desk) -> None:
    fill(desk.floor, wish("A-01", "BOLT", 100), wish("A-01", "NUT", 5))
    (count_id,) = desk.plan(bins=["A-01"])
    desk.begin(count_id)
    desk.say(count_id, "BOLT", 80)
    assert desk.finish(count_id).state == "investigating", "20 of 100 is beyond 2 percent"
    with pytest.raises(Wrong, match="Somebody else must count"):
        desk.begin(count_id)
    desk.begin(count_id, "pavel")
    desk.say(count_id, "BOLT", 81, "pavel")
    desk.say(count_id, "NUT", 5, "pavel")
    assert desk.finish(count_id, "pavel").state == "ready_to_review"
    assert desk.book("A-01", "BOLT") == 100, "nothing is booked before somebody approves"
    done = desk.decide(count_id, "approve")
    assert (done.state, done.blocked) == ("completed", "")
    assert (desk.book("A-01", "BOLT"), desk.book("A-01", "NUT")) == (81, 5)
    (told,) = facts(desk.floor, StockAdjustment)
    assert [(line.item, line.change.value, line.reason_code) for line in told.lines] == [
        ("BOLT", -19, "count")
    ]
    assert told.number == done.adjustments[0]
    page = facade.cycle_count(desk.floor, count_id=count_id)
    assert page is not None
    assert [event.state for event in reversed(page.events)] == [
        "requested", "counting", "counted", "investigating", "counting", "counted",
        "ready_to_review", "reviewed", "completed",
    ]  # fmt: skip
    first = [(line.item, line.difference, line.found) for line in page.lines if line.round == 1]
    assert first == [("BOLT", -20, True), ("NUT", -5, False)], "what nobody saw is not there"
    assert check_books(desk.floor) == ()


def test_small_differences_are_booked_without_asking_if_the_site_says_so(desk: Desk) -> None:
    policy = CountPolicy(site=SITE, tolerance_percent=Decimal(5), posts_small=True)
    facade.put_count_policy(desk.floor, policy, actor="ivo")
    assert facade.count_policies(desk.floor) == (policy,)
    fill(desk.floor, wish("A-01", "BOLT", 100))
    count_id = desk.plan(zone="A")[0]  # empty bins are counted too
    assert desk.whole(count_id, "BOLT", 103) == "completed"
    assert desk.book("A-01", "BOLT") == 103
    with pytest.raises(Wrong, match="percentage"):
        facade.put_count_policy(
            desk.floor, CountPolicy(site=SITE, tolerance_percent=Decimal(101)), actor="ivo"
        )


def test_a_pick_between_look_and_answer_makes_no_difference(desk: Desk) -> None:
    fill(desk.floor, wish("A-01", "BOLT", 20))
    (count_id,) = desk.plan(bins=["A-01"])
    desk.begin(count_id)
    move(desk.floor, "A-01", "B-01", 4)
    again = desk.say(count_id, "BOLT", 20)
    assert not again.taken and "moved while you counted" in again.text
    assert desk.say(count_id, "BOLT", 16).taken, "it is compared with the books of now"
    move(desk.floor, "A-01", "B-01", 6)
    assert desk.finish(count_id).state == "completed", "what moved later was counted before"
    assert desk.book("A-01", "BOLT") == 10


def move(floor: Ground, source: str, target: str, amount: int) -> None:
    facade.move_stock(
        floor, key=f"move/{source}/{target}/{amount}", actor="pavel", site=SITE, item="BOLT",
        source_bin=source, target_bin=target, quantity=Decimal(amount),
    )  # fmt: skip


def test_what_somebody_is_just_picking_proves_nothing(desk: Desk) -> None:
    floor = desk.floor
    fill(floor, wish("A-01", "BOLT", 20))
    facade.accept(floor, sale("S1", ("1", "BOLT", 5)), key="s1")
    facade.allocate_open(floor)
    task = facade.next_task(floor, actor="pavel", site=SITE)
    assert task is not None
    (count_id,) = desk.plan(bins=["A-01"])
    desk.begin(count_id)
    said = desk.say(count_id, "BOLT", 15)
    assert not said.taken and said.text.startswith("pavel is just working on it here.")
    facade.confirm_pick(floor, key="p", actor="pavel", task_id=task.task_id, bin="A-01",
                        item="BOLT")  # fmt: skip
    assert desk.say(count_id, "BOLT", 15).taken
    assert desk.finish(count_id).state == "completed"


def test_a_short_pick_has_its_bin_counted_and_what_turns_up_is_free_again(desk: Desk) -> None:
    floor = desk.floor
    fill(floor, wish("A-01", "BOLT", 8))
    facade.accept(floor, sale("S1", ("1", "BOLT", 8)), key="s1")
    facade.allocate_open(floor)
    task = facade.next_task(floor, actor="pavel", site=SITE)
    assert task is not None
    facade.confirm_pick(
        floor, key="p", actor="pavel", task_id=task.task_id, bin="A-01", item="BOLT",
        quantity=Decimal(2), short_reason="missing",
    )  # fmt: skip
    (row,) = facade.cycle_counts(floor).rows
    assert (row.cause, row.item, row.bin) == ("short_pick", "BOLT", "A-01")
    assert facade.next_count(floor, actor="rita", site=SITE) == row.count_id
    assert desk.whole(row.count_id, "BOLT", 4) == "investigating"
    assert desk.whole(row.count_id, "BOLT", 4, "ivo") == "ready_to_review"
    assert desk.decide(row.count_id, "approve").state == "completed"
    rows = facade.stock(floor, bin="A-01").rows
    assert [(one.status, one.on_hand) for one in rows] == [("available", 4)]
    told = facts(floor, StockAdjustment)[-1]
    assert sum(line.change.value for line in told.lines) == -2
    assert check_books(floor) == ()


def test_what_is_promised_waits_until_it_is_let_go(desk: Desk) -> None:
    floor = desk.floor
    fill(floor, wish("A-01", "BOLT", 10))
    facade.accept(floor, sale("S1", ("1", "BOLT", 9)), key="s1")
    facade.allocate_open(floor)
    (count_id,) = desk.plan(bins=["A-01"])
    assert desk.whole(count_id, "BOLT", 5) == "investigating"
    assert desk.whole(count_id, "BOLT", 5, "pavel") == "ready_to_review"
    held = desk.decide(count_id, "approve")
    assert held.state == "reviewed" and "promised to S1" in held.blocked
    assert desk.book("A-01", "BOLT") == 10
    facade.accept(floor, sale("S1", ("1", "BOLT", 2), version=2), key="s1/2")
    assert desk.decide(count_id, "approve").state == "completed"
    assert desk.book("A-01", "BOLT") == 5
    assert check_books(floor) == ()


def test_a_difference_is_not_booked_twice(desk: Desk) -> None:
    fill(desk.floor, wish("A-01", "BOLT", 10))
    (count_id,) = desk.plan(bins=["A-01"])
    desk.whole(count_id, "BOLT", 7)
    desk.whole(count_id, "BOLT", 7, "pavel")
    facade.count_stock(
        desk.floor, key="c", actor="ada", site=SITE, wishes=[wish("A-01", "BOLT", 7)]
    )
    held = desk.decide(count_id, "approve")
    assert "corrected by ada after it was counted" in held.blocked
    assert desk.decide(count_id, "recount").state == "investigating"
    assert desk.whole(count_id, "BOLT", 7, "rita") == "completed"
    assert desk.book("A-01", "BOLT") == 7


def test_lots_serials_and_new_goods(desk: Desk) -> None:
    from datetime import date

    floor = desk.floor
    fill(floor, wish("A-01", "DRILL", 2, serials=("D1", "D2")))
    (count_id,) = desk.plan(bins=["A-01"])
    for who in ("rita", "pavel"):
        desk.begin(count_id, who)
        with pytest.raises(Wrong, match="1 read"):
            desk.say(count_id, "DRILL", 2, who, serials=["D2"])
        desk.say(count_id, "DRILL", 2, who, serials=["D2", "D3"])
        with pytest.raises(Wrong, match="new here"):
            desk.say(count_id, "MILK", 3, who, lot="L9")
        desk.say(count_id, "MILK", 3, who, lot="L9", expiry_on=date(2030, 1, 31))
        desk.finish(count_id, who)
    assert desk.decide(count_id, "approve").state == "completed"
    rows = facade.stock(floor, bin="A-01").rows
    assert sorted((row.item, row.serial or row.lot, row.on_hand) for row in rows) == [
        ("DRILL", "D2", 1), ("DRILL", "D3", 1), ("MILK", "L9", 3),
    ]  # fmt: skip
    assert check_books(floor) == ()


def test_a_serial_found_where_it_is_not_booked_is_told_with_what_to_do(desk: Desk) -> None:
    """The place it left by nobody's word is counted, too; then both differences are booked."""
    fill(desk.floor, wish("A-01", "DRILL", 1, serials=("D1",)))
    fill(desk.floor, wish("A-02", "DRILL", 1, serials=("D2",)))
    here, there = desk.plan(bins=["A-01", "A-02"])
    for who in ("rita", "pavel"):
        desk.begin(here, who)
        desk.say(here, "DRILL", 2, who, serials=["D1", "D2"])
        desk.finish(here, who)
        desk.begin(there, who)
        desk.finish(there, who)
    blocked = desk.decide(here, "approve")
    assert blocked.blocked.startswith("Serial D2 of DRILL is in A-02 already. Move it from there,")
    assert desk.decide(there, "approve").state == "completed"
    assert desk.decide(here, "approve").state == "completed"
    rows = facade.stock(desk.floor, item="DRILL").rows
    assert sorted((row.bin, row.serial) for row in rows) == [("A-01", "D1"), ("A-01", "D2")]


def test_what_is_due_by_class_and_nothing_twice(desk: Desk) -> None:
    fill(desk.floor, wish("A-01", "BOLT", 10), wish("A-02", "NUT", 10))
    assert len(desk.plan(due=True)) == 2
    assert desk.plan(due=True) == [] and desk.plan(zone="A", item="BOLT") != []
    with pytest.raises(Wrong, match="Say what to count"):
        desk.plan()
    with pytest.raises(Wrong, match="no bin X"):
        desk.plan(bins=["X"])
    rows = facade.cycle_counts(desk.floor, text="A-01").rows
    for row in rows:
        facade.withdraw_count(desk.floor, key=desk.key(), actor="ivo", count_id=row.count_id)
    assert facade.waiting_counts(desk.floor, site=SITE) == 1
    (left,) = facade.cycle_counts(desk.floor).rows
    assert desk.whole(left.count_id, "NUT", 10) == "completed"
    assert [row.bin for row in [facade.cycle_counts(desk.floor, state="").rows[0]]]
    assert len(desk.plan(due=True)) == 1, "A-02 was counted just now"


def test_moving_more_than_is_booked_has_the_bin_counted(desk: Desk) -> None:
    fill(desk.floor, wish("A-01", "BOLT", 2))
    with pytest.raises(Wrong, match="not enough"):
        move(desk.floor, "A-01", "B-01", 5)
    (row,) = facade.cycle_counts(desk.floor).rows
    assert (row.cause, row.item, row.bin) == ("surprise", "BOLT", "A-01")


@dataclass
class Truth:
    """What really lies in the bin, and what pickers hold that they have not confirmed yet."""

    desk: Desk
    chance: random.Random
    there: int
    held: dict[int, int] = field(default_factory=dict)

    def pick(self) -> None:
        """A picker takes goods, or confirms what they took before."""
        who = f"picker-{self.chance.randint(0, 2)}"
        floor = self.desk.floor
        task = facade.next_task(floor, actor=who, site=SITE, kinds=("pick",))
        if task is None:
            return
        if task.task_id not in self.held:
            self.held[task.task_id] = int(task.quantity)
            self.there -= int(task.quantity)
            return
        del self.held[task.task_id]
        facade.confirm_pick(
            floor, key=self.desk.key(), actor=who, task_id=task.task_id, bin="A-01", item="BOLT"
        )

    def look(self, count_id: int, who: str) -> None:
        """Somebody sees what is there at one moment and says it at another."""
        self.desk.begin(count_id, who)
        for _ in range(60):
            seen = self.there
            if self.chance.random() < 0.6:
                self.pick()
            if self.desk.say(count_id, "BOLT", seen, who).taken:
                break
        for _ in range(self.chance.randint(0, 2)):
            self.pick()
        assert self.desk.finish(count_id, who).finished


@pytest.mark.parametrize("seed", range(25))
def test_no_count_books_what_is_not_so_however_picks_run_beside_it(desk: Desk, seed: int) -> None:
    """Goal: whatever is booked makes the books equal to the truth, and nothing else is ever booked.

    Method: a bin whose books are wrong by any amount, or not at all, is counted while pickers take
    goods and confirm it later.
    """
    floor, chance = desk.floor, random.Random(seed)
    wrong_by = chance.choice((-4, -1, 0, 0, 2, 5))
    fill(floor, wish("A-01", "BOLT", 30))
    truth = Truth(desk, chance, 30 + wrong_by)
    for n in range(4):
        facade.accept(floor, sale(f"S{n}", ("1", "BOLT", chance.randint(1, 3))), key=f"s{n}")
    facade.allocate_open(floor)
    (count_id,) = desk.plan(bins=["A-01"])
    for who in ("rita", "pavel", "ola"):
        page = facade.cycle_count(floor, count_id=count_id)
        assert page is not None
        if page.count.state == "ready_to_review":
            desk.decide(count_id, "approve")
        if page.count.state in ("ready_to_review", "completed"):
            break
        truth.look(count_id, who)
    for _ in range(40):
        truth.pick()
    page = facade.cycle_count(floor, count_id=count_id)
    assert page is not None and page.count.state in ("completed", "reviewed"), page.count
    told = facts(floor, StockAdjustment)
    if page.count.outcome == "adjusted":
        assert desk.book("A-01", "BOLT") == truth.there and len(told) == 1
    else:
        assert told == [], "an unconfirmed suspicion is never booked"
        assert desk.book("A-01", "BOLT") == truth.there - wrong_by
    assert check_books(floor) == ()


def test_goods_found_out_of_their_class_are_booked_and_told_of(desk: Desk) -> None:
    kept = Bin(code="CHILL", zone="A", temperature_class="chilled")
    facade.put_bins(desk.floor, site=SITE, bins=[kept])
    (count_id,) = desk.plan(bins=["CHILL"])
    desk.whole(count_id, "BOLT", 4)
    if facade.cycle_count(desk.floor, count_id=count_id).count.state != "ready_to_review":
        desk.whole(count_id, "BOLT", 4, "pavel")
    answer = desk.decide(count_id, "approve")
    assert desk.book("CHILL", "BOLT") == 4, "they are there"
    assert "BOLT cannot stand in CHILL: it keeps chilled goods." in answer.text
    page = facade.cycle_count(desk.floor, count_id=count_id)
    assert page is not None
    assert any("cannot stand in CHILL" in event.text for event in page.events)
