"""Opening, assigning, commenting and closing incidents. Who did what and why is recorded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from psycopg.types.json import Jsonb

from landbridge.hub.facade.contracts import Mandate, NotFoundError, NothingToDoError
from landbridge.hub.facade.views.incidents import Cause
from landbridge.hub.notes import short
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql

SQL = named_sql(__package__, "sql/incidents.sql")
BRIDGE = ""  # the actor of what the bridge does by itself
SETTLED_BY_HAND = ("numbers", "total")
TEXT_LENGTH_MAX = 2000
NAME_LENGTH_MAX = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """subject: what it is about; while an incident about it is open, there is no other."""

    kind: str
    subject: str
    cause: Cause
    title: str
    sentence: str
    grouped_by: str = ""
    pair_id: int | None = None
    endpoint_id: int | None = None
    message_id: int | None = None
    caused_at: datetime | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    proposal: Mapping[str, object] | None = None


def open_incident(ground: Ground, conn: Connection, opening: Opening) -> tuple[int, bool]:
    """Its id, and whether it is new; each channel will be told of a new one."""
    now = ground.clock.now()
    values = {
        "kind": opening.kind,
        "subject": opening.subject,
        "pair": opening.pair_id,
        "endpoint": opening.endpoint_id,
        "cause": opening.cause.value,
        "grouped_by": opening.grouped_by or opening.cause.value,
        "title": short(opening.title),
        "sentence": short(opening.sentence),
        "message": opening.message_id,
        "now": now,
        "caused_at": opening.caused_at,
        "facts": Jsonb(dict(opening.facts)),
        "proposal": None if opening.proposal is None else Jsonb(dict(opening.proposal)),
    }
    row = conn.execute(SQL["open"], values).fetchone()
    if row is None:
        found = conn.execute(SQL["of_subject"], {"subject": opening.subject}).fetchone()
        assert found is not None, "it was there a moment ago, and only we would close it"
        return int(found[0]), False
    number = int(row[0])
    _add(ground, conn, number, BRIDGE, "opened", opening.sentence)
    conn.execute(SQL["announce"], {"incident": number, "now": now})
    return number, True


def close_incidents(ground: Ground, conn: Connection, ids: Iterable[int], *, why: str) -> int:
    """Close those of them that are open: the facts say so."""
    wanted = sorted(ids)
    if not wanted:
        return 0
    closed = conn.execute(
        SQL["close"], {"ids": wanted, "why": short(why), "now": ground.clock.now()}
    ).fetchall()
    for (number,) in closed:
        _add(ground, conn, number, BRIDGE, "closed", why)
    return len(closed)


def assign(ground: Ground, *, incident_id: int, to: str, mandate: Mandate) -> None:
    """Give it to somebody, or to nobody with "". Raises NotFoundError, NothingToDoError."""
    name = to.strip()[:NAME_LENGTH_MAX]
    with ground.pg.transaction() as conn:
        _expect_open(conn, incident_id)
        conn.execute(SQL["assign"], {"id": incident_id, "to": name})
        text = f"to {name}: {mandate.why}" if name else f"to nobody: {mandate.why}"
        _add(ground, conn, incident_id, mandate.by, "assigned", text)


def comment(ground: Ground, *, incident_id: int, text: str, by: str) -> None:
    """Say something about it; a closed one, too. Who says the same again says nothing.

    Raises NotFoundError, NothingToDoError.
    """
    said = text.strip()
    if not said or not by.strip():
        raise NothingToDoError("nothing was said", remedy="Write what others should know.")
    with ground.pg.transaction() as conn:
        _state(conn, incident_id)
        text = said[:TEXT_LENGTH_MAX]
        last = conn.execute(SQL["last_entry"], {"id": incident_id}).fetchone()
        if last != ("comment", short(by), short(text)):
            _add(ground, conn, incident_id, by, "comment", text)


def close_by_hand(ground: Ground, *, incident_id: int, mandate: Mandate) -> None:
    """Only where no facts can: a control total, numbers that will never come."""
    with ground.pg.transaction() as conn:
        kind = _expect_open(conn, incident_id)
        if kind not in SETTLED_BY_HAND:
            raise NothingToDoError(
                "it closes by itself when what it is about is mended",
                subject=f"incident {incident_id}",
                remedy="Mend the cause, or approve the proposed correction.",
            )
        values = {"ids": [incident_id], "why": mandate.why, "now": ground.clock.now()}
        conn.execute(SQL["settle_totals"], {"incident": incident_id, "now": values["now"]})
        conn.execute(SQL["by_hand"], values)
        conn.execute(SQL["close"], values)
        _add(ground, conn, incident_id, mandate.by, "closed", mandate.why)


def note(
    ground: Ground, conn: Connection, incident_id: int, *, by: str, what: str, text: str
) -> None:
    """Add to its history in the caller's transaction."""
    _add(ground, conn, incident_id, by, what, text)


def _add(ground: Ground, conn: Connection, number: int, actor: str, what: str, text: str) -> None:
    values = {
        "incident": number, "now": ground.clock.now(), "actor": short(actor), "what": what,
        "text": short(text),
    }  # fmt: skip
    conn.execute(SQL["add_entry"], values)


def _state(conn: Connection, incident_id: int) -> tuple[str, str]:
    row = conn.execute(SQL["state"], {"id": incident_id}).fetchone()
    if row is None:
        raise NotFoundError(
            "there is no incident of that number",
            subject=f"incident {incident_id}",
            remedy="See the list of incidents.",
        )
    return str(row[0]), str(row[1])


def _expect_open(conn: Connection, incident_id: int) -> str:
    state, kind = _state(conn, incident_id)
    if state != "open":
        raise NothingToDoError("it is closed", subject=f"incident {incident_id}")
    return kind
