"""Connectors are found, never listed: folders of `landbridge.connectors` and entry points."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.metadata import entry_points
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from landbridge.connect.manifest import Manifest, read_manifest
from landbridge.connect.protocols import Connector
from landbridge.kit.clock import Clock

ENTRY_POINT_GROUP = "landbridge.connectors"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a connector gets besides its configuration.

    facilities: what the composition root hands to particular connectors by name, e.g. the
    built-in warehouse's ground. A connector names in its docs what it needs.
    """

    clock: Clock
    endpoint: str
    facilities: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ConnectorKind:
    """A kind of connector: its manifest, its configuration class and how to make one.

    `make(config, surroundings)`; `config` is an instance of `config_class` (see connect.config).
    """

    manifest: Manifest
    package: str
    config_class: type[Any]
    make: Callable[[Any, Surroundings], Connector]

    def folder(self) -> Traversable:
        return resources.files(self.package)

    def read_map(self, file: str) -> str:
        return self.folder().joinpath("maps", file).read_text(encoding="utf-8")


class UnknownConnectorError(KeyError):
    """No connector of that name is installed; the text names those that are."""


@cache
def connector_kinds() -> Mapping[str, ConnectorKind]:
    """All installed connectors by name. Import has no side effects; nothing connects here."""
    packages = []
    home = importlib.import_module("landbridge.connectors")
    for info in pkgutil.iter_modules(home.__path__):
        if info.ispkg:
            packages.append(f"landbridge.connectors.{info.name}")
    packages.extend(point.value for point in entry_points(group=ENTRY_POINT_GROUP))
    kinds = {}
    for package in packages:
        kind = _load(package)
        kinds[kind.manifest.name] = kind
    return MappingProxyType(dict(sorted(kinds.items())))


def connector_kind(name: str) -> ConnectorKind:
    kinds = connector_kinds()
    if name not in kinds:
        raise UnknownConnectorError(
            f"no connector named {name!r}; installed: {', '.join(kinds) or 'none'}"
        )
    return kinds[name]


def _load(package: str) -> ConnectorKind:
    """A connector folder has `config.Config` and `connector.make`."""
    manifest = read_manifest(resources.files(package).joinpath("manifest.toml"))
    config = importlib.import_module(f"{package}.config")
    connector = importlib.import_module(f"{package}.connector")
    return ConnectorKind(manifest, package, config.Config, connector.make)
