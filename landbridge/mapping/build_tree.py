"""Direction `out`: emits the construction of a wire tree out of a canonical document.

A field that is missing or empty in the document is left out of the tree, unless the rule gives a
`default` (also `null` or an empty text) or is `required`.
"""

from dataclasses import replace

from landbridge.mapping.emit import Block, Scope
from landbridge.mapping.located import Place
from landbridge.mapping.paths import Path, join
from landbridge.mapping.rules import (
    ConstSource,
    EachSource,
    Entry,
    Group,
    ListSource,
    PathSource,
    Rule,
    Unset,
)
from landbridge.mapping.shapes import Shape
from landbridge.mapping.values import NODE, RAW, Value, ValueCompiler


class TreeBuilder:
    """trace: also emit the calls that say which rule made what."""

    def __init__(self, values: ValueCompiler, *, trace: bool) -> None:
        self._values = values
        self._trace = trace
        self.written: dict[str, None] = {}

    def tree(self, group: Group, scope: Scope, block: Block) -> str:
        """Emit everything; gives the variable of the tree."""
        var = self._values.names.fresh("t")
        block.add(f"{var} = {{}}")
        self._fields(group, scope, block, "", var)
        return var

    def _fields(self, group: Group, scope: Scope, block: Block, target: str, into: str) -> None:
        for name, entry in group.entries.items():
            path = join(target, name)
            slot = f"{into}[{self._values.names.constant(name)}]"
            if isinstance(entry, Group):
                self._group(entry, scope, block, path, slot)
            else:
                self.written[path] = None
                self._rule(entry, scope, block, path, slot)

    def _group(self, group: Group, scope: Scope, block: Block, target: str, slot: str) -> None:
        """An inner object; it is taken out again if nothing came into it."""
        if group.when is not None:
            block = block.inside(f"if {self._values.condition(group.when, scope, block)}:")
        var = self._values.names.fresh("t")
        block.add(f"{slot} = {var} = {{}}")
        self._fields(group, scope, block, target, var)
        block.add(f"if not {var}: del {slot}")

    def _rule(self, rule: Rule, scope: Scope, block: Block, target: str, slot: str) -> None:
        if self._makes_list(rule, scope):
            var = self._values.names.fresh("l")
            block.add(f"{var} = None")
            inner = block
            if rule.when is not None:
                inner = block.inside(f"if {self._values.condition(rule.when, scope, block)}:")
            number = self._list(rule, scope, inner, target, var)
            value = Value(var, number, "list")
        else:
            value = self._values.value(rule, scope, block, kind=NODE, target=target)
        self._store(rule, scope, block, value, slot)

    def _store(self, rule: Rule, scope: Scope, block: Block, value: Value, slot: str) -> None:
        var, at = value.var, f"{value.number}, {scope.index_tuple()}"
        told = f"{value.told_by}, {scope.index_tuple()}"
        missing = {"text": f"not {var}", RAW: f"{var} is None or {var} == ''"}.get(
            value.kind, f"{var} is None"
        )
        if isinstance(rule.source, ConstSource):
            missing = f"{var} is None"
        if rule.required:
            block.add(f"if {missing}: R.missing({at})")
        if not isinstance(rule.default, Unset):
            block.add(f"if {missing}: {var} = {self._values.names.constant(rule.default)}")
            block.add(f"{slot} = {var}")
        else:
            block.add(f"if not ({missing}): {slot} = {var}")
        if self._trace and value.kind != "list":
            block.add(f"if not ({missing}): R.trace({told}, {scope.made_tuple()}, {var})")

    # ------------------------------------------------------------ lists

    def _makes_list(self, rule: Rule, scope: Scope) -> bool:
        source = rule.source
        if isinstance(source, EachSource | ListSource) or rule.split:
            return True
        if isinstance(source, PathSource):
            shape = self._shape_at(scope, source.path)
            return shape is not None and shape.kind == "list"
        return False

    def _shape_at(self, scope: Scope, path: Path) -> Shape | None:
        """The shape at a path without reading it; None if there is none."""
        start = scope.at(path)
        shape = start.shape if start else None
        for step in path.steps:
            if shape is None:
                return None
            if isinstance(step, int):
                shape = shape.inner
            else:
                item = shape.fields.get(step)
                shape = item.shape if item else None
        return shape

    def _list(self, rule: Rule, scope: Scope, block: Block, target: str, var: str) -> int:
        source = rule.source
        if isinstance(source, EachSource):
            return self._each(source, rule.place, scope, block, target, var)
        if isinstance(source, ListSource):
            block.add(f"{var} = []")
            # Traces say which place in the list a value took.
            inside = replace(scope, made=(*scope.made, f"len({var})"))
            for entry in source.entries:
                self._element(entry, inside, block, f"{target}[]", var)
            return self._values.output.register("", target, rule.place)
        if isinstance(source, PathSource) and not rule.split:
            here = Rule(place=rule.place, source=PathSource(Path(0, ())))
            each = EachSource(source.path, None, here)
            return self._each(each, rule.place, scope, block, target, var)
        value = self._values.value(rule, scope, block, kind="text", target=target)
        cut = self._values.names.constant(rule.split)
        block.add(f"if {value.var}: {var} = [p.strip() for p in {value.var}.split({cut})]")
        return value.number

    def _each(
        self, each: EachSource, place: Place, scope: Scope, block: Block, target: str, var: str
    ) -> int:
        names = self._values.names
        found = self._values.reading.find(scope, each.path, place, whole=False)
        if found.shape is not None and found.shape.kind != "list":
            self._values.problems.add(place, f"{found.pattern} is no list; `each` needs one.")
        number = self._values.output.register(found.pattern, target, place)
        source, index, element = names.fresh("s"), names.fresh("i"), names.fresh("e")
        block.add(f"{source} = {found.expr}")
        block.add(f"{var} = []")
        loop = block.inside(f"for {index}, {element} in enumerate({source} or ()):")
        inner = Scope(
            parent=scope,
            var=element,
            head=loop.inline(),
            pattern=f"{found.pattern}[]",
            indexes=(*scope.indexes, index),
            made=(*scope.made, f"len({var})"),
            shape=self._values.reading.element(found),
        )
        if each.where is not None:
            loop.add(f"if not {self._values.condition(each.where, inner, loop)}: continue")
        self._element(each.body, inner, loop, f"{target}[]", var)
        return number

    def _element(self, entry: Entry, scope: Scope, block: Block, target: str, var: str) -> None:
        if isinstance(entry, Group):
            if entry.when is not None:
                block = block.inside(f"if {self._values.condition(entry.when, scope, block)}:")
            made = self._values.names.fresh("t")
            block.add(f"{made} = {{}}")
            self._fields(entry, scope, block, target, made)
            block.add(f"{var}.append({made})")
            return
        self.written[target] = None
        value = self._values.value(entry, scope, block, kind=NODE, target=target)
        there = block.inside(f"if {value.var} is not None and {value.var} != '':")
        if self._trace:
            at = f"{scope.index_tuple()}, {scope.made_tuple()}"
            there.add(f"R.trace({value.told_by}, {at}, {value.var})")
        there.add(f"{var}.append({value.var})")
