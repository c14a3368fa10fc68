"""Change one's own password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.audit import actor_of, address_of, signed_in
from landbridge.console.people import set_password
from landbridge.console.screen import Screen, Shown
from landbridge.kit.crypto import Secret
from landbridge.kit.findings import LandbridgeError


def view(request: HttpRequest) -> Shown:
    if request.method != "POST":
        return {}
    user = signed_in(request)
    fresh = request.POST.get("fresh", "")
    if not user.check_password(request.POST.get("current", "")):
        raise LandbridgeError(_t("The current password is not right; nothing was changed."))
    if fresh != request.POST.get("again", ""):
        raise LandbridgeError(_t("The new password was not the same twice; nothing was changed."))
    set_password(user.pk, Secret(fresh), by=actor_of(request), address=address_of(request))
    user.refresh_from_db()
    update_session_auth_hash(request, user)
    messages.success(request, _t("The password is changed. Other sessions have ended."))
    return HttpResponseRedirect(reverse("preferences"))


screen = Screen(
    path="preferences/password/",
    name="password",
    title=_("Change password"),
    view=view,
    open_writes=True,
)
