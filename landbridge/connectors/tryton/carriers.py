"""Tryton's carriers, by what the warehouse calls them."""

from collections.abc import Mapping
from typing import Any

from landbridge.codecs.base import Tree
from landbridge.connectors.tryton.push import Desk
from landbridge.connectors.tryton.rpc import reading

FIELDS = ("party.code", "party.name", "carrier_product.code", "carrier_product.name")

CUSTOMER = "stock.shipment.out"

Record = Mapping[str, Any]


class Carriers:
    """The carriers of an installation, read when the first is asked for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: list[Record] | None = None

    def find(self, tree: Tree) -> int | None:
        """The carrier a confirmation names by code or name of its party; None if none fits.

        Has it several services, the one of the service's code counts. Raises RpcError.
        """
        wanted = str(tree.get("carrier") or "").casefold()
        if not wanted:
            return None
        found = [one for one in self._all() if wanted in _names(one["party."])]
        service = str(tree.get("service") or "").casefold()
        exact = [one for one in found if service in _names(one["carrier_product."])]
        chosen = exact or found
        return int(chosen[0]["id"]) if len(chosen) == 1 else None

    def _all(self) -> list[Record]:
        if self._known is None:
            with reading():
                found = self._desk.rpc.read_all("carrier", [], self._fields())
                # Where Tryton itself talks to a carrier, its parcels are the office's business.
                self._known = [one for one in found if not one.get("shipping_service")]
        return self._known

    def _fields(self) -> tuple[str, ...]:
        ships = "shipping_reference" in self._desk.standing.shipping_fields
        return (*FIELDS, "shipping_service") if ships else FIELDS


def _names(record: Record | None) -> set[str]:
    if record is None:
        return set()
    return {str(record[name] or "").casefold() for name in ("code", "name")} - {""}


def shipping_fields(desk: Desk, model: str) -> frozenset[str]:
    """Fields of carrier and tracking number that shipments of a model have.

    Customer shipments have a carrier by other modules, too; all have it by stock_package_shipping.
    """
    known = desk.standing.shipping_fields - {"packages"}
    return known if model == CUSTOMER or "shipping_reference" in known else frozenset()


def shipping_values(desk: Desk, carriers: Carriers, model: str, tree: Tree) -> dict[str, Any]:
    """Carrier and tracking number as values of a shipment's own fields, where it has them."""
    fields = shipping_fields(desk, model)
    values: dict[str, Any] = {}
    if "carrier" in fields and (carrier := carriers.find(tree)) is not None:
        values["carrier"] = carrier
    if tree.get("tracking") and "shipping_reference" in fields:
        values["shipping_reference"] = str(tree["tracking"])
    return values
