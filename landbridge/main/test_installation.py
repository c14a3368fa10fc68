"""Planners are compiled beside other work, which may give that up."""

import psutil
import pytest

from landbridge.kit.findings import LandbridgeError
from landbridge.main import installation


def test_compiling_may_be_given_up_and_leaves_nothing_running(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(installation, "cold_planners", lambda: ("clusters",))
    before = set(psutil.Process().children())
    started: set[psutil.Process] = set()

    def give_up() -> None:
        started.update(set(psutil.Process().children()) - before)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        installation.warm_planners(give_up)
    assert started
    assert not [one for one in started if one.is_running()]


def test_what_is_compiled_is_not_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "cold_planners", tuple)
    assert not installation.warm_planners()


def test_compiling_that_fails_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "cold_planners", lambda: ("clusters",))
    monkeypatch.setattr("sys.executable", "false")
    with pytest.raises(LandbridgeError, match="no word why"):
        installation.warm_planners()
