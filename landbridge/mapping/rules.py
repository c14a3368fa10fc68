"""A map as data: what the YAML says, checked and ready to compile."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from landbridge.mapping.located import Place, Plain
from landbridge.mapping.paths import Path


class Unset(Enum):
    """UNSET: not said.  KEEP: `keep_unknown: true`, a code without entry goes on as it is."""

    UNSET = "unset"
    KEEP = "keep"


UNSET = Unset.UNSET
KEEP = Unset.KEEP


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison. op: is, in, present, above, below.  negated: the opposite counts."""

    operand: "PathSource | ContextSource"
    op: str
    values: tuple[Plain, ...]
    negated: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Combined:
    """all: every part holds, else any one of them.  negated: the opposite counts."""

    all: bool
    parts: tuple["Condition", ...]
    negated: bool = False


Condition = Test | Combined


@dataclass(frozen=True, slots=True)
class PathSource:
    path: Path


@dataclass(frozen=True, slots=True)
class ConstSource:
    value: Plain


@dataclass(frozen=True, slots=True)
class ContextSource:
    """name: owner, site, endpoint, zone, version or `constants.NAME`."""

    name: str


@dataclass(frozen=True, slots=True)
class JoinSource:
    parts: tuple["Rule", ...]
    by: str


@dataclass(frozen=True, slots=True)
class FirstSource:
    parts: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class ListSource:
    entries: tuple["Entry", ...]


@dataclass(frozen=True, slots=True)
class EachSource:
    """One element of the target for each element at `path` for which `where` holds."""

    path: Path
    where: Condition | None
    body: "Entry"


@dataclass(frozen=True, slots=True)
class CallSource:
    """function: a registered name.  args: (parameter name or "" for by position, rule)."""

    function: str
    args: tuple[tuple[str, "Rule"], ...]


@dataclass(frozen=True, slots=True)
class MeasureSource:
    """`in`: a number and a unit make a Quantity. `out`: a Quantity in a unit makes a number."""

    amount: "Rule"
    unit: "Rule"


@dataclass(frozen=True, slots=True)
class CountSource:
    path: Path


@dataclass(frozen=True, slots=True)
class PositionSource:
    """The place of this element in its list, counted from `start`."""

    start: int


Source = (
    PathSource
    | ConstSource
    | ContextSource
    | JoinSource
    | FirstSource
    | ListSource
    | EachSource
    | CallSource
    | MeasureSource
    | CountSource
    | PositionSource
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one value is made: a source and what is done with it, in the order of the fields."""

    place: Place
    source: Source
    when: Condition | None = None
    trim: bool = False
    case: str = ""
    split: str = ""
    codes: Mapping[str, Plain] | None = None
    lookup: str = ""
    otherwise: Plain | Unset = UNSET
    kind: str = ""
    format: str = ""
    zone: str = ""
    decimal_mark: str = ""
    group_mark: str = ""
    factor: Fraction | None = None
    digits: int | None = None
    length_max: int | None = None
    default: Plain | Unset = UNSET
    required: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """An object made of named entries."""

    entries: Mapping[str, "Entry"]
    place: Place
    when: Condition | None = None


Entry = Rule | Group


@dataclass(frozen=True, slots=True)
class Unit:
    """A wire unit: `1 of it = factor x uom`."""

    uom: str
    factor: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class MapText:
    """A whole map as written."""

    name: str
    place: Place
    version: int
    document: str
    direction: str
    when: Condition | None
    fields: Group
    ignore: Mapping[str, Place]
    constants: Mapping[str, Plain]
    units: Mapping[str, Unit]
    unused_tables: Mapping[str, Place]
