"""Troubles other than differences become incidents, and are closed when they are over.

Dead letters, streams that lost their position, logins to be renewed, numbers that are missing,
control totals that do not match.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from landbridge.hub.endpoints.rules import kind_title
from landbridge.hub.facade.views.incidents import Action, Cause, Proposal
from landbridge.hub.incidents.operations import SQL, Opening, close_incidents, open_incident
from landbridge.hub.incidents.proposals import to_json
from landbridge.hub.watch.bridge import rows
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.words import counted

OVER = "It is over."
MENDED = "The document has gone its way."
GRACE_S = 30.0
NUMBERS_SHOWN = 20

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Noticed:
    opened: int = 0
    closed: int = 0


def notice_troubles(ground: Ground) -> Noticed:
    """Cheap; for every few seconds, in any worker: an incident about a thing is there once."""
    opened, closed = _letters(ground)
    for kind, find in FINDERS.items():
        now_open, now_closed = _standing(ground, kind, find)
        opened += now_open
        closed += now_closed
    return Noticed(opened, closed)


def _letters(ground: Ground) -> tuple[int, int]:
    with ground.pg.transaction() as conn:
        mended = [row[0] for row in conn.execute(SQL["mended_letters"])]
        closed = close_incidents(ground, conn, mended, why=MENDED)
        found = rows(conn, SQL["dead_letters"])
        opened = sum(open_incident(ground, conn, _letter(row))[1] for row in found)
    return opened, closed


def _letter(row: Row) -> Opening:
    number = row["number"] or str(row["message_id"])
    held = row["state"] == "held"
    name = f"{kind_title(row['kind']) if row['kind'] else 'Document'} {number}"
    title = (
        f"{name} from {row['source']} was not understood"
        if held
        else (
            f"{name} was refused by {row['target']}"
            if row["state"] == "rejected"
            else f"{name} to {row['target']} was stopped"
        )
    )
    what = "Mend it, then retry the document."
    proposal = Proposal(
        action=Action.RETRY, sentence=what, source=row["source"], target=row["target"] or "",
        what=row["letter"],
    )  # fmt: skip
    cause = Cause.NOT_UNDERSTOOD if held else Cause.REJECTED
    return Opening(
        kind="dead_letter",
        subject=f"letter/{row['source_id']}/{row['target_id']}/{row['kind']}/{row['owner']}/"
        f"{number}",
        cause=cause,
        grouped_by=f"{cause.value}/{row['rule']}/{row['kind']}/{row['target'] or row['source']}",
        title=title,
        sentence=row["text"] or row["why"] or title,
        endpoint_id=row["target_id"] or row["source_id"],
        message_id=row["message_id"],
        caused_at=row["since"],
        facts={"letter": row["letter"], "rule": row["rule"]},
        proposal=to_json(proposal),
    )


Find = Callable[[Ground, Connection], list[Opening]]


def _standing(ground: Ground, kind: str, find: Find) -> tuple[int, int]:
    """Open what is there now, close what is not any more."""
    with ground.pg.transaction() as conn:
        openings = {one.subject: one for one in find(ground, conn)}
        known = {
            row[1]: row[0] for row in conn.execute(SQL["open_of_kind"], {"kind": kind}).fetchall()
        }
        gone = [number for subject, number in known.items() if subject not in openings]
        closed = close_incidents(ground, conn, gone, why=OVER)
        settled = {row[0] for row in conn.execute(SQL["settled_by_hand"], {"kind": kind})}
        fresh = [one for name, one in openings.items() if name not in known.keys() | settled]
        opened = sum(open_incident(ground, conn, one)[1] for one in fresh)
    return opened, closed


def _streams(_ground: Ground, conn: Connection) -> list[Opening]:
    return [
        Opening(
            kind="stream",
            subject=f"stream/{row['endpoint_id']}/{row['name']}",
            cause=Cause.POSITION_LOST,
            title=f"{row['endpoint']} does not know where the bridge was in {row['name']}",
            sentence=f"The stream {row['name']} has halted: {row['why']}",
            endpoint_id=row["endpoint_id"],
            caused_at=row["since"],
            proposal=to_json(
                Proposal(
                    action=Action.RESUME,
                    sentence=f"Read {row['name']} of {row['endpoint']} from the very beginning; "
                    "what is known makes no new documents.",
                    source=row["endpoint"],
                    what=row["name"],
                )
            ),
        )
        for row in rows(conn, SQL["lost_streams"])
    ]


def _logins(_ground: Ground, conn: Connection) -> list[Opening]:
    return [
        Opening(
            kind="login",
            subject=f"login/{row['id']}",
            cause=Cause.NEEDS_LOGIN,
            title=f"{row['name']} needs a login",
            sentence=row["why"] or "The other system refuses the bridge's credentials.",
            endpoint_id=row["id"],
            caused_at=row["since"],
        )
        for row in rows(conn, SQL["logins"])
    ]


def _totals(_ground: Ground, conn: Connection) -> list[Opening]:
    return [
        Opening(
            kind="total",
            subject=f"total/{row['id']}",
            cause=Cause.CONTROL_TOTAL,
            title=f"{row['endpoint']} announced {row['announced_count']} in "
            f"{row['stream'] or 'a file'}, {row['arrived_count']} arrived",
            sentence=row["what"],
            endpoint_id=row["endpoint_id"],
            caused_at=row["at"],
            facts={"total_id": row["id"]},
        )
        for row in rows(conn, SQL["totals"])
    ]


def _numbers(ground: Ground, conn: Connection) -> list[Opening]:
    """Gaps in numbers that a source gives without gaps (its option `numbered`), T-10."""
    found = []
    for source in rows(conn, SQL["numbered"]):
        grace_s = source["grace"] if isinstance(source["grace"], int | float) else GRACE_S
        late = ground.clock.now() - timedelta(seconds=grace_s)
        for kind in source["kinds"]:
            values = {"source": source["id"], "kind": str(kind), "late": late}
            found += [
                _gap(source, str(kind), row) for row in rows(conn, SQL["missing_numbers"], values)
            ]
    return found


def _gap(source: Row, kind: str, row: Row) -> Opening:
    first, last, width = int(row["first"]), int(row["last"]), len(row["digits"])
    numbers = [f"{row['prefix']}{n:0{width}d}" for n in range(first, last + 1)]
    shown = ", ".join(numbers[:NUMBERS_SHOWN])
    more = len(numbers) - NUMBERS_SHOWN
    told = f"{shown} and {more} more" if more > 0 else shown
    title = kind_title(kind)
    return Opening(
        kind="numbers",
        subject=f"numbers/{source['id']}/{kind}/{numbers[0]}",
        cause=Cause.NUMBERS_MISSING,
        grouped_by=f"{Cause.NUMBERS_MISSING.value}/{kind}/{source['id']}",
        title=f"{counted(len(numbers), title.lower())} of {source['name']} missing: {told}",
        sentence=f"{source['name']} numbers its {title.lower()}s without gaps, and told what came "
        f"after {told}, but not these.",
        endpoint_id=source["id"],
        caused_at=row["received_at"],
        facts={"numbers": numbers[:1000], "document": kind},
        proposal=to_json(
            Proposal(
                action=Action.READ_AGAIN,
                sentence=f"Read everything in {source['name']} once more.",
                source=source["name"],
                what=source["name"],
            )
        ),
    )


FINDERS: Mapping[str, Find] = {
    "stream": _streams,
    "login": _logins,
    "total": _totals,
    "numbers": _numbers,
}
