"""A mishap at a visitor's wish: one worker process of the demo dies as if the power had failed."""

import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress

import psutil

from landbridge.console.grounds import Grounds
from landbridge.hub import facade as hub

MARK = "LANDBRIDGE_DEMO"  # set for the demo's own processes, and for nobody else
OURS = "landbridge"


def kill_a_worker(grounds: Grounds) -> str:
    """SIGKILL for the busiest living worker on this machine; its name, or "" if there is none."""
    living = [
        worker
        for worker in hub.bridge(grounds.hub).workers
        if worker.alive and worker.host == socket.gethostname()
    ]
    for worker in sorted(living, key=lambda one: (not one.doing, one.started_at)):
        with suppress(psutil.Error):
            process = psutil.Process(worker.process_number)
            if any(OURS in part for part in process.cmdline()):
                process.send_signal(signal.SIGKILL)
                return worker.worker
    return ""


def offered(grounds: Grounds) -> dict[str, Callable[[], str]]:
    """What the console may offer a visitor: something only in a demo."""
    if not os.environ.get(MARK):
        return {}
    return {"kill_a_worker": lambda: kill_a_worker(grounds)}
