"""Whether this web server is about to end: streams end then too, so that nobody waits for them."""

import signal
import threading
from types import FrameType

closing = threading.Event()


def watch_signals() -> None:
    """Tell streams of SIGTERM, SIGINT and SIGQUIT before the server's own handler acts.

    Call it in the main thread, after the server has put its handlers in place.
    """
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        _announce(number)


def _announce(number: signal.Signals) -> None:
    handler = signal.getsignal(number)

    def announce(received: int, frame: FrameType | None) -> None:
        closing.set()
        if callable(handler):
            handler(received, frame)

    signal.signal(number, announce)
