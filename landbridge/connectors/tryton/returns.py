"""A return receipt as a customer return shipment of Tryton, received and done.

What was authorised is that shipment itself, with what really came; what nobody announced is a
shipment of its own. While more is to come, what came is split off, as with customer shipments.
Later versions only tell what became of the goods: they are a note, and move nothing (T-33).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from landbridge.codecs.base import Tree
from landbridge.connectors.tryton.goods import Goods, amount_in, lot_keys
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
from landbridge.connectors.tryton.shipment_notes import write_notes
from landbridge.connectors.tryton.trees import line_of
from landbridge.connectors.tryton.values import Unit
from landbridge.kit.findings import error

MODEL = "stock.shipment.out.return"
NEXT = {"draft": "receive", "received": "do"}
_UNIT = ("symbol", "factor", "rate", "digits")
_FIELDS = (
    "number", "state", "reference", "customer", "contact_address", "_timestamp",
    "incoming_moves.origin", "incoming_moves.state", "incoming_moves.quantity",
    "incoming_moves._timestamp", "incoming_moves.product.code", "incoming_moves.unit_price",
    "incoming_moves.currency", "incoming_moves.from_location",
    *(f"incoming_moves.unit.{name}" for name in _UNIT),
)  # fmt: skip

Record = Mapping[str, Any]
Action = list[Any]


class ReturnWriter:
    """As jobs.Writer wants it."""

    model = MODEL
    next_button = NEXT

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._goods = Goods(desk)
        self._orders: dict[str, Record] = {}

    def read_ahead(self, jobs: Sequence[Job]) -> None:
        self._orders = _read_orders(self._desk, [_order(job) for job in jobs if _order(job)])
        found = claim_ours(self._desk, MODEL, [job.reference for job in jobs])
        for job in jobs:
            job.record = found.get(job.reference)
        lines = [line for job in jobs if job.record is None for line in job.lines]
        self._goods.read_items(str(line["product"]) for line in lines)
        self._goods.read_lots(lot_keys(lines))

    def begin(self, job: Job) -> None:
        """What came and our reference, in one call."""
        codes = [str(line["product"]) for line in job.lines]
        self._goods.check_items(codes, owner=job.parcel.owner)
        items = self._goods.items
        parts = [
            (line, parts_of(line, items[str(line["product"])].to_base)) for line in job.lines
        ]  # fmt: skip
        by_item: dict[str, list[Part]] = {}
        for line, those in parts:
            by_item.setdefault(str(line["product"]), []).extend(those)
        self._goods.ensure_lots(by_item)
        try:
            job.record = self._write(job, parts)
        except (Busy, Declined):
            # Another worker that does the same may have been faster.
            job.record = claim_ours(self._desk, MODEL, [job.reference]).get(job.reference)
            if job.record is None:
                raise

    def _write(
        self, job: Job, parts: Sequence[tuple[Mapping[str, Any], Sequence[Part]]]
    ) -> dict[str, Any]:
        order = self._orders.get(_order(job)) if _order(job) else None
        if _order(job) and order is None:
            words = f"Tryton has no return {_order(job)!r}."
            raise RefusedByUs(error("return_order", "unknown-order", words))
        if order is not None and order["state"] != "draft":
            words = f"Return {_order(job)} is {order['state']} in Tryton; look there who did it."
            raise RefusedByUs(error("return_order", "wrong-state", words))
        if order is not None and job.tree["closed"]:
            return self._take_whole(job, order, parts)
        return self._make(job, order, parts)

    def _take_whole(
        self,
        job: Job,
        order: Record,
        parts: Sequence[tuple[Mapping[str, Any], Sequence[Part]]],
    ) -> dict[str, Any]:
        """The authorised shipment itself: its moves say what came, the rest becomes 0."""
        todo = {move["id"]: move for move in order["incoming_moves."] if move["state"] == "draft"}
        actions: list[Action] = []
        for line, those in parts:
            for part in those:
                actions += self._take(order, line, part, todo)
        actions += [["write", [move_id], {"quantity": 0.0}] for move_id in todo]
        values = {
            "reference": job.reference, "incoming_moves": actions,
            **timely_date(self._desk.clock, job.tree.get("received_on")),
        }  # fmt: skip
        unchanged = {
            "_timestamp": timestamps(MODEL, [order])
            | timestamps("stock.move", order["incoming_moves."])
        }
        self._desk.rpc.model(MODEL, "write", [order["id"]], values, context=unchanged)
        return {"id": order["id"], "number": order["number"], "state": "draft"}

    def _take(
        self, order: Record, line: Mapping[str, Any], part: Part, todo: dict[int, Record]
    ) -> list[Action]:
        item = self._goods.items[str(line["product"])]
        mine = [move for move in todo.values() if line_of(move) == line.get("line")]
        like = mine or [m for m in _moves(order) if line_of(m) == line.get("line")]
        unit = Unit.of(like[0]["unit."]) if like else item.base
        quantity, chosen = amount_in(unit, item, part.quantity)
        lot = self._goods.lot_id(item.code, part.lot)
        values: dict[str, Any] = {"quantity": quantity, "unit": chosen.id, "lot": lot}
        if mine:
            del todo[mine[0]["id"]]
            return [["write", [mine[0]["id"]], values]]
        return [["create", [values | self._new_move(item.id, order, like[0] if like else None)]]]

    def _make(
        self,
        job: Job,
        order: Record | None,
        parts: Sequence[tuple[Mapping[str, Any], Sequence[Part]]],
    ) -> dict[str, Any]:
        """A shipment of its own, of what came; what was authorised is less by it, in one call."""
        standing = self._desk.standing
        party = order["customer"] if order is not None else self._customer(job)
        source = order if order is not None else {"incoming_moves.": (), "customer": party}
        actions: list[Action] = []
        todo: dict[int, Record] = {}
        for line, those in parts:
            for part in those:
                actions += self._take(source, line, part, todo)
        if order is not None:
            actions += self._less(order, parts)
        values = {
            "company": standing.company_id, "customer": party,
            "warehouse": standing.warehouse_id, "warehouse_input": standing.input_id,
            "warehouse_storage": standing.storage_id, "reference": job.reference,
            "incoming_moves": actions,
            **timely_date(self._desk.clock, job.tree.get("received_on")),
        }  # fmt: skip
        unchanged = {"_timestamp": timestamps("stock.move", _moves(source))}
        self._desk.rpc.model(MODEL, "create", [values], context=unchanged)
        return claim_made(self._desk, MODEL, job.reference)

    def _less(
        self, order: Record, parts: Sequence[tuple[Mapping[str, Any], Sequence[Part]]]
    ) -> list[Action]:
        came: dict[tuple[Any, str], Decimal] = defaultdict(Decimal)
        for line, those in parts:
            key = (line.get("line"), str(line["product"]))
            came[key] += sum((part.quantity for part in those), Decimal(0))
        actions: list[Action] = []
        for move in _moves(order):
            key = (line_of(move), str(move["product."]["code"]))
            if not came.get(key):
                continue
            item = self._goods.items[key[1]]
            unit = Unit.of(move["unit."])
            held = item.to_base_of(move["quantity"], unit)
            taken = min(came[key], held)
            came[key] -= taken
            quantity, chosen = amount_in(unit, item, held - taken)
            actions.append(["write", [move["id"]], {"quantity": quantity, "unit": chosen.id}])
        return actions

    def _new_move(self, product_id: int, order: Record, like: Record | None) -> dict[str, Any]:
        standing = self._desk.standing
        values: dict[str, Any] = {
            "product": product_id, "to_location": standing.input_id,
            "company": standing.company_id, "currency": standing.currency_id, "state": "draft",
            "from_location": self._customer_place(int(order["customer"])),
            "unit_price": Decimal(0),
        }  # fmt: skip
        if like is not None:
            values |= {"origin": like["origin"], "unit_price": like["unit_price"] or Decimal(0)}
        return values

    def _customer(self, job: Job) -> int:
        code = str(job.tree.get("customer") or "")
        with reading():
            found = self._desk.rpc.search_read("party.party", [["code", "=", code]], ["id"])
        if not code or not found:
            words = f"Return {job.reference} came unannounced "
            if code:
                words += f"from {code}, whom Tryton does not know; enter that party there."
            else:
                words += (
                    "and nobody knows from whom. Tryton books no return without a customer: say "
                    "under Returns who sent it; or book it there by hand and dismiss this document."
                )
            waits = f"party/{job.parcel.owner}/{code}" if code else ""
            raise RefusedByUs(error("customer", "unknown-party", words), waits_for=waits)
        return int(found[0]["id"])

    def _customer_place(self, party_id: int) -> int:
        with reading():
            fields = ["customer_location"]
            (party,) = self._desk.rpc.model("party.party", "read", [party_id], fields)
        return int(party["customer_location"])

    def prepare(self, state: str, jobs: Sequence[Job]) -> bool:
        """Nothing to write before a button is pressed."""
        return False

    def conclude(self, jobs: Sequence[Job]) -> None:
        """Conditions and what became of the goods as notes; a newer version adds its own."""
        texts = {
            f"{MODEL},{job.record['id']}": condition_text(job.tree)
            for job in jobs
            if job.record is not None
        }
        write_notes(self._desk, texts)


def _order(job: Job) -> str:
    return str(job.tree.get("return_order") or "")


def _moves(order: Record) -> list[Record]:
    return [move for move in order["incoming_moves."] if move["state"] != "cancelled"]


def _read_orders(desk: Desk, numbers: Sequence[str]) -> dict[str, Record]:
    if not numbers:
        return {}
    domain = [
        ["number", "in", list(numbers)], ["company", "=", desk.standing.company_id],
        ["warehouse", "=", desk.standing.warehouse_id],
    ]  # fmt: skip
    with reading():
        return {record["number"]: record for record in desk.rpc.read_all(MODEL, domain, _FIELDS)}


def condition_text(tree: Tree) -> str:
    """In which condition it came, and what became of it as far as this version knows."""
    lines = [f"Warehouse return {tree['reference']}, version {tree['version']}"]
    entries = tree["lines"]
    assert isinstance(entries, list)
    for line in entries:
        assert isinstance(line, dict)
        decided = str(line.get("disposition") or "not decided yet").replace("_", " ")
        condition = str(line["condition"]).replace("_", " ")
        lines.append(f"{line['product']}: {line['quantity']} {condition}, {decided}")
    return "\n".join(lines)
