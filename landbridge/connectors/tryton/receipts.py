"""A receipt confirmation as a supplier shipment of Tryton, received and done.

One call makes the shipment with all its moves: the awaited moves of the purchase lines are taken
into it with what really came, further lots become moves of their own. What stays away of a line,
Tryton itself awaits anew in a new move as soon as the shipment is received.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from landbridge.connectors.tryton.goods import Goods, Item, amount_in, lot_keys, price_in
from landbridge.connectors.tryton.jobs import Job
from landbridge.connectors.tryton.ours import claim_made, claim_ours
from landbridge.connectors.tryton.push import (
    Desk,
    Part,
    RefusedByUs,
    parts_of,
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


class ReceiptWriter:
    """As jobs.Writer wants it."""

    model = MODEL
    next_button = NEXT

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._goods = Goods(desk)
        self._purchases: dict[str, Record] = {}

    def read_ahead(self, jobs: Sequence[Job]) -> None:
        # The purchases first: should another worker write the same delivery after we looked for
        # it, their moves have changed since, and our own write is refused.
        self._purchases = _read_purchases(self._desk, [str(job.tree["purchase"]) for job in jobs])
        found = claim_ours(self._desk, MODEL, [job.reference for job in jobs])
        for job in jobs:
            job.record = found.get(job.reference)
        new = [job for job in jobs if job.record is None]
        lines = [line for job in new for line in job.lines]
        self._goods.read_items(str(line["product"]) for line in lines)
        self._goods.read_lots(lot_keys(lines))

    def begin(self, job: Job) -> None:
        """The shipment with all its moves, in one call."""
        lines = [line for line in job.lines if line["quantity"]]
        codes = [str(line["product"]) for line in lines]
        self._goods.check_items(codes, owner=job.parcel.owner)
        purchase = _usable(self._purchases, str(job.tree["purchase"]))
        items = self._goods.items
        parts = [parts_of(line, items[str(line["product"])].to_base) for line in lines]
        by_item: dict[str, list[Part]] = {}
        for code, those in zip(codes, parts, strict=True):
            by_item.setdefault(code, []).extend(those)
        self._goods.ensure_lots(by_item)
        actions: list[Action] = []
        for line, those in zip(lines, parts, strict=True):
            actions += _line_actions(self._desk, purchase, line, those, self._goods)
        self._create(job, purchase, actions)

    def _create(self, job: Job, purchase: Record, actions: list[Action]) -> None:
        standing = self._desk.standing
        values = {
            "company": standing.company_id,
            "supplier": purchase["party"],
            "reference": job.reference,
            "warehouse": standing.warehouse_id,
            "warehouse_input": standing.input_id,
            "warehouse_storage": standing.storage_id,
            "incoming_moves": actions,
            **timely_date(self._desk.clock, job.tree.get("received_on")),
        }
        awaited = [move for line in purchase["lines."] for move in line["moves."] if _awaited(move)]
        unchanged = {"_timestamp": timestamps("stock.move", awaited)}
        try:
            self._desk.rpc.model(MODEL, "create", [values], context=unchanged)
        except (Busy, Declined):
            # Another worker that does the same may have taken the awaited moves before us.
            job.record = claim_ours(self._desk, MODEL, [job.reference]).get(job.reference)
            if job.record is None:
                raise
            return
        job.record = claim_made(self._desk, MODEL, job.reference)

    def prepare(self, state: str, jobs: Sequence[Job]) -> bool:
        """Nothing to write before a button is pressed."""
        return False

    def conclude(self, jobs: Sequence[Job]) -> None:
        """Nothing more to write."""


def _read_purchases(desk: Desk, numbers: Sequence[str]) -> dict[str, Record]:
    if not numbers:
        return {}
    domain = [["number", "in", list(numbers)], ["company", "=", desk.standing.company_id]]
    with reading():
        records = desk.rpc.read_all("purchase.purchase", domain, _PURCHASE_FIELDS)
        return {record["number"]: record for record in records}


def _usable(purchases: Mapping[str, Record], number: str) -> Record:
    """The purchase of a receipt, if goods can be received on it. Raises RefusedByUs."""
    purchase = purchases.get(number)
    if purchase is None:
        raise RefusedByUs(error("purchase", "unknown-order", f"Tryton has no purchase {number!r}."))
    if purchase["state"] not in ("processing", "done"):
        raise RefusedByUs(
            error(
                "purchase",
                "wrong-state",
                f"Purchase {number} is {purchase['state']} in Tryton; goods can be received on it "
                "only once it is confirmed.",
            )
        )
    return purchase


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
