"""Python source in nested blocks, and the scopes a compiled map walks through."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from landbridge.mapping.located import Place
from landbridge.mapping.paths import Path, Step, join
from landbridge.mapping.reading import Problems
from landbridge.mapping.runtime import RuleInfo
from landbridge.mapping.shapes import Shape, suggest


class Block:
    """Lines and inner blocks; `inline` blocks keep the indent and can be filled later."""

    def __init__(self) -> None:
        self._items: list[str | tuple[Block, bool]] = []

    def add(self, line: str) -> None:
        self._items.append(line)

    def inside(self, header: str) -> "Block":
        """`header` and an indented block beneath it."""
        self.add(header)
        block = Block()
        self._items.append((block, True))
        return block

    def inline(self) -> "Block":
        """A place for lines that become known later."""
        block = Block()
        self._items.append((block, False))
        return block

    def render(self, indent: int = 0) -> list[str]:
        lines: list[str] = []
        for item in self._items:
            if isinstance(item, str):
                lines.append(" " * indent + item)
            else:
                block, deeper = item
                inner = block.render(indent + 1 if deeper else indent)
                lines.extend(inner or ([" " * (indent + 1) + "pass"] if deeper else []))
        return lines


class Names:
    """Fresh variable names, and constants handed to the compiled source by name."""

    def __init__(self, fixed: Mapping[str, Any]) -> None:
        self.constants: dict[str, Any] = dict(fixed)
        self._count = 0

    def fresh(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count}"

    def constant(self, value: object) -> str:
        """An expression for `value` in the source; only plain literals are written out."""
        if value is None or value is True or value is False or value == "":
            return repr(value)
        if type(value) is int and 0 <= value < 10**18:
            return repr(value)
        name = self.fresh("K")
        self.constants[name] = value
        return name


@dataclass(slots=True)
class Scope:
    """What paths are relative to: the message, or one element of a list being walked.

    var: the value itself.  head: block at the start of the scope, for shared inner objects.
    indexes, made: expressions of the element's index in the source and in the target.
    """

    parent: "Scope | None"
    var: str
    head: Block
    pattern: str
    indexes: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    shape: Shape | None = None
    objects: dict[tuple[Step, ...], str] = field(default_factory=dict)

    def at(self, path: Path) -> "Scope | None":
        """The scope a path starts from; None if it goes up too far."""
        scope: Scope | None = self
        if path.up < 0:
            while scope and scope.parent:
                scope = scope.parent
            return scope
        for _ in range(path.up):
            scope = scope.parent if scope else None
        return scope

    def index_tuple(self) -> str:
        return _tuple(self.indexes)

    def made_tuple(self) -> str:
        return _tuple(self.made)


def _tuple(parts: tuple[str, ...]) -> str:
    return f"({', '.join(parts)},)" if parts else "()"


class Found(NamedTuple):
    """An expression for the value at a path. shape: None in a wire tree, where all is possible.

    exact: the pattern with the places in lists that the path itself names.
    """

    expr: str
    pattern: str
    shape: Shape | None = None
    exact: str = ""


class TreeReading:
    """Reads paths in a wire tree: each object is fetched once per scope and checked for keys."""

    def __init__(self, names: Names, problems: Problems) -> None:
        self._names = names
        self._problems = problems
        self.known: dict[str, set[str]] = {}
        self.used: dict[str, None] = {}

    def find(self, scope: Scope, path: Path, place: Place, *, whole: bool = True) -> Found:
        """whole: no matter here; what of a wire object is used is known key by key."""
        start = scope.at(path)
        if start is None:
            self._problems.add(place, f"The path {path} goes up further than there are lists.")
            return Found("None", "")
        pattern = _pattern(start.pattern, path.steps)
        if path.steps:
            self.used[pattern] = None
        return Found(self._raw(start, path.steps), pattern, exact=_exact(start.pattern, path.steps))

    def _raw(self, scope: Scope, steps: tuple[Step, ...]) -> str:
        if not steps:
            return scope.var
        last, before = steps[-1], steps[:-1]
        if isinstance(last, int):
            return f"item_at({self._raw(scope, before)}, {last})"
        self.note_key(_pattern(scope.pattern, before), last)
        return f"{self._object(scope, before)}.get({self._names.constant(last)})"

    def _object(self, scope: Scope, steps: tuple[Step, ...]) -> str:
        """The variable of the object at `steps`, fetched at the start of the scope."""
        if steps not in scope.objects:
            raw = self._raw(scope, steps)
            name = self._names.fresh("o")
            scope.objects[steps] = name
            pattern = _pattern(scope.pattern, steps)
            keys = self._names.constant(self.known.setdefault(pattern, set()))
            scope.head.add(f"{name} = {raw}")
            scope.head.add(f"if {name}.__class__ is not dict: {name} = as_object({name})")
            scope.head.add(
                f"if not {name}.keys() <= {keys}: "
                f"R.unknown_keys({name}, {keys}, {self._names.constant(pattern)})"
            )
        return scope.objects[steps]

    def note_key(self, pattern: str, key: str) -> None:
        self.known.setdefault(pattern, set()).add(key)

    def element(self, _found: Found) -> Shape | None:
        return None


class DocumentReading:
    """Reads paths in a canonical document, whose shape is known: wrong paths are found at load."""

    def __init__(self, names: Names, problems: Problems) -> None:
        self._names = names
        self._problems = problems
        self.used: dict[str, None] = {}

    def find(self, scope: Scope, path: Path, place: Place, *, whole: bool = True) -> Found:
        """whole: all that is below the path counts as used, not only what is read of it."""
        start = scope.at(path)
        if start is None:
            self._problems.add(place, f"The path {path} goes up further than there are lists.")
            return Found("None", "")
        expr, shape, optional = start.var, start.shape, False
        steps: tuple[Step, ...] = ()
        for step in path.steps:
            if optional:
                expr, optional = self._held(start, steps, expr), True
            inner = self._inner(shape, step, path, place)
            if inner is None:
                return Found("None", "")
            shape, may_lack = inner
            if isinstance(step, int):
                access = f"item_at({expr}, {step})"
            else:
                access = f"{expr}.{step}"
            expr = f"(None if {expr} is None else {access})" if optional else access
            optional = optional or may_lack
            steps = (*steps, step)
        pattern = _pattern(start.pattern, path.steps)
        if whole or (shape is not None and shape.kind not in ("object", "list")):
            self.used[pattern] = None
        return Found(expr, pattern, shape, _exact(start.pattern, path.steps))

    def _held(self, scope: Scope, steps: tuple[Step, ...], expr: str) -> str:
        """A variable for an optional value on the way, so that it is read once."""
        if steps not in scope.objects:
            name = self._names.fresh("o")
            scope.objects[steps] = name
            scope.head.add(f"{name} = {expr}")
        return scope.objects[steps]

    def _inner(
        self, shape: Shape | None, step: Step, path: Path, place: Place
    ) -> tuple[Shape, bool] | None:
        """Shape behind one step and whether it may be None; a problem if there is none."""
        if shape is not None and isinstance(step, int) and shape.kind == "list":
            assert shape.inner is not None
            return shape.inner, True
        if shape is not None and isinstance(step, str) and step in shape.fields:
            item = shape.fields[step]
            return item.shape, item.optional
        known = shape.fields if shape else {}
        hint = suggest(str(step), known) if known else " It ends before that."
        self._problems.add(place, f"The document has no {path} ({step!r} is unknown).{hint}")
        return None

    def element(self, found: Found) -> Shape | None:
        return found.shape.inner if found.shape else None


Reading = TreeReading | DocumentReading


def _pattern(prefix: str, steps: tuple[Step, ...]) -> str:
    for step in steps:
        prefix = join(prefix, "" if isinstance(step, int) else step)
    return prefix


def _exact(prefix: str, steps: tuple[Step, ...]) -> str:
    for step in steps:
        prefix = f"{prefix}[{step}]" if isinstance(step, int) else join(prefix, step)
    return prefix


@dataclass(slots=True)
class Output:
    """What compiling gives besides the source: rules by number."""

    infos: list[RuleInfo] = field(default_factory=list)

    def register(self, source: str, target: str, place: Place) -> int:
        self.infos.append(RuleInfo(source, target, place))
        return len(self.infos) - 1
