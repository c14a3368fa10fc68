"""Why orders and master data differ: judged from the documents about them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from landbridge.hub.facade.views import Difference
from landbridge.hub.facade.views.incidents import Cause
from landbridge.hub.reconcile.causes import LEFT, NOWHERE, RIGHT, Told, Verdict, is_factor

MASTER = ("item", "party")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A difference of an order line, an item or a party, and the documents about it.

    told: newest first, from both sides.  quantities: what each version of the order said of this
    line, by message id, in the difference's unit.  facts: what each version said of the fields.
    cancelled: messages that cancel the whole.
    """

    subject: str
    difference: Difference
    told: tuple[Told, ...] = ()
    quantities: Mapping[int, Decimal] = field(default_factory=dict)
    facts: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    cancelled: frozenset[int] = frozenset()
    factors: frozenset[Fraction] = frozenset()


def judge_matter(matter: Matter) -> Verdict:
    if matter.difference.note:
        return Verdict(cause=Cause.NOT_COMPARABLE)
    own = [one for one in matter.told if one.kind == matter.subject]
    answers = [one for one in matter.told if one.kind != matter.subject]
    for one in (*own[:1], *answers):
        if (cause := _nowhere(one)) is not None:
            return Verdict(cause=cause, side=one.target, told=one)
    if late := [one for one in own if one.state == "late"]:
        return Verdict(cause=Cause.OVERTAKEN, side=late[0].target, told=late[0])
    if not own:
        side = LEFT if matter.difference.left else RIGHT
        cause = Cause.NOT_TOLD if side == LEFT else Cause.MANUAL_CHANGE
        return Verdict(cause=cause, side=side)
    if matter.difference.fields:
        return _by_fields(matter, own[0])
    if matter.subject in MASTER:
        return _by_presence(matter, own[0])
    return _by_quantity(matter, own, answers)


def _nowhere(one: Told) -> Cause | None:
    if one.state == "dismissed":
        return Cause.SET_ASIDE if one.by_person else Cause.LEFT_OUT
    return None if one.state in ("late", "superseded") else NOWHERE.get(one.state)


def _by_fields(matter: Matter, newest: Told) -> Verdict:
    """What was told is the measure: who differs from it, has changed since."""
    told = matter.facts.get(newest.message_id, {})
    for one in matter.difference.fields:
        if one.field in told and told[one.field] != one.left:
            return Verdict(cause=Cause.NOT_TOLD, side=LEFT, told=newest)
    return Verdict(cause=Cause.MANUAL_CHANGE, side=RIGHT, told=newest)


def _by_presence(matter: Matter, newest: Told) -> Verdict:
    if matter.difference.left:
        return Verdict(cause=Cause.NOT_BOOKED, side=RIGHT, told=newest)
    return Verdict(cause=Cause.NOT_TOLD, side=LEFT, told=newest)


def _by_quantity(matter: Matter, own: Sequence[Told], answers: Sequence[Told]) -> Verdict:
    """An order line: the newest version told, and what the floor has answered, are the measure."""
    newest, left, right = own[0], matter.difference.left, matter.difference.right
    told = matter.quantities.get(newest.message_id)
    if newest.message_id in matter.cancelled:
        side = RIGHT if right else LEFT
        cause = Cause.NOT_BOOKED if right else Cause.NOT_TOLD
        return Verdict(cause=cause, side=side, told=newest)
    if left and not right:
        done = [one for one in answers if one.state == "acknowledged"]
        if done:
            return Verdict(cause=Cause.NOT_BOOKED, side=LEFT, told=done[0])
        return Verdict(cause=Cause.NOT_BOOKED, side=RIGHT, told=newest)
    if told is None or left != told:
        done = [one for one in answers if one.state == "acknowledged"]
        if done and told == left + right:
            return Verdict(cause=Cause.NOT_BOOKED, side=LEFT, told=done[0])
        return Verdict(cause=Cause.NOT_TOLD, side=LEFT, told=newest)
    times = right / told if told else Decimal(0)
    if is_factor(times, matter.factors):
        return Verdict(cause=Cause.WRONG_UNIT, side=RIGHT, told=newest)
    older = [one for one in own[1:] if matter.quantities.get(one.message_id) == right]
    cause = Cause.NOT_BOOKED if older else Cause.WRONG_QUANTITY
    return Verdict(cause=cause, side=RIGHT, told=newest)
