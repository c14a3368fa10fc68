"""The first page tells at a glance what needs a person; each number leads to its list."""

import dataclasses
import re

import pytest
from django.test import Client

from landbridge.console import grounds as installed
from landbridge.console.lanes import bars, dots
from landbridge.hub import facade as hub
from tests.surfaces.world import World


def test_numbers_lead_to_lists_that_hold_as_many(ada: Client) -> None:
    page = ada.get("/").content.decode()
    held = re.search(r'href="(/dead-letters/\?[^"]+)"\s+class="ink-person">(\d+)<', page)
    assert held
    listed = ada.get(held[1].replace("&amp;", "&")).content.decode()
    assert listed.count("data-href") == int(held[2])
    waiting = re.search(r'href="(/documents/\?[^"]+waiting)"\s+class="ink-waits">(\d+)<', page)
    assert waiting
    listed = ada.get(waiting[1].replace("&amp;", "&")).content.decode()
    assert listed.count("data-href") == int(waiting[2])


def test_both_shores_and_the_heading_are_there(ada: Client) -> None:
    page = ada.get("/").content.decode()
    assert "Nordhafen ERP" in page
    assert "Hamburg warehouse" in page
    assert re.search(r"<h1>[^<]*3 documents need a person", page)


def test_an_empty_bridge_says_how_to_begin(
    ada: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = dataclasses.replace(hub.bridge(world.grounds.hub), lanes=(), office=(), floor=())
    monkeypatch.setattr(hub, "bridge", lambda _ground: empty)
    page = ada.get("/").content.decode()
    assert "there is no route" in page
    assert page.count("Nobody here yet") == 2


def test_charts_stay_in_their_frame() -> None:
    assert dots(0) == ()
    assert dots(1) == (50,)
    assert len(dots(5000)) == 9
    assert bars((0, 0)) == ()
    assert [(bar.y, bar.height) for bar in bars((0, 2, 4))] == [(12, 12), (0, 24)]


def test_a_demo_offers_to_kill_a_worker_and_says_which(
    ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = ["brigg-4711", ""]
    monkeypatch.setitem(installed._facilities, "kill_a_worker", lambda: killed.pop(0))
    assert "Kill a worker" in ada.get("/").content.decode()
    assert "Worker brigg-4711 was killed" in ada.post("/", follow=True).content.decode()
    assert "No worker is alive" in ada.post("/", follow=True).content.decode()


def test_nobody_else_is_offered_it(ada: Client) -> None:
    assert "Kill a worker" not in ada.get("/").content.decode()
    assert ada.post("/").status_code == 404
