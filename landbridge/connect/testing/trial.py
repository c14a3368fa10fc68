"""A connector on trial: made against its stand, through the faulty proxy where there is HTTP."""

import importlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from landbridge.connect.config import build_config
from landbridge.connect.protocols import Cursor, Payload, Pulled
from landbridge.connect.registry import ConnectorKind, Surroundings
from landbridge.connect.testing.faulty import FaultyProxy
from landbridge.connect.testing.stand import Resources, Stand
from landbridge.kit.crypto import Secret

PAGES_MAX = 200


def has_stand(kind: ConnectorKind) -> bool:
    return kind.folder().joinpath("fake.py").is_file()


class Trial:
    """connect: a new connector, as another worker thread would make one."""

    def __init__(
        self, kind: ConnectorKind, stand: Stand, resources: Resources, proxy: FaultyProxy | None
    ) -> None:
        self.kind = kind
        self.stand = stand
        self.proxy = proxy
        self._resources = resources
        self._made: list[Any] = []
        self._secrets: set[str] = set()

    def can(self, capability: str) -> bool:
        return capability in self.kind.manifest.capabilities

    def connect(self) -> Any:
        """Raises AssertionError if the stand's own settings are not valid."""
        values = self.stand.values(self.proxy.address if self.proxy else self.stand.upstream)
        config, findings = build_config(self.kind.config_class, values)
        assert config is not None, [finding.text for finding in findings]
        self._secrets |= {v.reveal() for v in values.values() if isinstance(v, Secret)}
        surroundings = Surroundings(
            clock=self._resources.clock, endpoint="trial", facilities=self.stand.facilities()
        )
        made = self.kind.make(config, surroundings)
        self._made.append(made)
        return made

    def leaks(self, text: str) -> list[str]:
        """Which secrets of the settings stand in a text; masked, so that this does not leak."""
        return [f"{secret[:3]}..." for secret in self._secrets if secret and secret in text]

    def close(self) -> None:
        for made in self._made:
            made.close()
            made.close()
        self.stand.close()


@contextmanager
def on_trial(kind: ConnectorKind, resources: Resources) -> Iterator[Trial]:
    """Set a connector up against its stand, and take everything down again."""
    module = importlib.import_module(f"{kind.package}.fake")
    stand: Stand = module.stand(resources)
    proxy = FaultyProxy(stand.upstream) if stand.upstream else None
    trial = Trial(kind, stand, resources, proxy)
    try:
        if proxy is None:
            yield trial
        else:
            with proxy:
                yield trial
    finally:
        trial.close()


def read_on(
    source: Any, stream: str, cursor: Cursor | None, *, limit: int
) -> tuple[list[Payload], Cursor | None]:
    """Pull page after page until there is no more; gives all payloads and the last cursor."""
    found: list[Payload] = []
    for _ in range(PAGES_MAX):
        page: Pulled = source.pull(stream, cursor, limit=limit)
        found.extend(page.payloads)
        cursor = page.cursor if page.cursor is not None else cursor
        if not page.more:
            return found, cursor
    raise AssertionError(f"{stream} says after {PAGES_MAX} pages that there is still more")


def facts(trial: Trial, payloads: Sequence[Payload]) -> list[str]:
    """Names of the facts the payloads tell, in their order."""
    return [name for name in map(trial.stand.fact_of, payloads) if name]
