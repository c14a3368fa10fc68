"""The office: a clerk at an outside system sells, buys, takes back, sends from site to site,
changes and cancels at random.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeVar

from landbridge.canon import Document, PartyRef, Reference
from landbridge.canon.base import Address
from landbridge.canon.inbound_order import InboundLine, InboundOrder
from landbridge.canon.outbound_order import OutboundLine, OutboundOrder
from landbridge.canon.return_order import ReturnLine, ReturnOrder
from landbridge.canon.transfer import Transfer, TransferLine
from landbridge.kit.quantity import Quantity
from landbridge.main.sim import faults
from landbridge.main.sim.company import BRANCH, CASE, GOODS, ITEMS, SITE, item_document
from landbridge.main.sim.faults import Menu
from landbridge.main.sim.systems import SimSystem

Order = OutboundOrder | InboundOrder | ReturnOrder | Transfer
Line = OutboundLine | InboundLine | ReturnLine | TransferLine
# Of new orders.
SHARES = {"outbound_order": 0.55, "inbound_order": 0.23, "return_order": 0.12, "transfer": 0.1}
OneLine = TypeVar("OneLine", OutboundLine, InboundLine, ReturnLine, TransferLine)
LATE_S_MAX = 200.0
BACK_SHARE = 0.15  # of changes, how many go back to what an earlier version said
OVERTAKEN_SHARE = 0.5  # of what becomes visible late, how much is followed by its next version
RECANTED_SHARE = 0.5  # of these, how many say again what was said before the late one
TAKEN_BACK_SHARE = 0.3  # of changes, how many are visible late and taken back meanwhile
BRANCH_SHARE = 0.2
NEW_ITEM_SHARE = 0.06
BAD_SHARE = 0.04


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a clerk deals with. branch: orders from and to the branch, too.

    notes: each version says in words which one it is; without, one may say nothing new.
    """

    kinds: tuple[str, ...] = tuple(SHARES)
    items: tuple[str, ...] = ITEMS
    cases: bool = True
    cancels: bool = True
    branch: bool = True
    notes: bool = True


ALL = Habits()


@dataclass
class Clerk:
    """Publishes documents at one system. published(document): the world takes note of it.

    tells_items: this system keeps the items too; then an order may name one before it is told.
    late_share: of what is published, how much becomes visible late.
    """

    name: str
    system: SimSystem
    owner: str
    chance: random.Random
    menu: Menu
    published: Callable[[Document], None]
    tells_items: bool
    late_share: float
    habits: Habits = ALL
    orders: dict[str, Order] = field(default_factory=dict)
    past: dict[str, list[Order]] = field(default_factory=dict)
    untold: list[str] = field(default_factory=list)
    _count: int = 0
    _versions: dict[str, int] = field(default_factory=dict)

    def turn(self) -> str:
        """Do one thing; what, in words."""
        drawn = self.chance.random()
        if self.untold and drawn < 0.25:
            return self._tell_item(self.untold.pop(0))
        if drawn < 0.50 or not self.orders:
            return self._put(self._new_order())
        if drawn < 0.80:
            return self._change_one()
        if drawn < 0.90 and self.habits.cancels:
            return self._put(self._cancelled(self._any()))
        if self.tells_items:
            return self._tell_item(self.chance.choice(ITEMS))
        return self._put(self._new_order())

    def insist(self, number: str, content: bytes) -> str:
        """Change an order of which nothing was heard; "" if it is not ours.

        number, content: of a message that is the order, or names it.
        """
        named = (one for key, one in self.orders.items() if f'"{key}"'.encode() in content)
        order = self.orders.get(number) or next(named, None)
        return self._put(self._changed(order)) if order is not None else ""

    def finish(self) -> None:
        """Every item that an order names is told in the end."""
        while self.untold:
            self._tell_item(self.untold.pop(0))

    # ------------------------------------------------------------ documents

    def _change_one(self) -> str:
        order = self._any()
        if not self.late_share or self.chance.random() >= TAKEN_BACK_SHARE:
            return self._put(self._changed(order))
        told, _ = self._publish(self._kept(self._changed(order)), late=True)
        return f"{told}; {self._put(replace(order, version=order.version + 2))}"

    def _any(self) -> Order:
        return self.orders[self.chance.choice(list(self.orders))]

    def _new_order(self) -> Order:
        self._count += 1
        kinds = self.habits.kinds
        (kind,) = self.chance.choices(kinds, weights=[SHARES[one] for one in kinds])
        owner, site = PartyRef(self.owner), self._site()
        if kind == "outbound_order":
            number = f"S{self._count}"
            return OutboundOrder(
                number=number, owner=owner, version=1,
                site="MOON" if self.chance.random() < BAD_SHARE else site,
                customer=PartyRef("CUS"), ship_to=Address(name="山田商店", country_code="JP"),
                references=(Reference("sales_order", f"{self.owner}-{number}"),),
                lines=self._lines(OutboundLine), ship_complete=self.chance.random() < 0.1,
            )  # fmt: skip
        if kind == "inbound_order":
            number = f"P{self._count}"
            return InboundOrder(
                number=number, owner=owner, version=1, site=site, supplier=PartyRef("SUP"),
                references=(Reference("purchase_order", f"{self.owner}-{number}"),),
                lines=self._lines(InboundLine),
            )  # fmt: skip
        if kind == "return_order":
            return ReturnOrder(
                number=f"R{self._count}", owner=owner, version=1, site=SITE,
                customer=PartyRef("CUS"), lines=self._lines(ReturnLine),
            )  # fmt: skip
        return Transfer(
            number=f"T{self._count}", owner=owner, version=1, source_site=site,
            target_site=SITE if site == BRANCH else BRANCH, lines=self._lines(TransferLine),
        )  # fmt: skip

    def _site(self) -> str:
        return BRANCH if self.habits.branch and self.chance.random() < BRANCH_SHARE else SITE

    def _lines(self, shape: type[OneLine]) -> tuple[OneLine, ...]:
        count = self.chance.choice((1, 1, 2, 3))
        return tuple(self._line(shape, str(n)) for n in range(1, count + 1))

    def _line(self, shape: type[OneLine], line_id: str) -> OneLine:
        item = self.chance.choice(self.habits.items)
        if shape is OutboundLine and self.tells_items and self.chance.random() < NEW_ITEM_SHARE:
            item = f"NEW{len(self._versions)}"
            self.untold.append(item)
        return shape(line_id=line_id, item=item, quantity=self._amount(item))

    def _amount(self, item: str) -> Quantity:
        goods = GOODS.get(item, GOODS["BOLT"])
        if goods.digits:
            return Quantity(Decimal(self.chance.randrange(1, 9000)) / 1000, goods.uom)
        if item == "BOLT" and self.habits.cases and self.chance.random() < 0.2:
            return Quantity(Decimal(1), CASE)
        return Quantity(Decimal(self.chance.randrange(1, 3 if goods.by_serial else 10)), goods.uom)

    def _changed(self, order: Order) -> Order:
        """The next version: each line perhaps another amount, one perhaps gone or new; or all as
        it was before."""
        if self.chance.random() < BACK_SHARE:
            return replace(self.chance.choice(self.past[order.number]), version=order.version + 1)
        kept: list[Line] = [
            replace(line, quantity=self._amount(line.item)) if self.chance.random() < 0.6 else line
            for line in order.lines
        ]
        if len(kept) > 1 and self.chance.random() < 0.3:
            kept.pop(self.chance.randrange(len(kept)))
        elif self.chance.random() < 0.3:
            shape: type[Any] = type(order.lines[0])
            kept.append(self._line(shape, str(10 + order.version)))
        return replace(
            order,
            version=order.version + 1,
            lines=tuple(kept),  # type: ignore[arg-type]  # of the order's own kind
            status="open",
        )

    def _cancelled(self, order: Order) -> Order:
        return replace(order, version=order.version + 1, status="cancelled")

    # ------------------------------------------------------------ publishing

    def _kept(self, order: Order) -> Order:
        """The order in its own words, in the clerk's books."""
        # One that goes back to an earlier version says the same in every word.
        if self.habits.notes and (order.version == 1 or order.note == self._note_of(order.number)):
            order = replace(order, note=f"as of version {order.version}")
        self.orders[order.number] = order
        self.past.setdefault(order.number, []).append(order)
        return order

    def _put(self, order: Order) -> str:
        order = self._kept(order)
        told, is_late = self._publish(order)
        if is_late and self.chance.random() < OVERTAKEN_SHARE:
            # The database of the other side commits the later version first.
            return f"{told}; {self._put(self._next(order))}"
        return told

    def _next(self, order: Order) -> Order:
        """The version after one that nobody has seen yet: at times it takes that one back."""
        before = self.past[order.number][:-1]
        if before and self.chance.random() < RECANTED_SHARE:
            return replace(before[-1], version=order.version + 1)
        return self._changed(order)

    def _note_of(self, number: str) -> str:
        return self.orders[number].note

    def _tell_item(self, code: str) -> str:
        version = self._versions[code] = self._versions.get(code, 1) + 1
        return self._publish(item_document(self.owner, code, version=version))[0]

    def _publish(self, document: Document, *, late: bool = False) -> tuple[str, bool]:
        """What was done, and whether others see it late."""
        late_s = 0.0
        if late or self.menu.draw(self.late_share, (faults.LATE_RECORD,)):
            self.menu.played(faults.LATE_RECORD)
            late_s = self.chance.uniform(1.0, LATE_S_MAX)
        self.system.publish(document, late_s=late_s)
        if self.menu.draw(0.08, (faults.REPEAT,)):
            self.menu.played(faults.REPEAT)
            note = self.chance.choice(("", "/again"))
            self.system.publish(document, note=note)
        self.published(document)
        status = getattr(document, "status", "")
        told = f"publishes {document.kind} {document.number} version {document.version} {status}"
        return told.strip(), late_s > 0
