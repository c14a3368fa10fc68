"""One installation opened: database found or started, migrated, grounds laid."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

import psycopg

from landbridge.console.grounds import Grounds
from landbridge.kit.clock import SystemClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database
from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.kit.pg.schema import default_grants
from landbridge.kit.settings import Settings, load_settings
from landbridge.planning.warm import cold_planners

DATABASE_NAME = "landbridge"
CONNECT_WITHIN_S = 10
LOOK_EVERY_S = 0.1
ROOMS_WITH_TABLES = ("hub", "wms", "console")


def embedded_server(settings: Settings) -> EmbeddedServer:
    return EmbeddedServer(settings.data_folder / "postgresql")


def ensure_dsn(settings: Settings) -> str:
    """The configured DSN, or that of the embedded server, which is started if need be.

    The DSN goes into the environment too, so that Django and child processes use the same one.
    """
    dsn = settings.dsn
    if dsn is None:
        server = embedded_server(settings)
        server.start()
        server.ensure_database(DATABASE_NAME)
        dsn = server.dsn(DATABASE_NAME)
    os.environ["LANDBRIDGE_DSN"] = dsn
    os.environ["DJANGO_SETTINGS_MODULE"] = "landbridge.main.settings"
    return dsn


def migrate(dsn: str, *, data_folder: Path) -> None:
    """Bring the database to this version, in a process of its own. Raises LandbridgeError."""
    environ = os.environ | {
        "LANDBRIDGE_DSN": dsn,
        "LANDBRIDGE_DATA_FOLDER": str(data_folder),
        "DJANGO_SETTINGS_MODULE": "landbridge.main.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--skip-checks", "--verbosity", "0"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word why"])[-1]
        raise LandbridgeError(
            f"the database could not be brought to this version ({last})",
            remedy="Nothing was changed by the step that failed. May this login create roles?",
        )
    _own_rooms(dsn)


def warm_planners(go_on: Callable[[], None] = lambda: None) -> bool:
    """Compile the planners' kernels, once per version and machine. False: they were there.

    go_on is called now and then; what it raises ends the work.
    """
    if not cold_planners():
        return False
    with TemporaryFile() as said:
        # A session of its own: it ends with all that it starts, and hears no Ctrl-C but through us.
        process = subprocess.Popen(
            [sys.executable, "-m", "landbridge.planning.warm"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said,
            start_new_session=True,
        )  # fmt: skip
        try:
            while process.poll() is None:
                go_on()
                time.sleep(LOOK_EVERY_S)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        said.seek(0)
        words = said.read().decode(errors="replace").strip()
    if process.returncode:
        last = (words.splitlines() or ["no word why"])[-1]
        raise LandbridgeError(
            f"the planners could not be compiled ({last})",
            remedy="Is there room on the disk, and may this user write there?",
        )
    return True


def _own_rooms(dsn: str) -> None:
    """What this login makes later is granted to the rooms' roles, too: it may be another login
    than the one that made the rooms, after a restore into another server."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        for schema in ("hub", "wms"):
            conn.execute(default_grants(schema, f"landbridge_{schema}").encode())


def check_version(dsn: str) -> None:
    """Raises LandbridgeError at once if a migration of this version was not run.

    Migrations that a newer version has run are no reason to stop: while an installation is
    upgraded, workers of both versions run beside each other.
    """
    with psycopg.connect(dsn, connect_timeout=CONNECT_WITHIN_S) as conn:
        known = conn.execute("SELECT to_regclass('public.django_migrations') IS NOT NULL")
        rows = known.fetchone()
        if rows is None or not rows[0]:
            raise LandbridgeError(
                "the database is empty: no version of Landbridge was ever set up in it",
                remedy="Run `landbridge migrate`.",
            )
        done = set(conn.execute("SELECT app, name FROM public.django_migrations"))
    missing = sorted(wanted_migrations() - done)
    if missing:
        names = ", ".join(f"{room} {name}" for room, name in missing[:3])
        raise LandbridgeError(
            f"the database is not at this version: {len(missing)} steps are missing ({names})",
            remedy="Run `landbridge migrate`.",
        )


def wanted_migrations() -> set[tuple[str, str]]:
    """Room and name of each migration that this version brings."""
    root = Path(__file__).parents[1]
    return {
        (room, path.stem)
        for room in ROOMS_WITH_TABLES
        for path in (root / room / "migrations").glob("[0-9]*.py")
    }


def open_grounds(settings: Settings, dsn: str, *, connections_max: int = 16) -> Grounds:
    """Grounds of hub and warehouse, each with its own role and schema."""
    clock = SystemClock()
    secrets = SecretBox(settings.secret_key.reveal())
    return Grounds(
        hub=Ground(
            Database(dsn, role="landbridge_hub", schema="hub", size_max=connections_max),
            clock,
            secrets,
        ),
        wms=Ground(
            Database(dsn, role="landbridge_wms", schema="wms", size_max=connections_max),
            clock,
            secrets,
        ),
    )


def close_grounds(grounds: Grounds) -> None:
    grounds.hub.pg.close()
    grounds.wms.pg.close()


@contextmanager
def opened_installation(*, connections_max: int = 4) -> Iterator[Grounds]:
    """The installation of the settings, for one command; closed when the block ends."""
    settings = load_settings()
    dsn = ensure_dsn(settings)
    check_version(dsn)
    grounds = open_grounds(settings, dsn, connections_max=connections_max)
    try:
        yield grounds
    finally:
        close_grounds(grounds)
