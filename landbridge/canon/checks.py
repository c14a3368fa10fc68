"""`check`: what makes a canonical document fit to travel."""

from collections.abc import Iterator

from landbridge.canon.base import Document
from landbridge.kit.findings import Finding, error

NUMBER_LENGTH_MAX = 200
LINES_MAX = 100_000


def check(document: Document) -> tuple[Finding, ...]:
    """All findings of a document: shared rules first, then those of its type."""
    return tuple(_shared(document)) + tuple(document.findings())


def _shared(document: Document) -> Iterator[Finding]:
    if not document.number.strip():
        yield error("number", "required", "The document has no number.")
    if len(document.number) > NUMBER_LENGTH_MAX:
        yield error(
            "number", "too-long", f"The number has more than {NUMBER_LENGTH_MAX} characters."
        )
    if "\x00" in document.number:
        yield error("number", "nul", "The number holds a NUL character.")
    if not document.owner.code:
        yield error("owner.code", "required", "The document names no owner.")
    if document.version < 0:
        yield error("version", "not-negative", f"The version {document.version} is negative.")
    lines = getattr(document, "lines", ())
    if len(lines) > LINES_MAX:
        yield error("lines", "too-many", f"{len(lines)} lines; at most {LINES_MAX} are taken.")
