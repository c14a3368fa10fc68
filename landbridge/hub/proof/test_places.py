"""Byte ranges of JSON values: what stands there is the value, for any document."""

import json

from hypothesis import given
from hypothesis import strategies as st

from landbridge.hub.proof.fields import leaves
from landbridge.hub.proof.places import json_places

NAMES = st.text("abcdef_é", min_size=1, max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(NAMES, VALUES, max_size=5), st.sampled_from([None, 2]))
def test_what_stands_at_a_place_is_the_value(document: dict, indent: int | None) -> None:
    content = json.dumps(document, ensure_ascii=False, indent=indent).encode()
    places = json_places(content)
    for path, value in leaves(document):
        start, end = places[path]
        found = json.loads(content[start:end])
        assert ("" if found is None else str(found)) == value


def test_what_is_no_json_has_no_places() -> None:
    for content in (b"", b"ISA*00*", b'{"a":', b'{"a" 1}', b"[1,2"):
        assert json_places(content) == {}
