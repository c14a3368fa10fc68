"""Direction `in`: emits the construction of a canonical document out of a wire tree."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from landbridge.mapping.emit import Block, Scope
from landbridge.mapping.located import Place
from landbridge.mapping.paths import Path, join
from landbridge.mapping.rules import (
    ContextSource,
    EachSource,
    Entry,
    Group,
    ListSource,
    MeasureSource,
    PathSource,
    Rule,
    Unset,
)
from landbridge.mapping.shapes import FieldShape, Shape, suggest
from landbridge.mapping.values import RAW, Value, ValueCompiler


@dataclass(slots=True)
class Made:
    """A value to hand to a constructor. present: expressions that say something was there."""

    var: str
    present: tuple[str, ...]


class DocumentBuilder:
    """trace: also emit the calls that say which rule made what."""

    def __init__(self, values: ValueCompiler, *, trace: bool) -> None:
        self._values = values
        self._trace = trace

    def document(self, group: Group, shape: Shape, scope: Scope, block: Block) -> str:
        """Emit everything; gives the expression of the document."""
        if "version" not in group.entries:
            version = Rule(place=group.place, source=ContextSource("version"), required=True)
            group = Group({**group.entries, "version": version}, group.place)
        made, finish = self._fields(group, shape, scope, block, "")
        block_finish(block, finish)
        return _construct(self._values, shape, made)

    # ------------------------------------------------------------ objects

    def _fields(
        self, group: Group, shape: Shape, scope: Scope, block: Block, target: str
    ) -> tuple[dict[str, Made], list[str]]:
        """Emit the values of all fields. Also gives the lines that apply defaults and demands:
        they come later, when it is known whether the object is there at all."""
        problems = self._values.problems
        for name, entry in group.entries.items():
            if name not in shape.fields:
                kind = getattr(shape.make, "kind", shape.make.__name__ if shape.make else "")
                problems.add(
                    entry.place,
                    f"{kind} has no field {name!r}.{suggest(name, shape.fields)}",
                )
        made: dict[str, Made] = {}
        finish: list[str] = []
        for name, item in shape.fields.items():
            path = join(target, name)
            entry_or_none = group.entries.get(name)
            if entry_or_none is not None:
                made[name] = self._field(entry_or_none, item, scope, block, path, finish)
            elif item.required:
                problems.add(group.place, f"{path} is required, but no rule makes it.")
        return made, finish

    def _field(
        self,
        entry: Entry,
        item: FieldShape,
        scope: Scope,
        block: Block,
        target: str,
        finish: list[str],
    ) -> Made:
        kind = item.shape.kind
        if isinstance(entry, Group):
            if kind == "object":
                return self._group(entry, item, scope, block, target, finish)
            self._values.problems.add(entry.place, f"{target} is {_a(kind)}, it has no fields.")
            return Made("None", ())
        if kind == "list":
            return self._list(entry, item, scope, block, target, finish)
        if kind == "object":
            return self._whole(entry, item, scope, block, target, finish)
        value = self._values.value(entry, scope, block, kind=kind, target=target)
        present = () if value.steady else (_present(value.var, kind),)
        missing = f"not {value.var}" if kind == "text" else f"{value.var} is None"
        self._demand(entry, item, scope, value, missing, finish)
        return Made(value.var, present)

    def _demand(
        self,
        rule: Rule,
        item: FieldShape,
        scope: Scope,
        value: Value,
        missing: str,
        finish: list[str],
    ) -> None:
        """The lines after a field's value: its default, or that it is needed."""
        names, var, number = self._values.names, value.var, value.number
        if not isinstance(rule.default, Unset):
            default = self._values.constant(rule.default, item.shape.kind, rule.place)
            finish.append(f"if {missing}: {var} = {names.constant(default)}")
        elif item.required or rule.required:
            finish.append(f"if {missing}: R.missing({number}, {scope.index_tuple()})")
        elif item.default is not None or item.shape.kind == "text":
            finish.append(f"if {missing}: {var} = {names.constant(item.default)}")
        if self._trace:
            finish.append(
                f"if not ({missing}): "
                f"R.trace({value.told_by}, {scope.index_tuple()}, {scope.made_tuple()}, {var})"
            )

    def _group(
        self,
        group: Group,
        item: FieldShape,
        scope: Scope,
        block: Block,
        target: str,
        finish: list[str],
    ) -> Made:
        """An inner object. One that need not be there is left out if nothing of it is there."""
        var = self._values.names.fresh("v")
        if group.when is not None:
            block.add(f"{var} = {self._values.names.constant(item.default)}")
            condition = self._values.condition(group.when, scope, block)
            block = block.inside(f"if {condition}:")
        made, later = self._fields(group, item.shape, scope, block, target)
        present = tuple(term for value in made.values() for term in value.present)
        construct = f"{var} = {_construct(self._values, item.shape, made)}"
        if item.required and group.when is None:
            finish.extend([*later, construct])
            return Made(var, present)
        inner = block.inside(f"if {' or '.join(present) or 'True'}:")
        block_finish(inner, [*later, construct])
        other = block.inside("else:")
        other.add(f"{var} = {self._values.names.constant(item.default)}")
        if item.required:
            number = self._values.output.register("", target, group.place)
            finish.append(f"if {var} is None: R.missing({number}, {scope.index_tuple()})")
        return Made(var, (f"{var} is not None",))

    def _whole(
        self,
        rule: Rule,
        item: FieldShape,
        scope: Scope,
        block: Block,
        target: str,
        finish: list[str],
    ) -> Made:
        """A quantity from `measure`; any other object is made of fields."""
        if not isinstance(rule.source, MeasureSource):
            self._values.problems.add(
                rule.place, f"{target} is an object; give its fields: {_first_field(target, item)}"
            )
            return Made("None", ())
        value = self._values.value(rule, scope, block, kind=RAW, target=target)
        self._demand(rule, item, scope, value, f"{value.var} is None", finish)
        return Made(value.var, (f"{value.var} is not None",))

    # ------------------------------------------------------------ lists

    def _list(
        self,
        rule: Rule,
        item: FieldShape,
        scope: Scope,
        block: Block,
        target: str,
        finish: list[str],
    ) -> Made:
        inner = item.shape.inner
        assert inner is not None
        var = self._values.names.fresh("l")
        block.add(f"{var} = None")
        if rule.when is not None:
            condition = self._values.condition(rule.when, scope, block)
            block = block.inside(f"if {condition}:")
        number = self._list_source(rule, inner, scope, block, target, var)
        missing = f"{var} is None"
        if item.required or rule.required:
            finish.append(f"if {missing}: R.missing({number}, {scope.index_tuple()})")
        finish.append(f"{var} = tuple({var}) if {var} else ()")
        return Made(var, (var,))

    def _list_source(
        self, rule: Rule, inner: Shape, scope: Scope, block: Block, target: str, var: str
    ) -> int:
        source = rule.source
        scalar = inner.kind not in ("object", "list")
        if isinstance(source, EachSource):
            return self._each(source, rule.place, inner, scope, block, target, var)
        if isinstance(source, ListSource):
            block.add(f"{var} = []")
            # Traces say which place in the list a value took.
            inside = replace(scope, made=(*scope.made, f"len({var})"))
            for entry in source.entries:
                self._element(entry, inner, inside, block, f"{target}[]", var)
            return self._values.output.register("", target, rule.place)
        if scalar and rule.split:
            value = self._values.value(rule, scope, block, kind="text", target=target)
            cut = self._values.names.constant(rule.split)
            block.add(
                f"if {value.var}: "
                f"{var} = [p.strip() for p in {value.var}.split({cut}) if p.strip()]"
            )
            return value.number
        if scalar and isinstance(source, PathSource):
            here = Rule(place=rule.place, source=PathSource(Path(0, ())))
            each = EachSource(source.path, None, here)
            return self._each(each, rule.place, inner, scope, block, target, var)
        self._values.problems.add(rule.place, f"{target} is a list; use `each`, `list` or `split`.")
        return 0

    def _each(
        self,
        each: EachSource,
        place: Place,
        inner: Shape,
        scope: Scope,
        block: Block,
        target: str,
        var: str,
    ) -> int:
        names = self._values.names
        found = self._values.reading.find(scope, each.path, place, whole=False)
        number = self._values.output.register(found.pattern, target, place)
        source, index, element = names.fresh("s"), names.fresh("i"), names.fresh("e")
        at = f"{number}, {scope.index_tuple()}"
        block.add(f"{source} = {found.expr}")
        block.add(f"if {source}.__class__ is not list: {source} = R.as_list({source}, {at})")
        there = block.inside(f"if {source} is not None:")
        there.add(f"{var} = []")
        loop = there.inside(f"for {index}, {element} in enumerate({source}):")
        inner_scope = Scope(
            parent=scope,
            var=element,
            head=loop.inline(),
            pattern=f"{found.pattern}[]",
            indexes=(*scope.indexes, index),
            made=(*scope.made, f"len({var})"),
        )
        if each.where is not None:
            loop.add(f"if not {self._values.condition(each.where, inner_scope, loop)}: continue")
        self._element(each.body, inner, inner_scope, loop, f"{target}[]", var)
        return number

    def _element(
        self, entry: Entry, inner: Shape, scope: Scope, block: Block, target: str, var: str
    ) -> None:
        """Emit one element and its `append`."""
        if isinstance(entry, Group):
            if inner.kind != "object":
                self._values.problems.add(entry.place, f"{target} has no fields; give a value.")
                return
            if entry.when is not None:
                condition = self._values.condition(entry.when, scope, block)
                block = block.inside(f"if {condition}:")
            made, finish = self._fields(entry, inner, scope, block, target)
            block_finish(block, finish)
            block.add(f"{var}.append({_construct(self._values, inner, made)})")
            return
        if inner.kind in ("object", "list"):
            self._values.problems.add(entry.place, f"{target} is an object; give its `fields`.")
            return
        value = self._values.value(entry, scope, block, kind=inner.kind, target=target)
        there = block.inside(f"if {_present(value.var, inner.kind)}:")
        if self._trace:
            at = f"{scope.index_tuple()}, {scope.made_tuple()}"
            there.add(f"R.trace({value.told_by}, {at}, {value.var})")
        there.add(f"{var}.append({value.var})")


def block_finish(block: Block, lines: list[str]) -> None:
    for line in lines:
        block.add(line)


def _construct(values: ValueCompiler, shape: Shape, made: Mapping[str, Made]) -> str:
    make = values.names.constant(shape.make)
    return f"{make}({', '.join(f'{name}={value.var}' for name, value in made.items())})"


def _present(var: str, kind: str) -> str:
    return var if kind == "text" else f"{var} is not None"


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aio" else f"a {kind}"


def _first_field(target: str, item: FieldShape) -> str:
    first = next(iter(item.shape.fields), "")
    also = " or `measure`" if "uom" in item.shape.fields else ""
    return f"`{target.rsplit('.', 1)[-1]}.{first}: ...`{also}."
