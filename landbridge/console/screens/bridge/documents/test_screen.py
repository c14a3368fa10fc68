"""Filters live in the address; pages go on where the last one ended."""

import re

import pytest
from django.test import Client

from landbridge.console import tables


def numbers(page: str) -> list[str]:
    return re.findall(r'class="quiet-link" href="[^"]+">\s*([^<\s]+)\s*<', page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"kind": "outbound_order", "source": "shop"}, {"W-5001"}),
        ({"state": "waiting"}, {"S-1030"}),
        ({"text": "S-1006", "kind": "outbound_order"}, {"S-1006"}),
        ({"kind": "shipment_confirmation", "target": "erp"}, {"S00000001"}),
    ],
)
def test_filters_narrow_the_list(ada: Client, query: dict[str, str], expected: set[str]) -> None:
    assert set(numbers(ada.get("/documents/", query).content.decode())) == expected


def test_pages_hold_everything_once(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = numbers(ada.get("/documents/").content.decode())
    monkeypatch.setattr(tables, "PAGE_SIZE", 7)
    found: list[str] = []
    href = "/documents/"
    while href:
        page = ada.get(href).content.decode()
        found.extend(numbers(page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        href = "/documents/" + following[1].replace("&amp;", "&") if following else ""
    assert found[: len(whole)] == whole
    assert len(found) >= len(whole)


def test_csv_holds_all_pages(ada: Client) -> None:
    answer = ada.get("/documents/", {"format": "csv", "kind": "item"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0].startswith("Number,Document,From,To,State")
    assert len(lines) == 20


def test_an_empty_list_says_what_would_fill_it(ada: Client) -> None:
    page = ada.get("/documents/", {"text": "nothing-of-that-kind"}).content.decode()
    assert 'class="empty"' in page
    assert "Clear" in page
