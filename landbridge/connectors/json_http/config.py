"""Settings of an endpoint that speaks JSON over HTTP."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from landbridge.connect.config import described
from landbridge.connect.transports.webhooks import secret_problem
from landbridge.kit.crypto import Secret
from landbridge.kit.findings import Finding, error, warning

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")


def _address(url: str) -> str | None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "The address must begin with https:// and name a host."
    if parts.username or parts.password or parts.query or parts.fragment:
        return "The address has no user, password, query or fragment; use the token for access."
    return None


def _zone(name: str) -> str | None:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return f"{name!r} is no time zone; write a name like Europe/Berlin."
    return None


def _wait(seconds: float) -> str | None:
    return None if 0.5 <= seconds <= 300 else "The time to wait is between 0.5 and 300 seconds."


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """signing_secret: of the webhooks that come in. url, token: where documents are sent to."""

    signing_secret: Secret = described(
        "Secret the other system signs its webhooks with (standardwebhooks.com)",
        rule=secret_problem,
    )
    owner: str = described("Code of the owner whose goods these are", example="ACME")
    url: str = described(
        "Address documents are posted to; the type of the document is added to its path. "
        "Without one the endpoint receives only",
        default="",
        example="https://erp.example.com/landbridge",
        rule=_address,
    )
    token: Secret = described(
        "Token sent as `Authorization: Bearer ...` with each request; needed with an address",
        default=Secret(""),
    )
    site: str = described("Code of the warehouse site", default="MAIN", example="MAIN")
    zone: str = described(
        "Time zone of instants without offset", default="UTC", example="Europe/Berlin", rule=_zone
    )
    timeout_s: float = described(
        "Seconds to wait for an answer",
        default=30.0,
        example="30",
        rule=_wait,
        advanced=True,
    )

    def lint(self) -> Iterable[Finding]:
        if self.url and not self.token.reveal():
            yield error("token", "required", "Documents go to an address only with a token.")
        parts = urlsplit(self.url)
        if parts.scheme == "http" and parts.hostname not in LOCAL_HOSTS:
            yield warning("url", "not-encrypted", "Without https the token can be read on the way.")
