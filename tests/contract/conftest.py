"""Each connector that ships a `fake.py`, set up against its stand; one trial per test.

`@pytest.mark.needs("sink", "http")` limits a test to the connectors that declare it.
"""

from collections.abc import Iterator, Mapping

import pytest

from landbridge.connect.registry import ConnectorKind, connector_kinds
from landbridge.connect.testing.trial import Trial, has_stand, on_trial
from landbridge.kit.clock import Clock, SystemClock
from landbridge.kit.ground import Ground

TRIED = [kind for kind in connector_kinds().values() if has_stand(kind)]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*what): capabilities a connector must declare")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "trial" in metafunc.fixturenames:
        needed = {name for mark in metafunc.definition.iter_markers("needs") for name in mark.args}
        kinds = [kind for kind in TRIED if needed <= declared(kind)]
        metafunc.parametrize("trial", kinds, ids=lambda kind: kind.manifest.name, indirect=True)


def declared(kind: ConnectorKind) -> set[str]:
    """Capabilities, and `http` if that is how it is reached."""
    reached = {"http"} if {"http", "https"} & set(kind.manifest.transports) else set()
    return {*kind.manifest.capabilities, *reached}


class PytestResources:
    """A ground is made only if a stand asks for it."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._request = request
        self.clock: Clock = SystemClock()

    def ground(self, room: str) -> Ground:
        ground: Ground = self._request.getfixturevalue(f"{room}_ground")
        return ground

    def outside(self, name: str) -> Mapping[str, object]:
        """From the fixture `outside_<name>`."""
        settings: Mapping[str, object] = self._request.getfixturevalue(f"outside_{name}")
        return settings


@pytest.fixture
def trial(request: pytest.FixtureRequest) -> Iterator[Trial]:
    with on_trial(request.param, PytestResources(request)) as trial:
        yield trial
