"""The `landbridge` command: finds the sub-commands, runs one, says errors as sentences."""

import argparse
import importlib
import pkgutil
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from landbridge.kit.findings import LandbridgeError
from landbridge.main.exits import Exit


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; returns the exit code (`landbridge.main.exits`)."""
    parser = build_parser()
    args = parser.parse_args(argv)
    if not hasattr(args, "run"):
        parser.print_help()
        return Exit.USAGE
    if threading.current_thread() is threading.main_thread():
        # As Ctrl-C: what a command has started is stopped. Web and workers take it over later.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return int(args.run(args))
    except LandbridgeError as error:
        print(f"landbridge: {error}", file=sys.stderr)
        return Exit.FAILED
    except BrokenPipeError:
        return Exit.DONE
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:
        if trouble := _trouble_with_database(error):
            print(f"landbridge: {trouble}", file=sys.stderr)
            return Exit.FAILED
        report = _write_report()
        print(
            f"landbridge: an error in Landbridge itself. {report} holds the details; "
            "please report it with them.",
            file=sys.stderr,
        )
        return Exit.BUG


def _trouble_with_database(error: Exception) -> LandbridgeError | None:
    """What a person can do something about; None for anything else."""
    from psycopg import OperationalError, errors
    from psycopg_pool import PoolTimeout

    if isinstance(error, errors.UndefinedTable | errors.InvalidSchemaName | errors.UndefinedColumn):
        return LandbridgeError(
            "the database is not at this version", remedy="Run `landbridge migrate`."
        )
    if not isinstance(error, OperationalError | PoolTimeout):
        return None
    said = str(error).strip()
    # By SQLSTATE (PostgreSQL, appendix A); a connection that was never made has none.
    match getattr(error, "sqlstate", None) or "08000":
        case "40P01" | "40001" | "55P03" | "57014":
            return LandbridgeError(
                f"others held in the database what was needed ({said})",
                remedy="Its last step was not done; try again.",
            )
        case "53100":
            return LandbridgeError(
                f"the database's disk is full ({said})", remedy="Free some space, then try again."
            )
        case "53300":
            return LandbridgeError(
                f"the database has no connection free ({said})",
                remedy="Raise its `max_connections`, or run fewer processes.",
            )
        case state if state[:2] in ("08", "28", "57"):
            return LandbridgeError(
                f"the database cannot be reached ({said})",
                remedy="Is it running, and is the setting `dsn` right?",
            )
    return None


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="landbridge",
        description="Joins a company's ERP and its warehouse.",
        epilog="Settings come from landbridge.toml and LANDBRIDGE_* variables.",
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    for name, module in command_modules().items():
        sub = commands.add_parser(
            name,
            help=module.SUMMARY,
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(run=_with_logging(module))
        module.configure(sub)
    return parser


def command_modules() -> dict[str, ModuleType]:
    """The modules of `landbridge.main.commands` by the name of their command."""
    package = importlib.import_module("landbridge.main.commands")
    names = sorted(
        info.name for info in pkgutil.iter_modules(package.__path__) if info.name[:5] != "test_"
    )
    return {name: importlib.import_module(f"{package.__name__}.{name}") for name in names}


def _with_logging(module: ModuleType) -> object:
    def run(args: argparse.Namespace) -> int:
        from landbridge.kit.settings import load_settings
        from landbridge.main import logs

        logs.configure(load_settings())
        code: int = module.run(args)
        return code

    return run


def _write_report() -> Path:
    """Put the current exception's trace into a file: a trace is for those who mend, not users."""
    folder = Path(tempfile.mkdtemp(prefix="landbridge-error-"))
    report = folder / "report.txt"
    report.write_text(f"{_version()}\n{sys.argv}\n{traceback.format_exc()}", encoding="utf-8")
    return report


def _version() -> str:
    from importlib.metadata import version

    return f"landbridge {version('landbridge')}"
