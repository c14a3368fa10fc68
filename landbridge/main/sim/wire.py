"""The shop's own JSON, as the connector `json_http` agrees it with a partner; written and read
here by hand, so that a fault of a map shows as a difference of books.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from landbridge.canon import Document
from landbridge.canon.inbound_order import InboundOrder
from landbridge.canon.outbound_order import OutboundOrder
from landbridge.canon.return_order import ReturnOrder
from landbridge.canon.transfer import Transfer
from landbridge.connect.protocols import Parcel
from landbridge.kit.quantity import plain
from landbridge.main.sim.bookkeeping import Place, Told, lying

# What an operator lays over the maps once the shop writes `qty` instead of `quantity`.
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
OVERLAID = ("outbound_order.yaml", "inbound_order.yaml", "return_order.yaml", "transfer.yaml")


def shop_json(*, renamed: Callable[[], bool]) -> Callable[[Document], bytes]:
    """Writes documents as the shop does. renamed(): whether its schema has changed by now."""

    def encode(document: Document) -> bytes:
        return json.dumps(_tree(document, renamed=renamed()), ensure_ascii=False).encode()

    return encode


def _tree(document: Document, *, renamed: bool) -> dict[str, object]:
    assert isinstance(document, OutboundOrder | InboundOrder | ReturnOrder | Transfer)
    amount = "qty" if renamed else "quantity"
    tree: dict[str, object] = {
        "number": document.number,
        "version": document.version,
        "status": document.status,
        "note": document.note,
        "lines": [
            {"id": line.line_id, "item": line.item, amount: plain(line.quantity.value),
             "unit": line.quantity.uom}
            for line in document.lines
        ],
        "references": [{"kind": one.kind, "number": one.number} for one in document.references],
    }  # fmt: skip
    match document:
        case OutboundOrder():
            to = document.ship_to
            tree["site"], tree["customer"] = document.site, {"code": document.customer.code}
            tree["ship_to"] = {"name": to.name, "country": to.country_code}
        case InboundOrder():
            tree["site"], tree["supplier"] = document.site, {"code": document.supplier.code}
            tree["source"] = document.source
        case ReturnOrder():
            tree["site"], tree["customer"] = document.site, {"code": document.customer.code}
        case Transfer():
            tree["from_site"], tree["to_site"] = document.source_site, document.target_site
    return tree | {"channel": "web"} if renamed else tree


def read_json(parcel: Parcel) -> Told | None:
    """What a message in the shop's JSON says has happened to stock."""
    tree: Mapping[str, Any] = json.loads(parcel.content)
    number, version, lines = tree["number"], parcel.version, tree.get("lines", ())
    if parcel.kind == "return_receipt":
        back = ((one["item"], one.get("lot", ""), one.get("disposition", ""),
                 Decimal(one["quantity"])) for one in lines)  # fmt: skip
        return Told(number, version, {}, lying(tree["site"], back))
    changes: defaultdict[Place, Decimal] = defaultdict(Decimal)
    for line in lines:
        for place, change in _changes(parcel.kind, line):
            changes[tree["site"], *place] += change
    return Told(number, version, changes) if changes else None


Change = tuple[tuple[str, str, str], Decimal]  # item, lot and status; amount


def _changes(kind: str, line: Mapping[str, Any]) -> Iterable[Change]:
    if kind == "shipment_confirmation":
        yield from _parts(line, "shipped", Decimal(-1))
    elif kind == "receipt_confirmation":
        yield from _parts(line, "quantity", Decimal(1))
    elif kind == "stock_adjustment":
        place = (line["item"], line.get("lot", ""), line.get("status", "available"))
        yield place, Decimal(line["change"])


def _parts(line: Mapping[str, Any], total: str, sign: Decimal) -> Iterable[Change]:
    rest = Decimal(line[total])
    for part in line.get("lots", ()):
        amount = Decimal(part["quantity"])
        rest -= amount
        place = (line["item"], part.get("lot", ""), part.get("status", "available"))
        yield place, sign * amount
    if rest:
        yield (line["item"], "", "available"), sign * rest
