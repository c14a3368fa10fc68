"""FAKE, for tests, bench and simulation: a system that speaks JSON over HTTP as agreed.

It takes posts under their Idempotency-Key, each key once, tells which it knows, and can call our
webhook. Nothing of it is real but the bytes on the socket.
"""

import json
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from landbridge.connect.protocols import CensusQuestion, Inbound, Parcel, Payload
from landbridge.connect.testing.stand import Resources
from landbridge.connect.transports.webhooks import signed_headers
from landbridge.kit.clock import Clock
from landbridge.kit.crypto import Secret
from landbridge.kit.quantity import Quantity

TOKEN = "token-of-the-fake-only"  # noqa: S105
SIGNING_SECRET = "signing secret of the fake, long enough"  # noqa: S105


class FakeSystem:
    """The server. effects: how often each document (type and number) took effect."""

    def __init__(self) -> None:
        self.effects: Counter[str] = Counter()
        self.answers: dict[str, dict[str, object]] = {}
        self.lock = threading.Lock()
        system = self

        class Handler(_Handler):
            owner = system

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, kind: str, key: str, body: bytes) -> tuple[int, dict[str, object], bool]:
        """Answer of a post: status, object, and whether the key was known."""
        try:
            document = json.loads(body)
            number = document.get("number", document.get("order"))
        except (ValueError, AttributeError):
            number = None
        if not isinstance(number, str) or not key:
            return 422, {"message": "a document with a number and a key is needed"}, False
        with self.lock:
            if key in self.answers:
                return 200, self.answers[key], True
            self.effects[f"{kind}/{number}"] += 1
            self.answers[key] = {"number": f"X-{len(self.answers) + 1}"}
            return 201, self.answers[key], False


class _Handler(BaseHTTPRequestHandler):
    owner: FakeSystem
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self._let_in():
            kind = self.path.rsplit("/", 1)[-1]
            key = self.headers.get("Idempotency-Key", "")
            status, told, replayed = self.owner.take(kind, key, body)
            self._answer(status, told, replayed=replayed)

    def do_GET(self) -> None:
        if self._let_in():
            told = self.owner.answers.get(unquote(self.path.rsplit("/", 1)[-1]))
            self._answer(200, {"known": told is not None, **(told or {})})

    def _let_in(self) -> bool:
        if self.headers.get("Authorization") == f"Bearer {TOKEN}":
            return True
        self._answer(401, {"message": "unknown token"})
        return False

    def _answer(self, status: int, told: Mapping[str, object], *, replayed: bool = False) -> None:
        body = json.dumps(told).encode()
        self.send_response_only(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if replayed:
            self.send_header("Idempotent-Replayed", "true")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: a test speaks by its assertions."""


class JsonHttpStand:
    """The fake, as the contract suite wants it (see connect.testing.stand)."""

    unplayed: Mapping[str, str] = {}

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._system = FakeSystem()
        self._count = 0
        self.upstream = self._system.address

    def values(self, address: str) -> Mapping[str, object]:
        return {
            "url": f"{address}/api",
            "token": Secret(TOKEN),
            "signing_secret": Secret(SIGNING_SECRET),
            "owner": "ACME",
            "timeout_s": 2.0,
        }

    def facilities(self) -> Mapping[str, object]:
        return {}

    def close(self) -> None:
        self._system.close()

    def write_outside(self, count: int) -> Sequence[str]:
        """It is no source: it calls."""
        return ()

    def fact_of(self, payload: Payload) -> str:
        return str(json.loads(payload.content).get("number", ""))

    def call(self) -> Inbound:
        body = json.dumps({"number": self._next("SO"), "version": 1}).encode()
        headers = signed_headers(
            self._next("msg"), body, secret=Secret(SIGNING_SECRET), now=self._clock.now()
        )
        return Inbound(path="/outbound_order", headers=headers, body=body)

    def parcels(self, count: int) -> Sequence[Parcel]:
        return [self._parcel({"number": self._next("R")}) for _ in range(count)]

    def bad_parcel(self) -> Parcel:
        return self._parcel({"no": "number"})

    def is_effect(self, method: str, path: str, body: bytes) -> bool:
        return method == "POST"

    def effect_count(self, parcel: Parcel) -> int:
        return self._system.effects[f"{parcel.wire_type}/{parcel.number}"]

    def holding(self, question: CensusQuestion) -> Mapping[tuple[str, ...], Quantity]:
        return {}

    def _next(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}-{self._count}"

    def _parcel(self, content: Mapping[str, str]) -> Parcel:
        number = content.get("number", "")
        key = self._next("key")
        return Parcel(
            delivery_id=self._count,
            idempotency_key=f"{key}/Łódź 1",
            kind="receipt_confirmation",
            number=number,
            owner="ACME",
            version=1,
            content=json.dumps(content).encode(),
            wire_type="receipt_confirmation",
        )


def stand(resources: Resources) -> JsonHttpStand:
    return JsonHttpStand(resources.clock)
