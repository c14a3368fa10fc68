"""Documents in lists, and found by any number.

A list walks backwards from the newest in windows of bounded size, so that no filter, however
rare its match, reads the whole history in one go; a page then says how far it has come.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from landbridge.hub import sentences
from landbridge.hub.endpoints.rules import kind_title
from landbridge.hub.facade.views import (
    DocumentFilter,
    DocumentList,
    DocumentRow,
    DocumentState,
    EnvelopeRow,
    NumberMatch,
    SearchHit,
    SearchResult,
    Tone,
)
from landbridge.hub.numbers import PER_DAY, day_of, first_of, midnight
from landbridge.hub.watch.bridge import LATE_S, rows
from landbridge.hub.watch.rules import FINAL, Standing, document_state, meaning_title
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql

SQL = named_sql(__package__, "sql/documents.sql")

LIST_LIMIT_MAX = 500
WINDOW = 2000  # messages looked at for one page, times WINDOWS_MAX
WINDOWS_MAX = 5
MATCHES_MAX = 200
BEGINNING_LENGTH_MIN = 3
TEXT_LENGTH_MAX = 200
ID_MAX = 2**53
LAST_CHARACTER = "\U0010ffff"

_OPEN_WINDOWS = {
    DocumentState.UNREADABLE: "held_window",
    DocumentState.HELD: "",
    DocumentState.UNDERWAY: "open_window",
    DocumentState.WAITING: "open_window",
    DocumentState.UNDERSTOOD: "routing_window",
}


@dataclass(frozen=True, slots=True)
class Walked:
    """ids: newest first.  reached: the oldest message looked at, 0 when there are no more."""

    ids: list[int]
    reached: int


def document_list(ground: Ground, chosen: DocumentFilter, *, limit: int, page: str) -> DocumentList:
    now = ground.clock.now()
    before = _before(page)
    limit = max(1, min(limit, LIST_LIMIT_MAX))
    with ground.pg.snapshot() as conn:
        if chosen.text.strip():
            found = _find(conn, chosen.text)
            walked = _walk_among(conn, chosen, sorted(found, reverse=True), before, limit, now)
        else:
            walked = _walk(conn, chosen, before, limit, now)
        shown = load_rows(conn, walked.ids, now)
    ordered = tuple(shown[number] for number in walked.ids if number in shown)
    next_page = str(walked.reached) if walked.reached else ""
    back_to = midnight(day_of(walked.reached)) if walked.reached else None
    return DocumentList(
        rows=ordered,
        next_page=next_page,
        sentence=sentences.document_list(chosen, len(ordered), limit, back_to),
    )


def search(ground: Ground, text: str, *, limit: int) -> SearchResult:
    now = ground.clock.now()
    text = text.strip()[:TEXT_LENGTH_MAX]
    limit = max(1, min(limit, MATCHES_MAX))
    if not text:
        return SearchResult(text="", hits=(), only_hit=None, sentence=sentences.NOTHING_ASKED)
    with ground.pg.snapshot() as conn:
        found = _find(conn, text)
        best = sorted(
            found, key=lambda number: (any(m.exact for m in found[number]), number), reverse=True
        )[:limit]
        shown = load_rows(conn, best, now)
    hits = tuple(
        SearchHit(document=shown[number], matches=tuple(found[number]))
        for number in best
        if number in shown
    )
    exact = [hit for hit in hits if any(match.exact for match in hit.matches)]
    only = exact if exact else hits
    return SearchResult(
        text=text,
        hits=hits,
        only_hit=only[0].document.message_id if len(only) == 1 else None,
        sentence="" if hits else sentences.nothing_found(text),
    )


def incoming_list(ground: Ground, *, endpoint: str, limit: int) -> tuple[EnvelopeRow, ...]:
    now = ground.clock.now()
    values = {"endpoint": endpoint, "limit": max(1, min(limit, LIST_LIMIT_MAX))}
    with ground.pg.reading() as conn:
        found = rows(conn, SQL["incoming"], values)
    return tuple(
        EnvelopeRow(
            envelope_id=row["envelope_id"],
            source=row["source"],
            source_key=row["source_key"],
            wire_type=row["wire_type"],
            received_at=row["received_at"],
            age_s=(age_s := max((now - row["received_at"]).total_seconds(), 0.0)),
            attempts_count=row["attempts"],
            why=row["why"],
            tone=Tone.WAITS if row["why"] or age_s > LATE_S else Tone.QUIET,
        )
        for row in found
    )


def load_rows(conn: Connection, ids: Sequence[int], now: datetime) -> dict[int, DocumentRow]:
    """Documents by message id, with what their deliveries say; unknown ids are left out."""
    if not ids:
        return {}
    values = {"ids": list(ids), "floor": first_of(day_of(min(ids)))}
    deliveries: dict[int, list[dict[str, Any]]] = {number: [] for number in ids}
    for row in rows(conn, SQL["deliveries"], values):
        deliveries[row["message_id"]].append(row)
    found = rows(conn, SQL["messages"], values)
    return {row["id"]: _document_row(row, deliveries[row["id"]], now) for row in found}


def _document_row(
    row: dict[str, Any], deliveries: list[dict[str, Any]], now: datetime
) -> DocumentRow:
    standings = [
        Standing(state=one["state"], attempts=one["attempts"], due_at=one["due_at"])
        for one in deliveries
    ]
    state = document_state(
        row["state"],
        has_content=row["has_content"],
        routing=row["routing"],
        deliveries=standings,
        now=now,
    )
    closed = [one["closed_at"] for one in deliveries]
    final = all(one["state"] in FINAL for one in deliveries)
    finished_at = max(closed) if closed and final else None
    return DocumentRow(
        message_id=row["id"],
        kind=row["kind"],
        kind_title=kind_title(row["kind"]) if row["kind"] else sentences.UNKNOWN_KIND,
        number=row["number"],
        owner=row["owner"],
        version=row["version"],
        source=row["source"],
        targets=tuple(dict.fromkeys(one["target"] for one in deliveries)),
        target_numbers=tuple(
            dict.fromkeys(one["target_number"] for one in deliveries if one["target_number"])
        ),
        state=state,
        state_title=sentences.STATE_TITLES[state],
        tone=sentences.STATE_TONES.get(state, Tone.QUIET),
        occurred_at=row["occurred_at"],
        received_at=row["received_at"],
        finished_at=finished_at,
        age_s=max((now - row["received_at"]).total_seconds(), 0.0),
        duration_s=(
            max((finished_at - row["received_at"]).total_seconds(), 0.0) if finished_at else None
        ),
    )


def _before(page: str) -> int:
    if not page:
        return ID_MAX
    if not (page.isascii() and page.isdigit() and len(page) <= 16):
        raise LandbridgeError(
            "this is not a page of the list", remedy="Begin at the first page again."
        )
    return int(page)


def _walk(
    conn: Connection, chosen: DocumentFilter, before: int, limit: int, now: datetime
) -> Walked:
    """Windows backwards from `before`, until the page is full or the walk is long enough."""
    if chosen.until is not None:
        before = min(before, _last_of(chosen.until))
    found: list[int] = []
    reached = before
    for _ in range(WINDOWS_MAX):
        window = _window(conn, chosen, reached)
        fitting = _fitting(conn, chosen, window, limit + 1 - len(found), now)
        found += fitting
        if len(found) > limit:
            return Walked(found[:limit], found[limit - 1])
        if len(window) < WINDOW or _is_before(window[-1], chosen.since):
            return Walked(found, 0)
        reached = window[-1]
    return Walked(found, reached)


def _walk_among(
    conn: Connection,
    chosen: DocumentFilter,
    candidates: Sequence[int],
    before: int,
    limit: int,
    now: datetime,
) -> Walked:
    """The same among a few candidates, which a search for a number has found."""
    window = [number for number in candidates if number < before]
    found = _fitting(conn, chosen, window, limit + 1, now)
    if len(found) > limit:
        return Walked(found[:limit], found[limit - 1])
    return Walked(found, 0)


def _window(conn: Connection, chosen: DocumentFilter, before: int) -> list[int]:
    """Ids to look at next, newest first; open work is taken from its own small tables."""
    values: dict[str, Any] = {"before": before, "window": WINDOW, "kind": chosen.kind}
    if chosen.state in _OPEN_WINDOWS:
        names = [_OPEN_WINDOWS[chosen.state]] if _OPEN_WINDOWS[chosen.state] else [
            "held_window", "open_window"
        ]  # fmt: skip
        ids = {row["id"] for name in names for row in rows(conn, SQL[name], values)}
        return sorted(ids, reverse=True)[:WINDOW]
    kind = b"AND m.kind = %(kind)s" if chosen.kind else b""
    found = rows(conn, SQL["window"].replace(b"{kind}", kind), values)
    return [row["id"] for row in found]


def _fitting(
    conn: Connection, chosen: DocumentFilter, window: Sequence[int], limit: int, now: datetime
) -> list[int]:
    """Those of the window that fit the whole filter, newest first, at the most `limit`."""
    filters = b" ".join(_filters(chosen))
    values = {
        "ids": list(window),
        "limit": len(window) if chosen.state else limit,
        "kind": chosen.kind,
        "source": chosen.source,
        "target": chosen.target,
        "endpoint": chosen.endpoint,
        "owner": chosen.owner,
        "since": chosen.since,
        "until": chosen.until,
    }
    if not window:
        return []
    if not filters and not chosen.state:
        return list(window[:limit])
    found = [row["id"] for row in rows(conn, SQL["within"].replace(b"{filters}", filters), values)]
    if chosen.state is None:
        return found
    return _of_state(conn, found, chosen.state, limit, now)


def _filters(chosen: DocumentFilter) -> Iterable[bytes]:
    if chosen.kind:
        yield b"AND m.kind = %(kind)s"
    if chosen.source:
        yield b"AND m.source_id = (SELECT id FROM endpoint WHERE name = %(source)s)"
    if chosen.owner:
        yield b"AND m.owner = %(owner)s"
    if chosen.since is not None:
        yield b"AND m.received_at >= %(since)s"
    if chosen.until is not None:
        yield b"AND m.received_at < %(until)s"
    goes_to = (
        b"(EXISTS (SELECT FROM open_delivery d WHERE d.message_id = m.id AND d.target_id = t.id)"
        b" OR EXISTS (SELECT FROM closed_delivery d WHERE d.message_id = m.id AND d.id >= m.id"
        b" AND d.target_id = t.id))"
    )
    if chosen.target:
        yield b"AND EXISTS (SELECT FROM endpoint t WHERE t.name = %(target)s AND " + goes_to + b")"
    if chosen.endpoint:
        yield (
            b"AND EXISTS (SELECT FROM endpoint t WHERE t.name = %(endpoint)s AND"
            b" (t.id = m.source_id OR " + goes_to + b"))"
        )


def _of_state(
    conn: Connection, ids: Sequence[int], state: DocumentState, limit: int, now: datetime
) -> list[int]:
    """Those in the state, judged by the same rule that the rows are shown with."""
    found: list[int] = []
    for start in range(0, len(ids), LIST_LIMIT_MAX):
        chunk = ids[start : start + LIST_LIMIT_MAX]
        loaded = load_rows(conn, chunk, now)
        found += [number for number in chunk if loaded[number].state is state]
        if len(found) >= limit:
            break
    return found[:limit]


def _find(conn: Connection, text: str) -> dict[int, list[NumberMatch]]:
    """Messages by any of their numbers, each with the numbers that match."""
    text = text.strip()[:TEXT_LENGTH_MAX].replace("\x00", "")
    values = {"text": text, "last": LAST_CHARACTER, "limit": MATCHES_MAX}
    found: dict[int, list[NumberMatch]] = {}
    matches = [(row, True) for row in rows(conn, SQL["exact"], values)]
    if len(text) >= BEGINNING_LENGTH_MIN:
        matches += [(row, False) for row in rows(conn, SQL["beginning"], values)]
    for row, exact in matches:
        meaning = meaning_title(row["meaning"])
        if row["side"]:
            meaning = f"{meaning} at {row['side']}"
        match = NumberMatch(number=row["number"], meaning=meaning, exact=exact)
        known = found.setdefault(row["message_id"], [])
        if match not in known:
            known.append(match)
    return found


def _last_of(until: datetime) -> int:
    """An id that nothing received before `until` reaches.

    Ids only name the day, and a message is understood on the day it came in or the next.
    """
    return first_of(until.astimezone(UTC).date() + timedelta(days=1)) + PER_DAY


def _is_before(number: int, since: datetime | None) -> bool:
    return since is not None and day_of(number) < since.astimezone(UTC).date()
