"""The live part is sent at once and when something changes, and never for ever."""

import json

import pytest
from django.test import Client

from landbridge.console.screens.bridge.live import screen as live
from tests.surfaces.world import World


def test_the_part_comes_at_once_and_again_after_a_change(ada: Client, world: World) -> None:
    answer = ada.get("/bridge/live/")
    assert answer["Content-Type"] == "text/event-stream"
    events = iter(answer.streaming_content)
    assert next(events) == b"retry: 2000\n\n"
    first = next(events).decode()
    assert first.startswith("event: part\ndata: ")
    assert "<h1>3 documents need a person" in json.loads(first.split("data: ")[1])
    world.tell_raw("item", "item/broken", b"{")
    world.carry()
    second = next(events).decode()
    assert "<h1>4 documents need a person" in json.loads(second.split("data: ")[1])
    answer.close()


def test_too_many_streams_are_sent_to_polling(ada: Client) -> None:
    open_streams = [ada.get("/bridge/live/") for _stream in range(live.STREAMS_MAX)]
    assert ada.get("/bridge/live/").status_code == 204
    open_streams.pop().close()
    again = ada.get("/bridge/live/")
    assert again.status_code == 200
    for answer in (*open_streams, again):
        answer.close()


def test_a_stream_ends_by_itself(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "STREAM_S", 0.0)
    answer = ada.get("/bridge/live/")
    assert list(answer.streaming_content) == [b"retry: 2000\n\n"]
    answer.close()
