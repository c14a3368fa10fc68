"""Two counts compared, with the documents on the way taken into account. Pure.

For each key (owner, item, lot, status) the identity of reliability.md I7 must hold:

    left - right = in flight (listed) + rejected (listed) + unexplained

A document from left to right counts with its effect as it is: its source, the left side, has
booked it already and the right side has not. One from right to left counts with the sign turned.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import combinations

from landbridge.connect.protocols import CensusRow
from landbridge.kit.quantity import InexactConversionError, Quantity, Uom, convert

Key = tuple[str, ...]  # as in CensusRow.key: owner, item, lot, status

UNCERTAIN_MAX = 12  # documents with a lost answer that are tried in combination, per key


class Standing(StrEnum):
    """Where a document stands that the target has not booked, or may not have booked.

    UNCERTAIN: it was sent and the answer is not known yet, so the target may have booked it.
    """

    IN_FLIGHT = "in_flight"
    UNCERTAIN = "uncertain"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentOnTheWay:
    """A document that its source has booked and its target has not."""

    message_id: int
    kind: str
    number: str
    source: str
    target: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Movement:
    """What one document on the way does to the difference `left - right` of one key."""

    key: Key
    change: Quantity
    document: DocumentOnTheWay


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A key on which the sides differ. Figures are in `uom`; `note` says what hinders comparing.

    left, right: what was counted, 0 where a side does not know the key.
    documents: those that explain it, in part or in whole.
    """

    key: Key
    uom: Uom
    left: Decimal
    right: Decimal
    in_flight: Decimal
    rejected: Decimal
    unexplained: Decimal
    documents: tuple[DocumentOnTheWay, ...]
    note: str = ""

    @property
    def difference(self) -> Decimal:
        return self.left - self.right


@dataclass(frozen=True, slots=True)
class Comparison:
    """keys_count: keys compared.  differences: those that are not equal, unexplained first."""

    keys_count: int
    differences: tuple[Difference, ...]

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        return tuple(entry for entry in self.differences if entry.unexplained or entry.note)

    @property
    def agrees(self) -> bool:
        """Nothing is unexplained and nothing rejected: what differs is only on its way."""
        return all(
            not (entry.unexplained or entry.rejected or entry.note) for entry in self.differences
        )


Factors = Mapping[tuple[str, str, Uom], Fraction]  # (owner, item, uom) -> base units in one uom


def compare(
    left: Iterable[CensusRow],
    right: Iterable[CensusRow],
    movements: Iterable[Movement],
    *,
    factors: Factors | None = None,
) -> Comparison:
    """Compare two counts key by key; rows of one key (several places) are added up."""
    known = factors or {}
    lefts, rights = _totals(left), _totals(right)
    moving: dict[Key, list[Movement]] = defaultdict(list)
    for movement in movements:
        moving[movement.key].append(movement)
    keys = lefts.keys() | rights.keys() | moving.keys()
    found = (
        _difference(key, lefts.get(key, ()), rights.get(key, ()), moving.get(key, ()), known)
        for key in keys
    )
    differences = [entry for entry in found if entry is not None]
    differences.sort(key=lambda entry: (not (entry.unexplained or entry.note), entry.key))
    return Comparison(len(keys), tuple(differences))


def turned(movement: Movement) -> Movement:
    """The same document seen from the other side."""
    return replace(movement, change=-movement.change)


def _totals(rows: Iterable[CensusRow]) -> dict[Key, tuple[Quantity, ...]]:
    """Quantities by key, one for each unit that occurs (it should be one)."""
    sums: dict[Key, dict[Uom, Decimal]] = defaultdict(dict)
    for row in rows:
        by_uom = sums[row.key]
        by_uom[row.quantity.uom] = by_uom.get(row.quantity.uom, Decimal(0)) + row.quantity.value
    return {
        key: tuple(Quantity(value, uom) for uom, value in by_uom.items())
        for key, by_uom in sums.items()
    }


def _difference(
    key: Key,
    left: Sequence[Quantity],
    right: Sequence[Quantity],
    moving: Sequence[Movement],
    factors: Factors,
) -> Difference | None:
    uom = _common_uom(key, [*left, *right, *(movement.change for movement in moving)], factors)
    try:
        left_total = sum((_in_uom(entry, uom, key, factors) for entry in left), Decimal(0))
        right_total = sum((_in_uom(entry, uom, key, factors) for entry in right), Decimal(0))
        changes = [(_in_uom(entry.change, uom, key, factors), entry.document) for entry in moving]
    except (LookupError, InexactConversionError):
        return _incomparable(key, uom, left, right, moving)
    return _explain(key, uom, left_total, right_total, changes)


def _explain(
    key: Key,
    uom: Uom,
    left: Decimal,
    right: Decimal,
    changes: Sequence[tuple[Decimal, DocumentOnTheWay]],
) -> Difference | None:
    gap = left - right
    certain = [entry for entry in changes if entry[1].standing is not Standing.UNCERTAIN]
    uncertain = [entry for entry in changes if entry[1].standing is Standing.UNCERTAIN]
    rest = gap - sum((change for change, _ in certain), Decimal(0))
    chosen = _best_choice(uncertain, rest)
    rest -= sum((change for change, _ in chosen), Decimal(0))
    explaining = [*certain, *chosen]
    if not gap and not rest:
        return None
    rejected = sum(
        (change for change, doc in explaining if doc.standing is Standing.REJECTED), Decimal(0)
    )
    return Difference(
        key=key,
        uom=uom,
        left=left,
        right=right,
        in_flight=gap - rest - rejected,
        rejected=rejected,
        unexplained=rest,
        documents=tuple(dict.fromkeys(doc for _, doc in explaining)),
    )


def _best_choice(
    uncertain: Sequence[tuple[Decimal, DocumentOnTheWay]], rest: Decimal
) -> Sequence[tuple[Decimal, DocumentOnTheWay]]:
    """Which uncertain documents have not arrived: the choice that explains `rest`, else all.

    A difference is only called unexplained when no outcome of the unanswered calls explains it.
    """
    if len(uncertain) <= UNCERTAIN_MAX:
        for size in range(len(uncertain) + 1):
            for choice in combinations(uncertain, size):
                if sum((change for change, _ in choice), Decimal(0)) == rest:
                    return choice
    return uncertain


def _common_uom(key: Key, quantities: Sequence[Quantity], factors: Factors) -> Uom:
    """The smallest of the units that occur: every other converts into it without a rest."""
    uoms = dict.fromkeys(entry.uom for entry in quantities)
    if len(uoms) == 1:
        return next(iter(uoms))
    owner, item = key[0], key[1] if len(key) > 1 else ""
    return min(uoms, key=lambda uom: factors.get((owner, item, uom), Fraction(1)))


def _in_uom(quantity: Quantity, uom: Uom, key: Key, factors: Factors) -> Decimal:
    """`quantity` in `uom`; LookupError when a factor is not known."""
    if quantity.uom == uom:
        return quantity.value
    owner, item = key[0], key[1] if len(key) > 1 else ""
    factor = factors[owner, item, quantity.uom] / factors[owner, item, uom]
    return convert(quantity.value, factor)


def _incomparable(
    key: Key,
    uom: Uom,
    left: Sequence[Quantity],
    right: Sequence[Quantity],
    moving: Sequence[Movement],
) -> Difference:
    units = sorted({entry.uom for entry in (*left, *right, *(move.change for move in moving))})
    return Difference(
        key=key,
        uom=uom,
        left=sum((entry.value for entry in left if entry.uom == uom), Decimal(0)),
        right=sum((entry.value for entry in right if entry.uom == uom), Decimal(0)),
        in_flight=Decimal(0),
        rejected=Decimal(0),
        unexplained=Decimal(0),
        documents=tuple(dict.fromkeys(movement.document for movement in moving)),
        note=(
            f"The units {', '.join(units)} cannot be compared: no exact factor between them is "
            "known for this item. Add the unit to the item's master data."
        ),
    )
