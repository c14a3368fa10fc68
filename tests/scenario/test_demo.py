"""The demo as people start it: plays to the end, survives being killed, leaves nothing behind.

All of it runs as real processes with a real Tryton. Setting that up takes a minute of one core, so
all tests of a checkout share one: the demo's own set-up makes it (`tryton_template`), and the
demo's folder, which is kept for the next run, gets what was made. That a demo begins and breaks
off its set-up by itself is a test here.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.main.demo.erp import DemoErp
from landbridge.main.demo.erp.server import DATABASE
from tests.conftest import move_in

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".landbridge" / "test" / "scenario"
PLAY_S_MAX = 900
KILLS = 10
# The ERP needs some seconds to come back; it is killed less often than the others.
VICTIMS = ("worker-1", "worker-2", "web", "worker-1", "web", "erp")

pytestmark = pytest.mark.tryton


class Demo:
    """A running `landbridge demo`; its output goes to a file."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.output = folder / "output.txt"
        self.server = folder / "demo" / "postgresql"
        self._state = folder / "demo" / "processes.json"
        self._state.unlink(missing_ok=True)
        environ = {k: v for k, v in os.environ.items() if not k.startswith("LANDBRIDGE_")}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "landbridge.main", "demo", *arguments],
                env=environ | {"LANDBRIDGE_DATA_FOLDER": str(folder)},
                cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip

    def process_ids(self) -> dict[str, int]:
        try:
            return {k: v["pid"] for k, v in json.loads(self._state.read_text()).items()}
        except (OSError, ValueError):
            return {}

    def said(self) -> str:
        return self.output.read_text()

    def wait_for(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PLAY_S_MAX
        while not condition():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def end(self) -> int:
        """Wait for its own end; the exit code."""
        return self.process.wait(PLAY_S_MAX)

    def summary(self) -> dict[str, Any]:
        """The line of JSON; the log may tell of a slow stop after it."""
        (line,) = [one for one in self.said().splitlines() if one.startswith('{"finished"')]
        found: dict[str, Any] = json.loads(line)
        return found


Start = Callable[..., Demo]


@pytest.fixture
def start_in() -> Iterator[Start]:
    """Starts a demo in a folder; what still runs after the test is stopped."""
    started: list[Demo] = []

    def start(folder: Path, *arguments: str) -> Demo:
        folder.mkdir(parents=True, exist_ok=True)
        started.append(Demo(folder, *arguments))
        return started[-1]

    yield start
    for demo in started:
        if demo.process.poll() is None:
            demo.process.send_signal(signal.SIGTERM)
            demo.process.wait(60)


@pytest.fixture
def start_demo(start_in: Start, tryton_template: DemoErp) -> Start:
    """Starts a demo whose ERP is set up."""
    (FOLDER / "demo").mkdir(parents=True, exist_ok=True)
    move_in(tryton_template, folder=FOLDER / "demo")
    return partial(start_in, FOLDER)


def assert_all_is_well(demo: Demo, exit_code: int) -> dict[str, Any]:
    assert exit_code == 0, demo.said()
    summary = demo.summary()
    assert summary["finished"] and summary["stock_agrees"], summary
    assert summary["unexplained"] == 0 and summary["twice"] == [] and summary["held"] == []
    assert len(summary["exchanges"]) == 13 and all(summary["exchanges"].values()), summary
    assert summary["orders"]["entered"] == summary["orders"]["finished"] > 0
    return summary


def test_a_day_is_played_to_the_end_and_both_books_agree(start_demo: Start) -> None:
    demo = start_demo("--once", "--orders", "6", "--json")
    summary = assert_all_is_well(demo, demo.end())
    documents = summary["documents"]
    assert documents["outbound_order"] >= 6 and documents["shipment_confirmation"] >= 6
    assert documents["inbound_order"] >= 2 and documents["receipt_confirmation"] >= 2
    assert summary["stock_lines"] > 0 and summary["restarts"] == 0
    assert summary["incidents"] == [], "a day without mistakes: the bridge has nothing to tell"
    for way in ("erp_to_warehouse", "back"):
        assert 0 < summary["latency_ms"][way]["p50"] <= summary["latency_ms"][way]["p99"]


def test_each_order_is_shipped_once_whoever_is_killed(start_demo: Start) -> None:
    """SIGKILL for workers, web server and ERP at random moments of the day."""
    chance = random.Random(20261122)
    demo = start_demo("--once", "--orders", "10", "--json")
    demo.wait_for(lambda: "listening at" in demo.said() and "Tryton with" in demo.said())
    killed: list[str] = []
    while len(killed) < KILLS and demo.process.poll() is None:
        time.sleep(chance.uniform(0.5, 4.0))
        name = VICTIMS[len(killed) % len(VICTIMS)]
        if (pid := demo.process_ids().get(name)) is not None and psutil.pid_exists(pid):
            os.kill(pid, signal.SIGKILL)
            killed.append(name)
    summary = assert_all_is_well(demo, demo.end())
    assert {"web", "erp"} < set(killed) and len(killed) >= KILLS // 2
    assert summary["restarts"] >= len(killed)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_leaves_nothing_behind(number: signal.Signals, start_demo: Start) -> None:
    demo = start_demo("--port", "0", "--erp-port", "0")
    demo.wait_for(lambda: "are at work" in demo.said())
    assert {"erp", "web", "worker-1", "worker-2"} <= demo.process_ids().keys()
    assert_stops(demo, number)


def test_a_first_start_sets_its_erp_up_and_may_be_broken_off(
    start_in: Start, tmp_path: Path
) -> None:
    """What is half set up is not taken for an ERP. To the end all tests' template goes this way."""
    demo = start_in(tmp_path, "--port", "0", "--erp-port", "0")
    demo.wait_for(lambda: "listening at" in demo.said() and "Tryton: module" in demo.said())
    assert_stops(demo, signal.SIGINT)
    assert "Tryton with" not in demo.said()
    kept = EmbeddedServer(demo.server)
    kept.start()
    try:
        assert kept.has_database(f"{DATABASE}_building") and not kept.has_database(DATABASE)
    finally:
        kept.stop()


def assert_stops(demo: Demo, number: signal.Signals) -> None:
    children = psutil.Process(demo.process.pid).children(recursive=True)
    demo.process.send_signal(number)
    assert demo.end() == 0
    assert "Everything is stopped" in demo.said()
    psutil.wait_procs(children, timeout=10)
    assert [child for child in children if child.is_running()] == []
    assert not (demo.server / "postmaster.pid").exists()
