"""Configuration: one file (`landbridge.toml`) plus environment; the environment wins.

Each field has an environment name `LANDBRIDGE_<FIELD>` (e.g. `LANDBRIDGE_DSN`). The file is found
by `LANDBRIDGE_CONFIG`, else `landbridge.toml` in the current folder, else defaults hold.
"""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from landbridge.kit.crypto import Secret
from landbridge.kit.findings import LandbridgeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one installation is told; each field says what it is for."""

    data_folder: Path = field(
        default=Path(".landbridge"),
        metadata={"text": "Where the embedded database, the kept key and caches live."},
    )
    dsn: str | None = field(
        default=None,
        repr=False,
        metadata={
            "text": "A PostgreSQL DSN; without it an embedded server is started in data_folder."
        },
    )
    secret_key: Secret = field(
        default_factory=lambda: Secret(secrets.token_urlsafe(48)),
        metadata={
            "text": "Seals stored secrets and signs sessions, at least 32 characters; "
            "made once and kept in data_folder if unset."
        },
    )
    web_host: str = field(
        default="127.0.0.1",
        metadata={"text": "Address the web server listens on."},
    )
    web_port: int = field(
        default=8800,
        metadata={"text": "Port the web server listens on."},
    )
    web_threads: int = field(
        default=16,
        metadata={"text": "Requests one web process serves at the same time."},
    )
    retention_days: int = field(
        default=0,
        metadata={
            "text": "Days that payloads and history are kept; 0 keeps them for ever. "
            "Keys and numbers are always kept."
        },
    )
    hosts: tuple[str, ...] = field(
        default=("127.0.0.1", "localhost"),
        metadata={
            "text": "Host names the web server answers to; in the environment separated by commas."
        },
    )
    behind_tls: bool = field(
        default=False,
        metadata={
            "text": "People reach the web server by https, through a proxy that sets "
            "X-Forwarded-Proto and appends to X-Forwarded-For: cookies by https only, HSTS."
        },
    )
    timezone: str = field(
        default="UTC",
        metadata={"text": "IANA time zone used where a site has none."},
    )
    log_format: str = field(
        default="line",
        metadata={"text": "line for people, json for log collectors."},
    )
    log_level: str = field(
        default="INFO",
        metadata={"text": "DEBUG, INFO, WARNING or ERROR."},
    )
    debug: bool = field(
        default=False,
        metadata={"text": "Debug pages of the web framework; never on a real site."},
    )


def load_settings(
    environ: Mapping[str, str] | None = None, *, file: Path | None = None
) -> Settings:
    """Read file and environment. Unknown names and wrong values raise LandbridgeError."""
    env = os.environ if environ is None else environ
    path = file or Path(env.get("LANDBRIDGE_CONFIG", "landbridge.toml"))
    values: dict[str, object] = {}
    known = {item.name for item in fields(Settings)}
    if path.exists():
        values.update(_read_file(path, known))
    elif file is not None or "LANDBRIDGE_CONFIG" in env:
        raise LandbridgeError(
            "the configuration file does not exist",
            subject=str(path),
            remedy="Create it or unset LANDBRIDGE_CONFIG.",
        )
    for name in known:
        if (text := env.get(f"LANDBRIDGE_{name.upper()}")) is not None:
            values[name] = text
    return _typed(values)


def _read_file(path: Path, known: set[str]) -> dict[str, object]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LandbridgeError(
            f"not a readable TOML file ({error})", subject=str(path), remedy="Correct the file."
        ) from error
    if unknown := sorted(set(table) - known):
        raise LandbridgeError(
            f"unknown setting {', '.join(unknown)}",
            subject=str(path),
            remedy=f"Known settings: {', '.join(sorted(known))}.",
        )
    return table


def _typed(values: dict[str, object]) -> Settings:
    result: dict[str, object] = {}
    for name, value in values.items():
        try:
            result[name] = _convert(name, value)
        except (ValueError, ZoneInfoNotFoundError) as error:
            raise LandbridgeError(
                f"wrong value for {name} ({error})", subject="settings", remedy="Correct it."
            ) from error
    settings = Settings(**result)  # type: ignore[arg-type]
    if "secret_key" not in values:
        return _with_kept_key(settings, result)
    return settings


def _convert(name: str, value: object) -> object:
    text = str(value)
    match name:
        case "data_folder":
            return Path(text).expanduser().absolute()
        case "web_port":
            return _whole(text, 0, 65535)
        case "web_threads":
            return _whole(text, 1, 256)
        case "retention_days":
            return _whole(text, 0, 36_500)
        case "log_format":
            return _one_of(text, ("line", "json"))
        case "log_level":
            return _one_of(text.upper(), ("DEBUG", "INFO", "WARNING", "ERROR"))
        case "hosts":
            if isinstance(value, list):
                return tuple(str(host) for host in value)
            return tuple(host.strip() for host in text.split(",") if host.strip())
        case "secret_key":
            if len(text) < 32:
                raise ValueError("needs at least 32 characters")
            return Secret(text)
        case "timezone":
            ZoneInfo(text)
            return text
        case "debug" | "behind_tls":
            return text.lower() in ("1", "true", "yes", "on")
        case _:
            return text or None


def _whole(text: str, least: int, most: int) -> int:
    number = int(text)
    if not least <= number <= most:
        raise ValueError(f"{number} is not between {least} and {most}")
    return number


def _one_of(text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise ValueError(f"{text!r} is not one of {', '.join(known)}")
    return text


def _with_kept_key(settings: Settings, values: dict[str, object]) -> Settings:
    """Make the installation's key once and keep it, readable by its owner only."""
    folder = settings.data_folder.absolute()
    path = folder / "secret.key"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(settings.secret_key.reveal())
    values["secret_key"] = Secret(path.read_text(encoding="utf-8").strip())
    values["data_folder"] = folder
    return Settings(**values)  # type: ignore[arg-type]
