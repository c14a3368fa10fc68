"""Dead letters: what needs a person, why, and what a retry would do."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from landbridge.hub.endpoints.rules import kind_title
from landbridge.hub.facade.contracts import NothingToDoError
from landbridge.hub.facade.views import (
    DeadLetterFilter,
    DeadLetterGroup,
    DeadLetterList,
    DeadLetterRow,
    RetryPreview,
)
from landbridge.hub.people.letters import LETTERS_MAX, parse
from landbridge.hub.sentences import UNKNOWN_KIND, joined, stop
from landbridge.hub.watch import telling
from landbridge.hub.watch.bridge import Row, rows
from landbridge.hub.watch.documents import LIST_LIMIT_MAX, TEXT_LENGTH_MAX
from landbridge.hub.watch.rules import problems_of
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.ground import Ground
from landbridge.kit.pg.named import named_sql
from landbridge.kit.words import counted

SQL = named_sql(__package__, "sql/letters.sql")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BEGINNING = (EPOCH, 0)


def dead_letters(
    ground: Ground, chosen: DeadLetterFilter, *, limit: int, page: str
) -> DeadLetterList:
    now = ground.clock.now()
    since, after = _position(page)
    limit = max(1, min(limit, LIST_LIMIT_MAX))
    values = _values(chosen) | {"since": since, "after": after, "limit": limit + 1}
    with ground.pg.snapshot() as conn:
        found = rows(conn, _statement("letters", chosen), values)
        groups = rows(conn, _statement("groups", chosen), values)
    shown = found[:limit]
    more = len(found) > limit
    total = sum(row["count"] for row in groups)
    return DeadLetterList(
        rows=tuple(_letter(row, now) for row in shown),
        groups=tuple(_group(row) for row in groups),
        total_count=total,
        next_page=_page(shown[-1]) if more else "",
        sentence=_sentence(chosen, total),
    )


def preview_retry(ground: Ground, letters: Sequence[str]) -> RetryPreview:
    if len(letters) > LETTERS_MAX:
        raise NothingToDoError(f"at most {LETTERS_MAX:,} are retried at once")
    wanted = list(dict.fromkeys(letters))
    ids: dict[str, list[int]] = {"d": [], "m": [], "e": []}
    for letter in wanted:
        kind, number = parse(letter)
        ids[kind].append(number)
    values = {"deliveries": ids["d"], "messages": ids["m"], "envelopes": ids["e"]}
    with ground.pg.snapshot() as conn:
        found = {row["letter"]: row for row in rows(conn, SQL["preview"], values)}
    going = [found[letter] for letter in wanted if _why_not(found.get(letter)) is None]
    skipped = [(letter, why) for letter in wanted if (why := _why_not(found.get(letter)))]
    by_target = Counter(row["target"] for row in going)
    return RetryPreview(
        sentence=_preview_sentence(going, len(skipped)),
        dead_letters=tuple(row["letter"] for row in going),
        by_target=tuple(sorted(by_target.items())),
        skipped=tuple(skipped),
        warnings=tuple(_warnings(going)),
    )


def preview_retry_all(ground: Ground, chosen: DeadLetterFilter) -> RetryPreview:
    values = _values(chosen) | {"limit": LETTERS_MAX}
    with ground.pg.reading() as conn:
        found = rows(conn, _statement("ids", chosen), values)
    return preview_retry(ground, [row["letter"] for row in found])


def _statement(name: str, chosen: DeadLetterFilter) -> bytes:
    deliveries, messages = (b" ".join(_conditions(chosen, table)) for table in (b"d", b"h"))
    return SQL[name].replace(b"{deliveries}", deliveries).replace(b"{messages}", messages)


def _conditions(chosen: DeadLetterFilter, table: bytes) -> Iterable[bytes]:
    """Conditions on open_delivery `d` or held `h`; messages have no target."""
    if chosen.source:
        yield b"AND %b.source_id = (SELECT id FROM endpoint WHERE name = %%(source)s)" % table
    if chosen.target:
        if table == b"h":
            yield b"AND false"
        else:
            yield b"AND d.target_id = (SELECT id FROM endpoint WHERE name = %(target)s)"
    if chosen.kind:
        yield b"AND %b.kind = %%(kind)s" % table
    if chosen.text.strip():
        yield b"AND starts_with(lower(%b.number), lower(%%(text)s))" % table
    if chosen.rule:
        if table == b"h":
            yield b"AND h.rule = %(rule)s"
        else:
            yield (
                b"AND coalesce(jsonb_path_query_first(d.findings, '$[*] ? (@.severity == "
                b"\"error\")') ->> 'rule', d.findings -> 0 ->> 'rule', d.reason) = %(rule)s"
            )


def _values(chosen: DeadLetterFilter) -> dict[str, Any]:
    return {
        "source": chosen.source,
        "target": chosen.target,
        "kind": chosen.kind,
        "rule": chosen.rule,
        "text": chosen.text.strip()[:TEXT_LENGTH_MAX].replace("\x00", ""),
    }


def _letter(row: Row, now: datetime) -> DeadLetterRow:
    problems = problems_of(row["findings"])
    is_delivery = row["subject"] == "delivery"
    first = next((one.text for one in problems if one.severity == "error"), "")
    source = row["source_title"] or row["source"]
    target = (row["target_title"] or row["target"]) if is_delivery else ""
    return DeadLetterRow(
        dead_letter=f"d{row['delivery_id']}" if is_delivery else f"m{row['message_id']}",
        subject=row["subject"],
        message_id=row["message_id"],
        delivery_id=row["delivery_id"],
        envelope_id=row["envelope_id"],
        kind=row["kind"],
        kind_title=kind_title(row["kind"]) if row["kind"] else UNKNOWN_KIND,
        number=row["number"],
        owner=row["owner"],
        source=row["source"],
        target=row["target"] or "",
        reason=telling.delivery(row, now) if is_delivery else stop(first),
        remedy=telling.remedy(row["subject"], row["reason"], source=source, target=target),
        rule=row["rule"],
        problems=problems,
        attempts_count=row["attempts"],
        received_at=row["received_at"],
        held_at=row["since"],
        age_s=max((now - row["since"]).total_seconds(), 0.0),
    )


def _group(row: Row) -> DeadLetterGroup:
    return DeadLetterGroup(
        rule=row["rule"],
        target=row["target"],
        source=row["source"],
        kind=row["kind"],
        text=row["text"] or row["rule"].replace("-", " ").capitalize(),
        count=row["count"],
    )


def _sentence(chosen: DeadLetterFilter, total: int) -> str:
    if total:
        return ""
    if chosen != DeadLetterFilter():
        return "Nothing of this kind needs a person."
    return "Nothing needs a person. What an endpoint refuses, or nobody understands, comes here."


def _position(page: str) -> tuple[datetime, int]:
    """Where a page begins: (since, id) of the last row before it."""
    if not page:
        return BEGINNING
    micros, dot, number = page.partition(".")
    if not (dot and micros.isdigit() and number.isdigit() and page.isascii() and len(page) < 40):
        raise LandbridgeError(
            "this is not a page of the list", remedy="Begin at the first page again."
        )
    return EPOCH + timedelta(microseconds=min(int(micros), 10**16)), min(int(number), 2**62)


def _page(row: Row) -> str:
    micros = (row["since"] - EPOCH) // timedelta(microseconds=1)
    return f"{micros}.{row['id']}"


def _why_not(row: Row | None) -> str | None:
    """Why this one would be left alone; None if it goes."""
    if row is None:
        return "it does not need a person any more"
    if row["in_flight"]:
        return "it is on its way right now"
    if row["state"] in ("rejected", "dead", "held", "due", "waiting"):
        return None
    return f"it is {row['state']} already"


def _preview_sentence(going: Sequence[Row], skipped_count: int) -> str:
    sent = [row for row in going if row["target"]]
    again = len(going) - len(sent)
    parts = []
    if sent:
        titles = sorted({row["target_title"] or row["target"] for row in sent})
        verb = "is" if len(sent) == 1 else "are"
        parts.append(f"{counted(len(sent), 'document')} {verb} sent again to {joined(titles)}.")
    if again:
        verb = "is" if again == 1 else "are"
        parts.append(f"{counted(again, 'document')} {verb} read again with today's maps.")
    if skipped_count:
        parts.append(f"{skipped_count:,} {'is' if skipped_count == 1 else 'are'} left alone.")
    return " ".join(parts) or "Nothing would be sent again."


def _warnings(going: Sequence[Row]) -> Iterable[str]:
    seen: dict[str, Row] = {}
    for row in going:
        if row["target"]:
            seen.setdefault(row["target"], row)
    for row in seen.values():
        title = row["target_title"] or row["target"]
        if row["target_state"] != "active":
            yield f"{title} {telling.endpoint_is(row['target_state'])}: what goes to it will wait."
        elif row["circuit_why"]:
            yield f"{title} does not answer at the moment: {stop(row['circuit_why'])}"
