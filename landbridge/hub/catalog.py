"""Endpoints opened for use: connector kind, codec, maps and context, as one frozen picture.

A worker keeps a catalog and loads it anew when an endpoint changes. An endpoint that cannot be
used (its connector is not installed, a secret does not open, a map has an error) has a `problem`
in words and its documents wait; it never stops the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from landbridge.codecs import Codec, UnknownSyntaxError, get_codec
from landbridge.connect.config import build_config
from landbridge.connect.manifest import Manifest
from landbridge.connect.protocols import Connector
from landbridge.connect.registry import ConnectorKind, Surroundings
from landbridge.hub.endpoints.queries import StoredEndpoint, all_endpoints
from landbridge.hub.endpoints.rules import unseal
from landbridge.kit.crypto import SecretUnreadableError
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.mapping import Map, MapContext, MapFileError

CANON = "canon"
Overlays = Mapping[tuple[int, str], tuple[tuple[str, str], ...]]


class NotUsableError(Exception):
    """An endpoint cannot be opened; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One endpoint, opened. in_maps: by wire type; out_maps: by kind of document.

    problem: why it cannot be used, "" if it can; then kind, codec, config and maps are there.
    """

    id: int
    name: str
    state: str
    revision: int
    options: Mapping[str, Any]
    problem: str = ""
    kind: ConnectorKind | None = None
    codec: Codec | None = None
    config: Any = field(default=None, repr=False)
    context: MapContext = field(default_factory=MapContext)
    in_maps: Mapping[str, Map] = field(default_factory=dict)
    out_maps: Mapping[str, Map] = field(default_factory=dict)

    @property
    def is_active(self) -> bool:
        return self.state == "active" and not self.problem

    @property
    def is_canon(self) -> bool:
        return self.manifest.syntax == CANON

    @property
    def manifest(self) -> Manifest:
        assert self.kind is not None, self.problem
        return self.kind.manifest

    @property
    def holds_new_fields(self) -> bool:
        """Its option `new_fields`: `hold`, or `note` (default)."""
        return self.options.get("new_fields") == "hold"

    def can(self, capability: str) -> bool:
        return not self.problem and capability in self.manifest.capabilities

    def option(self, name: str, default: float) -> float:
        """A number from the endpoint's options, else the default."""
        value = self.options.get(name, default)
        return float(value) if isinstance(value, int | float | str) else default

    def make(self, ground: Ground, facilities: Mapping[str, object]) -> Connector:
        """A connector for one thread; the caller closes it."""
        assert self.kind is not None, self.problem
        surroundings = Surroundings(clock=ground.clock, endpoint=self.name, facilities=facilities)
        return self.kind.make(self.config, surroundings)


@dataclass(frozen=True, slots=True)
class Catalog:
    """token: differs when anything that the catalog was made of has changed."""

    token: tuple[object, ...]
    by_id: Mapping[int, Flow]
    by_name: Mapping[str, Flow]

    @property
    def lingers(self) -> dict[int, Mapping[str, float]]:
        """Of each endpoint: which documents wait for a newer version of themselves, how long."""
        usable = (flow for flow in self.by_id.values() if flow.kind is not None)
        return {flow.id: found for flow in usable if (found := flow.manifest.lingers)}


def catalog_token(conn: Connection) -> tuple[object, ...]:
    """Cheap to ask: one row for each endpoint and overlay."""
    rows = conn.execute(
        """SELECT id::text, revision::text, state FROM hub.endpoint
           UNION ALL
           SELECT endpoint_id::text, file, md5(content) || position FROM hub.map_overlay
           ORDER BY 1, 2, 3"""
    ).fetchall()
    return tuple(rows)


def load_catalog(ground: Ground, kinds: Mapping[str, ConnectorKind]) -> Catalog:
    with ground.pg.snapshot() as conn:
        token = catalog_token(conn)
        stored = all_endpoints(conn)
        overlays = _overlays(conn)
    flows = [open_flow(ground, one, kinds, overlays) for one in stored]
    return Catalog(
        token,
        MappingProxyType({flow.id: flow for flow in flows}),
        MappingProxyType({flow.name: flow for flow in flows}),
    )


def open_flow(
    ground: Ground,
    stored: StoredEndpoint,
    kinds: Mapping[str, ConnectorKind],
    overlays: Overlays,
) -> Flow:
    """Open an endpoint; what stands in the way becomes its `problem`."""
    try:
        return _opened(ground, stored, kinds, overlays)
    except (NotUsableError, SecretUnreadableError, MapFileError, UnknownSyntaxError) as error:
        problem = str(error)
    except Exception as error:  # a third party's connector must not stop the others
        problem = f"it cannot be opened: {type(error).__name__}: {error}"
    return Flow(
        id=stored.id,
        name=stored.name,
        state=stored.state,
        revision=stored.revision,
        options=stored.options,
        problem=problem,
    )


def _opened(
    ground: Ground,
    stored: StoredEndpoint,
    kinds: Mapping[str, ConnectorKind],
    overlays: Overlays,
) -> Flow:
    kind = kinds.get(stored.connector)
    if kind is None:
        raise NotUsableError(f"its connector {stored.connector} is not installed here")
    config, findings = build_config(kind.config_class, unseal(stored.config, ground.secrets))
    if config is None:
        sentences = " ".join(finding.text for finding in findings)
        raise NotUsableError(f"its settings are not valid: {sentences}")
    maps = _maps(stored.id, kind, overlays)
    speaks = kind.manifest.speaks
    return Flow(
        id=stored.id,
        name=stored.name,
        state=stored.state,
        revision=stored.revision,
        options=stored.options,
        kind=kind,
        codec=get_codec(kind.manifest.syntax),
        config=config,
        context=_context(stored, config),
        in_maps={s.wire_type: maps[s.map] for s in speaks if s.direction == "in" and s.map},
        out_maps={s.document: maps[s.map] for s in speaks if s.direction == "out" and s.map},
    )


def _maps(endpoint_id: int, kind: ConnectorKind, overlays: Overlays) -> dict[str, Map]:
    files = {entry.map for entry in kind.manifest.speaks if entry.map}
    return {
        file: kind.load_map(file, overlays=overlays.get((endpoint_id, file), ())) for file in files
    }


def _context(stored: StoredEndpoint, config: Any) -> MapContext:
    """Options of the endpoint first, then settings of the same name."""

    def value(name: str, default: str) -> str:
        return str(stored.options.get(name) or getattr(config, name, "") or default)

    constants = stored.options.get("constants")
    return MapContext(
        owner=value("owner", ""),
        site=value("site", ""),
        endpoint=stored.name,
        zone=value("zone", "UTC"),
        constants=constants if isinstance(constants, Mapping) else {},
    )


def _overlays(conn: Connection) -> Overlays:
    found: dict[tuple[int, str], tuple[tuple[str, str], ...]] = {}
    for endpoint_id, file, name, content in conn.execute(
        "SELECT endpoint_id, file, name, content FROM hub.map_overlay ORDER BY 1, 2, position"
    ):
        found[endpoint_id, file] = (*found.get((endpoint_id, file), ()), (name, content))
    return found
