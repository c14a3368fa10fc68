"""Goods that went back to their supplier, as a supplier return shipment of Tryton that is done.

One call makes the shipment with all its moves and our reference. What the supplier credits is the
office's to settle there.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from landbridge.codecs.base import Tree
from landbridge.connectors.tryton.carriers import Carriers, shipping_values
from landbridge.connectors.tryton.goods import Goods, amount_in, lot_keys
from landbridge.connectors.tryton.jobs import Job
from landbridge.connectors.tryton.ours import claim_ours
from landbridge.connectors.tryton.push import Desk, Part, RefusedByUs, parts_of, timely_date
from landbridge.connectors.tryton.rpc import reading
from landbridge.connectors.tryton.shipment_notes import Texts, texts_of, write_notes
from landbridge.kit.findings import error

MODEL = "stock.shipment.in.return"
# Whether the goods are in Tryton's stock does not matter: they have left.
NEXT = {"draft": "wait", "waiting": "assign_force", "assigned": "do"}

Record = Mapping[str, Any]


class SupplierReturnWriter:
    """As jobs.Writer wants it."""

    model = MODEL
    next_button = NEXT

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._goods = Goods(desk)
        self._carriers = Carriers(desk)
        self._suppliers: dict[str, Record] = {}

    def read_ahead(self, jobs: Sequence[Job]) -> None:
        found = claim_ours(self._desk, MODEL, [job.reference for job in jobs])
        for job in jobs:
            job.record = found.get(job.reference)
        new = [job for job in jobs if job.record is None]
        self._suppliers = _read_suppliers(self._desk, [str(job.tree["supplier"]) for job in new])
        lines = [line for job in new for line in job.lines]
        self._goods.read_items(str(line["product"]) for line in lines)
        self._goods.read_lots(lot_keys(lines))

    def begin(self, job: Job) -> None:
        """The shipment with what left, in one call."""
        code = str(job.tree["supplier"])
        supplier = self._suppliers.get(code)
        if supplier is None:
            words = f"Tryton has no party {code!r} that goods could go back to."
            waits = f"party/{job.parcel.owner}/{code}"
            raise RefusedByUs(error("supplier", "unknown-party", words), waits_for=waits)
        codes = [str(line["product"]) for line in job.lines]
        self._goods.check_items(codes, owner=job.parcel.owner)
        wanted: dict[str, list[Part]] = {}
        for line, item in zip(job.lines, codes, strict=True):
            numbered = {"line": item, **line}
            wanted.setdefault(item, []).extend(parts_of(numbered, self._goods.items[item].to_base))
        self._goods.ensure_lots(wanted)
        standing = self._desk.standing
        values = {
            "company": standing.company_id, "supplier": supplier["id"],
            "delivery_address": _address(supplier), "from_location": standing.storage_id,
            "to_location": supplier["supplier_location"], "reference": job.reference,
            "moves": [["create", self._moves(supplier, wanted)]],
            **timely_date(self._desk.clock, job.tree.get("sent_on")),
            **shipping_values(self._desk, self._carriers, MODEL, job.tree),
        }  # fmt: skip
        self._desk.rpc.model(MODEL, "create", [values])
        job.record = claim_ours(self._desk, MODEL, [job.reference])[job.reference]

    def _moves(
        self, supplier: Record, wanted: Mapping[str, Sequence[Part]]
    ) -> list[dict[str, Any]]:
        standing = self._desk.standing
        moves = []
        for code, parts in wanted.items():
            item = self._goods.items[code]
            for part in parts:
                quantity, unit = amount_in(item.base, item, part.quantity)
                moves.append(
                    {
                        "product": item.id, "quantity": quantity, "unit": unit.id,
                        "lot": self._goods.lot_id(code, part.lot),
                        "from_location": standing.storage_id,
                        "to_location": supplier["supplier_location"],
                        "company": standing.company_id, "currency": standing.currency_id,
                        "unit_price": item.cost_price or Decimal(0),
                    }
                )  # fmt: skip
        return moves

    def prepare(self, state: str, jobs: Sequence[Job]) -> bool:
        """Nothing to write before a button is pressed."""
        return False

    def conclude(self, jobs: Sequence[Job]) -> None:
        """In which state the goods were, and what they had come with, as notes."""
        texts: Texts = {}
        for job in jobs:
            assert job.record is not None
            texts |= notes_of(self._desk, int(job.record["id"]), job.tree)
        write_notes(self._desk, texts)


def notes_of(desk: Desk, record_id: int, tree: Tree) -> Texts:
    """What a supplier return shipment has no fields for. Raises RpcError."""
    resource = f"{MODEL},{record_id}"
    lines = []
    if receipts := tree.get("receipts"):
        assert isinstance(receipts, list)
        lines.append(f"Came back with {', '.join(map(str, receipts))}")
    entries = tree["lines"]
    assert isinstance(entries, list)
    for line in entries:
        assert isinstance(line, dict)
        told = [
            str(line[name]).replace("_", " ") for name in ("condition", "note") if line.get(name)
        ]
        if told:
            lines.append(f"{line['product']}: {line['quantity']} {', '.join(told)}")
    if tree.get("note"):
        lines.append(str(tree["note"]))
    shipping = texts_of(desk, MODEL, {record_id: tree}).get(resource)
    text = "\n".join([*lines, *([shipping] if shipping else [])])
    return {resource: text} if text else {}


def _read_suppliers(desk: Desk, codes: Sequence[str]) -> dict[str, Record]:
    if not codes:
        return {}
    domain = [["code", "in", sorted(set(codes))], ["active", "in", [True, False]]]
    fields = ["code", "supplier_location", "addresses.delivery"]
    with reading():
        return {one["code"]: one for one in desk.rpc.read_all("party.party", domain, fields)}


def _address(supplier: Record) -> int | None:
    """Where its goods go: a delivery address if it has one, else its first."""
    found = sorted(supplier["addresses."], key=lambda one: (not one["delivery"], int(one["id"])))
    return int(found[0]["id"]) if found else None
