"""A receipt confirmation as a supplier shipment of Tryton, received and done.

One call makes the shipment with all its moves: the awaited moves of the purchase lines are taken
into it with what really came, further lots become moves of their own. What stays away of a line,
Tryton itself awaits anew in a new move as soon as the shipment is received.
"""

from collections.abc import Mapping, Sequence
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
from landbridge.connectors.tryton.values import Unit
from landbridge.kit.findings import error

MODEL = "stock.shipment.in"
NEXT = {"draft": "receive", "received": "do"}
_UNIT = ("symbol", "factor", "rate", "digits")
_PURCHASE_FIELDS = (
    "number", "state", "party", "currency", "lines.type", "lines.product.code",
    "lines.unit_price", "lines.moves.state", "lines.moves.shipment",
    "lines.moves._timestamp", "lines.moves.from_location",
    *(f"lines.unit.{name}" for name in _UNIT), *(f"lines.moves.unit.{name}" for name in _UNIT),
)  # fmt: skip

Record = Mapping[str, Any]
Action = list[Any]


def push_receipt(desk: Desk, parcel: Parcel) -> Delivered:
    """Raises RefusedByUs, RpcError."""
    tree = read_content(parcel.content)
    reference = str(tree["reference"])
    found = find_shipment(desk, reference)
    if found is None:
        found = _make(desk, tree, parcel.owner)
    if found["state"] == "done":
        return _delivered(found, already_there=True)
    desk.walk(MODEL, found["id"], NEXT, end="done")
    return _delivered(found)


def find_shipment(desk: Desk, reference: str) -> Record | None:
    """The shipment that bears our reference; the oldest, should there be two."""
    domain = [
        ["reference", "=", reference], ["company", "=", desk.standing.company_id],
        ["state", "!=", "cancelled"],
    ]  # fmt: skip
    with reading():
        records = desk.rpc.search_read(MODEL, domain, ["number", "state"], limit=1)
    return records[0] if records else None


def _delivered(record: Record, *, already_there: bool = False) -> Delivered:
    number = str(record["number"])
    return Delivered(
        ack=f"received as {number}",
        target_number=number,
        numbers={"document": number},
        already_there=already_there,
    )


def _make(desk: Desk, tree: Tree, owner: str) -> Record:
    lines = [line for line in _lines(tree) if line["quantity"]]
    goods = Goods(desk, owner)
    goods.read_items(str(line["product"]) for line in lines)
    parts = [parts_of(line, goods.items[str(line["product"])].to_base) for line in lines]
    by_item: dict[str, list[Part]] = {}
    for line, those in zip(lines, parts, strict=True):
        by_item.setdefault(str(line["product"]), []).extend(those)
    purchase = _read_purchase(desk, str(tree["purchase"]))
    goods.ensure_lots(by_item)
    actions: list[Action] = []
    for line, those in zip(lines, parts, strict=True):
        actions += _line_actions(desk, purchase, line, those, goods)
    standing = desk.standing
    values = {
        "company": standing.company_id,
        "supplier": purchase["party"],
        "reference": tree["reference"],
        "warehouse": standing.warehouse_id,
        "warehouse_input": standing.input_id,
        "warehouse_storage": standing.storage_id,
        "incoming_moves": actions,
        **timely_date(desk.clock, tree.get("received_on")),
    }
    awaited = [move for line in purchase["lines."] for move in line["moves."] if _awaited(move)]
    unchanged = {"_timestamp": timestamps("stock.move", awaited)}
    try:
        desk.rpc.model(MODEL, "create", [values], context=unchanged)
    except (Busy, Declined):
        # Another worker that does the same may have taken the awaited moves before us.
        if (other := find_shipment(desk, str(tree["reference"]))) is not None:
            return other
        raise
    return _the_only_one(desk, str(tree["reference"]))


def _lines(tree: Tree) -> list[dict[str, Any]]:
    lines = tree["lines"]
    assert isinstance(lines, list)
    return [line for line in lines if isinstance(line, dict)]


def _the_only_one(desk: Desk, reference: str) -> Record:
    """The shipment just made; one that another worker made first takes precedence over ours."""
    domain = [["reference", "=", reference], ["company", "=", desk.standing.company_id]]
    with reading():
        records = desk.rpc.search_read(MODEL, domain, ["number", "state"])
    for surplus in records[1:]:
        if surplus["state"] == "draft":
            desk.rpc.model(MODEL, "delete", [surplus["id"]])
    return records[0]


def _read_purchase(desk: Desk, number: str) -> Record:
    domain = [["number", "=", number], ["company", "=", desk.standing.company_id]]
    with reading():
        records = desk.rpc.search_read("purchase.purchase", domain, _PURCHASE_FIELDS)
    if not records:
        raise RefusedByUs(
            error("purchase", "unknown-order", f"Tryton has no purchase {number!r}."),
        )
    if records[0]["state"] not in ("processing", "done"):
        raise RefusedByUs(
            error(
                "purchase",
                "wrong-state",
                f"Purchase {number} is {records[0]['state']} in Tryton; goods can be received "
                "on it only once it is confirmed.",
            )
        )
    return records[0]


def _line_actions(
    desk: Desk, purchase: Record, line: Mapping[str, Any], parts: Sequence[Part], goods: Goods
) -> list[Action]:
    """What is to be done with the moves of one line, so that they say what came."""
    item = goods.items[str(line["product"])]
    if not line["line"]:
        return [["create", [_unannounced(desk, purchase, item, part, goods)]] for part in parts]
    ordered = _ordered_line(purchase, str(line["line"]), item)
    awaited = [
        move
        for move in sorted(ordered["moves."], key=lambda entry: int(entry["id"]))
        if _awaited(move)
    ]
    actions: list[Action] = []
    for index, part in enumerate(parts):
        unit = Unit.of(ordered["unit."])
        quantity, chosen = amount_in(unit, item, part.quantity)
        values: dict[str, Any] = {
            "quantity": quantity,
            "unit": chosen.id,
            "lot": goods.lot_id(item.code, part.lot),
            "unit_price": price_in(ordered["unit_price"], unit, chosen),
        }
        if index < len(awaited):
            move_id = awaited[index]["id"]
            actions += [["add", [move_id]], ["write", [move_id], values]]
        else:
            values |= _new_move(desk, purchase, item) | {"origin": f"purchase.line,{ordered['id']}"}
            actions.append(["create", [values]])
    return actions


def _awaited(move: Record) -> bool:
    return move["state"] == "draft" and not move["shipment"]


def _ordered_line(purchase: Record, line: str, item: Item) -> Record:
    for entry in purchase["lines."]:
        if f"purchase.line,{entry['id']}" == line:
            if entry["product."] and entry["product."]["code"] != item.code:
                raise RefusedByUs(
                    error(
                        "lines",
                        "wrong-item",
                        f"Line {line} of purchase {purchase['number']} is about "
                        f"{entry['product.']['code']}, not {item.code}.",
                    )
                )
            found: Record = entry
            return found
    raise RefusedByUs(
        error("lines", "unknown-line", f"Purchase {purchase['number']} has no line {line}.")
    )


def _unannounced(
    desk: Desk, purchase: Record, item: Item, part: Part, goods: Goods
) -> dict[str, Any]:
    """A move for goods that nobody ordered, at the item's own cost price."""
    quantity, chosen = amount_in(item.base, item, part.quantity)
    return {
        **_new_move(desk, purchase, item),
        "quantity": quantity,
        "unit": chosen.id,
        "lot": goods.lot_id(item.code, part.lot),
        "unit_price": item.cost_price,
    }


def _new_move(desk: Desk, purchase: Record, item: Item) -> dict[str, Any]:
    places = [move["from_location"] for line in purchase["lines."] for move in line["moves."]]
    return {
        "product": item.id,
        "from_location": places[0] if places else None,
        "to_location": desk.standing.input_id,
        "company": desk.standing.company_id,
        "currency": purchase["currency"],
        "state": "draft",
    }
