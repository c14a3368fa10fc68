"""HTTP failures told apart: each fault of a real socket gets the meaning of the table."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from landbridge.connect.protocols import PushResult, Refused, Unavailable, Unknown
from landbridge.connect.testing.faulty import Fault, FaultKind, FaultyProxy
from landbridge.connect.transports.answers import carry_out, excerpt, failure
from landbridge.connect.transports.http import Answer, HttpLink
from landbridge.kit.clock import VirtualClock

CLOCK = VirtualClock(datetime(2026, 11, 23, 10, tzinfo=UTC))


class Echo(BaseHTTPRequestHandler):
    effects = 0

    def do_POST(self) -> None:
        Echo.effects += 1
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def proxy() -> Iterator[FaultyProxy]:
    server = HTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    Echo.effects = 0
    with FaultyProxy(f"http://127.0.0.1:{server.server_address[1]}") as proxy:
        yield proxy
    server.shutdown()
    server.server_close()


def post(proxy: FaultyProxy, timeout_s: float = 5.0) -> Answer | PushResult:
    link = HttpLink(proxy.address, timeout_s=timeout_s)
    try:
        return carry_out(lambda: link.request("POST", "/x?token=s3cret", content=b"abcdefgh"),
                         clock=CLOCK)  # fmt: skip
    finally:
        link.close()


@pytest.mark.parametrize(
    ("fault", "result", "effects"),
    [
        (Fault(FaultKind.DROP), Unknown, 0),
        (Fault(FaultKind.HANG), Unknown, 0),
        (Fault(FaultKind.LOSE_ANSWER_AFTER_EFFECT), Unknown, 1),
        (Fault(FaultKind.HALF_ANSWER_AFTER_EFFECT), Unknown, 1),
        (Fault(FaultKind.STATUS_AFTER_EFFECT, 502), Unknown, 1),
        (Fault(FaultKind.STATUS, 429, {"Retry-After": "7"}), Unavailable, 0),
        (Fault(FaultKind.STATUS, 422), Refused, 0),
        (Fault(FaultKind.TWICE), Answer, 2),
    ],
    ids=str,
)
def test_faults_of_a_socket(proxy: FaultyProxy, fault: Fault, result: type, effects: int) -> None:
    proxy.plan(fault)
    assert type(post(proxy, timeout_s=1.0)) is result
    assert Echo.effects == effects
    assert proxy.played == [fault]
    after = post(proxy)
    assert isinstance(after, Answer) and after.body == b"abcdefgh"


def test_a_server_that_is_down_did_nothing(proxy: FaultyProxy) -> None:
    proxy.go_down()
    assert isinstance(post(proxy), Unavailable)
    proxy.come_up()
    assert isinstance(post(proxy), Answer)
    nowhere = HttpLink("http://no-such-host.invalid")
    assert isinstance(carry_out(lambda: nowhere.request("POST", "/"), clock=CLOCK), Unavailable)


def test_secrets_in_addresses_are_not_logged(
    proxy: FaultyProxy, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        post(proxy)
    assert "s3cret" not in caplog.text


def answer(status: int, **headers: str) -> Answer:
    return Answer(status, {k.replace("_", "-"): v for k, v in headers.items()}, b"why\n it failed")


def test_each_status_has_its_meaning() -> None:
    for status in (200, 201, 202, 204):
        assert failure(answer(status), clock=CLOCK) is None
    for status in (401, 403, 407):
        found = failure(answer(status), clock=CLOCK)
        assert isinstance(found, Unavailable) and found.needs_login
    for status in (408, 425, 429, 503):
        found = failure(answer(status, retry_after="7"), clock=CLOCK)
        assert found == Unavailable(f"answered {status} (why it failed)", 7.0)
    dated = failure(answer(503, retry_after="Mon, 23 Nov 2026 10:01:30 GMT"), clock=CLOCK)
    assert isinstance(dated, Unavailable) and dated.retry_after_s == 90
    for status in (301, 302, 307):
        found = failure(answer(status, location="https://b.example"), clock=CLOCK)
        assert isinstance(found, Unavailable) and "https://b.example" in found.why
        assert not found.needs_login
    for status in (409, 500, 502, 504):
        assert isinstance(failure(answer(status), clock=CLOCK), Unknown)
    for status in (400, 404, 413, 422, 501):
        found = failure(answer(status), clock=CLOCK)
        assert isinstance(found, Refused) and found.findings[0].rule == f"http-{status}"


def test_an_excerpt_is_one_line_of_text() -> None:
    assert excerpt(Answer(500, {}, b"a\n\tb" + b"x" * 9999)) == ("a b" + "x" * 297)
    assert excerpt(Answer(500, {}, b"\x00\x01")) == ""
