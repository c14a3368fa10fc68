"""Why an order's lines got this stock and not that: told from what was reserved, and from the
stock, policies and days as they stand now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from landbridge.kit.ground import Ground
from landbridge.kit.pg.columns import numbers
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.wms.forms.rows import fetch_all, fetch_one
from landbridge.wms.outbound.allocation.contracts import (
    AllocationExplained,
    LineExplained,
    StockGiven,
    StockPassedOver,
)
from landbridge.wms.outbound.allocation.policies import find_policies
from landbridge.wms.outbound.allocation.rules import Policy, policy_of

SQL = named_sql("landbridge.wms.outbound", "sql/explaining.sql")
BESIDE_MAX = 40
ZERO = Decimal(0)
WAYS = {
    "fefo": "First expired first, then oldest receipt first.",
    "fifo": "Oldest receipt first.",
    "lifo": "Newest receipt first.",
    "small_lots": "The smallest lots first.",
    "whole_packs": "Unopened plates first, then whole packs of one bin, then first expired first.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    order_id: int
    owner: str
    number: str
    site_id: int
    site: str
    timezone: str
    ship_on: date | None
    ship_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    outbound_line_id: int
    line_id: str
    item: str
    owner: str
    item_class: str
    uom: str
    ordered: Decimal
    allocated: Decimal
    waiting: Decimal
    lot: str
    expiry_controlled: bool
    days_min: int
    item_id: int
    stock_item_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    line_id: str
    balance_id: int
    bin: str
    lot: str
    lpn: str
    use_by_on: date | None
    received_at: datetime
    quantity: Decimal
    is_held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    stock_item_id: int
    balance_id: int
    bin: str
    bin_kind: str
    bin_active: bool
    lot: str
    serial: str
    lpn: str
    status: str
    use_by_on: date | None
    received_at: datetime
    on_hand: Decimal
    reserved: Decimal

    @property
    def free(self) -> Decimal:
        return self.on_hand - self.reserved


class _Asked(NamedTuple):
    """A line with what follows from its policy. today: at the site.  lasts_to: the first day its
    stock must last to, None if that does not matter."""

    line: _Line
    policy: Policy
    today: date
    zone: ZoneInfo
    lasts_to: date | None
    whole_order: bool


def explain_allocation(ground: Ground, *, order_id: int) -> AllocationExplained | None:
    """Why each line of an order got the stock it has, and what was passed over. None: no order."""
    with ground.pg.snapshot() as conn:
        order = fetch_one(conn, _Order, SQL["order_to_explain"], {"order_id": order_id})
        if order is None:
            return None
        today = ground.clock.now().astimezone(ZoneInfo(order.timezone)).date()
        lines = _asked(conn, order, today)
        where: dict[str, object] = {"owner": order.owner, "number": order.number}
        given = fetch_all(conn, _Given, SQL["given"], where)
        known = sorted({one.line.stock_item_id for one in lines if one.line.stock_item_id})
        where = {"stock_item_ids": numbers(known), "site_id": order.site_id, "limit": BESIDE_MAX}
        beside = fetch_all(conn, _Beside, SQL["beside"], where) if known else []
    return AllocationExplained(
        order_id=order.order_id, number=order.number, site=order.site,
        lines=tuple(
            _explain(
                asked,
                [row for row in given if row.line_id == asked.line.line_id],
                [row for row in beside if row.stock_item_id == asked.line.stock_item_id],
            )
            for asked in lines
        ),
    )  # fmt: skip


def _asked(conn: Connection, order: _Order, today: date) -> list[_Asked]:
    policies = find_policies(conn)
    found = []
    for line in fetch_all(conn, _Line, SQL["lines_to_explain"], {"order_id": order.order_id}):
        policy = policy_of(policies, line.owner, line.item_class)
        lasts_to = None
        if line.expiry_controlled:
            days = max(line.days_min, policy.shelf_life_remaining_days_min or 0)
            lasts_to = max(order.ship_on or today, today) + timedelta(days=min(days, 36_500))
        zone = ZoneInfo(order.timezone)
        found.append(_Asked(line, policy, today, zone, lasts_to, order.ship_complete))
    return found


def _explain(asked: _Asked, given: Sequence[_Given], beside: Sequence[_Beside]) -> LineExplained:
    line = asked.line
    taken = {row.balance_id for row in given}
    return LineExplained(
        line_id=line.line_id, item=line.item, uom=line.uom, ordered=line.ordered,
        allocated=line.allocated, waiting=line.waiting, rule=_rule(asked),
        text=_text(asked, bool(beside)),
        given=tuple(
            StockGiven(
                bin=row.bin, lot=row.lot, lpn=row.lpn, use_by_on=row.use_by_on,
                quantity=row.quantity, is_held=row.is_held, why=_why_given(asked, row),
            )
            for row in given
        ),
        passed_over=tuple(
            StockPassedOver(
                bin=row.bin, lot=row.lot, lpn=row.lpn, status=row.status,
                use_by_on=row.use_by_on, quantity=row.on_hand, free=row.free,
                why=why_passed_over(asked, row, given),
            )
            for row in beside
            if row.balance_id not in taken
        ),
    )  # fmt: skip


def _rule(asked: _Asked) -> str:
    line, policy = asked.line, asked.policy
    words = [WAYS[policy.way]]
    if policy.packs_only:
        words.append("Whole packs of the ordered unit only.")
    if policy.whole_lines:
        words.append("The line in full or not at all.")
    if asked.whole_order:
        words.append("The order in full or not at all.")
    if line.lot:
        words.append(f"Lot {line.lot} only, as ordered.")
    if asked.lasts_to is not None:
        words.append(f"It must last to {asked.lasts_to:%Y-%m-%d}.")
    where = "/".join(part for part in (policy.owner, policy.item_class) if part)
    words.append(f"(Policy of {where}.)" if where else "(The policy for all.)")
    return " ".join(words)


def _text(asked: _Asked, has_stock: bool) -> str:
    line = asked.line
    if line.waiting <= 0:
        return "All that the line wants was given."
    much = f"{plain(line.waiting)} of {plain(line.ordered)} {line.item} wait."
    if line.stock_item_id is None:
        return f"{much} There never was stock of it."
    return much if has_stock else f"{much} There is none of it at the site."


def _why_given(asked: _Asked, row: _Given) -> str:
    parts = []
    if asked.line.lot:
        parts.append(f"It is of lot {row.lot}, as ordered.")
    elif asked.policy.way in ("fefo", "whole_packs", "small_lots") and row.use_by_on is not None:
        parts.append(f"It is to be used by {row.use_by_on:%Y-%m-%d}.")
    else:
        parts.append(f"It came on {row.received_at.astimezone(asked.zone):%Y-%m-%d}.")
    if row.lpn and asked.policy.way == "whole_packs":
        parts.append(f"It stands on plate {row.lpn}.")
    return " ".join(parts)


def why_passed_over(asked: _Asked, row: _Beside, given: Iterable[_Given]) -> str:
    """The first reason that keeps the stock from the line, in words."""
    line = asked.line
    if row.status != "available":
        return f"Its status is {row.status.replace('_', ' ')}."
    if row.bin_kind != "storage":
        return f"{row.bin} is a {row.bin_kind} bin; orders are served from storage."
    if not row.bin_active:
        return f"{row.bin} is shut."
    if line.lot and row.lot != line.lot:
        return f"It is of lot {row.lot or '-'}; lot {line.lot} was ordered."
    if row.use_by_on is not None and row.use_by_on < asked.today:
        return f"It was to be used by {row.use_by_on:%Y-%m-%d}."
    if asked.lasts_to is not None and row.use_by_on is not None and row.use_by_on < asked.lasts_to:
        return (
            f"It lasts to {row.use_by_on:%Y-%m-%d}; the customer needs {asked.lasts_to:%Y-%m-%d}."
        )
    if row.free <= 0:
        return "All of it is promised to other work."
    if line.waiting > 0:
        return _why_free(asked)
    return _why_later(asked, row, list(given))


def _why_free(asked: _Asked) -> str:
    """The line waits although this is free."""
    if asked.policy.packs_only:
        return "It is free, but no whole pack of the ordered unit is left together."
    if asked.policy.whole_lines or asked.whole_order:
        return "It is free, but does not suffice for all, and a part is not wanted."
    return "It is free now; the next run of the allocation looks at it."


def _why_later(asked: _Asked, row: _Beside, given: Sequence[_Given]) -> str:
    if not given:
        return "Nothing of it was needed."
    last = given[-1]
    if row.use_by_on is not None and last.use_by_on is not None and row.use_by_on > last.use_by_on:
        return f"Its turn comes later: it lasts to {row.use_by_on:%Y-%m-%d}."
    if row.use_by_on == last.use_by_on and row.received_at > last.received_at:
        came = row.received_at.astimezone(asked.zone)
        return f"Its turn comes later: it came on {came:%Y-%m-%d} at {came:%H:%M}."
    if row.use_by_on is not None and last.use_by_on is not None and row.use_by_on < last.use_by_on:
        return "It would go first now; it came, or became free, after the line was served."
    return "Its turn comes later."
