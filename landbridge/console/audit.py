"""The audit of what people do in the console: written beside the deed, never changed."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from landbridge.console.grounds import grounds
from landbridge.console.models import AuditEntry

SIGNED_IN = "sign-in"
REFUSED = "sign-in-refused"
SIGNED_OUT = "sign-out"

COMMAND_LINE = "command line"


def record(*, actor: str, action: str, subject: str = "", why: str = "", address: str = "") -> None:
    """Write one entry. Texts longer than the table holds are cut."""
    AuditEntry.objects.create(
        at=grounds().hub.clock.now(),
        actor=actor[:150],
        address=address[:45],
        action=action[:40],
        subject=subject[:200],
        why=why[:500],
    )


def record_request(request: HttpRequest, action: str, subject: str = "", why: str = "") -> None:
    """Write what the signed-in person of a request did."""
    record(
        actor=actor_of(request),
        action=action,
        subject=subject,
        why=why,
        address=address_of(request),
    )


def signed_in(request: HttpRequest) -> User:
    """The person of a request that is signed in; PermissionDenied if nobody is."""
    if isinstance(request.user, User):
        return request.user
    raise PermissionDenied


def actor_of(request: HttpRequest) -> str:
    """The name under which hub and warehouse record a person's deeds."""
    return request.user.get_username()


def address_of(request: HttpRequest) -> str:
    """Where a request comes from. Behind a proxy of ours: the address that proxy added."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_TLS:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    return address[:45]


def refusals(*, within_s: float, actor: str = "", address: str = "") -> int:
    """How many sign-ins were refused lately, for a name, an address or both."""
    entries = AuditEntry.objects.filter(
        action=REFUSED, at__gte=grounds().hub.clock.now() - timedelta(seconds=within_s)
    )
    if actor:
        entries = entries.filter(actor=actor[:150])
    if address:
        entries = entries.filter(address=address)
    return entries.count()
