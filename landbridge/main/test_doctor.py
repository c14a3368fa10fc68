"""The doctor says how things are, and checks the books when asked to."""

import json

import pytest

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
