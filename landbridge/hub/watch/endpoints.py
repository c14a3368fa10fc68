"""Endpoints, their settings, streams, routes and history; kinds of connectors to choose from."""

from collections.abc import Mapping, Sequence

from landbridge.connect import registry
from landbridge.connect.config import ConfigField, config_fields
from landbridge.connect.registry import ConnectorKind
from landbridge.hub import sentences
from landbridge.hub.endpoints.queries import SQL as STORED
from landbridge.hub.endpoints.queries import StoredEndpoint, all_endpoints
from landbridge.hub.endpoints.rules import (
    is_sealed,
    kind_title,
    kinds_taken,
    kinds_told,
)
from landbridge.hub.facade.contracts import NotFoundError
from landbridge.hub.facade.views import (
    AuditRow,
    BridgeView,
    ConfigRow,
    ConnectorView,
    EndpointView,
    HealthRow,
    RouteRow,
    StreamRow,
    Tone,
)
from landbridge.hub.watch.bridge import Row, bridge, rows
from landbridge.hub.watch.page import audit_row
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql

SQL = named_sql(__package__, "sql/endpoints.sql")
HISTORY_MAX = 50
EVERY_KIND = "Every kind"


def endpoint_list(ground: Ground) -> tuple[EndpointView, ...]:
    view = bridge(ground)
    with ground.pg.snapshot() as conn:
        stored = all_endpoints(conn)
        streams = _streams(conn, stored)
        routes = _routes(conn)
    return tuple(
        _endpoint(one, view, streams.get(one.id, []), routes, health=(), audit=())
        for one in stored
        if _has_card(view, one.name)
    )


def endpoint_page(ground: Ground, endpoint: str) -> EndpointView:
    view = bridge(ground)
    with ground.pg.snapshot() as conn:
        found = [one for one in all_endpoints(conn) if one.name == endpoint]
        if not found or not _has_card(view, endpoint):
            raise NotFoundError(
                "there is no endpoint of that name", subject=endpoint, remedy="See the list."
            )
        (stored,) = found
        values = {"id": stored.id, "limit": HISTORY_MAX}
        streams = _streams(conn, found)
        routes = _routes(conn)
        health = tuple(_health(row) for row in rows(conn, SQL["health"], values))
        audit = tuple(audit_row(row) for row in rows(conn, SQL["audit"], values))
    return _endpoint(stored, view, streams.get(stored.id, []), routes, health, audit)


def connector_list() -> tuple[ConnectorView, ...]:
    return tuple(_connector(kind) for kind in registry.connector_kinds().values())


def route_list(ground: Ground) -> tuple[RouteRow, ...]:
    with ground.pg.reading() as conn:
        return _routes(conn)


def config_rows(kind: ConnectorKind | None, stored: Mapping[str, object]) -> tuple[ConfigRow, ...]:
    """Settings as shown: a secret only as set or not. What no field describes is shown too."""
    fields = config_fields(kind.config_class) if kind is not None else ()
    known = {item.name for item in fields}
    strangers = [
        ConfigField(
            name=name, kind="secret" if is_sealed(stored[name]) else "text",
            text="Not a setting of the connector any more.", example="", required=False,
            default="", choices=(), advanced=True,
        )
        for name in stored
        if name not in known
    ]  # fmt: skip
    return tuple(_config_row(item, stored) for item in (*fields, *strangers))


def _config_row(item: ConfigField, stored: Mapping[str, object]) -> ConfigRow:
    is_set = item.name in stored
    value = stored.get(item.name, item.default)
    return ConfigRow(
        name=item.name,
        kind=item.kind,
        text=item.text,
        example=item.example,
        required=item.required,
        choices=item.choices,
        advanced=item.advanced,
        # Whatever is sealed stays so, also if its field is no secret any more.
        value="" if item.kind == "secret" or is_sealed(value) else str(value),
        is_set=is_set,
    )


def _endpoint(
    stored: StoredEndpoint,
    view: BridgeView,
    streams: Sequence[StreamRow],
    routes: Sequence[RouteRow],
    health: tuple[HealthRow, ...],
    audit: tuple[AuditRow, ...],
) -> EndpointView:
    kind = registry.connector_kinds().get(stored.connector)
    cards = {card.endpoint: card for card in (*view.office, *view.floor)}
    return EndpointView(
        card=cards[stored.name],
        config=config_rows(kind, stored.config),
        options=tuple(sorted((name, str(value)) for name, value in stored.options.items())),
        streams=tuple(streams),
        routes=tuple(one for one in routes if stored.name in (one.source, one.target)),
        health=health,
        audit=audit,
        lanes=tuple(one for one in view.lanes if stored.name in (one.source, one.target)),
        workers=view.workers,
    )


def _has_card(view: BridgeView, name: str) -> bool:
    return any(card.endpoint == name for card in (*view.office, *view.floor))


def _streams(conn: Connection, stored: Sequence[StoredEndpoint]) -> dict[int, list[StreamRow]]:
    found: dict[int, list[StreamRow]] = {}
    for row in rows(conn, SQL["streams"], {"ids": [one.id for one in stored]}):
        found.setdefault(row["endpoint_id"], []).append(_stream(row))
    return found


def _stream(row: Row) -> StreamRow:
    lost, failing = row["state"] == "position_lost", row["failures"] > 0
    return StreamRow(
        stream=row["name"],
        cursor=row["cursor"] or "",
        state=row["state"],
        tone=Tone.PERSON if lost else Tone.WAITS if failing else Tone.QUIET,
        sentence=sentences.stream(row["state"], row["failures"], row["why"], row["cursor"]),
        advanced_at=row["moved_at"],
        pulled_at=row["polled_at"],
        swept_at=row["swept_at"],
        pulled_count=row["pulled_count"],
        accepted_count=row["accepted_count"],
        duplicate_count=row["duplicate_count"],
        announced_count=row["announced_count"],
    )


def _routes(conn: Connection) -> tuple[RouteRow, ...]:
    return tuple(
        RouteRow(
            source=row["source"],
            kind=row["kind"],
            kind_title=EVERY_KIND if row["kind"] == "*" else kind_title(row["kind"]),
            target=row["target"],
            condition=sentences.condition(row["condition"]),
            enabled=row["enabled"],
        )
        for row in rows(conn, STORED["routes"])
    )


def _health(row: Row) -> HealthRow:
    return HealthRow(
        first_at=row["first_at"],
        last_at=row["last_at"],
        checks_count=row["checks_count"],
        ok=row["ok"],
        text=row["text"],
        version=row["version"],
        duration_s=row["took_ms"] / 1000,
    )


def _connector(kind: ConnectorKind) -> ConnectorView:
    manifest = kind.manifest
    return ConnectorView(
        connector=manifest.name,
        title=manifest.title,
        tier=manifest.tier,
        summary=manifest.summary,
        tested=manifest.tested,
        receives=tuple(sorted(kinds_told(manifest))),
        sends=tuple(sorted(kinds_taken(manifest))),
        config=config_rows(kind, {}),
    )
