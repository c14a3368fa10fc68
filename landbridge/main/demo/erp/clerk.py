"""The clerk: enters purchases and sales into Tryton over its API, as a person at a desk would.

Everything is seeded: the same seed enters the same orders. Each order bears a reference of its
own, by which it is found again, so a Tryton that is killed in the middle makes no order lost or
doubled: the clerk waits and goes on where it stopped. The clerk sells what it has bought.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from landbridge.connectors.tryton.rpc import Busy, Declined, Failed, Lost, TrytonRpc
from landbridge.kit.clock import Clock
from landbridge.kit.findings import LandbridgeError
from landbridge.main.demo.company import DemoCompany, ItemData, PartyData

T = TypeVar("T")
PATIENCE_S = 180.0
PAUSE_S = 0.5
CASE_SHARE = 0.4
PLAIN_LEAST = 10
# A confirmed order Tryton processes by itself, also after a kill; a clerk may not.
BUTTONS = (("draft", "quote"), ("quotation", "confirm"))


class ErpGoneError(LandbridgeError):
    """Tryton did not answer for longer than the clerk waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """An order that is in force in the ERP. kind: `sale`, `purchase`, `return` or `transfer`.

    numbers: under which the warehouse hears of it: of the customer shipments, or of the purchase.
    goods: (item, base units) of its lines.
    committed_at: when Tryton had confirmed it, as the clerk's own clock read then.
    """

    kind: str
    number: str
    reference: str
    partner: str
    numbers: tuple[str, ...]
    line_count: int
    committed_at: datetime
    goods: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """What is ordered of an item; negative for goods that come back."""

    item: ItemData
    quantity: Decimal  # in base units
    in_cases: bool


def press(rpc: TrytonRpc, model: str, record_id: int, state: str, button: str) -> None:
    """Press a button if the record is still in the state before it.

    Tryton may have gone on by itself between the look and the press, with work that a kill had
    interrupted; then it declines the press, and nothing is missing.
    """
    if _state(rpc, model, record_id) != state:
        return
    try:
        rpc.model(model, button, [record_id])
    except Declined:
        if _state(rpc, model, record_id) == state:
            raise


def _state(rpc: TrytonRpc, model: str, record_id: int) -> str:
    (record,) = rpc.model(model, "read", [record_id], ["state"])
    return str(record["state"])


class Clerk:
    """rpc: signed in as `clerk`. For one thread."""

    def __init__(
        self, rpc: TrytonRpc, company: DemoCompany, *, clock: Clock, seed: int = 1
    ) -> None:
        self.rpc = rpc
        self.company = company
        self.clock = clock
        # One run's references are not those of another.
        self._run = f"{clock.now():%y%m%d%H%M%S}-{seed}"
        self._chance = random.Random(seed)  # noqa: S311  # a seeded world, no secret
        self._count = 0
        self._on_hand: dict[str, Decimal] = {}
        self._items: dict[str, dict[str, Any]] = {}
        self._parties: dict[str, dict[str, Any]] = {}
        self._common: dict[str, Any] = {}

    def buy(self, *, line_count: int = 6, supplier: str = "") -> Entered:
        """Enter and confirm one purchase from one supplier (a code, else any). ErpGoneError."""
        suppliers = self.company.suppliers
        party = (
            next(party for party in suppliers if party.code == supplier)
            if supplier
            else self._chance.choice(suppliers)
        )
        offered = [item for item in self.company.items if item.supplier == party.code]
        chosen = self._chance.sample(offered, min(line_count, len(offered)))
        lines = [self._line_to_buy(item) for item in chosen]
        entered = self.enter("purchase", party, lines)
        for line in lines:
            known = self._on_hand.get(line.item.code, Decimal(0))
            self._on_hand[line.item.code] = known + line.quantity
        return entered

    def sell(self, *, line_count: int = 4) -> Entered | None:
        """Enter and confirm one sale of goods bought before; None if nothing is left to sell."""
        offered = sorted(code for code, quantity in self._on_hand.items() if quantity > 0)
        if not offered:
            return None
        codes = self._chance.sample(offered, min(line_count, len(offered)))
        lines = [self._line_to_sell(self.company.item(code)) for code in codes]
        customers = self.company.customers
        party = self._chance.choices(customers, [one.weight for one in customers])[0]
        entered = self.enter("sale", party, lines)
        for line in lines:
            self._on_hand[line.item.code] -= line.quantity
        return entered

    def _line_to_buy(self, item: ItemData) -> Line:
        if item.tracking == "serial":
            return Line(item, Decimal(self._chance.randrange(3, 9)), False)
        if item.quantity_digits:
            return Line(item, Decimal(self._chance.randrange(4000, 20000)).scaleb(-2), False)
        if item.case is not None and self._chance.random() < CASE_SHARE:
            cases = self._chance.randrange(2, 9)
            return Line(item, Decimal(cases * item.case.quantity), True)
        return Line(item, Decimal(self._chance.randrange(24, 145)), False)

    def _line_to_sell(self, item: ItemData) -> Line:
        """Often a few pieces, now and then whole cases; never more than the clerk has bought."""
        left = self._on_hand[item.code]
        if item.quantity_digits:
            wanted = Decimal(self._chance.randrange(150, 2500)).scaleb(-2)
        elif item.tracking == "serial":
            wanted = Decimal(self._chance.randrange(1, 3))
        elif (
            item.case is not None
            and left >= item.case.quantity
            and self._chance.random() < CASE_SHARE / 2
        ):
            return Line(item, Decimal(item.case.quantity), True)
        else:
            wanted = Decimal(self._chance.randrange(1, 13))
        return Line(item, min(left, wanted), False)

    # ------------------------------------------------------------ entering

    @property
    def has_plain(self) -> bool:
        """Whether enough was bought of an item without lots or serials."""
        return any(
            quantity >= PLAIN_LEAST and self._is_plain(code)
            for code, quantity in self._on_hand.items()
        )

    def choose_plain(self) -> ItemData:
        """An item without lots or serials, of which enough was bought if there is one."""
        fit = [
            code
            for code, quantity in sorted(self._on_hand.items())
            if quantity >= PLAIN_LEAST and self._is_plain(code)
        ] or [item.code for item in self.company.items if self._is_plain(item.code)]
        return self.company.item(self._chance.choice(fit))

    def choose_idle(self) -> ItemData:
        """An item without lots or serials that is neither bought nor sold in this run."""
        fit = [
            item for item in self.company.items
            if self._is_plain(item.code) and item.code not in self._on_hand
        ]  # fmt: skip
        return self._chance.choice(fit)

    def _is_plain(self, code: str) -> bool:
        item = self.company.item(code)
        return item.tracking == "none" and not item.quantity_digits

    def use(self, item: ItemData, quantity: Decimal) -> None:
        """Goods that are sold to nobody any more."""
        self._on_hand[item.code] = self._on_hand.get(item.code, Decimal(0)) - quantity

    def customer(self) -> PartyData:
        return self._chance.choice(self.company.customers)

    def enter(self, kind: str, party: PartyData, lines: Sequence[Line]) -> Entered:
        self._count += 1
        prefix = "WEB" if kind == "sale" else "RQ"
        reference = f"{prefix}-{self._run}-{self._count:05d}"
        model = f"{kind}.{kind}"
        record_id = self.insist(lambda: self._find_or_create(kind, reference, party, lines))
        for state, button in BUTTONS:
            self.insist(partial(press, self.rpc, model, record_id, state, button))
        committed_at = self.clock.now()
        number, numbers = self.insist(partial(self._numbers, kind, record_id))
        return Entered(
            kind=kind,
            number=number,
            reference=reference,
            partner=party.code,
            numbers=numbers,
            line_count=len(lines),
            committed_at=committed_at,
            goods=tuple((line.item.code, line.quantity) for line in lines),
        )

    def _find_or_create(
        self, kind: str, reference: str, party: PartyData, lines: Sequence[Line]
    ) -> int:
        model = f"{kind}.{kind}"
        found = self.rpc.search_read(model, [("reference", "=", reference)], ["id"], limit=1)
        if found:
            return int(found[0]["id"])
        values = self._values(kind, party, lines)
        values |= {"reference": reference, f"{kind}_date": self.clock.now().date()}
        (made,) = self.rpc.model(model, "create", [values])
        return int(made)

    def _numbers(self, kind: str, record_id: int) -> tuple[str, tuple[str, ...]]:
        model = f"{kind}.{kind}"
        field = "shipments.number" if kind == "sale" else "number"
        found = self.rpc.search_read(model, [("id", "=", record_id)], ["number", "state", field])
        record = found[0]
        if record["state"] not in ("processing", "done"):
            # Tryton was cut off between the order and what follows from it; it catches up.
            raise Busy(f"{record['number']} is still {record['state']}")
        if kind == "purchase":
            return record["number"], (record["number"],)
        return record["number"], tuple(one["number"] for one in record["shipments."])

    def _values(self, kind: str, party: PartyData, lines: Sequence[Line]) -> dict[str, Any]:
        self._learn()
        record = self._parties[party.code]
        addresses = record["addresses."]
        invoice = next(a["id"] for a in addresses if a["invoice"])
        values = self._common | {
            "party": record["id"],
            "invoice_address": invoice,
            "lines": [("create", [self._line_values(kind, line) for line in lines])],
        }
        if kind == "sale":
            delivery = next(a["id"] for a in addresses if a["delivery"])
            values |= {"shipment_address": delivery, "shipment_method": "order"}
        return values

    def _line_values(self, kind: str, line: Line) -> dict[str, Any]:
        record = self._items[line.item.code]
        price = line.item.list_price if kind == "sale" else line.item.cost_price
        quantity, uom = line.quantity, record["default_uom"]
        if line.in_cases:
            assert line.item.case is not None
            count = line.item.case.quantity
            quantity, uom, price = quantity / count, record["purchase_uom"], price * count
        return {
            "type": "line",
            "product": record["id"],
            "quantity": float(quantity),
            "unit": uom,
            "unit_price": price,
        }

    def _learn(self) -> None:
        """Read once what ids the company's codes have."""
        if self._common:
            return
        rpc = self.rpc
        rpc.context = rpc.model("res.user", "get_preferences", True)
        company_id = rpc.context["company"]
        fields = ["code", "default_uom", "purchase_uom"]
        self._items = {one["code"]: one for one in rpc.read_all("product.product", [], fields)}
        fields = ["code", "addresses.invoice", "addresses.delivery"]
        self._parties = {one["code"]: one for one in rpc.read_all("party.party", [], fields)}
        (company,) = rpc.model("company.company", "read", [company_id], ["currency"])
        domain = [("type", "=", "warehouse"), ("code", "=", self.company.site.code)]
        (warehouse,) = rpc.search_read("stock.location", domain, ["id"])
        self._common = {
            "company": company_id,
            "currency": company["currency"],
            "warehouse": warehouse["id"],
            "invoice_method": "manual",
        }

    def insist(self, work: Callable[[], T]) -> T:
        """Do it again while Tryton is away or broke off; every step finds what is done already."""
        deadline = self.clock.monotonic() + PATIENCE_S
        while True:
            try:
                return work()
            except (Busy, Lost, Failed) as fault:
                if self.clock.monotonic() > deadline:
                    raise ErpGoneError(
                        f"no answer for {PATIENCE_S:.0f} s ({fault})",
                        subject="demo ERP",
                        remedy="See its log.",
                    ) from fault
                self.clock.sleep(PAUSE_S)
