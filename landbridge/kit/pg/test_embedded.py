"""The embedded server, started by several processes of a new installation at one moment."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from landbridge.kit.pg.embedded import EmbeddedServer

START = """
import sys
from pathlib import Path
import psycopg
from landbridge.kit.pg.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.start()
with psycopg.connect(server.dsn()) as conn:
    print(conn.execute("SHOW random_page_cost").fetchone()[0])
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the server's own user may look, too, which it may not in pytest's folders."""
    with tempfile.TemporaryDirectory(prefix="landbridge-embedded-") as name:
        Path(name).chmod(0o755)
        yield Path(name) / "postgresql"
        server = EmbeddedServer(Path(name) / "postgresql")
        server.start()
        server.stop()


def test_processes_that_start_it_at_one_moment_share_one_server(folder: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", START, str(folder)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for _ in range(3)
    ]  # fmt: skip
    said = [process.communicate(timeout=120)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], said
    assert said == ["1.1\n"] * 3


def test_it_begins_anew_where_its_folder_was_removed(folder: Path) -> None:
    server = EmbeddedServer(folder)
    server.start()
    server.stop()
    shutil.rmtree(folder)
    server.start()
    assert server.is_reachable()
    server.stop()
