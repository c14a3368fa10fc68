"""A shipment confirmation as a customer shipment of Tryton, picked, packed and done.

If the order gets nothing more, its own shipment is done with what has really left; for what is
missing Tryton makes a new shipment, which reaches the warehouse as a new order. If the rest is to
come with this order, what has left is split off into a shipment of its own that is done at once,
and the order's shipment keeps waiting for the rest. Either way the first write is one call that
also sets `reference`, by which everything is found again. Cartons become packages once Tryton has
picked the shipment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from landbridge.connectors.tryton.carriers import Carriers, shipping_values
from landbridge.connectors.tryton.goods import Goods, Item, amount_in, lot_keys, price_in
from landbridge.connectors.tryton.jobs import Job
from landbridge.connectors.tryton.packages import Packer
from landbridge.connectors.tryton.push import (
    Desk,
    Part,
    RefusedByUs,
    parts_of,
    timely_date,
    timestamps,
)
from landbridge.connectors.tryton.rpc import Busy, Declined, reading
from landbridge.connectors.tryton.shipment_notes import texts_of, write_notes
from landbridge.connectors.tryton.streams import split_mark
from landbridge.connectors.tryton.trees import OPEN_SHIPMENT, line_of
from landbridge.connectors.tryton.values import Unit
from landbridge.kit.findings import error

MODEL = "stock.shipment.out"
# Whether the goods are in Tryton's stock does not matter: they have left.
NEXT = {
    "draft": "wait", "waiting": "assign_force", "assigned": "pick", "picked": "pack",
    "packed": "do", "shipped": "do",
}  # fmt: skip
_UNIT = ("symbol", "factor", "rate", "digits")
_MOVE = ("origin", "state", "quantity", "_timestamp", *(f"unit.{name}" for name in _UNIT))
_FIELDS = (
    "number", "state", "reference", "customer", "delivery_address", "planned_date", "_timestamp",
    *(f"outgoing_moves.{name}" for name in _MOVE), "outgoing_moves.product.code",
    "outgoing_moves.unit_price", "outgoing_moves.currency", "outgoing_moves.to_location",
    *(f"inventory_moves.{name}" for name in _MOVE),
)  # fmt: skip

Record = Mapping[str, Any]
Action = list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shipped:
    """What has left of one line of the order. moves: the order's outgoing moves for it."""

    item: Item
    moves: tuple[Record, ...]
    parts: tuple[Part, ...]

    @property
    def ordered(self) -> Decimal:
        units = [(move["quantity"], Unit.of(move["unit."])) for move in self.moves]
        return sum((self.item.to_base_of(quantity, unit) for quantity, unit in units), Decimal(0))

    @property
    def shipped(self) -> Decimal:
        return sum((part.quantity for part in self.parts), Decimal(0))


class ShipmentWriter:
    """As jobs.Writer wants it."""

    model = MODEL
    next_button = NEXT

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._goods = Goods(desk)
        self._carriers = Carriers(desk)
        self._packer = Packer(desk, self._goods, MODEL)
        self._orders: dict[str, Record] = {}

    def read_ahead(self, jobs: Sequence[Job]) -> None:
        # The orders first: should another worker write the same delivery after we looked for it,
        # they have changed since, and our own write is refused.
        self._orders = _read_orders(self._desk, [_order_number(job) for job in jobs])
        found = find_shipments(self._desk, [(job.reference, _order_number(job)) for job in jobs])
        for job in jobs:
            job.record = found.get(job.reference)
        open_jobs = [job for job in jobs if not job.is_done]
        for job in open_jobs:
            if job.record is not None:
                self._let_rest_follow(job)
        lines = [line for job in open_jobs if job.record is None for line in job.lines]
        self._goods.read_items(str(line["product"]) for line in lines)
        self._goods.read_lots(lot_keys(lines))

    def begin(self, job: Job) -> None:
        """Actual quantities and lots, and our reference, in one call."""
        number = _order_number(job)
        order = self._orders.get(number)
        if order is None:
            words = f"Tryton has no customer shipment {number!r}."
            raise RefusedByUs(error("shipment", "unknown-order", words))
        self._goods.check_items(
            (str(line["product"]) for line in job.lines), owner=job.parcel.owner
        )
        shipped = [_shipped(order, line, self._goods) for line in job.lines]
        by_item: dict[str, list[Part]] = {}
        for entry in shipped:
            by_item.setdefault(entry.item.code, []).extend(entry.parts)
        self._goods.ensure_lots(by_item)
        try:
            self._write(job, order, shipped)
        except (Busy, Declined) as fault:
            # Another worker that does the same may have been faster.
            found = find_shipments(self._desk, [(job.reference, number)])
            job.record = found.get(job.reference)
            if job.record is None:
                now = _read_orders(self._desk, [number]).get(number, {})
                self._desk.blame_changes(fault, order, now)
                raise

    def _write(self, job: Job, order: Record, shipped: Sequence[_Shipped]) -> None:
        covered = {move["id"] for entry in shipped for move in entry.moves}
        rest = any(entry.shipped < entry.ordered for entry in shipped) or any(
            move["id"] not in covered and move["quantity"] for move in _moves(order)
        )
        shipped_on = timely_date(self._desk.clock, job.tree.get("shipped_on"))
        shipping = shipping_values(self._desk, self._carriers, MODEL, job.tree)
        marks = {"reference": job.reference, **shipped_on, **shipping}
        order = _open_order(self._desk, order)
        if order["state"] == "cancelled" or (rest and not job.tree["closed"]):
            record_id = _split(self._desk, order, shipped, self._goods, marks)
            job.record = {"id": record_id, "number": None, "state": "draft"}
            self._let_rest_follow(job)
        else:
            _take_whole(self._desk, order, shipped, self._goods, marks)
            job.record = {"id": order["id"], "number": order["number"], "state": "waiting"}

    def _let_rest_follow(self, job: Job) -> None:
        """Where a part was split off, the inner moves of the order's shipment follow the outer."""
        assert job.record is not None
        order = self._orders.get(_order_number(job))
        if order is None or job.record["state"] != "draft" or order["id"] == job.record["id"]:
            return
        if order["state"] in OPEN_SHIPMENT:
            self._desk.rpc.model(MODEL, "wait", [order["id"]])

    def prepare(self, state: str, jobs: Sequence[Job]) -> bool:
        """Cartons as packages, when the moves that leave are what they will be."""
        if state != "picked":
            return False
        trees = {int(job.record["id"]): job.tree for job in jobs if job.record is not None}
        return self._packer.pack(trees)

    def conclude(self, jobs: Sequence[Job]) -> None:
        """What Tryton has no fields for as notes."""
        trees = {int(job.record["id"]): job.tree for job in jobs if job.record is not None}
        write_notes(self._desk, texts_of(self._desk, MODEL, trees))


def _order_number(job: Job) -> str:
    return str(job.tree["shipment"])


def find_shipments(desk: Desk, wanted: Sequence[tuple[str, str]]) -> dict[str, dict[str, Any]]:
    """The shipments that bear our references, given as (reference, order number).

    By reference, without the mark of a split; the oldest, should there be two of one. A reference
    without the mark is ours on the order's own shipment only: elsewhere somebody else gave it.
    """
    marked = {f"{reference} {split_mark(number)}": reference for reference, number in wanted}
    orders = dict(wanted)
    marked |= {reference: reference for reference in orders}
    domain = [
        ["reference", "in", sorted(marked)], ["company", "=", desk.standing.company_id],
        ["state", "!=", "cancelled"],
    ]  # fmt: skip
    found: dict[str, dict[str, Any]] = {}
    with reading():
        for record in desk.rpc.read_all(MODEL, domain, ["number", "state", "reference"]):
            reference = record["reference"]
            if reference not in orders or orders[reference] == record["number"]:
                found.setdefault(marked[reference], record)
    return found


def _read_orders(desk: Desk, numbers: Sequence[str]) -> dict[str, Record]:
    if not numbers:
        return {}
    standing = desk.standing
    domain = [
        ["number", "in", list(numbers)], ["company", "=", standing.company_id],
        ["warehouse", "=", standing.warehouse_id],
    ]  # fmt: skip
    with reading():
        return {record["number"]: record for record in desk.rpc.read_all(MODEL, domain, _FIELDS)}


def _open_order(desk: Desk, order: Record) -> Record:
    """The order's shipment in state waiting, so that its moves can be changed; or cancelled."""
    if order["state"] in ("draft", "assigned"):
        desk.press(MODEL, "wait", [order])
        order = _read_orders(desk, [order["number"]])[order["number"]]
    # What has left has left: it is booked beside an order that was cancelled too late.
    if order["state"] not in ("waiting", "cancelled"):
        raise RefusedByUs(
            error(
                "shipment",
                "wrong-state",
                f"Customer shipment {order['number']} is {order['state']} in Tryton and not by "
                f"this bridge (its reference there is {order['reference']!r}); find out who "
                "shipped what, then settle the difference there.",
            )
        )
    return order


def _moves(order: Record) -> list[Record]:
    """Moves that count; of a cancelled order, those it had."""
    whole = order["state"] == "cancelled"
    return [move for move in order["outgoing_moves."] if whole or move["state"] != "cancelled"]


def _shipped(order: Record, line: Mapping[str, Any], goods: Goods) -> _Shipped:
    item = goods.items[str(line["product"])]
    moves = [move for move in _moves(order) if line_of(move) == line["line"]]
    if not moves:
        sentence = f"Customer shipment {order['number']} has no line {line['line']} in Tryton."
        raise RefusedByUs(error("lines", "unknown-line", sentence))
    if other := next((m for m in moves if m["product."]["code"] != item.code), None):
        raise RefusedByUs(
            error(
                "lines",
                "wrong-item",
                f"Line {line['line']} of {order['number']} is about {other['product.']['code']} "
                f"in Tryton, not {item.code}.",
            )
        )
    return _Shipped(item=item, moves=tuple(moves), parts=tuple(parts_of(line, item.to_base)))


def _take_whole(
    desk: Desk, order: Record, shipped: Sequence[_Shipped], goods: Goods, marks: Mapping[str, Any]
) -> None:
    """Let the inner moves of the order's own shipment say what has left; the rest gets 0."""
    if order["reference"]:
        write_notes(desk, {f"{MODEL},{order['id']}": f"Reference before: {order['reference']}"})
    actions: list[Action] = []
    todo = {move["id"]: move for move in order["inventory_moves."] if move["state"] == "draft"}
    for entry in shipped:
        actions += _inner_actions(desk, entry, todo, goods)
    actions += [["write", [move_id], {"quantity": 0.0}] for move_id in todo]
    values = {**marks, "inventory_moves": actions}
    unchanged = {
        "_timestamp": timestamps(MODEL, [order])
        | timestamps("stock.move", order["inventory_moves."])
    }
    desk.rpc.model(MODEL, "write", [order["id"]], values, context=unchanged)


def _inner_actions(
    desk: Desk, entry: _Shipped, todo: dict[int, Record], goods: Goods
) -> list[Action]:
    """Part by part onto the inner moves of the line; further parts become moves of their own."""
    origins = {f"stock.move,{move['id']}" for move in entry.moves}
    inner = [move for move in todo.values() if move["origin"] in origins]
    first = entry.moves[0]
    unit = Unit.of(first["unit."])
    actions: list[Action] = []
    for index, part in enumerate(entry.parts):
        quantity, chosen = amount_in(unit, entry.item, part.quantity)
        values: dict[str, Any] = {
            "quantity": quantity,
            "unit": chosen.id,
            "lot": goods.lot_id(entry.item.code, part.lot),
        }
        if index < len(inner):
            actions.append(["write", [inner[index]["id"]], values])
            del todo[inner[index]["id"]]
            continue
        values |= {
            "product": entry.item.id,
            "from_location": desk.standing.storage_id,
            "to_location": desk.standing.output_id,
            "origin": f"stock.move,{first['id']}",
            "company": desk.standing.company_id,
            "state": "draft",
        }
        actions.append(["create", [values]])
    return actions


def _split(
    desk: Desk, order: Record, shipped: Sequence[_Shipped], goods: Goods, marks: Mapping[str, Any]
) -> int:
    """Make a shipment of what has left and leave the rest on the order's, in one call; its id."""
    standing = desk.standing
    actions: list[Action] = []
    for entry in shipped:
        actions += _split_actions(desk, entry, goods)
    values = {
        "company": standing.company_id,
        "customer": order["customer"],
        "delivery_address": order["delivery_address"],
        "warehouse": standing.warehouse_id,
        "warehouse_storage": standing.storage_id,
        "warehouse_output": standing.output_id,
        "planned_date": order["planned_date"],
        "outgoing_moves": actions,
        **marks,
        "reference": f"{marks['reference']} {split_mark(order['number'])}",
    }
    unchanged = {"_timestamp": timestamps("stock.move", _moves(order))}
    (made,) = desk.rpc.model(MODEL, "create", [values], context=unchanged)
    return int(made)


def _split_actions(desk: Desk, entry: _Shipped, goods: Goods) -> list[Action]:
    actions: list[Action] = []
    first = entry.moves[0]
    unit = Unit.of(first["unit."])
    for part in entry.parts:
        quantity, chosen = amount_in(unit, entry.item, part.quantity)
        values = {
            "product": entry.item.id,
            "quantity": quantity,
            "unit": chosen.id,
            "lot": goods.lot_id(entry.item.code, part.lot),
            "from_location": desk.standing.output_id,
            "to_location": first["to_location"],
            "origin": first["origin"],
            "company": desk.standing.company_id,
            "unit_price": price_in(first["unit_price"] or Decimal(0), unit, chosen),
            "currency": first["currency"] or desk.standing.currency_id,
            "state": "draft",
        }
        actions.append(["create", [values]])
    left = entry.shipped
    for move in entry.moves:
        ordered = entry.item.to_base_of(move["quantity"], Unit.of(move["unit."]))
        taken = min(left, ordered)
        left -= taken
        if taken and move["state"] != "cancelled":
            actions.append(["write", [move["id"]], _reduced(entry.item, move, ordered - taken)])
    return actions


def _reduced(item: Item, move: Record, rest: Decimal) -> dict[str, Any]:
    unit = Unit.of(move["unit."])
    quantity, chosen = amount_in(unit, item, rest)
    if chosen.id == unit.id:
        return {"quantity": quantity}
    price = price_in(move["unit_price"] or Decimal(0), unit, chosen)
    return {"quantity": quantity, "unit": chosen.id, "unit_price": price}
