"""Cartons of a shipment as packages of Tryton, where its modules for packages are there.

A move of Tryton lies in one package, so a move whose goods are in two cartons becomes two; and a
shipment with packages has all its moves in them. Where what the cartons hold does not add up to
the moves, none is made, and the cartons stand in a note. All packages of a shipment are made in one
call, in the order of its cartons. Tryton numbers them itself: the SSCC stands in a note on each.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from landbridge.codecs.base import Tree
from landbridge.connectors.tryton.goods import Goods, Item, amount_in, price_in
from landbridge.connectors.tryton.push import Desk, RefusedByUs, timestamps
from landbridge.connectors.tryton.rpc import Declined, as_float, reading
from landbridge.connectors.tryton.trees import line_of
from landbridge.connectors.tryton.values import Unit, plain_decimal

PACKAGE, TYPE = "stock.package", "stock.package.type"
UNNAMED_TYPE = "Carton"
_UNIT = ("symbol", "factor", "rate", "digits")
_MOVE = (
    "origin", "state", "quantity", "_timestamp", "product.code", "lot.number", "package",
    "unit_price", "currency", "from_location", "to_location", "planned_date",
    *(f"unit.{name}" for name in _UNIT),
)  # fmt: skip
WEIGHED, PER_MOVE = "additional_weight", "internal_weight"
TRACKED = "shipping_reference"

Record = Mapping[str, Any]
Action = list[Any]
_Values = tuple[list[dict[str, Any]], dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A move of the shipment: what left of one line and lot. quantity: base units."""

    move_id: int
    line: str
    item: str
    lot: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a carton says it holds of one line and lot, or serial number. quantity: base units."""

    carton: int
    line: str
    item: str
    lot: str
    quantity: Decimal


def share(wanted: Sequence[Wanted], held: Sequence[Held]) -> list[tuple[int, int, Decimal]] | None:
    """(carton, move, base units) so that every move lies whole in the cartons; None if it cannot.

    What names a lot comes out of that lot; the rest takes what is left of its line.
    """
    left = {move.move_id: move.quantity for move in held}
    found: list[tuple[int, int, Decimal]] = []
    for want in sorted(wanted, key=lambda one: not one.lot):
        missing = want.quantity
        for move in held:
            fits = (move.line, move.item) == (want.line, want.item) and want.lot in ("", move.lot)
            taken = min(missing, left[move.move_id]) if fits else Decimal(0)
            if taken:
                found.append((want.carton, move.move_id, taken))
                left[move.move_id] -= taken
                missing -= taken
        if missing:
            return None
    return None if any(left.values()) else _summed(found)


def _summed(shares: Iterable[tuple[int, int, Decimal]]) -> list[tuple[int, int, Decimal]]:
    total: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for carton, move_id, quantity in shares:
        total[carton, move_id] += quantity
    return [(carton, move_id, quantity) for (carton, move_id), quantity in sorted(total.items())]


def packed(desk: Desk, model: str, ids: Iterable[int]) -> dict[int, list[int]]:
    """Packages that we made of these shipments, in the order of their cartons. Raises RpcError."""
    shipments = sorted(f"{model},{record_id}" for record_id in ids)
    found: dict[int, list[int]] = {}
    if not shipments or not desk.standing.has_packages:
        return found
    domain = [["shipment", "in", shipments], ["create_uid", "=", desk.standing.user_id]]
    with reading():
        for record in desk.rpc.read_all(PACKAGE, domain, ["shipment"]):
            found.setdefault(int(record["shipment"].split(",")[1]), []).append(record["id"])
    return found


def cartons_of(tree: Tree) -> list[Mapping[str, Any]]:
    cartons = tree.get("cartons") or []
    assert isinstance(cartons, list)
    return [carton for carton in cartons if isinstance(carton, dict)]


class Packer:
    """Packs the shipments of one model. Their moves are still to be done and may be changed."""

    def __init__(self, desk: Desk, goods: Goods, model: str) -> None:
        self._desk = desk
        self._goods = goods
        self._model = model
        self._fields = desk.standing.package_fields
        self._types: dict[str, int] = {}
        self._units: dict[str, Unit] = {}

    def pack(self, trees: Mapping[int, Tree]) -> bool:
        """Whether something was packed. Raises RpcError.

        trees: confirmations by the shipment's id. What has packages is left as it is.
        """
        todo = {record_id: tree for record_id, tree in trees.items() if cartons_of(tree)}
        if not todo or not self._desk.standing.has_packages:
            return False
        there = packed(self._desk, self._model, todo)
        todo = {record_id: tree for record_id, tree in todo.items() if record_id not in there}
        if not todo:
            return False
        self._goods.read_items(
            str(entry["product"])
            for tree in todo.values() for carton in cartons_of(tree)
            for entry in carton.get("contents") or ()
        )  # fmt: skip
        self._learn(carton for tree in todo.values() for carton in cartons_of(tree))
        made = {
            record_id: values
            for record_id, moves in self._moves(todo).items()
            if (values := self._values(record_id, todo[record_id], moves))
        }
        if not self._create(made.values()):
            for values in made.values():
                self._create([values])  # the goods have left all the same; a note tells the cartons
        return True

    def _create(self, made: Iterable[_Values]) -> bool:
        """In one call, all of them or none; whether Tryton takes them."""
        values = [one for those in made for one in those[0]]
        stamps = {name: stamp for those in made for name, stamp in those[1].items()}
        try:
            if values:
                self._desk.rpc.model(PACKAGE, "create", values, context={"_timestamp": stamps})
        except Declined:
            return False
        return True

    def _moves(self, ids: Iterable[int]) -> dict[int, list[Record]]:
        fields = [f"outgoing_moves.{name}" for name in _MOVE]
        if WEIGHED in self._fields:
            fields.append(f"outgoing_moves.{PER_MOVE}")
        with reading():
            records = self._desk.rpc.model(self._model, "read", sorted(ids), fields)
        return {
            record["id"]: [
                move for move in record["outgoing_moves."]
                if move["state"] != "cancelled" and move["quantity"]
            ]
            for record in records
        }  # fmt: skip

    def _values(self, record_id: int, tree: Tree, moves: Sequence[Record]) -> _Values | None:
        """Its packages, and its moves as they must still be; None if they do not fit."""
        cartons = cartons_of(tree)
        if any(move["product."]["code"] not in self._goods.items for move in moves):
            return None
        try:
            shares = share(self._wanted(cartons), [self._held(move) for move in moves])
            if shares is None:
                return None
            actions = self._actions(record_id, moves, shares)
        except RefusedByUs:  # a unit that Tryton's item does not have, or too fine an amount
            return None
        known = {move["id"]: move for move in moves}
        values = [
            {
                "company": self._desk.standing.company_id,
                "type": self._types[_type_of(carton)], "shipment": f"{self._model},{record_id}",
                "moves": actions[place],
                **self._sizes(carton), **self._tracking(carton),
                **self._weight(carton, [
                    (known[move_id], quantity)
                    for index, move_id, quantity in shares if index == place
                ]),
            }
            for place, carton in enumerate(cartons)
        ]  # fmt: skip
        return values, timestamps("stock.move", moves)

    def _held(self, move: Record) -> Held:
        item = self._goods.items[move["product."]["code"]]
        return Held(
            move_id=move["id"], line=line_of(move), item=item.code,
            lot=str((move["lot."] or {}).get("number") or ""),
            quantity=item.to_base_of(move["quantity"], Unit.of(move["unit."])),
        )  # fmt: skip

    def _wanted(self, cartons: Sequence[Mapping[str, Any]]) -> list[Wanted]:
        found: list[Wanted] = []
        for place, carton in enumerate(cartons):
            for entry in carton.get("contents") or ():
                item = self._goods.items.get(str(entry["product"]))
                if item is None:
                    continue  # then something is missing, and no package is made
                quantity = item.to_base(Decimal(entry["quantity"]), str(entry["unit"]))
                whole = Wanted(
                    carton=place, line=str(entry["line"]), item=item.code,
                    lot=str(entry.get("lot") or ""), quantity=quantity,
                )  # fmt: skip
                # A serial number is a lot of one piece in Tryton.
                serials = [str(one) for one in entry.get("serials") or ()]
                found += [replace(whole, lot=one, quantity=Decimal(1)) for one in serials]
                if quantity > len(serials):
                    found.append(replace(whole, quantity=quantity - len(serials)))
        return found

    def _actions(
        self, record_id: int, moves: Sequence[Record], shares: Sequence[tuple[int, int, Decimal]]
    ) -> dict[int, list[Action]]:
        """By carton: each move goes into the first that has of it, for others it is split."""
        found: dict[int, list[Action]] = defaultdict(list)
        for move in moves:
            item = self._goods.items[move["product."]["code"]]
            mine = [(carton, quantity) for carton, key, quantity in shares if key == move["id"]]
            first, kept = mine[0]
            found[first].append(["add", [move["id"]]])
            if len(mine) > 1:
                found[first].append(["write", [move["id"]], _amount(item, move, kept)])
            for carton, quantity in mine[1:]:
                values = _amount(item, move, quantity) | {
                    "product": item.id, "lot": (move["lot."] or {}).get("id"),
                    "shipment": f"{self._model},{record_id}", "origin": move["origin"],
                    "from_location": move["from_location"], "to_location": move["to_location"],
                    "planned_date": move["planned_date"], "currency": move["currency"],
                    "company": self._desk.standing.company_id,
                }  # fmt: skip
                found[carton].append(["create", [values]])
        return found

    def _learn(self, cartons: Iterable[Mapping[str, Any]]) -> None:
        """Types of packages by name, made where they are missing; grams and millimetres."""
        wanted = {_type_of(carton) for carton in cartons}
        with reading():
            for record in self._desk.rpc.read_all(TYPE, [], ["name"]):
                self._types.setdefault(record["name"], record["id"])
            domain = [["symbol", "in", ["g", "mm", "kg"]]]
            for record in self._desk.rpc.read_all("product.uom", domain, _UNIT):
                self._units.setdefault(record["symbol"], Unit.of(record))
        if missing := sorted(wanted - self._types.keys()):
            made = self._desk.rpc.model(TYPE, "create", [{"name": name} for name in missing])
            self._types |= dict(zip(missing, made, strict=True))

    def _tracking(self, carton: Mapping[str, Any]) -> dict[str, Any]:
        if TRACKED not in self._fields or not carton.get("tracking"):
            return {}
        return {TRACKED: str(carton["tracking"])}

    def _sizes(self, carton: Mapping[str, Any]) -> dict[str, Any]:
        unit = self._units.get("mm")
        values: dict[str, Any] = {}
        for name in ("length", "width", "height"):
            if unit is not None and carton.get(f"{name}_mm"):
                size = _rounded(Decimal(carton[f"{name}_mm"]), unit)
                values |= {name: size, f"{name}_uom": unit.id}
        return values

    def _weight(
        self, carton: Mapping[str, Any], inside: Sequence[tuple[Record, Decimal]]
    ) -> dict[str, Any]:
        """What the scale said beyond the weight that the items should have: their sum is told."""
        unit = self._units.get("g")
        if unit is None or WEIGHED not in self._fields or not carton.get("weight_g"):
            return {}
        goods_kg = Decimal(0)
        for move, quantity in inside:
            item = self._goods.items[move["product."]["code"]]
            whole = item.to_base_of(move["quantity"], Unit.of(move["unit."]))
            goods_kg += Decimal(move.get(PER_MOVE) or 0) * quantity / whole
        rest = _rounded(Decimal(carton["weight_g"]) - goods_kg * 1000, unit)
        return {WEIGHED: rest, f"{WEIGHED}_uom": unit.id}


def _type_of(carton: Mapping[str, Any]) -> str:
    return str(carton.get("type") or UNNAMED_TYPE)


def _amount(item: Item, move: Record, quantity: Decimal) -> dict[str, Any]:
    unit = Unit.of(move["unit."])
    number, chosen = amount_in(unit, item, quantity)
    price = move["unit_price"]
    if price is not None:
        price = price_in(price, unit, chosen)
    return {"quantity": number, "unit": chosen.id, "unit_price": price}


def _rounded(value: Decimal, unit: Unit) -> float:
    return as_float(plain_decimal(round(value, unit.digits)))
