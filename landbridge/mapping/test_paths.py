import pytest
from hypothesis import given
from hypothesis import strategies as st

from landbridge.mapping.paths import (
    Path,
    PathError,
    join,
    parse_key,
    parse_path,
    parse_pattern,
    render,
    with_indexes,
)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("number", Path(0, ("number",))),
        ("a.b.c", Path(0, ("a", "b", "c"))),
        ("'product.'.code", Path(0, ("product.", "code"))),
        ("lines[0].item", Path(0, ("lines", 0, "item"))),
        ("lines.0.item", Path(0, ("lines", 0, "item"))),
        ("x.'0'", Path(0, ("x", "0"))),
        ("rows[1][2]", Path(0, ("rows", 1, 2))),
        (".", Path(0, ())),
        ("$", Path(-1, ())),
        ("$.number", Path(-1, ("number",))),
        ("^.number", Path(1, ("number",))),
        ("^^.a.b", Path(2, ("a", "b"))),
        ("päckchen.größe", Path(0, ("päckchen", "größe"))),
        ("x-y_z:1", Path(0, ("x-y_z:1",))),
    ],
)
def test_paths_are_read_and_written(text: str, path: Path) -> None:
    assert parse_path(text) == path
    assert parse_path(str(path)) == path


@pytest.mark.parametrize(
    "text",
    ["", " ", "a..b", "a.", ".a.", "a b", "a[x]", "a[", "a.[0]", "$number", "^a", "'a", "a'b'",
     "[0]x", "a[0]b", "a" + ".b" * 16, "$..", "a[9999999]"],
)  # fmt: skip
def test_what_is_no_path_is_refused_in_words(text: str) -> None:
    with pytest.raises(PathError, match=r"path|dot"):
        parse_path(text)


@given(st.lists(st.text(min_size=1, max_size=5).filter(lambda t: "'" not in t), min_size=1))
def test_every_key_can_be_written_as_a_path(keys: list[str]) -> None:
    if len(keys) <= 16:
        assert parse_path(render(tuple(keys))) == Path(0, tuple(keys))


def test_patterns_name_fields_of_lists() -> None:
    assert parse_pattern("lines[].'x.y'.z") == "lines[].'x.y'.z"
    assert parse_pattern("a[].b[].c") == join(join(join("a", ""), "b"), "") + ".c"
    assert with_indexes("a[].b[].c", (3, 4)) == "a[3].b[4].c"
    assert with_indexes("a.c", (3,)) == "a.c"
    with pytest.raises(PathError):
        parse_pattern("a[]b")
    assert parse_key("ship_to.name") == ("ship_to", "name")
    with pytest.raises(PathError):
        parse_key("lines[0].name")
