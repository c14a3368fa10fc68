"""The command line says errors as sentences, never as traces, and ends with a known code."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from psycopg import OperationalError, errors

from landbridge.kit.findings import LandbridgeError
from landbridge.main import cli
from landbridge.main.commands import site
from landbridge.main.commands.endpoint import settings_of
from landbridge.main.exits import Exit


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[Callable[[object], int]], int]:
    """Run `landbridge thing` with a given body."""
    monkeypatch.setenv("LANDBRIDGE_DATA_FOLDER", str(tmp_path))
    monkeypatch.setattr("landbridge.main.logs.configure", lambda settings: None)

    def run(body: Callable[[object], int]) -> int:
        module = SimpleNamespace(
            __doc__="A thing.", SUMMARY="a thing", configure=lambda parser: None, run=body
        )
        monkeypatch.setattr(cli, "command_modules", lambda: {"thing": module})
        return cli.main(["thing"])

    return run


def raising(error: BaseException) -> Callable[[object], int]:
    def run(args: object) -> int:
        raise error

    return run


def test_what_a_command_returns_is_the_exit_code(command: Callable[..., int]) -> None:
    assert command(lambda args: Exit.NOT_WELL) == 1


def test_an_error_is_a_sentence_with_a_remedy(
    command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    error = LandbridgeError("there is no such endpoint", subject="erp", remedy="Add it.")
    assert command(raising(error)) == Exit.FAILED
    assert capsys.readouterr().err == "landbridge: erp: there is no such endpoint. Add it.\n"


def test_a_bug_leaves_its_trace_in_a_file(
    command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(raising(ZeroDivisionError("secret detail"))) == Exit.BUG
    said = capsys.readouterr().err
    assert "Traceback" not in said and "secret detail" not in said
    report = Path(next(word for word in said.split() if word.endswith("report.txt")))
    assert "ZeroDivisionError: secret detail" in report.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (errors.UndefinedTable("hub.endpoint"), "landbridge migrate"),
        (OperationalError("connection refused"), "setting `dsn`"),
        (errors.AdminShutdown("terminating connection"), "setting `dsn`"),
        (errors.DeadlockDetected("deadlock detected"), "Its last step was not done"),
        (errors.DiskFull("No space left on device"), "Free some space"),
        (errors.TooManyConnections("too many clients already"), "`max_connections`"),
    ],
)
def test_trouble_with_the_database_is_said_with_a_remedy(
    error: Exception,
    remedy: str,
    command: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command(raising(error)) == Exit.FAILED
    assert remedy in capsys.readouterr().err


def test_ctrl_c_is_not_an_error(command: Callable[..., int]) -> None:
    assert command(raising(KeyboardInterrupt())) == Exit.INTERRUPTED


def test_a_wrong_command_line_is_refused() -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["no-such-command"])
    assert ended.value.code == Exit.USAGE
    assert cli.main([]) == Exit.USAGE


def test_every_command_describes_itself() -> None:
    text = " ".join(cli.build_parser().format_help().split())  # long lines are broken
    for name, module in cli.command_modules().items():
        assert name in text and module.SUMMARY in text


def test_settings_come_from_words_and_variables() -> None:
    args = SimpleNamespace(set=["url=http://erp:8000?a=b"], set_from=["password=ERP_PASSWORD"])
    assert settings_of(args, {"ERP_PASSWORD": "x"}) == {
        "url": "http://erp:8000?a=b",
        "password": "x",
    }
    with pytest.raises(LandbridgeError, match="no variable ERP_PASSWORD"):
        settings_of(args, {})
    with pytest.raises(LandbridgeError, match="not NAME=VALUE"):
        settings_of(SimpleNamespace(set=["url"], set_from=[]), {})


def test_a_sheet_of_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path) -> None:
    large = tmp_path / "bins.csv"
    with large.open("wb") as file:
        file.truncate(1_000_000_000)
    args = SimpleNamespace(file=large, code="X", sheet="bins")
    with pytest.raises(LandbridgeError, match="at most 50000000 are taken at once"):
        site._import(None, args)  # type: ignore[arg-type]
