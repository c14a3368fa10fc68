"""What the demo says while it starts: a line per step, with the time it took."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

TALK_EVERY_S = 5.0


class Teller:
    """Tells steps on `out`; safe to use from several threads."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._lock = threading.Lock()
        self._told_at: dict[str, float] = {}

    def say(self, text: str = "") -> None:
        with self._lock:
            print(text, file=self._out, flush=True)

    @contextmanager
    def step(self, name: str, done: str) -> Iterator[None]:
        """Say `name: done` and the time when the block has ended well."""
        began = time.monotonic()
        yield
        self.done(name, done, time.monotonic() - began)

    def done(self, name: str, text: str, took_s: float) -> None:
        self.say(f"  {name:<12} {text:<52} {took_s:6.1f} s")

    def under_way(self, name: str, text: str, done: int, total: int) -> None:
        """Say how far a long step is, but not more often than every few seconds."""
        now = time.monotonic()
        with self._lock:
            if now - self._told_at.get(name, 0.0) < TALK_EVERY_S:
                return
            self._told_at[name] = now
        self.say(f"  {name:<12} ... {text} ({done} of {total})")
