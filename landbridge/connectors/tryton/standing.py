"""Where and as whom the bridge acts in Tryton."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from landbridge.connectors.tryton import trees
from landbridge.connectors.tryton.rpc import TrytonRpc, reading

SHIPPING_FIELDS = ("packages", "carrier", "shipping_reference")
_PLACE = ("code", "storage_location", "input_location", "output_location")


class UnfitError(Exception):
    """Tryton is reachable, but its set-up does not let us work; the text says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where and as whom we act, found out after the login.

    warehouses: codes of all of them, by their ids and those of their places.
    optional_fields: those of trees.ITEM_OPTIONAL_FIELDS that this installation has.
    shipping_fields: fields of a customer shipment and
    package_fields: fields of a package that come with modules this installation may lack.
    """

    user_id: int
    company_id: int
    currency_id: int
    warehouse_id: int
    storage_id: int
    input_id: int
    output_id: int
    warehouses: Mapping[int, str]
    optional_fields: tuple[str, ...]
    shipping_fields: frozenset[str] = frozenset()
    package_fields: frozenset[str] = frozenset()

    @property
    def has_packages(self) -> bool:
        """Whether shipments are packed into packages (module stock_package)."""
        return "packages" in self.shipping_fields


def find_standing(rpc: TrytonRpc, warehouse: str) -> Standing:
    """Sign in, take on the user's own context, find the warehouse. Raises RpcError, UnfitError."""
    with reading():
        rpc.context = _context(rpc)
        company_id = rpc.context.get("company")
        if not company_id:
            raise UnfitError("the user of the bridge has no company; choose one in Tryton")
        (company,) = rpc.model("company.company", "read", [company_id], ["currency"])
        places = rpc.search_read("stock.location", [["type", "=", "warehouse"]], _PLACE)
        place = _warehouse(places, warehouse)
        fields = rpc.model("product.product", "fields_get", [])
        shipping = _fields_of(rpc, "stock.shipment.out") & frozenset(SHIPPING_FIELDS)
        package = _fields_of(rpc, "stock.package") if "packages" in shipping else frozenset()
    return Standing(
        user_id=rpc.user_id,
        company_id=company_id,
        currency_id=company["currency"],
        warehouse_id=place["id"],
        storage_id=place["storage_location"],
        input_id=place["input_location"],
        output_id=place["output_location"],
        warehouses={
            one[place]: str(one["code"])
            for one in places
            for place in ("id", "storage_location", "input_location", "output_location")
        },
        optional_fields=tuple(
            name for name in trees.ITEM_OPTIONAL_FIELDS if name.split(".")[0] in fields
        ),
        shipping_fields=shipping,
        package_fields=package,
    )


def _fields_of(rpc: TrytonRpc, model: str) -> frozenset[str]:
    return frozenset(rpc.model(model, "fields_get", []))


def _context(rpc: TrytonRpc) -> dict[str, Any]:
    preferences: dict[str, Any] = rpc.model("res.user", "get_preferences", True)
    # Only what decides about data; sentences of Tryton come in the user's own language.
    return {
        name: preferences[name]
        for name in ("company", "companies", "groups", "language")
        if name in preferences
    }


def _warehouse(found: Sequence[dict[str, Any]], code: str) -> dict[str, Any]:
    for place in found:
        if place["code"] == code:
            return place
    known = ", ".join(str(place["code"]) for place in found) or "none"
    raise UnfitError(f"Tryton has no warehouse with code {code!r}; it has {known}")
