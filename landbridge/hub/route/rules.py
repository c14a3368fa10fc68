"""Pure decisions: which endpoints get a document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from landbridge.canon import Document

ANY_KIND = "*"


@dataclass(frozen=True, slots=True)
class Route:
    """condition: paths in the document and the value, or list of values, they must have."""

    target_id: int
    kind: str
    condition: Mapping[str, object]


def needs_document(routes: Sequence[Route]) -> bool:
    return any(route.condition for route in routes)


def targets(routes: Sequence[Route], kind: str, document: Document | None) -> tuple[int, ...]:
    """Endpoints that get this document, each once, in the order of the routes."""
    found: dict[int, None] = {}
    for route in routes:
        if route.kind in (kind, ANY_KIND) and fits(route.condition, document):
            found[route.target_id] = None
    return tuple(found)


def fits(condition: Mapping[str, object], document: Document | None) -> bool:
    """Whether every path has one of its wanted values; without conditions, always."""
    return all(_matches(_value(document, path), wanted) for path, wanted in condition.items())


def _value(document: Document | None, path: str) -> object:
    value: object = document
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def _matches(value: object, wanted: object) -> bool:
    choices = wanted if isinstance(wanted, list | tuple) else (wanted,)
    return value is not None and any(str(value) == str(choice) for choice in choices)
