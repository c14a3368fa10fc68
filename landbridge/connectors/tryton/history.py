"""Which bookings led to Tryton's stock, and whose stock changed lately."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from landbridge.connect.history import (
    ADJUSTMENT,
    COUNT,
    OTHER,
    RECEIPT,
    SHIPMENT,
    ChangedItems,
    HistoryQuestion,
    HistoryRow,
)
from landbridge.connectors.tryton.maps.functions import uom_code
from landbridge.connectors.tryton.push import Desk
from landbridge.connectors.tryton.rpc import reading
from landbridge.connectors.tryton.values import Unit, plain_decimal, to_base
from landbridge.kit.quantity import Quantity, Uom

# Transactions that end late show their instant late; what is asked twice does no harm.
OVERLAP_S = 30.0
_UNIT = ("symbol", "factor", "rate", "digits")
FIELDS = (
    "state", "quantity", "effective_date", "last_modified_at", "from_location", "to_location",
    "origin", "shipment", "shipment.number", "shipment.reference", "product.code", "lot.number",
    "create_uid.name", *(f"unit.{name}" for name in _UNIT),
    *(f"product.default_uom.{name}" for name in _UNIT),
)  # fmt: skip
REASONS = {
    "stock.shipment.in": RECEIPT,
    "stock.shipment.in.return": SHIPMENT,
    "stock.shipment.out": SHIPMENT,
    "stock.shipment.out.return": RECEIPT,
    "stock.shipment.internal": ADJUSTMENT,
    "stock.inventory.line": COUNT,
}
# A reference of ours, without the mark of a split or of a sign: `A-17 (+)`.
OURS = re.compile(r"(.*?)(?: \([^()]*\))?")

Record = Mapping[str, Any]


def history(desk: Desk, question: HistoryQuestion) -> Iterator[HistoryRow]:
    """Raises RpcError."""
    inside = _inside(desk)
    optional = "lot_uom" in desk.standing.optional_fields
    fields = [*FIELDS, *(("product.lot_uom",) if optional else ())]
    since = question.since.astimezone(UTC).replace(tzinfo=None)
    domain = [
        ["state", "=", "done"], ["last_modified_at", ">=", since],
        ["product.code", "in", list(question.items)],
        ["OR", ["from_location", "in", inside], ["to_location", "in", inside]],
    ]  # fmt: skip
    with reading():
        for move in desk.rpc.read_all("stock.move", domain, fields):
            sign = (move["to_location"] in inside) - (move["from_location"] in inside)
            if sign:
                yield _row(move, sign)


def changed_items(desk: Desk, since: str) -> ChangedItems:
    """Raises RpcError."""
    now = desk.clock.now()
    position = (now - timedelta(seconds=OVERLAP_S)).isoformat()
    if not since:
        return ChangedItems(items=None, position=position)
    begin = datetime.fromisoformat(since).astimezone(UTC).replace(tzinfo=None)
    domain = [["state", "in", ["done", "cancelled"]], ["last_modified_at", ">=", begin]]
    with reading():
        moves = desk.rpc.read_all("stock.move", domain, ["product.code"])
        items = frozenset(str(move["product."]["code"]) for move in moves)
    return ChangedItems(items=items, position=position)


def _inside(desk: Desk) -> list[int]:
    """Every storage place that the census counts."""
    standing = desk.standing
    tops = [standing.input_id, standing.storage_id, standing.output_id]
    domain = [["parent", "child_of", tops, "parent"]]
    with reading():
        return [int(place["id"]) for place in desk.rpc.read_all("stock.location", domain, ["id"])]


def _row(move: Record, sign: int) -> HistoryRow:
    item = move["product."]
    base = Unit.of(item["default_uom."])
    value = to_base(Decimal(move["quantity"]), Unit.of(move["unit."]), base)
    shipment = move.get("shipment.") or {}
    reference = str(shipment.get("reference") or "")
    at = move["last_modified_at"].replace(tzinfo=UTC)
    lot = "" if item.get("lot_uom") else str((move.get("lot.") or {}).get("number") or "")
    return HistoryRow(
        item=str(item["code"]),
        change=Quantity(plain_decimal(value * sign), Uom(str(uom_code(base.symbol)))),
        at=at,
        lot=lot,
        reason=_reason(move),
        document=_document(reference),
        reference=str(shipment.get("number") or "") or str(move.get("origin") or ""),
        actor=str((move.get("create_uid.") or {}).get("name") or ""),
        effective_on=move["effective_date"],
    )


def _document(reference: str) -> str:
    found = OURS.fullmatch(reference)
    return found[1] if found is not None else reference


def _reason(move: Record) -> str:
    for names in (_models(move, ("shipment",)), _models(move, ("origin",))):
        for name in names:
            if name in REASONS:
                return REASONS[name]
    return OTHER


def _models(move: Record, fields: Sequence[str]) -> Iterator[str]:
    """Model names of references, which are texts like `stock.shipment.in,17`."""
    for field in fields:
        value = move.get(field)
        if isinstance(value, str):
            yield value.partition(",")[0]
