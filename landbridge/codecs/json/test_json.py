"""The JSON codec: exact numbers, right cutting, and hostile bytes refused in words and in time."""

import json
import time
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landbridge.codecs import Control, Part, PayloadUnreadableError, get_codec
from landbridge.codecs.json.reader import DEPTH_MAX

CODEC = get_codec("json")

SPEAKABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
NUMBERS = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=9
)
NODES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | NUMBERS | SPEAKABLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SPEAKABLE, inner, max_size=4),
    max_leaves=20,
)
TREES = st.dictionaries(SPEAKABLE, NODES, max_size=5)


def trees(payload: bytes) -> list:
    return [CODEC.read(part) for part in CODEC.split(payload)]


@given(TREES)
def test_what_is_written_is_read_again(tree: dict) -> None:
    content = CODEC.write(tree, control=Control())
    assert trees(content) == [tree]


@given(st.lists(TREES, max_size=4), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_arrays_and_lines_are_cut_at_their_bytes(many: list[dict], mark: bytes) -> None:
    written = [CODEC.write(tree, control=Control()) for tree in many]
    for payload in (mark + b"[" + b" , ".join(written) + b"]\n", mark + b"\r\n".join(written)):
        if payload == mark:
            continue
        parts = list(CODEC.split(payload))
        assert [CODEC.read(part) for part in parts] == many
        for index, part in enumerate(parts):
            assert part.index == index
            assert payload[part.start : part.end] == part.content
            plain = Part(
                index=0, content=part.content, start=0, end=len(part.content), wire_type=""
            )
            assert CODEC.read(plain) == many[index]


def test_t05_a_transfer_cut_at_any_byte_gives_whole_messages_or_an_error() -> None:
    """Absent or complete, never short: what is read before the cut is what was sent."""
    line = {"id": "1", "item": "Śruba {M8}", "quantity": Decimal("2.50")}
    many: list[dict] = [{"number": f"S-{n}", "lines": [line] * n, "note": None} for n in (1, 2, 0)]
    written = [CODEC.write(tree, control=Control()) for tree in many]
    for payload in (b"[" + b",".join(written) + b"]", b"\n".join(written)):
        for end in range(len(payload)):
            read = []
            with suppress(PayloadUnreadableError):
                for part in CODEC.split(payload[:end]):
                    read.append(CODEC.read(part))
            assert read == many[: len(read)], payload[:end]


@given(st.binary(max_size=200) | TREES.map(lambda tree: repr(tree).encode("utf-8", "replace")))
def test_no_bytes_raise_anything_but_unreadable(payload: bytes) -> None:
    try:
        for part in CODEC.split(payload):
            CODEC.read(part)
    except PayloadUnreadableError as error:
        assert error.why


def test_numbers_keep_their_digits() -> None:
    tree = trees(b'{"a": 0.1, "b": 1.10, "c": 12345678901234567890.123456789, "d": 1e3, "e": 7}')[0]
    assert tree == {
        "a": Decimal("0.1"), "b": Decimal("1.10"), "c": Decimal("12345678901234567890.123456789"),
        "d": Decimal("1000"), "e": 7,
    }  # fmt: skip
    assert type(tree["e"]) is int
    assert CODEC.write(tree, control=Control()) == (
        b'{"a":0.1,"b":1.1,"c":12345678901234567890.123456789,"d":1000,"e":7}'
    )


def test_a_pretty_printed_object_is_one_message() -> None:
    text = json.dumps({"a": {"b": [1, 2]}, "ł": "東京"}, indent=2, ensure_ascii=False)
    assert trees(text.encode()) == [{"a": {"b": [1, 2]}, "ł": "東京"}]


def test_a_broken_line_spoils_only_itself() -> None:
    for payload in (b'{"a":1}\n{"a":\n{"a":3}\n', b'{"a":\n{"a":2}\n{"a":3}\n'):
        results = []
        for part in CODEC.split(payload):
            try:
                results.append(CODEC.read(part)["a"])
            except PayloadUnreadableError:
                results.append("broken")
        assert sorted(map(str, results))[-1] == "broken"
        assert len(results) == 3 and 3 in results


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"7", "object is expected, not a number"),
        (b"[1]", "object is expected, not a number"),
        (b'[{"a":1},]', "comma without"),
        (b'[{"a":1} {"b":1}]', "comma is missing"),
        (b'[{"a":1}', "does not end"),
        (b"[{}] x", "follows the array"),
        (b"{} x", "follows the object"),
        (b'{"a":1,"a":2}', "'a' appears twice"),
        (b'{"a":NaN}', "NaN is not a number"),
        (b'{"a":-Infinity}', "-Infinity is not a number"),
        (b'{"a":1e400}', "beyond 10^30"),
        (b'{"a":1e-400}', "beyond 10^30"),
        (b'{"a":6e66666666666666666666}', "beyond 10^30"),  # found by fuzzing
        (b'{"a":' + b"9" * 5000 + b"}", "5000 characters"),
        (b'{"a":"\\u0000"}', "NUL"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'{"\\udc00":1}', "surrogate"),
        (b'{"a":"\x00"}', "not JSON"),
        (b'{"a":"\xff"}', "not UTF-8"),
        ('{"a":1}'.encode("utf-16"), "not UTF-8"),
        (b'{"a":' * (DEPTH_MAX + 1) + b"1" + b"}" * (DEPTH_MAX + 1), "nested deeper"),
        (b'[{"a":' + b"[" * 100_000, "nested deeper"),
        (b'{"a":' + b"[" * 100_000, "nested deeper"),
    ],
)
def test_what_no_document_can_hold_is_refused_in_words(payload: bytes, words: str) -> None:
    with pytest.raises(PayloadUnreadableError) as caught:
        trees(payload)
    assert words in str(caught.value)


def test_brackets_inside_texts_are_no_nesting() -> None:
    assert trees(b'{"a":"' + b"[" * 500 + b'\\"{"}') == [{"a": "[" * 500 + '"{'}]


@pytest.mark.parametrize(
    "payload",
    [
        b'{"a":"' + b'\\"' * 400_000,
        b'{"' * 300_000,
        b"[" + b'{"a":1},' * 50_000,
        b'{"a":"' + b"\\" * 800_000,
        b"{}\n" * 50_000,
        b'["' + b'","' * 300_000,
    ],
    ids=["escapes", "open-keys", "many", "backslashes", "lines", "texts"],
)
def test_hostile_size_costs_no_more_than_its_length(payload: bytes) -> None:
    start = time.perf_counter()
    try:
        for part in CODEC.split(payload):
            CODEC.read(part)
    except PayloadUnreadableError:
        pass
    assert time.perf_counter() - start < 5


def test_a_tree_with_what_json_has_not_is_refused() -> None:
    with pytest.raises(TypeError):
        CODEC.write({"a": object()}, control=Control())  # type: ignore[dict-item]
    for bad in (Decimal("NaN"), float("inf")):
        with pytest.raises(ValueError):
            CODEC.write({"a": bad, "b": Decimal("0.12345678901234567890")}, control=Control())


def test_the_canon_codec_hands_on_the_bytes() -> None:
    codec = get_codec("canon")
    content = b'{"kind":"item","number":"1"}'
    (part,) = codec.split(content, wire_type="item")
    assert part.content is content and part.wire_type == "item"
    assert codec.write(codec.read(part), control=Control()) == content
    with pytest.raises(PayloadUnreadableError):
        list(codec.split(b" "))
