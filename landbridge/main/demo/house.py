"""The demo's processes on this machine: database, ERP, web server, workers; one start, one stop.

The demo has a data folder and a database of its own: it never touches an installation.
"""

import fcntl
import os
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from landbridge.console.grounds import Grounds, install
from landbridge.kit.crypto import Secret
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.kit.settings import Settings, load_settings
from landbridge.main.demo import seed
from landbridge.main.demo.background import Background
from landbridge.main.demo.company import DemoCompany, make_company
from landbridge.main.demo.erp import DemoErp, Step
from landbridge.main.demo.mishap import MARK
from landbridge.main.demo.progress import Teller
from landbridge.main.demo.supervisor import ChildSpec, Supervisor
from landbridge.main.installation import (
    close_grounds,
    embedded_server,
    ensure_dsn,
    migrate,
    open_grounds,
    warm_planners,
)
from landbridge.main.wiring import facilities

READY_WITHIN_S = 120.0
ANY_FREE_PORT = 0
KEPT_FILES = ("running.lock", "secret.key")  # both are in use when a fresh start forgets the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseOptions:
    """web_port, erp_port: `ANY_FREE_PORT` takes one that is free. fresh: forget what was kept."""

    web_port: int
    erp_port: int
    worker_count: int
    fresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything running. settings: the demo's own.  tokens: of the crew, by name."""

    settings: Settings
    grounds: Grounds
    company: DemoCompany
    erp: DemoErp
    supervisor: Supervisor
    web_url: str
    tokens: dict[str, Secret]


@contextmanager
def running_house(options: HouseOptions, teller: Teller) -> Iterator[House]:
    """Start everything that is not running; stop all of it when the block ends."""
    with ExitStack() as stack:
        settings = _own_settings(options)
        stack.enter_context(_one_at_a_time(settings.data_folder))
        postgres = embedded_server(settings)
        supervisor = Supervisor(settings.data_folder / "processes.json")
        supervisor.end_leftovers()
        if options.fresh:
            _forget(settings.data_folder, postgres)
        with teller.step("PostgreSQL", "ready"):
            postgres.start()
            stack.callback(postgres.stop)
            dsn = ensure_dsn(settings)
        stack.enter_context(supervisor)
        company = make_company()
        erp = DemoErp(
            settings.data_folder / "erp", postgres=postgres, port=_port(options.erp_port, "the ERP")
        )
        erp_start = Background(lambda work: _start_erp(work, erp, company, supervisor, teller))
        stack.callback(erp_start.give_up)
        planners = Background(lambda work: _compile_planners(work, teller))
        stack.callback(planners.give_up)
        with teller.step("Database", "at this version"):
            migrate(dsn, data_folder=settings.data_folder)
        grounds = open_grounds(settings, dsn, connections_max=8)
        stack.callback(close_grounds, grounds)
        tokens = _seed(grounds, company, settings, teller)
        _start_own(settings, supervisor, options.worker_count, teller)
        erp_start.result()
        planners.result()
        seed.seed_endpoints(grounds, company, erp.endpoint_values(company))
        yield House(
            settings=settings,
            grounds=grounds,
            company=company,
            erp=erp,
            supervisor=supervisor,
            web_url=_url(settings),
            tokens=tokens,
        )


def _own_settings(options: HouseOptions) -> Settings:
    """The settings of this demo, for this process and, by the environment, for its children."""
    own = load_settings()
    folder = own.data_folder.absolute() / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.pop("LANDBRIDGE_DSN", None)
    os.environ |= {
        "LANDBRIDGE_DATA_FOLDER": str(folder),
        "LANDBRIDGE_WEB_HOST": "127.0.0.1",
        "LANDBRIDGE_WEB_PORT": str(_port(options.web_port, "the web server")),
        "LANDBRIDGE_HOSTS": "127.0.0.1,localhost",
        MARK: "1",
    }
    return replace(load_settings(), dsn=None)


def _port(wanted: int, who: str) -> int:
    """`wanted` if it is free, or any free one. Raises LandbridgeError if it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError as error:
            raise LandbridgeError(
                f"port {wanted} for {who} is in use",
                subject="demo",
                remedy="Stop what uses it, or choose others: --port and --erp-port (0: any).",
            ) from error
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / "running.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LandbridgeError(
                "a demo is running here already",
                subject=str(folder),
                remedy="Stop it, or give another folder: LANDBRIDGE_DATA_FOLDER.",
            ) from error
        yield


def _forget(folder: Path, postgres: EmbeddedServer) -> None:
    if (postgres.folder / "PG_VERSION").exists():
        postgres.start()
        postgres.stop()
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in KEPT_FILES:
            path.unlink()


def _start_erp(
    work: Background,
    erp: DemoErp,
    company: DemoCompany,
    supervisor: Supervisor,
    teller: Teller,
) -> None:
    def tell(step: Step) -> None:
        work.go_on()
        teller.under_way("ERP", step.text, step.done, step.total)

    with teller.step("ERP", f"Tryton with its company at {erp.url}"):
        erp.set_up(progress=tell)
        work.go_on()
        supervisor.start(
            ChildSpec(name="erp", argv=erp.argv, environ=erp.environ, log_file=erp.log_file)
        )
        supervisor.wait_ready("erp", erp.is_ready, within_s=READY_WITHIN_S)
        erp.fill(company, progress=tell)


def _compile_planners(work: Background, teller: Teller) -> None:
    """Else the first wave and the first carton would wait for it."""
    began = time.monotonic()
    if warm_planners(work.go_on):
        teller.done("Planners", "compiled, once per version", time.monotonic() - began)


def _seed(
    grounds: Grounds, company: DemoCompany, settings: Settings, teller: Teller
) -> dict[str, Secret]:
    import django

    install(grounds, facilities=facilities(grounds))
    django.setup(set_prefix=False)
    with teller.step("Warehouse", f"{company.site.name}, {len(company.site.bins)} bins"):
        seed.seed_building(grounds, company)
        seed.seed_cartons(grounds, company)
    with teller.step("People", "login and crew"):
        seed.seed_people()
        return seed.crew_tokens(settings.data_folder / "tokens.json")


def _start_own(
    settings: Settings, supervisor: Supervisor, worker_count: int, teller: Teller
) -> None:
    """Web server and workers, as anyone would start them."""
    command = [sys.executable, "-m", "landbridge.main"]
    logs = settings.data_folder / "logs"
    with teller.step("Web", f"listening at {_url(settings)}"):
        supervisor.start(ChildSpec(name="web", argv=[*command, "web"], log_file=logs / "web.log"))
        for number in range(1, worker_count + 1):
            name = f"worker-{number}"
            supervisor.start(
                ChildSpec(name=name, argv=[*command, "worker"], log_file=logs / f"{name}.log")
            )
        supervisor.wait_ready("web", lambda: _answers(settings), within_s=READY_WITHIN_S)


def _answers(settings: Settings) -> bool:
    try:
        return httpx.get(f"{_url(settings)}/healthz", timeout=5.0).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _url(settings: Settings) -> str:
    return f"http://127.0.0.1:{settings.web_port}"
