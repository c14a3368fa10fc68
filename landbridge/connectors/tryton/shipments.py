"""A shipment confirmation as a customer shipment of Tryton, picked, packed and done.

If the order gets nothing more, its own shipment is done with what has really left; for what is
missing Tryton makes a new shipment, which reaches the warehouse as a new order. If the rest is to
come with this order, what has left is split off into a shipment of its own that is done at once,
and the order's shipment keeps waiting for the rest. Either way the first write is one call that
also sets `reference`, by which everything is found again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from landbridge.codecs.base import Tree
from landbridge.connect.protocols import Delivered, Parcel
from landbridge.connectors.tryton.goods import Goods, Item, amount_in, price_in
from landbridge.connectors.tryton.push import (
    Desk,
    Part,
    RefusedByUs,
    parts_of,
    read_content,
    timely_date,
    timestamps,
)
from landbridge.connectors.tryton.rpc import Busy, Declined, reading
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


def push_shipment(desk: Desk, parcel: Parcel) -> Delivered:
    """Raises RefusedByUs, RpcError."""
    tree = read_content(parcel.content)
    reference, number = str(tree["reference"]), str(tree["shipment"])
    found = find_shipment(desk, reference, number)
    already_there = found is not None and found["state"] == "done"
    if found is None:
        found = _begin(desk, tree, parcel.owner)
    if not already_there:
        _finish(desk, found, number)
    if tracking := _tracking_text(tree):
        _note(desk, found["id"], tracking)
    told = str(found["number"] or _number_of(desk, found["id"]))
    return Delivered(
        ack=f"shipped as {told}",
        target_number=told,
        numbers={"document": told},
        already_there=already_there,
    )


def find_shipment(desk: Desk, reference: str, number: str) -> Record | None:
    """The shipment that bears our reference; the oldest, should there be two."""
    domain = [
        ["reference", "in", [reference, f"{reference} {split_mark(number)}"]],
        ["company", "=", desk.standing.company_id], ["state", "!=", "cancelled"],
    ]  # fmt: skip
    with reading():
        records = desk.rpc.search_read(MODEL, domain, ["number", "state", "reference"], limit=1)
    return records[0] if records else None


def _number_of(desk: Desk, shipment_id: int) -> str:
    (record,) = desk.rpc.model(MODEL, "read", [shipment_id], ["number"])
    return str(record["number"])


def _begin(desk: Desk, tree: Tree, owner: str) -> Record:
    """The first write: actual quantities and lots, and our reference, in one call."""
    order = _read_order(desk, str(tree["shipment"]))
    lines = _lines(tree)
    goods = Goods(desk, owner)
    goods.read_items(str(line["product"]) for line in lines)
    shipped = [_shipped(order, line, goods) for line in lines]
    by_item: dict[str, list[Part]] = {}
    for entry in shipped:
        by_item.setdefault(entry.item.code, []).extend(entry.parts)
    goods.ensure_lots(by_item)
    covered = {move["id"] for entry in shipped for move in entry.moves}
    rest = any(entry.shipped < entry.ordered for entry in shipped) or any(
        move["id"] not in covered and move["quantity"] for move in _moves(order)
    )
    reference = str(tree["reference"])
    marks = {"reference": reference, **timely_date(desk.clock, tree.get("shipped_on"))}
    try:
        if rest and not tree["closed"]:
            _split(desk, order, shipped, goods, marks)
        else:
            _take_whole(desk, order, shipped, goods, marks)
    except (Busy, Declined):
        # Another worker that does the same may have been faster.
        if (other := find_shipment(desk, reference, str(order["number"]))) is not None:
            return other
        raise
    found = find_shipment(desk, reference, str(order["number"]))
    assert found is not None, "Tryton does not show what it has just committed"
    return found


def _finish(desk: Desk, found: Record, number: str) -> None:
    if str(found["reference"]).endswith(split_mark(number)) and found["state"] == "draft":
        # The order's shipment has been reduced; let its inner moves follow.
        order = _read_order(desk, number)
        if order["state"] in OPEN_SHIPMENT:
            desk.press(MODEL, "wait", order["id"])
    desk.walk(MODEL, found["id"], NEXT, end="done")


def _read_order(desk: Desk, number: str) -> Record:
    standing = desk.standing
    domain = [
        ["number", "=", number], ["company", "=", standing.company_id],
        ["warehouse", "=", standing.warehouse_id],
    ]  # fmt: skip
    with reading():
        records = desk.rpc.search_read(MODEL, domain, _FIELDS)
    if not records:
        raise RefusedByUs(
            error("shipment", "unknown-order", f"Tryton has no customer shipment {number!r}.")
        )
    return records[0]


def _open_order(desk: Desk, order: Record) -> Record:
    """The order's shipment in state waiting, so that its moves can be changed."""
    if order["state"] in ("draft", "assigned"):
        desk.press(MODEL, "wait", order["id"])
        order = _read_order(desk, order["number"])
    if order["state"] != "waiting":
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


def _lines(tree: Tree) -> list[dict[str, Any]]:
    lines = tree["lines"]
    assert isinstance(lines, list)
    return [line for line in lines if isinstance(line, dict)]


def _moves(order: Record) -> list[Record]:
    return [move for move in order["outgoing_moves."] if move["state"] != "cancelled"]


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
    order = _open_order(desk, order)
    if order["reference"]:
        _note(desk, order["id"], f"Reference before: {order['reference']}")
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
) -> None:
    """Make a shipment of what has left and leave the rest on the order's, in one call."""
    order = _open_order(desk, order)
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
    desk.rpc.model(MODEL, "create", [values], context=unchanged)


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
        if taken:
            actions.append(["write", [move["id"]], _reduced(entry.item, move, ordered - taken)])
    return actions


def _reduced(item: Item, move: Record, rest: Decimal) -> dict[str, Any]:
    unit = Unit.of(move["unit."])
    quantity, chosen = amount_in(unit, item, rest)
    if chosen.id == unit.id:
        return {"quantity": quantity}
    price = price_in(move["unit_price"] or Decimal(0), unit, chosen)
    return {"quantity": quantity, "unit": chosen.id, "unit_price": price}


def _note(desk: Desk, shipment_id: int, text: str) -> None:
    """A note on the shipment, written once."""
    resource = f"{MODEL},{shipment_id}"
    with reading():
        notes = desk.rpc.search_read("ir.note", [["resource", "=", resource]], ["message"])
    if all(note["message"] != text for note in notes):
        desk.rpc.model("ir.note", "create", [{"resource": resource, "message": text}])


def _tracking_text(tree: Tree) -> str:
    """Carrier, tracking numbers and cartons, which Tryton's core has no fields for."""
    lines = []
    carrier = " ".join(str(tree[name]) for name in ("carrier", "service") if tree.get(name))
    if carrier:
        lines.append(f"Carrier: {carrier}")
    if tree.get("tracking"):
        lines.append(f"Tracking: {tree['tracking']}")
    cartons = tree.get("cartons") or []
    assert isinstance(cartons, list)
    for carton in cartons:
        assert isinstance(carton, dict)
        tracking = f", tracking {carton['tracking']}" if carton.get("tracking") else ""
        lines.append(f"Carton {carton['sscc']}{tracking}")
    return "\n".join(lines)
