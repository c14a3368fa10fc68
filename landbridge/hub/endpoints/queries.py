"""Endpoints as they are stored, and connectors made of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg.rows import class_row

from landbridge.connect.config import build_config
from landbridge.connect.protocols import Connector
from landbridge.connect.registry import (
    ConnectorKind,
    Surroundings,
    UnknownConnectorError,
    connector_kind,
)
from landbridge.hub.endpoints.rules import unseal
from landbridge.hub.facade.contracts import EndpointUnusableError
from landbridge.kit.crypto import SecretUnreadableError
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql

SQL = named_sql("landbridge.hub.endpoints", "sql/endpoints.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEndpoint:
    """A row of hub.endpoint. config: settings with their secrets sealed, kept out of repr."""

    id: int
    name: str
    title: str
    connector: str
    config: Mapping[str, object] = field(repr=False)
    options: Mapping[str, object]
    state: str
    why: str
    since: datetime
    revision: int


def one_endpoint(conn: Connection, name: str, *, lock: bool = False) -> StoredEndpoint:
    """Raises EndpointUnusableError if there is none of that name."""
    cursor = conn.cursor(row_factory=class_row(StoredEndpoint))
    statement = SQL["locked_endpoint" if lock else "one_endpoint"]
    row = cursor.execute(statement, {"name": name}).fetchone()
    if row is None:
        raise EndpointUnusableError(
            "there is no endpoint of that name",
            subject=name,
            remedy="See `landbridge endpoint list`.",
        )
    return row


def all_endpoints(conn: Connection) -> list[StoredEndpoint]:
    """Every endpoint in the order they were added, disabled ones last."""
    return (
        conn.cursor(row_factory=class_row(StoredEndpoint)).execute(SQL["all_endpoints"]).fetchall()
    )


def kind_of(endpoint: StoredEndpoint) -> ConnectorKind:
    """Raises EndpointUnusableError if its connector is not installed."""
    try:
        return connector_kind(endpoint.connector)
    except UnknownConnectorError as error:
        raise EndpointUnusableError(
            f"its connector {endpoint.connector} is not installed here",
            subject=endpoint.name,
            remedy="Install the package that brings it, or disable the endpoint.",
        ) from error


def open_config(ground: Ground, endpoint: StoredEndpoint) -> Any:
    """The endpoint's configuration with its secrets opened; an instance of its config class.

    Raises EndpointUnusableError when a secret does not open or a value does not fit any more.
    """
    try:
        values = unseal(endpoint.config, ground.secrets)
    except SecretUnreadableError as error:
        raise EndpointUnusableError(
            "its stored secrets do not open with this installation's secret key",
            subject=endpoint.name,
            remedy="Restore the old secret key, or enter the secrets of the endpoint again.",
        ) from error
    config, findings = build_config(kind_of(endpoint).config_class, values)
    if config is None:
        raise EndpointUnusableError(
            f"its settings are not valid: {' '.join(finding.text for finding in findings)}",
            subject=endpoint.name,
            remedy="Correct the settings of the endpoint.",
        )
    return config


def make_connector(
    ground: Ground, endpoint: StoredEndpoint, *, facilities: Mapping[str, object]
) -> Connector:
    """A connector for one thread; the caller closes it. Raises EndpointUnusableError."""
    kind = kind_of(endpoint)
    surroundings = Surroundings(clock=ground.clock, endpoint=endpoint.name, facilities=facilities)
    return kind.make(open_config(ground, endpoint), surroundings)


def open_connector(ground: Ground, *, endpoint: str, facilities: Mapping[str, object]) -> Connector:
    """The same by the endpoint's name."""
    with ground.pg.reading() as conn:
        stored = one_endpoint(conn, endpoint)
    return make_connector(ground, stored, facilities=facilities)
