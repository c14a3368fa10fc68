"""People who may sign in, and adding one."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.audit import actor_of, address_of
from landbridge.console.people import add_person
from landbridge.console.roles import ROLES
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.kit.crypto import Secret

COLUMNS = (
    Column(_("Name")),
    Column(_("Roles"), wide=True),
    Column(_("State"), "badge"),
    Column(_("Last signed in"), "instant", aside=True),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        name = request.POST.get("name", "").replace("\x00", "").strip()
        add_person(
            name=name,
            password=Secret(request.POST.get("password", "")),
            roles=request.POST.getlist("role"),
            by=actor_of(request),
            address=address_of(request),
        )
        messages.success(request, _t("%s may sign in now.") % name)
        return HttpResponseRedirect(request.path)
    people = User.objects.order_by("username").prefetch_related("groups")
    return {
        "roles": ROLES.values(),
        "table": Table(columns=COLUMNS, rows=tuple(_row(user) for user in people)),
    }


def _row(user: User) -> Row:
    roles = [str(ROLES[group.name].title) for group in user.groups.all() if group.name in ROLES]
    return Row.of(
        user.username,
        ", ".join([str(_("Superuser"))] if user.is_superuser else roles),
        Cell(_("active")) if user.is_active else Cell(_("not active"), tone="waits"),
        user.last_login,
        href=reverse("person", args=[user.pk]),
    )


screen = Screen(
    path="people/",
    name="people",
    title=_("People"),
    view=view,
    permission="manage_people",
    writes="manage_people",
    menu=Menu("system", 30),
)
