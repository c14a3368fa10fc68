"""The mapping room's front: load a map, run it either way, ask it what it does."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any

from landbridge.canon import Document, document_type
from landbridge.codecs.base import Tree
from landbridge.kit.findings import Finding, Severity, has_errors
from landbridge.mapping import functions as own_functions
from landbridge.mapping.compiling import Compiled, compile_map
from landbridge.mapping.located import UnreadableYamlError, read_located
from landbridge.mapping.model import Explained, Map, MapContext, MapFileError, Mapped
from landbridge.mapping.overlay import lay_over, nest
from landbridge.mapping.reading import MapReader, Problems
from landbridge.mapping.rules import MapText
from landbridge.mapping.runtime import Report
from landbridge.mapping.shapes import leaf_patterns, shape_of

Functions = Mapping[str, Callable[..., Any]]
Overlays = tuple[tuple[str, str], ...]
CACHED_MAX = 512


def load_map(
    text: str,
    *,
    name: str,
    overlays: Sequence[tuple[str, str]] = (),
    functions: Functions | None = None,
) -> Map:
    """Read, check and compile a map. The same arguments give the same map again at no cost.

    overlays: operator's additions as (name, text), later ones win.
    functions: the connector's own functions beside those of `mapping.functions`.
    Raises MapFileError that lists every problem with its line and remedy.
    """
    own = tuple(sorted(functions.items())) if functions else ()
    return _load(text, name, tuple(overlays), own)


@lru_cache(maxsize=CACHED_MAX)
def _load(
    text: str, name: str, overlays: Overlays, functions: tuple[tuple[str, Callable[..., Any]], ...]
) -> Map:
    known = {**own_functions.OWN, **dict(functions)}
    parsed, problems = _parse(text, name, overlays, known)
    if problems:
        raise MapFileError(problems.sentences(), name=name)
    quick = compile_map(parsed, functions=known, problems=problems, trace=False)
    if problems:
        raise MapFileError(problems.sentences(), name=name)
    digest = hashlib.sha256("\x00".join((text, *(t for _, t in overlays))).encode()).hexdigest()
    inward = parsed.direction == "in"
    return Map(
        name=name,
        version=f"{parsed.version}-{digest[:8]}",
        document=parsed.document,
        direction=parsed.direction,
        wire_used=quick.read if inward else quick.written,
        canon_used=quick.written if inward else quick.read,
        ignored=tuple(parsed.ignore),
        needs_crossref=quick.needs_crossref,
        engine=MapEngine(parsed, known, quick),
    )


def _parse(
    text: str, name: str, overlays: Overlays, functions: Functions
) -> tuple[MapText, Problems]:
    early = Problems()
    try:
        top = nest(read_located(text, file=name), early.add)
        for over_name, over_text in overlays:
            over = nest(read_located(over_text, file=over_name), early.add)
            top = lay_over(top, over, early.add)
    except UnreadableYamlError as error:
        raise MapFileError((str(error),), name=name) from error
    reader = MapReader(top, name=name, functions=functions, problems=early)
    return reader.read(), early


class MapEngine:
    """The compiled side of a map; the telling variant is compiled when first asked for."""

    def __init__(self, text: MapText, functions: Functions, quick: Compiled) -> None:
        self.text = text
        self._functions = functions
        self.quick = quick

    @cached_property
    def telling(self) -> Compiled:
        return compile_map(self.text, functions=self._functions, problems=Problems(), trace=True)


def to_canon(tree: Tree, *, map: Map, context: MapContext) -> Mapped[Document]:
    """Make the canonical document of a wire tree. Never raises for what a tree may hold."""
    if map.direction != "in":
        raise ValueError(f"{map} makes wire trees, not documents")
    compiled = map.engine.quick
    report = Report(compiled.rules)
    made = compiled.run(tree, context, report)
    if not report.findings and not report.unused:
        return Mapped(made)
    return Mapped(made, report.finish(), tuple(report.unused))


def from_canon(document: Document, *, map: Map, context: MapContext) -> Mapped[Tree]:
    """Make the wire tree of a canonical document."""
    _check_kind(document, map)
    compiled = map.engine.quick
    report = Report(compiled.rules)
    made = compiled.run(document, context, report)
    if not report.findings:
        return Mapped(made)
    findings = report.finish()
    return Mapped(None if has_errors(findings) else made, findings)


def _check_kind(document: Document, map: Map) -> None:
    if map.direction != "out":
        raise ValueError(f"{map} makes documents, not wire trees")
    if document.kind != map.document:
        raise ValueError(f"{map} cannot map a document of kind {document.kind}")


def wanted_lookups(
    values: Iterable[Tree | Document], *, map: Map, context: MapContext
) -> frozenset[tuple[str, str]]:
    """Which (kind, code) the map will look up for these values: to prefetch them in one query."""
    if not map.needs_crossref:
        return frozenset()
    wanted: set[tuple[str, str]] = set()

    def note(kind: str, code: str) -> None:
        wanted.add((kind, code))

    asking = replace(context, crossref=note)
    compiled = map.engine.quick
    for value in values:
        compiled.run(value, asking, Report(compiled.rules))
    return frozenset(wanted)


def lint(map: Map, *, wire: Iterable[Tree] = ()) -> tuple[Finding, ...]:
    """What a map leaves open: canonical fields it loses, wire fields it does not name.

    wire: sample trees (of an `in` map) whose fields must all be used or ignored.
    An `out` map must use, or name in `ignore`, every field of its canonical document.
    """
    found: list[Finding] = []
    text = map.engine.text
    for name, place in text.unused_tables.items():
        why = f"The table {name!r} is never used; use it or take it out ({place})."
        found.append(Finding("", "unused-table", Severity.WARNING, why, name, str(place)))
    if map.direction == "out":
        found.extend(_lint_out(map))
    unused: dict[str, None] = {}
    for tree in wire:
        context = MapContext(owner="-", site="-", endpoint="-", version=0)
        unused.update(dict.fromkeys(to_canon(tree, map=map, context=context).unused_paths))
    for path in unused:
        why = f"The wire field {path} is neither used nor named in `ignore` ({map.name})."
        found.append(Finding(path, "unnamed-field", Severity.ERROR, why, "", map.name))
    return tuple(found)


def _lint_out(map: Map) -> Iterable[Finding]:
    leaves = leaf_patterns(shape_of(document_type(map.document)))
    for leaf in leaves:
        if not _covered(leaf, (*map.canon_used, *map.ignored)):
            why = f"The map neither uses {leaf} nor names it in `ignore` ({map.name})."
            yield Finding(leaf, "unnamed-field", Severity.ERROR, why, "", map.name)
    for pattern in map.ignored:
        place = str(map.engine.text.ignore[pattern])
        if not any(_covered(leaf, (pattern,)) for leaf in leaves):
            why = f"`ignore` names {pattern}, but {map.document} has no such field ({place})."
            yield Finding(pattern, "unknown-field", Severity.ERROR, why, "", place)


def _covered(leaf: str, patterns: tuple[str, ...]) -> bool:
    return any(p in ("", leaf) or leaf.startswith((f"{p}.", f"{p}[")) for p in patterns)


def explain(value: Tree | Document, *, map: Map, context: MapContext) -> tuple[Explained, ...]:
    """Which map line made which field of this very value, in order. Slower; for a person."""
    compiled = map.engine.telling
    report = Report(compiled.rules)
    compiled.run(value, context, report)
    return tuple(report.explained)
