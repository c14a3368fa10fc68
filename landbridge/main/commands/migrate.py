"""Bring the database to this version: tables, roles, functions. Safe to repeat.

Run it once after each upgrade, before the new web server and workers start; on every machine, for
it compiles the planners there, too.
"""

import argparse

SUMMARY = "bring the database to this version"


def configure(parser: argparse.ArgumentParser) -> None:
    """No options: the database is the one of the settings."""


def run(args: argparse.Namespace) -> int:
    from landbridge.kit.settings import load_settings
    from landbridge.main.exits import Exit
    from landbridge.main.installation import ensure_dsn, migrate, warm_planners

    settings = load_settings()
    migrate(ensure_dsn(settings), data_folder=settings.data_folder)
    print("The database is at this version.")
    if warm_planners():
        print("The planners are compiled.")
    return Exit.DONE
