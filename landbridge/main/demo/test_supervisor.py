"""Children are restarted when they die, stopped together, and never left behind."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from landbridge.main.demo.supervisor import ChildFailedError, ChildSpec, Supervisor

SLEEPER = "import time; print('up', flush=True); time.sleep(60)"
PARENT = (
    "import subprocess, sys, time\n"
    f"child = subprocess.Popen([sys.executable, '-c', {SLEEPER!r}])\n"
    "print(child.pid, flush=True); time.sleep(60)"
)


def a_spec(folder: Path, code: str) -> ChildSpec:
    return ChildSpec(name="x", argv=[sys.executable, "-c", code], log_file=folder / "x.log")


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_killed_child_comes_back_with_its_own_children_gone(tmp_path: Path) -> None:
    with Supervisor(tmp_path / "state.json") as supervisor:
        supervisor.start(a_spec(tmp_path, PARENT))
        until(lambda: supervisor.log_tail("x").count("\n") >= 2)
        first, grandchild = supervisor.process_ids()["x"], int(supervisor.log_tail("x").split()[0])
        os.kill(first, signal.SIGKILL)
        until(lambda: supervisor.process_ids()["x"] != first)
        until(lambda: not running(grandchild))
        second = supervisor.process_ids()["x"]
        assert running(second)
    assert not running(second)
    assert supervisor.restart_count == 1
    assert not (tmp_path / "state.json").exists()


def running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_child_that_keeps_dying_is_given_up_with_its_last_words(tmp_path: Path) -> None:
    with Supervisor(tmp_path / "state.json", restarts_max=2) as supervisor:
        supervisor.start(a_spec(tmp_path, "print('no database')"))
        with pytest.raises(ChildFailedError, match="no database"):
            supervisor.wait_ready("x", lambda: False, within_s=10)


def test_a_child_that_is_never_ready_is_an_error(tmp_path: Path) -> None:
    with Supervisor(tmp_path / "state.json") as supervisor:
        supervisor.start(a_spec(tmp_path, SLEEPER))
        with pytest.raises(ChildFailedError, match="not ready within"):
            supervisor.wait_ready("x", lambda: False, within_s=0.3)


def test_what_a_killed_supervisor_left_behind_is_ended(tmp_path: Path) -> None:
    left = Supervisor(tmp_path / "state.json")
    left.start(a_spec(tmp_path, SLEEPER))  # never entered, never stopped: as if killed
    pid = left.process_ids()["x"]
    with Supervisor(tmp_path / "state.json"):
        left._children["x"].process.wait(10)
    assert not running(pid)


def test_stopping_does_not_wait_for_those_who_do_not_listen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("landbridge.main.demo.supervisor.STOP_GRACE_S", 0.3)
    deaf = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"
    with Supervisor(tmp_path / "state.json") as supervisor:
        supervisor.start(a_spec(tmp_path, deaf))
        until(lambda: "up" in supervisor.log_tail("x"))
        pid = supervisor.process_ids()["x"]
    assert not running(pid)
