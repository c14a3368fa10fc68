"""What was answered to a form: the same form sent again gets the same screen, never a second deed.

A device without network sends again what it cannot know the answer of. The warehouse knows deeds by
their key; this knows the screens that followed them.
"""

import hashlib
from datetime import timedelta

from landbridge.console.models import FloorAnswer
from landbridge.kit.ground import Ground

# A device that comes back later than this is answered anew; deeds are still known by their key.
KEPT = timedelta(days=7)


def digest(*parts: str) -> bytes:
    """Tells what was sent apart: the same key with another content is another form."""
    return hashlib.sha256("\x1f".join(parts).encode()).digest()


def answered(*, actor: str, key: str, content: bytes) -> str | None:
    """The address that followed this form, if it was answered."""
    found = FloorAnswer.objects.filter(actor=actor, key=key).first()
    return found.address if found and bytes(found.content) == content else None


def keep(ground: Ground, *, actor: str, key: str, content: bytes, address: str) -> None:
    FloorAnswer.objects.bulk_create(
        [
            FloorAnswer(
                actor=actor, key=key, content=content, address=address, at=ground.clock.now()
            )
        ],
        ignore_conflicts=True,
    )


def forget(ground: Ground, *, actor: str) -> None:
    """Drop the worker's old answers."""
    FloorAnswer.objects.filter(actor=actor, at__lt=ground.clock.now() - KEPT).delete()
