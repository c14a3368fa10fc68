"""Compiles one rule to the lines that compute its value into a variable."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from landbridge.kit.quantity import Quantity
from landbridge.mapping import conversions, times
from landbridge.mapping.conversions import BadValueError
from landbridge.mapping.emit import Block, DocumentReading, Names, Output, Reading, Scope
from landbridge.mapping.located import Place, Plain
from landbridge.mapping.reading import Problems
from landbridge.mapping.rules import (
    UNSET,
    CallSource,
    Combined,
    Condition,
    ConstSource,
    ContextSource,
    CountSource,
    EachSource,
    FirstSource,
    JoinSource,
    ListSource,
    MeasureSource,
    PathSource,
    PositionSource,
    Rule,
    Test,
    Unit,
)
from landbridge.mapping.shapes import Shape

PYTHON_TYPES = {"text": "str", "integer": "int", "decimal": "Decimal", "boolean": "bool"}
RAW = "raw"  # as it is, for functions
NODE = "node"  # whatever a wire tree can hold


@dataclass(frozen=True, slots=True)
class Value:
    """A computed value. number: its rule.  kind: as far as known, else `raw`.

    steady: it is a constant, of the context or of an outer object, so its being there says
        nothing about the object it goes into.
    chosen: variable with the number of the rule that `first` took; "" for any other source.
    """

    var: str
    number: int
    kind: str
    steady: bool = False
    chosen: str = ""

    @property
    def told_by(self) -> str:
        """An expression for the number of the rule that made the value."""
        if not self.chosen:
            return str(self.number)
        return f"({self.number} if {self.chosen} is None else {self.chosen})"


class ValueCompiler:
    """Shared by both directions."""

    def __init__(
        self,
        *,
        reading: Reading,
        names: Names,
        output: Output,
        problems: Problems,
        functions: Mapping[str, Callable[..., Any]],
        units: Mapping[str, Unit],
        constants: Mapping[str, Plain],
        trace: bool,
    ) -> None:
        self._trace = trace
        self.reading = reading
        self.names = names
        self.output = output
        self.problems = problems
        self._functions = functions
        self._units = units
        self._constants = constants
        self._pending: dict[str, str] = {}
        self._pending_function: dict[str, str] = {}
        self.needs_crossref = False

    # ------------------------------------------------------------ a whole rule

    def value(self, rule: Rule, scope: Scope, block: Block, *, kind: str, target: str) -> Value:
        """Emit the lines for `rule`; the value has `kind` (`raw`: as it is) or is None."""
        var = self.names.fresh("v")
        chosen = ""
        if self._trace and isinstance(rule.source, FirstSource):
            chosen = f"{var}_by"
            block.add(f"{chosen} = None")
        if rule.when is not None:
            block.add(f"{var} = None")
            block = block.inside(f"if {self.condition(rule.when, scope, block)}:")
        found_kind, pattern, shape = self._source(rule, var, scope, block, kind, target)
        number = self.output.register(pattern, target, rule.place)
        at = f"{number}, {scope.index_tuple()}"
        steady = isinstance(rule.source, ConstSource | ContextSource | PositionSource) or (
            isinstance(rule.source, PathSource) and rule.source.path.up != 0
        )
        if isinstance(rule.source, ConstSource):
            made = self.constant(rule.source.value, kind, rule.place)
            block.add(f"{var} = {self.names.constant(made)}")
            return Value(var, number, kind, steady=True)
        if shape is not None and shape.kind in ("object", "list") and kind != RAW:
            self.problems.add(
                rule.place, f"{pattern} is {_article(shape)}; name one of its fields."
            )
        if isinstance(rule.source, CallSource | MeasureSource):
            self._finish_source(rule, var, block, at)
            if found_kind == "object" and kind != RAW:
                self.problems.add(rule.place, f"`measure` makes a quantity; {target} is a {kind}.")
        found_kind = self._text_work(rule, var, block, at, found_kind)
        found_kind = self._codes(rule, var, block, at, found_kind)
        found_kind = self._convert(rule, var, block, at, found_kind, kind)
        return Value(var, number, found_kind, steady=steady, chosen=chosen)

    def _source(
        self, rule: Rule, var: str, scope: Scope, block: Block, kind: str, target: str
    ) -> tuple[str, str, Shape | None]:
        """Emit `var = ...`; gives kind, source pattern and shape as far as known."""
        source = rule.source
        match source:
            case PathSource(path):
                found = self.reading.find(scope, path, rule.place)
                block.add(f"{var} = {found.expr}")
                known = found.shape.kind if found.shape else RAW
                return known, found.exact, found.shape
            case ContextSource(name):
                block.add(f"{var} = {self._context(name)}")
                return RAW, "", None
            case CountSource(path):
                found = self.reading.find(scope, path, rule.place, whole=False)
                block.add(f"{var} = {found.expr}")
                block.add(f"{var} = len({var}) if {var}.__class__ in (list, tuple) else 0")
                return "integer", found.pattern, None
            case PositionSource(start):
                if not scope.indexes:
                    self.problems.add(rule.place, "`position` is only known inside `each`.")
                else:
                    block.add(f"{var} = {scope.indexes[-1]} + {self.names.constant(start)}")
                return "integer", "", None
            case JoinSource(parts, by):
                joined = [
                    self.value(part, scope, block, kind="text", target=target).var for part in parts
                ]
                glue = self.names.constant(by)
                listed = "".join(f"{part}, " for part in joined)
                if by == "":
                    glue = "''"
                block.add(f"{var} = {glue}.join([p for p in ({listed}) if p])")
                return "text", "", None
            case FirstSource(parts):
                return self._first(parts, var, scope, block, kind, target)
            case CallSource():
                return self._call(source, var, scope, block, target)
            case MeasureSource():
                return self._measure(source, var, scope, block, target)
            case EachSource() | ListSource():
                self.problems.add(rule.place, "A list is made here, but a single value is needed.")
            case ConstSource():
                pass
        return RAW, "", None

    def _first(
        self,
        parts: tuple[Rule, ...],
        var: str,
        scope: Scope,
        block: Block,
        kind: str,
        target: str,
    ) -> tuple[str, str, Shape | None]:
        block.add(f"{var} = None")
        kinds = set()
        for part in parts:
            inner = block.inside(f"if {var} is None or {var} == '':")
            made = self.value(part, scope, inner, kind=kind, target=target)
            inner.add(f"{var} = {made.var}")
            if self._trace:
                inner.add(f"{var}_by = {made.told_by}")
            kinds.add(made.kind)
        return (kinds.pop() if len(kinds) == 1 else RAW), "", None

    def _call(
        self, source: CallSource, var: str, scope: Scope, block: Block, target: str
    ) -> tuple[str, str, Shape | None]:
        args, named, patterns = [], [], []
        for name, rule in source.args:
            made = self.value(rule, scope, block, kind=rule.kind or RAW, target=target)
            patterns.append(self.output.infos[made.number].source)
            if name:
                named.append(f"{name!r}: {made.var}")
            else:
                args.append(made.var)
        function = self._functions.get(source.function)
        listed = "".join(f"{arg}, " for arg in args)
        self._pending[var] = f"({listed}), {{{', '.join(named)}}}"
        self._pending_function[var] = self.names.constant(function)
        return RAW, next((pattern for pattern in patterns if pattern), ""), None

    def _measure(
        self, source: MeasureSource, var: str, scope: Scope, block: Block, target: str
    ) -> tuple[str, str, Shape | None]:
        outward = isinstance(self.reading, DocumentReading)
        kind = RAW if outward else "decimal"
        amount = self.value(source.amount, scope, block, kind=kind, target=target)
        unit = self.value(source.unit, scope, block, kind="text", target=target)
        self._pending[var] = f"{amount.var}, {unit.var}"
        pattern = self.output.infos[amount.number].source
        return ("decimal" if outward else "object"), pattern, None

    def _finish_source(self, rule: Rule, var: str, block: Block, at: str) -> None:
        """Functions and measures report under this rule's own number, known only now."""
        given = self._pending[var]
        if isinstance(rule.source, CallSource):
            block.add(f"{var} = R.call({self._pending_function[var]}, {at}, {given})")
            return
        outward = isinstance(self.reading, DocumentReading)
        convert = "in_unit" if outward else "to_quantity"
        units, digits = self.names.constant(self._units), self.names.constant(rule.digits)
        slow = f"{var} = R.take({convert}, {at}, {given}, {units}, {digits})"
        if outward or rule.digits is not None:
            block.add(slow)
            return
        amount, unit = given.split(", ")
        test = f"{amount} is not None and {unit}"
        if self._units:
            direct = {code: known.uom for code, known in self._units.items() if known.factor == 1}
            table = self.names.constant(direct)
            test, unit = f"{amount} is not None and {unit} in {table}", f"{table}[{unit}]"
        block.add(f"if {test}: {var} = Quantity({amount}, {unit})")
        block.add(f"else: {slow}")

    def _context(self, name: str) -> str:
        if name.startswith("constants."):
            key = self.names.constant(name.removeprefix("constants."))
            own = self._constants.get(name.removeprefix("constants."))
            return f"C.constants.get({key}, {self.names.constant(own)})"
        return f"C.{name}" if name.isidentifier() else "None"

    def constant(self, value: Plain, kind: str, place: Place) -> Any:
        """A written constant as the kind the target wants; a problem if it does not fit."""
        try:
            if kind in conversions.SCALAR:
                return conversions.SCALAR[kind](value)
            if kind == "date":
                return times.read_date(value, "iso", "", _no_warning)
            if kind == "instant":
                return times.read_instant(value, "iso", "UTC", _no_warning)
        except BadValueError as error:
            self.problems.add(place, f"The constant {value!r} {error}.")
        return value

    # ------------------------------------------------------------ what is done with it

    def _text_work(self, rule: Rule, var: str, block: Block, at: str, kind: str) -> str:
        if not (rule.trim or rule.case):
            return kind
        if kind != "text":
            block.add(f"if {var}.__class__ is not str: {var} = R.take(to_text, {at}, {var})")
        calls = (".strip()" if rule.trim else "") + (f".{rule.case}()" if rule.case else "")
        block.add(f"if {var}: {var} = {var}{calls}")
        return "text"

    def _codes(self, rule: Rule, var: str, block: Block, at: str, kind: str) -> str:
        otherwise = self.names.constant(rule.otherwise)
        if rule.codes is not None:
            codes = self.names.constant(rule.codes)
            block.add(
                f"if {var} is not None: {var} = {codes}[{var}] "
                f"if {var}.__class__ is str and {var} in {codes} "
                f"else R.code({codes}, {otherwise}, {at}, {var})"
            )
            texts = (*rule.codes.values(), "" if rule.otherwise is UNSET else rule.otherwise)
            return "text" if all(isinstance(value, str) for value in texts) else RAW
        if rule.lookup:
            self.needs_crossref = True
            what = self.names.constant(rule.lookup)
            block.add(
                f"if {var} is not None: {var} = R.lookup(C, {what}, {otherwise}, {at}, {var})"
            )
            return "text"
        return kind

    def _convert(self, rule: Rule, var: str, block: Block, at: str, have: str, kind: str) -> str:
        number_work = rule.factor is not None or rule.digits is not None
        wanted = rule.kind or kind
        if rule.decimal_mark or rule.group_mark:
            reader = conversions.number_reader(rule.decimal_mark, rule.group_mark)
            block.add(f"{var} = R.take({self.names.constant(reader)}, {at}, {var})")
            have = "decimal"
        if number_work and not isinstance(rule.source, MeasureSource):
            have = self._as(rule, var, block, at, have, "decimal")
            scale = f"{self.names.constant(rule.factor)}, {self.names.constant(rule.digits)}"
            block.add(f"if {var} is not None: {var} = R.take(scaled, {at}, {var}, {scale})")
            if rule.digits is not None and wanted == "text":
                block.add(f"if {var} is not None: {var} = format({var}, 'f')")
                have = "text"
        have = self._as(rule, var, block, at, have, wanted)
        have = self._as(rule, var, block, at, have, kind)
        if rule.length_max is not None:
            have = self._as(rule, var, block, at, have, "text")
            most = rule.length_max
            block.add(f"if {var} and len({var}) > {most}: {var} = R.cut({var}, {most}, {at})")
        return have

    def _as(self, rule: Rule, var: str, block: Block, at: str, have: str, want: str) -> str:
        """Emit the conversion from one kind to another; gives the kind it has then."""
        if have in ("date", "instant") and want in (NODE, "text") and self._outward():
            self._timed(f"write_{have}", rule, var, block, at)
            have = RAW
        if want in (RAW, NODE, have):
            return have
        if want in PYTHON_TYPES:
            block.add(
                f"if {var}.__class__ is not {PYTHON_TYPES[want]} and {var} is not None: "
                f"{var} = R.take(to_{want}, {at}, {var})"
            )
        elif want in ("date", "instant"):
            self._timed(f"read_{want}", rule, var, block, at)
            if self._outward():
                self._timed(f"write_{want}", rule, var, block, at)
                return RAW
        else:
            self.problems.add(rule.place, f"This rule cannot make {want}; use fields or measure.")
        return want

    def _outward(self) -> bool:
        return isinstance(self.reading, DocumentReading)

    def _timed(self, convert: str, rule: Rule, var: str, block: Block, at: str) -> None:
        zone = "C.zone" if rule.zone == "site" else self.names.constant(rule.zone)
        form = self.names.constant(rule.format)
        block.add(f"if {var} is not None: {var} = R.timed({convert}, {at}, {var}, {form}, {zone})")

    # ------------------------------------------------------------ conditions

    def condition(self, condition: Condition, scope: Scope, block: Block) -> str:
        """Emit what the condition reads; gives the expression that decides."""
        if isinstance(condition, Combined):
            parts = [self.condition(part, scope, block) for part in condition.parts]
            text = f"({(' and ' if condition.all else ' or ').join(parts) or 'True'})"
        else:
            text = self._test(condition, scope, block)
        return f"(not {text})" if condition.negated else text

    def _test(self, test: Test, scope: Scope, block: Block) -> str:
        var = self.names.fresh("c")
        if isinstance(test.operand, PathSource):
            found = self.reading.find(scope, test.operand.path, test.place, whole=False)
            block.add(f"{var} = {found.expr}")
        else:
            block.add(f"{var} = {self._context(test.operand.name)}")
        if test.op == "present":
            return f"is_present({var})"
        if test.op in ("above", "below"):
            number, limit = self.names.fresh("c"), self.names.constant(test.values[0])
            block.add(f"{number} = number_or_none({var})")
            sign = ">" if test.op == "above" else "<"
            return f"({number} is not None and {number} {sign} {limit})"
        if test.values == (None,):
            return f"(not is_present({var}))"
        return f"({var} in {self.names.constant(test.values)})"


def _article(shape: Shape) -> str:
    return "an object" if shape.kind == "object" else "a list"


def _no_warning(_rule: str, _sentence: str) -> None:
    return None


RUNTIME_NAMES: Mapping[str, Any] = {
    "to_text": conversions.to_text,
    "to_integer": conversions.to_integer,
    "to_decimal": conversions.to_decimal,
    "to_boolean": conversions.to_boolean,
    "scaled": conversions.scaled,
    "to_quantity": conversions.to_quantity,
    "in_unit": conversions.in_unit,
    "Quantity": Quantity,
    "read_date": times.read_date,
    "read_instant": times.read_instant,
    "write_date": times.write_date,
    "write_instant": times.write_instant,
}
