"""The fault menu: what may go wrong, how often, and how it shows.

Every fault is drawn from the world's seed and counted by its name. The names are what
`landbridge sim` reports.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from psycopg import errors

# What the network and a partner may do to a call.
DROP_BEFORE = "drop_before_effect"
DROP_AFTER = "drop_after_effect"
DUPLICATE = "duplicate"
DELAY = "delay"
REORDER = "reorder"
BUSY = "429"
BUSY_UNTIL = "429_retry_after"
ERROR_BODY = "200_with_error_body"
HALF_ANSWER = "half_answer"
LOGIN_EXPIRED = "login_expired"
OUTAGE = "outage"
SHUT = "takes_nothing_in_for_long"
PAUSE = "paused_beyond_lease"
KILLED = "killed_in_a_call"
HELD = "held_and_delivered_late"
SLOW = "slow_call_beside_others"

# What the machine and its database may do.
CRASH_BEFORE = "crash_before_commit"
CRASH_AFTER = "crash_after_commit"
SERIALIZATION = "serialization_failure"
DISK_FULL = "disk_full"
LOST_BEFORE = "connection_lost_before_commit"
LOST_AFTER = "connection_lost_after_commit"
INTERLEAVED = "interleaved"
CLOCK_JUMP = "clock_jump"
SCHEMA_CHANGE = "schema_change"
LATE_RECORD = "record_visible_late"
REPEAT = "source_repeats_itself"

PUSH_FAULTS = (DROP_BEFORE, DROP_AFTER, DUPLICATE, DELAY, REORDER, BUSY, BUSY_UNTIL, ERROR_BODY,
               HALF_ANSWER, LOGIN_EXPIRED, PAUSE, KILLED, KILLED, HELD, HELD,
               HELD, SLOW, SLOW, SLOW)  # fmt: skip
PULL_FAULTS = (DROP_BEFORE, DROP_AFTER, DUPLICATE, DELAY, REORDER, BUSY_UNTIL, LOGIN_EXPIRED, PAUSE)
FIND_FAULTS = (DROP_BEFORE, DELAY, BUSY)
BEFORE_COMMIT = (SERIALIZATION, DISK_FULL, LOST_BEFORE, INTERLEAVED)
AFTER_COMMIT = (LOST_AFTER, INTERLEAVED, PAUSE)

# Rare ones: they cost a person's attention, or a lot of simulated time.
RARE = frozenset({LOGIN_EXPIRED, PAUSE, DISK_FULL})


class Crashed(BaseException):
    """The process is gone in this moment; no code of its own may catch it."""


class SimulatedError(Exception):
    """A connector of the world breaks; the product may know nothing of its class."""


def database_error(name: str) -> Exception:
    """What psycopg would raise."""
    made: dict[str, Callable[[str], Exception]] = {
        SERIALIZATION: errors.SerializationFailure,
        DISK_FULL: errors.DiskFull,
        LOST_BEFORE: errors.AdminShutdown,
        LOST_AFTER: errors.AdminShutdown,
    }
    return made[name](f"simulated: {name}")


@dataclass(slots=True)
class Menu:
    """Draws faults. call_share: of calls to partners that fail; commit_share: of commits.

    `calm` ends everything: from then on nothing fails any more.
    """

    chance: random.Random
    call_share: float = 0.24
    commit_share: float = 0.035
    is_calm: bool = False
    counts: Counter[str] = field(default_factory=Counter)

    def draw(self, share: float, names: tuple[str, ...]) -> str:
        """One of the names, or "" for nothing."""
        if self.is_calm or self.chance.random() >= share:
            return ""
        name = self.chance.choice(names)
        if name in RARE and self.chance.random() < 0.6:
            return ""
        return name

    def played(self, name: str) -> None:
        """It did happen."""
        self.counts[name] += 1
