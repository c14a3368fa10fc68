"""Differences that last become incidents: one for each cause, with evidence and a proposal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from landbridge.hub.endpoints.queries import kind_of, open_config
from landbridge.hub.endpoints.rules import kinds_taken
from landbridge.hub.facade.views.incidents import Cause
from landbridge.hub.incidents.operations import Opening, open_incident
from landbridge.hub.incidents.proposals import Sides, propose, to_json
from landbridge.hub.incidents.words import difference_title, side_names, verdict_sentence
from landbridge.hub.reconcile.causes import LEFT, RIGHT, Case, Key, Told, Verdict, judge
from landbridge.hub.reconcile.counting import STOCK, Pair
from landbridge.hub.reconcile.evidence import Line, Ripe, known_about, matters
from landbridge.hub.reconcile.matters import judge_matter
from landbridge.hub.reconcile.pairs import SQL, StoredPair
from landbridge.hub.reconcile.queries import difference_json
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain

LINES_MAX = 200
SITE_OPTION = "site"


def raise_differences(
    ground: Ground,
    stored: StoredPair,
    pair: Pair,
    ripe: Sequence[Ripe],
    blind: frozenset[int],
) -> int:
    """Open incidents about them; how many are new. Differences of one cause share one."""
    verdicts, lines = _judged(ground, pair, ripe, blind)
    by_key = {one.key: one for one in ripe}
    new = 0
    for group in _folded(pair.question.subject, ripe, verdicts):
        members = [by_key[key] for key in group]
        shown = {key[1] for key in group}
        evidence = [line for item in sorted(shown) for line in lines.get(item, ())]
        opening = _opening(ground, stored, pair, members, verdicts[group[0]], evidence)
        with ground.pg.transaction() as conn:
            number, is_new = _same_cause(conn, stored, opening) or open_incident(
                ground, conn, opening
            )
            new += is_new
            for one in members:
                values = {"pair": stored.id, "subject": pair.question.subject}
                conn.execute(SQL["attach"], values | {"key": list(one.key), "incident": number})
    return new


def _same_cause(conn: Connection, stored: StoredPair, opening: Opening) -> tuple[int, bool] | None:
    """An open incident about the same document: stock and order differ for one reason."""
    if opening.message_id is None:
        return None
    values = {"pair": stored.id, "message": opening.message_id}
    row = conn.execute(SQL["of_document"], values).fetchone()
    return None if row is None else (int(row[0]), False)


def _judged(
    ground: Ground, pair: Pair, ripe: Sequence[Ripe], blind: frozenset[int]
) -> tuple[dict[Key, Verdict], Mapping[str, tuple[Line, ...]]]:
    if pair.question.subject != STOCK:
        found = matters(ground, pair, ripe)
        return {key: judge_matter(matter) for key, matter in found.items()}, {}
    known = known_about(ground, pair, ripe, blind)
    verdicts = {key: _set_aside(case) or judge(case) for key, case in known.cases.items()}
    return _with_unreadable(ground, pair, verdicts), known.lines


def _with_unreadable(
    ground: Ground, pair: Pair, verdicts: dict[Key, Verdict]
) -> dict[Key, Verdict]:
    """What a side seems not to have told may stand in a payload that nobody understands."""
    found = dict(verdicts)
    for name, side in zip((LEFT, RIGHT), pair.sides, strict=True):
        untold = [
            key for key, one in verdicts.items() if one.cause is Cause.NOT_TOLD and one.side == name
        ]
        for key in untold:
            told = _in_held_payload(ground, side.id, name, key, verdicts[key])
            if told is not None:
                found[key] = Verdict(cause=Cause.NOT_UNDERSTOOD, side=name, told=told)
    return found


def _in_held_payload(
    ground: Ground, source_id: int, side: str, key: Key, verdict: Verdict
) -> Told | None:
    """The unreadable payload of that side whose bytes name the booking's document, or the item."""
    booked = verdict.booked
    name = booked.document or booked.reference if booked is not None else key[1]
    values = {"source": source_id, "text": name.encode()}
    with ground.pg.reading() as conn:
        row = conn.execute(SQL["unreadable"], values).fetchone() if name else None
    if row is None:
        return None
    return Told(
        message_id=row[0], kind=row[1] or "document", number=row[2] or str(row[0]), source=side,
        state="held",
    )  # fmt: skip


def _set_aside(case: Case) -> Verdict | None:
    """Explained by a document that a person has set aside, and there still."""
    if case.difference.is_unexplained:
        return None
    aside = [one for one in case.told if one.state == "dismissed" and case.key in one.effects]
    told = max(aside, key=lambda one: (one.by_person, one.message_id), default=None)
    side = told.target if told is not None else ""
    return Verdict(cause=Cause.SET_ASIDE, side=side, told=told)


def _folded(
    subject: str, ripe: Sequence[Ripe], verdicts: Mapping[Key, Verdict]
) -> Iterable[list[Key]]:
    """Keys that have one cause in common: one document, one booking, or each other."""
    groups: dict[object, list[Key]] = {}
    for one in ripe:
        verdict = verdicts[one.key]
        mark: object = one.key
        if verdict.told is not None:
            mark = (verdict.cause, verdict.told.message_id)
        elif verdict.booked is not None and verdict.booked.reference:
            mark = (verdict.cause, verdict.side, verdict.booked.reference)
        elif verdict.other is not None:
            mark = frozenset({one.key, verdict.other.key})
        elif subject != STOCK and subject.endswith("_order"):
            mark = (verdict.cause, one.key[:2])
        groups.setdefault(mark, []).append(one.key)
    return groups.values()


def _opening(
    ground: Ground,
    stored: StoredPair,
    pair: Pair,
    members: Sequence[Ripe],
    verdict: Verdict,
    evidence: Sequence[Line],
) -> Opening:
    subject = pair.question.subject
    names = side_names(stored.left, stored.right)
    first = members[0]
    title = difference_title(subject, first.difference, stored.left, stored.right)
    if len(members) > 1:
        title += f" and {len(members) - 1} more"
    proposal = propose(
        subject,
        verdict,
        [one.difference for one in members],
        _sides(ground, stored, pair),
        stored.rules,
    )
    return Opening(
        kind="difference",
        subject=f"difference/{stored.id}/{subject}/{'/'.join(first.key)}",
        cause=verdict.cause,
        grouped_by=f"{verdict.cause.value}/{subject}/{stored.id}",
        title=title,
        sentence=verdict_sentence(verdict, names),
        pair_id=stored.id,
        message_id=verdict.told.message_id if verdict.told is not None else None,
        caused_at=verdict.booked.at if verdict.booked is not None else None,
        facts={
            "subject": subject,
            "left": stored.left,
            "right": stored.right,
            "agreed_at": first.agreed_at.isoformat() if first.agreed_at else None,
            "differences": [difference_json(one.difference) for one in members[:LINES_MAX]],
            "history": [_line(one) for one in evidence[-LINES_MAX:]],
        },
        proposal=to_json(proposal),
    )


def _sides(ground: Ground, stored: StoredPair, pair: Pair) -> Sides:
    manifests = {
        name: kind_of(side).manifest for side, name in zip(pair.sides, (LEFT, RIGHT), strict=True)
    }
    named = [stored.site]
    for side in reversed(pair.sides):
        named.append(str(side.options.get(SITE_OPTION) or ""))
        named.append(str(getattr(open_config(ground, side), SITE_OPTION, "") or ""))
    site = next((one for one in named if one), "")
    return Sides(
        names=side_names(stored.left, stored.right),
        takes={name: frozenset(kinds_taken(one)) for name, one in manifests.items()},
        has_streams={name: "source" in one.capabilities for name, one in manifests.items()},
        site=site,
    )


def _line(one: Line) -> dict[str, Any]:
    row = one.row
    return {
        "side": one.side, "at": row.at.isoformat(), "change": plain(row.change.value),
        "uom": str(row.change.uom), "item": row.item, "lot": row.lot, "status": row.status,
        "reason": row.reason, "document": row.document, "reference": row.reference,
        "actor": row.actor, "message_id": one.message_id,
        "effective_on": row.effective_on.isoformat() if row.effective_on else None,
    }  # fmt: skip
