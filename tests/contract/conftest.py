"""Each connector that ships a `fake.py`, set up against its stand; one trial per test."""

from collections.abc import Iterator

import pytest

from landbridge.connect.registry import connector_kinds
from landbridge.connect.testing.trial import Trial, has_stand, on_trial
from landbridge.kit.clock import Clock, SystemClock
from landbridge.kit.ground import Ground

TRIED = [kind for kind in connector_kinds().values() if has_stand(kind)]


class PytestResources:
    """A ground is made only if a stand asks for it."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._request = request
        self.clock: Clock = SystemClock()

    def ground(self, room: str) -> Ground:
        ground: Ground = self._request.getfixturevalue(f"{room}_ground")
        return ground


@pytest.fixture(params=TRIED, ids=lambda kind: kind.manifest.name)
def trial(request: pytest.FixtureRequest) -> Iterator[Trial]:
    with on_trial(request.param, PytestResources(request)) as trial:
        yield trial
