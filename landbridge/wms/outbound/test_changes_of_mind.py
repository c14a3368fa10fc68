"""Newer versions and cancels while the floor works (T-26, T-27, T-28)."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from landbridge.canon.order_response import OrderResponse
from landbridge.canon.progress import Progress
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    AcceptResult,
    AlreadyTaken,
    Bin,
    LineLadder,
    OutboundOrderPage,
    Refused,
    Taken,
    Wrong,
    Zone,
)
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import OWNER, SITE, facts, fill, sale, wish


def page_of(floor: Ground, number: str = "O") -> OutboundOrderPage:
    page = facade.outbound_order(floor, owner=OWNER.code, number=number)
    assert page is not None
    return page


def ladder(floor: Ground, line_id: str = "1") -> LineLadder:
    return next(line.ladder for line in page_of(floor).lines if line.line_id == line_id)


def send(floor: Ground, version: int, *lines: tuple[str, str, int], **head: object) -> AcceptResult:
    document = replace(sale("O", *lines, version=version), **head)  # type: ignore[arg-type]
    return facade.accept(floor, document, key=f"v{version}")


def pick(floor: Ground, quantity: int) -> None:
    (task, *_) = facade.tasks(floor, order_id=page_of(floor).order.order_id).rows
    facade.confirm_pick(
        floor, key=f"pick{task.task_id}.{task.done}", actor="paul", task_id=task.task_id,
        bin=task.bin, item=task.item, quantity=Decimal(quantity),
    )  # fmt: skip


def pack_and_ship(floor: Ground, key: str, remainder: str = "open") -> None:
    order_id = page_of(floor).order.order_id
    carton = facade.open_carton(floor, key=f"o{key}", actor="pia", order_id=order_id)
    facade.pack_item(floor, key=f"p{key}", actor="pia", carton_id=carton.carton_id, item="BOLT")
    facade.close_carton(floor, key=f"c{key}", actor="pia", carton_id=carton.carton_id)
    facade.ship_order(floor, key=f"s{key}", actor="pia", order_id=order_id, remainder=remainder)


@pytest.fixture
def begun(floor: Ground) -> Ground:
    """Order O of 10 bolts, released."""
    fill(floor, wish("A-01", "BOLT", 100))
    send(floor, 1, ("1", "BOLT", 10))
    facade.allocate_open(floor)
    return floor


def test_an_older_version_never_overwrites(begun: Ground) -> None:
    assert isinstance(send(begun, 5, ("1", "BOLT", 7)), Taken)
    late = send(begun, 3, ("1", "BOLT", 99))
    assert isinstance(late, AlreadyTaken)
    assert (late.version, late.current_version) == (3, 5)
    assert ladder(begun).ordered == 7
    twice = facade.accept(begun, sale("O", ("1", "BOLT", 8), version=5), key="other")
    assert isinstance(twice, AlreadyTaken)
    assert [finding.rule for finding in twice.findings] == ["same-version-differs"]
    found = facade.find_accepted(
        begun, key="?", kind="outbound_order", owner="ACME", number="O", version=3
    )
    assert found is not None and found.current_version == 5
    assert facade.find_accepted(
        begun, key="?", kind="outbound_order", owner="ACME", number="O", version=6
    ) is None  # fmt: skip


def test_t28_the_free_part_follows_a_new_target_at_once(begun: Ground) -> None:
    pick(begun, 5)
    send(begun, 2, ("1", "BOLT", 6))
    facade.allocate_open(begun)
    now = ladder(begun)
    assert (now.ordered, now.allocated, now.picked, now.open) == (6, 6, 5, 6)
    send(begun, 3, ("1", "BOLT", 15), ("2", "NUT", 1))
    facade.allocate_open(begun)
    now = ladder(begun)
    assert (now.ordered, now.released, now.picked) == (15, 15, 5)
    assert ladder(begun, "2").ordered == 1
    result = send(begun, 4, ("1", "BOLT", 3), ("2", "NUT", 1))
    assert isinstance(result, Taken) and result.findings == ()
    line = page_of(begun).lines[0]
    assert (line.wanted, line.ladder.ordered, line.ladder.picked) == (3, 3, 3)
    assert [task.quantity for task in facade.tasks(begun, kind="putback").rows] == [2]
    send(begun, 5, ("1", "BOLT", 5), ("2", "NUT", 1))
    facade.allocate_open(begun)
    now = ladder(begun)
    assert (now.ordered, now.released, now.picked) == (5, 5, 3), "5, 3, 5: nothing is lost"
    progress = facts(begun, Progress)
    assert [document.version for document in progress] == list(range(1, len(progress) + 1))
    assert progress[-1].stage == "released" and progress[-1].lines[0].ordered.value == 5
    assert check_books(begun) == ()


def answers(floor: Ground) -> list[OrderResponse]:
    return facts(floor, OrderResponse)


def said(answer: OrderResponse) -> list[tuple[str, int, int, int, int, str]]:
    """Per line: identity, holds, cancelled, put back, refused, why."""
    return [
        (line.order_line_id, *(int(q.value) for q in (
            line.holds, line.cancelled, line.put_back, line.refused)), line.reason_code)
        for line in answer.lines
    ]  # fmt: skip


def test_t26_a_cancel_is_answered_part_by_part(begun: Ground) -> None:
    """3 shipped, 4 picked, 3 not started; the ERP cancels 10."""
    pick(begun, 3)
    pack_and_ship(begun, "1")
    pick(begun, 4)
    (task,) = facade.tasks(begun, order_id=page_of(begun).order.order_id).rows
    result = send(begun, 2, ("1", "BOLT", 10), status="cancelled")
    assert isinstance(result, Taken)
    assert [finding.text for finding in result.findings] == [
        "Line 1: 3 were shipped and are not cancelled.",
    ]
    (answer,) = answers(begun)
    assert (answer.number, answer.version, answer.request) == ("O", 2, "cancel")
    assert answer.answer == "accepted_in_part"
    assert said(answer) == [("1", 3, 7, 4, 3, "already_shipped")]
    now = ladder(begun)
    assert (now.cancelled, now.picked, now.shipped, now.open) == (7, 3, 3, 0)
    with pytest.raises(Wrong, match="no longer wanted"):
        facade.confirm_pick(
            begun, key="late", actor="paul", task_id=task.task_id, bin="A-01", item="BOLT"
        )
    assert page_of(begun).order.closed_at is not None
    (back,) = facade.tasks(begun, kind="putback").rows
    assert (back.quantity, back.bin, back.target_bin, back.order_number) == (4, "PACK", "A-01", "O")
    done = facade.put_back(begun, key="back", actor="rita", task_id=back.task_id, bin="A-01")
    assert (done.quantity, done.text) == (4, "Back in A-01: 4 BOLT.")
    again = facade.put_back(begun, key="back", actor="rita", task_id=back.task_id, bin="A-01")
    assert again == done
    free = sum(row.available for row in facade.stock(begun, bin="A-01").rows)
    assert free == 97 and facade.tasks(begun, kind="putback").rows == ()
    assert check_books(begun) == ()


def test_t26_packed_goods_come_out_of_their_carton(begun: Ground) -> None:
    pick(begun, 10)
    order_id = page_of(begun).order.order_id
    carton = facade.open_carton(begun, key="o", actor="pia", order_id=order_id)
    facade.pack_item(
        begun, key="p", actor="pia", carton_id=carton.carton_id, item="BOLT", quantity=Decimal(8)
    )
    facade.close_carton(
        begun, key="c", actor="pia", carton_id=carton.carton_id, gross_weight_g=Decimal(900)
    )
    assert isinstance(send(begun, 2, ("1", "BOLT", 5)), Taken)
    now = ladder(begun)
    assert (now.ordered, now.picked, now.packed) == (5, 5, 5)
    loose, packed = facade.tasks(begun, kind="putback").rows
    assert [(task.quantity, task.lpn) for task in (loose, packed)] == [(2, ""), (3, carton.sscc)]
    with pytest.raises(Wrong, match="still open"):
        facade.ship_order(begun, key="s", actor="pia", order_id=order_id)
    for task in (loose, packed):
        facade.put_back(
            begun, key=f"b{task.task_id}", actor="rita", task_id=task.task_id, bin="A-01",
            item="BOLT",
        )  # fmt: skip
    facade.close_carton(begun, key="c2", actor="pia", carton_id=carton.carton_id)
    shipped = facade.ship_order(begun, key="s2", actor="pia", order_id=order_id)
    assert (shipped.shipped, shipped.order_closed) == (5, True)
    assert sum(row.on_hand for row in facade.stock(begun).rows) == 95
    assert check_books(begun) == ()


def test_t27_releasing_again_and_again_doubles_no_pick(begun: Ground) -> None:
    order_id = page_of(begun).order.order_id
    pick(begun, 4)
    pack_and_ship(begun, "1")
    for turn in range(5):
        facade.release_order(begun, key=f"r{turn}", actor="lena", order_id=order_id)
    open_picks = sum(task.quantity - task.done for task in facade.tasks(begun, kind="pick").rows)
    assert open_picks == ladder(begun).ordered - ladder(begun).shipped == 6


def test_a_version_that_is_refused_is_answered_once_with_its_reason(begun: Ground) -> None:
    pick(begun, 10)
    pack_and_ship(begun, "1")
    for turn in range(3):
        late = sale("O", ("1", "BOLT", 12), version=2)
        result = facade.accept(begun, late, key=f"late{turn}")
        assert isinstance(result, AlreadyTaken if turn else Taken)
    (answer,) = answers(begun)
    assert (answer.answer, answer.version) == ("refused", 2)
    assert said(answer) == [("1", 10, 0, 0, 2, "order_closed")]
    assert "Send a new order" in answer.text


def test_an_untouched_order_is_cancelled_and_its_stock_is_free_again(begun: Ground) -> None:
    assert sum(row.reserved for row in facade.stock(begun).rows) == 10
    send(begun, 2, ("1", "BOLT", 10), status="cancelled")
    assert page_of(begun).order.state == "cancelled"
    assert sum(row.reserved for row in facade.stock(begun).rows) == 0
    assert facade.tasks(begun).rows == () and facade.outbound_orders(begun).rows == ()
    facade.allocate_open(begun)
    assert facade.tasks(begun).rows == ()
    # An ERP that takes its cancel back sends an open version again.
    send(begun, 3, ("1", "BOLT", 4))
    facade.allocate_open(begun)
    assert ladder(begun).released == 4 and page_of(begun).order.closed_at is None


def test_a_cancel_that_comes_first_keeps_the_order_from_being_worked(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 5))
    send(floor, 2, ("1", "BOLT", 5), status="cancelled")
    assert isinstance(send(floor, 1, ("1", "BOLT", 5)), AlreadyTaken)
    facade.allocate_open(floor)
    assert page_of(floor).order.state == "cancelled" and facade.tasks(floor).rows == ()


def test_a_finished_order_is_final(begun: Ground) -> None:
    pick(begun, 10)
    pack_and_ship(begun, "1")
    assert page_of(begun).order.state == "shipped"
    assert isinstance(send(begun, 2, ("1", "BOLT", 10), priority=3), Taken)
    more = send(begun, 3, ("1", "BOLT", 12))
    assert isinstance(more, Taken)
    assert [finding.rule for finding in more.findings] == ["order-closed"]
    cancel = send(begun, 4, ("1", "BOLT", 10), status="cancelled")
    assert isinstance(cancel, Taken)
    assert [finding.rule for finding in cancel.findings] == ["already-shipped"]
    assert [(answer.version, answer.answer) for answer in answers(begun)] == [
        (3, "refused"), (4, "refused"),
    ]  # fmt: skip
    page = page_of(begun)
    assert (page.order.version, page.order.state, page.order.ladder.shipped) == (2, "shipped", 10)


def test_another_item_on_a_line_is_right_until_it_is_picked(begun: Ground) -> None:
    fill(begun, wish("A-02", "NUT", 10))
    send(begun, 2, ("1", "NUT", 4))
    facade.allocate_open(begun)
    (task,) = facade.tasks(begun, order_id=page_of(begun).order.order_id).rows
    assert (task.item, task.quantity) == ("NUT", 4)
    pick(begun, 1)
    refused = send(begun, 3, ("1", "BOLT", 4))
    assert isinstance(refused, Refused) and refused.findings[0].rule == "already-picked"
    assert sum(row.reserved for row in facade.stock(begun, item="BOLT").rows) == 0


class Walk:
    """One random walk of an order; `target` is what the ERP said last and got no no to."""

    def __init__(self, floor: Ground, seed: int) -> None:
        self.floor, self.chance, self.number = floor, random.Random(seed), f"W{seed}"
        self.version, self.steps, self.target, self.told = 0, 0, 0, True
        self.shipped = 0

    def key(self) -> str:
        self.steps += 1
        return f"{self.number}/{self.steps}"

    def page(self) -> OutboundOrderPage:
        return page_of(self.floor, self.number)

    def say(self) -> None:
        self.version += 1
        wanted = self.chance.randint(1, 12)
        document = sale(self.number, ("1", "BOLT", wanted), version=self.version)
        result = facade.accept(self.floor, document, key=self.key())
        if isinstance(result, Taken):
            self.target, self.told = wanted, not result.findings
            self.shipped = int(self.page().order.ladder.shipped)

    def put_back(self) -> None:
        for task in facade.tasks(self.floor, kind="putback", limit=500).rows:
            if task.order_number == self.number:
                facade.put_back(
                    self.floor, key=self.key(), actor="rita", task_id=task.task_id, bin="A-01"
                )

    def allocate(self) -> None:
        facade.allocate_open(self.floor)

    def pick(self) -> None:
        tasks = facade.tasks(self.floor, order_id=self.page().order.order_id).rows
        if not tasks:
            return
        task = self.chance.choice(tasks)
        left = int(task.quantity - task.done)
        amount = self.chance.randint(0, left)
        reason = "missing" if amount == 0 or self.chance.random() < 0.1 else ""
        facade.confirm_pick(
            self.floor, key=self.key(), actor="paul", task_id=task.task_id, bin=task.bin,
            item="BOLT", quantity=Decimal(amount), short_reason=reason,
        )  # fmt: skip

    def leave(self) -> None:
        page = self.page()
        if page.order.closed_at or page.order.ladder.picked == page.order.ladder.shipped:
            return
        carton = facade.open_carton(
            self.floor, key=self.key(), actor="pia", order_id=page.order.order_id
        )
        facade.pack_item(
            self.floor, key=self.key(), actor="pia", carton_id=carton.carton_id, item="BOLT"
        )
        facade.close_carton(self.floor, key=self.key(), actor="pia", carton_id=carton.carton_id)
        facade.ship_order(self.floor, key=self.key(), actor="pia", order_id=page.order.order_id)

    def check(self) -> None:
        page = self.page()
        now = page.lines[0].ladder
        assert now.ordered == now.shipped + now.open + now.cancelled + now.short
        tasks = [task for task in page.tasks if task.state == "open" and task.kind == "pick"]
        assert now.released - now.picked == sum(task.quantity - task.done for task in tasks)
        if self.told:
            assert now.shipped + now.open + now.short == self.target, "the last version holds"
        else:
            assert now.ordered == self.shipped, "what was refused had left before"


@pytest.mark.parametrize("first", range(0, 24, 8))
def test_t28_random_walks_end_in_the_last_version_or_an_explicit_no(
    floor: Ground, first: int
) -> None:
    for bin_code in ("A-01", "A-02", "A-03", "B-01"):
        fill(floor, wish(bin_code, "BOLT", 60))
    walks = [Walk(floor, seed) for seed in range(first, first + 8)]
    for walk in walks:
        walk.say()
        for _ in range(14):
            steps = (walk.say, walk.allocate, walk.pick, walk.pick, walk.leave, walk.put_back)
            step = walk.chance.choice(steps)
            step()
            walk.check()
    for _ in range(2):
        facade.allocate_open(floor)
    for walk in walks:
        walk.check()
    reserved = sum(row.reserved for row in facade.stock(floor, limit=500).rows)
    tasks = facade.tasks(floor, kind="pick", limit=500).rows
    assert reserved == sum(task.quantity - task.done for task in tasks)
    ladders = [walk.page().order.ladder for walk in walks]
    back = sum(task.quantity for task in facade.tasks(floor, kind="putback", limit=500).rows)
    packing = sum(row.on_hand for row in facade.stock(floor, bin="PACK", limit=500).rows)
    assert packing == back + sum(ladder.picked - ladder.shipped for ladder in ladders)
    assert check_books(floor) == ()


def test_what_goes_back_does_not_go_where_its_class_may_not_stand(begun: Ground) -> None:
    facade.put_zones(begun, site=SITE, zones=[Zone(code="COLD", temperature_class="chilled")])
    facade.put_bins(begun, site=SITE, bins=[Bin(code="C-01", zone="COLD")])
    pick(begun, 10)
    send(begun, 2, ("1", "BOLT", 4))
    (task,) = facade.tasks(begun, kind="putback").rows
    back = {"actor": "rita", "task_id": task.task_id}
    with pytest.raises(Wrong, match="BOLT cannot stand in C-01: it keeps chilled goods"):
        facade.put_back(begun, key="w", bin="C-01", **back)
    assert facade.put_back(begun, key="b", bin=task.target_bin, **back).remaining == 0
    assert check_books(begun) == ()
