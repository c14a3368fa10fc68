"""Serve the demo's Tryton: `python -m landbridge.main.demo.erp.serve`.

This process becomes the web server. Tryton does the second half of some work right after the
commit of the first (after a shipment it makes the one for the rest); a SIGKILL in between leaves
that half as an unfinished row of its queue. If there are such rows at the start, Tryton's own
worker runs beside the server until they are done.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from landbridge.main.demo.erp.database import base_environ, script

CATCH_UP_S = 60.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="landbridge.main.demo.erp.serve")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--dsn", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--catch-up-only", action="store_true")
    options = parser.parse_args()
    environ = base_environ() | {"TRYTOND_CONFIG": str(options.folder / "trytond.conf")}
    if options.catch_up_only:
        catch_up(options.dsn, options.database, environ)
        return
    if unfinished_count(options.dsn):
        subprocess.Popen(
            [sys.executable, "-m", "landbridge.main.demo.erp.serve", "--catch-up-only",
             *sys.argv[1:]], env=environ,
        )  # fmt: skip
    environ |= {
        "TRYTOND_DATABASE_NAMES": options.database,
        "TRYTOND_LOGGING_LEVEL": os.environ.get("LB_LOG", "30"),
    }
    argv = [
        sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "1",
        "--threads", str(options.threads), "--bind", f"127.0.0.1:{options.port}",
        "--keep-alive", "75", "--timeout", "120", "--preload", "--no-control-socket",
        "trytond.application:app",
    ]  # fmt: skip
    os.execve(sys.executable, argv, environ)  # noqa: S606  # no shell: an argument list


def unfinished_count(dsn: str) -> int:
    """Work that Tryton has put off and not done yet."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        row = conn.execute("SELECT count(*) FROM ir_queue WHERE finished_at IS NULL").fetchone()
    return int(row[0]) if row else 0


def catch_up(dsn: str, database: str, environ: dict[str, str]) -> bool:
    """Let Tryton's worker do what is unfinished; False if it is not done in time."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        # What Tryton's own `ir.queue` retry does for tasks whose worker died.
        conn.execute("UPDATE ir_queue SET dequeued_at = NULL WHERE finished_at IS NULL")
    worker = subprocess.Popen(
        [sys.executable, str(script("trytond-worker")), "--database", database, "-n", "1"],
        env=environ | {"TRYTOND_QUEUE__WORKER": "True"},
        start_new_session=False,
    )
    deadline = time.monotonic() + CATCH_UP_S
    try:
        while time.monotonic() < deadline and worker.poll() is None:
            if not unfinished_count(dsn):
                return True
            time.sleep(0.2)
        return not unfinished_count(dsn)
    finally:
        worker.terminate()
        try:
            worker.wait(10)
        except subprocess.TimeoutExpired:
            worker.kill()


if __name__ == "__main__":
    main()
