"""Where the demo's ERP lives, how to run it, and how to sign in."""

import json
import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from landbridge.connect.transports.http import HttpLink
from landbridge.connectors.tryton.rpc import RpcError, TrytonRpc
from landbridge.kit.crypto import Secret
from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.main.demo.company import DemoCompany
from landbridge.main.demo.erp.database import (
    Progress,
    base_environ,
    script,
    set_up_database,
    silent,
    write_config,
)
from landbridge.main.demo.erp.filling import fill_company

DATABASE = "tryton"
THREADS = 8
USERS = ("admin", "clerk", "landbridge")


@dataclass(frozen=True)
class DemoErp:
    """One Tryton in `folder`, on the given PostgreSQL server (started), listening on `port`.

    The folder keeps passwords (readable by its owner only), configuration and log.
    """

    folder: Path
    postgres: EmbeddedServer
    port: int = 8810
    database: str = DATABASE

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log_file(self) -> Path:
        return self.folder / "trytond.log"

    def set_up(self, *, progress: Progress = silent) -> bool:
        """Make the database with Tryton's modules unless it is there; True if made now.

        Takes a minute or so of one core. Safe to repeat and to kill. Raises NoTrytonError.
        """
        return set_up_database(
            self.postgres,
            self.database,
            folder=self.folder,
            admin_password=self.passwords["admin"],
            progress=progress,
        )

    @property
    def argv(self) -> list[str]:
        """The server's command line: serves until it is ended (SIGTERM), then stops cleanly.

        Started again after a SIGKILL it also finishes what was cut off (see `serve.py`).
        """
        write_config(self.postgres, self.folder)
        script("trytond")
        return [
            sys.executable, "-m", "landbridge.main.demo.erp.serve",
            "--folder", str(self.folder), "--database", self.database, "--port", str(self.port),
            "--threads", str(THREADS), "--dsn", self.postgres.dsn(self.database),
        ]  # fmt: skip

    @property
    def environ(self) -> dict[str, str]:
        return base_environ()

    def is_ready(self) -> bool:
        """Whether it answers. Quick, and false on any trouble."""
        link = HttpLink(self.url, timeout_s=5.0, connect_timeout_s=1.0)
        rpc = TrytonRpc(link, database=self.database, login="", password=Secret(""))
        try:
            return bool(rpc.server_version())
        except RpcError:
            return False
        finally:
            link.close()

    def fill(self, company: DemoCompany, *, progress: Progress = silent) -> int:
        """Enter the company, its users, items and parties over the API; how many records were new.

        Only what is missing is entered, so it is safe to repeat and to kill.
        """
        rpc = self.sign_in("admin")
        try:
            return fill_company(rpc, company, passwords=self.passwords, progress=progress)
        finally:
            rpc.close()

    def sign_in(self, user: str = "clerk", *, timeout_s: float = 120.0) -> TrytonRpc:
        """A connection as `admin`, `clerk` or `landbridge` (the bridge); the caller closes it."""
        return TrytonRpc(
            HttpLink(self.url, timeout_s=timeout_s),
            database=self.database,
            login=user,
            password=Secret(self.passwords[user]),
        )

    def endpoint_values(self, company: DemoCompany) -> dict[str, object]:
        """Settings for an endpoint of the connector `tryton`."""
        return {
            "url": self.url,
            "database": self.database,
            "login": "landbridge",
            "password": Secret(self.passwords["landbridge"]),
            "warehouse": company.site.code,
        }

    @cached_property
    def passwords(self) -> Mapping[str, str]:
        """Passwords by user, made once and kept in the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "passwords.json"
        made = {user: secrets.token_urlsafe(15) for user in USERS}
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(made, file)
        kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        return kept
