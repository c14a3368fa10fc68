"""The office: a clerk at an outside system sells, changes, cancels and buys at random."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from landbridge.canon import Document, PartyRef, Reference
from landbridge.canon.base import Address
from landbridge.canon.inbound_order import InboundLine, InboundOrder
from landbridge.canon.outbound_order import OutboundLine, OutboundOrder
from landbridge.kit.quantity import Quantity
from landbridge.main.sim import faults
from landbridge.main.sim.company import CASE, GOODS, ITEMS, SITE, item_document
from landbridge.main.sim.faults import Menu
from landbridge.main.sim.systems import SimSystem

Order = OutboundOrder | InboundOrder
LATE_S_MAX = 200.0
NEW_ITEM_SHARE = 0.06
BAD_SHARE = 0.04


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
    orders: dict[str, Order] = field(default_factory=dict)
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
            return self._put(self._changed(self._any()))
        if drawn < 0.90:
            return self._put(self._cancelled(self._any()))
        if self.tells_items:
            return self._tell_item(self.chance.choice(ITEMS))
        return self._put(self._new_order())

    def finish(self) -> None:
        """Every item that an order names is told in the end."""
        while self.untold:
            self._tell_item(self.untold.pop(0))

    # ------------------------------------------------------------ documents

    def _any(self) -> Order:
        return self.orders[self.chance.choice(list(self.orders))]

    def _new_order(self) -> Order:
        self._count += 1
        if self.chance.random() < 0.65:
            number = f"S{self._count}"
            return OutboundOrder(
                number=number, owner=PartyRef(self.owner), version=1,
                site="MOON" if self.chance.random() < BAD_SHARE else SITE,
                customer=PartyRef("CUS"), ship_to=Address(name="山田商店", country_code="JP"),
                references=(Reference("sales_order", f"{self.owner}-{number}"),),
                lines=tuple(self._out_line(str(n)) for n in range(1, self._line_count() + 1)),
                ship_complete=self.chance.random() < 0.1,
            )  # fmt: skip
        number = f"P{self._count}"
        return InboundOrder(
            number=number, owner=PartyRef(self.owner), version=1, site=SITE,
            supplier=PartyRef("SUP"),
            references=(Reference("purchase_order", f"{self.owner}-{number}"),),
            lines=tuple(self._in_line(str(n)) for n in range(1, self._line_count() + 1)),
        )  # fmt: skip

    def _line_count(self) -> int:
        return self.chance.choice((1, 1, 2, 3))

    def _out_line(self, line_id: str) -> OutboundLine:
        item = self.chance.choice(ITEMS)
        if self.tells_items and self.chance.random() < NEW_ITEM_SHARE:
            item = f"NEW{len(self._versions)}"
            self.untold.append(item)
        return OutboundLine(line_id=line_id, item=item, quantity=self._amount(item))

    def _in_line(self, line_id: str) -> InboundLine:
        item = self.chance.choice(ITEMS)
        return InboundLine(line_id=line_id, item=item, quantity=self._amount(item))

    def _amount(self, item: str) -> Quantity:
        goods = GOODS.get(item, GOODS["BOLT"])
        if goods.digits:
            return Quantity(Decimal(self.chance.randrange(1, 9000)) / 1000, goods.uom)
        if item == "BOLT" and self.chance.random() < 0.2:
            return Quantity(Decimal(1), CASE)
        return Quantity(Decimal(self.chance.randrange(1, 3 if goods.by_serial else 10)), goods.uom)

    def _changed(self, order: Order) -> Order:
        """The next version: each line perhaps another amount, one perhaps gone or new."""
        kept = [
            replace(line, quantity=self._amount(line.item)) if self.chance.random() < 0.6 else line
            for line in order.lines
        ]
        if len(kept) > 1 and self.chance.random() < 0.3:
            kept.pop(self.chance.randrange(len(kept)))
        elif self.chance.random() < 0.3:
            line_id = str(10 + order.version)
            made = isinstance(order, OutboundOrder)
            kept.append(self._out_line(line_id) if made else self._in_line(line_id))
        return replace(
            order,
            version=order.version + 1,
            lines=tuple(kept),  # type: ignore[arg-type]  # of the order's own kind
            status="open",
        )

    def _cancelled(self, order: Order) -> Order:
        return replace(order, version=order.version + 1, status="cancelled")

    # ------------------------------------------------------------ publishing

    def _put(self, order: Order) -> str:
        # A version that says nothing new is no news to the bridge: each says which one it is.
        order = replace(order, note=f"as of version {order.version}")
        self.orders[order.number] = order
        return self._publish(order)

    def _tell_item(self, code: str) -> str:
        version = self._versions[code] = self._versions.get(code, 1) + 1
        return self._publish(item_document(self.owner, code, version=version))

    def _publish(self, document: Document) -> str:
        late_s = 0.0
        if self.menu.draw(self.late_share, (faults.LATE_RECORD,)):
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
        return told.strip()
