"""A world of two fakes for each test."""

from collections.abc import Iterator

import pytest

from landbridge.kit.ground import Ground
from tests.reconciliation.world import World, make_world


@pytest.fixture
def world(hub_ground: Ground, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    made = make_world(hub_ground, monkeypatch, options={"numbered": ["inbound_order"]})
    yield made
    made.worker.close()
