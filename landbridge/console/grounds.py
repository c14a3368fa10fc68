"""Where views find the grounds of hub and warehouse; the composition root puts them here."""

from dataclasses import dataclass

from landbridge.kit.ground import Ground


@dataclass(frozen=True, slots=True)
class Grounds:
    hub: Ground
    wms: Ground


_installed: Grounds | None = None


def install(grounds: Grounds) -> None:
    global _installed  # noqa: PLW0603  # one process, one installation
    _installed = grounds


def grounds() -> Grounds:
    if _installed is None:
        raise RuntimeError("the composition root has not installed the grounds yet")
    return _installed
