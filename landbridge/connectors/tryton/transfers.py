"""Confirmations of a transfer's two legs as one internal shipment of Tryton between warehouses.

What left ships it (its goods are in transit then), what came makes it done. Either is found again
by the state; the number of the first stands in the shipment's reference.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from landbridge.codecs.base import PayloadUnreadableError, Tree
from landbridge.connect.protocols import Delivered, Parcel, PushResult, Refused
from landbridge.connectors.tryton.carriers import Carriers, shipping_values
from landbridge.connectors.tryton.goods import Goods, amount_in, lot_keys
from landbridge.connectors.tryton.packages import Packer
from landbridge.connectors.tryton.push import (
    Desk,
    Part,
    RefusedByUs,
    parts_of,
    read_content,
    result_of,
    sentence,
    timestamps,
)
from landbridge.connectors.tryton.rpc import Busy, Declined, RpcError, reading
from landbridge.connectors.tryton.shipment_notes import (
    Texts,
    texts_of,
    unwritten,
    write_notes,
)
from landbridge.connectors.tryton.trees import line_of
from landbridge.connectors.tryton.values import Unit
from landbridge.kit.findings import error

MODEL = "stock.shipment.internal"
SHIP = {"draft": "wait", "waiting": "assign_force", "assigned": "pack", "packed": "ship"}
LEFT = ("shipped", "done")
_UNIT = ("symbol", "factor", "rate", "digits")
_MOVE = (
    "origin", "state", "quantity", "_timestamp", "product.code", "from_location", "to_location",
    *(f"unit.{name}" for name in _UNIT),
)  # fmt: skip
_FIELDS = (
    "number", "state", "reference", "_timestamp",
    *(f"outgoing_moves.{name}" for name in _MOVE), *(f"incoming_moves.{name}" for name in _MOVE),
)  # fmt: skip

Record = Mapping[str, Any]


def transfer_of(tree: Tree) -> str:
    """The number of the transfer that a confirmation is about, "" if it is about none."""
    named = tree.get("transfers")
    return str(named[0]) if isinstance(named, list) and named else ""


def push_transfer(desk: Desk, parcel: Parcel) -> PushResult:
    """Bring the internal shipment to where this confirmation says it is."""
    try:
        tree = read_content(parcel.content)
        return _push(desk, parcel, tree)
    except PayloadUnreadableError as fault:
        return Refused((error("", "unreadable", sentence(fault)),))
    except RefusedByUs as refusal:
        return Refused(tuple(refusal.findings), waits_for=refusal.waits_for)
    except RpcError as fault:
        return result_of(fault, desk.clock)


def find_transfer(desk: Desk, parcel: Parcel) -> str | None:
    """Tryton's number if this confirmation is booked already, else None."""
    tree = read_content(parcel.content)
    record = _read(desk, transfer_of(tree))
    leaving = parcel.kind == "shipment_confirmation"
    if record["state"] not in (LEFT if leaving else ("done",)):
        return None
    missing = leaving and unwritten(desk, _texts(desk, record, tree))
    return None if missing else str(record["number"])


def _push(desk: Desk, parcel: Parcel, tree: Tree) -> PushResult:
    number = transfer_of(tree)
    record = _read(desk, number)
    leaving = parcel.kind == "shipment_confirmation"
    before = record["state"] in (LEFT if leaving else ("done",))
    if leaving and not before:
        _ship(desk, parcel, tree, record)
    elif not before:
        _receive(desk, tree, record)
    if leaving:
        write_notes(desk, _texts(desk, record, tree))
    ack = "booked before" if before else f"booked as {number}"
    return Delivered(ack=ack, target_number=number, already_there=before)


def _texts(desk: Desk, record: Record, tree: Tree) -> Texts:
    return texts_of(desk, MODEL, {int(record["id"]): tree})


def _read(desk: Desk, number: str) -> Record:
    domain = [["number", "=", number], ["company", "=", desk.standing.company_id]]
    with reading():
        found = desk.rpc.search_read(MODEL, domain, _FIELDS)
    if not found:
        words = f"Tryton has no internal shipment {number!r}."
        raise RefusedByUs(error("transfers", "unknown-order", words))
    return found[0]


def _ship(desk: Desk, parcel: Parcel, tree: Tree, record: Record) -> None:
    if record["state"] in ("draft", "waiting", "assigned") and not record["reference"]:
        _say_what_left(desk, parcel, tree, record)
    number = str(record["number"])
    _walk(desk, number, {"draft": "wait"}, until=("waiting", "assigned", "packed", *LEFT))
    if _read(desk, number)["state"] == "waiting":
        Packer(desk, Goods(desk), MODEL).pack({int(record["id"]): tree})
    _walk(desk, number, SHIP, until=LEFT)


def _walk(desk: Desk, number: str, buttons: Mapping[str, str], *, until: Sequence[str]) -> None:
    for _ in range(len(buttons) + 2):
        record = _read(desk, number)
        if record["state"] in until:
            return
        button = buttons.get(str(record["state"]))
        if button is None:
            words = f"Internal shipment {number} is {record['state']} in Tryton; look there why."
            raise RefusedByUs(error("transfers", "wrong-state", words))
        desk.press(MODEL, button, [record])
    raise Busy(f"internal shipment {number} does not move on in Tryton")


def _say_what_left(desk: Desk, parcel: Parcel, tree: Tree, record: Record) -> None:
    """Actual quantities and lots on the outgoing moves, and our reference, in one call."""
    goods = Goods(desk)
    lines = _entries(tree)
    codes = [str(line["product"]) for line in lines]
    goods.read_items(codes)
    goods.check_items(codes, owner=parcel.owner)
    goods.read_lots(lot_keys(lines))
    parts = {
        str(line["line"]): (line, parts_of(line, goods.items[str(line["product"])].to_base))
        for line in lines
    }
    wanted: dict[str, list[Part]] = {}
    for line, those in parts.values():
        wanted.setdefault(str(line["product"]), []).extend(those)
    goods.ensure_lots(wanted)
    actions: list[list[Any]] = []
    for move in _outgoing(record):
        line, those = parts.pop(line_of(move), ({}, []))
        actions += _actions(desk, goods, move, those)
    unchanged = {
        "_timestamp": timestamps(MODEL, [record]) | timestamps("stock.move", _outgoing(record))
    }
    if record["state"] == "assigned":
        desk.press(MODEL, "wait", [record])
        record = _read(desk, str(record["number"]))
        unchanged = {"_timestamp": timestamps(MODEL, [record])}
    shipping = shipping_values(desk, Carriers(desk), MODEL, tree)
    values = {"reference": str(tree["reference"]), "outgoing_moves": actions, **shipping}
    try:
        desk.rpc.model(MODEL, "write", [record["id"]], values, context=unchanged)
    except Declined as fault:
        desk.blame_changes(fault, record, _read(desk, str(record["number"])))
        raise


def _actions(desk: Desk, goods: Goods, move: Record, parts: Sequence[Part]) -> list[list[Any]]:
    """The first part onto the move itself, further ones as moves of their own."""
    if not parts:
        return [["write", [move["id"]], {"quantity": 0.0}]]
    item = goods.items[move["product."]["code"]]
    unit = Unit.of(move["unit."])
    actions: list[list[Any]] = []
    for place, part in enumerate(parts):
        quantity, chosen = amount_in(unit, item, part.quantity)
        values: dict[str, Any] = {
            "quantity": quantity, "unit": chosen.id, "lot": goods.lot_id(item.code, part.lot),
        }  # fmt: skip
        if place == 0:
            actions.append(["write", [move["id"]], values])
            continue
        values |= {
            "product": item.id, "from_location": move["from_location"],
            "to_location": move["to_location"], "origin": move["origin"],
            "company": desk.standing.company_id, "state": "draft",
        }  # fmt: skip
        actions.append(["create", [values]])
    return actions


def _receive(desk: Desk, tree: Tree, record: Record) -> None:
    if record["state"] != "shipped":
        # The confirmation of what left is on its way; this one comes again.
        raise Busy(f"internal shipment {record['number']} has not left yet in Tryton")
    goods = Goods(desk)
    lines = [line for line in _entries(tree) if line["quantity"]]
    goods.read_items(str(line["product"]) for line in lines)
    came: dict[str, Decimal] = {}
    for line in lines:
        item = goods.items[str(line["product"])]
        amount = item.to_base(Decimal(line["quantity"]), str(line["unit"]))
        came[item.code] = came.get(item.code, Decimal(0)) + amount
    actions: list[list[Any]] = []
    for move in record["incoming_moves."]:
        if move["state"] == "cancelled":
            continue
        code = move["product."]["code"]
        unit = Unit.of(move["unit."])
        known = goods.items.get(code)
        left = came.get(code, Decimal(0))
        sent = known.to_base_of(move["quantity"], unit) if known else Decimal(0)
        taken = min(left, sent)
        came[code] = left - taken
        if known is None or taken != sent:
            quantity, chosen = (0.0, unit) if known is None else amount_in(unit, known, taken)
            actions.append(["write", [move["id"]], {"quantity": quantity, "unit": chosen.id}])
    if actions:
        values = {"incoming_moves": actions}
        desk.rpc.model(MODEL, "write", [record["id"]], values)
    _walk(desk, str(record["number"]), {"shipped": "do"}, until=("done",))


def _entries(tree: Tree) -> list[dict[str, Any]]:
    lines = tree["lines"]
    assert isinstance(lines, list)
    return [line for line in lines if isinstance(line, dict)]


def _outgoing(record: Record) -> list[Record]:
    return [move for move in record["outgoing_moves."] if move["state"] != "cancelled"]
