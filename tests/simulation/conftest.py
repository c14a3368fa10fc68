"""Lives are lived in processes of their own, with a fixed order of sets: see `landbridge sim`."""

from collections.abc import Callable, Iterator

import pytest

from landbridge.main.sim.arena import arena
from landbridge.main.sim.homes import Home


@pytest.fixture(scope="session")
def fresh() -> Iterator[Callable[[], Home]]:
    """Homes with the company of the simulation in it, one after the other."""
    with arena() as place:
        yield place.fresh
