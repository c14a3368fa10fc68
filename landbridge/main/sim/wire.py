"""The shop's own JSON, as the connector `json_http` agrees it with a partner; written and read
here by hand, so that a fault of a map shows as a difference of books.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from landbridge.canon import Document
from landbridge.canon.inbound_order import InboundOrder
from landbridge.canon.outbound_order import OutboundOrder
from landbridge.connect.protocols import Parcel
from landbridge.kit.quantity import plain
from landbridge.main.sim.systems import StockPlace

# What an operator lays over both maps once the shop writes `qty` instead of `quantity`.
OVERLAY = """\
ignore: [channel]
fields:
  lines:
    each: lines
    fields:
      line_id: id
      item: item
      quantity: {measure: {amount: {first: [quantity, qty]}, unit: unit}}
"""
OVERLAID = ("outbound_order.yaml", "inbound_order.yaml")


def shop_json(*, renamed: Callable[[], bool]) -> Callable[[Document], bytes]:
    """Writes documents as the shop does. renamed(): whether its schema has changed by now."""

    def encode(document: Document) -> bytes:
        return json.dumps(_tree(document, renamed=renamed()), ensure_ascii=False).encode()

    return encode


def _tree(document: Document, *, renamed: bool) -> dict[str, object]:
    assert isinstance(document, OutboundOrder | InboundOrder)
    amount = "qty" if renamed else "quantity"
    tree: dict[str, object] = {
        "number": document.number,
        "version": document.version,
        "site": document.site,
        "status": document.status,
        "note": document.note,
        "lines": [
            {"id": line.line_id, "item": line.item, amount: plain(line.quantity.value),
             "unit": line.quantity.uom}
            for line in document.lines
        ],
        "references": [{"kind": one.kind, "number": one.number} for one in document.references],
    }  # fmt: skip
    if isinstance(document, OutboundOrder):
        tree["customer"] = {"code": document.customer.code}
        tree["ship_to"] = {"name": document.ship_to.name, "country": document.ship_to.country_code}
    else:
        tree["supplier"] = {"code": document.supplier.code}
        tree["source"] = document.source
    return tree | {"channel": "web"} if renamed else tree


def json_effects(parcel: Parcel) -> Iterable[tuple[StockPlace, Decimal]]:
    """What a message in the shop's JSON says has happened to stock."""
    tree: Mapping[str, Any] = json.loads(parcel.content)
    for line in tree.get("lines", ()):
        if parcel.kind == "shipment_confirmation":
            yield from _parts(line, "shipped", Decimal(-1))
        elif parcel.kind == "receipt_confirmation":
            yield from _parts(line, "quantity", Decimal(1))
        elif parcel.kind == "stock_adjustment":
            place = (line["item"], line.get("lot", ""), line.get("status", "available"))
            yield place, Decimal(line["change"])


def _parts(
    line: Mapping[str, Any], total: str, sign: Decimal
) -> Iterable[tuple[StockPlace, Decimal]]:
    rest = Decimal(line[total])
    for part in line.get("lots", ()):
        amount = Decimal(part["quantity"])
        rest -= amount
        place = (line["item"], part.get("lot", ""), part.get("status", "available"))
        yield place, sign * amount
    if rest:
        yield (line["item"], "", "available"), sign * rest
