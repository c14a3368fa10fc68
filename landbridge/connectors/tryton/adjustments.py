"""A stock adjustment as internal shipments of Tryton, from storage to lost and found or back.

What only changes its status (sound to damaged) changes nothing in Tryton, which knows no status.
Losses and finds are a shipment each, for an internal shipment goes one way; the sign stands in
its reference.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from landbridge.codecs.base import PayloadUnreadableError, Tree
from landbridge.connect.protocols import Delivered, Parcel, PushResult, Refused
from landbridge.connectors.tryton.goods import Goods, amount_in
from landbridge.connectors.tryton.jobs import Job, push_together
from landbridge.connectors.tryton.ours import claim_ours, find_ours
from landbridge.connectors.tryton.push import (
    Desk,
    Part,
    RefusedByUs,
    read_content,
    result_of,
    sentence,
    timely_date,
)
from landbridge.connectors.tryton.rpc import RpcError, reading
from landbridge.kit.findings import error

MODEL = "stock.shipment.internal"
NEXT = {"request": "draft", "draft": "wait", "waiting": "assign_force", "assigned": "do"}
LOSS, FIND = "-", "+"

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Change:
    """Base units of one item and lot, always positive."""

    item: str
    part: Part


class AdjustmentWriter:
    """One sign of an adjustment; both together are a delivery."""

    model = MODEL
    next_button = NEXT

    def __init__(self, desk: Desk, goods: Goods, sign: str, changes: Sequence[_Change]) -> None:
        self._desk = desk
        self._goods = goods
        self._sign = sign
        self._changes = changes

    def read_ahead(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            reference = _reference(job.tree, self._sign)
            job.record = claim_ours(self._desk, MODEL, [reference]).get(reference)

    def begin(self, job: Job) -> None:
        job.record = _make(self._desk, job.tree, self._sign, self._changes, self._goods)

    def prepare(self, state: str, jobs: Sequence[Job]) -> bool:
        """Nothing to write before a button is pressed."""
        return False

    def conclude(self, jobs: Sequence[Job]) -> None:
        """Nothing more to write."""


def push_adjustment(desk: Desk, parcel: Parcel) -> PushResult:
    """Losses first, then finds; the first that fails is the result."""
    goods = Goods(desk)
    try:
        changes = _changes(read_content(parcel.content), goods, parcel.owner)
    except RefusedByUs as refusal:
        return Refused(tuple(refusal.findings), waits_for=refusal.waits_for)
    except PayloadUnreadableError as fault:
        return Refused((error("", "unreadable", sentence(fault)),))
    except RpcError as fault:
        return result_of(fault, desk.clock)
    done: list[Delivered] = []
    for sign, those in changes.items():
        (result,) = push_together(desk, AdjustmentWriter(desk, goods, sign, those), [parcel])
        if not isinstance(result, Delivered):
            return result
        done.append(result)
    told = ", ".join(one.target_number for one in done)
    return Delivered(
        ack=f"adjusted by {told}" if told else "no amount changed",
        target_number=told,
        already_there=bool(done) and all(one.already_there for one in done),
    )


def find_adjustment(desk: Desk, parcel: Parcel) -> str | None:
    """Tryton's numbers if every part of it is done, else None. Raises RefusedByUs, RpcError."""
    tree = read_content(parcel.content)
    numbers = []
    for sign in _changes(tree, Goods(desk), parcel.owner):
        reference = _reference(tree, sign)
        found = find_ours(desk, MODEL, [reference]).get(reference)
        if found is None or found["state"] != "done":
            return None
        numbers.append(str(found["number"]))
    return ", ".join(numbers)


def _changes(tree: Tree, goods: Goods, owner: str) -> dict[str, list[_Change]]:
    """Net changes by sign; an empty one is left out."""
    lines = tree["lines"]
    assert isinstance(lines, list)
    entries = [line for line in lines if isinstance(line, dict)]
    codes = [str(line["product"]) for line in entries]
    goods.read_items(codes)
    goods.check_items(codes, owner=owner)
    net: dict[tuple[str, str, bool], Decimal] = defaultdict(Decimal)
    for line in entries:
        for key, quantity in _line_changes(line, goods):
            net[key] += quantity
    found: dict[str, list[_Change]] = {}
    for (item, lot, is_serial), quantity in sorted(net.items()):
        if quantity:
            part = Part(quantity=abs(quantity), lot=lot, is_serial=is_serial)
            sign = LOSS if quantity < 0 else FIND
            found.setdefault(sign, []).append(_Change(item, part))
    return found


def _line_changes(
    line: Mapping[str, Any], goods: Goods
) -> list[tuple[tuple[str, str, bool], Decimal]]:
    code = str(line["product"])
    quantity = goods.items[code].to_base(Decimal(line["change"]), str(line["unit"]))
    serials = [str(serial) for serial in line.get("serials") or ()]
    if not serials:
        return [((code, str(line.get("lot") or ""), False), quantity)]
    if abs(quantity) != len(serials):
        words = f"{code} changes by {quantity}, but {len(serials)} serial numbers are named."
        raise RefusedByUs(error("lines", "serials-do-not-fit", words))
    return [((code, serial, True), Decimal(1).copy_sign(quantity)) for serial in serials]


def _reference(tree: Tree, sign: str) -> str:
    return f"{tree['reference']} ({sign})"


def _make(
    desk: Desk, tree: Tree, sign: str, changes: Sequence[_Change], goods: Goods
) -> dict[str, Any]:
    parts: dict[str, list[Part]] = defaultdict(list)
    for change in changes:
        parts[change.item].append(change.part)
    goods.ensure_lots(parts)
    standing = desk.standing
    reference = _reference(tree, sign)
    ends = [standing.storage_id, _lost_and_found(desk)]
    source, target = ends if sign == LOSS else reversed(ends)
    moves = []
    for change in changes:
        item = goods.items[change.item]
        quantity, unit = amount_in(item.base, item, change.part.quantity)
        moves.append(
            {
                "product": item.id,
                "quantity": quantity,
                "unit": unit.id,
                "lot": goods.lot_id(item.code, change.part.lot),
                "from_location": source,
                "to_location": target,
                "company": standing.company_id,
            }
        )
    values = {
        "company": standing.company_id,
        "from_location": source,
        "to_location": target,
        "reference": reference,
        "moves": [["create", moves]],
        **timely_date(desk.clock, tree.get("adjusted_on")),
    }
    desk.rpc.model(MODEL, "create", [values])
    return claim_ours(desk, MODEL, [reference])[reference]


def _lost_and_found(desk: Desk) -> int:
    with reading():
        found = desk.rpc.search_read("stock.location", [["type", "=", "lost_found"]], ["id"])
    if not found:
        words = "Tryton has no place of type Lost and Found to book differences against."
        raise RefusedByUs(error("", "no-lost-and-found", words))
    return int(found[0]["id"])
