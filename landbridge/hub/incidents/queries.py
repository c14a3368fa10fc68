"""Incidents as people see them: lists, groups, one page."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from landbridge.hub.facade.contracts import NotFoundError
from landbridge.hub.facade.views import Tone
from landbridge.hub.facade.views.incidents import (
    AuthorityRow,
    Cause,
    HistoryLine,
    IncidentEntry,
    IncidentFilter,
    IncidentGroup,
    IncidentList,
    IncidentRow,
    IncidentView,
    NoticeRow,
    PairView,
    TurnRow,
)
from landbridge.hub.incidents.operations import SQL
from landbridge.hub.incidents.proposals import from_json
from landbridge.hub.incidents.words import TITLES, advice
from landbridge.hub.reconcile import pairs
from landbridge.hub.reconcile.authority import ASK, FIELDS, LEFT, authority
from landbridge.hub.reconcile.pairs import OPTIONS, SUBJECTS, StoredPair, stored_pairs
from landbridge.hub.reconcile.queries import difference_of
from landbridge.hub.watch.bridge import rows
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.ground import Ground
from landbridge.kit.words import counted

LIST_LIMIT_MAX = 500
ID_MAX = 2**53
LATE_S = 60.0

Row = Mapping[str, Any]


def incident_list(ground: Ground, chosen: IncidentFilter, *, limit: int, page: str) -> IncidentList:
    limit = max(1, min(limit, LIST_LIMIT_MAX))
    text = chosen.text.strip().replace("\x00", "")[:200]
    part = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    values = {
        "before": _before(page), "limit": limit + 1, "state": chosen.state,
        "cause": chosen.cause, "endpoint": chosen.endpoint, "assigned": chosen.assigned_to,
        "grouped": chosen.grouped_by, "text": text, "part": f"%{part}%",
    }  # fmt: skip
    now = ground.clock.now()
    with ground.pg.snapshot() as conn:
        found = rows(conn, SQL["list"], values)
        groups = rows(conn, SQL["groups"])
    count = sum(row["count"] for row in groups)
    shown = found[:limit]
    return IncidentList(
        rows=tuple(_row(row, now) for row in shown),
        groups=tuple(
            IncidentGroup(
                grouped_by=row["grouped_by"], text=TITLES[Cause(row["cause"])], count=row["count"]
            )
            for row in groups
        ),
        open_count=count,
        next_page=str(shown[-1]["id"]) if len(found) > limit else "",
        sentence=_sentence(chosen, count, bool(shown)),
    )


def open_incident_count(ground: Ground) -> int:
    with ground.pg.reading() as conn:
        row = conn.execute(SQL["open_count"]).fetchone()
    return int(row[0]) if row is not None else 0


def incident_page(ground: Ground, incident_id: int) -> IncidentView:
    """Raises NotFoundError."""
    values = {"id": incident_id}
    with ground.pg.snapshot() as conn:
        found = rows(conn, SQL["one"], values)
        if not found:
            raise NotFoundError(
                "there is no incident of that number",
                subject=f"incident {incident_id}",
                remedy="See the list of incidents.",
            )
        (row,) = found
        entries = rows(conn, SQL["entries"], values)
        notices = rows(conn, SQL["notices"], values)
        current = rows(conn, SQL["discrepancies"], values)
        correction = row["correction"] or {}
        sent = rows(conn, SQL["message_of"], {"envelope": correction.get("envelope_id", 0)})
    facts = row["facts"]
    kept = [one["found"] for one in current] or facts.get("differences", [])
    return IncidentView(
        row=_row(row, ground.clock.now()),
        advice=advice(Cause(row["cause"])),
        differences=tuple(difference_of(one) for one in kept),
        left=facts.get("left", row["left"] or ""),
        right=facts.get("right", row["right"] or ""),
        subject=facts.get("subject", ""),
        agreed_at=_instant(facts.get("agreed_at")),
        history=tuple(_line(one) for one in facts.get("history", ())),
        proposal=from_json(row["proposal"]) if row["proposal"] is not None else None,
        correction=correction.get("sentence", ""),
        correction_message_id=sent[0]["id"] if sent else None,
        entries=tuple(IncidentEntry(**one) for one in entries),
        notices=tuple(
            NoticeRow(
                channel=one["channel"], sent_at=one["sent_at"], attempts_count=one["attempts"],
                why=one["why"],
            )
            for one in notices
        ),
    )  # fmt: skip


def pair_list(ground: Ground) -> tuple[PairView, ...]:
    """Every pair under reconciliation, with how each subject stands."""
    now = ground.clock.now()
    with ground.pg.snapshot() as conn:
        found = stored_pairs(conn)
        turns = rows(conn, pairs.SQL["turns"], {"id": 0, "subjects": list(SUBJECTS)})
    return tuple(
        _pair(one, [_turn(row, now) for row in turns if row["pair_id"] == one.id]) for one in found
    )


def _pair(one: StoredPair, turns: list[TurnRow]) -> PairView:
    tones = [turn.tone for turn in turns]
    tone = next((t for t in (Tone.PERSON, Tone.WAITS) if t in tones), Tone.QUIET)
    return PairView(
        pair_id=one.id,
        left=one.left,
        right=one.right,
        is_enabled=one.enabled,
        owner=one.owner,
        site=one.site,
        options=tuple((name, one.seconds(name)) for name in OPTIONS),
        turns=tuple(turns),
        authority=tuple(_authority(one)),
        tone=tone if one.enabled else Tone.WAITS,
        sentence=_pair_sentence(one, turns),
    )


def _authority(one: StoredPair) -> list[AuthorityRow]:
    own = {(rule.object, rule.field) for rule in one.rules}
    found = []
    for object_name, fields in FIELDS.items():
        for field in fields:
            side = authority(one.rules, object_name, field)
            endpoint = "" if side == ASK else one.left if side == LEFT else one.right
            found.append(
                AuthorityRow(
                    object=object_name, field=field, side=side, endpoint=endpoint,
                    is_default=(object_name, field) not in own,
                )
            )  # fmt: skip
    return found


def _pair_sentence(one: StoredPair, turns: list[TurnRow]) -> str:
    if not one.enabled:
        return f"{one.left} and {one.right} are not compared; a person has stopped it."
    unexplained = sum(turn.unexplained_count for turn in turns)
    if unexplained:
        verb = "has" if unexplained == 1 else "have"
        return f"{counted(unexplained, 'difference')} {verb} no explanation."
    looked = [turn for turn in turns if turn.looked_at is not None]
    if not looked:
        return f"{one.left} and {one.right} will be compared in a moment."
    return (
        f"{one.left} and {one.right} agree on {counted(sum(t.keys_count for t in looked), 'key')}."
    )


def _turn(row: Row, now: datetime) -> TurnRow:
    why, unexplained = row["why"], row["unexplained_count"]
    tone = Tone.PERSON if unexplained else Tone.WAITS if why else Tone.QUIET
    if why:
        sentence = f"It could not be counted: {why}"
    elif row["looked_at"] is None:
        sentence = "Not looked at yet."
    elif unexplained:
        sentence = f"{counted(unexplained, 'difference')} without an explanation."
    else:
        ago = max((now - row["looked_at"]).total_seconds(), 0)
        sentence = f"Both sides agree; looked at {int(ago)} s ago."
    return TurnRow(
        subject=row["subject"], looked_at=row["looked_at"], full_at=row["full_at"],
        due_at=row["due_at"], took_ms=row["took_ms"], keys_count=row["keys_count"],
        in_flight_count=row["in_flight_count"], rejected_count=row["rejected_count"],
        unexplained_count=unexplained, tone=tone, sentence=sentence,
    )  # fmt: skip


def _row(row: Row, now: datetime) -> IncidentRow:
    is_open = row["state"] == "open"
    corrected = bool(row["corrected"])
    cause = Cause(row["cause"])
    names = (row["left"], row["right"], row["endpoint"])
    ended = row["closed_at"] or now
    return IncidentRow(
        incident_id=row["id"],
        kind=row["kind"],
        cause=cause,
        cause_title=TITLES[cause],
        title=row["title"],
        sentence=row["sentence"],
        endpoints=tuple(dict.fromkeys(name for name in names if name)),
        is_open=is_open,
        is_corrected=corrected,
        tone=(Tone.WAITS if corrected else Tone.PERSON) if is_open else Tone.QUIET,
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        closed_why=row["closed_why"],
        age_s=max((ended - row["opened_at"]).total_seconds(), 0.0),
        assigned_to=row["assigned_to"],
        grouped_by=row["grouped_by"],
        message_id=row["message_id"],
    )


def _line(kept: Row) -> HistoryLine:
    effective = kept.get("effective_on")
    return HistoryLine(
        side=kept["side"], at=datetime.fromisoformat(kept["at"]),
        change=Decimal(kept["change"]), uom=kept["uom"], lot=kept["lot"], status=kept["status"],
        reason=kept["reason"], document=kept["document"], reference=kept["reference"],
        actor=kept["actor"], message_id=kept["message_id"],
        effective_on=date.fromisoformat(effective) if effective else None,
    )  # fmt: skip


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _before(page: str) -> int:
    if not page:
        return ID_MAX
    if not (page.isascii() and page.isdigit() and len(page) <= 16):
        raise LandbridgeError(
            "this is not a page of the list", remedy="Begin at the first page again."
        )
    return int(page)


def _sentence(chosen: IncidentFilter, count: int, any_shown: bool) -> str:
    if any_shown:
        verb = "is" if count == 1 else "are"
        return f"{counted(count, 'incident')} {verb} open." if count else "No incident is open."
    if chosen == IncidentFilter():
        return (
            "No incident is open. One opens when both sides differ without an explanation, or "
            "when a document needs a person."
        )
    return "No incident fits the filter."
