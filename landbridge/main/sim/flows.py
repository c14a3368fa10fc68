"""Reference flows: what must survive a crash at any commit. Each is a short story told to a calm
world, the same every time; `number` keeps the stories of one world apart.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from landbridge.canon import PartyRef
from landbridge.canon.base import Address
from landbridge.canon.inbound_order import InboundLine, InboundOrder
from landbridge.canon.outbound_order import OutboundLine, OutboundOrder
from landbridge.canon.return_order import ReturnLine, ReturnOrder
from landbridge.canon.transfer import Transfer, TransferLine
from landbridge.kit.quantity import Quantity, Uom
from landbridge.main.sim.company import BRANCH, GOODS, SITE, STORAGE, item_document
from landbridge.main.sim.crew import Wish
from landbridge.main.sim.world import LEASE_OVER_S, Actor, World
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    InboundOrderPage,
    OutboundOrderPage,
    StockWish,
)

OWNER = "ACME"
PRESSES_MAX = 6
ROUNDS_MAX = 12
LATE_S = 60.0
SHUT_S_MAX = 400.0  # then an office that took nothing in has been asked again
Lines = tuple[tuple[str, str], ...]


class Story:
    """A world with short ways to say what its people do, each repeated until it is done."""

    def __init__(self, world: World, number: str) -> None:
        self.world = world
        self.number = number
        self._count = 0
        self._busy = False

    # ------------------------------------------------------------ the office and the bridge

    def sell(
        self, lines: Lines, *, version: int = 1, status: str = "open", says: int = 0,
        late_s: float = 0.0,
    ) -> None:  # fmt: skip
        """says: the version whose words it repeats, 0 for its own."""
        self._publish(
            OutboundOrder(
                number=f"S{self.number}", owner=PartyRef(OWNER), version=version, site=SITE,
                customer=PartyRef("CUS"), ship_to=Address(name="山田商店", country_code="JP"),
                status=status, note=f"version {says or version}",
                lines=tuple(
                    OutboundLine(line_id=str(n), item=item, quantity=_amount(item, text))
                    for n, (item, text) in enumerate(lines, 1)
                ),
            ),
            late_s=late_s,
        )  # fmt: skip

    def buy(self, lines: Lines, *, version: int = 1, status: str = "open") -> None:
        self._publish(
            InboundOrder(
                number=f"P{self.number}", owner=PartyRef(OWNER), version=version, site=SITE,
                supplier=PartyRef("SUP"), status=status, note=f"version {version}",
                lines=tuple(
                    InboundLine(line_id=str(n), item=item, quantity=_amount(item, text))
                    for n, (item, text) in enumerate(lines, 1)
                ),
            )
        )  # fmt: skip

    def take_back(self, lines: Lines, *, version: int = 1, status: str = "open") -> None:
        self._publish(
            ReturnOrder(
                number=f"R{self.number}", owner=PartyRef(OWNER), version=version, site=SITE,
                customer=PartyRef("CUS"), status=status, note=f"version {version}",
                lines=tuple(
                    ReturnLine(line_id=str(n), item=item, quantity=_amount(item, text))
                    for n, (item, text) in enumerate(lines, 1)
                ),
            )
        )  # fmt: skip

    def transfer(self, lines: Lines, *, version: int = 1) -> None:
        self._publish(
            Transfer(
                number=f"T{self.number}", owner=PartyRef(OWNER), version=version,
                source_site=SITE, target_site=BRANCH, note=f"version {version}",
                lines=tuple(
                    TransferLine(line_id=str(n), item=item, quantity=_amount(item, text))
                    for n, (item, text) in enumerate(lines, 1)
                ),
            )
        )  # fmt: skip

    def tell_item(self, code: str, *, version: int) -> None:
        self._publish(item_document(OWNER, code, version=version))

    def _publish(self, document: object, *, late_s: float = 0.0) -> None:
        clerk = self.world.clerks["erp"]
        clerk.system.publish(document, late_s=late_s)  # type: ignore[arg-type]
        clerk.published(document)  # type: ignore[arg-type]

    def carry(self) -> None:
        """The worker goes round until nothing is left to do now; a dead one is replaced."""
        worker = next(one for one in self.world.actors if one.is_worker)
        for _ in range(ROUNDS_MAX):
            deaths, self._busy = self.world.crash_count, False
            self.world.clock.advance(1.5)
            self.world.act(Actor(worker.name, self._round, 1, is_worker=True))
            if self.world.crash_count > deaths:
                self.world.clock.advance(LEASE_OVER_S)
            elif not self._busy:
                return

    def _round(self) -> str:
        worker = self.world.workers[next(iter(self.world.workers))]
        self._busy = worker.everything()
        return ""

    # ------------------------------------------------------------ the floor

    def press(self, call: Callable[..., object], **values: object) -> object:
        """A person presses until the warehouse answers."""
        self._count += 1
        wish = Wish("", call, {"key": f"{self.number}/{self._count}", "actor": "anna", **values})
        return self.repeat(lambda: wish.ask(self.world.wms))

    def repeat(self, act: Callable[[], object]) -> object:
        """Again after a crash, until it is done."""
        answers: list[object] = []

        def turn() -> str:
            answers.append(act())
            return ""

        for _ in range(PRESSES_MAX):
            self.world.act(Actor("anna", turn, 1))
            if answers:
                return answers[0]
        told = "; ".join(line.split(None, 3)[-1] for line in self.world.timeline.lines[-4:])
        raise AssertionError(f"not answered after {PRESSES_MAX} tries: {told}")

    def allocate(self) -> None:
        self.repeat(lambda: facade.allocate_open(self.world.wms))

    def inbound(self, prefix: str = "P") -> InboundOrderPage:
        page = facade.inbound_order(self.world.wms, owner=OWNER, number=f"{prefix}{self.number}")
        assert page is not None, f"{prefix}{self.number} has not arrived"
        return page

    def outbound(self, prefix: str = "S") -> OutboundOrderPage:
        page = facade.outbound_order(self.world.wms, owner=OWNER, number=f"{prefix}{self.number}")
        assert page is not None, f"{prefix}{self.number} has not arrived"
        return page

    def receive(self, prefix: str = "P", *, damaged: bool = False) -> None:
        page = self.inbound(prefix)
        opened = self.press(facade.open_receipt, order_id=page.order.order_id)
        receipt_id = opened.receipt_id  # type: ignore[attr-defined]
        for line in page.lines:
            serials = tuple(f"R{self.number}-{n}" for n in range(int(line.open)))
            self.press(
                facade.receive_line, receipt_id=receipt_id, item=line.item, quantity=line.open,
                lot="P1" if line.lot_controlled else "", order_line_id=line.line_id,
                serials=serials if line.serial_controlled else (),
                status="damaged" if damaged else "available",
                reason_code="damaged" if damaged else "",
            )  # fmt: skip
        self.press(facade.close_receipt, receipt_id=receipt_id, close_order=True)
        for task in facade.tasks(self.world.wms, receipt_id=receipt_id).rows:
            self.press(
                facade.put_away, task_id=task.task_id,
                bin=task.target_bin or STORAGE[page.order.site][-1],
            )  # fmt: skip

    def count_back(self) -> tuple[int, list[int]]:
        """What came back, line by line; the receipt, and its rows."""
        page = facade.return_order(self.world.wms, owner=OWNER, number=f"R{self.number}")
        assert page is not None, f"R{self.number} has not arrived"
        opened = self.press(facade.open_return, site=SITE, return_id=page.order.return_id)
        receipt_id: int = opened.return_receipt_id  # type: ignore[attr-defined]
        rows = []
        for line in page.lines:
            done = self.press(
                facade.receive_return, return_receipt_id=receipt_id, item=line.item,
                quantity=line.authorised, condition="opened",
                lot="P1" if GOODS[line.item].by_lot else "", order_line_id=line.line_id,
            )  # fmt: skip
            rows.append(done.return_item_id)  # type: ignore[attr-defined]
        return receipt_id, rows

    def pick(self, prefix: str = "S", *, missing: int = 0, later: int = 0) -> None:
        """missing: how much of the first pick is not there.  later: how much of it waits."""
        page = self.outbound(prefix)
        self.press(facade.claim_order, order_id=page.order.order_id)
        for task in facade.tasks(self.world.wms, order_id=page.order.order_id, kind="pick").rows:
            amount = task.quantity - task.done - missing - later
            self.press(
                facade.confirm_pick, task_id=task.task_id, bin=task.bin, item=task.item,
                quantity=amount, lot=task.lot, serials=task.serials[: int(amount)],
                short_reason="missing" if missing else "",
            )  # fmt: skip
            missing = later = 0

    def pack(self, prefix: str = "S") -> None:
        page = self.outbound(prefix)
        order_id = page.order.order_id
        carton = self.press(facade.open_carton, order_id=order_id)
        carton_id = carton.carton_id  # type: ignore[attr-defined]
        for item in dict.fromkeys(line.item for line in page.lines if line.ladder.picked):
            self.press(facade.pack_item, carton_id=carton_id, item=item)
        self.press(facade.close_carton, carton_id=carton_id, tracking_number=f"T{carton_id}")

    def stage(self, prefix: str = "S") -> None:
        for carton in self.outbound(prefix).cartons:
            if carton.closed_at is not None and not carton.shipment_number and not carton.staged:
                self.press(facade.stage_carton, carton_id=carton.carton_id, bin="SHIP")

    def ship(self, prefix: str = "S", *, remainder: str = "open") -> None:
        order_id = self.outbound(prefix).order.order_id
        self.press(facade.ship_order, order_id=order_id, remainder=remainder, carrier_code="DHL")


def _amount(item: str, text: str) -> Quantity:
    number, _, uom = text.partition(" ")
    return Quantity(Decimal(number), Uom(uom) if uom else GOODS.get(item, GOODS["BOLT"]).uom)


# ---------------------------------------------------------------- the flows


def item_changes(story: Story) -> None:
    story.tell_item("BOLT", version=100 + int(story.number))
    story.carry()


def order_waits_for_its_item(story: Story) -> None:
    code = f"LATE{story.number}"
    story.sell(((code, "2"),))
    story.carry()
    story.tell_item(code, version=2)
    story.carry()


def sale_is_changed(story: Story) -> None:
    story.sell((("BOLT", "4"), ("RICE", "0.375")))
    story.carry()
    story.sell((("BOLT", "2"),), version=2)
    story.sell((("BOLT", "3"), ("PAINT", "1")), version=3)
    story.carry()
    story.sell((("BOLT", "3"),), version=4, status="cancelled")
    story.carry()


def sale_is_changed_back(story: Story) -> None:
    """5 pieces, 3, 5 again, and the 3 becomes visible last: it overtakes nothing (T-28)."""
    story.sell((("BOLT", "5"),))
    story.carry()
    story.sell((("BOLT", "3"),), version=2, late_s=LATE_S)
    story.sell((("BOLT", "5"),), version=3, says=1)
    story.carry()
    story.world.clock.advance(SHUT_S_MAX)
    story.carry()


def sale_is_cancelled_while_worked(story: Story) -> None:
    story.sell((("BOLT", "3"),))
    story.carry()
    story.allocate()
    story.sell((("BOLT", "3"),), version=2, status="cancelled")
    story.carry()


def purchase_comes(story: Story) -> None:
    story.buy((("BOLT", "2 CS"), ("PAINT", "5"), ("DRILL", "2"), ("RICE", "1.125")))
    story.carry()
    story.receive()
    story.carry()


def purchase_comes_damaged(story: Story) -> None:
    story.buy((("BOLT", "6"),))
    story.carry()
    story.buy((("BOLT", "4"),), version=2)
    story.carry()
    story.receive(damaged=True)
    story.carry()


def sale_is_shipped(story: Story) -> None:
    """Each time with the goods that came for it, so that it never runs dry."""
    purchase_comes(story)
    story.sell((("BOLT", "7"), ("PAINT", "1"), ("DRILL", "1"), ("RICE", "0.125")))
    story.carry()
    order_id = story.outbound().order.order_id
    story.press(facade.release_order, order_id=order_id)
    story.pick()
    story.pack()
    story.stage()
    story.ship()
    story.carry()


def sale_is_cancelled_after_picking(story: Story) -> None:
    """What is picked goes back by a task of its own."""
    purchase_comes(story)
    story.sell((("BOLT", "5"), ("PAINT", "1")))
    story.carry()
    story.allocate()
    story.pick()
    story.sell((("BOLT", "2"),), version=2)
    story.sell((("BOLT", "2"),), version=3, status="cancelled")
    story.carry()
    for task in facade.tasks(story.world.wms, kind="putback").rows:
        story.press(facade.put_back, task_id=task.task_id, bin=task.target_bin or "B-06")
    story.carry()


def sale_is_short(story: Story) -> None:
    purchase_comes(story)
    story.sell((("BOLT", "5"),))
    story.carry()
    story.allocate()
    story.pick(missing=2)
    story.pack()
    story.ship(remainder="short")
    story.carry()


def office_takes_nothing_in(story: Story) -> None:
    """Facts of one order pile up, and none of them takes the place of another kind."""
    purchase_comes(story)
    story.sell((("BOLT", "7"),))
    story.carry()
    order_id = story.outbound().order.order_id
    story.press(facade.release_order, order_id=order_id)
    office = story.world.lines["erp"]
    office.is_shut = True
    for later in (3, 0):
        story.pick(later=later)
        story.pack()
        story.ship()
        story.carry()
    office.is_shut = False
    story.world.clock.advance(SHUT_S_MAX)
    story.carry()


def goods_come_back(story: Story) -> None:
    """Part of it is decided upon before the office is told, the rest afterwards."""
    story.take_back((("BOLT", "4"), ("PAINT", "2"), ("RICE", "0.5")))
    story.carry()
    receipt_id, (first, second, third) = story.count_back()
    story.press(facade.decide_return, return_item_id=first, disposition="restock")
    story.press(facade.decide_return, return_item_id=third, disposition="scrap")
    story.press(facade.close_return, return_receipt_id=receipt_id, close_order=True)
    story.carry()
    story.press(facade.decide_return, return_item_id=second, disposition="quarantine")
    for task in facade.tasks(story.world.wms, kind="putback").rows:
        story.press(facade.put_back, task_id=task.task_id, bin=task.target_bin or "B-06")
    story.carry()


def goods_go_to_the_branch(story: Story) -> None:
    """They leave one site and come to the other; between, they are nowhere but on the way."""
    purchase_comes(story)
    story.transfer((("BOLT", "5"), ("PAINT", "2")))
    story.carry()
    story.transfer((("BOLT", "6"), ("PAINT", "2")), version=2)
    story.carry()
    order_id = story.outbound("TR-T").order.order_id
    story.press(facade.release_order, order_id=order_id)
    story.pick("TR-T")
    story.pack("TR-T")
    story.ship("TR-T")
    story.carry()
    story.receive("TR-T")
    story.carry()


def stock_is_counted_and_moved(story: Story) -> None:
    wish = StockWish(
        owner=OWNER, item="RICE", bin="B-05", quantity=Decimal(story.number) + Decimal("0.5")
    )
    story.press(facade.count_stock, site=SITE, wishes=[wish])
    story.press(
        facade.move_stock, site=SITE, source_bin="B-05", target_bin="B-04", item="RICE",
        owner=OWNER, quantity=Decimal("0.25"),
    )  # fmt: skip
    story.carry()


def work_is_taken_and_given_back(story: Story) -> None:
    story.sell((("BOLT", "1"),))
    story.carry()
    story.allocate()
    wms = story.world.wms
    story.repeat(lambda: facade.next_task(wms, actor="ben", site=SITE))
    story.repeat(lambda: facade.give_back(wms, actor="ben"))
    story.repeat(lambda: facade.expire_reservations(wms))
    story.repeat(lambda: facade.seal_journal(wms))
    story.sell((("BOLT", "1"),), version=2, status="cancelled")
    story.carry()


FLOWS: Mapping[str, Callable[[Story], None]] = {
    flow.__name__: flow
    for flow in (
        item_changes,
        order_waits_for_its_item,
        sale_is_changed,
        sale_is_changed_back,
        sale_is_cancelled_while_worked,
        purchase_comes,
        purchase_comes_damaged,
        sale_is_shipped,
        sale_is_cancelled_after_picking,
        sale_is_short,
        office_takes_nothing_in,
        goods_come_back,
        goods_go_to_the_branch,
        stock_is_counted_and_moved,
        work_is_taken_and_given_back,
    )
}
