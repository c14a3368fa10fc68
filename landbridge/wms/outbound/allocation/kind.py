"""Allocation as a kind of rules: the policies of owners and item classes, and what a line gets of
written stock under them. What is decided is what `serve` decides; only the order of the stock,
which the database knows for real stock, is said here again.

A test names the stock there is, one bin a line: `A-01-1 holds=40 lot=L1 expires=60 age=10`, with
days from today and days since it came.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from landbridge.kit.findings import Finding, error
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.wms.ledger.serving import Wish
from landbridge.wms.ledger.sharing import Ask, Supply, share_out
from landbridge.wms.outbound.allocation.policies import find_policies
from landbridge.wms.outbound.allocation.rules import (
    DEFAULT,
    Policy,
    WaitingLine,
    policy_name,
    policy_of,
    wishes_of,
)
from landbridge.wms.outbound.waves.contracts import WAYS
from landbridge.wms.rulebook.cases import number_of, read_lines
from landbridge.wms.rulebook.contracts import Decided, Rule, RuleField, RuleTest

TODAY = date(2001, 1, 1)  # any day: tests say days from today
_NUMBERS = ("holds", "expires", "age")
_PARTS = (*_NUMBERS, "lot", "plate")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stock:
    place: int
    bin: str
    holds: Decimal
    lot: str
    use_by_on: date | None
    received_on: date
    plate: bool


class Allocation:
    """Rules that say which stock an order line is given."""

    name = "allocation"
    title = "Which stock is taken"
    elsewhere = "How orders go out"
    conditions: tuple[RuleField, ...] = (
        RuleField(name="owner", title="Owner"),
        RuleField(name="item_class", title="Item class"),
    )
    actions: tuple[RuleField, ...] = (
        RuleField(name="way", title="Taken", choices=WAYS),
        RuleField(name="packs_only", title="Whole packs only", choices=("yes",)),
        RuleField(name="whole_lines", title="Whole lines only", choices=("yes",)),
        RuleField(name="days", title="Days that must remain"),
    )
    given: tuple[RuleField, ...] = (
        RuleField(
            name="stock", title="Stock", lines=True,
            help="One bin a line: A-01-1 holds=40 lot=L1 expires=60 age=10 plate=P1; "
            "expires: in days, age: days since it came",
        ),
    )  # fmt: skip
    event: tuple[RuleField, ...] = (
        RuleField(name="owner", title="Owner"),
        RuleField(name="item_class", title="Item class"),
        RuleField(name="quantity", title="Quantity ordered"),
        RuleField(name="lot", title="Lot ordered"),
        RuleField(name="days", title="Days the customer wants to remain"),
        RuleField(name="ships_in", title="Ships in days"),
        RuleField(name="pack", title="Pieces of the unit ordered", help="1 if in pieces"),
        RuleField(name="packs", title="Pieces of the item's packs", many=True),
    )
    expected: tuple[RuleField, ...] = (
        RuleField(name="rule", title="Rule"),
        RuleField(name="bins", title="Bins, first taken first", help="none: nothing is given"),
        RuleField(name="given", title="Quantity given"),
    )
    defaults: tuple[Rule, ...] = ()

    def read(self, conn: Connection, site_id: int) -> tuple[Rule, ...]:
        """The policies, closest first. They hold at every site."""
        policies = dict(find_policies(conn))
        policies.setdefault(("", ""), DEFAULT)
        near = sorted(policies.values(), key=lambda p: (not p.owner, not p.item_class, p.owner,
                                                        p.item_class))  # fmt: skip
        return tuple(_rule(policy, place) for place, policy in enumerate(near, 1))

    def check(self, rule: Rule) -> tuple[Finding, ...]:
        return ()

    def check_test(self, test: RuleTest) -> tuple[Finding, ...]:
        _, findings = read_lines(test.given.get("stock", ""), _PARTS, _NUMBERS, "given.stock")
        for name in ("quantity", "days", "ships_in", "pack", "packs"):
            for word in test.event.get(name, "").split():
                if number_of(word) is None:
                    said = f"{word} is no number for {name}."
                    findings = (*findings, error(f"event.{name}", "number", said))
        return findings

    def decide(self, rules: Sequence[Rule], test: RuleTest) -> Decided:
        event = test.event
        known = {(p.owner, p.item_class): (rule.name, p) for rule in rules for p in [_policy(rule)]}
        policy = policy_of(
            {place: found for place, (_, found) in known.items()},
            event.get("owner", ""), event.get("item_class", ""),
        )  # fmt: skip
        name = known.get((policy.owner, policy.item_class), ("", policy))[0]
        stock = _stock(test)
        (wish,) = wishes_of(
            _line(test, stock), policy, today=TODAY, pack=number_of(event.get("pack", "")),
            packs=tuple(p for word in event.get("packs", "").split() if (p := number_of(word))),
        )  # fmt: skip
        near = in_order(stock, wish)
        shared = share_out([
            Ask(line=0, quantity=wish.quantity, multiple_of=wish.multiple_of, whole=wish.whole,
                supplies=[Supply(one.place, one.holds, one.plate) for one in near],
                packs=wish.packs if wish.way == "whole_packs" else None)
        ])  # fmt: skip
        bins = {one.place: one.bin for one in near}
        taken = [(bins[take.source_id], take.quantity) for take in shared.takes]
        given = sum((quantity for _, quantity in taken), Decimal(0))
        values = {
            "rule": name, "given": plain(given), "bins": " ".join(code for code, _ in taken),
        }  # fmt: skip
        return Decided(rule=name, values=values, text=_told(name, taken, wish.quantity - given))


def in_order(stock: Sequence[_Stock], wish: Wish) -> list[_Stock]:
    """What may serve the wish, best first, as `supplies_by_way` has it for real stock."""
    strict = wish.use_by_on_min is not None
    day = max(wish.use_by_on_min or TODAY, TODAY)
    fit = [
        one
        for one in stock
        if one.holds > 0
        and wish.lot in ("", one.lot)
        and (not strict if one.use_by_on is None else one.use_by_on >= day)
    ]
    of_lot: defaultdict[str, Decimal] = defaultdict(Decimal)
    for one in fit:
        of_lot[one.lot] += one.holds
    return sorted(
        fit,
        key=lambda one: (
            of_lot[one.lot] if wish.way == "small_lots" else 0,
            -one.received_on.toordinal() if wish.way == "lifo" else 0,
            one.received_on.toordinal() if wish.way == "fifo" else 0,
            one.use_by_on or date.max, one.received_on, one.place,
        ),
    )  # fmt: skip


def _rule(policy: Policy, place: int) -> Rule:
    conditions = {"owner": policy.owner, "item_class": policy.item_class}
    days = policy.shelf_life_remaining_days_min
    actions = {
        "way": policy.way,
        "packs_only": "yes" if policy.packs_only else "",
        "whole_lines": "yes" if policy.whole_lines else "",
        "days": "" if days is None else str(days),
    }
    return Rule(
        name=policy_name(policy), position=place,
        conditions={key: value for key, value in conditions.items() if value},
        actions={key: value for key, value in actions.items() if value},
    )  # fmt: skip


def _policy(rule: Rule) -> Policy:
    actions = rule.actions
    return Policy(
        owner=rule.conditions.get("owner", ""), item_class=rule.conditions.get("item_class", ""),
        way=actions["way"], packs_only=actions.get("packs_only") == "yes",
        whole_lines=actions.get("whole_lines") == "yes",
        shelf_life_remaining_days_min=int(actions["days"]) if "days" in actions else None,
    )  # fmt: skip


def _stock(test: RuleTest) -> list[_Stock]:
    lines, _ = read_lines(test.given.get("stock", ""), _PARTS, _NUMBERS, "given.stock")
    found = []
    for place, (code, values) in enumerate(lines):
        days = number_of(values.get("expires", ""))
        age = number_of(values.get("age", "0")) or Decimal(0)
        found.append(
            _Stock(
                place=place, bin=code, holds=number_of(values.get("holds", "1")) or Decimal(0),
                lot=values.get("lot", ""), plate=bool(values.get("plate")),
                use_by_on=None if days is None else TODAY + timedelta(days=int(days)),
                received_on=TODAY - timedelta(days=int(age)),
            )
        )  # fmt: skip
    return found


def _line(test: RuleTest, stock: Sequence[_Stock]) -> WaitingLine:
    event = test.event
    days = int(number_of(event.get("days", "")) or 0)
    ships_in = int(number_of(event.get("ships_in", "")) or 0)
    return WaitingLine(
        outbound_line_id=1, order_id=1, item_id=1, line_id="1", serials=None, days_min=days,
        waiting=number_of(event.get("quantity", "1")) or Decimal(1), lot=event.get("lot", ""),
        seen="", priority=50, owner=event.get("owner", ""), number="TEST", site_id=1,
        timezone="UTC", ship_on=TODAY + timedelta(days=ships_in), ship_complete=False,
        customer_days_min=0, stock_item_id=1, item_class=event.get("item_class", ""),
        expiry_controlled=any(one.use_by_on is not None for one in stock),
    )  # fmt: skip


def _told(rule: str, taken: Sequence[tuple[str, Decimal]], short: Decimal) -> str:
    got = ", ".join(f"{plain(quantity)} from {code}" for code, quantity in taken) or "Nothing"
    lacking = f" Short: {plain(short)}." if short else ""
    return f"{got}. Rule: {rule}.{lacking}"


ALLOCATION = Allocation()
