"""What would mend a difference, in the direction that the authority matrix says. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from landbridge.hub.facade.contracts import AuthorityRule
from landbridge.hub.facade.views import Difference
from landbridge.hub.facade.views.incidents import Action, Cause, Proposal, ProposalLine
from landbridge.hub.incidents.words import thing
from landbridge.hub.reconcile.authority import ASK, authority
from landbridge.hub.reconcile.causes import LEFT, RIGHT, Verdict
from landbridge.kit.quantity import plain

STOCK = "stock"
# What changes stock at a target; the first that it takes is sent.
ADJUSTING = ("stock_adjustment", "stock_correction")
FIELD_OF = {Cause.WRONG_LOT: "lot", Cause.WRONG_STATUS: "status"}
RETRIED = {Cause.REJECTED: "d", Cause.NOT_UNDERSTOOD: "m", Cause.NOT_ROUTED: "m"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """names, takes (kinds of documents), has_streams: by side."""

    names: Mapping[str, str]
    takes: Mapping[str, frozenset[str]]
    has_streams: Mapping[str, bool]
    site: str = ""


def propose(
    subject: str,
    verdict: Verdict,
    differences: Sequence[Difference],
    sides: Sides,
    rules: Sequence[AuthorityRule],
) -> Proposal:
    """Always something: what the bridge cannot do is said for a person to do."""
    if verdict.cause is Cause.NOT_COMPARABLE:
        return _by_hand("Add the missing unit to the item's master data at its source.")
    told = verdict.told
    if told is not None and verdict.cause in RETRIED:
        number = told.delivery_id if RETRIED[verdict.cause] == "d" else told.message_id
        if number is not None:
            return Proposal(
                action=Action.RETRY,
                sentence=f"Retry {told.kind.replace('_', ' ')} {told.number} "
                f"once its trouble is mended.",
                source=sides.names[told.source],
                target=sides.names[told.target],
                what=f"{RETRIED[verdict.cause]}{number}",
            )
    field = _field(subject, verdict, differences[0])
    right_side = authority(rules, subject, field)
    if right_side == ASK:
        return _by_hand(f"Decide which side is right about {field} of {subject}, and correct it.")
    if verdict.cause is Cause.NOT_TOLD and verdict.side == right_side:
        return _read_again(subject, differences[0], right_side, sides)
    if subject == STOCK:
        return _adjust(differences, right_side, sides)
    return _send_again(subject, verdict, differences[0], right_side, sides)


def _field(subject: str, verdict: Verdict, one: Difference) -> str:
    if one.fields:
        return one.fields[0].field
    if subject == STOCK:
        return FIELD_OF.get(verdict.cause, "quantity")
    return "quantity" if subject.endswith("_order") else "*"


def _read_again(subject: str, one: Difference, side: str, sides: Sides) -> Proposal:
    name = sides.names[side]
    if not sides.has_streams[side]:
        return _by_hand(f"Let {name} send {thing(subject, one)} again; the bridge cannot ask it.")
    return Proposal(
        action=Action.READ_AGAIN,
        sentence=f"Read everything in {name} once more; what is known makes no new documents.",
        source=name,
        target=sides.names[_other(side)],
        what=name,
    )


def _adjust(differences: Sequence[Difference], right_side: str, sides: Sides) -> Proposal:
    source, target = sides.names[right_side], sides.names[_other(right_side)]
    sign = 1 if right_side == LEFT else -1
    lines = tuple(
        ProposalLine(
            item=one.key[1],
            lot=one.key[2],
            status=one.key[3] or "available",
            change=sign * (one.unexplained or one.rejected),
            uom=one.uom,
        )
        for one in differences
        if one.unexplained or one.rejected
    )
    told = ", ".join(f"{_signed(one.change)} {one.uom} of {_named(one)}" for one in lines[:5])
    more = f" and {len(lines) - 5} more" if len(lines) > 5 else ""
    kind = next((one for one in ADJUSTING if one in sides.takes[_other(right_side)]), "")
    if not kind:
        return _by_hand(f"{source} is right: in {target}, book {told}{more} by hand.")
    return Proposal(
        action=Action.ADJUST,
        sentence=f"{source} is right: adjust {target} by {told}{more}.",
        source=source,
        target=target,
        owner=differences[0].key[0],
        site=sides.site,
        lines=lines,
        what=kind,
    )


def _send_again(
    subject: str, verdict: Verdict, one: Difference, right_side: str, sides: Sides
) -> Proposal:
    told = verdict.told
    source, target = sides.names[right_side], sides.names[_other(right_side)]
    if told is not None and told.delivery_id is not None and told.state == "acknowledged":
        to = sides.names[told.target]
        return Proposal(
            action=Action.REPLAY,
            sentence=f"Deliver {told.kind.replace('_', ' ')} {told.number} to {to} once more.",
            source=sides.names[told.source],
            target=to,
            what=str(told.delivery_id),
        )
    return _by_hand(f"{source} is right: correct {thing(subject, one)} in {target}.")


def _by_hand(sentence: str) -> Proposal:
    return Proposal(action=Action.BY_HAND, sentence=sentence)


def _other(side: str) -> str:
    return RIGHT if side == LEFT else LEFT


def _signed(value: Decimal) -> str:
    return f"+{plain(value)}" if value > 0 else plain(value)


def _named(one: ProposalLine) -> str:
    lot = f" lot {one.lot}" if one.lot else ""
    return f"{one.item}{lot}"


def to_json(one: Proposal) -> dict[str, Any]:
    return {
        "action": one.action.value, "sentence": one.sentence, "source": one.source,
        "target": one.target, "owner": one.owner, "site": one.site, "what": one.what,
        "lines": [
            [line.item, line.lot, line.status, plain(line.change), line.uom] for line in one.lines
        ],
    }  # fmt: skip


def from_json(kept: Mapping[str, Any]) -> Proposal:
    return Proposal(
        action=Action(kept["action"]), sentence=kept["sentence"], source=kept["source"],
        target=kept["target"], owner=kept["owner"], site=kept["site"], what=kept["what"],
        lines=tuple(
            ProposalLine(item=item, lot=lot, status=status, change=Decimal(change), uom=uom)
            for item, lot, status, change, uom in kept["lines"]
        ),
    )  # fmt: skip
