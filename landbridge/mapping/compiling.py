"""A map text to two Python functions: the quick one, and one that tells what made what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from landbridge.canon.registry import document_type
from landbridge.mapping import runtime
from landbridge.mapping.build_document import DocumentBuilder
from landbridge.mapping.build_tree import TreeBuilder
from landbridge.mapping.emit import Block, DocumentReading, Names, Output, Scope, TreeReading
from landbridge.mapping.reading import Problems
from landbridge.mapping.rules import MapText
from landbridge.mapping.runtime import RuleInfo
from landbridge.mapping.shapes import shape_of
from landbridge.mapping.values import RUNTIME_NAMES, ValueCompiler

Run = Callable[..., Any]

_FIXED: Mapping[str, Any] = {
    "__builtins__": {"enumerate": enumerate, "len": len, "tuple": tuple, "format": format},
    "dict": dict,
    "list": list,
    "str": str,
    "int": int,
    "bool": bool,
    "Decimal": Decimal,
    "as_object": runtime.as_object,
    "item_at": runtime.item_at,
    "is_present": runtime.is_present,
    "number_or_none": runtime.number_or_none,
    **RUNTIME_NAMES,
}


@dataclass(frozen=True, slots=True)
class Compiled:
    """run(value, context, report).  read, written: patterns of the two sides."""

    run: Run
    source: str
    rules: tuple[RuleInfo, ...]
    read: tuple[str, ...]
    written: tuple[str, ...]
    needs_crossref: bool


def compile_map(
    text: MapText,
    *,
    functions: Mapping[str, Callable[..., Any]],
    problems: Problems,
    trace: bool,
) -> Compiled:
    """Emit and compile. The source is made of names we choose and constants handed in by name;
    nothing a map file says is ever written into it as code."""
    names, output = Names(_FIXED), Output()
    inward = text.direction == "in"
    reading = TreeReading(names, problems) if inward else DocumentReading(names, problems)
    values = ValueCompiler(
        reading=reading,
        names=names,
        output=output,
        problems=problems,
        functions=functions,
        units=text.units,
        constants=text.constants,
        trace=trace,
    )
    top = Block()
    body = top.inside("def run(D, C, R):")
    shape = shape_of(document_type(text.document))
    scope = Scope(
        parent=None, var="D", head=body.inline(), pattern="", shape=None if inward else shape
    )
    if text.when is not None:
        condition = values.condition(text.when, scope, body)
        number = output.register("", "", text.place)
        skipped = body.inside(f"if not {condition}:")
        skipped.add(f"R.skip({number})")
        skipped.add("return None")
    written: tuple[str, ...]
    if inward:
        result = DocumentBuilder(values, trace=trace).document(text.fields, shape, scope, body)
        body.add("if R.findings and R.broken(): return None")
        written = tuple(dict.fromkeys(info.target for info in output.infos if info.target))
    else:
        builder = TreeBuilder(values, trace=trace)
        result = builder.tree(text.fields, scope, body)
        written = tuple(builder.written)
    body.add(f"return {result}")
    if isinstance(reading, TreeReading):
        _know_ignored(text, reading, problems)
    source = "\n".join(top.render())
    run = _build(source, names.constants, text.name) if not problems else _never
    return Compiled(
        run=run,
        source=source,
        rules=tuple(output.infos),
        read=tuple(reading.used),
        written=written,
        needs_crossref=values.needs_crossref,
    )


def _know_ignored(text: MapText, reading: TreeReading, problems: Problems) -> None:
    """Enter the ignored fields where the objects are checked for unknown keys."""
    for pattern, place in text.ignore.items():
        if pattern in reading.used:
            problems.add(place, f"{pattern} is both used and ignored; take it out of `ignore`.")
        below = [used for used in reading.used if used.startswith((f"{pattern}.", f"{pattern}["))]
        if below:
            problems.add(place, f"{pattern} is ignored, but {below[0]} below it is used.")
        parent, key = _split(pattern)
        if parent not in reading.known:
            problems.add(
                place, f"Nothing of {parent or 'the message'} is read; ignore {parent} as a whole."
            )
        reading.note_key(parent, key)


def _split(pattern: str) -> tuple[str, str]:
    """Parent pattern and last key; the key without its quotes."""
    if pattern.endswith("'"):
        start = pattern.rfind("'", 0, -1)
        return pattern[:start].removesuffix("."), pattern[start + 1 : -1]
    parent, _, key = pattern.rpartition(".")
    return parent, key


def _build(source: str, constants: dict[str, Any], name: str) -> Run:
    scope = dict(constants)
    exec(compile(source, f"<map {name}>", "exec"), scope)  # noqa: S102  # see compile_map
    run: Run = scope["run"]
    return run


def _never(*_args: object) -> None:
    raise AssertionError("a map with problems is never run")
