"""Compare two endpoints while business runs, and keep the result.

Counting takes time, and documents travel meanwhile. What looks unexplained is therefore counted
again, for the items concerned only, until it is explained or stays so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any, cast

from psycopg.types.json import Jsonb

from landbridge.canon import Document, document_types, load_json
from landbridge.canon.item import Item
from landbridge.connect.protocols import Census, CensusQuestion, CensusRow, SourceUnavailable
from landbridge.hub.endpoints.queries import (
    StoredEndpoint,
    kind_of,
    make_connector,
    one_endpoint,
    open_config,
)
from landbridge.hub.facade.contracts import EndpointUnusableError
from landbridge.hub.facade.views import DocumentOnTheWay, Reconciliation, Standing
from landbridge.hub.reconcile.queries import SQL, as_json, reconciliation_page
from landbridge.hub.reconcile.rules import Comparison, Factors, Movement, compare, turned
from landbridge.hub.watch.bridge import rows
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import Uom

SETTLE_S = 2.0
ROUNDS_MAX = 3
ITEMS_MAX = 500  # more than this are counted again by counting everything again
NO_FACILITIES: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two endpoints under comparison, and what is asked of both."""

    left: StoredEndpoint
    right: StoredEndpoint
    question: CensusQuestion
    facilities: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Taken:
    """Both counts and the documents on the way, as far as one can see them together."""

    left: list[CensusRow]
    right: list[CensusRow]
    movements: list[Movement]
    not_understood: int


def reconcile(
    ground: Ground,
    *,
    left: str,
    right: str,
    question: CensusQuestion,
    facilities: Mapping[str, object] = NO_FACILITIES,
    asked_by: str = "",
    settle_s: float = SETTLE_S,
    rounds_max: int = ROUNDS_MAX,
) -> Reconciliation:
    """Compare two endpoints; see `facade.reconcile`."""
    started_at = ground.clock.now()
    pair = _pair(ground, left, right, question, facilities)
    taken = _take(ground, pair)
    comparison = _compare(ground, pair, taken)
    rounds = 1
    while comparison.unexplained and rounds < rounds_max:
        ground.clock.sleep(settle_s)
        comparison, taken = _again(ground, pair, comparison, taken)
        rounds += 1
    number = _keep(ground, pair, comparison, taken, started_at, rounds, asked_by)
    return reconciliation_page(ground, number)


def _pair(
    ground: Ground,
    left: str,
    right: str,
    question: CensusQuestion,
    facilities: Mapping[str, object],
) -> Pair:
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
    return Pair(sides[0], sides[1], question, facilities)


def _owner(ground: Ground, sides: Sequence[StoredEndpoint]) -> str:
    """Both must count under the same owner: the one that an endpoint names."""
    for side in sides:
        named = side.options.get("owner") or getattr(open_config(ground, side), "owner", "")
        if named:
            return str(named)
    return ""


def _take(ground: Ground, pair: Pair) -> Taken:
    """Look at the way before and after counting.

    What was on it only at one of these moments may or may not be in the counts.
    """
    before = _on_the_way(ground, pair)
    left, right = _count(ground, pair.left, pair), _count(ground, pair.right, pair)
    after = _on_the_way(ground, pair)
    both = {_identity(one) for one in before} & {_identity(one) for one in after}
    seen = {_identity(one): one for one in [*before, *after]}
    movements = [
        movement
        for name, row in seen.items()
        for movement in _movements(pair, row, certain=name in both)
    ]
    with ground.pg.reading() as conn:
        (blind,) = rows(conn, SQL["not_understood"], {"left": pair.left.id, "right": pair.right.id})
    return Taken(left, right, movements, int(next(iter(blind.values()))))


def _again(
    ground: Ground, pair: Pair, comparison: Comparison, taken: Taken
) -> tuple[Comparison, Taken]:
    """Count the items of what is unexplained once more, and put the news in their place."""
    items = sorted({entry.key[1] for entry in comparison.unexplained if len(entry.key) > 1})
    if len(items) > ITEMS_MAX or not items:
        fresh = _take(ground, pair)
        return _compare(ground, pair, fresh), fresh
    narrowed = replace(pair, question=replace(pair.question, items=tuple(items)))
    fresh = _take(ground, narrowed)
    asked = frozenset(items)

    def merged(old: Iterable[CensusRow], new: Iterable[CensusRow]) -> list[CensusRow]:
        return [
            *(row for row in old if row.key[1] not in asked),
            *(row for row in new if row.key[1] in asked),
        ]

    kept = [one for one in taken.movements if one.key[1] not in asked]
    now = [one for one in fresh.movements if one.key[1] in asked]
    whole = Taken(
        merged(taken.left, fresh.left),
        merged(taken.right, fresh.right),
        [*kept, *now],
        fresh.not_understood,
    )
    return _compare(ground, pair, whole), whole


def _count(ground: Ground, side: StoredEndpoint, pair: Pair) -> list[CensusRow]:
    with closing(make_connector(ground, side, facilities=pair.facilities)) as connector:
        try:
            # The manifest promises it; see `_pair`.
            return list(cast(Census, connector).count(pair.question))
        except SourceUnavailable as error:
            raise LandbridgeError(
                f"it could not be counted: {error.why}",
                subject=side.name,
                remedy="See that it runs and lets the bridge in, then compare again.",
            ) from error


def _on_the_way(ground: Ground, pair: Pair) -> list[dict[str, Any]]:
    if pair.question.subject != "stock":
        return []
    kinds = [
        kind
        for kind, cls in document_types().items()
        if cls.stock_effects is not Document.stock_effects
    ]
    values = {"left": pair.left.id, "right": pair.right.id, "kinds": kinds}
    with ground.pg.snapshot() as conn:
        return rows(conn, SQL["on_the_way"], values)


def _identity(row: Mapping[str, Any]) -> tuple[object, ...]:
    """A replayed document may have two deliveries, but is one document."""
    return (row["message_id"], row["target_id"])


def _movements(pair: Pair, row: Mapping[str, Any], *, certain: bool) -> Iterator[Movement]:
    """What a document does to `left - right`, within what the question asks for."""
    document = load_json(row["content"])
    question = pair.question
    if question.owner and document.owner.code != question.owner:
        return
    if question.site and getattr(document, "site", question.site) != question.site:
        return
    from_left = row["source_id"] == pair.left.id
    standing = Standing(row["standing"])
    if not certain and standing is not Standing.DISMISSED:
        standing = Standing.UNCERTAIN
    told = DocumentOnTheWay(
        message_id=row["message_id"],
        kind=row["kind"],
        number=row["number"],
        source=(pair.left if from_left else pair.right).name,
        target=(pair.right if from_left else pair.left).name,
        standing=standing,
    )
    for effect in document.stock_effects():
        if question.items and effect.item not in question.items:
            continue
        key = (document.owner.code, effect.item, effect.lot, effect.status)
        movement = Movement(key, effect.change, told)
        yield movement if from_left else turned(movement)


def _compare(ground: Ground, pair: Pair, taken: Taken) -> Comparison:
    return compare(taken.left, taken.right, taken.movements, factors=_factors(ground, pair, taken))


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
        return dict(_item_factors(conn, pair, mixed))


def _item_factors(
    conn: Connection, pair: Pair, mixed: Sequence[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str, Uom], Fraction]]:
    values = {
        "left": pair.left.id,
        "right": pair.right.id,
        "owners": sorted({owner for owner, _ in mixed}),
        "items": sorted({item for _, item in mixed}),
    }
    for row in rows(conn, SQL["items"], values):
        item = load_json(row["content"])
        if isinstance(item, Item):
            yield (row["owner"], row["number"], item.base_uom), Fraction(1)
            for unit in item.uoms:
                yield (row["owner"], row["number"], unit.uom), unit.factor


def _keep(
    ground: Ground,
    pair: Pair,
    comparison: Comparison,
    taken: Taken,
    started_at: datetime,
    rounds: int,
    asked_by: str,
) -> int:
    found = comparison.differences
    values = {
        "left": pair.left.id,
        "right": pair.right.id,
        "subject": pair.question.subject,
        "site": pair.question.site,
        "owner": pair.question.owner,
        "items": Jsonb(list(pair.question.items)),
        "asked_by": asked_by,
        "started_at": started_at,
        "finished_at": ground.clock.now(),
        "rounds_count": rounds,
        "keys_count": comparison.keys_count,
        "in_flight_count": sum(bool(one.in_flight or one.unconfirmed) for one in found),
        "rejected_count": sum(bool(one.rejected) for one in found),
        "unexplained_count": len(comparison.unexplained),
        "agrees": comparison.agrees,
        "result": Jsonb(as_json(found, taken.not_understood)),
    }
    with ground.pg.transaction() as conn:
        row = conn.execute(SQL["keep"], values).fetchone()
    assert row is not None
    return int(row[0])
