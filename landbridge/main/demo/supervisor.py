"""Child processes kept running: started, watched, restarted when they die, stopped together.

Each child gets a session of its own, so Ctrl-C reaches only the supervisor, which then stops the
children in order. Their process ids stand in a file: whoever kills the supervisor itself with
SIGKILL leaves children behind, and the next start ends those by that file.
"""

import contextlib
import json
import logging
import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from landbridge.kit.findings import LandbridgeError

log = logging.getLogger("landbridge.demo")

RESTARTS_MAX = 30
RESTART_WINDOW_S = 60.0
RESTART_PAUSE_S = 0.2
STOP_GRACE_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSpec:
    """What to run. log_file: where both its outputs go.  environ: added to this process's own.

    cwd: its working folder, default this process's.
    """

    name: str
    argv: Sequence[str]
    log_file: Path
    environ: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None


class ChildFailedError(LandbridgeError):
    """A child died too often, or never became ready."""


@dataclass(slots=True)
class _Child:
    spec: ChildSpec
    process: subprocess.Popen[bytes]
    restarted_at: deque[float] = field(default_factory=deque)


class Supervisor:
    """Keeps children running until `stop()`. Thread-safe; a context manager.

    state_file: where process ids are written (name -> pid), for the next start and for watchers.
    restarts_max: within `RESTART_WINDOW_S` seconds for one child; more sets `failed`.
    """

    def __init__(self, state_file: Path, *, restarts_max: int = RESTARTS_MAX) -> None:
        self.failed: ChildFailedError | None = None
        self.restart_count = 0
        self._state_file = state_file
        self._restarts_max = restarts_max
        self._children: dict[str, _Child] = {}
        self._lock = threading.RLock()
        self._stopping = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def __enter__(self) -> "Supervisor":
        self.end_leftovers()
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, spec: ChildSpec) -> None:
        with self._lock:
            if self._stopping.is_set():
                return
            self._children[spec.name] = _Child(spec, _spawn(spec))
            self._write_state()

    def wait_ready(self, name: str, is_ready: Callable[[], bool], *, within_s: float) -> None:
        """Ask until `is_ready()`. Raises ChildFailedError with the end of the child's log."""
        deadline = time.monotonic() + within_s
        while not is_ready():
            self.check()
            if time.monotonic() > deadline:
                raise ChildFailedError(
                    f"{name} was not ready within {within_s:.0f} s",
                    remedy=f"Its log ends: {self.log_tail(name)}",
                )
            time.sleep(0.1)

    def check(self) -> None:
        """Raise what made the supervisor give up, if anything did."""
        if self.failed is not None:
            raise self.failed

    def process_ids(self) -> dict[str, int]:
        with self._lock:
            return {name: child.process.pid for name, child in self._children.items()}

    def log_tail(self, name: str, *, length: int = 600) -> str:
        with self._lock:
            file = self._children[name].spec.log_file
        return file.read_text(encoding="utf-8", errors="replace")[-length:] if file.exists() else ""

    def stop(self) -> None:
        """End all children, the last started first; SIGKILL after `STOP_GRACE_S`. Repeatable."""
        self._stopping.set()
        if self._watcher.is_alive():
            self._watcher.join()
        with self._lock:
            children = list(self._children.values())[::-1]
            for child in children:
                _signal_group(child.process.pid, signal.SIGTERM)
            deadline = time.monotonic() + STOP_GRACE_S
            for child in children:
                try:
                    child.process.wait(max(0.0, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    log.warning("killed, for it did not stop", extra={"child": child.spec.name})
                _signal_group(child.process.pid, signal.SIGKILL)
                child.process.wait()
            self._children.clear()
            self._state_file.unlink(missing_ok=True)

    def end_leftovers(self) -> int:
        """End what a killed supervisor left behind; how many processes."""
        try:
            left = json.loads(self._state_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return 0
        count = 0
        for entry in left.values():
            try:
                process = psutil.Process(entry["pid"])
                if abs(process.create_time() - entry["created"]) < 1.0:
                    _signal_group(entry["pid"], signal.SIGKILL)
                    count += 1
            except psutil.NoSuchProcess:
                _signal_group(entry["pid"], signal.SIGKILL)
        self._state_file.unlink(missing_ok=True)
        return count

    def _watch(self) -> None:
        while not self._stopping.wait(RESTART_PAUSE_S):
            with self._lock:
                dead = [c for c in self._children.values() if c.process.poll() is not None]
                for child in dead:
                    self._restart(child)

    def _restart(self, child: _Child) -> None:
        # Its own children (a web server's processes) must not hold the port or do its work.
        _signal_group(child.process.pid, signal.SIGKILL)
        now = time.monotonic()
        recent = child.restarted_at
        while recent and now - recent[0] > RESTART_WINDOW_S:
            recent.popleft()
        if len(recent) >= self._restarts_max:
            self.failed = ChildFailedError(
                f"{child.spec.name} died {len(recent)} times within {RESTART_WINDOW_S:.0f} s",
                remedy=f"Its log is {child.spec.log_file}; it ends: "
                f"{self.log_tail(child.spec.name)}",
            )
            self._stopping.set()
            return
        log.info(
            "restarted", extra={"child": child.spec.name, "exit_code": child.process.returncode}
        )
        recent.append(now)
        self.restart_count += 1
        child.process = _spawn(child.spec)
        self._write_state()

    def _write_state(self) -> None:
        entries = {}
        for name, child in self._children.items():
            try:
                created = psutil.Process(child.process.pid).create_time()
            except psutil.NoSuchProcess:
                continue
            entries[name] = {"pid": child.process.pid, "created": created}
        self._state_file.parent.mkdir(parents=True, exist_ok=True)
        part = self._state_file.with_suffix(".part")
        part.write_text(json.dumps(entries), encoding="utf-8")
        part.replace(self._state_file)


def _spawn(spec: ChildSpec) -> subprocess.Popen[bytes]:
    spec.log_file.parent.mkdir(parents=True, exist_ok=True)
    with spec.log_file.open("ab") as output:
        return subprocess.Popen(
            list(spec.argv),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | dict(spec.environ),
            cwd=spec.cwd,
            start_new_session=True,
        )


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
