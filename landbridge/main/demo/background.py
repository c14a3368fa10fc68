"""Work beside the rest that can be waited for and given up."""

import threading
from collections.abc import Callable


class GivenUpError(Exception):
    """Raised inside the work by `Background.go_on` when nobody wants its result any more."""


class Background:
    """Runs `work(background)` in a thread; its error is raised where it is waited for."""

    def __init__(self, work: "Callable[[Background], None]") -> None:
        self._error: BaseException | None = None
        self._given_up = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: "Callable[[Background], None]") -> None:
        try:
            work(self)
        except BaseException as error:  # raised again in the thread that waits
            self._error = error

    def go_on(self) -> None:
        """Called by the work now and then; raises GivenUpError to end it."""
        if self._given_up.is_set():
            raise GivenUpError

    def result(self) -> None:
        """Wait for the end and raise the work's error, if it had one."""
        while self._thread.is_alive():
            self._thread.join(0.5)  # in pieces, so that Ctrl-C is heard
        if self._error is not None:
            raise self._error

    def give_up(self) -> None:
        """Ask the work to end, and wait for that."""
        self._given_up.set()
        self._thread.join()
