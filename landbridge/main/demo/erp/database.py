"""The ERP's database: its role, and Tryton's modules set up in it, step by step."""

import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from landbridge.kit.findings import LandbridgeError
from landbridge.kit.pg.embedded import EmbeddedServer

MODULES = (
    "sale",
    "purchase",
    "stock_lot",
    "stock_lot_sled",  # expiry of lots
    "stock_lot_unit",  # lots of one piece: serial numbers
    "product_measurements",  # dimensions and weight
    "stock_package_shipping",  # cartons as packages, carriers, tracking, weights
    "product_attribute",  # what Tryton has no field for: outer packings, hazard, origin
)
ROLE = "tryton"
SET_UP_TIMEOUT_S = 1200.0
_LOADING = re.compile(r"trytond\.modules (\w+) load$")


@dataclass(frozen=True, slots=True)
class Step:
    """How far a long work is: `done` of `total`, and what it is at, for a person."""

    text: str
    done: int
    total: int


Progress = Callable[[Step], None]


def silent(_step: Step) -> None:
    """A progress that nobody watches."""


class NoTrytonError(LandbridgeError):
    """Tryton is not installed in this environment, or its set-up failed."""


def set_up_database(
    postgres: EmbeddedServer,
    name: str,
    *,
    folder: Path,
    admin_password: str,
    progress: Progress = silent,
) -> bool:
    """Make database `name` with Tryton's modules, owned by a role of its own.

    True if it was made now, False if it is there. It is built under another name and renamed when
    whole, so a set-up that was killed begins anew. Raises NoTrytonError.
    """
    if postgres.has_database(name):
        return False
    total = len(_all_modules())
    progress(Step("setting up Tryton: first tables", 0, total))
    ensure_role(postgres)
    building = f"{name}_building"
    postgres.drop_database(building)
    postgres.ensure_database(building)
    with psycopg.connect(postgres.dsn(), autocommit=True) as conn:
        conn.execute(
            sql.SQL("ALTER DATABASE {} OWNER TO {}").format(
                sql.Identifier(building), sql.Identifier(ROLE)
            )
        )
    _run_admin(postgres, building, folder, admin_password, progress, total)
    postgres.rename_database(building, name)
    progress(Step("Tryton is set up", total, total))
    return True


def write_config(postgres: EmbeddedServer, folder: Path) -> Path:
    """Tryton's own configuration file, for this run of the database server."""
    parts = conninfo_to_dict(postgres.dsn(user=ROLE))
    host = quote(str(parts["host"]), safe="")
    path = folder / "trytond.conf"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "[database]\n"
        f"uri = postgresql://{ROLE}@/?host={host}&port={parts['port']}\n"
        # Its own default, template1, would stand in the way of CREATE DATABASE.
        "default_name = postgres\n"
        "list = False\n"
        "language = en\n"
        "[web]\n"
        f"root = {folder / 'www'}\n"
        "[session]\n"
        "timeout = 86400\n"
        "max_attempt_ip_network = 1000\n",
        encoding="utf-8",
    )
    return path


def script(name: str) -> Path:
    """A command of Tryton beside this Python. Raises NoTrytonError."""
    path = Path(sys.executable).parent / name
    if not path.exists():
        raise NoTrytonError(
            "Tryton is not installed",
            subject="demo ERP",
            remedy="Install Landbridge with its extra `demo` (make setup).",
        )
    return path


def base_environ() -> dict[str, str]:
    """Tryton counts in naive local time: it lives in UTC. Its settings come from its file only."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRYTOND")}
    return kept | {"TZ": "UTC", "PYTHONUNBUFFERED": "1"}


def ensure_role(postgres: EmbeddedServer) -> None:
    role = sql.Identifier(ROLE)
    with psycopg.connect(postgres.dsn(), autocommit=True) as conn:
        found = conn.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone()
        if found is None:
            conn.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        # A demo's ERP may lose its last moments when the machine loses power; it is never corrupt.
        conn.execute(sql.SQL("ALTER ROLE {} SET synchronous_commit = off").format(role))
        # Tryton asks the catalogue thousands of times within one transaction; with the default of
        # 8 the planner splits those joins and each takes a tenth of a second instead of 5 ms.
        conn.execute(sql.SQL("ALTER ROLE {} SET join_collapse_limit = 10").format(role))


def _all_modules() -> set[str]:
    """Names of the modules to come, dependencies included. Raises NoTrytonError."""
    found = {"ir", "res"}
    todo = list(MODULES)
    while todo:
        module = todo.pop()
        if module in found:
            continue
        found.add(module)
        try:
            wanted = requires(f"trytond_{module}") or []
        except PackageNotFoundError as error:
            raise NoTrytonError(
                f"Tryton's module {module} is not installed",
                subject="demo ERP",
                remedy="Install Landbridge with its extra `demo` (make setup).",
            ) from error
        names = (re.match(r"trytond[-_]([\w-]+)", entry) for entry in wanted if ";" not in entry)
        todo.extend(name[1].replace("-", "_") for name in names if name is not None)
    return found


def _run_admin(
    postgres: EmbeddedServer,
    database: str,
    folder: Path,
    admin_password: str,
    progress: Progress,
    total: int,
) -> None:
    config = write_config(postgres, folder)
    secret = folder / "admin.pass"
    handle = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(admin_password)
    argv = [
        sys.executable, str(Path(__file__).with_name("tuned.py")), str(script("trytond-admin")),
        "--config", str(config), "--database", database, "--verbose", "--verbose",
        "--email", "admin@nordhafen.example", "--activate-dependencies", "--update", *MODULES,
    ]  # fmt: skip
    try:
        _watch(argv, base_environ() | {"TRYTONPASSFILE": str(secret)}, progress, total)
    finally:
        secret.unlink(missing_ok=True)


def _watch(argv: Sequence[str], environ: Mapping[str, str], progress: Progress, total: int) -> None:
    """Run Tryton's set-up and tell the modules it reports. Raises NoTrytonError."""
    last: deque[str] = deque(maxlen=15)
    done = 0
    with subprocess.Popen(
        argv,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                last.append(line.rstrip())
                if found := _LOADING.search(line.rstrip()):
                    progress(Step(f"setting up Tryton: module {found[1]}", done, total))
                    done += 1
            process.wait(SET_UP_TIMEOUT_S)
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise NoTrytonError(
            f"Tryton's set-up ended with status {process.returncode}",
            subject="demo ERP",
            remedy="Its last words: " + " | ".join(last),
        )
