"""Items and lots in Tryton, looked up for the lines of a delivery."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from landbridge.connectors.tryton.maps.functions import uom_code
from landbridge.connectors.tryton.push import Desk, Part, RefusedByUs
from landbridge.connectors.tryton.rpc import as_float, reading
from landbridge.connectors.tryton.values import Unit, in_unit, to_base
from landbridge.kit.findings import error

PRICE_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A product of Tryton. units: by our unit code, the base unit among them.

    lot_unit_id: the unit of which a lot is one piece at the most, for serial-numbered items.
    """

    id: int
    code: str
    base: Unit
    units: Mapping[str, Unit]
    cost_price: Decimal
    lot_unit_id: int | None

    def to_base(self, value: Decimal, code: str) -> Decimal:
        """Exact base units. Raises RefusedByUs for a unit the item does not have."""
        unit = self.units.get(code)
        if unit is None:
            raise RefusedByUs(
                error(
                    "lines",
                    "unknown-unit",
                    f"{self.code} is not handled in {code!r} in Tryton, only in "
                    f"{', '.join(sorted(self.units))}.",
                )
            )
        return to_base(value, unit, self.base)

    def to_base_of(self, value: Decimal, unit: Unit) -> Decimal:
        """Base units of a quantity in any unit of Tryton."""
        return to_base(value, unit, self.base)


class Goods:
    """Items by code and lots by number, read once for all lines of all deliveries."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.items: dict[str, Item] = {}
        self.lot_ids: dict[tuple[str, str], int] = {}

    def read_items(self, codes: Iterable[str]) -> None:
        """Learn those items that Tryton has."""
        wanted = sorted(set(codes) - self.items.keys())
        if not wanted:
            return
        fields = ["code", "cost_price"]
        for name in ("default_uom", "purchase_uom", "sale_uom"):
            fields += [f"{name}.{field}" for field in ("symbol", "factor", "rate", "digits")]
        if "lot_uom" in self._desk.standing.optional_fields:
            fields.append("lot_uom")
        domain = [["code", "in", wanted], ["active", "in", [True, False]]]
        with reading():
            for record in self._desk.rpc.read_all("product.product", domain, fields):
                self.items[record["code"]] = _item(record)

    def check_items(self, codes: Iterable[str], *, owner: str) -> None:
        """Raises RefusedByUs, waiting for the item, if Tryton does not have one of them."""
        missing = sorted(set(codes) - self.items.keys())
        if missing:
            raise RefusedByUs(
                *(
                    error("lines", "unknown-item", f"Tryton has no product {code!r}.")
                    for code in missing
                ),
                waits_for=f"item/{owner}/{missing[0]}",
            )

    def read_lots(self, keys: Iterable[tuple[str, str]]) -> None:
        """Learn those lots, given as (item code, number), that Tryton has."""
        wanted = [(code, lot) for code, lot in keys if lot and code in self.items]
        ids = {self.items[code].id: code for code, _ in wanted}
        if not ids:
            return
        numbers = sorted({lot for _, lot in wanted})
        domain = [
            ["product", "in", sorted(ids)], ["number", "in", numbers],
            ["active", "in", [True, False]],
        ]  # fmt: skip
        with reading():
            for record in self._desk.rpc.read_all("stock.lot", domain, ["number", "product"]):
                # Should someone have made a lot twice, the older one counts.
                key = (ids[record["product"]], record["number"])
                self.lot_ids.setdefault(key, record["id"])

    def ensure_lots(self, wanted: Mapping[str, Sequence[Part]]) -> None:
        """Make those lots that Tryton does not have yet. wanted: parts by item code."""
        named = {
            (code, part.lot): part for code, parts in wanted.items() for part in parts if part.lot
        }
        missing = [key for key in named if key not in self.lot_ids]
        self.read_lots(missing)
        missing = [key for key in named if key not in self.lot_ids]
        if missing:
            fields = self._lot_fields()
            values = [self._lot_values(code, named[code, lot], fields) for code, lot in missing]
            self._desk.rpc.model("stock.lot", "create", values)
            self.read_lots(missing)

    def _lot_fields(self) -> frozenset[str]:
        with reading():
            found = self._desk.rpc.model("stock.lot", "fields_get", [])
        return frozenset(found)

    def _lot_values(self, code: str, part: Part, fields: frozenset[str]) -> dict[str, Any]:
        item = self.items[code]
        values: dict[str, Any] = {"product": item.id, "number": part.lot}
        ends = part.best_before_on or part.expires_on
        if ends and "shelf_life_expiration_date" in fields:
            values["shelf_life_expiration_date"] = ends
            values["expiration_date"] = part.expires_on or ends
        if item.lot_unit_id and part.is_serial and "unit_quantity" in fields:
            values |= {"unit": item.lot_unit_id, "unit_quantity": 1.0}
        return values

    def lot_id(self, code: str, lot: str) -> int | None:
        return self.lot_ids[code, lot] if lot else None


def lot_keys(lines: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """(item code, lot or serial number) of everything that lines of a delivery name."""
    return [
        (str(line["product"]), str(name))
        for line in lines
        for entry in line.get("lots") or ()
        for name in (entry.get("number"), *(entry.get("serials") or ()))
        if name
    ]


def _item(record: Mapping[str, Any]) -> Item:
    base = Unit.of(record["default_uom."])
    units = {str(uom_code(base.symbol)): base}
    for name in ("purchase_uom.", "sale_uom."):
        if record[name]:
            unit = Unit.of(record[name])
            units.setdefault(str(uom_code(unit.symbol)), unit)
    return Item(
        id=record["id"],
        code=record["code"],
        base=base,
        units=units,
        cost_price=record["cost_price"] or Decimal(0),
        lot_unit_id=record.get("lot_uom"),
    )


def amount_in(unit: Unit, item: Item, quantity: Decimal) -> tuple[float, Unit]:
    """A quantity of base units for a move: in the order's unit if exact there, else in the base.

    Raises RefusedByUs if Tryton's number for it would not be that very quantity.
    """
    value = in_unit(quantity, item.base, unit)
    chosen = unit
    if value is None:
        value, chosen = quantity, item.base
    if in_unit(quantity, item.base, chosen) is None:
        raise RefusedByUs(
            error(
                "lines",
                "too-fine",
                f"{quantity} of {item.code} cannot be booked: Tryton keeps its unit "
                f"{item.base.symbol} with {item.base.digits} decimal places.",
            )
        )
    return as_float(value), chosen


def price_in(price: Decimal, unit: Unit, chosen: Unit) -> Decimal:
    """A price per `unit` as price per `chosen` unit, rounded as Tryton keeps prices."""
    if chosen.id == unit.id:
        return price
    scaled = price * chosen.factor.numerator / chosen.factor.denominator
    scaled = scaled * unit.factor.denominator / unit.factor.numerator
    return scaled.quantize(Decimal(1).scaleb(-PRICE_DIGITS))
