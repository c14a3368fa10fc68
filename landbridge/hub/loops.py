"""A thread that does one kind of work: when woken, or every now and then, for as long as there
is some. Nothing that goes wrong in it ends it, or touches another."""

import logging
import threading
from collections.abc import Callable

LOG = logging.getLogger("landbridge.hub")
TROUBLE_S, TROUBLE_S_MAX = 0.5, 10.0


class Loop:
    """Calls `work` again and again; it returns True when there may be more at once.

    idle_s: the longest pause without a wake-up.
    """

    def __init__(
        self, name: str, work: Callable[[], bool], *, stop: threading.Event, idle_s: float
    ) -> None:
        self.name = name
        self._work = work
        self._stop = stop
        self._idle_s = idle_s
        self._woken = threading.Event()
        self._troubles = 0
        self._thread = threading.Thread(target=self._run, name=f"hub-{name}", daemon=True)

    def start(self) -> "Loop":
        self._thread.start()
        return self

    def wake(self) -> None:
        self._woken.set()

    def join(self, timeout_s: float) -> bool:
        """True when the thread has ended."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stop.is_set():
            # Cleared before working: what comes meanwhile wakes the next round.
            self._woken.clear()
            pause_s = 0.0 if self._once() else self._idle_s
            if self._troubles:
                pause_s = min(TROUBLE_S_MAX, TROUBLE_S * 2 ** min(self._troubles - 1, 10))
            if pause_s and not self._stop.is_set():
                self._woken.wait(pause_s)

    def _once(self) -> bool:
        try:
            busy = self._work()
        except Exception as fault:
            self._troubles += 1
            # The whole trace once; the same trouble again is one line.
            LOG.warning(
                "%s: %s: %s", self.name, type(fault).__name__, fault,
                exc_info=self._troubles == 1,
            )  # fmt: skip
            return False
        self._troubles = 0
        return busy
