"""Tryton's records as wire trees: what is asked of Tryton, and what is made of the answer. Pure.

A record is read with all its parts in one call, so a tree is of one instant. Names in the trees
are Tryton's own. Quantities of order lines are in the item's base unit, exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from landbridge.codecs.base import Node, Tree
from landbridge.connectors.tryton.values import (
    Unit,
    day,
    plain_decimal,
    to_base,
    version_of,
)

Record = Mapping[str, Any]
OPEN_SHIPMENT = ("waiting", "assigned")
SHIPPED_BY_HAND = ("picked", "packed", "shipped", "done")

_UNIT = ("symbol", "factor", "rate", "digits")
_ADDRESS = (
    "party_name", "street", "postal_code", "city", "subdivision.name", "country.code",
)  # fmt: skip


def _under(prefix: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{prefix}.{name}" for name in names)


ITEM_FIELDS = (
    "code", "active", "last_modified_at", "template.name", "template.last_modified_at", "type",
    *_under("default_uom", _UNIT), *_under("purchase_uom", _UNIT), *_under("sale_uom", _UNIT),
    "identifiers.type", "identifiers.code", "identifiers.last_modified_at",
    "categories.name", "list_price_used",
)  # fmt: skip
# Fields of modules that an installation may have or not.
ITEM_OPTIONAL_FIELDS = (
    "lot_required", "lot_uom", "expiration_state", "expiration_time", "shelf_life_state",
    "shelf_life_time", "length", "length_uom.symbol", "width", "width_uom.symbol", "height",
    "height_uom.symbol", "weight", "weight_uom.symbol", "attributes",
)  # fmt: skip
PARTY_FIELDS = (
    "code", "name", "active", "last_modified_at", "lang.code", "tax_identifier.code",
    "categories.name", "addresses.active", "addresses.delivery", "addresses.invoice",
    "addresses.last_modified_at", *_under("addresses", _ADDRESS),
    "contact_mechanisms.type", "contact_mechanisms.value", "contact_mechanisms.last_modified_at",
)  # fmt: skip
MOVE_FIELDS = (
    "origin", "state", "quantity", "last_modified_at", "unit_price", "currency.code",
    *_under("unit", _UNIT), "product.code", *_under("product.default_uom", _UNIT),
)  # fmt: skip
SHIPMENT_FIELDS = (
    "number", "state", "reference", "planned_date", "last_modified_at", "create_date",
    "customer.code", "customer.name", "warehouse.code", *_under("delivery_address", _ADDRESS),
    *_under("outgoing_moves", MOVE_FIELDS), "outgoing_moves.sale.number",
    "outgoing_moves.sale.reference", "outgoing_moves.sale.shipments",
)  # fmt: skip
SHIPPED_FIELDS = (
    "origin", "state", "quantity", *_under("unit", _UNIT), *_under("product.default_uom", _UNIT),
    "shipment.reference",
)  # fmt: skip
PURCHASE_FIELDS = (
    "number", "state", "reference", "delivery_date", "purchase_date", "last_modified_at",
    "party.code", "party.name", "warehouse.code", "lines.type", "lines.last_modified_at",
    "lines.product.code", *_under("lines.product.default_uom", _UNIT),
    "lines.moves.state", "lines.moves.quantity", "lines.moves.last_modified_at",
    "lines.moves.shipment.create_uid", "lines.moves.planned_date",
    *_under("lines.moves.unit", _UNIT),
)  # fmt: skip


def item_tree(record: Record) -> Tree:
    """A `product.product` with its template."""
    template = record["template."]
    base = Unit.of(record["default_uom."])
    identifiers = sorted(record["identifiers."], key=lambda entry: int(entry["id"]))
    return {
        "model": "product.product",
        "id": record["id"],
        "version": version_of(
            record["last_modified_at"],
            template["last_modified_at"],
            *(entry["last_modified_at"] for entry in identifiers),
        ),
        "code": record["code"],
        "name": template["name"],
        "active": record["active"],
        "type": record["type"],
        "default_uom": {"symbol": base.symbol, "digits": base.digits},
        "packings": _packings(record, base),
        "identifiers": [
            {"type": one["type"], "code": one["code"], "outer": _is_outer(one["code"])}
            for one in identifiers
        ],
        "categories": [entry["name"] for entry in record["categories."]],
        "list_price": _number(record["list_price_used"]),
        "lot_required": bool(record.get("lot_required")),
        # A lot of one piece at the most is what Tryton calls a serial number.
        "lot_is_one_piece": record.get("lot_uom") is not None,
        "expiration_state": record.get("expiration_state"),
        "shelf_life_time": record.get("shelf_life_time") or record.get("expiration_time"),
        "length": _measured(record, "length"),
        "width": _measured(record, "width"),
        "height": _measured(record, "height"),
        "weight": _measured(record, "weight"),
        "attributes": {
            name: _node(value) for name, value in sorted((record.get("attributes") or {}).items())
        },
    }


def _packings(record: Record, base: Unit) -> list[Node]:
    """Units other than the base one in which the item is bought or sold."""
    found: dict[int, Unit] = {}
    for name in ("purchase_uom.", "sale_uom."):
        if record.get(name) and record[name]["id"] != base.id:
            unit = Unit.of(record[name])
            found[unit.id] = unit
    packings: list[Node] = []
    for unit in sorted(found.values(), key=lambda unit: unit.factor):
        fraction = unit.factor / base.factor
        packings.append(
            {
                "symbol": unit.symbol,
                "numerator": fraction.numerator,
                "denominator": fraction.denominator,
            }
        )
    return packings


def _is_outer(code: str) -> bool:
    """Whether a barcode is a GTIN-14 with the indicator of an outer packing (1 to 9)."""
    return len(code) == 14 and code.isdigit() and code[0] != "0"


def _measured(record: Record, name: str) -> Node:
    value, unit = record.get(name), record.get(f"{name}_uom.")
    if value is None or not unit:
        return None
    return {"value": _number(value), "unit": unit["symbol"]}


def party_tree(record: Record) -> Tree:
    """A `party.party` with addresses and ways to reach it."""
    contacts = sorted(record["contact_mechanisms."], key=lambda entry: int(entry["id"]))
    addresses = sorted(record["addresses."], key=lambda entry: int(entry["id"]))
    reach: dict[str, Node] = {}
    for entry in contacts:
        reach.setdefault(entry["type"], entry["value"])
    return {
        "model": "party.party",
        "id": record["id"],
        "version": version_of(
            record["last_modified_at"],
            *(entry["last_modified_at"] for entry in (*contacts, *addresses)),
        ),
        "code": record["code"],
        "name": record["name"] or record["code"],
        "active": record["active"],
        "lang": (record["lang."] or {}).get("code"),
        "tax_identifier": (record["tax_identifier."] or {}).get("code"),
        "categories": [entry["name"] for entry in record["categories."]],
        "contact": reach,
        "addresses": [
            {
                "id": entry["id"],
                "delivery": entry["delivery"],
                "invoice": entry["invoice"],
                **_address(entry, str(record["name"] or record["code"])),
            }
            for entry in addresses
            if entry["active"]
        ],
    }


def _address(entry: Record, party_name: str) -> Tree:
    return {
        "name": entry["party_name"] or party_name,
        "street": entry["street"],
        "postal_code": entry["postal_code"],
        "city": entry["city"],
        "subdivision": (entry["subdivision."] or {}).get("name"),
        "country": (entry["country."] or {}).get("code"),
    }


def shipment_tree(record: Record, shipped: Sequence[Record] = ()) -> Tree:
    """A `stock.shipment.out`. shipped: moves that left on other shipments split from this one.

    A line's quantity is the whole of it, what has left before included: absolute, so that a
    version that crosses a shipment on the way is still right.
    """
    moves = sorted(record["outgoing_moves."], key=_by_origin)
    sales = {move["sale."]["id"]: move["sale."] for move in moves if move["sale."]}
    origins: list[Node] = []
    for sale in sales.values():
        origins.append({"kind": "sale", "number": sale["number"]})
        if sale["reference"]:
            origins.append({"kind": "customer", "number": sale["reference"]})
    delivery = record["delivery_address."]
    customer = record["customer."]
    return {
        "model": "stock.shipment.out",
        "id": record["id"],
        "version": version_of(
            record["last_modified_at"], *(move["last_modified_at"] for move in moves)
        ),
        "number": record["number"],
        "state": record["state"],
        "planned_date": day(record["planned_date"]),
        "created_at": record["create_date"].isoformat() + "Z",
        "warehouse": record["warehouse."]["code"],
        "customer": {"code": customer["code"], "name": customer["name"]},
        "delivery_address": _address(delivery, str(customer["name"])) if delivery else None,
        "origins": origins,
        "lines": _shipment_lines(moves, shipped),
    }


def _shipment_lines(moves: Sequence[Record], shipped: Sequence[Record]) -> list[Node]:
    lines: dict[str, dict[str, Any]] = {}
    for move in moves:
        if move["state"] == "cancelled":
            continue
        base = Unit.of(move["product."]["default_uom."])
        price = _price(move, base)
        line = lines.setdefault(
            line_of(move),
            {
                "line": line_of(move),
                "product": move["product."]["code"],
                "quantity": Decimal(0),
                "unit": base.symbol,
                "unit_price": price,
                "currency": None if price is None else (move["currency."] or {}).get("code"),
            },
        )
        line["quantity"] += base_quantity(move)
    for move in shipped:
        if (found := lines.get(line_of(move))) is not None:
            found["quantity"] += base_quantity(move)
    return list(lines.values())


def line_of(move: Record) -> str:
    """The identity of the line a move serves: its sale or purchase line, else the move itself."""
    origin = move["origin"]
    return str(origin) if origin else f"stock.move,{move['id']}"


def base_quantity(move: Record) -> Decimal:
    """A move's quantity in its product's base unit."""
    unit = Unit.of(move["unit."])
    return to_base(move["quantity"], unit, Unit.of(move["product."]["default_uom."]))


def _price(move: Record, base: Unit) -> Node:
    """The price of a base unit; none for a line in cases, whose piece may have no exact price."""
    price = move["unit_price"]
    if price is None or move["unit."]["id"] != base.id:
        return None
    return _number(price)


def purchase_tree(record: Record, *, own_user_id: int) -> Tree | None:
    """A `purchase.purchase` as goods to come; None if it has no goods at all.

    A line's quantity is what is still awaited and what this bridge's own user has received on it;
    what others received or cancelled is no concern of the warehouse any more.
    """
    changes: list[datetime] = [record["last_modified_at"]]
    planned: list[date] = []
    lines: list[Node] = []
    for line in sorted(record["lines."], key=lambda entry: int(entry["id"])):
        changes.append(line["last_modified_at"])
        moves = line["moves."]
        if line["type"] != "line" or not line["product."] or not moves:
            continue
        changes += [move["last_modified_at"] for move in moves]
        planned += [move["planned_date"] for move in moves if move["planned_date"]]
        lines.append(_purchase_line(line, moves, own_user_id))
    if not lines:
        return None
    party = record["party."]
    expected = record["delivery_date"] or (min(planned) if planned else None)
    return {
        "model": "purchase.purchase",
        "id": record["id"],
        "version": version_of(*changes),
        "number": record["number"],
        "state": record["state"],
        "reference": record["reference"],
        "warehouse": record["warehouse."]["code"],
        "party": {"code": party["code"], "name": party["name"]},
        "expected_date": day(expected),
        "awaited": any(isinstance(line, dict) and line["quantity"] for line in lines),
        "lines": lines,
    }


def _purchase_line(line: Record, moves: Sequence[Record], own_user_id: int) -> Node:
    base = Unit.of(line["product."]["default_uom."])
    total = Decimal(0)
    for move in moves:
        shipment = move["shipment."]
        ours = shipment is not None and shipment["create_uid"] == own_user_id
        awaited = shipment is None and move["state"] == "draft"
        if move["state"] != "cancelled" and (ours or awaited):
            total += to_base(move["quantity"], Unit.of(move["unit."]), base)
    return {
        "line": f"purchase.line,{line['id']}",
        "product": line["product."]["code"],
        "quantity": plain_decimal(total),
        "unit": base.symbol,
    }


def _by_origin(move: Record) -> tuple[str, int]:
    model, _, number = line_of(move).rpartition(",")
    return model, int(number)


def _number(value: Any) -> Node:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return value if isinstance(value, int) else None


def _node(value: Any) -> Node:
    """An attribute's value: text, number, truth or day."""
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, str | int | bool) or value is None:
        return value
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
