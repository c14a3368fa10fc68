"""Fixtures for tests across rooms: the real ERP, started by the test run itself."""

import fcntl
import hashlib
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.main.demo.company import make_company
from landbridge.main.demo.erp import DemoErp

STATE = Path(__file__).parents[1] / ".landbridge" / "test"
READY_WITHIN_S = 90.0
MAKERS = ("landbridge/main/demo/erp", "landbridge/main/demo/company")


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


def _template_name() -> str:
    """Changes with Tryton's version and with everything that fills the database."""
    digest = hashlib.sha256()
    for name in ("trytond", "trytond_sale", "trytond_stock"):
        digest.update(version(name).encode())
    for folder in MAKERS:
        for path in sorted((STATE.parents[1] / folder).glob("*.py")):
            if not path.name.startswith("test_"):
                digest.update(path.read_bytes())
    return f"tryton_{digest.hexdigest()[:12]}"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def tell(text: str) -> None:
    print(f"[tryton] {text}", file=sys.__stderr__, flush=True)


@pytest.fixture(scope="session")
def tryton_template(postgres: EmbeddedServer) -> DemoErp:
    """A Tryton database with the demo company in it: made once, then cloned by every run."""
    if missing := erp_missing():
        assert not os.environ.get("CI"), missing
        pytest.skip(missing)
    name = _template_name()
    erp = DemoErp(STATE / name, postgres=postgres, port=free_port(), database=name)
    erp.folder.mkdir(parents=True, exist_ok=True)
    with (STATE / "tryton.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not postgres.has_database(name):
            building = replace(erp, database=f"{name}_filling")
            postgres.drop_database(building.database)
            building.set_up(progress=lambda step: tell(f"{step.text} ({step.done}/{step.total})"))
            running = RunningErp(building)
            running.start()
            try:
                building.fill(make_company(), progress=lambda step: tell(step.text))
            finally:
                running.end(15)
            postgres.rename_database(building.database, name)
    return erp


@pytest.fixture(scope="session")
def make_tryton(
    postgres: EmbeddedServer, tryton_template: DemoErp
) -> Iterator[Callable[[], RunningErp]]:
    """Makes a running Tryton of its own for a test that kills it; all end with the session."""
    made: list[RunningErp] = []

    def make() -> RunningErp:
        database = f"tryton_s_{os.getpid()}_{random.SystemRandom().randrange(10**9)}"
        postgres.ensure_database(database, template=tryton_template.database)
        running = RunningErp(replace(tryton_template, port=free_port(), database=database))
        made.append(running)
        running.start()
        return running

    yield make
    for running in made:
        running.end(9)
        postgres.drop_database(running.erp.database)


@pytest.fixture(scope="session")
def tryton(make_tryton: Callable[[], RunningErp]) -> DemoErp:
    """The Tryton most tests share; each uses documents of its own."""
    return make_tryton().erp
