"""Both sides counted, with the documents on the way as far as one can see them together.

Counting takes time, and documents travel meanwhile. So the way is looked at before and after:
what was on it only at one of these moments may or may not be in the counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, cast

from landbridge.canon import Document, document_types, load_json
from landbridge.canon.item import Item
from landbridge.connect.protocols import Census, CensusQuestion, CensusRow, SourceUnavailable
from landbridge.hub.endpoints.queries import (
    StoredEndpoint,
    kind_of,
    one_endpoint,
    open_config,
)
from landbridge.hub.facade.contracts import EndpointUnusableError
from landbridge.hub.facade.views import DocumentOnTheWay, Standing
from landbridge.hub.reconcile.connectors import Connectors
from landbridge.hub.reconcile.queries import SQL
from landbridge.hub.reconcile.rules import (
    Comparison,
    Factors,
    Movement,
    compare,
    covered,
    masked,
    turned,
)
from landbridge.hub.reconcile.unread import Unread, unread
from landbridge.hub.watch.bridge import rows
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import Uom

STOCK = "stock"
KEY_PARTS = ("owner", "item", "lot", "status")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two endpoints under comparison, and what is asked of both."""

    left: StoredEndpoint
    right: StoredEndpoint
    question: CensusQuestion
    connectors: Connectors

    @property
    def sides(self) -> tuple[StoredEndpoint, StoredEndpoint]:
        return (self.left, self.right)

    def narrowed(self, items: Iterable[str]) -> "Pair":
        return replace(self, question=replace(self.question, items=tuple(sorted(items))))


@dataclass(frozen=True, slots=True)
class Taken:
    """Both counts and the documents on the way.

    covers: by order key, where documents explain without figures (orders, master data).
    blind: places of the key that one side does not know.
    """

    left: list[CensusRow]
    right: list[CensusRow]
    movements: list[Movement]
    not_understood: int
    covers: Mapping[str, Sequence[DocumentOnTheWay]] = field(default_factory=dict)
    blind: frozenset[int] = frozenset()


def open_pair(
    ground: Ground,
    left: str,
    right: str,
    question: CensusQuestion,
    connectors: Connectors,
) -> Pair:
    """Raises EndpointUnusableError, LandbridgeError."""
    with ground.pg.reading() as conn:
        sides = [one_endpoint(conn, left), one_endpoint(conn, right)]
    for side in sides:
        if "census" not in kind_of(side).manifest.capabilities:
            raise EndpointUnusableError(
                "its connector cannot count", subject=side.name, remedy="Compare another endpoint."
            )
    if left == right:
        raise LandbridgeError("an endpoint is not compared with itself", subject=left)
    if not question.owner:
        question = replace(question, owner=_owner(ground, sides))
    if not question.site:
        question = replace(question, site=_site(ground, sides))
    return Pair(sides[0], sides[1], question, connectors)


def _owner(ground: Ground, sides: Sequence[StoredEndpoint]) -> str:
    """Both must count under the same owner: the one that an endpoint names."""
    for side in sides:
        named = side.options.get("owner") or getattr(open_config(ground, side), "owner", "")
        if named:
            return str(named)
    return ""


def _site(ground: Ground, sides: Sequence[StoredEndpoint]) -> str:
    """Where one side counts a single site, what is on the way to another is not in its count.

    Only the connector's own setting counts: the endpoint's option `site` is what maps put into
    documents that do not name one.
    """
    named = (str(getattr(open_config(ground, side), "site", "")) for side in sides)
    return next(filter(None, named), "")


def take(ground: Ground, pair: Pair, *, peek: bool = False) -> Taken:
    """Count both. peek: look also at what the sources have told and nobody has read yet."""
    before = _on_the_way(ground, pair)
    peeked = _peek(ground, pair) if peek else []
    (left, blind_left), (right, blind_right) = (_count(side, pair) for side in pair.sides)
    after = _on_the_way(ground, pair)
    if peek:
        peeked += _peek(ground, pair)
    both = {_identity(one) for one in before} & {_identity(one) for one in after}
    seen = {_identity(one): one for one in [*before, *after]}
    blind = blind_left | blind_right
    movements = [
        movement
        for name, row in seen.items()
        for movement in _movements(pair, row, certain=name in both)
    ]
    known = {(one.document.kind, one.document.number) for one in movements}
    fresh = {(one.document.kind, one.document.number, one.source_id): one for one in peeked}
    for (kind, number, _), one in fresh.items():
        if (kind, number) not in known:
            movements += _unread_movements(pair, one)
    with ground.pg.reading() as conn:
        (row,) = rows(conn, SQL["not_understood"], {"left": pair.left.id, "right": pair.right.id})
    return Taken(
        [replace(one, key=masked(one.key, blind)) for one in left],
        [replace(one, key=masked(one.key, blind)) for one in right],
        [replace(one, key=masked(one.key, blind)) for one in movements],
        int(next(iter(row.values()))),
        _covers(pair, seen.values(), fresh.values()),
        blind,
    )


def merged(old: Taken, fresh: Taken, items: frozenset[str]) -> Taken:
    """The counts of these items replaced by fresh ones."""

    def of(before: Iterable[CensusRow], now: Iterable[CensusRow]) -> list[CensusRow]:
        return [
            *(row for row in before if row.key[1] not in items),
            *(row for row in now if row.key[1] in items),
        ]

    kept = [one for one in old.movements if one.key[1] not in items]
    now = [one for one in fresh.movements if one.key[1] in items]
    return replace(
        fresh,
        left=of(old.left, fresh.left),
        right=of(old.right, fresh.right),
        movements=[*kept, *now],
    )


def compared(ground: Ground, pair: Pair, taken: Taken) -> Comparison:
    found = compare(taken.left, taken.right, taken.movements, factors=_factors(ground, pair, taken))
    return covered(found, pair.question.subject, taken.covers) if taken.covers else found


def _count(side: StoredEndpoint, pair: Pair) -> tuple[list[CensusRow], frozenset[int]]:
    with pair.connectors.using(side) as connector:
        blind: frozenset[int] = frozenset()
        if pair.question.subject == STOCK:
            names = getattr(connector, "blind_to", ())
            blind = frozenset(place for place, part in enumerate(KEY_PARTS) if part in names)
        try:
            # The manifest promises it; see `open_pair`.
            return list(cast(Census, connector).count(pair.question)), blind
        except SourceUnavailable as error:
            raise LandbridgeError(
                f"it could not be counted: {error.why}",
                subject=side.name,
                remedy="See that it runs and lets the bridge in, then compare again.",
            ) from error


def _on_the_way(ground: Ground, pair: Pair) -> list[dict[str, Any]]:
    kinds = [
        kind
        for kind, cls in document_types().items()
        if pair.question.subject != STOCK or cls.stock_effects is not Document.stock_effects
    ]
    values = {"left": pair.left.id, "right": pair.right.id, "kinds": kinds}
    with ground.pg.snapshot() as conn:
        found = rows(conn, SQL["on_the_way"], values)
    if pair.question.subject == STOCK:
        return found
    about = f"{pair.question.subject}/"
    return [one for one in found if one["order_key"].startswith(about)]


def _peek(ground: Ground, pair: Pair) -> list[Unread]:
    return [one for side in pair.sides for one in unread(ground, side, pair.connectors)]


def _identity(row: Mapping[str, Any]) -> tuple[object, ...]:
    """A replayed document may have two deliveries, but is one document."""
    return (row["message_id"], row["target_id"])


def _told(pair: Pair, row: Mapping[str, Any], *, certain: bool) -> DocumentOnTheWay:
    from_left = row["source_id"] == pair.left.id
    standing = Standing(row["standing"])
    if not certain and standing is not Standing.DISMISSED:
        standing = Standing.UNCERTAIN
    return DocumentOnTheWay(
        message_id=row["message_id"],
        kind=row["kind"],
        number=row["number"],
        source=(pair.left if from_left else pair.right).name,
        target=(pair.right if from_left else pair.left).name,
        standing=standing,
    )


def _covers(
    pair: Pair, seen: Iterable[Mapping[str, Any]], fresh: Iterable[Unread]
) -> dict[str, list[DocumentOnTheWay]]:
    found: dict[str, list[DocumentOnTheWay]] = {}
    if pair.question.subject == STOCK:
        return found
    for row in seen:
        found.setdefault(row["order_key"], []).append(_told(pair, row, certain=True))
    for one in fresh:
        if one.document.order_key.startswith(f"{pair.question.subject}/"):
            found.setdefault(one.document.order_key, []).append(_unread_told(pair, one))
    return found


def _movements(pair: Pair, row: Mapping[str, Any], *, certain: bool) -> Iterator[Movement]:
    """What a document does to `left - right`, within what the question asks for."""
    if pair.question.subject != STOCK:
        return
    told = _told(pair, row, certain=certain)
    yield from effects(pair, load_json(row["content"]), told, row["source_id"] == pair.left.id)


def _unread_movements(pair: Pair, one: Unread) -> Iterator[Movement]:
    if pair.question.subject == STOCK:
        told = _unread_told(pair, one)
        yield from effects(pair, one.document, told, one.source_id == pair.left.id)


def _unread_told(pair: Pair, one: Unread) -> DocumentOnTheWay:
    """What nobody has read yet may or may not be in the count: it was told at about that time."""
    from_left = one.source_id == pair.left.id
    return DocumentOnTheWay(
        message_id=0,
        kind=one.document.kind,
        number=one.document.number,
        source=(pair.left if from_left else pair.right).name,
        target=(pair.right if from_left else pair.left).name,
        standing=Standing.UNCERTAIN,
    )


def effects(
    pair: Pair, document: Document, told: DocumentOnTheWay, from_left: bool
) -> Iterator[Movement]:
    """The movements of a document; a document from the right counts with its sign turned."""
    question = pair.question
    if question.owner and document.owner.code != question.owner:
        return
    if question.site and getattr(document, "site", question.site) != question.site:
        return
    for effect in document.stock_effects():
        if question.items and effect.item not in question.items:
            continue
        key = (document.owner.code, effect.item, effect.lot, effect.status)
        movement = Movement(key, effect.change, told)
        yield movement if from_left else turned(movement)


def _factors(ground: Ground, pair: Pair, taken: Taken) -> Factors:
    """Units of the items for which more than one occurs; mostly none."""
    units: dict[tuple[str, str], set[Uom]] = {}
    for row in [*taken.left, *taken.right]:
        units.setdefault((row.key[0], row.key[1]), set()).add(row.quantity.uom)
    for movement in taken.movements:
        key = (movement.key[0], movement.key[1])
        units.setdefault(key, set()).add(movement.change.uom)
    mixed = [key for key, seen in units.items() if len(seen) > 1]
    if not mixed:
        return {}
    with ground.pg.reading() as conn:
        return dict(item_factors(conn, pair, mixed))


def item_factors(
    conn: Connection, pair: Pair, wanted: Sequence[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str, Uom], Fraction]]:
    """Base units in each unit of these (owner, item), as the newest item documents tell."""
    values = {
        "left": pair.left.id,
        "right": pair.right.id,
        "owners": sorted({owner for owner, _ in wanted}),
        "items": sorted({item for _, item in wanted}),
    }
    for row in rows(conn, SQL["items"], values):
        item = load_json(row["content"])
        if isinstance(item, Item):
            yield (row["owner"], row["number"], item.base_uom), Fraction(1)
            for unit in item.uoms:
                yield (row["owner"], row["number"], unit.uom), unit.factor
