"""A disk that is full: the bridge on a file system of a fixed size, filled to the last block.

While it is full, payloads are refused or accepted, but never accepted and lost; when there is room
again, each accepted one is there once, and the bridge takes new ones.
"""

import os
import random
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from landbridge.connect.protocols import Payload
from landbridge.hub import rig
from landbridge.hub.facade.writes import accept
from landbridge.kit.clock import SystemClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database
from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.main.installation import migrate

SIZE = "320m"
PAYLOAD_BYTES = 200_000
TRIES_MAX = 400
AFTER = 20
SETTINGS = {"max_wal_size": "64MB", "min_wal_size": "32MB", "shared_buffers": "32MB"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FullDisk:
    """skipped: why it could not be played, "" if it was."""

    skipped: str = ""
    accepted: int = 0
    refused: int = 0
    lost: int = 0
    doubled: int = 0
    taken_afterwards: int = 0


def fill_a_disk() -> FullDisk:
    """Play it, where a small file system may be made."""
    if os.geteuid() != 0:
        return FullDisk(skipped="only root may mount a small file system")
    with tempfile.TemporaryDirectory(prefix="landbridge-disk-") as name:
        try:
            with _mounted(Path(name)):
                return _play(Path(name))
        except subprocess.CalledProcessError as error:
            return FullDisk(skipped=f"it could not be mounted: {error.stderr.strip()}")


@contextmanager
def _mounted(folder: Path) -> Iterator[None]:
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0777", "tmpfs", str(folder)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True)


def _play(folder: Path) -> FullDisk:
    server = EmbeddedServer(folder / "postgresql", extra=SETTINGS)
    server.start()
    pg: Database | None = None
    try:
        server.ensure_database("landbridge")
        dsn = server.dsn("landbridge")
        migrate(dsn, data_folder=folder)
        pg = Database(dsn, role="landbridge_hub", schema="hub", size_max=4)
        ground = Ground(
            pg, SystemClock(), SecretBox("a key for a disk only, long enough to be one")
        )
        rig.add(ground, "source", connector="json_http")
        ballast = folder / "ballast"
        accepted, refused = _until_full(ground, ballast)
        ballast.unlink(missing_ok=True)
        _stand_up(server)
        afterwards = sum(_offer(ground, f"after-{n}") for n in range(AFTER))
        stored = rig.stored(ground)
        return FullDisk(
            accepted=len(accepted), refused=refused, taken_afterwards=afterwards,
            lost=sum(stored.get(key, 0) == 0 for key in accepted),
            doubled=sum(count > 1 for count in stored.values()),
        )  # fmt: skip
    finally:
        if pg is not None:
            pg.close()
        server.stop()


def _until_full(ground: Ground, ballast: Path) -> tuple[list[str], int]:
    """Offer payloads while the room runs out; the accepted keys, and how many were refused."""
    accepted: list[str] = []
    refused = 0
    for number in range(TRIES_MAX):
        if number == AFTER:
            _fill(ballast)
        if _offer(ground, key := f"doc-{number}"):
            accepted.append(key)
        else:
            refused += 1
            if refused > AFTER:
                break
    return accepted, refused


def _fill(ballast: Path) -> None:
    """Write until nothing fits any more."""
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 65_536)


def _offer(ground: Ground, key: str) -> bool:
    """Whether the bridge said yes."""
    content = random.Random(key).randbytes(PAYLOAD_BYTES)  # noqa: S311  # only not compressible
    try:
        accept(ground, endpoint="source", payloads=[Payload(source_key=key, content=content)])
    except psycopg.Error:
        return False
    return True


def _stand_up(server: EmbeddedServer) -> None:
    """PostgreSQL ends itself when it cannot write its log; start it again as an operator would."""
    if not server.is_reachable(within_s=20.0):
        server.start()
