"""Adding, changing, checking and joining endpoints. Who did what and why is recorded."""

from collections.abc import Mapping, Sequence

from psycopg.types.json import Jsonb

from landbridge.connect.config import build_config, config_fields
from landbridge.connect.protocols import Health
from landbridge.connect.registry import ConnectorKind, UnknownConnectorError, connector_kind
from landbridge.hub.channels import ENDPOINT, nudge
from landbridge.hub.endpoints.queries import (
    SQL,
    StoredEndpoint,
    all_endpoints,
    kind_of,
    make_connector,
    one_endpoint,
)
from landbridge.hub.endpoints.rules import (
    changed_names,
    is_name,
    is_sealed,
    kinds_taken,
    kinds_told,
    merged,
    routes_between,
    seal,
    unseal,
)
from landbridge.hub.events import Event, record
from landbridge.hub.facade.contracts import (
    EndpointUnusableError,
    Mandate,
    Route,
    SettingsRefusedError,
)
from landbridge.hub.notes import short
from landbridge.kit.crypto import Secret
from landbridge.kit.findings import Finding, LandbridgeError
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection

CHECKS_KEPT = 500
NOTHING: Mapping[str, object] = {}


def add_endpoint(
    ground: Ground,
    *,
    name: str,
    connector: str,
    values: Mapping[str, object],
    mandate: Mandate,
    title: str = "",
    options: Mapping[str, object] = NOTHING,
) -> tuple[Finding, ...]:
    """Add an endpoint; warnings about its settings are returned.

    Adding the same again changes nothing. Raises SettingsRefusedError, or LandbridgeError for a
    bad name, an unknown connector, or a name that is taken by an endpoint with other settings.
    """
    if not is_name(name):
        raise LandbridgeError(
            f"{name!r} is no name for an endpoint",
            remedy="Use up to 40 lower case letters, digits and hyphens; begin with a letter.",
        )
    kind = _known_kind(connector)
    stored, warnings = _validated(ground, kind, name, values)
    now = ground.clock.now()
    with ground.pg.transaction() as conn:
        row = conn.execute(
            SQL["add_endpoint"],
            {
                "name": name,
                "title": title or kind.manifest.title,
                "connector": connector,
                "config": Jsonb(stored),
                "options": Jsonb(dict(options)),
                "at": now,
            },
        ).fetchone()
        if row is None:
            _expect_same(ground, one_endpoint(conn, name), connector, stored)
            return warnings
        _record(ground, conn, "endpoint_added", mandate, f"connector {connector}", row[0])
    return warnings


def change_endpoint(
    ground: Ground,
    *,
    endpoint: str,
    mandate: Mandate,
    values: Mapping[str, object] = NOTHING,
    title: str | None = None,
    options: Mapping[str, object] | None = None,
) -> tuple[Finding, ...]:
    """Change some settings and keep the others; workers open the endpoint anew.

    A secret left blank keeps its value; None removes a setting. An endpoint that waited for a
    login goes on. Raises SettingsRefusedError, EndpointUnusableError.
    """
    with ground.pg.transaction() as conn:
        before = one_endpoint(conn, endpoint, lock=True)
        kind = kind_of(before)
        plain = unseal(merged(before.config, _sealed_secrets(ground, kind, values)), ground.secrets)
        stored, warnings = _validated(ground, kind, endpoint, plain)
        state = "active" if before.state == "needs_login" and values else before.state
        changed = changed_names(_opened(ground, before.config), _opened(ground, stored))
        conn.execute(
            SQL["change_endpoint"],
            {
                "id": before.id,
                "title": before.title if title is None else title,
                "config": Jsonb(stored),
                "options": Jsonb(dict(before.options if options is None else options)),
                "state": state,
                "why": "" if state == "active" else before.why,
                "at": ground.clock.now(),
            },
        )
        detail = f"changed: {', '.join(changed)}" if changed else "no setting changed"
        _record(ground, conn, "endpoint_changed", mandate, detail, before.id)
    return warnings


def disable_endpoint(ground: Ground, *, endpoint: str, mandate: Mandate) -> None:
    """Use it no more: nothing is pulled, pushed or received. Its history and keys stay."""
    _set_state(ground, endpoint, "disabled", mandate, "endpoint_disabled")


def enable_endpoint(ground: Ground, *, endpoint: str, mandate: Mandate) -> None:
    """Use a disabled endpoint again, from where it was read up to."""
    _set_state(ground, endpoint, "active", mandate, "endpoint_enabled")


def check_endpoint(
    ground: Ground, *, endpoint: str, facilities: Mapping[str, object] = NOTHING
) -> Health:
    """Ask the endpoint how it is, and keep the answer. Only an unknown name raises."""
    with ground.pg.reading() as conn:
        stored = one_endpoint(conn, endpoint)
    began = ground.clock.monotonic()
    health = _ask(ground, stored, facilities)
    took_ms = round((ground.clock.monotonic() - began) * 1000)
    values = {
        "endpoint_id": stored.id,
        "at": ground.clock.now(),
        "ok": health.ok,
        "text": short(health.text),
        "version": short(health.version),
        "needs_login": health.needs_login,
        "took_ms": took_ms,
        "kept": CHECKS_KEPT,
    }
    with ground.pg.transaction() as conn:
        if conn.execute(SQL["repeat_check"], values).rowcount == 0:
            conn.execute(SQL["add_check"], values)
            conn.execute(SQL["forget_old_checks"], values)
    return health


def check_all(
    ground: Ground, *, facilities: Mapping[str, object] = NOTHING
) -> tuple[tuple[str, Health], ...]:
    """Check every endpoint that is in use, one after the other: (name, health)."""
    with ground.pg.reading() as conn:
        names = [entry.name for entry in all_endpoints(conn) if entry.state != "disabled"]
    return tuple(
        (name, check_endpoint(ground, endpoint=name, facilities=facilities)) for name in names
    )


def connect_endpoints(
    ground: Ground, *, left: str, right: str, mandate: Mandate
) -> tuple[Route, ...]:
    """Route every kind that one tells and the other takes; all these routes are returned.

    Routes that are there stay as they are. Raises LandbridgeError if they have nothing in common.
    """
    with ground.pg.transaction() as conn:
        one, other = one_endpoint(conn, left), one_endpoint(conn, right)
        routes = routes_between(left, kind_of(one).manifest, right, kind_of(other).manifest)
        if not routes:
            raise LandbridgeError(
                f"{left} and {right} have nothing to say to each other: neither takes a kind of "
                "document that the other tells",
                remedy="Choose two endpoints of opposite shores.",
            )
        added = _add_routes(conn, routes, NOTHING)
        if added:
            detail = f"{left} and {right}: {', '.join(sorted(added))}"
            _record(ground, conn, "endpoints_connected", mandate, detail, one.id, other.id)
    return routes


def subscribe(
    ground: Ground,
    *,
    source: str,
    kind: str,
    target: str,
    mandate: Mandate,
    condition: Mapping[str, object] = NOTHING,
) -> bool:
    """Route one kind of document, or `*` for every kind; False if it was routed already.

    condition: fields of the document and the value, or values, they must have.
    Raises LandbridgeError if the source does not tell that kind or the target does not take it.
    """
    with ground.pg.transaction() as conn:
        one, other = one_endpoint(conn, source), one_endpoint(conn, target)
        _expect_speaks(one, other, kind)
        added = _add_routes(conn, (Route(source, kind, target),), condition)
        if added:
            detail = f"{kind} from {source} to {target}"
            _record(ground, conn, "route_added", mandate, detail, one.id, other.id)
    return bool(added)


def unsubscribe(ground: Ground, *, source: str, kind: str, target: str, mandate: Mandate) -> bool:
    """Route that kind no more; what is already on its way goes on. False if it was not routed."""
    with ground.pg.transaction() as conn:
        one, other = one_endpoint(conn, source), one_endpoint(conn, target)
        values = {"source": source, "kind": kind, "target": target}
        removed = conn.execute(SQL["remove_routes"], values).fetchall()
        if removed:
            detail = f"{kind} from {source} to {target}"
            _record(ground, conn, "route_removed", mandate, detail, one.id, other.id)
    return bool(removed)


def _record(
    ground: Ground, conn: Connection, result: str, mandate: Mandate, detail: str, *ids: int
) -> None:
    """Write into the history who did what to these endpoints, and wake those who use them."""
    events = [
        Event(
            step="person",
            result=result,
            endpoint_id=endpoint_id,
            actor=mandate.by,
            why=mandate.why,
            detail=detail,
        )
        for endpoint_id in ids
    ]
    record(ground, conn, events)
    nudge(conn, ENDPOINT)


def _known_kind(connector: str) -> ConnectorKind:
    try:
        return connector_kind(connector)
    except UnknownConnectorError as error:
        raise LandbridgeError(str(error.args[0]), remedy="Choose one of these.") from error


def _validated(
    ground: Ground, kind: ConnectorKind, name: str, values: Mapping[str, object]
) -> tuple[dict[str, object], tuple[Finding, ...]]:
    """Settings ready to be stored, and warnings about them."""
    config, findings = build_config(kind.config_class, values)
    if config is None:
        raise SettingsRefusedError(name, findings)
    given = {key: getattr(config, key) for key, value in values.items() if value not in ("", None)}
    return seal(given, ground.secrets), findings


def _sealed_secrets(
    ground: Ground, kind: ConnectorKind, values: Mapping[str, object]
) -> dict[str, object]:
    """New values in the form of stored ones: secrets sealed, whether typed or plain text."""
    secret = {item.name for item in config_fields(kind.config_class) if item.kind == "secret"}
    typed = {
        name: Secret(value) if name in secret and isinstance(value, str) and value else value
        for name, value in values.items()
    }
    blanks = {name: value for name, value in typed.items() if value in ("", None)}
    return seal(typed, ground.secrets) | blanks


def _opened(ground: Ground, stored: Mapping[str, object]) -> dict[str, object]:
    """For comparing: sealing the same secret twice gives two different texts."""
    return {
        name: ground.secrets.open(str(value["sealed"]))
        if is_sealed(value) and isinstance(value, Mapping)
        else value
        for name, value in stored.items()
    }


def _expect_same(
    ground: Ground, found: StoredEndpoint, connector: str, stored: Mapping[str, object]
) -> None:
    same = _opened(ground, found.config) == _opened(ground, stored)
    if found.connector != connector or not same:
        raise LandbridgeError(
            "there is an endpoint of that name with other settings",
            subject=found.name,
            remedy="Choose another name, or change that endpoint.",
        )


def _expect_speaks(source: StoredEndpoint, target: StoredEndpoint, kind: str) -> None:
    told, taken = kinds_told(kind_of(source).manifest), kinds_taken(kind_of(target).manifest)
    if source.name == target.name:
        raise LandbridgeError("an endpoint is not routed to itself", subject=source.name)
    if kind == "*":
        return
    if kind not in told:
        raise LandbridgeError(
            f"it tells no {kind}; it tells {', '.join(sorted(told)) or 'nothing'}",
            subject=source.name,
        )
    if kind not in taken:
        raise LandbridgeError(
            f"it takes no {kind}; it takes {', '.join(sorted(taken)) or 'nothing'}",
            subject=target.name,
        )


def _add_routes(
    conn: Connection, routes: Sequence[Route], condition: Mapping[str, object]
) -> list[str]:
    rows = conn.execute(
        SQL["add_routes"],
        {
            "sources": [route.source for route in routes],
            "kinds": [route.kind for route in routes],
            "targets": [route.target for route in routes],
            "condition": Jsonb(dict(condition)),
        },
    ).fetchall()
    return [row[0] for row in rows]


def _set_state(ground: Ground, endpoint: str, state: str, mandate: Mandate, result: str) -> None:
    with ground.pg.transaction() as conn:
        before = one_endpoint(conn, endpoint, lock=True)
        if before.state == state:
            return
        conn.execute(
            SQL["change_endpoint"],
            {
                "id": before.id,
                "title": before.title,
                "config": Jsonb(dict(before.config)),
                "options": Jsonb(dict(before.options)),
                "state": state,
                "why": mandate.why if state == "disabled" else "",
                "at": ground.clock.now(),
            },
        )
        _record(ground, conn, result, mandate, "", before.id)


def _ask(ground: Ground, stored: StoredEndpoint, facilities: Mapping[str, object]) -> Health:
    try:
        connector = make_connector(ground, stored, facilities=facilities)
    except EndpointUnusableError as error:
        return Health(ok=False, text=f"{error.what} {error.remedy}".strip())
    try:
        return connector.check_health()
    except Exception as error:  # a connector's bug must not hide the others' health
        return Health(ok=False, text=f"The check failed: {type(error).__name__}: {error}")
    finally:
        connector.close()
