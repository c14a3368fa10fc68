"""One person: roles, whether they may sign in, a new password."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.audit import actor_of, address_of
from landbridge.console.people import change_person, set_password
from landbridge.console.roles import ROLES, roles_of
from landbridge.console.screen import Screen, Shown
from landbridge.kit.crypto import Secret
from landbridge.kit.findings import LandbridgeError


def view(request: HttpRequest, user_id: int) -> Shown:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise Http404
    if request.method == "POST":
        messages.success(request, _do(request, user))
        return HttpResponseRedirect(request.path)
    return {
        "person": user,
        "roles": ROLES.values(),
        "held": roles_of(user),
        "is_fixed": user.is_superuser or user.username == actor_of(request),
    }


def _do(request: HttpRequest, user: User) -> str:
    by, address = actor_of(request), address_of(request)
    if request.POST.get("do") == "password":
        if user.is_superuser and not request.user.is_superuser:
            raise LandbridgeError(_t("Only a superuser sets a superuser's password."))
        set_password(user.pk, Secret(request.POST.get("password", "")), by=by, address=address)
        return _t("The password is set; sessions with the old one have ended.")
    change_person(
        user.pk,
        roles=request.POST.getlist("role"),
        active=bool(request.POST.get("active")),
        by=by,
        address=address,
    )
    return _t("Saved; it holds from the next click on.")


screen = Screen(
    path="people/<int:user_id>/",
    name="person",
    title=_("Person"),
    view=view,
    permission="manage_people",
    writes="manage_people",
)
