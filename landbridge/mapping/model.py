"""What a map is from outside, what it is given, and what it gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from landbridge.kit.findings import Finding, LandbridgeError, has_errors

if TYPE_CHECKING:
    from landbridge.mapping.engine import MapEngine

T = TypeVar("T")
Crossref = Callable[[str, str], str | None]


class MapFileError(LandbridgeError):
    """A map file cannot be used. The text names file, line, what is wrong and what to write.

    problems: all of them at once, each as `file:line: sentence`.
    """

    def __init__(self, problems: tuple[str, ...], *, name: str) -> None:
        self.problems = problems
        super().__init__("; ".join(problems), subject=f"map {name}", remedy="Correct the map.")


def _no_crossref(_kind: str, _code: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapContext:
    """What a map may use beside the message itself.

    owner, site, endpoint: codes and name from the endpoint's settings, `{context: owner}`.
    zone: IANA name of the site's time zone, for `zone: site`.
    constants: the endpoint's own constants, `{context: constants.NAME}`.
    crossref: (kind, code of this side) -> code of the other side or None; must be cheap. Fill it
        beforehand for a whole chunk with the keys `wanted_lookups` names.
    version: document version where the map says `{context: version}` or has no version rule.
    """

    owner: str = ""
    site: str = ""
    endpoint: str = ""
    zone: str = "UTC"
    constants: Mapping[str, object] = field(default_factory=dict)
    crossref: Crossref = _no_crossref
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Mapped(Generic[T]):
    """What a map made of one message.

    value: None if a finding is an error, or if the map's own `when` says it is not for us
        (then one finding of severity NOTE and rule `skipped` says so).
    unused_paths: wire fields that were there, but the map neither uses nor ignores.
    """

    value: T | None
    findings: tuple[Finding, ...] = ()
    unused_paths: tuple[str, ...] = ()

    @property
    def skipped(self) -> bool:
        return self.value is None and not has_errors(self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Which line of which map file made one field.

    target, source: paths with indexes (`lines[2].item` made of `moves[3].product.code`); source
        is "" for a constant.  value: as text.
    """

    target: str
    source: str
    value: str
    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Map:
    """A map: read, checked and compiled once, then used by any number of threads.

    name: file name without folder.  version: declared number + short content hash, `3-9f2c01ab`.
    document: kind of the canonical document.  direction: `in` wire -> canon, `out` canon -> wire.
    wire_used, canon_used: patterns of the fields it reads or makes (`lines[].quantity`).
    ignored: patterns of the side it reads that it names as ignored, with everything below them.
    needs_crossref: whether `wanted_lookups` can name anything.
    engine: what runs it; used by this room only.
    """

    name: str
    version: str
    document: str
    direction: str
    wire_used: tuple[str, ...]
    canon_used: tuple[str, ...]
    ignored: tuple[str, ...]
    needs_crossref: bool
    engine: "MapEngine"

    def __repr__(self) -> str:
        return f"Map({self.name}, {self.version}, {self.document} {self.direction})"
