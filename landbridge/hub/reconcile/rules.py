"""Two counts compared, with the documents on the way taken into account. Pure.

For each key (owner, item, lot, status) the identity of reliability.md I7 must hold:

    left - right = in flight (listed) + unconfirmed + rejected (listed) + unexplained

A document from left to right counts with its effect as it is: its source, the left side, has
booked it already and the right side has not. One from right to left counts with the sign turned.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from landbridge.connect.protocols import CensusRow
from landbridge.hub.facade.views import Difference, DocumentOnTheWay, FieldDifference, Standing
from landbridge.kit.quantity import InexactConversionError, Quantity, Uom, convert

Key = tuple[str, ...]  # as in CensusRow.key: owner, item, lot, status

OPTIONAL_MAX = 12  # documents that may or may not count, tried in every combination, per key
OPTIONAL = frozenset({Standing.UNCERTAIN, Standing.DISMISSED})
NEEDS_PERSON = frozenset({Standing.REJECTED, Standing.DISMISSED})


@dataclass(frozen=True, slots=True)
class Movement:
    """What one document on the way does to the difference `left - right` of one key."""

    key: Key
    change: Quantity
    document: DocumentOnTheWay


@dataclass(frozen=True, slots=True)
class Comparison:
    """keys_count: keys compared.  differences: those that are not equal, unexplained first."""

    keys_count: int
    differences: tuple[Difference, ...]

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        return tuple(entry for entry in self.differences if entry.is_unexplained)

    @property
    def agrees(self) -> bool:
        """Nothing is unexplained and nothing rejected: what differs is only on its way."""
        return all(not (entry.is_unexplained or entry.rejected) for entry in self.differences)


Factors = Mapping[tuple[str, str, Uom], Fraction]  # (owner, item, uom) -> base units in one uom


@dataclass(frozen=True, slots=True)
class Side:
    """What one side counted for a key: amounts by unit, and of these, what nobody was told yet."""

    amounts: tuple[Quantity, ...] = ()
    unconfirmed: tuple[Quantity, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


NOBODY = Side()


def compare(
    left: Iterable[CensusRow],
    right: Iterable[CensusRow],
    movements: Iterable[Movement],
    *,
    factors: Factors | None = None,
) -> Comparison:
    """Compare two counts key by key; rows of one key (several places) are added up."""
    known = factors or {}
    lefts, rights = _sides(left), _sides(right)
    moving: dict[Key, list[Movement]] = defaultdict(list)
    for movement in movements:
        moving[movement.key].append(movement)
    keys = lefts.keys() | rights.keys() | moving.keys()
    found = (
        _difference(key, lefts.get(key, NOBODY), rights.get(key, NOBODY), moving[key], known)
        for key in keys
    )
    differences = [entry for entry in found if entry is not None]
    return Comparison(len(keys), ordered(differences))


def ordered(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """Unexplained ones first."""
    return tuple(sorted(differences, key=lambda entry: (not entry.is_unexplained, entry.key)))


Covers = Mapping[str, Sequence[DocumentOnTheWay]]  # by the order key of what they are about


def covered(comparison: Comparison, subject: str, covers: Covers) -> Comparison:
    """Orders and master data: a document of the same number that is on its way explains it."""
    return replace(
        comparison,
        differences=ordered(_covered(one, subject, covers) for one in comparison.differences),
    )


def _covered(entry: Difference, subject: str, covers: Covers) -> Difference:
    documents = covers.get(f"{subject}/{entry.key[0]}/{entry.key[1]}", ())
    if not documents or not entry.is_unexplained:
        return entry
    explained = replace(
        entry, documents=tuple(dict.fromkeys(documents)), fields=(), unexplained=Decimal(0)
    )
    if any(one.standing not in NEEDS_PERSON for one in documents):
        return replace(explained, in_flight=entry.in_flight + entry.unexplained)
    # Rejected is never nothing: a field that differs has no amount, so it counts as one.
    return replace(explained, rejected=entry.rejected + (entry.unexplained or Decimal(1)))


def masked(key: Key, places: frozenset[int]) -> Key:
    """The key without the parts that one side is blind to."""
    return tuple("" if place in places else part for place, part in enumerate(key))


def turned(movement: Movement) -> Movement:
    """The same document seen from the other side."""
    return replace(movement, change=-movement.change)


def _sides(rows: Iterable[CensusRow]) -> dict[Key, Side]:
    amounts: dict[Key, dict[Uom, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    unconfirmed: dict[Key, dict[Uom, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    facts: dict[Key, Mapping[str, str]] = {}
    for row in rows:
        if row.facts:
            facts[row.key] = row.facts
        amounts[row.key][row.quantity.uom] += row.quantity.value
        unconfirmed[row.key][row.quantity.uom] += row.unconfirmed
    return {
        key: Side(_quantities(by_uom), _quantities(unconfirmed[key]), facts.get(key, {}))
        for key, by_uom in amounts.items()
    }


def _quantities(by_uom: Mapping[Uom, Decimal]) -> tuple[Quantity, ...]:
    """One for each unit that occurs; it should be one."""
    return tuple(Quantity(value, uom) for uom, value in by_uom.items())


def _difference(
    key: Key, left: Side, right: Side, moving: Sequence[Movement], factors: Factors
) -> Difference | None:
    moved = [movement.change for movement in moving]
    uom = _common_uom(key, [*left.amounts, *right.amounts, *moved], factors)

    def total(quantities: Iterable[Quantity]) -> Decimal:
        return sum((in_uom(one, uom, key, factors) for one in quantities), Decimal(0))

    try:
        compared = Compared(
            key=key,
            uom=uom,
            left=total(left.amounts),
            right=total(right.amounts),
            unconfirmed=total(left.unconfirmed) - total(right.unconfirmed),
            fields=tuple(_fields(left.facts, right.facts)),
        )
        changes = [(total([one.change]), one.document) for one in moving]
    except (LookupError, InexactConversionError):
        return _incomparable(key, uom, left, right, moving)
    return _explain(compared, changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Both counts of a key in one unit. unconfirmed: the left's less the right's."""

    key: Key
    uom: Uom
    left: Decimal
    right: Decimal
    unconfirmed: Decimal
    fields: tuple[FieldDifference, ...] = ()


def _fields(left: Mapping[str, str], right: Mapping[str, str]) -> Iterable[FieldDifference]:
    """Fields that both tell; what only one tells is no difference."""
    for name in left.keys() & right.keys():
        if left[name] != right[name]:
            yield FieldDifference(field=name, left=left[name], right=right[name])


def _explain(
    compared: Compared, changes: Sequence[tuple[Decimal, DocumentOnTheWay]]
) -> Difference | None:
    gap = compared.left - compared.right
    certain = [entry for entry in changes if entry[1].standing not in OPTIONAL]
    optional = [entry for entry in changes if entry[1].standing in OPTIONAL]
    rest = gap - compared.unconfirmed - _sum(certain)
    chosen = _best_choice(optional, rest)
    rest -= _sum(chosen)
    explaining = [*certain, *chosen]
    if not gap and not rest and not compared.fields:
        return None
    rejected = _sum(entry for entry in explaining if entry[1].standing in NEEDS_PERSON)
    return Difference(
        key=compared.key,
        uom=compared.uom,
        left=compared.left,
        right=compared.right,
        in_flight=gap - rest - rejected - compared.unconfirmed,
        unconfirmed=compared.unconfirmed,
        rejected=rejected,
        unexplained=rest,
        documents=tuple(dict.fromkeys(doc for _, doc in explaining)),
        fields=compared.fields,
    )


def _best_choice(
    optional: Sequence[tuple[Decimal, DocumentOnTheWay]], rest: Decimal
) -> Sequence[tuple[Decimal, DocumentOnTheWay]]:
    """Which of the documents that may or may not count do count: the choice that explains `rest`.

    A difference is only called unexplained when no outcome of the unanswered calls explains it.
    Then what was sent counts as not arrived, and what was set aside counts as settled by hand.
    """
    if len(optional) <= OPTIONAL_MAX:
        for size in range(len(optional) + 1):
            for choice in combinations(optional, size):
                if _sum(choice) == rest:
                    return choice
    return [entry for entry in optional if entry[1].standing is Standing.UNCERTAIN]


def _sum(entries: Iterable[tuple[Decimal, DocumentOnTheWay]]) -> Decimal:
    return sum((change for change, _ in entries), Decimal(0))


def _common_uom(key: Key, quantities: Sequence[Quantity], factors: Factors) -> Uom:
    """The smallest of the units that occur: every other converts into it without a rest."""
    uoms = dict.fromkeys(entry.uom for entry in quantities)
    if len(uoms) == 1:
        return next(iter(uoms))
    owner, item = key[0], key[1] if len(key) > 1 else ""
    return min(uoms, key=lambda uom: factors.get((owner, item, uom), Fraction(1)))


def in_uom(quantity: Quantity, uom: Uom, key: Key, factors: Factors) -> Decimal:
    """`quantity` in `uom`; LookupError when a factor is not known."""
    if quantity.uom == uom:
        return quantity.value
    owner, item = key[0], key[1] if len(key) > 1 else ""
    factor = factors[owner, item, quantity.uom] / factors[owner, item, uom]
    return convert(quantity.value, factor)


def _incomparable(
    key: Key, uom: Uom, left: Side, right: Side, moving: Sequence[Movement]
) -> Difference:
    seen = (*left.amounts, *right.amounts, *(move.change for move in moving))
    units = sorted({one.uom for one in seen})
    return Difference(
        key=key,
        uom=uom,
        left=sum((one.value for one in left.amounts if one.uom == uom), Decimal(0)),
        right=sum((one.value for one in right.amounts if one.uom == uom), Decimal(0)),
        in_flight=Decimal(0),
        unconfirmed=Decimal(0),
        rejected=Decimal(0),
        unexplained=Decimal(0),
        documents=tuple(dict.fromkeys(movement.document for movement in moving)),
        note=(
            f"The units {', '.join(units)} cannot be compared: no exact factor between them is "
            "known for this item. Add the unit to the item's master data."
        ),
    )
