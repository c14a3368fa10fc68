"""Signing in with limits: guessing a password is slow, and everybody's tries are on record."""

from dataclasses import dataclass

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest
from django.utils.translation import gettext as _

from landbridge.console import audit

WINDOW_S = 15 * 60
REFUSALS_MAX = 5  # of one name from one address
REFUSALS_OF_NAME_MAX = 20
REFUSALS_OF_ADDRESS_MAX = 100


@dataclass(frozen=True, slots=True)
class SignIn:
    """sentence: why it was refused, in words that do not tell whether the name exists."""

    ok: bool
    sentence: str = ""


def sign_in(request: HttpRequest, *, name: str, password: str) -> SignIn:
    """Try to sign a person in; success starts a new session."""
    address = audit.address_of(request)
    if _too_many(name, address):
        return SignIn(
            False,
            _("Too many tries. Wait %(minutes)d minutes, then try again.")
            % {"minutes": WINDOW_S // 60},
        )
    user = authenticate(request, username=name, password=password)
    if user is None:
        audit.record(actor=name, action=audit.REFUSED, address=address)
        return SignIn(False, _("Name and password do not match. Check both and try again."))
    login(request, user)
    audit.record(actor=user.get_username(), action=audit.SIGNED_IN, address=address)
    return SignIn(True)


def sign_out(request: HttpRequest) -> None:
    if request.user.is_authenticated:
        audit.record_request(request, audit.SIGNED_OUT)
    logout(request)


def _too_many(name: str, address: str) -> bool:
    """A stranger's tries lock his own address first; only many of them lock the name for all."""
    return (
        audit.refusals(within_s=WINDOW_S, actor=name, address=address) >= REFUSALS_MAX
        or audit.refusals(within_s=WINDOW_S, actor=name) >= REFUSALS_OF_NAME_MAX
        or audit.refusals(within_s=WINDOW_S, address=address) >= REFUSALS_OF_ADDRESS_MAX
    )
