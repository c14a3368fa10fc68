"""What every planner shares: violations, time budgets, bounds, sentences for a manager."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

# Lengths are sums of floats; two ways of adding the same edges may differ by this much (relative).
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Violation:
    """What an independent checker found wrong with a plan.

    rule: stable name (`stop-missed`), for counting.  text: one sentence with the numbers.
    """

    rule: str
    text: str


_timer: Callable[[], float] = time.monotonic
_began = (0.0, 0.0)  # when another timer was taken: monotonic time, and by that timer


def use_timer(timer: Callable[[], float]) -> None:
    """Count all budgets of this process by another timer: processor time, where it is shared."""
    global _timer, _began
    _timer, _began = timer, (time.monotonic(), timer())


def clock_s(seconds: float) -> float:
    """So many seconds of a budget as the clock counts them, for solvers that read the clock.

    The same, unless budgets are counted by another timer: then as many more as have passed till now
    for each of its seconds.
    """
    if _timer is time.monotonic:
        return seconds
    passed, counted = time.monotonic() - _began[0], _timer() - _began[1]
    return seconds * max(1.0, passed / max(1e-3, counted))


class Deadline:
    """A time budget that a planner keeps. It reads a monotonic timer, never the wall clock.

    budget_ms: how long from now; 0 or less means: one plan at once.
    cancel: asked whenever the time is; True ends the planning with the best plan so far.
    """

    __slots__ = ("_cancel", "_end", "_start")

    def __init__(self, budget_ms: float, cancel: Callable[[], bool] | None = None) -> None:
        self._start = _timer()
        self._end = self._start + max(0.0, budget_ms) / 1_000
        self._cancel = cancel

    def left_s(self) -> float:
        """Seconds that may still be used; 0 when the time is over or the caller has cancelled."""
        if self._cancel is not None and self._cancel():
            return 0.0
        return max(0.0, self._end - _timer())

    def left_ms(self) -> float:
        return self.left_s() * 1_000

    def is_over(self) -> bool:
        return self.left_s() <= 0.0

    def used_ms(self) -> float:
        return (_timer() - self._start) * 1_000


@dataclass(frozen=True, slots=True)
class Bounded:
    """A value to be kept small, and what it cannot fall below.

    bound: a proven lower bound in the same unit; None if there is none.
    """

    value: float
    bound: float | None = None

    @property
    def gap(self) -> float | None:
        """How far above the bound, as a share of it: 0.012 is 1.2 %. None without a bound."""
        if self.bound is None:
            return None
        return gap(self.value, self.bound)

    @property
    def is_best(self) -> bool:
        return self.bound is not None and self.value <= self.bound * (1 + TOLERANCE) + TOLERANCE

    def sentence(self) -> str:
        """How good that is, in words."""
        if self.gap is None:
            return "How far from the best possible is not known."
        if self.is_best:
            return "Nothing shorter is possible."
        return f"At most {100 * self.gap:.1f} % above the best possible."


def gap(value: float, reference: float) -> float:
    """(value - reference) / reference; 0 if both are 0, infinite if only the reference is."""
    if abs(reference) <= TOLERANCE:
        return 0.0 if abs(value) <= TOLERANCE else float("inf")
    return (value - reference) / reference


def minutes(length_m: float, *, speed_m_s: float = 1.0) -> float:
    """Minutes of walking. ValueError for a speed that is not positive."""
    if speed_m_s <= 0:
        raise ValueError(f"a picker walks faster than {speed_m_s} m/s")
    return length_m / speed_m_s / 60


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a plan is as it is: sentences for a manager, the most important first."""

    sentences: tuple[str, ...] = field(default=())

    def text(self) -> str:
        return " ".join(self.sentences)
