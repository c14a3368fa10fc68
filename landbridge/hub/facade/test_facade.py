"""The door opens to what it promises, whichever room is imported first."""

import subprocess
import sys

import pytest

from landbridge.hub import facade


@pytest.mark.parametrize("name", facade.__all__)
def test_the_facade_has_what_it_lists(name: str) -> None:
    found = getattr(facade, name)
    assert found.__name__ == name
    assert found.__doc__


def test_what_it_does_not_list_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no 'dig_a_tunnel'"):
        _ = facade.dig_a_tunnel


@pytest.mark.parametrize("first", ["endpoints.rules", "watch.bridge", "facade.views", "facade"])
def test_any_room_may_be_imported_first(first: str) -> None:
    code = f"import landbridge.hub.{first}; from landbridge.hub import facade; facade.bridge"
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
