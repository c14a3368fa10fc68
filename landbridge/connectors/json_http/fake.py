"""FAKE, for tests, bench and simulation: a system that speaks JSON over HTTP as agreed.

It takes posts under their Idempotency-Key, each key once, tells which it knows, and can call our
webhook. Nothing of it is real but the bytes on the socket.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from landbridge.connect.protocols import CensusQuestion, Inbound, Parcel, Payload
from landbridge.connect.testing.fake_server import FakeAnswer, FakeRequest, FakeServer
from landbridge.connect.testing.stand import Resources
from landbridge.connect.transports.webhooks import signed_headers
from landbridge.kit.clock import Clock
from landbridge.kit.crypto import Secret
from landbridge.kit.quantity import Quantity

TOKEN = "token-of-the-fake-only"  # noqa: S105
SIGNING_SECRET = "signing secret of the fake, long enough"  # noqa: S105


class FakeSystem:
    """The other system. effects: how often each document (type and number) took effect."""

    def __init__(self) -> None:
        self.effects: Counter[str] = Counter()
        self._answers: dict[str, dict[str, object]] = {}
        self._server = FakeServer(self._answer)
        self.address = self._server.address
        self.close = self._server.close

    def _answer(self, request: FakeRequest) -> FakeAnswer:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return FakeAnswer(401, {"message": "unknown token"})
        place, _, name = request.path.removeprefix("/api/").partition("/")
        if request.method == "GET" and place == "deliveries":
            told = self._answers.get(name)
            return FakeAnswer(200, {"known": told is not None, **(told or {})})
        return self._take(place, request)

    def _take(self, kind: str, request: FakeRequest) -> FakeAnswer:
        document = request.json() or {}
        number = document.get("number", document.get("order"))
        key = request.headers.get("idempotency-key", "")
        if not isinstance(number, str) or not key:
            return FakeAnswer(422, {"message": "a document with a number and a key is needed"})
        if key in self._answers:
            return FakeAnswer(200, self._answers[key], {"Idempotent-Replayed": "true"})
        self.effects[f"{kind}/{number}"] += 1
        self._answers[key] = {"number": f"X-{len(self._answers) + 1}"}
        return FakeAnswer(201, self._answers[key])


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
