"""YAML to rules: every problem of a map file is found, with its line and what to write instead."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from fractions import Fraction

from landbridge.canon.registry import document_types
from landbridge.mapping.located import Located, Place, Plain, Scalar, Sequence, Table
from landbridge.mapping.paths import Path, PathError, parse_path, parse_pattern
from landbridge.mapping.rules import (
    CallSource,
    Combined,
    Condition,
    ConstSource,
    ContextSource,
    CountSource,
    EachSource,
    Entry,
    FirstSource,
    Group,
    JoinSource,
    ListSource,
    MapText,
    MeasureSource,
    PathSource,
    PositionSource,
    Rule,
    Source,
    Test,
    Unit,
)
from landbridge.mapping.settings import CodeTables, RuleSettings, constant, read_fraction
from landbridge.mapping.shapes import suggest

TOP_KEYS = (
    "version", "document", "direction", "about", "when", "fields", "ignore", "constants",
    "tables", "units",
)  # fmt: skip
SOURCE_KEYS = (
    "path", "const", "context", "join", "first", "list", "each", "fields", "call", "measure",
    "count", "position",
)  # fmt: skip
BESIDE_SOURCE = {"join": ("by",), "each": ("where", "fields", "value"), "call": ("args",)}
CONTEXT_NAMES = ("owner", "site", "endpoint", "zone", "version")
EACH_DEPTH_MAX = 5


class Problems:
    """Collects what is wrong, in the order of the file."""

    def __init__(self) -> None:
        self._found: list[tuple[Place, str]] = []

    def add(self, place: Place, sentence: str) -> None:
        self._found.append((place, sentence))

    def sentences(self) -> tuple[str, ...]:
        ordered = sorted(self._found, key=lambda found: (found[0].file, found[0].line))
        return tuple(dict.fromkeys(f"{place}: {text}" for place, text in ordered))

    def __bool__(self) -> bool:
        return bool(self._found)


class MapReader:
    """Reads one map. What cannot be read is noted in `problems`; the result is then useless."""

    def __init__(
        self, top: Table, *, name: str, functions: Collection[str], problems: Problems
    ) -> None:
        self.problems = problems
        self._top = top
        self._name = name
        self._functions = functions
        self._depth = 0
        self._units = self._read_units()
        self._tables = CodeTables(self._table("tables"), self._units, self.problems.add)
        self._settings = RuleSettings(self._tables, self.problems.add)

    def read(self) -> MapText:
        top = self._top
        self._known(top, TOP_KEYS, "A map")
        return MapText(
            name=self._name,
            place=top.place,
            version=self._version(),
            document=self._choice("document", tuple(document_types())),
            direction=self._choice("direction", ("in", "out")),
            when=self._condition(top.items["when"]) if "when" in top.items else None,
            fields=self._fields(),
            ignore=self._ignore(),
            constants={
                name: constant(value, self.problems.add)
                for name, value in self._table("constants").items()
            },
            units=self._units,
            unused_tables=self._tables.unused(),
        )

    # ---------------------------------------------------------------- the top of the file

    def _known(self, table: Table, known: Collection[str], what: str) -> None:
        for key, value in table.items.items():
            if key not in known:
                self.problems.add(value.place, f"{what} has no {key!r}.{suggest(key, known)}")

    def _table(self, key: str) -> Mapping[str, Located]:
        value = self._top.items.get(key)
        if value is None:
            return {}
        if not isinstance(value, Table):
            self.problems.add(value.place, f"`{key}` must be a mapping.")
            return {}
        return value.items

    def _version(self) -> int:
        value = self._top.items.get("version")
        if isinstance(value, Scalar) and type(value.value) is int and value.value >= 0:
            return value.value
        place = value.place if value else self._top.place
        self.problems.add(place, "`version` must be a whole number; start with `version: 1`.")
        return 0

    def _choice(self, key: str, allowed: Collection[str]) -> str:
        value = self._top.items.get(key)
        if isinstance(value, Scalar) and value.value in allowed:
            return str(value.value)
        place = value.place if value else self._top.place
        given = f"is {value.value!r}; it" if isinstance(value, Scalar) else ""
        self.problems.add(place, f"`{key}` {given} must be one of {', '.join(allowed)}.")
        return ""

    def _fields(self) -> Group:
        value = self._top.items.get("fields")
        if not isinstance(value, Table):
            place = value.place if value else self._top.place
            self.problems.add(place, "`fields` must be a mapping of target field to rule.")
            return Group({}, self._top.place)
        return self._group(value, None)

    def _ignore(self) -> dict[str, Place]:
        value = self._top.items.get("ignore")
        found: dict[str, Place] = {}
        if value is None:
            return found
        if not isinstance(value, Sequence):
            self.problems.add(value.place, "`ignore` must be a list of paths (`- lines[].note`).")
            return found
        for item in value.items:
            text = item.value if isinstance(item, Scalar) else None
            if not isinstance(text, str):
                self.problems.add(item.place, "An entry of `ignore` must be a path.")
                continue
            try:
                found[parse_pattern(text)] = item.place
            except PathError as error:
                self.problems.add(item.place, f"{error}.")
        return found

    def _read_units(self) -> dict[str, Unit]:
        units: dict[str, Unit] = {}
        for code, value in self._table("units").items():
            uom, factor = value, None
            if isinstance(value, Table):
                self._known(value, ("uom", "factor"), "A unit")
                uom, factor = value.items.get("uom", value), value.items.get("factor")
            if not isinstance(uom, Scalar) or not isinstance(uom.value, str) or not uom.value:
                self.problems.add(value.place, f"The unit {code!r} needs a code: `{code}: C62`.")
                continue
            made = read_fraction(factor) if factor else Fraction(1)
            if made is None or made < 0:
                self.problems.add(value.place, "A unit's factor is a positive fraction: `1/3`.")
            units[code] = Unit(uom.value, made or Fraction(1))
        return units

    # ---------------------------------------------------------------- entries

    def _group(self, table: Table, when: Condition | None) -> Group:
        entries = {name: self.entry(value) for name, value in table.items.items()}
        return Group(entries, table.place, when)

    def entry(self, value: Located) -> Entry:
        """A group (`fields: {...}`) or a rule."""
        if isinstance(value, Table) and "fields" in value.items and "each" not in value.items:
            self._known(value, ("fields", "when"), "A group of fields")
            inner = value.items["fields"]
            when = self._condition(value.items["when"]) if "when" in value.items else None
            if isinstance(inner, Table):
                return self._group(inner, when)
            self.problems.add(inner.place, "`fields` must be a mapping of field to rule.")
            return Group({}, inner.place)
        return self.rule(value)

    def rule(self, value: Located) -> Rule:
        if isinstance(value, Scalar):
            if isinstance(value.value, str):
                return Rule(place=value.place, source=PathSource(self._path(value)))
            self.problems.add(
                value.place, f"{value.value!r} is no path; write `{{const: {value.value}}}`."
            )
            return Rule(place=value.place, source=ConstSource(None))
        if isinstance(value, Sequence):
            self.problems.add(value.place, "A list is made with `{list: [...]}` or `{each: ...}`.")
            return Rule(place=value.place, source=ConstSource(None))
        named = [key for key in SOURCE_KEYS if key in value.items]
        if "each" in named and "fields" in named:
            named.remove("fields")
        if len(named) != 1:
            said = f"names {' and '.join(named)}" if named else "names no source"
            self.problems.add(
                value.place, f"A rule {said}; it needs exactly one of {', '.join(SOURCE_KEYS)}."
            )
            return Rule(place=value.place, source=ConstSource(None))
        return self._settled(value, named[0])

    def _settled(self, table: Table, source_key: str) -> Rule:
        mine = (source_key, "when", *BESIDE_SOURCE.get(source_key, ()))
        rest = {key: item for key, item in table.items.items() if key not in mine}
        when = table.items.get("when")
        return self._settings.read(
            rest,
            place=table.place,
            source=self._source(table, source_key),
            when=self._condition(when) if when else None,
        )

    def _source(self, table: Table, key: str) -> Source:
        value = table.items[key]
        readers: dict[str, Callable[[Table, Located], Source]] = {
            "path": lambda _, v: PathSource(self._path(v)),
            "const": lambda _, v: ConstSource(constant(v, self.problems.add)),
            "context": lambda _, v: self._context(v),
            "join": self._join,
            "first": lambda _, v: FirstSource(self._rules(v, "first")),
            "list": lambda _, v: ListSource(tuple(self.entry(i) for i in self._items(v, "list"))),
            "each": self._each,
            "call": self._call,
            "measure": lambda _, v: self._measure(v),
            "count": lambda _, v: CountSource(self._path(v)),
            "position": lambda _, v: PositionSource(self._whole(v, "position")),
        }
        return readers[key](table, value)

    def _path(self, value: Located) -> Path:
        if isinstance(value, Scalar) and value.value is not None:
            try:
                return parse_path(str(value.value))
            except PathError as error:
                self.problems.add(value.place, f"{error}.")
                return Path(0, ())
        self.problems.add(value.place, "A path is expected, e.g. `lines[0].item`.")
        return Path(0, ())

    def _context(self, value: Located) -> ContextSource:
        name = str(value.value) if isinstance(value, Scalar) else ""
        if name not in CONTEXT_NAMES and not (name.startswith("constants.") and name[10:]):
            known = (*CONTEXT_NAMES, "constants.NAME")
            self.problems.add(value.place, f"The context has no {name!r}.{suggest(name, known)}")
        return ContextSource(name)

    def _items(self, value: Located, what: str) -> tuple[Located, ...]:
        if isinstance(value, Sequence) and value.items:
            return value.items
        self.problems.add(value.place, f"`{what}` needs a list of rules.")
        return ()

    def _rules(self, value: Located, what: str) -> tuple[Rule, ...]:
        return tuple(self.rule(item) for item in self._items(value, what))

    def _join(self, table: Table, value: Located) -> Source:
        by = table.items.get("by")
        text = by.value if isinstance(by, Scalar) else " "
        if not isinstance(text, str):
            self.problems.add(table.place, '`by` must be a text, e.g. `by: ", "`.')
            text = " "
        return JoinSource(self._rules(value, "join"), text)

    def _each(self, table: Table, value: Located) -> Source:
        where, fields, inner = (table.items.get(k) for k in ("where", "fields", "value"))
        self._depth += 1
        if self._depth > EACH_DEPTH_MAX:
            self.problems.add(table.place, f"Lists nest deeper than {EACH_DEPTH_MAX} levels.")
        body: Entry
        if fields is not None and inner is not None:
            self.problems.add(table.place, "`each` takes `fields` or `value`, not both.")
        if isinstance(fields, Table) and self._depth <= EACH_DEPTH_MAX:
            body = self._group(fields, None)
        elif inner is not None:
            body = self.rule(inner)
        else:
            if fields is not None:
                self.problems.add(fields.place, "`fields` must be a mapping of field to rule.")
            body = Rule(place=table.place, source=PathSource(Path(0, ())))
        source = EachSource(self._path(value), self._condition(where) if where else None, body)
        self._depth -= 1
        return source

    def _call(self, table: Table, value: Located) -> Source:
        name = str(value.value) if isinstance(value, Scalar) else ""
        if name not in self._functions:
            self.problems.add(
                value.place, f"There is no function {name!r}.{suggest(name, self._functions)}"
            )
        args = table.items.get("args")
        if isinstance(args, Table):
            for key, item in args.items.items():
                if not key.isidentifier():
                    self.problems.add(item.place, f"{key!r} is no name of a parameter.")
            return CallSource(name, tuple((k, self.rule(v)) for k, v in args.items.items()))
        if args is None:
            return CallSource(name, (("", Rule(place=table.place, source=_HERE)),))
        return CallSource(name, tuple(("", rule) for rule in self._rules(args, "args")))

    def _measure(self, value: Located) -> Source:
        if isinstance(value, Table) and set(value.items) == {"amount", "unit"}:
            return MeasureSource(self.rule(value.items["amount"]), self.rule(value.items["unit"]))
        self.problems.add(value.place, "`measure` needs `amount` and `unit`, each a rule.")
        return ConstSource(None)

    def _whole(self, value: Located, what: str) -> int:
        if isinstance(value, Scalar) and type(value.value) is int:
            return value.value
        self.problems.add(value.place, f"`{what}` must be a whole number.")
        return 0

    # ---------------------------------------------------------------- conditions

    def _condition(self, value: Located) -> Condition:
        if isinstance(value, Table):
            for word in ("all", "any"):
                if set(value.items) == {word}:
                    items = value.items[word]
                    if isinstance(items, Sequence) and items.items:
                        parts = tuple(self._condition(item) for item in items.items)
                        return Combined(word == "all", parts)
            if set(value.items) == {"not"}:
                return Combined(True, (self._condition(value.items["not"]),), negated=True)
            if ("path" in value.items) != ("context" in value.items) and len(value.items) == 2:
                return self._test(value)
        self.problems.add(
            value.place,
            "A condition is `{path: p, is: value}` (or is_not, in, not_in, present, above, "
            "below), `{all: [...]}`, `{any: [...]}` or `{not: ...}`.",
        )
        return Combined(True, ())

    def _test(self, table: Table) -> Condition:
        items = dict(table.items)
        operand: PathSource | ContextSource
        if "path" in items:
            operand = PathSource(self._path(items.pop("path")))
        else:
            operand = self._context(items.pop("context"))
        ((word, value),) = items.items()
        values: tuple[Plain, ...]
        if word in ("in", "not_in"):
            listed = value.items if isinstance(value, Sequence) else ()
            values = tuple(constant(item, self.problems.add) for item in listed)
            if not values:
                self.problems.add(value.place, f"`{word}` needs a list of values.")
        else:
            values = (constant(value, self.problems.add),)
        return self._checked(word, operand, values, table.place)

    def _checked(
        self, word: str, operand: PathSource | ContextSource, values: tuple[Plain, ...], at: Place
    ) -> Condition:
        op = {"is_not": "is", "not_in": "in"}.get(word, word)
        negated = word in ("is_not", "not_in")
        if op not in ("is", "in", "present", "above", "below"):
            self.problems.add(
                at, f"A condition has no {word!r}; use is, in, present, above, below."
            )
        if op == "present" and type(values[0]) is not bool:
            self.problems.add(at, "`present` is true or false.")
        if op in ("above", "below") and (
            isinstance(values[0], bool) or not isinstance(values[0], int | Decimal)
        ):
            self.problems.add(at, f"`{op}` needs a number.")
        if op == "present":
            negated = values[0] is False
        return Test(operand, op, values, negated, at)


_HERE = PathSource(Path(0, ()))
