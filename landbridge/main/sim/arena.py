"""Where worlds live: a throw-away PostgreSQL of their own, with one filled database a calendar.

The server does not wait for the disk, and nothing in it happens by itself: no vacuum and no
statistics, so that the same life finds the same plans.
"""

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from landbridge.hub import rig
from landbridge.kit.clock import VirtualClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database
from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.main.installation import migrate
from landbridge.main.sim.company import open_company
from landbridge.main.sim.homes import Home, House
from landbridge.main.sim.world import LOCK_TIMEOUT_MS, SECRET, start_of

TEMPLATE = "world_template"
OPENED_AT = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
MEMORY_BYTES_MIN = 2 * 1024**3
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    # Lives are short and their tables small: planning anew costs more than a general plan.
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
    "max_wal_senders": "0",
}


class Arena:
    """Gives homes for worlds, one after the other; only the last one given may be lived in."""

    def __init__(self, server: EmbeddedServer, folder: Path) -> None:
        self._server = server
        self._houses: dict[datetime, House] = {}
        server.ensure_database(TEMPLATE)
        migrate(server.dsn(TEMPLATE), data_folder=folder)
        _fill(server.dsn(TEMPLATE))

    def fresh(self, seed: int = 0) -> Home:
        """A home in which nothing has happened yet, with its calendar at the seed's first day."""
        start = start_of(seed)
        if start not in self._houses:
            name = f"world_{start:%Y%m%d}"
            self._server.ensure_database(name, template=TEMPLATE)
            dsn = self._server.dsn(name)
            _open_calendar(dsn, start)
            self._houses[start] = House(dsn, options=f"-c lock_timeout={LOCK_TIMEOUT_MS}")
        return self._houses[start].emptied()

    def close(self) -> None:
        for house in self._houses.values():
            house.close()


def _open_calendar(dsn: str, start: datetime) -> None:
    """The days that a life begins with are made once, not in every life."""
    hub = Database(dsn, role="landbridge_hub", schema="hub")
    try:
        rig.open_day(Ground(hub, VirtualClock(start), SecretBox(SECRET), random.Random(0)))
    finally:
        hub.close()


def _fill(dsn: str) -> None:
    clock, secrets = VirtualClock(OPENED_AT), SecretBox(SECRET)
    hub = Database(dsn, role="landbridge_hub", schema="hub")
    wms = Database(dsn, role="landbridge_wms", schema="wms")
    try:
        open_company(
            Ground(wms, clock, secrets, random.Random(1)),
            Ground(hub, clock, secrets, random.Random(2)),
        )
    finally:
        hub.close()
        wms.close()


def _folder() -> Path | None:
    """In memory where there is room."""
    memory = Path("/dev/shm")  # noqa: S108  # a place for large files in memory, name made safely
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > MEMORY_BYTES_MIN:
        return memory
    return None


@contextmanager
def arena() -> Iterator[Arena]:
    """An arena on a server of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="landbridge-sim-", dir=_folder()) as name:
        server = EmbeddedServer(Path(name) / "postgresql", extra=SETTINGS)
        server.start()
        try:
            with closing(Arena(server, Path(name))) as made:
                yield made
        finally:
            server.stop()
