"""Reading Tryton: one stream per kind of record, by an inclusive cursor with overlap (T-11).

A change bears the instant at which its transaction began, but is seen only after the commit. So a
poll looks back `overlap_s` behind the newest change seen; what was given already is known by its
id and version, and asked for again only for a moment. Once nothing new has come for `overlap_s`,
every transaction that began before has ended, and the poll need not look back any more: then an
idle poll is one call that finds nothing.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from landbridge.codecs.base import Tree
from landbridge.codecs.json.writer import write_tree
from landbridge.connect.protocols import Payload, PositionLost, Pulled
from landbridge.connectors.tryton.rpc import TrytonRpc, reading
from landbridge.connectors.tryton.values import instant_to_us, us_to_instant

SEEN_MAX = 2000
PAGE_MAX = 100
# Header and lines may be changed by two transactions that end within this of each other.
MOMENT_US = 3_000_000

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """How one kind of record is read.

    first_domain: what is told when nothing has been told yet; later, `domain`.
    changed: paths to the instants of change of the record and its parts.
    to_trees: records of one page to trees, None for a record that is no concern of ours.
    wire_type: if it is not the model.  begins_now: what was before the first poll is never told.
    """

    name: str
    model: str
    fields: Sequence[str]
    domain: Sequence[Any]
    first_domain: Sequence[Any]
    changed: Sequence[str]
    to_trees: Callable[[Sequence[Record]], Iterable[Tree | None]]
    wire_type: str = ""
    begins_now: bool = False

    @property
    def told_as(self) -> str:
        """The wire type: the model, unless another stream of the same model bears that name."""
        return self.wire_type or self.model


@dataclass(slots=True)
class Position:
    """The cursor, readable. Instants are microseconds since 1970, 0 for never.

    at: newest change seen.  floor: nothing older needs looking at.  still: our own clock when
    something new came last.  seen: versions given, by id.  after, first: only in the middle of a
    reading of many pages: the last id given, and the newest change of its first page (what
    changes while the pages are read is newer than that).
    """

    at: int = 0
    floor: int = 0
    still: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    after: int = 0
    first: int = 0

    @classmethod
    def read(cls, cursor: str | None) -> "Position":
        """Raises PositionLost for a cursor that is none of ours."""
        if cursor is None:
            return cls()
        try:
            table = json.loads(cursor)
            seen = {str(key): int(value) for key, value in table.pop("seen", {}).items()}
            return cls(seen=seen, **{name: int(value) for name, value in table.items()})
        except (ValueError, TypeError, AttributeError) as error:
            raise PositionLost(f"the cursor {cursor[:80]!r} is not one of Tryton's") from error

    def write(self) -> str:
        table = {name: value for name, value in asdict(self).items() if value or name == "at"}
        return json.dumps(table, separators=(",", ":"))


def pull(
    rpc: TrytonRpc,
    stream: Stream,
    cursor: str | None,
    *,
    limit: int,
    overlap_s: float,
    now: datetime,
) -> Pulled:
    """One page of what has changed. Raises RpcError, PositionLost."""
    position = Position.read(cursor)
    if stream.begins_now and not position.at:
        begun = instant_to_us(now.astimezone(UTC).replace(tzinfo=None))
        return Pulled(payloads=(), cursor=Position(at=begun, floor=begun).write())
    overlap = int(overlap_s * 1_000_000)
    clock = instant_to_us(now.astimezone(UTC).replace(tzinfo=None))
    limit = min(limit, PAGE_MAX)
    with reading():
        records = rpc.search_read(
            stream.model, _domain(stream, position, overlap), stream.fields, limit=limit
        )
        trees = [tree for tree in stream.to_trees(records) if tree is not None]
    fresh = [tree for tree in trees if position.seen.get(str(tree["id"])) != tree["version"]]
    more = len(records) == limit
    moved = _move_on(position, trees, records, more=more, overlap=overlap)
    moved.still = clock if fresh else position.still
    if not fresh and not more:
        moved = _settled(moved, clock - overlap)
    payloads = tuple(_payload(stream, tree) for tree in fresh)
    return Pulled(payloads=payloads, cursor=moved.write(), more=more)


def _domain(stream: Stream, position: Position, overlap: int) -> list[Any]:
    domain: list[Any]
    if not position.at:
        domain = list(stream.first_domain)
    else:
        seen = [int(key) for key in position.seen]
        newer = _since(stream, max(position.floor, position.at - overlap))
        if seen:
            again = _since(stream, max(position.floor, position.at - MOMENT_US))
            newer = [
                "OR",
                [["id", "not in", seen], newer],
                [["id", "in", seen], again],
            ]
        domain = [*stream.domain, newer]
    if position.after:
        domain.append(["id", ">", position.after])
    return domain


def _since(stream: Stream, instant_us: int) -> list[Any]:
    instant = us_to_instant(instant_us)
    return ["OR", *([path, ">=", instant] for path in stream.changed)]


def _settled(position: Position, begun_before: int) -> Position:
    """Once nothing new has come for the overlap, what lies behind need not be looked at again."""
    if position.at and position.floor <= position.at and position.still <= begun_before:
        return Position(at=position.at, floor=position.at + 1, still=position.still)
    return position


def _move_on(
    position: Position,
    trees: Sequence[Tree],
    records: Sequence[Record],
    *,
    more: bool,
    overlap: int,
) -> Position:
    versions = {str(tree["id"]): cast(int, tree["version"]) for tree in trees}
    newest = max(versions.values(), default=0)
    first = position.first if position.after else newest
    at = position.at if more else max(position.at, first)
    horizon = max(position.floor, at - overlap)
    recent = sorted(
        ((v, key) for key, v in (position.seen | versions).items() if v >= horizon), reverse=True
    )
    return Position(
        at=at,
        floor=position.floor,
        seen={key: version for version, key in recent[:SEEN_MAX]},
        after=int(records[-1]["id"]) if more else 0,
        first=first if more else 0,
    )


def _payload(stream: Stream, tree: Tree) -> Payload:
    version = cast(int, tree["version"])
    content = write_tree(tree)
    # Two transactions may give two contents with one version; neither must hide the other.
    digest = hashlib.sha256(content).hexdigest()[:8]
    return Payload(
        source_key=f"{stream.told_as},{tree['id']}@{version}-{digest}",
        content=content,
        wire_type=stream.told_as,
        occurred_at=us_to_instant(version).replace(tzinfo=UTC),
    )
