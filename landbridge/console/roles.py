"""Who may do what: permissions are few and named by what they allow, roles are sets of them.

A role is a group of that name. What it allows is code, so that it is reviewed and never drifts
between installations. API tokens use the same names as scopes: one vocabulary.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import Model
    from django_stubs_ext import StrPromise

APP_LABEL = "console"

PERMISSIONS: dict[str, "StrPromise"] = {
    "see_bridge": _("See the bridge page"),
    "see_documents": _("Find and read documents"),
    "mend_documents": _("Retry and replay documents"),
    "see_endpoints": _("See endpoints and routes"),
    "change_endpoints": _("Add, change, pause and resume endpoints"),
    "see_stock": _("See stock, items and bins"),
    "see_orders": _("See inbound and outbound orders"),
    "see_tasks": _("See tasks"),
    "work_floor": _("Do tasks on the floor"),
    "direct_floor": _("Release, assign and cancel work on the floor"),
    "see_system": _("See the doctor, workers and figures"),
    "manage_people": _("Add people and give roles"),
    "manage_tokens": _("Create and revoke API tokens"),
    "see_audit": _("Read the audit"),
}

_SEE = frozenset(
    {
        "see_bridge",
        "see_documents",
        "see_endpoints",
        "see_stock",
        "see_orders",
        "see_tasks",
        "see_system",
    }
)


@dataclass(frozen=True, slots=True)
class Role:
    """title and summary are for people; `allows` holds names of `PERMISSIONS`."""

    name: str
    title: "StrPromise"
    summary: "StrPromise"
    allows: frozenset[str]


ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        Role("viewer", _("Viewer"), _("Sees everything, changes nothing."), _SEE),
        Role(
            "operator",
            _("Operator"),
            _("Works on the floor: receives, puts away, picks, packs, ships."),
            frozenset({"see_stock", "see_orders", "see_tasks", "work_floor"}),
        ),
        Role(
            "supervisor",
            _("Supervisor"),
            _("Directs the floor and mends documents."),
            _SEE | {"work_floor", "direct_floor", "mend_documents"},
        ),
        Role(
            "integrator",
            _("Integrator"),
            _("Connects systems: endpoints, routes, documents, API tokens."),
            _SEE | {"mend_documents", "change_endpoints", "manage_tokens"},
        ),
        Role("admin", _("Administrator"), _("May do everything."), frozenset(PERMISSIONS)),
    )
}


class RoleBackend(ModelBackend):
    """Signs people in with a password; their permissions are those of their roles."""

    def get_all_permissions(
        self, user_obj: "User | AnonymousUser", obj: "Model | None" = None
    ) -> set[str]:
        if isinstance(user_obj, AnonymousUser) or not user_obj.is_active or obj is not None:
            return set()
        cached: set[str] | None = getattr(user_obj, "_role_permissions", None)
        if cached is None:
            names = (
                frozenset(PERMISSIONS) if user_obj.is_superuser else allowed_to(roles_of(user_obj))
            )
            cached = {f"{APP_LABEL}.{name}" for name in names}
            user_obj._role_permissions = cached  # type: ignore[attr-defined]  # once per request
        return cached


def roles_of(user: "User") -> tuple[str, ...]:
    """Names of the roles a person has, sorted."""
    return tuple(sorted(user.groups.values_list("name", flat=True)))


def allowed_to(roles: tuple[str, ...]) -> frozenset[str]:
    """Everything these roles allow; an unknown role allows nothing."""
    return frozenset().union(*(ROLES[name].allows for name in roles if name in ROLES))
