"""The handheld speaks every language whole: no text is missing, none loses a value."""

import ast
import gettext
from pathlib import Path

import pytest

from tools import catalogues

WMS = Path(__file__).parents[2] / "landbridge" / "wms"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_text_of_the_handheld_is_translated(language: str) -> None:
    messages = catalogues.read_po(catalogues.po(language).read_text("utf-8"))
    wanted = catalogues.wanted()
    assert [text for text in wanted if not messages.get(text)] == [], "python -m tools.catalogues"
    assert [text for text in messages if text not in wanted] == [], "nobody says this any more"
    values = catalogues.PLACEHOLDER.findall
    changed = {
        text: said
        for text, said in messages.items()
        # A sentence may leave a value of the warehouse out, never invent one.
        if (not set(values(said)) <= set(values(text)))
        or ("%(" in text and sorted(values(said)) != sorted(values(text)))
        or text[0].isspace() != said[0].isspace()
    }
    assert changed == {}


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_compiled_catalogues_are_those_that_were_written(language: str) -> None:
    source = catalogues.po(language)
    messages = catalogues.read_po(source.read_text("utf-8"))
    made = source.with_suffix(".mo").read_bytes()
    assert made == catalogues.compiled(language, messages), "python -m tools.catalogues"
    with source.with_suffix(".mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert all(read.pgettext("floor", text) == said for text, said in messages.items())


def test_every_sentence_in_the_catalogues_is_one_the_warehouse_says() -> None:
    # What a code is refused for is said where codes are read.
    folders = (WMS, WMS.parent / "canon")
    paths = [
        path
        for folder in folders
        for path in folder.rglob("*.py")
        if not path.name.startswith("test_")
    ]
    said = "\n".join(
        node.value
        for path in paths
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    lines = (catalogues.HANDHELD / "sentences.txt").read_text("utf-8").splitlines()
    unsaid = [
        line
        for line in lines
        if max(catalogues.PLACEHOLDER.split(line), key=len).strip(" .:") not in said
    ]
    assert unsaid == []
