"""A map turned round: what is written so reads as it was meant, what was written is read back."""

import json
from decimal import Decimal

from landbridge.canon import PartyRef
from landbridge.canon.base import Address
from landbridge.canon.outbound_order import OutboundLine, OutboundOrder
from landbridge.kit.quantity import Quantity, Uom
from landbridge.mapping import MapContext, load_map, to_canon
from landbridge.mapping.mirror import message_for, read_back

IN = """
version: 1
document: outbound_order
direction: in
units:
  u: C62
  dz: {uom: C62, factor: 12}
fields:
  number: head.no
  version: head.rev
  owner.code: {context: owner}
  site: {context: site}
  status: {path: state, table: {O: open, X: cancelled}}
  ship_on: {path: day, format: "%d.%m.%Y"}
  customer.code: {first: [cust.id, cust.code]}
  ship_to.name: cust.name
  lines:
    each: rows
    fields:
      line_id: pos
      item: sku
      quantity: {measure: {amount: qty, unit: unit}}
      serials: serials
"""
LIKE = {
    "head": {"no": "A", "rev": 1}, "state": "O", "cust": {"id": 7, "name": "Łódź"},
    "rows": [{"pos": 1, "sku": "X", "qty": Decimal(1), "unit": "dz"}, {"pos": 2}],
}  # fmt: skip
OUT = """
version: 1
document: shipment_confirmation
direction: out
fields:
  ref: number
  where: site
  order: order_number
  rows:
    each: lines
    fields:
      pos: order_line_id
      sku: item
      grams: {path: shipped.value, factor: 1000}
      lots:
        each: lots
        fields: {no: lot, qty: quantity.value, state: {path: status, table: {available: F}}}
"""


def order(status: str = "open") -> OutboundOrder:
    return OutboundOrder(
        number="S-9", owner=PartyRef("ACME"), version=4, site="MAIN", status=status,
        customer=PartyRef("77"), ship_to=Address(name="Kraków", country_code="PL"),
        lines=(
            OutboundLine(line_id="10", item="BOLT", quantity=Quantity(Decimal(24), Uom("C62"))),
            OutboundLine(line_id="20", item="NUT", quantity=Quantity(Decimal(6), Uom("C62"))),
            OutboundLine(line_id="30", item="BAR", quantity=Quantity(Decimal(12), Uom("C62"))),
        ),
    )  # fmt: skip


def test_what_is_written_reads_as_it_was_meant() -> None:
    map = load_map(IN, name="in.yaml")
    for status in ("open", "cancelled"):
        meant = order(status)
        tree = message_for(meant, map=map, like=LIKE)
        read = to_canon(tree, map=map, context=MapContext(owner="ACME", site="MAIN")).value
        assert read is not None
        assert (read.number, read.version, read.lines) == ("S-9", 4, meant.lines)  # type: ignore[attr-defined]
        assert (read.status, read.customer.code) == (status, "77")  # type: ignore[attr-defined]
        assert read.ship_to.name == "Kraków"  # type: ignore[attr-defined]
        assert tree["head"]["rev"] == 4 and tree["rows"][0]["qty"] == 2, "numbers stay numbers"
    assert LIKE["head"]["no"] == "A", "the message to begin with stays as it is"


def test_what_was_written_is_read_back() -> None:
    tree = {
        "ref": "SH-1", "where": "MAIN", "order": "S-9",
        "rows": [{"pos": "10", "sku": "RICE", "grams": "1500",
                  "lots": [{"no": "L1", "qty": "1.5", "state": "F"}]}],
    }  # fmt: skip
    found = read_back(tree, map=load_map(OUT, name="out.yaml"))
    line = found["lines"][0]
    assert (found["number"], found["site"], line["item"]) == ("SH-1", "MAIN", "RICE")
    assert line["shipped"]["value"] == Decimal("1.5")
    assert line["lots"] == [{"lot": "L1", "quantity": {"value": "1.5"}, "status": "available"}]
    assert json.dumps(found, default=str)
