"""The page on maps speaks the language as it is."""

import json
import re
from pathlib import Path

from landbridge.canon import dump_json
from landbridge.codecs import get_codec
from landbridge.mapping import MapContext, load_map, to_canon
from landbridge.mapping.reading import BESIDE_SOURCE, CONTEXT_NAMES, SOURCE_KEYS, TOP_KEYS
from landbridge.mapping.settings import FORMATS, KINDS, SETTINGS

PAGE = (Path(__file__).parents[2] / "docs" / "howto" / "write-a-map.md").read_text("utf-8")
JSON = get_codec("json")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_first_map_does_what_the_page_says() -> None:
    wire, document = blocks("json")
    first, overlay = blocks("yaml")
    context = MapContext(owner="ACME", site="MAIN")
    (tree,) = [JSON.read(part) for part in JSON.split(wire.encode())]
    mapped = to_canon(tree, map=load_map(first, name="first.yaml"), context=context)
    assert mapped.findings == () and mapped.unused_paths == ()
    assert mapped.value is not None
    assert json.loads(dump_json(mapped.value)) == json.loads(document)
    overlaid = load_map(first, name="first.yaml", overlays=[("own.yaml", overlay)])
    changed = to_canon(tree, map=overlaid, context=context).value
    assert changed is not None
    assert (changed.note, changed.ship_on) == ("77 / Łódź Sp. z o.o.", None)


def test_the_page_names_every_word_of_the_language() -> None:
    beside = [word for words in BESIDE_SOURCE.values() for word in words]
    for word in (*TOP_KEYS, *SOURCE_KEYS, *beside, *SETTINGS, *KINDS, *FORMATS, *CONTEXT_NAMES):
        assert re.search(rf"`[^`]*\b{word}\b[^`]*`", PAGE), f"write-a-map.md: tell of {word}"
