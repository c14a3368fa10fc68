"""API tokens: made once, shown once, kept as a digest, never allowed more than their owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction

from landbridge.console import audit
from landbridge.console.grounds import grounds
from landbridge.console.models import ApiToken
from landbridge.console.roles import PERMISSIONS
from landbridge.kit.crypto import Secret, sha256, token_text
from landbridge.kit.findings import LandbridgeError

PREFIX = "lb_"
PREFIX_LENGTH = 10
USED_EVERY_S = 60  # `last_used_at` is for people; it need not be written at each call


@dataclass(frozen=True, slots=True)
class TokenBearer:
    """Who calls with a token. scopes: what token and owner allow together, right now."""

    token_id: int
    user_id: int
    name: str
    username: str
    scopes: frozenset[str]

    def may(self, permission: str) -> bool:
        return permission in self.scopes

    @property
    def actor(self) -> str:
        """The name under which hub and warehouse record what is done with the token."""
        return f"{self.username} ({self.name})"


@transaction.atomic
def create_token(
    *, owner_id: int, name: str, scopes: Sequence[str], days: int | None, by: str, address: str = ""
) -> Secret:
    """Make a token and return its key, which nobody can read again.

    days: how long it lives, None for ever. Scopes the owner lacks raise LandbridgeError.
    """
    owner = User.objects.get(pk=owner_id)
    _check(owner, name, scopes)
    key = Secret(PREFIX + token_text())
    now = grounds().hub.clock.now()
    ApiToken.objects.create(
        name=name.strip()[:100],
        owner=owner,
        prefix=key.reveal()[:PREFIX_LENGTH],
        digest=sha256(key.reveal().encode()),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=None if days is None else now + timedelta(days=days),
    )
    audit.record(
        actor=by,
        action="token-created",
        subject=name,
        why=f"for {owner.username}: {', '.join(sorted(set(scopes)))}",
        address=address,
    )
    return key


@transaction.atomic
def revoke_token(token_id: int, *, by: str, address: str = "") -> None:
    """End a token now. Safe to repeat."""
    token = ApiToken.objects.select_for_update().filter(pk=token_id).first()
    if token is None:
        raise LandbridgeError("there is no such token", subject=str(token_id))
    if token.revoked_at is not None:
        return
    token.revoked_at = grounds().hub.clock.now()
    token.save(update_fields=["revoked_at"])
    audit.record(actor=by, action="token-revoked", subject=token.name, address=address)


def bearer_of(key: str) -> TokenBearer | None:
    """Who a key belongs to; None when it is unknown, expired, revoked or its owner inactive."""
    if not key.startswith(PREFIX) or len(key) > 100:
        return None
    now = grounds().hub.clock.now()
    token = (
        ApiToken.objects.select_related("owner")
        .filter(digest=sha256(key.encode()), revoked_at=None, owner__is_active=True)
        .first()
    )
    if token is None or (token.expires_at is not None and token.expires_at <= now):
        return None
    if token.last_used_at is None or (now - token.last_used_at).total_seconds() > USED_EVERY_S:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return TokenBearer(
        token_id=token.pk,
        user_id=token.owner_id,
        name=token.name,
        username=token.owner.username,
        scopes=frozenset(token.scopes) & _permissions(token.owner),
    )


def _check(owner: User, name: str, scopes: Sequence[str]) -> None:
    if not name.strip():
        raise LandbridgeError("a token needs a name", remedy="Say what will use it.")
    if not scopes:
        raise LandbridgeError("a token needs a scope", remedy="Choose what it may do.")
    if unknown := sorted(set(scopes) - PERMISSIONS.keys()):
        raise LandbridgeError(f"unknown scope {', '.join(unknown)}")
    if beyond := sorted(set(scopes) - _permissions(owner)):
        raise LandbridgeError(
            f"{owner.username} may not do this: {', '.join(beyond)}",
            remedy="Choose fewer scopes or another owner.",
        )


def _permissions(user: User) -> frozenset[str]:
    return frozenset(name.partition(".")[2] for name in user.get_all_permissions())
