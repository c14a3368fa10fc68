"""Why two endpoints differ: the suspected cause, judged from documents and bookings. Pure.

A document tells what its source booked, so its target should have booked the same. What the
target did book for it, and what either side booked without any document, is in the histories.
Where a side has none, the amounts of the documents alone must do.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from landbridge.connect.history import PHYSICAL
from landbridge.hub.facade.views import Difference
from landbridge.hub.facade.views.incidents import Cause

Key = tuple[str, ...]
LEFT, RIGHT = "left", "right"
ZERO = Decimal(0)
CLOSED = frozenset({"acknowledged"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A document between both endpoints. effects: what its source booked, by key, in one unit.

    source: the side it comes from.  state: of its delivery to the other side (`acknowledged`,
    `due`, `rejected`, `dismissed`, ...), or of the document (`held`, `late`, `skipped`,
    `unrouted`).  by_person: a person set it aside.  names: every number it is known by.
    """

    message_id: int
    kind: str
    number: str
    source: str
    state: str
    effects: dict[Key, Decimal] = field(default_factory=dict)
    by_person: bool = False
    delivery_id: int | None = None
    names: frozenset[str] = frozenset()
    version: int = 0

    @property
    def target(self) -> str:
        return RIGHT if self.source == LEFT else LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """One booking of one side, in the same unit. reason: a word of `connect.history`."""

    side: str
    key: Key
    change: Decimal
    at: datetime
    reason: str
    document: str = ""
    reference: str = ""
    actor: str = ""
    effective_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A difference of stock and what is known about it. siblings: other unexplained ones.

    historians: sides whose bookings are known.  factors: of the item's units, without 1.
    since: both agreed then; bookings before it explain nothing on their own.
    """

    difference: Difference
    siblings: tuple[Difference, ...] = ()
    told: tuple[Told, ...] = ()
    booked: tuple[Booked, ...] = ()
    historians: frozenset[str] = frozenset()
    factors: frozenset[Fraction] = frozenset()
    since: datetime | None = None

    @property
    def key(self) -> Key:
        return self.difference.key

    @property
    def amount(self) -> Decimal:
        """What is unexplained of `left - right`."""
        return self.difference.unexplained


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """side: whose booking it is about.  told, booked: the evidence that it rests on."""

    cause: Cause
    side: str = ""
    told: Told | None = None
    booked: Booked | None = None
    other: Difference | None = None


def judge(case: Case) -> Verdict:
    """The first rule that explains the difference, the surest evidence first."""
    if case.difference.note:
        return Verdict(cause=Cause.NOT_COMPARABLE)
    for rule in RULES:
        verdict = rule(case)
        if verdict is not None:
            return verdict
    return Verdict(cause=Cause.UNKNOWN)


# ------------------------------------------------------------------ by the target's bookings


def _by_bookings(case: Case) -> Verdict | None:
    """A document that its target booked otherwise than its source did."""
    found = [one for told in case.told for one in _misbooked(case, told)]
    exact = [one for one in found if _explains(case, one)]
    return next(iter(exact or found), None)


def _misbooked(case: Case, told: Told) -> Iterator[Verdict]:
    if told.target not in case.historians or told.state not in CLOSED:
        return
    there = [one for one in case.booked if one.side == told.target and _is_for(one, told)]
    here = [one for one in there if one.key[:2] == case.key[:2]]
    if told.effects.get(case.key, ZERO) == _sum_at(here, case.key):
        return
    ordered = {key[:2] for key in told.effects}
    strange = [one for one in there if one.key[:2] not in ordered]
    cause = Cause.WRONG_ITEM if strange else _misbooking(case, told, here)
    booked = next(iter(strange or here), None)
    yield Verdict(cause=cause, side=told.target, told=told, booked=booked)


def _misbooking(case: Case, told: Told, here: Sequence[Booked]) -> Cause:
    whole = _of_item(told.effects, case.key)
    booked = sum((one.change for one in here), ZERO)
    if not here:
        return Cause.NOT_BOOKED
    if booked == whole:
        lots = {key[2] for key in told.effects if key[:2] == case.key[:2]}
        return Cause.WRONG_LOT if lots != {one.key[2] for one in here} else Cause.WRONG_STATUS
    if booked == 0:
        return Cause.REVERSED
    times = booked / whole if whole else ZERO
    if len(here) > 1 and times == int(times) and times > 1:
        return Cause.BOOKED_TWICE
    return Cause.WRONG_UNIT if is_factor(times, case.factors) else Cause.WRONG_QUANTITY


def _explains(case: Case, verdict: Verdict) -> bool:
    """Whether the misbooking is just what is unexplained."""
    told = verdict.told
    assert told is not None
    there = [one for one in case.booked if one.side == told.target and _is_for(one, told)]
    gap = told.effects.get(case.key, ZERO) - _sum_at(there, case.key)
    return (gap if told.source == LEFT else -gap) == case.amount


# ------------------------------------------------------------------ without a document


def _by_untold(case: Case) -> Verdict | None:
    """A booking that no document tells of."""
    names = frozenset().union(*(one.names | {one.number} for one in case.told))
    untold = [
        one
        for one in case.booked
        if one.key == case.key
        and not (one.document and one.document in names)
        and (case.since is None or one.at >= case.since)
    ]
    for side in (LEFT, RIGHT):
        mine = [one for one in untold if one.side == side]
        signed = sum((one.change for one in mine), ZERO) * (1 if side == LEFT else -1)
        alone = [one for one in mine if one.change * (1 if side == LEFT else -1) == case.amount]
        if alone:
            return _untold(case, alone[-1])
        if mine and signed == case.amount:
            return _untold(case, mine[-1])
    return _untold(case, untold[-1]) if untold else None


def _untold(case: Case, one: Booked) -> Verdict:
    for told in case.told:
        if told.state in ("late", "superseded") and _is_for(one, told):
            return Verdict(cause=Cause.OVERTAKEN, side=one.side, told=told, booked=one)
    if one.effective_on is not None and one.effective_on < one.at.date():
        return Verdict(cause=Cause.BACKDATED, side=one.side, booked=one)
    physical = one.reason in PHYSICAL
    cause = Cause.NOT_TOLD if physical else Cause.MANUAL_CHANGE
    return Verdict(cause=cause, side=one.side, booked=one)


# ------------------------------------------------------------------ documents that went nowhere

NOWHERE = {
    "unrouted": Cause.NOT_ROUTED,
    "skipped": Cause.LEFT_OUT,
    "late": Cause.OVERTAKEN,
    "superseded": Cause.OVERTAKEN,
    "rejected": Cause.REJECTED,
    "dead": Cause.REJECTED,
    "held": Cause.NOT_UNDERSTOOD,
}


def _by_dead_ends(case: Case) -> Verdict | None:
    """A document that never came to the other side, and has just this effect."""
    for told in case.told:
        cause = NOWHERE.get(told.state)
        if told.state == "dismissed":
            cause = Cause.SET_ASIDE if told.by_person else Cause.LEFT_OUT
        if cause is not None and _effect(case, told) == case.amount:
            return Verdict(cause=cause, side=told.target, told=told)
    return None


# ------------------------------------------------------------------ by amounts alone


def _by_siblings(case: Case) -> Verdict | None:
    """The same amount is missing here and too much there."""
    other = _opposite(case, same_item=True)
    if other is None:
        return None
    cause = Cause.WRONG_LOT if other.key[2] != case.key[2] else Cause.WRONG_STATUS
    return Verdict(cause=cause, other=other)


def _by_amounts(case: Case) -> Verdict | None:
    """A document that was acknowledged, and that booked not at all, or again, would explain it."""
    for told in case.told:
        effect = _effect(case, told)
        if told.state not in CLOSED or not effect or told.target in case.historians:
            continue
        if effect == case.amount:
            other = _opposite(case, same_item=False)
            cause = Cause.NOT_BOOKED if other is None else Cause.WRONG_ITEM
            return Verdict(cause=cause, side=told.target, told=told, other=other)
        if -effect == case.amount:
            return Verdict(cause=Cause.BOOKED_TWICE, side=told.target, told=told)
        # effect - booked = amount
        if is_factor((effect - case.amount) / effect, case.factors):
            return Verdict(cause=Cause.WRONG_UNIT, side=told.target, told=told)
    return None


def _by_other_item(case: Case) -> Verdict | None:
    other = _opposite(case, same_item=False)
    if other is None or not case.told:
        return None
    return Verdict(cause=Cause.WRONG_ITEM, other=other, told=case.told[0])


RULES: tuple[Callable[[Case], Verdict | None], ...] = (
    _by_dead_ends,
    _by_bookings,
    _by_untold,
    _by_siblings,
    _by_amounts,
    _by_other_item,
)


# ------------------------------------------------------------------ parts


def _is_for(one: Booked, told: Told) -> bool:
    return bool(one.document) and one.document == told.number


def _sum_at(booked: Sequence[Booked], key: Key) -> Decimal:
    return sum((one.change for one in booked if one.key == key), ZERO)


def _of_item(effects: dict[Key, Decimal], key: Key) -> Decimal:
    return sum((change for other, change in effects.items() if other[:2] == key[:2]), ZERO)


def _effect(case: Case, told: Told) -> Decimal:
    """What it does to `left - right` while its target has not booked it."""
    change = told.effects.get(case.key, ZERO)
    return change if told.source == LEFT else -change


def is_factor(times: Decimal, factors: frozenset[Fraction]) -> bool:
    """Booked in a wrong unit: so many times, or so many times too little."""
    if not times:
        return False
    exact = Fraction(times)
    near = Fraction(1, 1000)
    return any(abs(exact * one - 1) < near or abs(exact / one - 1) < near for one in factors)


def _opposite(case: Case, *, same_item: bool) -> Difference | None:
    for other in case.siblings:
        item = other.key[:2] == case.key[:2]
        if item is same_item and other.key[0] == case.key[0] and other.unexplained == -case.amount:
            return other
    return None
