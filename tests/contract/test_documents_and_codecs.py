"""Every canonical document type and every codec found on disk."""

import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landbridge.canon import Document, check, document_types, dump_json, load_json
from landbridge.codecs import Codec, Control, PayloadUnreadableError, codecs
from landbridge.kit.findings import has_errors
from landbridge.mapping.shapes import leaf_patterns, shape_of

TYPES = document_types()
of_each_type = pytest.mark.parametrize("kind", TYPES)
of_each_codec = pytest.mark.parametrize("codec", codecs().values(), ids=codecs())
HOME = resources.files("landbridge.canon").joinpath("samples")


def sample_files() -> Iterator[tuple[str, bytes]]:
    for kind in TYPES:
        if HOME.joinpath(kind).is_dir():
            for file in sorted(HOME.joinpath(kind).iterdir(), key=lambda f: f.name):
                if file.name.endswith(".json"):
                    yield f"{kind}/{file.name}", file.read_bytes()


def documents_of(kind: str) -> list[Document]:
    return [load_json(content) for name, content in sample_files() if name.startswith(f"{kind}/")]


@pytest.mark.parametrize(("name", "content"), [pytest.param(*s, id=s[0]) for s in sample_files()])
def test_a_canonical_sample_is_fit_and_comes_back_equal(name: str, content: bytes) -> None:
    document = load_json(content)
    assert document.kind == name.split("/", maxsplit=1)[0]
    assert not has_errors(check(document)), check(document)
    written = dump_json(document)
    assert load_json(written) == document
    assert dump_json(load_json(written)) == written
    assert json.loads(written) == json.loads(content), "a sample shows no field at its default"
    assert {n.meaning for n in document.known_numbers()} >= {"number"}
    assert all(effect.change.uom for effect in document.stock_effects())


@of_each_type
def test_the_samples_of_a_type_show_each_of_its_fields(kind: str) -> None:
    assert HOME.joinpath(kind).is_dir(), f"add landbridge/canon/samples/{kind}/full.json"
    shown = {path for document in documents_of(kind) for path in _shown(document)}
    assert [leaf for leaf in leaf_patterns(shape_of(TYPES[kind])) if leaf not in shown] == []


def _shown(value: Any, path: str = "") -> Iterator[str]:
    """Patterns of all fields that are not at their default."""
    if isinstance(value, tuple):
        for item in value:
            yield from _shown(item, f"{path}[]")
    elif hasattr(value, "__dataclass_fields__"):
        for name, item in shape_of(type(value)).fields.items():
            inner = getattr(value, name)
            if item.required or inner != item.default:
                yield from _shown(inner, f"{path}.{name}" if path else name)
    elif value is not None:
        yield path


@of_each_codec
def test_a_codec_gives_back_the_tree_it_wrote(codec: Codec) -> None:
    for _, content in sample_files():
        tree = json.loads(content)
        written = codec.write(tree, control=Control())
        parts = list(codec.split(written, wire_type="x"))
        assert [codec.read(part) for part in parts] == [tree]
        for part in parts:
            assert written[part.start : part.end] == part.content
            assert part.wire_type


@of_each_codec
def test_a_codec_refuses_in_words_whatever_it_cannot_read(codec: Codec) -> None:
    @settings(max_examples=150, deadline=None, database=None)
    @given(
        st.binary(max_size=300) | st.text(max_size=100).map(lambda t: t.encode("utf-8", "replace"))
    )
    def any_bytes(payload: bytes) -> None:
        try:
            for part in codec.split(payload):
                codec.read(part)
        except PayloadUnreadableError as error:
            assert error.why

    any_bytes()


@of_each_codec
def test_a_codec_lets_no_text_through_that_no_database_holds(codec: Codec) -> None:
    for bad in ("\x00", "\ud800"):
        try:
            payload = codec.write({"a": bad}, control=Control())
        except (ValueError, UnicodeError):
            continue
        with pytest.raises(PayloadUnreadableError):
            for part in codec.split(payload):
                codec.read(part)
