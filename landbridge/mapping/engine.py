"""The mapping room's front: load a map, run it either way, ask it what it does."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from landbridge.canon import Document
from landbridge.codecs.base import Tree
from landbridge.kit.findings import Finding
from landbridge.mapping.model import Explained, Map, MapContext, Mapped


def load_map(
    text: str,
    *,
    name: str,
    overlays: Sequence[tuple[str, str]] = (),
    functions: Mapping[str, Callable[..., Any]] | None = None,
) -> Map:
    """Read, check and compile a map. The same arguments give the same map again at no cost.

    overlays: operator's additions as (name, text), later ones win.
    functions: the connector's own functions beside those of `mapping.functions`.
    Raises MapFileError that lists every problem with its line and remedy.
    """
    raise NotImplementedError


def to_canon(tree: Tree, *, map: Map, context: MapContext) -> Mapped[Document]:
    """Make the canonical document of a wire tree. Never raises for what a tree may hold."""
    raise NotImplementedError


def from_canon(document: Document, *, map: Map, context: MapContext) -> Mapped[Tree]:
    """Make the wire tree of a canonical document."""
    raise NotImplementedError


def wanted_lookups(
    values: Iterable[Tree | Document], *, map: Map, context: MapContext
) -> frozenset[tuple[str, str]]:
    """Which (kind, code) the map will look up for these values: to prefetch them in one query."""
    raise NotImplementedError


def lint(map: Map, *, wire: Iterable[Tree] = ()) -> tuple[Finding, ...]:
    """What a map leaves open: required fields it does not make, wire fields it does not name.

    wire: sample trees (of an `in` map) whose fields must all be used or ignored.
    """
    raise NotImplementedError


def explain(value: Tree | Document, *, map: Map, context: MapContext) -> tuple[Explained, ...]:
    """Which map line made which field of this very value, in order. Slower; for a person."""
    raise NotImplementedError
