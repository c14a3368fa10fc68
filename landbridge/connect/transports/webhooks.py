"""Signed webhooks as https://www.standardwebhooks.com describes them.

Three headers: `webhook-id` (the same for each attempt, so it tells repeats), `webhook-timestamp`
(seconds since 1970) and `webhook-signature` (`v1,<base64>` once or more, so that a key can be
changed). Signed is `<id>.<timestamp>.<body>` with HMAC-SHA256.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from landbridge.connect.protocols import NotAuthentic
from landbridge.kit.crypto import Secret, same

TOLERANCE_S = 300
ID_LENGTH_MAX = 300
SIGNATURES_MAX = 8
KEY_BYTES_MIN = 24
PREFIX = "whsec_"


def verified_id(
    headers: Mapping[str, str],
    body: bytes,
    *,
    secret: Secret,
    now: datetime,
    tolerance_s: float = TOLERANCE_S,
) -> str:
    """The id of a call that is signed rightly and is not old. Raises NotAuthentic.

    headers: names in lower case.
    """
    call_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "")
    if not call_id or not timestamp or not given:
        raise NotAuthentic("webhook-id, webhook-timestamp and webhook-signature are needed")
    if len(call_id) > ID_LENGTH_MAX or not call_id.isprintable() or not call_id.isascii():
        raise NotAuthentic("webhook-id is not a short text")
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        raise NotAuthentic("webhook-timestamp is not a number of seconds")
    if abs(now.timestamp() - int(timestamp)) > tolerance_s:
        raise NotAuthentic(f"webhook-timestamp is more than {tolerance_s:.0f} s off our clock")
    right = _signature(call_id, timestamp, body, secret)
    for part in given.split()[:SIGNATURES_MAX]:
        version, _, text = part.partition(",")
        if version == "v1" and same(text.encode(), right.encode()):
            return call_id
    raise NotAuthentic("webhook-signature does not fit; compare the secrets of both sides")


def signed_headers(call_id: str, body: bytes, *, secret: Secret, now: datetime) -> dict[str, str]:
    """The three headers for a call of our own."""
    timestamp = str(int(now.timestamp()))
    return {
        "webhook-id": call_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{_signature(call_id, timestamp, body, secret)}",
    }


def secret_problem(secret: Secret) -> str | None:
    """A sentence if the text cannot be a signing secret, for a setting's rule."""
    try:
        key = _key(secret)
    except ValueError:
        return f"After {PREFIX} the signing secret must be base64."
    if len(key) < KEY_BYTES_MIN:
        return f"A signing secret needs at least {KEY_BYTES_MIN} bytes."
    return None


def _key(secret: Secret) -> bytes:
    """The key bytes: base64 after `whsec_`, any other text as it is."""
    text = secret.reveal()
    if not text.startswith(PREFIX):
        return text.encode()
    try:
        return base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("the signing secret is not base64") from error


def _signature(call_id: str, timestamp: str, body: bytes, secret: Secret) -> str:
    content = f"{call_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(_key(secret), content, hashlib.sha256).digest()).decode()
