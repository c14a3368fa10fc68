"""Map files: every mistake is found at load, with its line and what to write; overlays."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landbridge.canon.item import Item
from landbridge.mapping import MapContext, MapFileError, load_map, to_canon

HEAD = "version: 1\ndocument: item\ndirection: in\n"
BASE = "fields:\n  number: code\n  owner.code: {context: owner}\n  description: name\n"
CONTEXT = MapContext(owner="ACME", version=1)


def problems(text: str, *overlays: tuple[str, str]) -> tuple[str, ...]:
    with pytest.raises(MapFileError) as caught:
        load_map(text, name="m.yaml", overlays=overlays)
    assert caught.value.problems
    return caught.value.problems


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("nmber: code", "no field 'nmber'. Did you mean 'number'?"),
        ("item_class.x: code", "item_class is a text, it has no fields"),
        ("active: {pth: a}", "names no source"),
        ("active: {path: a, const: b}", "names path and const"),
        ("active: {path: a, tabel: x}", "no 'tabel'. Did you mean 'table'?"),
        ("active: 5", "5 is no path; write `{const: 5}`"),
        ("active: [a]", "A list is made with"),
        ("active: 'a..b'", "cannot be read"),
        ("active: ^.x", "goes up further than there are lists"),
        ("active: {const: maybe}", "The constant 'maybe' is neither true nor false"),
        ("active: {path: a, default: 7}", "The constant 7 is neither"),
        ("active: {path: a, table: codes}", "no table 'codes'"),
        ("active: {path: a, reverse: {x: true, y: true}}", "cannot be reversed"),
        ("active: {path: a, table: {x: y}, lookup: z}", "not two"),
        ("active: {path: a, otherwise: b}", "needs a table"),
        ("active: {path: a, default: true, required: true}", "drop `required`"),
        ("active: {context: ownr}", "no 'ownr'. Did you mean 'owner'?"),
        ("active: {call: nothing}", "no function 'nothing'"),
        ("active: {path: a, when: {path: b, is: [1]}}", "A single value"),
        ("active: {path: a, when: {path: b, equals: 1}}", "no 'equals'"),
        ("active: {path: a, when: {path: b}}", "A condition is"),
        ("active: {path: a, when: {path: b, in: x}}", "needs a list of values"),
        ("active: {path: a, when: {path: b, above: x}}", "needs a number"),
        ("active: {each: a}", "A list is made here, but a single value"),
        ("shelf_life_days: {path: a, round: -1}", "from 0 to 12"),
        ("shelf_life_days: {path: a, factor: 0}", "other than 0"),
        ("shelf_life_days: {path: a, factor: 1e999999999}", "other than 0"),
        ("shelf_life_days: {position: 1}", "only known inside `each`"),
        ("item_class: {path: a, format: '%A'}", "is not one of iso"),
        ("item_class: {path: a, zone: Mars/Olympus}", "is no time zone"),
        ("item_class: {path: a, case: title}", "one of 'upper', 'lower'"),
        ("item_class: {path: a, trim: yes}", "true or false"),
        ("uoms: a", "use `each`, `list` or `split`"),
        ("uoms: {each: a}", "is an object; give its `fields`"),
        ("uoms: {each: a, fields: {numerator: b}}", "uoms[].uom is required"),
        ("uoms: {each: a, fields: {uom: b}, value: c}", "not both"),
        ("list_price: a", "give its fields: `list_price.amount"),
        ("list_price.amount: a", "list_price.currency is required"),
        ("item_class: {measure: {amount: a}}", "needs `amount` and `unit`"),
        ("item_class: {measure: {amount: a, unit: b}}", "`measure` makes a quantity"),
        ("number.x: a", "already given at line 5"),
    ],
)
def test_a_wrong_rule_is_told_with_line_and_remedy(rule: str, words: str) -> None:
    found = problems(f"{HEAD}{BASE}  {rule}\n")
    assert any(words in text for text in found), found
    assert all(text.startswith("m.yaml:") for text in found)
    assert any(text.startswith("m.yaml:8: ") for text in found), found


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (BASE, 1, "`version` must be a whole number"),
        ("version: 1\ndocument: itm\ndirection: in\n" + BASE, 2, "must be one of"),
        ("version: 1\ndocument: item\ndirection: up\n" + BASE, 3, "must be one of in, out"),
        (HEAD, 1, "`fields` must be a mapping"),
        (HEAD + "fields: 5\n", 4, "`fields` must be a mapping"),
        (HEAD + "fields:\n  number: a\n", 4, "owner is required, but no rule"),
        (HEAD + BASE + "fieldz: 1\n", 8, "no 'fieldz'. Did you mean 'fields'?"),
        (HEAD + BASE + "ignore: x\n", 8, "must be a list of paths"),
        (HEAD + BASE + "ignore: [code]\n", 8, "both used and ignored"),
        (HEAD + BASE + "ignore: [a.b]\n", 8, "ignore a as a whole"),
        (HEAD + BASE + "ignore: ['a..b']\n", 8, "cannot be read"),
        (HEAD + BASE + "units: {x: {uom: C62, factor: -1}}\n", 8, "positive fraction"),
        (HEAD + BASE + "units: {x: 5}\n", 8, "needs a code"),
        (HEAD + BASE + "tables: 7\n", 8, "`tables` must be a mapping"),
        (HEAD + BASE + "constants: {a: [1]}\n", 8, "A single value"),
    ],
)
def test_a_wrong_top_is_told_with_line_and_remedy(text: str, line: int, words: str) -> None:
    found = problems(text)
    assert any(t.startswith(f"m.yaml:{line}: ") and words in t for t in found), found


def test_all_mistakes_are_told_at_once_in_order() -> None:
    found = problems(f"{HEAD}{BASE}  active: 5\n  nmber: a\nzzz: 1\n")
    assert [text.split(":")[1] for text in found] == ["8", "10"] or len(found) == 3
    assert problems(f"{HEAD}{BASE}  nmber: a\n  item_clas: b\n")[1].startswith("m.yaml:9")


def test_an_out_map_with_wrong_document_paths_does_not_load() -> None:
    head = "version: 1\ndocument: item\ndirection: out\nfields:\n"
    (found,) = problems(head + "  a: descriptio\n")
    assert found.startswith("m.yaml:5") and "Did you mean 'description'?" in found
    for rule, words in (
        ("a: owner", "owner is an object; name one of its fields"),
        ("a: {each: number}", "number is no list"),
        ("a: number.x", "ends before that"),
        ("a: uoms[0].uoms", "'uoms' is unknown"),
        ("a: {path: active, as: date}", "x"),
    ):
        text = f"{head}  {rule}\n"
        if words == "x":
            assert load_map(text, name="m.yaml").direction == "out"
        else:
            assert any(words in t for t in problems(text)), rule


def test_the_version_is_the_declared_one_and_the_content() -> None:
    first = load_map(HEAD + BASE, name="m.yaml")
    assert first is load_map(HEAD + BASE, name="m.yaml")
    assert first.version.startswith("1-") and len(first.version) == 10
    assert load_map(HEAD + BASE + "# x\n", name="m.yaml").version != first.version


OVERLAY = """fields:
  item_class: {path: klass, table: classes}
  description: null
  list_price: null
  description.x: null
"""


def test_an_overlay_adds_replaces_and_takes_out_without_code() -> None:
    base = (
        f"{HEAD}{BASE}  item_class: {{path: klass, table: classes}}\n  hazard_code: haz\n"
        "  uoms: {each: units, fields: {uom: u, numerator: n}}\n"
        "tables: {classes: {a: fresh}}\nignore: [x]\n"
    )
    over = (
        "tables: {classes: {b: dry}}\nignore: [y]\nconstants: {c: k}\nfields:\n"
        "  description: {join: [name, name2], by: ' / '}\n  hazard_code: null\n"
        "  uoms: {fields: {pack_level: level, numerator: null}}\n"
        "  commodity_code: {context: constants.c}\n"
    )
    overlaid = load_map(base, name="m.yaml", overlays=[("own.yaml", over)])
    tree = {
        "code": "1", "name": "a", "name2": "b", "klass": "b", "x": 1, "y": 2,
        "units": [{"u": "CS", "level": "case", "n": 5}],
    }  # fmt: skip
    mapped = to_canon(tree, map=overlaid, context=CONTEXT)
    assert isinstance(mapped.value, Item) and mapped.unused_paths == ("units[].n",)
    made = mapped.value
    assert (made.description, made.item_class, made.commodity_code) == ("a / b", "dry", "k")
    assert (made.uoms[0].pack_level, made.uoms[0].numerator) == ("case", 1)
    plain = load_map(base, name="m.yaml")
    assert plain.version != overlaid.version
    assert any("hazard_code" in path for path in plain.canon_used)


def test_mistakes_of_an_overlay_name_its_file() -> None:
    for over, words in (
        ("fields: {nmber: a}", "no field 'nmber'"),
        ("document: item", "An overlay has no 'document'"),
        ("fields: {description: null}", "description is required"),
        ("fields: 7", "must be a mapping"),
        ("{", "not readable"),
    ):
        found = problems(HEAD + BASE, ("own.yaml", over))
        assert any(words in text for text in found), found
        assert words.startswith("description") or any("own.yaml:1" in text for text in found)


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
WORDS = st.sampled_from(
    ["path", "const", "each", "fields", "list", "join", "first", "call", "measure", "when",
     "table", "number", "owner.code", "description", "uoms", "a.b", "[]", "'", "value", "where"]
)  # fmt: skip
NODES = st.recursive(
    SCALARS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(WORDS, NODES, max_size=4), st.sampled_from(["in", "out"]))
@settings(max_examples=200, deadline=None)
def test_any_map_file_loads_or_says_why(fields: dict, direction: str) -> None:
    import yaml

    head = {"version": 1, "document": "item", "direction": direction, "fields": fields}
    try:
        load_map(yaml.safe_dump(head), name="m.yaml")
    except MapFileError as error:
        assert error.problems


TREES = st.recursive(
    SCALARS | st.decimals(allow_nan=False, allow_infinity=False) | st.just("2026-11-23"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["code", "name", "a", "b", ""]), inner, max_size=5)
    ),
    max_leaves=25,
)
GREEDY = (
    HEAD
    + """ignore:
  - a.b
units: {C62: C62, dz: {uom: C62, factor: 12}}
fields:
  number: {path: code, trim: true}
  owner.code: {context: owner}
  description: {first: [name.a, {join: [name.b, a.a], by: "-"}, {call: only_digits, args: [b]}]}
  quantity_digits: {count: b}
  lot_controlled: {path: b.a, table: {'1': true}, otherwise: false}
  shelf_life_days: {path: b.0, round: 0}
  item_class: {path: name.name, lookup: x, keep_unknown: true, length_max: 3}
  list_price.amount: {path: a.code, factor: 1/7, round: 2}
  list_price.currency: a.name
  customs_value:
    when: {any: [{path: a, present: true}, {path: b.b, above: 3}, {path: code, in: [a, 1]}]}
    fields: {amount: {path: b.code, decimal_mark: ","}, currency: {const: EUR}}
  uoms:
    each: b
    where: {path: ., is_not: x}
    fields:
      uom: {first: [a, {const: C62}]}
      gtins: {each: ., value: {path: name, as: text}}
      gross_weight_g: {path: code, factor: 1000}
      pack_level: {path: $.a.1.b, trim: true, case: lower}
"""
)


@given(st.dictionaries(st.sampled_from(["code", "name", "a", "b", "c"]), TREES, max_size=5) | TREES)
@settings(max_examples=400, deadline=None)
def test_no_tree_breaks_a_map(tree: dict) -> None:
    mapped = to_canon(tree, map=load_map(GREEDY, name="g.yaml"), context=CONTEXT)
    assert (mapped.value is None) == any(f.severity == "error" for f in mapped.findings)
    for finding in mapped.findings:
        assert finding.text.endswith(".") and finding.rule


def test_a_hostile_tree_costs_no_more_than_its_length() -> None:
    greedy = load_map(GREEDY, name="g.yaml")
    start = time.perf_counter()
    for tree in (
        {"code": "9" * 3_000_000, "b": [{"code": "9" * 100_000}] * 50},
        {"code": "A", "b": [[{}] * 100_000, "x" * 1_000_000]},
        {"code": "A", "name": {"a": "1" * 2_000_000}, "b": "2" * 2_000_000},
        {str(i): i for i in range(200_000)},
    ):
        to_canon(tree, map=greedy, context=CONTEXT)
    assert time.perf_counter() - start < 5


EVIL = "x');__import__('os').system('false');('\"\\ {y}"


def test_nothing_a_map_says_becomes_code() -> None:
    """Whatever stands in a map is handed to the compiled function as a value, never as source."""
    import yaml

    rules = {
        "number": {"path": "'" + EVIL.replace("'", "") + "'"},
        "owner.code": {"context": f"constants.{EVIL}"},
        "description": {"join": ["a", {"const": EVIL}], "by": EVIL, "default": EVIL},
        "item_class": {"path": "a", "table": {EVIL: EVIL}, "otherwise": EVIL},
        "commodity_code": {"path": "a", "lookup": EVIL, "when": {"path": "a", "is": EVIL}},
        "hazard_code": {"call": "only_digits", "args": {"text": "a"}},
    }
    top = {
        "version": 1, "document": "item", "direction": "in", "fields": rules,
        "constants": {EVIL: EVIL},
    }  # fmt: skip
    hostile = load_map(yaml.safe_dump(top, allow_unicode=True), name=EVIL)
    tree = {EVIL.replace("'", ""): "N-1", "a": "1"}
    mapped = to_canon(tree, map=hostile, context=CONTEXT)
    assert isinstance(mapped.value, Item), mapped.findings
    assert mapped.value.owner.code == EVIL and mapped.value.item_class == EVIL
    assert mapped.value.description == f"1{EVIL}{EVIL}"
    source = hostile.engine.quick.source
    assert "__import__" not in source and "system" not in source


def test_a_functions_parameter_is_a_name() -> None:
    rule = 'item_class: {call: only_digits, args: {"a b": x}}'
    assert any("no name of a parameter" in text for text in problems(f"{HEAD}{BASE}  {rule}\n"))
