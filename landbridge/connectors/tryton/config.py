"""What an endpoint of Tryton is told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from landbridge.connect.config import described
from landbridge.kit.crypto import Secret
from landbridge.kit.findings import Finding, warning

LOCAL = ("127.0.0.1", "localhost", "::1")


def _address(value: str) -> str | None:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "url must be an address like https://erp.example.com."
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        return "url is the server's address only; the database has a field of its own."
    return None


def _seconds(least: float, most: float) -> Callable[[float], str | None]:
    def rule(value: float) -> str | None:
        if least <= value <= most:
            return None
        return f"the value must be from {least:g} to {most:g} seconds."

    return rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Settings of one Tryton database and one warehouse in it."""

    url: str = described(
        "Address of the Tryton server", example="https://erp.example.com", rule=_address
    )
    database: str = described("Name of the database", example="production")
    login: str = described("User that the bridge acts as", example="landbridge")
    password: Secret = described("Password of that user")
    warehouse: str = described("Code of the warehouse in Tryton", example="WH")
    accept_over_receipt: bool = described(
        "Confirm Tryton's warning when more has arrived than was ordered, or what nobody "
        "ordered; otherwise such a receipt waits for a person",
        default=True,
    )
    master_data_every_s: float = described(
        "How often items and parties are asked for; orders are asked for at each poll",
        default=10.0,
        example="10",
        rule=_seconds(0, 86_400),
        advanced=True,
    )
    overlap_s: float = described(
        "How far each poll looks back: longer than any transaction in Tryton takes to commit",
        default=60.0,
        example="60",
        rule=_seconds(1, 3_600),
        advanced=True,
    )
    timeout_s: float = described(
        "How long to wait for an answer of Tryton",
        default=60.0,
        example="60",
        rule=_seconds(1, 600),
        advanced=True,
    )

    def lint(self) -> Iterable[Finding]:
        parts = urlsplit(self.url)
        if parts.scheme == "http" and parts.hostname not in LOCAL:
            yield warning(
                "url",
                "unencrypted",
                "The password travels unencrypted to another machine; use https.",
            )
