"""Values are compared across syntaxes; versions are compared line by line."""

from hypothesis import given
from hypothesis import strategies as st

from landbridge.console.differences import lines_changed, lines_only_here, plain_lines


def marks(lines):
    return [line.mark for line in lines]


def test_a_value_carried_over_in_another_form_is_not_marked() -> None:
    raw = '{\n  "quantity": 12.0,\n  "code": "AB-7",\n  "internal": "x99"\n}'
    canon = '{\n  "item": "ab-7",\n  "quantity": "12"\n}'
    assert marks(lines_only_here(raw, canon)) == ["", "", "", "only", ""]
    assert marks(lines_only_here(canon, raw)) == ["", "", "", ""]


def test_names_of_fields_are_not_values() -> None:
    assert marks(lines_only_here('"number": "7"', '"no": "7"')) == [""]


def test_without_another_side_nothing_is_marked() -> None:
    assert marks(lines_only_here("a\nb", "")) == ["", ""]


def test_a_newer_version_shows_what_it_dropped_and_added() -> None:
    lines = lines_changed("a\nb\nc", "a\nB\nc")
    assert [(line.text, line.mark) for line in lines] == [
        ("a", ""),
        ("b", "gone"),
        ("B", "new"),
        ("c", ""),
    ]


def test_equal_versions_have_no_lines_to_show() -> None:
    assert lines_changed("a\nb", "a\nb") == ()


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_line_is_lost_and_no_text_breaks_it(left: str, right: str) -> None:
    assert [line.text for line in lines_only_here(left, right)] == [
        line.text for line in plain_lines(left)
    ]
    changed = lines_changed(left, right)
    assert {line.text for line in changed if line.mark == "new"} <= set(right.splitlines())
    assert {line.text for line in changed if line.mark == "gone"} <= set(left.splitlines())


def test_a_word_like_a_number_beyond_all_measure_is_a_word() -> None:
    assert marks(lines_only_here("1e9999999 NaN", "1E9999999 nan")) == [""]
    assert marks(lines_only_here("1e-9999999", "0")) == ["only"]
