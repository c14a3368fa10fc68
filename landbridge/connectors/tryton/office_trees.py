"""Returns, transfers, inventories and prices of Tryton as wire trees. Pure; see `trees`."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from landbridge.codecs.base import Node, Tree
from landbridge.connectors.tryton.trees import base_quantity, line_of
from landbridge.connectors.tryton.values import (
    Unit,
    day,
    plain_decimal,
    version_of,
)

Record = Mapping[str, Any]

_UNIT = ("symbol", "factor", "rate", "digits")
_MOVE = (
    "origin", "state", "quantity", "last_modified_at", "product.code",
    *(f"unit.{name}" for name in _UNIT), *(f"product.default_uom.{name}" for name in _UNIT),
)  # fmt: skip
RETURN_FIELDS = (
    "number", "state", "reference", "planned_date", "last_modified_at", "customer.code",
    "customer.name", "warehouse.code", *(f"incoming_moves.{name}" for name in _MOVE),
    "incoming_moves.sale.number", "incoming_moves.sale.reference",
)  # fmt: skip
TRANSFER_FIELDS = (
    "number", "state", "reference", "planned_date", "planned_start_date", "last_modified_at",
    "from_location", "to_location", *(f"outgoing_moves.{name}" for name in _MOVE),
)  # fmt: skip
INVENTORY_FIELDS = (
    "number", "state", "date", "last_modified_at", "location", "lines.last_modified_at",
    *(f"lines.moves.{name}" for name in _MOVE), "lines.moves.from_location",
    "lines.moves.lot.number",
)  # fmt: skip
PRICE_FIELDS = (
    "code", "last_modified_at", "template.last_modified_at", "list_price_used",
    "default_uom.symbol",
)  # fmt: skip


def return_tree(record: Record) -> Tree:
    """A `stock.shipment.out.return`: what a customer may send back."""
    moves = sorted(record["incoming_moves."], key=lambda move: int(move["id"]))
    sales = {move["sale."]["id"]: move["sale."] for move in moves if move["sale."]}
    origins: list[Node] = []
    for sale in sales.values():
        origins.append({"kind": "sale", "number": sale["number"]})
        if sale["reference"]:
            origins.append({"kind": "customer", "number": sale["reference"]})
    return {
        "model": "stock.shipment.out.return",
        "id": record["id"],
        "version": version_of(
            record["last_modified_at"], *(move["last_modified_at"] for move in moves)
        ),
        "number": record["number"],
        "state": record["state"],
        "planned_date": day(record["planned_date"]),
        "warehouse": record["warehouse."]["code"],
        "customer": {
            "code": record["customer."]["code"], "name": record["customer."]["name"],
        },
        "origins": origins,
        "lines": _lines(moves),
    }  # fmt: skip


def transfer_tree(record: Record, warehouses: Mapping[int, str]) -> Tree:
    """A `stock.shipment.internal` between two warehouses; a line is the move into the target.

    warehouses: their codes, by the ids of their places.
    """
    moves = sorted(record["outgoing_moves."], key=lambda move: int(move["id"]))
    return {
        "model": "stock.shipment.internal",
        "id": record["id"],
        "version": version_of(
            record["last_modified_at"], *(move["last_modified_at"] for move in moves)
        ),
        "number": record["number"],
        "state": record["state"],
        "reference": record["reference"],
        "planned_start_date": day(record["planned_start_date"]),
        "planned_date": day(record["planned_date"]),
        "from_warehouse": warehouses.get(record["from_location"], ""),
        "to_warehouse": warehouses.get(record["to_location"], ""),
        "lines": _lines(moves),
    }


def _lines(moves: Sequence[Record]) -> list[Node]:
    lines: dict[str, dict[str, Any]] = {}
    for move in moves:
        if move["state"] == "cancelled":
            continue
        line = lines.setdefault(
            line_of(move),
            {
                "line": line_of(move), "product": move["product."]["code"],
                "quantity": Decimal(0),
                "unit": Unit.of(move["product."]["default_uom."]).symbol,
            },
        )  # fmt: skip
        line["quantity"] += base_quantity(move)
    return [{**line, "quantity": plain_decimal(line["quantity"])} for line in lines.values()]


def inventory_tree(record: Record) -> Tree | None:
    """A `stock.inventory` that was confirmed: its differences; None if there are none."""
    lines: list[Node] = []
    changes = [record["last_modified_at"]]
    for entry in sorted(record["lines."], key=lambda line: int(line["id"])):
        changes.append(entry["last_modified_at"])
        for move in sorted(entry["moves."], key=lambda one: int(one["id"])):
            changes.append(move["last_modified_at"])
            quantity = base_quantity(move)
            lost = move["from_location"] == record["location"]
            lines.append(
                {
                    "line": f"stock.move,{move['id']}", "product": move["product."]["code"],
                    "change": plain_decimal(-quantity if lost else quantity),
                    "unit": Unit.of(move["product."]["default_uom."]).symbol,
                    "lot": (move.get("lot.") or {}).get("number"),
                }
            )  # fmt: skip
    if not lines:
        return None
    return {
        "model": "stock.inventory",
        "id": record["id"],
        "version": version_of(*changes),
        "number": record["number"],
        "state": record["state"],
        "date": day(record["date"]),
        "lines": lines,
    }


def price_tree(record: Record) -> Tree | None:
    """Prices of a `product.product`; None if it has none. Customs values stand in attributes."""
    attributes = record.get("attributes") or {}
    customs = attributes.get("customs_value")
    listed = record["list_price_used"]
    if listed is None and customs is None:
        return None
    return {
        "model": "product.product",
        "id": record["id"],
        "version": version_of(record["last_modified_at"], record["template."]["last_modified_at"]),
        "code": record["code"],
        "unit": record["default_uom."]["symbol"],
        "list_price": None if listed is None else plain_decimal(Decimal(listed)),
        "customs_value": None if customs is None else plain_decimal(Decimal(customs)),
        "commodity_code": attributes.get("commodity_code"),
        "country_of_origin": attributes.get("country_of_origin"),
    }
