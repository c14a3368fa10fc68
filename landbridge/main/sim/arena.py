"""Where worlds live: a throw-away PostgreSQL of their own, and a clone of a filled database each.

The server does not wait for the disk, and nothing in it happens by itself: no vacuum and no
statistics, so that the same life finds the same plans.
"""

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from landbridge.kit.clock import VirtualClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database
from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.main.installation import migrate
from landbridge.main.sim.company import open_company
from landbridge.main.sim.world import SECRET

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
    """Gives databases for worlds, one after the other."""

    def __init__(self, server: EmbeddedServer, folder: Path) -> None:
        self._server = server
        self._count = 0
        self._made: str = ""
        server.ensure_database(TEMPLATE)
        migrate(server.dsn(TEMPLATE), data_folder=folder)
        _fill(server.dsn(TEMPLATE))

    def fresh(self) -> str:
        """The DSN of a world's database; the one before is dropped."""
        self._drop()
        self._count += 1
        self._made = f"world_{self._count}"
        self._server.ensure_database(self._made, template=TEMPLATE)
        return self._server.dsn(self._made)

    def _drop(self) -> None:
        if not self._made:
            return
        with psycopg.connect(self._server.dsn(), autocommit=True) as conn:
            conn.execute(f"DROP DATABASE IF EXISTS {self._made} WITH (FORCE)".encode())


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
            yield Arena(server, Path(name))
        finally:
            server.stop()
