"""Serve console, handheld and REST API.

It listens where the settings web_host and web_port say. Put a reverse proxy with TLS before it
when others than this machine shall reach it. SIGTERM lets running requests end, then stops.
"""

import argparse
from contextlib import suppress

SUMMARY = "serve console, handheld and REST API"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="address to listen on (default: setting web_host)")
    parser.add_argument("--port", type=int, help="port to listen on (default: setting web_port)")
    parser.add_argument(
        "--processes", type=int, default=1, help="processes to serve with (default: 1)"
    )


def run(args: argparse.Namespace) -> int:
    from psycopg import OperationalError

    from landbridge.kit.settings import load_settings
    from landbridge.main.installation import check_version, ensure_dsn
    from landbridge.main.web import serve

    settings = load_settings()
    dsn = ensure_dsn(settings)
    # A database that is away for a moment is no reason not to start: the health page tells it.
    with suppress(OperationalError):
        check_version(dsn)
    return serve(
        settings,
        host=args.host or settings.web_host,
        port=settings.web_port if args.port is None else args.port,
        processes=args.processes,
    )
