"""The docs are whole: decisions have their parts, links lead somewhere, references are current."""

import re
from pathlib import Path

import pytest
from tidy import ROOT, project_files

from landbridge.kit.settings import Settings
from landbridge.main.cli import command_modules
from tools import gen_docs

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
HEADINGS = ["## Question", "## Decision", "## Why", "## What follows"]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
OUTSIDE = ("http://", "https://", "mailto:")


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_one_page_with_its_four_parts(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+", path.stem)
    assert lines[0].startswith(f"# {path.stem[:4]} ")
    assert [line for line in lines if line.startswith("## ")] == HEADINGS
    assert len(lines) <= 60


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.stem[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    "page", [file for file in project_files() if file.suffix == ".md"], ids=lambda file: file.path
)
def test_links_lead_to_a_file_and_a_heading(page: object) -> None:
    path = ROOT / page.path
    dead = [target for target in LINK.findall(page.text) if not _leads_somewhere(path, target)]
    assert not dead


def _leads_somewhere(page: Path, target: str) -> bool:
    if target.startswith(OUTSIDE):
        return True
    name, _, anchor = target.partition("#")
    file = (page.parent / name).resolve() if name else page
    if not file.exists():
        return False
    return not anchor or anchor in _anchors(file.read_text(encoding="utf-8"))


def _anchors(text: str) -> set[str]:
    titles = [line.lstrip("#").strip() for line in text.splitlines() if line.startswith("#")]
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", list(gen_docs.page_writers()))
def test_a_reference_page_is_as_the_code_has_it(name: str) -> None:
    assert not gen_docs.is_stale(name), "run: make docs"


def test_every_command_and_every_setting_is_described() -> None:
    commands = (gen_docs.FOLDER / "commands.md").read_text(encoding="utf-8")
    settings = (gen_docs.FOLDER / "settings.md").read_text(encoding="utf-8")
    for name, module in command_modules().items():
        assert module.__doc__, f"landbridge {name} says nothing about itself"
        assert f"## landbridge {name}\n" in commands
    for name in Settings.__dataclass_fields__:
        assert f"| `{name}` |" in settings
