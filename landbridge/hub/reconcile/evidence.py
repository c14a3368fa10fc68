"""What is known about unexplained differences: documents that crossed, bookings of both sides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from landbridge.canon import Document, document_types, load_json
from landbridge.connect.history import Historian, HistoryQuestion, HistoryRow
from landbridge.connect.protocols import SourceUnavailable
from landbridge.hub.endpoints.queries import kind_of
from landbridge.hub.facade.views import Difference, DocumentOnTheWay, Standing
from landbridge.hub.numbers import first_of
from landbridge.hub.reconcile.causes import LEFT, RIGHT, Booked, Case, Key, Told
from landbridge.hub.reconcile.counting import Pair, effects, item_factors
from landbridge.hub.reconcile.matters import Matter
from landbridge.hub.reconcile.queries import SQL
from landbridge.hub.reconcile.rules import Factors, in_uom, masked
from landbridge.hub.watch.bridge import rows
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.ground import Ground
from landbridge.kit.quantity import InexactConversionError, Quantity, Uom

TOLD_MAX = 1000
BACK_DAYS_MAX = 7
SLACK_S = 60.0  # clocks of two systems are never quite the same
BEFORE_S = 3600.0  # documents that set out before both last agreed and arrived after


@dataclass(frozen=True, slots=True)
class Ripe:
    """A difference that has lasted. agreed_at: the last look before, at which both agreed."""

    difference: Difference
    agreed_at: datetime | None

    @property
    def key(self) -> Key:
        return self.difference.key


@dataclass(frozen=True, slots=True)
class Line:
    """A booking as its side told it, with the message that it belongs to."""

    side: str
    row: HistoryRow
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """cases: by key.  lines: bookings for people, by item."""

    cases: Mapping[Key, Case]
    lines: Mapping[str, tuple[Line, ...]]


def known_about(ground: Ground, pair: Pair, ripe: Sequence[Ripe], blind: frozenset[int]) -> Known:
    """Evidence about differences of stock."""
    now = ground.clock.now()
    since = min((one.agreed_at or now - timedelta(days=BACK_DAYS_MAX)) for one in ripe)
    narrowed = pair.narrowed({one.key[1] for one in ripe})
    owners = [(one.key[0], one.key[1]) for one in ripe]
    with ground.pg.reading() as conn:
        factors = dict(item_factors(conn, pair, owners))
    units = {one.key[:2]: Uom(one.difference.uom) for one in ripe}
    measure = _Measure(factors, units, blind)
    told = _told(ground, narrowed, since, measure)
    histories = {
        name: _history(narrowed, side, since)
        for side, name in zip(pair.sides, (LEFT, RIGHT), strict=True)
    }
    booked = tuple(
        found
        for name, lines in histories.items()
        for one in lines or ()
        if (found := measure.booked(pair.question.owner, name, one)) is not None
    )
    historians = frozenset(name for name, lines in histories.items() if lines is not None)
    everything = tuple(one.difference for one in ripe)
    cases = {
        one.key: Case(
            difference=one.difference,
            siblings=tuple(other for other in everything if other.key != one.key),
            told=told,
            booked=booked,
            historians=historians,
            factors=_factors_of(factors, one.key),
            since=one.agreed_at - timedelta(seconds=SLACK_S) if one.agreed_at else None,
        )
        for one in ripe
    }
    return Known(cases, _lines(pair, histories, told))


@dataclass(frozen=True, slots=True)
class _Measure:
    """Amounts in the unit in which the difference is told."""

    factors: Factors
    units: Mapping[Key, Uom]
    blind: frozenset[int]

    def amount(self, key: Key, quantity: Quantity) -> Decimal | None:
        uom = self.units.get(key[:2], quantity.uom)
        try:
            return in_uom(quantity, uom, key, self.factors)
        except (LookupError, InexactConversionError):
            return None

    def booked(self, owner: str, side: str, row: HistoryRow) -> Booked | None:
        key = masked((owner, row.item, row.lot, row.status), self.blind)
        amount = self.amount(key, row.change)
        if amount is None:
            return None
        return Booked(
            side=side, key=key, change=amount, at=row.at, reason=row.reason,
            document=row.document, reference=row.reference, actor=row.actor,
            effective_on=row.effective_on,
        )  # fmt: skip


def _told(ground: Ground, pair: Pair, since: datetime, measure: _Measure) -> tuple[Told, ...]:
    kinds = [
        kind
        for kind, cls in document_types().items()
        if cls.stock_effects is not Document.stock_effects
    ]
    begin = since - timedelta(seconds=BEFORE_S)
    values = {
        "left": pair.left.id, "right": pair.right.id, "kinds": kinds, "since": begin,
        "floor": first_of(begin.date()), "limit": TOLD_MAX,
    }  # fmt: skip
    with ground.pg.snapshot() as conn:
        found = rows(conn, SQL["told_since"], values)
    told = (_told_stock(pair, row, measure) for row in found if _matters(row, since))
    return tuple(one for one in told if one is not None)


def _matters(row: Mapping[str, Any], since: datetime) -> bool:
    """What was booked before both agreed explains nothing."""
    closed = row["closed_at"]
    return closed is None or closed >= since - timedelta(seconds=SLACK_S)


def _told_stock(pair: Pair, row: Mapping[str, Any], measure: _Measure) -> Told | None:
    document = load_json(row["content"])
    changes: dict[Key, Decimal] = {}
    nothing = DocumentOnTheWay(
        message_id=0, kind="", number="", source="", target="", standing=Standing.IN_FLIGHT
    )
    for movement in effects(pair, document, nothing, True):
        key = masked(movement.key, measure.blind)
        amount = measure.amount(key, movement.change)
        if amount is not None:
            changes[key] = changes.get(key, Decimal(0)) + amount
    return _as_told(pair, row, document, changes) if changes else None


def _as_told(
    pair: Pair, row: Mapping[str, Any], document: Document, changes: dict[Key, Decimal]
) -> Told:
    return Told(
        message_id=row["id"],
        kind=row["kind"],
        number=row["number"],
        version=row["version"],
        source=LEFT if row["source_id"] == pair.left.id else RIGHT,
        state=_state(row),
        effects=changes,
        by_person=bool(row["asked_by"]) or row["state"] == "dismissed",
        delivery_id=row["delivery_id"],
        names=frozenset(one.number for one in document.known_numbers()),
    )


def _state(row: Mapping[str, Any]) -> str:
    """Of the delivery to the other side, else of the message."""
    if row["state"] != "fit":
        return str(row["state"])
    if row["delivery_state"]:
        return str(row["delivery_state"])
    return "due" if row["is_routing"] else "unrouted"


def _history(pair: Pair, side: Any, since: datetime) -> list[HistoryRow] | None:
    """Bookings of one side; None if it cannot tell."""
    if "history" not in kind_of(side).manifest.capabilities:
        return None
    question = HistoryQuestion(
        owner=pair.question.owner,
        items=pair.question.items,
        since=since - timedelta(seconds=BEFORE_S),
        site=pair.question.site,
    )
    try:
        with pair.connectors.using(side) as connector:
            return list(cast(Historian, connector).history(question))
    except (SourceUnavailable, LandbridgeError):
        return None


def _lines(
    pair: Pair, histories: Mapping[str, list[HistoryRow] | None], told: Sequence[Told]
) -> dict[str, tuple[Line, ...]]:
    messages = {one.number: one.message_id for one in reversed(told)}
    messages |= {name: one.message_id for one in told for name in one.names}
    found: dict[str, list[Line]] = {}
    for name, side in zip((LEFT, RIGHT), pair.sides, strict=True):
        for row in histories[name] or ():
            line = Line(side.name, row, messages.get(row.document))
            found.setdefault(row.item, []).append(line)
    return {item: tuple(sorted(lines, key=lambda one: one.row.at)) for item, lines in found.items()}


def _factors_of(factors: Factors, key: Key) -> frozenset[Fraction]:
    return frozenset(
        factor
        for (owner, item, _), factor in factors.items()
        if (owner, item) == key[:2] and factor != 1
    )


# ------------------------------------------------------------------ orders and master data


def matters(ground: Ground, pair: Pair, ripe: Iterable[Ripe]) -> dict[Key, Matter]:
    """Evidence about differences of orders, items and parties."""
    return {one.key: _matter(ground, pair, one.difference) for one in ripe}


def _matter(ground: Ground, pair: Pair, difference: Difference) -> Matter:
    subject = pair.question.subject
    about = f"{subject}/{difference.key[0]}/{difference.key[1]}"
    values = {"left": pair.left.id, "right": pair.right.id, "about": about}
    with ground.pg.snapshot() as conn:
        found = rows(conn, SQL["told_about"], values)
        documents = {row["id"]: load_json(row["content"]) for row in found if row["content"]}
        lines = {
            number: line
            for number, document in documents.items()
            if (line := _line_of(document, difference.key)) is not None
        }
        items = sorted({(difference.key[0], line.item) for line in lines.values()})
        factors = dict(item_factors(conn, pair, items)) if items else {}
    measure = _Measure(factors, {(difference.key[0], i): Uom(difference.uom) for _, i in items},
                       frozenset())  # fmt: skip
    quantities = {
        number: amount
        for number, line in lines.items()
        if (amount := measure.amount((difference.key[0], line.item), line.quantity)) is not None
    }
    return Matter(
        subject=subject,
        difference=difference,
        told=tuple(
            _as_told(pair, row, documents[row["id"]], {}) for row in found if row["content"]
        ),
        quantities=quantities,
        facts={number: _facts(document) for number, document in documents.items()},
        cancelled=frozenset(
            number
            for number, document in documents.items()
            if getattr(document, "status", "") == "cancelled"
        ),
        factors=frozenset(factor for factor in factors.values() if factor != 1),
    )


def _line_of(document: Document, key: Key) -> Any:
    """The order's own line; answers have lines of another kind."""
    for line in getattr(document, "lines", ()):
        if len(key) > 2 and getattr(line, "line_id", "") == key[2] and hasattr(line, "quantity"):
            return line
    return None


def _facts(document: Document) -> dict[str, str]:
    names = ("description", "base_uom", "name")
    return {name: str(getattr(document, name)) for name in names if hasattr(document, name)}
