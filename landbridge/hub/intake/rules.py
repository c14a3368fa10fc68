"""Pure decisions of the intake."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from landbridge.connect.protocols import Payload
from landbridge.hub.notes import clean
from landbridge.kit.crypto import sha256

KEY_LENGTH_MAX = 500
CONTENT_BYTES_MAX = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Keyed:
    """A payload with the key and the hash by which it is recognised for ever."""

    payload: Payload
    key: str
    content_hash: bytes


def keyed(payloads: Sequence[Payload]) -> list[Keyed]:
    return [Keyed(one, source_key(one.source_key), sha256(one.content)) for one in payloads]


def source_key(text: str) -> str:
    """The source's key as it is kept; an overlong one keeps its beginning and gains a digest."""
    key = clean(text)
    if len(key) <= KEY_LENGTH_MAX:
        return key
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{key[: KEY_LENGTH_MAX - 65]}~{digest}"
