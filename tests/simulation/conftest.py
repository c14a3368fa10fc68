"""Lives are lived in processes of their own, with a fixed order of sets: see `landbridge sim`."""

from collections.abc import Callable, Iterator

import pytest

from landbridge.main.sim.arena import arena


@pytest.fixture(scope="session")
def fresh() -> Iterator[Callable[[], str]]:
    """DSNs of databases with the company of the simulation in it, one after the other."""
    with arena() as place:
        yield place.fresh
