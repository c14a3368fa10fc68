"""YAML with places: exact values, right lines, and nothing that expands."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landbridge.mapping.located import (
    DEPTH_MAX,
    TEXT_LENGTH_MAX,
    Place,
    Scalar,
    Sequence,
    Table,
    UnreadableYamlError,
    read_located,
)


def test_values_are_exact_and_know_their_lines() -> None:
    top = read_located(
        "a: 1\nb:\n  - 1.10\n  - no\n  - 012\n  - 'true'\n  - true\n  -\n# c\nc:\n  d: x\n",
        file="f",
    )
    b = top.items["b"]
    assert isinstance(b, Sequence)
    assert [item.value for item in b.items] == [Decimal("1.10"), "no", "012", "true", True, None]
    assert str(b.items[0].value) == "1.10"
    assert [item.place.line for item in b.items] == [3, 4, 5, 6, 7, 8]
    assert top.items["a"] == Scalar(1, Place("f", 1))
    c = top.items["c"]
    assert isinstance(c, Table) and c.place.line == 10 and c.items["d"].place == Place("f", 11)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "must be a mapping"),
        ("- a", 1, "must be a mapping"),
        ("a: 1\na: 2", 2, "'a' is given twice"),
        ("a: &x 1\nb: *x", 1, "anchors"),
        ("a: 1\nb: *x", 2, "aliases"),
        ("a: !!python/object:os.system x", 1, "tags"),
        ("a: !x {}", 1, "tags"),
        ("a: 1\n---\nb: 2", 3, "only one YAML document"),
        ("? {a: b}\n: c", 1, "a key must be a text"),
        ("a: [1\nb: 2", 2, "not readable as YAML"),
        ("a: \x07", 1, "not readable as YAML"),
        ("a: " + "[" * (DEPTH_MAX + 1), 1, "nested deeper"),
        ("#" * (TEXT_LENGTH_MAX + 1), 1, "characters"),
    ],
)
def test_what_is_no_map_file_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(UnreadableYamlError) as caught:
        read_located(text, file="f")
    assert caught.value.place == Place("f", line)
    assert words in caught.value.why


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert isinstance(read_located(text, file="f"), Table)
    except UnreadableYamlError as error:
        assert error.why
