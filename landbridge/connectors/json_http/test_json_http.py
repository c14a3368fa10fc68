"""What the contract suite does not ask: settings, odd answers, what is told about a repeat."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from landbridge.connect.config import build_config
from landbridge.connect.protocols import CannotTell, Delivered, Found, Refused, Unavailable, Unknown
from landbridge.connect.registry import Surroundings
from landbridge.connect.testing.fake_server import FakeAnswer, FakeRequest, FakeServer
from landbridge.connectors.json_http.config import Config
from landbridge.connectors.json_http.connector import JsonHttpConnector, make
from landbridge.connectors.json_http.fake import JsonHttpStand
from landbridge.kit.clock import VirtualClock

CLOCK = VirtualClock(datetime(2026, 11, 23, 10, tzinfo=UTC))
Answering = Callable[[FakeRequest], FakeAnswer]


@pytest.fixture
def stand() -> Iterator[JsonHttpStand]:
    stand = JsonHttpStand(CLOCK)
    yield stand
    stand.close()


@pytest.fixture
def against(stand: JsonHttpStand) -> Iterator[Callable[[Answering], JsonHttpConnector]]:
    """A connector whose other side answers as the test says."""
    servers: list[FakeServer] = []

    def connect(answer: Answering) -> JsonHttpConnector:
        servers.append(FakeServer(answer))
        config, _ = build_config(Config, stand.values(servers[-1].address))
        assert config is not None
        return make(config, Surroundings(CLOCK, "shop", {}))

    yield connect
    for server in servers:
        server.close()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"url": "ftp://a.example"}, "url"),
        ({"url": "https://user:pw@a.example"}, "url"),
        ({"url": "https://a.example?key=1"}, "url"),
        ({"signing_secret": "short"}, "signing_secret"),
        ({"zone": "Mars"}, "zone"),
        ({"timeout_s": "0"}, "timeout_s"),
    ],
)
def test_wrong_settings_are_named(stand: JsonHttpStand, change: dict, found: str) -> None:
    values = {**stand.values("https://a.example"), **change}
    config, findings = build_config(Config, values)
    assert config is None and [finding.path for finding in findings] == [found]


def test_an_open_line_is_warned_of(stand: JsonHttpStand) -> None:
    config, findings = build_config(Config, stand.values("http://erp.example"))
    assert config is not None and [finding.rule for finding in findings] == ["not-encrypted"]
    assert build_config(Config, stand.values("http://127.0.0.1:8000"))[1] == ()


def test_an_address_needs_a_token(stand: JsonHttpStand) -> None:
    values = {**stand.values("https://a.example"), "token": ""}
    config, findings = build_config(Config, values)
    assert config is None and [finding.path for finding in findings] == ["token"]


def test_without_an_address_it_receives_only_and_is_well(stand: JsonHttpStand) -> None:
    values = {**stand.values("https://a.example"), "url": "", "token": ""}
    config, findings = build_config(Config, values)
    assert config is not None and findings == ()
    connector = make(config, Surroundings(CLOCK, "shop", {}))
    health = connector.check_health()
    assert health.ok and "receives only" in health.text
    assert len(connector.receive(stand.call()).payloads) == 1
    (parcel,) = stand.parcels(1)
    (result,) = connector.push([parcel])
    assert isinstance(result, Refused)
    assert [finding.rule for finding in result.findings] == ["receives-only"]
    assert parcel.number in result.findings[0].text and "url" in result.findings[0].text
    assert isinstance(connector.find(parcel), CannotTell)
    connector.close()


def test_a_repeat_is_known_as_one_and_asked_after(stand: JsonHttpStand) -> None:
    config, _ = build_config(Config, stand.values(stand.upstream))
    connector = make(config, Surroundings(CLOCK, "shop", {}))
    (parcel,) = stand.parcels(1)
    first, again = connector.push([parcel])[0], connector.push([parcel])[0]
    assert isinstance(first, Delivered) and not first.already_there
    assert isinstance(again, Delivered) and again.already_there
    assert connector.find(parcel) == Found(target_number=first.target_number)
    connector.close()


def test_the_key_and_the_token_go_out_as_agreed(
    stand: JsonHttpStand, against: Callable[[Answering], JsonHttpConnector]
) -> None:
    seen: list[FakeRequest] = []

    def note(request: FakeRequest) -> FakeAnswer:
        seen.append(request)
        return FakeAnswer(200, {"number": 7})

    (parcel,) = stand.parcels(1)
    (result,) = against(note).push([replace(parcel, idempotency_key="k/1")])
    assert isinstance(result, Delivered) and result.target_number == "7"
    (request,) = seen
    assert (request.method, request.path) == ("POST", "/api/receipt_confirmation")
    assert request.headers["idempotency-key"] == "k/1"
    assert request.headers["authorization"].startswith("Bearer ")
    assert request.body == parcel.content


@pytest.mark.parametrize(
    "answer",
    [
        FakeAnswer(404, {"message": "no such place"}),
        FakeAnswer(200, {"known": "yes"}),
        FakeAnswer(200, {}),
        FakeAnswer(500, {}),
    ],
    ids=["404", "not a truth value", "nothing said", "500"],
)
def test_only_a_clear_word_says_that_a_delivery_is_absent(
    stand: JsonHttpStand, against: Callable[[Answering], JsonHttpConnector], answer: FakeAnswer
) -> None:
    assert isinstance(against(lambda _: answer).find(stand.parcels(1)[0]), CannotTell)


def test_after_an_unclear_answer_the_rest_is_not_tried(
    stand: JsonHttpStand, against: Callable[[Answering], JsonHttpConnector]
) -> None:
    seen: list[str] = []

    def half(request: FakeRequest) -> FakeAnswer:
        seen.append(request.path)
        return FakeAnswer(200 if len(seen) == 1 else 500, {})

    results = against(half).push(stand.parcels(4))
    assert [type(result) for result in results] == [Delivered, Unknown, Unavailable, Unavailable]
    assert len(seen) == 2


def test_health_says_what_is_wrong(
    against: Callable[[Answering], JsonHttpConnector], stand: JsonHttpStand
) -> None:
    health = against(lambda _: FakeAnswer(404, {})).check_health()
    assert not health.ok and "GET deliveries/<key> answered 404" in health.text
    assert against(lambda _: FakeAnswer(200, {"known": False})).check_health().ok
