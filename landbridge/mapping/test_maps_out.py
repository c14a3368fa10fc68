"""Direction `out`: wire trees of canonical documents, what is lost is named, what made what."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from landbridge.canon import PartyRef
from landbridge.canon.base import Address, LotQuantity
from landbridge.canon.outbound_order import OutboundLine, OutboundOrder
from landbridge.canon.receipt_confirmation import ReceiptConfirmation, ReceivedLine
from landbridge.kit.money import Money
from landbridge.kit.quantity import EACH, Quantity
from landbridge.mapping import MapContext, explain, from_canon, lint, load_map, to_canon

CONTEXT = MapContext(owner="ACME", site="MAIN", zone="Europe/Berlin")


def order(*lines: OutboundLine, **changes: object) -> OutboundOrder:
    values: dict = {
        "number": "S1", "owner": PartyRef("ACME"), "version": 3, "site": "MAIN",
        "customer": PartyRef("C"), "ship_to": Address(name="Łódź", city="東京"), "lines": lines,
    }  # fmt: skip
    return OutboundOrder(**values | changes)


def line(number: int, value: str = "2.50", **changes: object) -> OutboundLine:
    values: dict = {
        "line_id": str(number), "item": f"I{number}", "quantity": Quantity(Decimal(value), EACH)
    }  # fmt: skip
    return OutboundLine(**values | changes)


def tree(document: object, rules: str, top: str = "", kind: str = "outbound_order") -> dict:
    mapped = from_canon(document, map=out_map(rules, top, kind), context=CONTEXT)  # type: ignore[arg-type]
    assert mapped.findings == (), mapped.findings
    assert mapped.value is not None
    return mapped.value


def out_map(rules: str, top: str = "", kind: str = "outbound_order"):
    fields = "\n".join("  " + text for text in rules.strip("\n").splitlines())
    return load_map(
        f"version: 1\ndocument: {kind}\ndirection: out\n{top}\nfields:\n{fields}\n", name="out.yaml"
    )


def test_nested_objects_lists_and_left_out_fields() -> None:
    rules = """
head.no: number
head.to: {fields: {name: ship_to.name, town: ship_to.city, zip: ship_to.postal_code}}
memo.text: note
empty: {path: note, default: ""}
nothing: {path: ship_on, default: null}
type: {const: SHIP}
blank: {const: ""}
complete: ship_complete
lines:
  each: lines
  fields:
    id: {path: line_id, as: integer}
    pos: {position: 10}
    order: $.number
    qty: quantity.value
    qty_text: {path: quantity.value, as: text}
    qty_fixed: {path: quantity.value, round: 3, as: text}
    price: unit_price.amount
    cents: {path: unit_price.amount, factor: 100, as: integer}
    serials: serials
    first: serials[0]
items: {each: lines, value: item, where: {path: quantity.value, above: 1}}
count: {count: lines}
"""
    document = order(
        line(1), line(2, "1", unit_price=Money(Decimal("9.99"), "EUR"), serials=("a", "b"))
    )
    assert tree(document, rules) == {
        "head": {"no": "S1", "to": {"name": "Łódź", "town": "東京"}},
        "empty": "", "nothing": None, "type": "SHIP", "blank": "", "complete": False,
        "lines": [
            {"id": 1, "pos": 10, "order": "S1", "qty": Decimal("2.50"), "qty_text": "2.5",
             "qty_fixed": "2.500", "serials": []},
            {"id": 2, "pos": 11, "order": "S1", "qty": Decimal(1), "qty_text": "1",
             "qty_fixed": "1.000", "price": Decimal("9.99"), "cents": 999,
             "serials": ["a", "b"], "first": "a"},
        ],
        "items": ["I1"], "count": 2,
    }  # fmt: skip


RECEIPT = ReceiptConfirmation(
    number="R1", owner=PartyRef("ACME"), version=1, site="MAIN", order_number="P1",
    supplier=PartyRef("S"), received_at=datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    lines=(
        ReceivedLine(
            line_id="1", order_line_id="9", item="A", received=Quantity(Decimal(24), EACH),
            lots=(
                LotQuantity(quantity=Quantity(Decimal(20), EACH), lot="L1",
                            expiry_on=date(2027, 1, 31)),
                LotQuantity(quantity=Quantity(Decimal(4), EACH), lot="L2"),
            ),
        ),
    ),
)  # fmt: skip


def test_times_units_and_nested_lists() -> None:
    rules = """
utc: received_at
local: {path: received_at, zone: site}
plain: {path: received_at, format: "%Y%m%d%H%M%S", zone: site}
day: {path: received_at, as: date, zone: Asia/Tokyo, format: "%d.%m.%Y"}
epoch: {path: received_at, format: epoch_ms}
lots:
  each: lines
  fields:
    item: item
    dozen: {measure: {amount: received, unit: {const: dz}}}
    unit: {path: received.uom, reverse: units}
    parts:
      each: lots
      fields:
        line: ^.line_id
        lot: lot
        expiry: {path: expiry_on, format: "%y%m%d"}
"""
    top = "units: {u: C62, dz: {uom: C62, factor: 12}}"
    assert tree(RECEIPT, rules, top, "receipt_confirmation") == {
        "utc": "2026-10-25T00:30:00Z", "local": "2026-10-25T02:30:00+02:00",
        "plain": "20261025023000", "day": "25.10.2026", "epoch": 1792888200000,
        "lots": [{
            "item": "A", "dozen": Decimal(2), "unit": "u",
            "parts": [
                {"line": "1", "lot": "L1", "expiry": "270131"}, {"line": "1", "lot": "L2"},
            ],
        }],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "value", "found"),
    [
        ("{measure: {amount: quantity, unit: {const: dz}}}", "7", "inexact"),
        ("{measure: {amount: quantity, unit: {const: kg}}}", "7", "wrong-unit"),
        ("{measure: {amount: quantity, unit: {const: t}}}", "7", "unknown-unit"),
        ("{path: note, required: true}", "7", "required"),
        ("{path: quantity.value, as: integer}", "7.5", "not-whole"),
        ("{path: item, table: {x: y}}", "7", "unknown-code"),
        ("{path: item, lookup: item}", "7", "unknown-item"),
    ],
)
def test_what_cannot_be_written_is_a_finding(rule: str, value: str, found: str) -> None:
    top = "units: {dz: {uom: C62, factor: 12}, kg: KGM}"
    written = out_map(f"lines: {{each: lines, fields: {{x: {rule}}}}}", top)
    mapped = from_canon(order(line(0), line(1, value)), map=written, context=CONTEXT)
    assert mapped.value is None
    assert (mapped.findings[-1].rule, mapped.findings[-1].path[:8]) == (found, "lines[1]")


def test_conditions_of_a_map_and_of_its_objects() -> None:
    rules = "cancel: {when: {path: status, is: cancelled}, fields: {no: number}}\nno: number"
    assert tree(order(status="cancelled"), rules) == {"cancel": {"no": "S1"}, "no": "S1"}
    assert tree(order(), rules) == {"no": "S1"}
    skipping = out_map("no: number", "when: {path: status, is: cancelled}")
    assert from_canon(order(), map=skipping, context=CONTEXT).skipped


def test_the_wrong_direction_or_kind_is_a_programming_error() -> None:
    written = out_map("no: number")
    with pytest.raises(ValueError, match="makes wire trees"):
        to_canon({}, map=written, context=CONTEXT)
    with pytest.raises(ValueError, match="receipt_confirmation"):
        from_canon(RECEIPT, map=written, context=CONTEXT)


def test_lint_demands_that_every_field_is_used_or_named() -> None:
    rules = """
no: number
owner: owner.code
lines: {each: lines, fields: {item: item, quantity: {path: quantity.value}}}
"""
    written = out_map(rules, "ignore: [ship_to, customer, nonsense]\ntables: {x: {a: b}}")
    found = {(finding.rule, finding.path) for finding in lint(written)}
    assert ("unnamed-field", "lines[].quantity.uom") in found
    assert ("unnamed-field", "version") in found
    assert ("unknown-field", "nonsense") in found
    assert ("unused-table", "") in found
    assert not {path for _, path in found} & {"number", "ship_to.name", "lines[].item"}


def test_explain_says_which_line_made_what() -> None:
    written = out_map(
        "no: number\nrows:\n  each: lines\n  where: {path: item, is_not: I1}\n"
        "  fields: {q: quantity.value, s: {each: serials}}"
    )
    told = explain(order(line(1), line(2, serials=("a", "b"))), map=written, context=CONTEXT)
    assert [(e.target, e.source, e.value, e.file, e.line) for e in told] == [
        ("no", "number", "'S1'", "out.yaml", 6),
        ("rows[0].q", "lines[1].quantity.value", "2.50", "out.yaml", 10),
        ("rows[0].s[0]", "lines[1].serials[0]", "'a'", "out.yaml", 10),
        ("rows[0].s[1]", "lines[1].serials[1]", "'b'", "out.yaml", 10),
    ]


def test_wire_fields_of_samples_must_be_named() -> None:
    reading = load_map(
        "version: 1\ndocument: item\ndirection: in\nignore: [x]\n"
        "fields: {number: a, owner.code: {context: owner}, description: b}\n",
        name="in.yaml",
    )
    assert lint(reading, wire=[{"a": 1, "b": 2, "x": 3}]) == ()
    (found,) = lint(reading, wire=[{"a": 1, "y": 3}, {"b": 3, "y": 4}])
    assert (found.rule, found.path) == ("unnamed-field", "y")
