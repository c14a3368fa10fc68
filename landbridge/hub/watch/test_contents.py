import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landbridge.hub.facade.views import Content, ContentPart
from landbridge.hub.watch.contents import content, laid_out, readable


def shown(head: bytes | None, size: int | None = None) -> Content:
    return content(
        ContentPart.RAW, 7, "As received", head=head, digest=b"\x01\x02",
        size_bytes=len(head) if head is not None and size is None else size,
        missing="It is gone.",
    )  # fmt: skip


def test_json_is_laid_out_with_its_very_digits() -> None:
    found = shown(b'{"a":1.2300,"b":[1,12345678901234567890123],"c":{},"d":[]}')
    assert found.syntax == "json"
    assert found.text.splitlines() == [
        "{", '  "a": 1.2300,', '  "b": [', "    1,", "    12345678901234567890123", "  ],",
        '  "c": {},', '  "d": []', "}",
    ]  # fmt: skip
    assert (found.kept, found.is_cut, found.sha256) == (True, False, "0102")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_laying_out_changes_nothing(tree) -> None:
    for text in (json.dumps(tree), json.dumps(tree, ensure_ascii=False, indent=3)):
        assert json.loads(laid_out(text)) == tree


def test_what_is_no_json_after_all_stays_as_it_is() -> None:
    for text in ('{"a": ', "[" * 100_000, "{not json}"):
        assert laid_out(text) == text


def test_a_long_payload_is_cut_between_characters() -> None:
    found = shown("aaaé".encode()[:4], size=5)
    assert (found.text, found.is_cut, found.shown_bytes) == ("aaa", True, 4)


@pytest.mark.parametrize(
    ("head", "syntax"),
    [
        (b"<a/>", "xml"),
        (b"ISA*00*~\x1dGS", "text"),
        (b"UNB+UNOC:3'", "text"),
        (b"\xef\xbb\xbf{}", "json"),
        ("Łódź".encode(), "text"),
        ("Fähre".encode("latin-1"), "text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
        (b"", "text"),
    ],
)
def test_syntax_is_told_from_the_bytes(head: bytes, syntax: str) -> None:
    assert shown(head).syntax == syntax


def test_bytes_that_are_no_text_are_not_shown_as_such() -> None:
    found = shown(bytes(range(256)))
    assert (found.syntax, found.text, found.shown_bytes, found.size_bytes) == ("binary", "", 0, 256)
    assert "download" in found.note
    assert readable(b"\x00" * 50, whole=True) is None


def test_what_is_not_kept_says_so() -> None:
    found = shown(None)
    assert (found.kept, found.text, found.note) == (False, "", "It is gone.")
