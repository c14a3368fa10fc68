"""Pure decisions of allocation: what to ask of the stock for a line, under which policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from landbridge.wms.ledger.serving import Wish

ORDER = "outbound_order"
ONE = Decimal(1)
ZERO = Decimal(0)


class WaitingLine(NamedTuple):
    """A line that still waits for stock, with its order and its item.

    days_min, customer_days_min: shelf life that must remain when it ships, said by the line and
    by its customer.  stock_item_id: the ledger's number of the item, None if nothing of it ever
    was here.  seen: what the line was like when it was read (its version in the database).
    """

    outbound_line_id: int
    order_id: int
    item_id: int
    line_id: str
    waiting: Decimal
    lot: str
    serials: list[str] | None
    days_min: int
    seen: str
    priority: int
    owner: str
    number: str
    site_id: int
    timezone: str
    ship_on: date | None
    ship_complete: bool
    customer_days_min: int
    stock_item_id: int | None
    item_class: str
    expiry_controlled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How stock is chosen. way: see `Wish`.  packs_only: whole ones of the ordered unit only.

    whole_lines: a line in full or not at all.  owner, item_class: "" means any.
    """

    owner: str = ""
    item_class: str = ""
    way: str = "fefo"
    packs_only: bool = False
    whole_lines: bool = False
    shelf_life_remaining_days_min: int | None = None


DEFAULT = Policy()
UNLESS = "Unless said otherwise"
Policies = Mapping[tuple[str, str], Policy]


def policy_name(policy: Policy) -> str:
    """What it is called among the rules."""
    of_class = f"class {policy.item_class}" if policy.item_class else ""
    return ", ".join(filter(None, (policy.owner, of_class))) or UNLESS


def policy_of(policies: Policies, owner: str, item_class: str) -> Policy:
    """The closest one: owner and class, then owner, then class, then the one for all."""
    for place in ((owner, item_class), (owner, ""), ("", item_class), ("", "")):
        if (found := policies.get(place)) is not None:
            return found
    return DEFAULT


def wishes_of(
    line: WaitingLine,
    policy: Policy,
    *,
    today: date,
    pack: Decimal | None = None,
    packs: tuple[Decimal, ...] = (),
    serials_given: Sequence[str] = (),
) -> list[Wish]:
    """What a line asks of the ledger: its amount, or the very serials that were ordered.

    today: at its site.  pack: base units of the unit it was ordered in.  packs: of its item.
    """
    assert line.stock_item_id is not None
    wish = Wish(
        line.number, line.line_id, line.stock_item_id, line.site_id, line.waiting,
        use_by_on_min(line, policy, today), line.lot, "",
        pack if policy.packs_only and pack is not None and pack > 1 else None,
        policy.whole_lines,
        f"{line.owner}/{line.number}" if line.ship_complete else "",
        policy.way, packs if policy.way == "whole_packs" else (),
    )  # fmt: skip
    if not line.serials:
        return [wish]
    missing = [serial for serial in line.serials if serial not in serials_given]
    wishes = [
        wish._replace(quantity=ONE, serial=serial, multiple_of=None)
        for serial in missing[: int(line.waiting)]
    ]
    if rest := line.waiting - len(wishes):
        wishes.append(wish._replace(quantity=rest))
    return wishes


def use_by_on_min(line: WaitingLine, policy: Policy, today: date) -> date | None:
    """The first day a lot must last to: the day it ships plus the shelf life that must remain."""
    if not line.expiry_controlled:
        return None
    days = max(line.days_min, line.customer_days_min, policy.shelf_life_remaining_days_min or 0)
    day = line.ship_on if line.ship_on is not None and line.ship_on > today else today
    try:
        return day + timedelta(days=days) if days else day
    except OverflowError:
        return date.max
