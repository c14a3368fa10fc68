"""The bridge page: two shores, a lane for each flow, the workers.

Reads the open work, one small counter row per lane and minute, and the endpoints. Never history.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import dict_row

from landbridge.connect.manifest import Manifest
from landbridge.connect.registry import UnknownConnectorError, connector_kind
from landbridge.hub import sentences
from landbridge.hub.endpoints.rules import kind_title, kinds_taken, kinds_told, shore_of
from landbridge.hub.facade.views import (
    BridgeView,
    EndpointCard,
    FlowLane,
    Shore,
    Tone,
    WorkerRow,
)
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql

SQL = named_sql(__package__, "sql/bridge.sql")

LATE_S = 60.0  # an open document older than this is late
WORKER_ALIVE_S = 30.0
RATE_MINUTES = 60
REFRESH_S = 10  # ages on an otherwise quiet page are drawn anew this often

LaneKey = tuple[int, str, int]  # source, kind, target
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything the page is drawn from, read at one instant."""

    cards: list[Row]
    open_lanes: dict[LaneKey, Row]
    minutes: dict[LaneKey, list[int]]
    last_minute: dict[LaneKey, datetime]
    lanes: list[LaneKey]
    workers: list[Row]
    token: str


def bridge(ground: Ground) -> BridgeView:
    now = ground.clock.now()
    with ground.pg.snapshot() as conn:
        found = _gather(conn, now)
    names = {row["id"]: row["name"] for row in found.cards}
    lanes = tuple(_lane(key, found, names, now) for key in found.lanes)
    cards = tuple(_card(row, lanes, now) for row in found.cards)
    workers = tuple(worker_row(row, now) for row in found.workers)
    return _view(found.token, cards, lanes, workers, now)


def bridge_token(ground: Ground) -> str:
    now = ground.clock.now()
    with ground.pg.reading() as conn:
        return _token(conn, now)


def manifest_of(connector: str) -> Manifest | None:
    """The manifest of an installed connector, else None."""
    try:
        return connector_kind(connector).manifest
    except UnknownConnectorError:
        return None


def rows(conn: Connection, statement: bytes, values: Mapping[str, Any] | None = None) -> list[Row]:
    return conn.cursor(row_factory=dict_row).execute(statement, values).fetchall()


def _token(conn: Connection, now: datetime) -> str:
    row = conn.execute(SQL["token"], {"now": now}).fetchone()
    assert row is not None
    return f"{row[0]}.{int(now.timestamp()) // REFRESH_S}"


def _gather(conn: Connection, now: datetime) -> Gathered:
    cards = rows(conn, SQL["cards"])
    open_lanes = {_key(row): row for row in rows(conn, SQL["open_lanes"], {"now": now})}
    minutes: dict[LaneKey, list[int]] = defaultdict(lambda: [0] * RATE_MINUTES)
    for row in rows(conn, SQL["minutes"], {"now": now}):
        place = min(max(row["minutes_ago"], 0), RATE_MINUTES - 1)
        minutes[_key(row)][-1 - place] += row["acknowledged_count"]
    lanes = _lane_keys(cards, rows(conn, SQL["routes"]), [*open_lanes, *minutes])
    last = rows(
        conn,
        SQL["last_delivered"],
        {
            "sources": [key[0] for key in lanes],
            "kinds": [key[1] for key in lanes],
            "targets": [key[2] for key in lanes],
        },
    )
    return Gathered(
        cards=cards,
        open_lanes=open_lanes,
        minutes=dict(minutes),
        last_minute={_key(row): row["minute"] for row in last},
        lanes=lanes,
        workers=rows(conn, SQL["workers"], {"now": now}),
        token=_token(conn, now),
    )


def _key(row: Row) -> LaneKey:
    return (row["source_id"], row["kind"], row["target_id"])


def _lane_keys(cards: list[Row], routes: list[Row], seen: Iterable[LaneKey]) -> list[LaneKey]:
    """Routed lanes first, a route of every kind spread out; then lanes still carrying something."""
    manifests = {row["id"]: manifest_of(row["connector"]) for row in cards}
    disabled = {row["id"] for row in cards if row["state"] == "disabled"}
    keys: dict[LaneKey, None] = {}
    for route in routes:
        source, kind, target = _key(route)
        if {source, target} & disabled:
            continue
        if kind != "*":
            keys[source, kind, target] = None
            continue
        one, other = manifests[source], manifests[target]
        if one is not None and other is not None:
            for shared in sorted(kinds_told(one) & kinds_taken(other)):
                keys[source, shared, target] = None
    keys.update(dict.fromkeys(seen))
    return list(keys)


def _lane(key: LaneKey, found: Gathered, names: Mapping[int, str], now: datetime) -> FlowLane:
    source, kind, target = key
    open_row = found.open_lanes.get(key, {})
    per_minute = tuple(found.minutes.get(key, [0] * RATE_MINUTES))
    oldest_at = open_row.get("oldest_at")
    age_s = _age(oldest_at, now)
    waiting, held = open_row.get("waiting_count", 0), open_row.get("held_count", 0)
    return FlowLane(
        source=names[source],
        kind=kind,
        kind_title=kind_title(kind),
        target=names[target],
        tone=_tone(held > 0, waiting > 0 or (age_s or 0) > LATE_S),
        oldest_open_at=oldest_at,
        oldest_open_age_s=age_s,
        oldest_open_message_id=open_row.get("oldest_message_id"),
        open_count=open_row.get("open_count", 0),
        waiting_count=waiting,
        held_count=held,
        delivered_5min_count=sum(per_minute[-5:]),
        delivered_60min_count=sum(per_minute),
        rate_5min=sum(per_minute[-5:]) / 5,
        rate_60min=sum(per_minute) / 60,
        per_minute=per_minute,
        last_delivered_at=found.last_minute.get(key),
        last_error=open_row.get("last_error") or "",
        last_error_at=open_row.get("last_error_at"),
    )


def _card(row: Row, lanes: tuple[FlowLane, ...], now: datetime) -> EndpointCard:
    manifest = manifest_of(row["connector"])
    mine = [lane for lane in lanes if row["name"] in (lane.source, lane.target)]
    incoming_age_s = _age(row["incoming_oldest_at"], now)
    ages = [age for age in (*(lane.oldest_open_age_s for lane in mine), incoming_age_s)
            if age is not None]  # fmt: skip
    held = row["held_count"] + sum(lane.held_count for lane in mine)
    state, since, why = _state(row)
    return EndpointCard(
        endpoint=row["name"],
        title=row["title"] or row["name"],
        connector=row["connector"],
        connector_title=manifest.title if manifest is not None else row["connector"],
        shore=Shore(shore_of(manifest)) if manifest is not None else Shore.OFFICE,
        state=state,
        tone=_tone(
            state in ("needs_login", "halted", "uninstalled") or held > 0,
            state in ("unreachable", "paused") or row["healthy"] is False
            or max(ages, default=0) > LATE_S,
        ),
        since=since,
        sentence=sentences.endpoint_state(state, since, why, now),
        healthy=row["healthy"],
        checked_at=row["checked_at"],
        version=row["version"] or "",
        behind_s=max(ages, default=None),
        incoming_count=row["incoming_count"] + row["routing_count"],
        open_count=sum(lane.open_count for lane in mine),
        held_count=held,
    )  # fmt: skip


def _state(row: Row) -> tuple[str, datetime, str]:
    """What matters most about an endpoint: (state, since when, why)."""
    if row["state"] != "active":
        return row["state"], row["since"], row["why"]
    if manifest_of(row["connector"]) is None:
        return "uninstalled", row["since"], row["connector"]
    if row["lost"]:
        return "halted", row["lost_since"], sentences.lost_streams(row["lost"], row["lost_why"])
    if row["circuit_since"] is not None:
        return "unreachable", row["circuit_since"], row["circuit_why"]
    if row["failing"]:
        why = sentences.failing_streams(row["failing"], row["failures"], row["failing_why"])
        return "unreachable", row["failing_at"], why
    return "active", row["since"], row["health_text"] or ""


def worker_row(row: Row, now: datetime) -> WorkerRow:
    age_s = _age(row["seen_at"], now) or 0.0
    return WorkerRow(
        worker=f"{row['host']}/{row['process_number']}",
        host=row["host"],
        process_number=row["process_number"],
        version=row["version"],
        started_at=row["started_at"],
        seen_at=row["seen_at"],
        seen_age_s=age_s,
        alive=age_s <= WORKER_ALIVE_S,
        doing=row["doing"],
    )


def _view(
    token: str,
    cards: tuple[EndpointCard, ...],
    lanes: tuple[FlowLane, ...],
    workers: tuple[WorkerRow, ...],
    now: datetime,
) -> BridgeView:
    ages = [card.behind_s for card in cards if card.behind_s is not None]
    # A held document stands on the cards of both its endpoints, but is one.
    held = sum(lane.held_count for lane in lanes) + sum(
        card.held_count
        - sum(lane.held_count for lane in lanes if card.endpoint in (lane.source, lane.target))
        for card in cards
    )
    alive = any(worker.alive for worker in workers)
    tones = {card.tone for card in cards} | {lane.tone for lane in lanes}
    oldest = max(ages, default=None)
    return BridgeView(
        taken_at=now,
        token=token,
        tone=_tone(Tone.PERSON in tones or not alive, Tone.WAITS in tones),
        sentence=sentences.bridge(cards, held, oldest, alive=alive, late_s=LATE_S),
        oldest_open_age_s=oldest,
        open_count=sum(lane.open_count for lane in lanes),
        held_count=held,
        office=tuple(card for card in cards if card.shore is Shore.OFFICE),
        floor=tuple(card for card in cards if card.shore is Shore.FLOOR),
        lanes=lanes,
        workers=workers,
    )


def _tone(person: bool, waits: bool) -> Tone:
    return Tone.PERSON if person else Tone.WAITS if waits else Tone.QUIET


def _age(at: datetime | None, now: datetime) -> float | None:
    return None if at is None else max((now - at).total_seconds(), 0.0)
