"""The ERP's books read back: what was shipped and received, and the stock that follows from it.

Stock is added up here from the moves that are done, move by move, and not asked of Tryton's own
totals: so this checks the bridge's census too.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from landbridge.connectors.tryton.maps.functions import uom_code
from landbridge.connectors.tryton.rpc import TrytonRpc
from landbridge.connectors.tryton.trees import base_quantity

_UNIT = ("symbol", "factor", "rate", "digits")
_MOVE_FIELDS = (
    "quantity", *(f"unit.{name}" for name in _UNIT), "product.code", "lot.number",
    *(f"product.default_uom.{name}" for name in _UNIT),
    "from_location.type", "to_location.type", "shipment",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLine:
    """On hand of one item and lot (or serial number) in the company's own places."""

    item: str
    lot: str
    quantity: Decimal
    uom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A shipment or receipt. number: Tryton's.  reference: the warehouse's number.

    orders: numbers of the sales or purchases it serves.
    """

    number: str
    state: str
    reference: str
    orders: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """shipments, receipts, returns, supplier_returns, transfers: all but cancelled ones.

    open_sales, open_purchases: numbers of orders whose goods have not all left or come.
    """

    shipments: tuple[Booked, ...]
    receipts: tuple[Booked, ...]
    returns: tuple[Booked, ...]
    supplier_returns: tuple[Booked, ...]
    transfers: tuple[Booked, ...]
    open_sales: tuple[str, ...]
    open_purchases: tuple[str, ...]
    stock: tuple[StockLine, ...]

    @property
    def finished_shipments(self) -> tuple[Booked, ...]:
        return tuple(one for one in self.shipments if one.state == "done")

    @property
    def finished_receipts(self) -> tuple[Booked, ...]:
        return tuple(one for one in self.receipts if one.state == "done")


def read_books(rpc: TrytonRpc) -> Books:
    """rpc: signed in as `clerk` or `admin`. Raises RpcError."""
    rpc.context = rpc.model("res.user", "get_preferences", True)
    return Books(
        shipments=_booked(rpc, "stock.shipment.out", "outgoing_moves.sale.number"),
        receipts=_booked(rpc, "stock.shipment.in", "incoming_moves.purchase.number"),
        returns=_booked(rpc, "stock.shipment.out.return", "incoming_moves.sale.number"),
        supplier_returns=_by_number(rpc, "stock.shipment.in.return", ()),
        transfers=_by_number(
            rpc, "stock.shipment.internal", [("internal_transit_location", "!=", None)]
        ),
        open_sales=_open(rpc, "sale.sale", "sent"),
        open_purchases=_open(rpc, "purchase.purchase", "received"),
        stock=_stock(rpc),
    )


def _booked(rpc: TrytonRpc, model: str, order_field: str) -> tuple[Booked, ...]:
    moves, order, _ = order_field.split(".")
    fields = ["number", "state", "reference", order_field]
    found = []
    for record in rpc.read_all(model, [("state", "!=", "cancelled")], fields):
        orders = {one[f"{order}."]["number"] for one in record[f"{moves}."] if one[f"{order}."]}
        found.append(
            Booked(
                number=record["number"] or "",
                state=record["state"],
                reference=record["reference"] or "",
                orders=tuple(sorted(orders)),
            )
        )
    return tuple(found)


def _by_number(rpc: TrytonRpc, model: str, domain: Sequence[Any]) -> tuple[Booked, ...]:
    """Shipments that serve no order but themselves."""
    fields = ["number", "state", "reference"]
    return tuple(
        Booked(
            number=record["number"] or "", state=record["state"],
            reference=record["reference"] or "", orders=(record["number"] or "",),
        )
        for record in rpc.read_all(model, [("state", "!=", "cancelled"), *domain], fields)
    )  # fmt: skip


def _open(rpc: TrytonRpc, model: str, finished: str) -> tuple[str, ...]:
    domain = [("state", "in", ["confirmed", "processing"]), ("shipment_state", "!=", finished)]
    return tuple(record["number"] for record in rpc.read_all(model, domain, ["number"]))


def _stock(rpc: TrytonRpc) -> tuple[StockLine, ...]:
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    uoms: dict[str, str] = {}
    for move in rpc.read_all("stock.move", [("state", "=", "done")], _MOVE_FIELDS):
        item = move["product."]["code"]
        uoms[item] = str(uom_code(move["product."]["default_uom."]["symbol"]))
        key = (item, (move["lot."] or {}).get("number") or "")
        quantity = base_quantity(move)
        totals[key] += quantity * (_is_own(move["to_location."]) - _is_own(move["from_location."]))
    return tuple(
        StockLine(item=item, lot=lot, quantity=quantity, uom=uoms[item])
        for (item, lot), quantity in sorted(totals.items())
        if quantity
    )


def _is_own(place: Mapping[str, Any]) -> int:
    return int(place["type"] in ("storage", "view"))
