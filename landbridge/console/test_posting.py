"""What a form says is taken whole, or not at all."""

import pytest
from django.test import RequestFactory

from landbridge.console.posting import posted
from landbridge.kit.findings import LandbridgeError


def test_a_field_comes_without_the_spaces_around_it() -> None:
    request = RequestFactory().post("/", {"note": "  two\r\nlines\x00 "})
    assert posted(request, "note") == "two\nlines"
    assert posted(request, "other") == ""


def test_what_is_too_long_is_refused_and_never_cut() -> None:
    request = RequestFactory().post("/", {"note": "x" * 201, "bins": "x" * 201})
    with pytest.raises(LandbridgeError, match="note has 201 letters, and 200 is the most"):
        posted(request, "note")
    assert len(posted(request, "bins", 4_000)) == 201
