"""Connectors whose maps are compiled once for all lives: workers are born by the hundred."""

from functools import cache

from landbridge.connect.registry import ConnectorKind
from landbridge.mapping import Map


class _CachedKind(ConnectorKind):
    def load_map(self, file: str, *, overlays: object = ()) -> Map:
        return _compiled(self.package, self.manifest.name, file, tuple(overlays), self)  # type: ignore[arg-type]


def cached(kind: ConnectorKind) -> ConnectorKind:
    """The same kind."""
    return _CachedKind(kind.manifest, kind.package, kind.config_class, kind.make)


@cache
def _compiled(
    package: str, name: str, file: str, overlays: tuple[tuple[str, str], ...], kind: ConnectorKind
) -> Map:
    return ConnectorKind.load_map(kind, file, overlays=overlays)
