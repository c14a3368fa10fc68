"""Time of the world, and clocks on single machines that are not quite right."""

from datetime import datetime, timedelta

from landbridge.kit.clock import VirtualClock


class MachineClock:
    """The clock of one machine: the world's time, a little ahead or behind it.

    skew_s: may be set at any time; then the clock jumps.
    """

    def __init__(self, world: VirtualClock, *, skew_s: float = 0.0) -> None:
        self._world = world
        self.skew_s = skew_s

    def now(self) -> datetime:
        return self._world.now() + timedelta(seconds=self.skew_s)

    def monotonic(self) -> float:
        return self._world.monotonic()

    def sleep(self, seconds: float) -> None:
        self._world.sleep(seconds)
