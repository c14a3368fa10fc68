"""Secrets at rest, and digests.

A secret is sealed with Fernet (AES-128-CBC + HMAC-SHA256, https://github.com/fernet/spec) by a key
derived from the installation's secret key; it is opened only where it is used.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken


class SecretUnreadableError(Exception):
    """A sealed value does not open with this installation's key (the key was changed or lost)."""


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A value that never shows itself in repr, str or a log. Call `reveal()` to use it."""

    value: str

    def reveal(self) -> str:
        return self.value

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__


class SecretBox:
    """Seals and opens secrets with one installation key (any text of at least 32 characters)."""

    def __init__(self, key: str) -> None:
        if len(key) < 32:
            raise ValueError("the secret key needs at least 32 characters")
        # The key is random, not a password, so one keyed hash is enough (RFC 5869 in spirit).
        derived = hmac.new(b"landbridge.secretbox", key.encode(), hashlib.sha256).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def seal(self, secret: Secret) -> str:
        return self._fernet.encrypt(secret.reveal().encode()).decode()

    def open(self, sealed: str) -> Secret:
        try:
            return Secret(self._fernet.decrypt(sealed.encode()).decode())
        except InvalidToken as error:
            raise SecretUnreadableError(
                "a stored secret cannot be opened with this installation's secret key"
            ) from error

    def __repr__(self) -> str:
        return "SecretBox(***)"


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def token_text() -> str:
    """A fresh secret of 256 random bits, as 43 characters fit for a URL or a header."""
    return secrets.token_urlsafe(32)


def same(left: bytes, right: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left, right)


def sign(key: Secret, content: bytes) -> str:
    """HMAC-SHA256 of `content` as hex, for signed webhooks."""
    return hmac.new(key.reveal().encode(), content, hashlib.sha256).hexdigest()
