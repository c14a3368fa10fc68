"""Identifiers that sort by time: UUID version 7 (RFC 9562)."""

import random
import uuid
from datetime import datetime


def uuid7(now: datetime, rng: random.Random) -> uuid.UUID:
    """A version 7 UUID: 48 bits of milliseconds, then random bits from `rng`."""
    milliseconds = int(now.timestamp() * 1000)
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= rng.getrandbits(12) << 64
    value |= 0b10 << 62
    value |= rng.getrandbits(62)
    return uuid.UUID(int=value)
