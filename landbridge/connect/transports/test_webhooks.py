from datetime import UTC, datetime, timedelta

import pytest

from landbridge.connect.protocols import NotAuthentic
from landbridge.connect.transports.webhooks import secret_problem, signed_headers, verified_id
from landbridge.kit.crypto import Secret

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
SECRET = Secret("whsec_" + "bGFuZGJyaWRnZSBzaWducyB3aXRoIHRoaXMga2V5")
BODY = b'{"a": "\xc5\x81"}'


def test_the_signature_of_a_known_call() -> None:
    """Key, id, time and body of the vector that the standard's own libraries test with."""
    secret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', secret=secret,
        now=datetime.fromtimestamp(1614265330, UTC),
    )  # fmt: skip
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_is_signed_is_let_in_within_the_tolerance() -> None:
    headers = signed_headers("m1", BODY, secret=SECRET, now=NOW)
    for seconds in (0, 299, -299):
        now = NOW + timedelta(seconds=seconds)
        assert verified_id(headers, BODY, secret=SECRET, now=now) == "m1"
    rotated = headers | {"webhook-signature": "v1,b2xk v2,x " + headers["webhook-signature"]}
    assert verified_id(rotated, BODY, secret=SECRET, now=NOW) == "m1"
    plain = Secret("a secret that is no base64 at all")
    assert verified_id(
        signed_headers("m2", BODY, secret=plain, now=NOW), BODY, secret=plain, now=NOW
    )


@pytest.mark.parametrize(
    ("change", "body", "late_s"),
    [
        ({}, BODY + b" ", 0),
        ({}, BODY, 301),
        ({}, BODY, -301),
        ({"webhook-id": "m2"}, BODY, 0),
        ({"webhook-id": ""}, BODY, 0),
        ({"webhook-id": "m" * 301}, BODY, 0),
        ({"webhook-id": "m\n1"}, BODY, 0),
        ({"webhook-timestamp": "1e9"}, BODY, 0),
        ({"webhook-timestamp": "9" * 40}, BODY, 0),
        ({"webhook-timestamp": "²"}, BODY, 0),
        ({"webhook-signature": ""}, BODY, 0),
        ({"webhook-signature": "v1,ł"}, BODY, 0),
        ({"webhook-signature": "v0,x"}, BODY, 0),
    ],
)
def test_what_was_changed_or_is_old_is_not_let_in(change: dict, body: bytes, late_s: int) -> None:
    headers = signed_headers("m1", BODY, secret=SECRET, now=NOW) | change
    with pytest.raises(NotAuthentic):
        verified_id(headers, body, secret=SECRET, now=NOW + timedelta(seconds=late_s))


def test_weak_secrets_are_named() -> None:
    assert secret_problem(SECRET) is None
    assert "at least" in (secret_problem(Secret("short")) or "")
    assert "base64" in (secret_problem(Secret("whsec_?")) or "")
