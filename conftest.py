"""Fixtures that every room may use: a real database, fresh for each test."""

import fcntl
import gc
import hashlib
import os
import random
import secrets
import shutil
import signal
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from landbridge.kit.clock import SystemClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database
from landbridge.kit.pg.embedded import EmbeddedServer

ROOT = Path(__file__).parent
STATE = ROOT / ".landbridge" / "test"
MEMORY_BYTES_MIN = 4 * 1024**3
TEST_KEY = "a key for tests only, long enough to be one"

# How fast a machine is says nothing about what is tested.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
os.environ.setdefault("LANDBRIDGE_SECRET_KEY", TEST_KEY)
os.environ.setdefault("LANDBRIDGE_DATA_FOLDER", str(STATE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "landbridge.main.settings")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: looking for cycles in it, while it is made and with each
    later look, took a sixth of the time of a run."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


def _server_folder() -> Path:
    """In memory where there is room, else beside the code: every test clones a database."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < MEMORY_BYTES_MIN:
        return STATE / "postgresql"
    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    beginning = f"landbridge-test-{os.getuid()}-{checkout}"
    with (STATE / "memory.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        own = STATE / "memory.id"
        if not own.exists():
            # What an earlier checkout left at this path belongs to passwords that went with it.
            for left in memory.glob(f"{beginning}*"):
                _remove(left)
            own.write_text(secrets.token_hex(4), encoding="ascii")
        return memory / f"{beginning}-{own.read_text(encoding='ascii')}"


def _remove(left: Path) -> None:
    """A server's folder, with its server if that still runs; or a lock."""
    with suppress(OSError, ValueError):
        pid = int((left / "postmaster.pid").read_text().split()[0])
        if b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes():
            os.kill(pid, signal.SIGQUIT)
    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)
    else:
        left.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedServer]:
    """A real PostgreSQL server for tests, shared by all runs in this checkout at one time.

    It does not wait for the disk: tests of durability kill processes, not machines. The last run
    to end stops it.
    """
    STATE.mkdir(parents=True, exist_ok=True)
    server = EmbeddedServer(
        _server_folder(),
        extra={"fsync": "off", "full_page_writes": "off", "max_connections": "300"},
    )
    with (STATE / "in-use.lock").open("w") as in_use:
        fcntl.flock(in_use, fcntl.LOCK_SH)
        server.start()
        yield server
        with suppress(BlockingIOError):
            fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            server.stop()


def _migrations_hash() -> str:
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("landbridge/*/migrations/*")):
        if path.suffix in (".py", ".sql"):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def template(postgres: EmbeddedServer) -> str:
    """Name of a migrated, empty database; made once per state of the migrations."""
    from landbridge.main.installation import migrate

    name = f"template_{_migrations_hash()}"
    with (STATE / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        building = f"{name}_building"
        if not postgres.has_database(name):
            postgres.drop_database(building)
            postgres.ensure_database(building)
            migrate(postgres.dsn(building), data_folder=STATE)
            postgres.rename_database(building, name)
    return name


@pytest.fixture
def database(postgres: EmbeddedServer, template: str) -> Iterator[str]:
    """DSN of a fresh, migrated database, dropped after the test."""
    name = f"t_{os.getpid()}_{random.SystemRandom().randrange(10**12)}"
    postgres.ensure_database(name, template=template)
    yield postgres.dsn(name)
    postgres.drop_database(name)


def _ground(dsn: str, room: str) -> Ground:
    pg = Database(dsn, role=f"landbridge_{room}", schema=room, size_max=64)
    return Ground(pg, SystemClock(), SecretBox(TEST_KEY), random.Random(7))


@pytest.fixture
def hub_ground(database: str) -> Iterator[Ground]:
    ground = _ground(database, "hub")
    yield ground
    ground.pg.close()


@pytest.fixture
def wms_ground(database: str) -> Iterator[Ground]:
    """On the same database as `hub_ground` of the same test."""
    ground = _ground(database, "wms")
    yield ground
    ground.pg.close()


@pytest.fixture
def site(database: str, hub_ground: Ground, wms_ground: Ground) -> Iterator[None]:
    """Django on the test's database, grounds installed: for tests of views with django.test."""
    import django
    from django.conf import settings
    from django.db import connections
    from psycopg.conninfo import conninfo_to_dict

    from landbridge.console.grounds import Grounds, install
    from landbridge.main.wiring import facilities

    if not settings.configured or not django.apps.apps.ready:
        django.setup()
    settings.ALLOWED_HOSTS = ["*"]
    # Signing in is tested for what it allows; a slow hash would only slow the tests.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    connection = connections["default"]
    connection.close()
    parts = conninfo_to_dict(database)
    connection.settings_dict.update(
        NAME=parts["dbname"], USER=parts["user"], HOST=parts["host"], PORT=str(parts["port"])
    )
    grounds = Grounds(hub=hub_ground, wms=wms_ground)
    install(grounds, facilities=facilities(grounds))
    yield
    connections.close_all()
