"""What is done to the processes of a running house, one blow after the other."""

import logging
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg

from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.main.demo.supervisor import Supervisor

log = logging.getLogger("landbridge.chaos")

# Longer than a lease of the bridge: whoever stands still so long has lost it.
STILL_S = 35.0
PAUSE_S = (2.0, 7.0)
# By weight. The ERP and the database need some seconds to come back.
BLOWS = (
    ("kill_worker", 6),
    ("kill_web", 2),
    ("kill_erp", 1),
    ("stop_worker", 2),
    ("drop_connections", 3),
    ("restart_database", 1),
)


@dataclass
class Wrecker:
    """Deals blows until it is told to end, then mends what stands still.

    say: each blow, as it falls.
    """

    supervisor: Supervisor
    postgres: EmbeddedServer
    chance: random.Random
    say: Callable[[str], None]
    blows: Counter[str] = field(default_factory=Counter)
    _ending: threading.Event = field(default_factory=threading.Event)
    _still: list[int] = field(default_factory=list)

    def run(self) -> None:
        """For a thread."""
        names = [name for name, _ in BLOWS]
        weights = [weight for _, weight in BLOWS]
        while not self._ending.wait(self.chance.uniform(*PAUSE_S)):
            (name,) = self.chance.choices(names, weights=weights)
            strike: Callable[[], bool] = getattr(self, f"_{name}")
            try:
                if strike():
                    self.blows[name] += 1
            except Exception:
                log.exception("a blow missed", extra={"blow": name})

    def end(self) -> None:
        """No more blows; whoever stands still goes on."""
        self._ending.set()
        for pid in self._still:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGCONT)

    # ------------------------------------------------------------ blows

    def _kill_worker(self) -> bool:
        return self._signal("worker", signal.SIGKILL)

    def _kill_web(self) -> bool:
        return self._signal("web", signal.SIGKILL)

    def _kill_erp(self) -> bool:
        return self._signal("erp", signal.SIGKILL)

    def _stop_worker(self) -> bool:
        """SIGSTOP for longer than a lease, then SIGCONT: it does not know that time has passed."""
        if not self._signal("worker", signal.SIGSTOP):
            return False
        pid = self._still[-1]
        threading.Thread(target=self._go_on, args=(pid,), daemon=True).start()
        return True

    def _go_on(self, pid: int) -> None:
        self._ending.wait(STILL_S)
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGCONT)

    def _signal(self, kind: str, number: signal.Signals) -> bool:
        """To a random child of that kind, with its own children."""
        pids = {n: pid for n, pid in self.supervisor.process_ids().items() if n.startswith(kind)}
        if not pids:
            return False
        name = self.chance.choice(sorted(pids))
        self.say(f"{number.name} for {name}")
        if number is signal.SIGSTOP:
            self._still.append(pids[name])
        with suppress(ProcessLookupError):
            os.killpg(pids[name], number)
        return True

    def _drop_connections(self) -> bool:
        """Every connection to the product's database, as a network or an operator may do."""
        self.say("all database connections are dropped")
        with psycopg.connect(self.postgres.dsn(), autocommit=True) as conn:
            conn.execute(
                """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = 'landbridge' AND pid <> pg_backend_pid()"""
            )
        return True

    def _restart_database(self) -> bool:
        self.say("PostgreSQL is stopped and started again")
        self.postgres.stop()
        time.sleep(self.chance.uniform(0.2, 2.0))
        self.postgres.start()
        return True


def counted(blows: Mapping[str, int]) -> dict[str, int]:
    return {name: blows.get(name, 0) for name, _ in BLOWS}
