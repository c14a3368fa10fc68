"""The installation's signature under a proof: Ed25519, made once, its private half sealed."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from landbridge.hub.proof.sealing import SQL
from landbridge.kit.crypto import Secret, sha256
from landbridge.kit.ground import Ground


def public_key(ground: Ground) -> bytes:
    """The 32 bytes that others verify with."""
    return _keys(ground)[0]


def signed(ground: Ground, content: bytes) -> tuple[bytes, bytes]:
    """(public key, signature) of `content`."""
    public, private = _keys(ground)
    return public, Ed25519PrivateKey.from_private_bytes(private).sign(content)


def is_signed(content: bytes, *, public: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: bytes) -> str:
    """What people compare: groups of the key's digest."""
    text = sha256(public).hex()[:32]
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _keys(ground: Ground) -> tuple[bytes, bytes]:
    with ground.pg.transaction() as conn:
        conn.execute(SQL["hold"])
        row = conn.execute(SQL["key"]).fetchone()
        if row is not None:
            return bytes(row[0]), bytes.fromhex(ground.secrets.open(row[1]).reveal())
        made = Ed25519PrivateKey.generate()
        private, public = made.private_bytes_raw(), made.public_key().public_bytes_raw()
        conn.execute(
            SQL["add_key"],
            {
                "public": public,
                "private": ground.secrets.seal(Secret(private.hex())),
                "now": ground.clock.now(),
            },
        )
    return public, private
