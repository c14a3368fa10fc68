"""The visitor's button ends a real process, the right one, and only in a demo."""

import dataclasses
import os
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from landbridge.console.grounds import Grounds
from landbridge.hub import facade as hub
from landbridge.hub.facade.views import WorkerRow
from landbridge.main.demo.mishap import MARK, kill_a_worker, offered

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def row(name: str, number: int, **more: object) -> WorkerRow:
    return dataclasses.replace(
        WorkerRow(
            worker=name, host=socket.gethostname(), process_number=number, version="1",
            started_at=NOW, seen_at=NOW, seen_age_s=0.0, alive=True, doing="",
        ),
        **more,
    )  # fmt: skip


def test_the_busy_living_worker_of_this_machine_is_killed(
    hub_ground, wms_ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleeps = [sys.executable, "-c", "import time; time.sleep(60)"]
    workers = [subprocess.Popen([*sleeps, "landbridge"]) for _ in range(2)]
    stranger = subprocess.Popen(sleeps)
    try:
        rows = (
            row("elsewhere", workers[0].pid, host="another machine", doing="much"),
            row("dead", workers[0].pid, alive=False, doing="much"),
            row("not ours", stranger.pid, doing="much", started_at=NOW - timedelta(days=1)),
            row("idle", workers[0].pid),
            row("busy", workers[1].pid, doing="delivers", started_at=NOW + timedelta(hours=1)),
        )
        found = dataclasses.replace(hub.bridge(hub_ground), workers=rows)
        monkeypatch.setattr(hub, "bridge", lambda _ground: found)
        assert kill_a_worker(Grounds(hub=hub_ground, wms=wms_ground)) == "busy"
        assert workers[1].wait(timeout=30) == -signal.SIGKILL
        assert workers[0].poll() is None and stranger.poll() is None
    finally:
        for one in (*workers, stranger):
            one.kill()
            one.wait(timeout=30)


def test_only_a_demo_offers_it(hub_ground, wms_ground, monkeypatch: pytest.MonkeyPatch) -> None:
    grounds = Grounds(hub=hub_ground, wms=wms_ground)
    monkeypatch.delenv(MARK, raising=False)
    assert offered(grounds) == {}
    monkeypatch.setitem(os.environ, MARK, "1")
    assert list(offered(grounds)) == ["kill_a_worker"]
