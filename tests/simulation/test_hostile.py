"""What a stranger or a broken partner may post to a webhook: a finding or a 4xx, each time, and the
good document beside it arrives.
"""

import gzip
import io
import json
import random
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from landbridge.connect.protocols import Inbound
from landbridge.connect.registry import connector_kinds
from landbridge.connect.transports.webhooks import signed_headers
from landbridge.hub import facade as hub
from landbridge.hub.facade.contracts import Answer, Mandate
from landbridge.hub.hands import Hands, Shared
from landbridge.hub.upkeep.operations import enlist
from landbridge.kit.crypto import Secret
from landbridge.kit.ground import Ground

SIGNING = "signing secret of a test, long enough"
GOOD = {
    "number": "GOOD", "version": 1, "customer": {"code": "C"}, "ship_to": {"name": "Zoë"},
    "lines": [{"id": "1", "item": "BOLT", "quantity": "1", "unit": "C62"}],
}  # fmt: skip
MANDATE = Mandate(by="test", why="a partner that posts anything")


def bomb() -> bytes:
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">' + entities + b"]><x>&e9;</x>"


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.json", b"0" * 20_000_000)
    return file.getvalue()


def changed(**more: object) -> bytes:
    return json.dumps(GOOD | {"number": "BAD"} | more).encode()


HOSTILE = {
    "nothing": b"",
    "spaces": b" \n\t ",
    "xml bomb": bomb(),
    "zip bomb": zipped(),
    "gzip": gzip.compress(b"{}" * 1_000_000),
    "noise": random.Random(1).randbytes(5_000),
    "nul": changed(number="a\x00b"),
    "raw nul": b'{"number": "a\x00b"}',
    "latin-1": '{"number": "Müller"}'.encode("latin-1"),
    "utf-16": json.dumps(GOOD).encode("utf-16"),
    "half": json.dumps(GOOD).encode()[:-20],
    "lone surrogate": b'{"number": "\\ud800"}',
    "deep": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "huge exponent": b'{"number": "A", "version": 6e66666666666666666666}',
    "huge version": changed(version=10**30),
    "negative version": changed(version=-1),
    "no lines": changed(lines=[]),
    "lines of another kind": changed(lines={"a": 1}),
    "same line twice": changed(lines=GOOD["lines"] * 2),  # type: ignore[operator]
    "endless number": changed(number="9" * 100_000),
    "a list": b"[1, 2, 3]",
    "a text": b'"order"',
    "not a number": changed(lines=[{"id": "1", "item": "B", "quantity": "NaN", "unit": "C62"}]),
    "many lines": changed(
        lines=[
            {"id": str(n), "item": "BOLT", "quantity": "1", "unit": "C62"} for n in range(100_000)
        ],
        number="LONG",
    ),
}


@dataclass
class Door:
    """A webhook and a worker behind it."""

    ground: Ground
    hands: Hands

    def post(self, body: bytes, call_id: str) -> Answer:
        now = self.ground.clock.now()
        headers = signed_headers(call_id, body, secret=Secret(SIGNING), now=now)
        request = Inbound(path="/outbound_order", headers=headers, body=body)
        return hub.receive(self.ground, endpoint="partner", request=request)


@pytest.fixture
def door(hub_ground: Ground) -> Iterator[Door]:
    hub.add_endpoint(
        hub_ground, name="partner", connector="json_http", mandate=MANDATE,
        values={"url": "http://127.0.0.1:9", "token": "t" * 20, "signing_secret": SIGNING,
                "owner": "ACME"},
    )  # fmt: skip
    shared = Shared(
        hub_ground, worker_id=enlist(hub_ground), kinds=connector_kinds(), facilities={}
    )
    hands = Hands(shared)
    yield Door(hub_ground, hands)
    hands.close()


@pytest.mark.parametrize("name", list(HOSTILE))
def test_whatever_is_posted_is_answered_and_hurts_nobody(name: str, door: Door) -> None:
    tracemalloc.start()
    try:
        answer = door.post(HOSTILE[name], "call-1")
        assert answer.status == 202 or 400 <= answer.status < 500, answer
        assert door.post(json.dumps(GOOD).encode(), "call-2").status == 202
        while door.hands.translate().payloads:
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 400_000_000, "memory grows with what is posted, not beyond"
    with door.ground.pg.reading() as conn:
        found = conn.execute(
            "SELECT m.number, m.state, m.findings::text FROM hub.message m"
        ).fetchall()
    states = {number: state for number, state, _ in found}
    assert states.get("GOOD") in ("fit", "skipped"), found
    for number, state, findings in found:
        assert state in ("fit", "held"), (number, state)
        assert "An error of the program" not in (findings or ""), findings
