"""The doctor: what is configured, reachable, behind and wrong, and what to do about it.

It asks no endpoint itself; it reports what the last check of each has found.
"""

import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path

import psycopg
from psycopg_pool import PoolTimeout

from landbridge.connect import registry
from landbridge.hub.catalog import load_catalog
from landbridge.hub.facade.views import (
    BridgeView,
    DeadLetterFilter,
    DeadLetterGroup,
    Diagnosis,
    EndpointCard,
    FlowLane,
    WorkerRow,
)
from landbridge.hub.sentences import duration, joined, stop
from landbridge.hub.watch.bridge import LATE_S, bridge, rows
from landbridge.hub.watch.letters import dead_letters
from landbridge.hub.watch.telling import size
from landbridge.kit.ground import Ground
from landbridge.kit.pg.named import named_sql
from landbridge.kit.words import counted

SQL = named_sql("landbridge.hub.watch", "sql/health.sql")

SEVERITIES = ("error", "warning", "note", "ok")
VERSION_MIN = 140000
SKEW_S_WARNING, SKEW_S_ERROR = 2.0, 30.0
DISK_FREE_WARNING, DISK_FREE_ERROR = 0.10, 0.03  # of the whole
DISK_FREE_BYTES_ERROR = 500_000_000
FLOW_LATE_S_ERROR = 3600.0
CHECK_OLD_S = 3600.0
GROUPS_MAX = 10
CONNECT_S = 5


def diagnose(ground: Ground, *, data_folder: Path | None = None) -> tuple[Diagnosis, ...]:
    """Everything worth saying, worst first. data_folder: its disk is looked at too."""
    found: list[Diagnosis] = []
    if data_folder is not None:
        found += _disk(data_folder)
    try:
        # At once, rather than after the pool's patience.
        psycopg.connect(ground.pg.dsn, connect_timeout=CONNECT_S).close()
        found += _database(ground)
        found += _contents(ground)
    except (psycopg.Error, PoolTimeout) as error:
        found.append(_unreachable(error))
    return tuple(sorted(found, key=lambda one: SEVERITIES.index(one.severity)))


def _contents(ground: Ground) -> Iterator[Diagnosis]:
    view = bridge(ground)
    yield from _workers(view)
    yield from _opened(ground)
    for card in (*view.office, *view.floor):
        yield from _endpoint(card, view)
    for lane in view.lanes:
        yield from _lane(lane)
    yield from _letters(dead_letters(ground, DeadLetterFilter(), limit=1, page="").groups)
    yield from _incidents(ground)
    yield from _days(ground)


def _incidents(ground: Ground) -> Iterator[Diagnosis]:
    """What a person must know of, as one line; each has its own page."""
    with ground.pg.reading() as conn:
        (row,) = rows(conn, SQL["open_incidents"])
        blind = rows(conn, SQL["not_counted"])
    if row["count"]:
        yield Diagnosis(
            area="agreement",
            subject="incidents",
            severity="warning",
            sentence=f"{counted(row['count'], 'incident')} "
            f"{'is' if row['count'] == 1 else 'are'} open.",
            remedy="See `landbridge incident list` or the page Incidents.",
        )
    for turn in blind:
        yield Diagnosis(
            area="agreement",
            subject=f"{turn['left']} and {turn['right']}",
            severity="warning",
            sentence=f"{turn['subject']} cannot be compared: {stop(turn['why'])}",
            remedy="See that both systems run and let the bridge in.",
        )


def _unreachable(error: Exception) -> Diagnosis:
    return Diagnosis(
        area="database",
        subject="PostgreSQL",
        severity="error",
        sentence=f"The database cannot be used: {stop(str(error).strip().splitlines()[0])}",
        remedy="See that PostgreSQL runs, that the DSN is right, and run `landbridge migrate`.",
    )


def _database(ground: Ground) -> Iterator[Diagnosis]:
    with ground.pg.reading() as conn:
        before = ground.clock.now()
        (row,) = rows(conn, SQL["database"])
        after = ground.clock.now()
        applied = {one["name"] for one in rows(conn, SQL["migrations"])}
    yield _version(row["version"], row["version_text"], row["size_bytes"])
    yield from _durability(row["fsync"], row["full_page_writes"], row["synchronous_commit"])
    yield _migrations(applied, _known_migrations())
    yield _skew(row["now"], before, after)


def _version(number: int, text: str, size_bytes: int) -> Diagnosis:
    old = number < VERSION_MIN
    return Diagnosis(
        area="database",
        subject="PostgreSQL",
        severity="warning" if old else "ok",
        sentence=f"PostgreSQL {text.split(maxsplit=1)[0]} answers; it holds {size(size_bytes)}.",
        remedy=f"Move to PostgreSQL {VERSION_MIN // 10000} or newer." if old else "",
    )


def _durability(fsync: str, full_pages: str, synchronous: str) -> Iterator[Diagnosis]:
    switched_off = [
        name
        for name, value in (
            ("fsync", fsync),
            ("full_page_writes", full_pages),
            ("synchronous_commit", synchronous),
        )
        if value == "off"
    ]
    if switched_off:
        yield Diagnosis(
            area="database",
            subject="durability",
            severity="warning",
            sentence=(
                f"The database does not wait for the disk ({joined(switched_off)} off): what was "
                "answered as taken in may be lost when the machine fails."
            ),
            remedy=f"Switch {joined(switched_off)} on, but on a machine for tests.",
        )


def _known_migrations() -> set[str]:
    folder = resources.files("landbridge.hub.migrations")
    names = (entry.name for entry in folder.iterdir())
    return {name.removesuffix(".py") for name in names if name[:4].isdigit() and ".py" in name}


def _migrations(applied: set[str], known: set[str]) -> Diagnosis:
    missing, foreign = sorted(known - applied), sorted(applied - known)
    if missing:
        return Diagnosis(
            area="database",
            subject="migrations",
            severity="error",
            sentence=f"The database is behind this version: it lacks {joined(missing)}.",
            remedy="Run `landbridge migrate`.",
        )
    if foreign:
        return Diagnosis(
            area="database",
            subject="migrations",
            severity="error",
            sentence=f"The database is ahead of this version: it has {joined(foreign)}.",
            remedy="Install the version that made them; an old one may not understand the tables.",
        )
    return Diagnosis(
        area="database", subject="migrations", severity="ok", sentence="All migrations are done."
    )


def _skew(database: datetime, before: datetime, after: datetime) -> Diagnosis:
    """The database's clock against ours, which were read before and after."""
    late_s = max((before - database).total_seconds(), (database - after).total_seconds(), 0.0)
    severity = "error" if late_s > SKEW_S_ERROR else "warning" if late_s > SKEW_S_WARNING else "ok"
    if severity == "ok":
        sentence = "This machine and the database agree on the time."
    else:
        sentence = f"This machine and the database are {duration(late_s)} apart in time."
    return Diagnosis(
        area="clock",
        subject="clock",
        severity=severity,
        sentence=sentence,
        remedy="" if severity == "ok" else "Let both keep time by NTP.",
    )


def _disk(folder: Path) -> Iterator[Diagnosis]:
    try:
        usage = shutil.disk_usage(folder)
    except OSError as error:
        yield Diagnosis(
            area="disk",
            subject=str(folder),
            severity="warning",
            sentence=f"The disk of {folder} cannot be looked at: {stop(str(error))}",
            remedy="See that the folder exists and may be read.",
        )
        return
    share = usage.free / usage.total if usage.total else 1.0
    if share < DISK_FREE_ERROR or usage.free < DISK_FREE_BYTES_ERROR:
        severity = "error"
    else:
        severity = "warning" if share < DISK_FREE_WARNING else "ok"
    yield Diagnosis(
        area="disk",
        subject=str(folder),
        severity=severity,
        sentence=f"{size(usage.free)} free on the disk of {folder} ({share:.0%}).",
        remedy="" if severity == "ok" else "Make room, or keep history for fewer days.",
    )


def _workers(view: BridgeView) -> Iterator[Diagnosis]:
    alive = [worker for worker in view.workers if worker.alive]
    if not alive:
        yield Diagnosis(
            area="worker",
            subject="workers",
            severity="error",
            sentence="No worker is running: documents are taken in, but do not move on.",
            remedy="Start `landbridge worker`.",
        )
    else:
        yield Diagnosis(
            area="worker",
            subject="workers",
            severity="ok",
            sentence=f"{counted(len(alive), 'worker is', 'workers are')} running.",
        )
    versions = sorted({worker.version for worker in alive})
    if len(versions) > 1:
        yield Diagnosis(
            area="worker",
            subject="workers",
            severity="warning",
            sentence=f"Workers of different versions are running: {joined(versions)}.",
            remedy="Restart the older ones.",
        )
    yield from (_silent(worker) for worker in view.workers if not worker.alive)


def _silent(worker: WorkerRow) -> Diagnosis:
    return Diagnosis(
        area="worker",
        subject=worker.worker,
        severity="note",
        sentence=f"{worker.worker} has not been heard of for {duration(worker.seen_age_s)}.",
        remedy="If it should run, see its log; what it had in hand is taken over by others.",
    )


def _opened(ground: Ground) -> Iterator[Diagnosis]:
    """Connectors that do not load; endpoints whose settings, secrets or maps are in the way."""
    for package, reason in registry.broken_connectors().items():
        yield Diagnosis(
            area="connector",
            subject=package,
            severity="error",
            sentence=f"The connector {package} cannot be loaded: {stop(reason)}",
            remedy="Mend or uninstall it; the others are not hindered.",
        )
    catalog = load_catalog(ground, registry.connector_kinds())
    for flow in catalog.by_name.values():
        if flow.problem and flow.state != "disabled":
            yield Diagnosis(
                area="endpoint",
                subject=flow.name,
                severity="error",
                sentence=f"{flow.name} cannot be used: {stop(flow.problem)}",
                remedy="Correct its settings, or disable it.",
            )


def _endpoint(card: EndpointCard, view: BridgeView) -> Iterator[Diagnosis]:
    def said(severity: str, sentence: str, remedy: str = "") -> Diagnosis:
        return Diagnosis(
            area="endpoint", subject=card.endpoint, severity=severity,
            sentence=f"{card.endpoint}: {sentence}", remedy=remedy,
        )  # fmt: skip

    match card.state:
        case "disabled":
            yield said("note", card.sentence)
            return
        case "needs_login":
            yield said("error", card.sentence, f"`landbridge endpoint check {card.endpoint}`")
        case "halted":
            yield said("error", card.sentence, "Resume the stream on the endpoint's page.")
        case "unreachable":
            yield said("error", card.sentence, "See that it runs and can be reached from here.")
        case "paused":
            yield said("warning", card.sentence, "Resume it when it may go on.")
        case "active":
            yield from _checked(card, view.taken_at, said_remedy=_CHECK.format(card.endpoint))
    if not any(card.endpoint in (lane.source, lane.target) for lane in view.lanes):
        yield said(
            "warning",
            "nothing is routed from it or to it.",
            "Join it: `landbridge endpoint connect`.",
        )


_CHECK = "Run `landbridge endpoint check {}`."


def _checked(card: EndpointCard, now: datetime, *, said_remedy: str) -> Iterator[Diagnosis]:
    """An endpoint in use, by its last check."""
    if card.healthy is None or card.checked_at is None:
        severity, sentence = "note", "it has not been checked yet."
    elif not card.healthy:
        severity, sentence = "error", stop(card.sentence)
    else:
        old_s = (now - card.checked_at).total_seconds()
        severity, said_remedy = "ok", said_remedy if old_s > CHECK_OLD_S else ""
        sentence = f"{stop(card.sentence)} (Checked {duration(max(old_s, 0.0))} ago.)"
    yield Diagnosis(
        area="endpoint",
        subject=card.endpoint,
        severity=severity,
        sentence=f"{card.endpoint}: {sentence}",
        remedy=said_remedy,
    )


def _lane(lane: FlowLane) -> Iterator[Diagnosis]:
    age_s = lane.oldest_open_age_s
    if age_s is None or age_s <= LATE_S:
        return
    why = f" Last trouble: {stop(lane.last_error)}" if lane.last_error else ""
    yield Diagnosis(
        area="flow",
        subject=f"{lane.source} {lane.kind} {lane.target}",
        severity="error" if age_s > FLOW_LATE_S_ERROR else "warning",
        sentence=(
            f"{lane.kind_title} from {lane.source} to {lane.target}: the oldest of "
            f"{counted(lane.open_count, 'open document')} is {duration(age_s)} old.{why}"
        ),
        remedy=f"Look at document {lane.oldest_open_message_id} in the console.",
    )


def _letters(groups: Iterable[DeadLetterGroup]) -> Iterator[Diagnosis]:
    groups = list(groups)
    for group in groups[:GROUPS_MAX]:
        kind = group.kind.replace("_", " ") or "payload"
        there = f" to {group.target}" if group.target else ""
        verb = "needs" if group.count == 1 else "need"
        yield Diagnosis(
            area="dead-letters",
            subject=group.rule,
            severity="warning",
            sentence=(
                f"{counted(group.count, kind)} from {group.source}{there} {verb} a person: "
                f"{stop(group.text)}"
            ),
            remedy="Mend the cause, then retry them in the console or with `landbridge replay`.",
        )
    rest = sum(group.count for group in groups[GROUPS_MAX:])
    if rest:
        yield Diagnosis(
            area="dead-letters",
            subject="more",
            severity="warning",
            sentence=f"{counted(rest, 'more document')} need a person for other reasons.",
            remedy="See the dead letters in the console.",
        )


def _days(ground: Ground) -> Iterator[Diagnosis]:
    with ground.pg.reading() as conn:
        days: list[date] = [row["day"] for row in rows(conn, SQL["days"])]
    today = ground.clock.now().astimezone(UTC).date()
    if today + timedelta(days=1) not in days and days:
        yield Diagnosis(
            area="retention",
            subject="days",
            severity="warning",
            sentence="The coming day is not prepared in the database yet.",
            remedy="A running worker prepares it; see that one runs.",
        )
    past = [day for day in days if day <= today]
    if past:
        yield Diagnosis(
            area="retention",
            subject="history",
            severity="ok",
            sentence=f"History goes back to {past[0]:%d %B %Y} ({counted(len(past), 'day')} kept).",
        )
