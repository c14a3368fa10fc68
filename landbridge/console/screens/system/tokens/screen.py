"""API tokens: create with scopes, see once, revoke."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.audit import actor_of, address_of, signed_in
from landbridge.console.grounds import grounds
from landbridge.console.models import ApiToken
from landbridge.console.roles import PERMISSIONS
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tokens import create_token, revoke_token
from landbridge.kit.crypto import Secret
from landbridge.kit.findings import LandbridgeError

LIFETIMES_DAYS = (30, 90, 365)


def view(request: HttpRequest) -> Shown:
    key: Secret | None = None
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            return _revoke(request)
        key = _create(request)
    return {
        "key": key.reveal() if key else "",
        "tokens": ApiToken.objects.select_related("owner"),
        "now": grounds().hub.clock.now(),
        "lifetimes": LIFETIMES_DAYS,
        "scopes": [
            (name, title)
            for name, title in PERMISSIONS.items()
            if request.user.has_perm(f"console.{name}")
        ],
    }


def _create(request: HttpRequest) -> Secret:
    """The key is on this one page only; it is stored as a digest."""
    days = request.POST.get("days", "")
    return create_token(
        owner_id=signed_in(request).pk,
        name=request.POST.get("name", "").replace("\x00", ""),
        scopes=request.POST.getlist("scope"),
        days=int(days) if days in {str(each) for each in LIFETIMES_DAYS} else None,
        by=actor_of(request),
        address=address_of(request),
    )


def _revoke(request: HttpRequest) -> HttpResponseRedirect:
    token_id = request.POST.get("token", "")
    if not token_id.isascii() or not token_id.isdigit() or len(token_id) > 18:
        raise LandbridgeError(_t("The form names no token."))
    revoke_token(int(token_id), by=actor_of(request), address=address_of(request))
    messages.success(request, _t("Revoked; it is refused from now on."))
    return HttpResponseRedirect(request.path)


screen = Screen(
    path="tokens/",
    name="tokens",
    title=_("API tokens"),
    view=view,
    permission="manage_tokens",
    writes="manage_tokens",
    menu=Menu("system", 40),
)
