"""One line per record, with facts, without secrets."""

import json
import logging
import sys

from landbridge.kit.crypto import Secret
from landbridge.main.logs import JsonFormatter, LineFormatter


def a_record(*, text: str = "took %d", **facts: object) -> logging.LogRecord:
    return logging.getLogger("landbridge.hub.worker").makeRecord(
        "landbridge.hub.worker", logging.INFO, "f.py", 1, text, (12,), None, extra=facts
    )


def test_a_line_has_instant_level_logger_text_and_facts() -> None:
    record = a_record(endpoint="tryton", why="no answer")
    record.created = 1_795_000_000.5
    line = LineFormatter().format(record)
    assert line == (
        '2026-11-18T11:06:40.500Z INFO hub.worker took 12 endpoint=tryton why="no answer"'
    )


def test_a_trace_stays_on_its_line() -> None:
    record = a_record()
    try:
        raise ValueError("a\nb")
    except ValueError:
        record.exc_info = sys.exc_info()
    assert "\n" not in LineFormatter().format(record)
    assert "ValueError" in json.loads(JsonFormatter().format(record))["trace"]


def test_secrets_do_not_show() -> None:
    record = a_record(password=Secret("hunter2"))
    for formatter in (LineFormatter(), JsonFormatter()):
        assert "hunter2" not in formatter.format(record)


def test_json_members() -> None:
    members = json.loads(JsonFormatter().format(a_record(count=3)))
    assert {name: members[name] for name in ("level", "logger", "text", "count")} == {
        "level": "INFO",
        "logger": "hub.worker",
        "text": "took 12",
        "count": 3,
    }
