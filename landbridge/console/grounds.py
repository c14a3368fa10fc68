"""Where views find the grounds of hub and warehouse; the composition root puts them here."""

from collections.abc import Mapping
from dataclasses import dataclass

from landbridge.kit.ground import Ground


@dataclass(frozen=True, slots=True)
class Grounds:
    hub: Ground
    wms: Ground


_installed: Grounds | None = None
_facilities: Mapping[str, object] = {}


def install(grounds: Grounds, *, facilities: Mapping[str, object] | None = None) -> None:
    """facilities: what particular connectors need besides their settings, by name."""
    global _installed, _facilities  # noqa: PLW0603  # one process, one installation
    _installed = grounds
    _facilities = dict(facilities or {})


def grounds() -> Grounds:
    if _installed is None:
        raise RuntimeError("the composition root has not installed the grounds yet")
    return _installed


def facilities() -> Mapping[str, object]:
    return _facilities
