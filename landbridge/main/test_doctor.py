"""The doctor says how things are, and checks the books when asked to."""

import json
import os

import psycopg
import pytest

from landbridge.kit.pg.embedded import EmbeddedServer
from landbridge.main.cli import main
from landbridge.main.exits import Exit


@pytest.fixture
def installation(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANDBRIDGE_DSN", database)


def test_no_worker_is_an_error_with_a_remedy(
    installation: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor"]) == Exit.NOT_WELL
    said = capsys.readouterr().out
    assert "No worker is running" in said and "landbridge worker" in said


def test_the_books_of_an_empty_warehouse_add_up(
    installation: None, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["doctor", "--books", "--json"])
    diagnoses = json.loads(capsys.readouterr().out)["diagnoses"]
    books = [one for one in diagnoses if one["area"] == "books"]
    assert [one["severity"] for one in books] == ["ok"]


@pytest.mark.parametrize("command", ["doctor", "worker", "web"])
def test_a_database_that_was_never_set_up_is_told_at_once(
    postgres: EmbeddedServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    name = f"empty_{os.getpid()}"
    postgres.ensure_database(name)
    try:
        monkeypatch.setenv("LANDBRIDGE_DSN", postgres.dsn(name))
        assert main([command]) == Exit.FAILED
        assert "landbridge migrate" in capsys.readouterr().err
    finally:
        postgres.drop_database(name)


def test_a_step_of_this_version_that_was_not_run_is_named(
    installation: None, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("DELETE FROM django_migrations WHERE app = 'wms' AND name = '0003_ledger'")
    assert main(["doctor"]) == Exit.FAILED
    assert "wms 0003_ledger" in capsys.readouterr().err
