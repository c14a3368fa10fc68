"""Connectors are found, never listed: folders of `landbridge.connectors` and entry points.

A connector folder has `manifest.toml`, `config.Config` and `connector.make`; its maps lie in
`maps/*.yaml`, functions of its maps in `maps/functions.py`. One that cannot be loaded is named in
`broken_connectors()` with the reason and never hinders the others.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
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
from landbridge.mapping import Map, load_map
from landbridge.mapping.functions import functions_of

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

    def map_functions(self) -> Mapping[str, Callable[..., Any]]:
        """The connector's own functions for its maps; empty if it has none."""
        name = f"{self.package}.maps.functions"
        try:
            return functions_of(importlib.import_module(name))
        except ModuleNotFoundError as error:
            if error.name is not None and name.startswith(error.name):
                return {}
            raise

    def load_map(self, file: str, *, overlays: Sequence[tuple[str, str]] = ()) -> Map:
        """A map of the folder, compiled, with an operator's overlays. Raises MapFileError."""
        return load_map(
            self.read_map(file), name=file, overlays=overlays, functions=self.map_functions()
        )


class UnknownConnectorError(KeyError):
    """No connector of that name is installed; the text names those that are."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Installed:
    """kinds: by name.  broken: why a package is not among them."""

    kinds: Mapping[str, ConnectorKind]
    broken: Mapping[str, str]


@cache
def installed() -> Installed:
    """Find and load all connectors. Import has no side effects; nothing connects here."""
    kinds: dict[str, ConnectorKind] = {}
    broken: dict[str, str] = {}
    for package in _packages():
        try:
            kind = load_kind(package)
        except Exception as error:  # a third party's code may fail in any way
            broken[package] = f"{type(error).__name__}: {error}"
            continue
        name = kind.manifest.name
        if name in kinds:
            broken[package] = f"the name {name!r} is taken by {kinds[name].package}"
        else:
            kinds[name] = kind
    return Installed(MappingProxyType(dict(sorted(kinds.items()))), MappingProxyType(broken))


def _packages() -> list[str]:
    home = importlib.import_module("landbridge.connectors")
    own = [f"{home.__name__}.{info.name}" for info in pkgutil.iter_modules(home.__path__)]
    return own + [point.value for point in entry_points(group=ENTRY_POINT_GROUP)]


def connector_kinds() -> Mapping[str, ConnectorKind]:
    """All installed connectors by name."""
    return installed().kinds


def broken_connectors() -> Mapping[str, str]:
    """Packages that are there but could not be loaded, with the reason."""
    return installed().broken


def connector_kind(name: str) -> ConnectorKind:
    kinds = connector_kinds()
    if name not in kinds:
        raise UnknownConnectorError(
            f"no connector named {name!r}; installed: {', '.join(kinds) or 'none'}"
        )
    return kinds[name]


def load_kind(package: str) -> ConnectorKind:
    """Load one connector package. Raises what its parts raise."""
    manifest = read_manifest(resources.files(package).joinpath("manifest.toml"))
    config = importlib.import_module(f"{package}.config")
    connector = importlib.import_module(f"{package}.connector")
    return ConnectorKind(manifest, package, config.Config, connector.make)
