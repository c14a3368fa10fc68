"""What the office asks of a day: items, opening stock, receipts, orders, second thoughts.

Everything follows from the seed. Instants are seconds from the morning's start.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from landbridge.canon import Document, PartyRef
from landbridge.canon.base import Address
from landbridge.canon.inbound_order import InboundLine, InboundOrder
from landbridge.canon.item import Item, ItemUom
from landbridge.canon.outbound_order import OutboundLine, OutboundOrder
from landbridge.canon.party import Party
from landbridge.kit.quantity import EACH, Quantity
from landbridge.wms.facade.contracts import BinKind, StockWish
from landbridge.wms.layout.generator import Rectangle, build

SITE, OWNER = "DAY", PartyRef("ACME")
DAY_S = 10 * 3600
OVERNIGHT_SHARE = 0.3
CHANGED_SHARE, CANCELLED_SHARE = 0.03, 0.02
ORDERS_OF_ITEM = 12
STOCK_SHARE = 0.7  # of what the day will ask for, as opening stock
KINDS = ("plain", "plain", "plain", "lot", "expiry", "expiry", "serial")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A document that the office tells at an instant of the day."""

    at_s: float
    document: Document


@dataclass(frozen=True, slots=True)
class Business:
    """hall: the building; bins: its storage bins.  stock: in them in the morning.

    told: in the order of time.
    """

    items: tuple[Item, ...]
    stock: tuple[StockWish, ...]
    told: tuple[Told, ...]
    hall: Rectangle
    bins: tuple[str, ...]
    changed: int
    cancelled: int


def kind_of(item: str) -> str:
    return item.partition("-")[0].lower()


@dataclass
class _Office:
    chance: random.Random
    today: date
    items: list[str] = field(default_factory=list)
    wanted: Counter[str] = field(default_factory=Counter)
    told: list[Told] = field(default_factory=list)
    changed: int = 0
    cancelled: int = 0

    def sell(self, number: int) -> None:
        at_s = 0.0
        if self.chance.random() > OVERNIGHT_SHARE:
            at_s = self.chance.uniform(0, DAY_S)
        order = OutboundOrder(
            number=f"S{number:05d}", owner=OWNER, version=1, site=SITE, customer=PartyRef("CUS"),
            ship_to=Address(name="Kunde", country_code="DE"),
            lines=tuple(self._lines(self.chance.choice((1, 1, 2, 2, 3, 4, 6)))),
            priority=self.chance.choice((20, 50, 50, 50, 80)),
            ship_complete=self.chance.random() < 0.05,
        )  # fmt: skip
        self.told.append(Told(at_s=at_s, document=order))
        drawn = self.chance.random()
        later_s = at_s + self.chance.uniform(60, 4 * 3600)
        if drawn < CANCELLED_SHARE:
            gone = replace(order, version=2, status="cancelled")
            self.told.append(Told(at_s=later_s, document=gone))
            self.cancelled += 1
        elif drawn < CANCELLED_SHARE + CHANGED_SHARE:
            self.told.append(Told(at_s=later_s, document=self._changed(order)))
            self.changed += 1

    def _lines(self, count: int) -> Iterator[OutboundLine]:
        for line in range(1, count + 1):
            item = self.items[int(len(self.items) * self.chance.random() ** 2)]
            amount = 1 if kind_of(item) == "serial" else self.chance.randint(1, 6)
            self.wanted[item] += amount
            yield OutboundLine(line_id=str(line), item=item, quantity=_each(amount))

    def _changed(self, order: OutboundOrder) -> OutboundOrder:
        first, *others = order.lines
        amount = 1 if kind_of(first.item) == "serial" else self.chance.randint(1, 8)
        self.wanted[first.item] += amount
        return replace(
            order, version=2, lines=(replace(first, quantity=_each(amount)), *others),
            note="another amount",
        )  # fmt: skip

    def stock(self, bins: list[str]) -> Iterator[StockWish]:
        """In the morning: most of what the day will ask for, in one to three bins."""
        places = iter(self.chance.sample(bins, len(bins)))
        for item in self.items:
            amount = int(self.wanted[item] * STOCK_SHARE) + 5
            for part in range(self.chance.randint(1, 3)):
                serials: tuple[str, ...] = ()
                if kind_of(item) == "serial":
                    serials = tuple(f"{item}.{part}.{n}" for n in range(amount))
                yield StockWish(
                    owner=OWNER.code, item=item, bin=next(places), quantity=Decimal(amount),
                    serials=serials, **lot_of(item, self.today, 30 + 20 * part),  # type: ignore[arg-type]
                )  # fmt: skip
                amount = amount // 2 + 1

    def buy(self, count: int) -> None:
        """What the stock of the morning leaves open, and a little more, on so many trucks."""
        loads: list[list[tuple[str, int]]] = [[] for _ in range(count)]
        for place, item in enumerate(self.items):
            amount = int(self.wanted[item] * (1.2 - STOCK_SHARE)) + 8
            loads[place % count].append((item, amount))
        for number, load in enumerate(loads, 1):
            lines = tuple(
                InboundLine(line_id=str(line), item=item, quantity=_each(amount))
                for line, (item, amount) in enumerate(load, 1)
            )
            if lines:
                order = InboundOrder(
                    number=f"P{number:04d}", owner=OWNER, version=1, site=SITE,
                    supplier=PartyRef("SUP"), lines=lines,
                )  # fmt: skip
                at_s = self.chance.uniform(0, DAY_S * 0.7)
                self.told.append(Told(at_s=at_s, document=order))


def make_business(
    *, orders: int, receipts: int, seed: int, today: date, items: int = 0
) -> Business:
    """The same for the same numbers. items: of how many kinds; 0 for as many as orders call for."""
    chance = random.Random(seed)
    count = items or max(12, orders // ORDERS_OF_ITEM)
    codes = [f"{chance.choice(KINDS).upper()}-{number:04d}" for number in range(count)]
    office = _Office(chance, today, codes)
    for number in range(1, orders + 1):
        office.sell(number)
    hall = Rectangle(aisles=max(2, count // 20), bays=20, levels=4)
    bins = [one.code for one in build(hall).bins if one.kind is BinKind.STORAGE]
    stock = tuple(office.stock(bins))
    office.buy(receipts)
    told = tuple(sorted(office.told, key=lambda one: one.at_s))
    return Business(
        items=tuple(_item(code) for code in codes), stock=stock, told=told, hall=hall,
        bins=tuple(bins),
        changed=office.changed, cancelled=office.cancelled,
    )  # fmt: skip


def partners() -> tuple[Party, Party]:
    return (
        Party(number="SUP", owner=OWNER, version=1, name="Lieferant", roles=("supplier",)),
        Party(number="CUS", owner=OWNER, version=1, name="Kunde", roles=("customer",)),
    )


def lot_of(item: str, today: date, days: int) -> dict[str, object]:
    """Lot and expiry as the item's kind wants them; the lot is named after its days."""
    kind = kind_of(item)
    found: dict[str, object] = {}
    if kind in ("lot", "expiry"):
        found["lot"] = f"L{days}"
    if kind == "expiry":
        found["expiry_on"] = today + timedelta(days=days)
    return found


def _item(code: str) -> Item:
    kind = kind_of(code)
    return Item(
        number=code, owner=OWNER, version=1, description=f"{kind.title()} goods {code}",
        uoms=(ItemUom(uom=EACH),), lot_controlled=kind in ("lot", "expiry"),
        expiry_controlled=kind == "expiry", serial_controlled=kind == "serial",
    )  # fmt: skip


def _each(amount: int) -> Quantity:
    return Quantity(Decimal(amount), EACH)
