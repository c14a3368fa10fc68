"""Direction `in`: what the language can say, and what it says when the wire is wrong."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from landbridge.canon import PartyRef
from landbridge.canon.inbound_order import InboundOrder
from landbridge.canon.item import Item
from landbridge.canon.outbound_order import OutboundOrder
from landbridge.canon.receipt_confirmation import ReceiptConfirmation
from landbridge.kit.findings import Severity
from landbridge.kit.money import Money
from landbridge.kit.quantity import EACH, Quantity
from landbridge.mapping import Map, MapContext, Mapped, load_map, to_canon, wanted_lookups

CONTEXT = MapContext(owner="ACME", site="MAIN", endpoint="erp", version=1)
ITEM = """version: 1
document: item
direction: in
fields:
  number: {path: code}
  owner.code: {context: owner}
  description: {const: d}
"""


def item_map(more: str = "", top: str = "") -> Map:
    fields = "\n".join("  " + line for line in more.strip("\n").splitlines())
    return load_map(f"{ITEM}{fields}\n{top}", name="item.yaml")


def item(tree: dict, more: str = "", top: str = "", context: MapContext = CONTEXT) -> Item:
    mapped = map_item(tree, more, top, context)
    assert mapped.findings == (), mapped.findings
    assert isinstance(mapped.value, Item)
    return mapped.value


def map_item(tree: dict, more: str = "", top: str = "", context: MapContext = CONTEXT) -> Mapped:
    return to_canon({"code": "A", **tree}, map=item_map(more, top), context=context)


def only(mapped: Mapped) -> tuple[str, str]:
    (finding,) = mapped.findings
    assert finding.text.endswith(".") and finding.origin.startswith("item.yaml:")
    return finding.path, finding.rule


ORDER = """version: 4
document: outbound_order
direction: in
units:
  u: C62
  dz: {uom: C62, factor: 12}
  lb: {uom: KGM, factor: 45359237/100000000}
ignore:
  - lines[].note
  - created
fields:
  number: no
  version: {path: rev}
  owner.code: {context: owner}
  site: {first: [wh, {context: site}]}
  customer.code: cust.code
  ship_to.name: cust.name
  ship_to.street: {join: [cust.street, cust.house], by: " "}
  ship_on: day
  lines:
    each: lines
    where: {path: state, not_in: [cancelled, 9]}
    fields:
      line_id: id
      item: item
      quantity: {measure: {amount: qty, unit: unit}, round: 3}
      serials: serials
      unit_price:
        fields:
          amount: price
          currency: $.currency
      note: {join: [{const: nr}, {position: 1}], by: " "}
"""


def order_tree(**changes: object) -> dict:
    line = {"id": 7, "item": "A", "qty": Decimal("2"), "unit": "dz", "state": "open", "note": "?"}
    tree: dict = {
        "no": "S1", "rev": 2, "wh": "", "currency": "EUR", "day": "2026-11-23", "created": None,
        "cust": {"code": "C", "name": "Łódź", "street": "Main", "house": 5},
        "lines": [
            line,
            {**line, "id": 8, "state": "cancelled"},
            {**line, "id": 9, "unit": "lb", "price": Decimal("1.10"), "serials": ["s1", 5]},
        ],
    }  # fmt: skip
    return tree | changes


def test_an_order_with_lists_units_and_outer_values() -> None:
    mapped = to_canon(order_tree(), map=load_map(ORDER, name="o.yaml"), context=CONTEXT)
    order = mapped.value
    assert mapped.findings == () and mapped.unused_paths == ()
    assert isinstance(order, OutboundOrder)
    assert (order.number, order.version, order.site, order.owner) == (
        "S1", 2, "MAIN", PartyRef("ACME"),
    )  # fmt: skip
    assert order.ship_to.street == "Main 5" and order.ship_on == date(2026, 11, 23)
    first, second = order.lines
    assert first.line_id == "7" and first.quantity == Quantity(Decimal(24), EACH)
    assert first.unit_price is None and first.serials == ()
    assert str(second.quantity) == "0.907 KGM" and second.serials == ("s1", "5")
    assert second.unit_price == Money(Decimal("1.10"), "EUR") and second.note == "nr 3"


def test_wire_fields_nobody_named_are_told() -> None:
    tree = order_tree(extra=1)
    tree["lines"][2]["surprise"] = {"deep": 1}
    tree["lines"][1]["surprise"] = 2
    tree["cust"]["vat"] = "x"
    mapped = to_canon(tree, map=load_map(ORDER, name="o.yaml"), context=CONTEXT)
    assert sorted(mapped.unused_paths) == ["cust.vat", "extra", "lines[].surprise"]
    assert mapped.value is not None


def test_each_problem_names_its_place_value_and_map_line() -> None:
    tree = order_tree(no="", day="23.11.2026")
    tree["lines"][0] |= {"qty": "zwei", "item": None}
    tree["lines"][2] |= {"unit": "kg"}
    tree["cust"] = 5
    mapped = to_canon(tree, map=load_map(ORDER, name="o.yaml"), context=CONTEXT)
    assert mapped.value is None and not mapped.skipped
    found = {(f.path, f.rule): f for f in mapped.findings}
    assert set(found) == {
        ("no", "required"), ("day", "not-a-time"), ("lines[0].qty", "not-a-number"),
        ("lines[0].item", "required"), ("lines[2].qty", "unknown-unit"),
        ("cust.code", "not-an-object"), ("cust.name", "not-an-object"),
        ("cust.street", "not-an-object"), ("cust.house", "not-an-object"),
    }  # fmt: skip
    bad = found["lines[0].qty", "not-a-number"]
    assert bad.value == "'zwei'" and bad.origin == "o.yaml:26"
    assert bad.text == (
        "lines[0].qty 'zwei' is not a number (rule for lines[].quantity, o.yaml:26)."
    )


def test_a_list_that_is_none_is_told_and_one_that_lacks_is_needed() -> None:
    sale = load_map(ORDER, name="o.yaml")
    for value, rules in (
        ({"a": 1}, ["not-a-list"]), (None, ["required"]), ("x", ["not-a-list"]),
        ([5], ["not-an-object"] * 4),
    ):  # fmt: skip
        mapped = to_canon(order_tree(lines=value), map=sale, context=CONTEXT)
        assert [f.rule for f in mapped.findings][: len(rules)] == rules, value
    assert to_canon(order_tree(lines=[]), map=sale, context=CONTEXT).value is not None


def test_texts_numbers_and_truth() -> None:
    assert item({"d": 5}, "item_class: d").item_class == "5"
    assert item({"d": Decimal("1.50")}, "item_class: d").item_class == "1.5"
    assert item({"d": " x "}, "item_class: {path: d, trim: true, case: upper}").item_class == "X"
    assert item({"d": "7"}, "shelf_life_days: d").shelf_life_days == 7
    assert item({"d": Decimal("7.0")}, "shelf_life_days: d").shelf_life_days == 7
    assert item({"d": Decimal("7.5")}, "shelf_life_days: {path: d, round: 0}").shelf_life_days == 8
    assert item({"d": ""}, "shelf_life_days: d").shelf_life_days is None
    assert item({"d": "true"}, "active: d").active is True
    assert item({"d": False}, "active: d").active is False
    assert item({}, "active: d").active is True
    assert item(
        {"d": "1.234,50"},
        """
list_price.amount: {path: d, decimal_mark: ",", group_mark: "."}
list_price.currency: {const: EUR}""",
    ).list_price == Money(Decimal("1234.50"), "EUR")
    assert (
        item(
            {},
            """
list_price.amount: d
list_price.currency: {const: EUR}""",
        ).list_price
        is None
    )


@pytest.mark.parametrize(
    ("value", "rule", "found"),
    [
        (Decimal("7.5"), "shelf_life_days: d", "not-whole"),
        ("7.x", "shelf_life_days: d", "not-a-number"),
        ([1], "shelf_life_days: d", "wrong-type"),
        (True, "shelf_life_days: d", "wrong-type"),
        ({}, "item_class: d", "wrong-type"),
        ("Y", "active: d", "not-yes-or-no"),
        (1, "active: d", "not-yes-or-no"),
        (1 << 200, "item_class: d", "too-many-digits"),
        ("1,234.5", 'list_price.amount: {path: d, decimal_mark: ",", group_mark: "."}',
         "not-a-number"),
        ("1.5", 'list_price.amount: {path: d, decimal_mark: ",", group_mark: "."}',
         "not-a-number"),
        (Decimal(1), "list_price.amount: {path: d, factor: 1/3}", "inexact"),
        ("x", "item_class: {path: d, table: {a: b}}", "unknown-code"),
        ("x", "item_class: {path: d, lookup: item_class}", "unknown-item_class"),
        ("123", "item_class: {call: gtin_14, args: [d]}", "function"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_a_finding(value: object, rule: str, found: str) -> None:
    more = rule + ("\nlist_price.currency: {const: EUR}" if "list_price" in rule else "")
    assert (*only_error(map_item({"d": value}, more)),) == ("d", found)


def only_error(mapped: Mapped) -> tuple[str, str]:
    assert mapped.value is None
    (found,) = mapped.findings
    return found.path, found.rule


def test_codes_defaults_and_conditions() -> None:
    table = "item_class: {path: d, table: {a: fresh, '1': one, 'true': yes}}"
    assert item({"d": "a"}, table).item_class == "fresh"
    assert item({"d": 1}, table).item_class == "one"
    assert item({"d": True}, table).item_class == "yes"
    assert item({}, table).item_class == ""
    other = "item_class: {path: d, table: {a: fresh}, otherwise: rest, default: none}"
    assert [item({"d": d}, other).item_class for d in ("a", "q", "")] == ["fresh", "rest", "none"]
    keep = "item_class: {path: d, table: {a: fresh}, keep_unknown: true}"
    assert item({"d": "q"}, keep).item_class == "q"
    yes = "active: {path: d, table: {Y: true, N: false}}"
    assert [item({"d": d}, yes).active for d in "YN"] == [True, False]
    named = "item_class: {path: d, table: classes}"
    assert item({"d": "no"}, named, "tables: {classes: {no: Norway}}").item_class == "Norway"
    reverse = "item_class: {path: d, reverse: classes}"
    assert item({"d": "F"}, reverse, "tables: {classes: {fresh: F}}").item_class == "fresh"


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("{path: d, is: x}", True),
        ("{path: d, is_not: x}", False),
        ("{path: d, in: [x, y]}", True),
        ("{path: d, not_in: [x]}", False),
        ("{path: d, present: true}", True),
        ("{path: d, present: false}", False),
        ("{path: e, present: false}", True),
        ("{path: e, is: null}", True),
        ("{path: n, above: 1.5}", True),
        ("{path: n, below: 2}", False),
        ("{path: d, above: 0}", False),
        ("{path: n, is: 2}", True),
        ("{context: owner, is: ACME}", True),
        ("{context: constants.x, present: true}", False),
        ("{all: [{path: d, is: x}, {path: n, is: 3}]}", False),
        ("{any: [{path: d, is: x}, {path: n, is: 3}]}", True),
        ("{not: {path: d, is: x}}", False),
        ("{path: o.deep, is: x}", False),
        ("{path: d.deep, present: true}", False),
    ],
)
def test_conditions(condition: str, holds: bool) -> None:
    tree = {"d": "x", "n": Decimal(2), "o": {"deep": ["x"]}, "e": ""}
    rule = f"item_class: {{const: yes, when: {condition}}}"
    assert item(tree, rule).item_class == ("yes" if holds else "")
    skipped = map_item(tree, top=f"when: {condition}")
    assert skipped.skipped is not holds
    if not holds:
        assert [(f.rule, f.severity) for f in skipped.findings] == [("skipped", Severity.NOTE)]


def test_lists_of_objects_texts_and_parts() -> None:
    more = """
uoms:
  list:
    - fields:
        uom: {const: C62}
        gtins: {list: [ean, {path: ean2, when: {path: ean2, is_not: x}}]}
    - when: {path: case_size, above: 0}
      fields:
        uom: {const: CS}
        numerator: case_size
        gtins: {path: case_codes, split: ";"}
"""
    tree = {"ean": "a", "ean2": "x", "case_size": 12, "case_codes": "c; d;;"}
    each, case = item(tree, more).uoms
    assert (each.uom, each.gtins) == ("C62", ("a",))
    assert (case.uom, case.numerator, case.gtins) == ("CS", 12, ("c", "d"))
    (single,) = item({"ean": "a"}, more).uoms
    assert single.gtins == ("a",)
    nested = """
uoms:
  each: packs
  fields:
    uom: {path: ^.unit}
    gtins: {each: codes, where: {path: kind, is: ean}, value: {path: code, trim: true}}
"""
    packs = [{"codes": [{"kind": "ean", "code": " 1 "}, {"kind": "x", "code": "2"}]}, {"codes": []}]
    assert [u.gtins for u in item({"unit": "C62", "packs": packs}, nested).uoms] == [("1",), ()]


def test_functions_get_arguments_and_their_failures_are_findings() -> None:
    def label(a: object, b: object = "-") -> str:
        return f"{a}{b}"

    def fails(_a: object) -> object:
        raise KeyError("x")

    def floats(_a: object) -> float:
        return 1.5

    own = {"label": label, "fails": fails, "floats": floats}
    for call, result in (
        ("{call: label, args: [d, e]}", "xy"),
        ("{call: label, args: {a: d, b: {const: 1}}}", "x1"),
        ("{call: label, args: [d]}", "x-"),
        ("{call: fails, args: [d]}", None),
        ("{call: floats, args: [d]}", None),
        ("{call: label, args: [d.deep]}", None),
    ):
        text = f"{ITEM}  item_class: {call}\n"
        item_in = load_map(text, name="item.yaml", functions=own)
        mapped = to_canon({"code": "A", "d": "x", "e": "y"}, map=item_in, context=CONTEXT)
        if result is None:
            assert mapped.value is None and len(mapped.findings) == 1
        else:
            assert isinstance(mapped.value, Item) and mapped.value.item_class == result


def test_crossref_is_asked_and_can_be_prefetched() -> None:
    more = "item_class: {path: d, lookup: item_class}\ncommodity_code: {path: e, lookup: hs}"
    asked: list[tuple[str, str]] = []

    def known(kind: str, code: str) -> str | None:
        asked.append((kind, code))
        return {"item_class": "IC-7"}.get(kind)

    context = MapContext(owner="ACME", version=1, crossref=known)
    assert item({"d": 7}, more, context=context).item_class == "IC-7"
    assert asked == [("item_class", "7")]
    trees = [{"code": "A", "d": n, "e": "x"} for n in (7, 8, 7)]
    wanted = wanted_lookups(trees, map=item_map(more), context=context)
    assert wanted == {("item_class", "7"), ("item_class", "8"), ("hs", "x")}
    assert wanted_lookups(trees, map=item_map(), context=context) == frozenset()


def test_constants_of_the_endpoint_win_over_those_of_the_map() -> None:
    more = "item_class: {context: constants.family}"
    top = "constants: {family: dry}"
    assert item({}, more, top).item_class == "dry"
    own = MapContext(owner="A", version=1, constants={"family": "cold"})
    assert item({}, more, top, context=own).item_class == "cold"


RECEIPT = """version: 1
document: receipt_confirmation
direction: in
fields:
  number: no
  owner.code: {context: owner}
  site: {context: site}
  order_number: order
  supplier.code: sup
  received_at: {path: at, zone: site}
  lines: {each: lines, fields: {line_id: a, order_line_id: b, item: c, received: {measure: {
    amount: d, unit: {const: C62}}}}}
"""


@pytest.mark.parametrize(
    ("text", "zone", "instant", "rules"),
    [
        ("2026-11-23T10:00:00Z", "Europe/Berlin", datetime(2026, 11, 23, 10, tzinfo=UTC), []),
        ("2026-11-23T10:00:00+02:00", "UTC", datetime(2026, 11, 23, 8, tzinfo=UTC), []),
        ("2026-11-23 10:00", "Europe/Berlin", datetime(2026, 11, 23, 9, tzinfo=UTC), []),
        ("2026-10-25T02:30", "Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
         ["twice-a-time"]),
        ("2026-03-29T02:30", "Europe/Berlin", datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
         ["no-such-time"]),
        ("0001-01-01T00:00", "Asia/Tokyo", None, ["not-a-time"]),
        ("yesterday", "UTC", None, ["not-a-time"]),
        ("2026-11-23T10:00", "Mars/Olympus", None, ["unknown-zone"]),
    ],
)  # fmt: skip
def test_instants_get_their_zone(
    text: str, zone: str, instant: datetime | None, rules: list[str]
) -> None:
    tree = {"no": "1", "order": "P", "sup": "S", "at": text, "lines": []}
    context = MapContext(owner="A", site="M", zone=zone, version=1)
    mapped = to_canon(tree, map=load_map(RECEIPT, name="r.yaml"), context=context)
    assert [f.rule for f in mapped.findings] == rules
    if instant is None:
        assert mapped.value is None
    else:
        assert isinstance(mapped.value, ReceiptConfirmation)
        assert mapped.value.received_at == instant


@pytest.mark.parametrize(
    ("settings", "value", "day"),
    [
        ("", "2026-11-23", date(2026, 11, 23)),
        ("", "2026-11-23T23:59:00", date(2026, 11, 23)),
        (", zone: Asia/Tokyo", "2026-11-23T23:59:00Z", date(2026, 11, 24)),
        (", format: '%Y%m%d'", 20261123, date(2026, 11, 23)),
        (", format: '%d.%m.%y'", "23.11.26", date(2026, 11, 23)),
        (", format: epoch_ms", 1795392000000, date(2026, 11, 23)),
        (", format: epoch_s, zone: Asia/Tokyo", "1795446000", date(2026, 11, 24)),
        ("", "2026-11-23T23:59:00Z", "no-zone"),
        ("", "2026-02-30", "not-a-time"),
        ("", "9" * 70, "not-a-time"),
        (", format: epoch_s", 10**20, "not-a-time"),
        (", format: '%Y%m%d'", True, "wrong-type"),
        (", format: '%Y%m%d'", 1 << 100, "not-a-time"),
    ],
)
def test_days_in_many_forms(settings: str, value: object, day: object) -> None:
    text = f"""version: 1
document: inbound_order
direction: in
fields:
  number: no
  owner.code: {{context: owner}}
  site: {{context: site}}
  supplier.code: {{const: S}}
  lines: {{list: [{{fields: {{line_id: no, item: no, quantity: {{measure: {{
    amount: {{const: 1}}, unit: {{const: C62}}}}}}}}}}]}}
  expected_on: {{path: day{settings}}}
"""
    mapped = to_canon({"no": "1", "day": value}, map=load_map(text, name="i.yaml"), context=CONTEXT)
    if isinstance(day, str):
        assert [f.rule for f in mapped.findings] == [day]
    else:
        assert isinstance(mapped.value, InboundOrder), mapped.findings
        assert mapped.value.expected_on == day


def test_the_version_comes_from_the_context_if_the_wire_has_none() -> None:
    assert item({}).version == 1
    assert only(map_item({}, context=MapContext(owner="A"))) == ("version", "required")
    assert item({"v": 9}, "version: v").version == 9


def test_cut_texts_are_warned_of() -> None:
    mapped = map_item({"d": "x" * 50}, "item_class: {path: d, length_max: 5}")
    assert isinstance(mapped.value, Item) and mapped.value.item_class == "xxxxx"
    assert only(mapped) == ("d", "cut")


def test_many_findings_are_counted_not_kept() -> None:
    tree = order_tree(lines=[{"id": 1}] * 5000)
    mapped = to_canon(tree, map=load_map(ORDER, name="o.yaml"), context=CONTEXT)
    assert len(mapped.findings) == 201
    assert "more findings" in mapped.findings[-1].text
