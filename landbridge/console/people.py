"""People and their roles. The command line makes the first one; the console the others."""

from collections.abc import Sequence

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from landbridge.console import audit
from landbridge.console.roles import ROLES
from landbridge.kit.crypto import Secret
from landbridge.kit.findings import LandbridgeError


@transaction.atomic
def add_person(
    *,
    name: str,
    password: Secret,
    roles: Sequence[str] = (),
    superuser: bool = False,
    by: str = audit.COMMAND_LINE,
    address: str = "",
) -> int:
    """Add a person and return the id. A taken name or a weak password raises LandbridgeError."""
    _check_name(name)
    _check_roles(roles)
    user = User(username=name, is_staff=superuser, is_superuser=superuser)
    _check_password(password, user)
    user.set_password(password.reveal())
    user.save()
    user.groups.set(_groups(roles))
    words = ["superuser"] if superuser else [*roles]
    audit.record(
        actor=by, action="person-added", subject=name, why=", ".join(words), address=address
    )
    return user.pk


@transaction.atomic
def change_person(
    user_id: int, *, roles: Sequence[str], active: bool, by: str, address: str = ""
) -> None:
    """Give a person exactly these roles; one who is not active cannot sign in.

    Superusers are changed by superusers in the admin, and nobody locks themselves out.
    """
    _check_roles(roles)
    user = _person(user_id)
    if user.is_superuser or user.username == by:
        raise LandbridgeError(
            "superusers and one's own roles are not changed here",
            subject=user.username,
            remedy="Ask another administrator.",
        )
    user.is_active = active
    user.save(update_fields=["is_active"])
    user.groups.set(_groups(roles))
    audit.record(
        actor=by,
        action="person-changed",
        subject=user.username,
        why=", ".join([*roles, *([] if active else ["not active"])]),
        address=address,
    )


@transaction.atomic
def set_password(
    user_id: int, password: Secret, *, by: str = audit.COMMAND_LINE, address: str = ""
) -> None:
    """Set a new password; sessions of the old one end."""
    user = _person(user_id)
    _check_password(password, user)
    user.set_password(password.reveal())
    user.save(update_fields=["password"])
    audit.record(actor=by, action="password-set", subject=user.username, address=address)


def person_id(name: str) -> int | None:
    """The id of a person by name, or None."""
    return User.objects.filter(username=name).values_list("pk", flat=True).first()


def _person(user_id: int) -> User:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise LandbridgeError("there is no such person", subject=str(user_id))
    return user


def _groups(roles: Sequence[str]) -> list[Group]:
    return [Group.objects.get_or_create(name=name)[0] for name in roles]


def _check_name(name: str) -> None:
    try:
        User.username_validator(name)
    except ValidationError as error:
        raise LandbridgeError(
            "a name has letters, digits and @ . + - _ only", subject=name
        ) from error
    if len(name) > 150 or User.objects.filter(username__iexact=name).exists():
        raise LandbridgeError("the name is taken or too long", subject=name)


def _check_roles(roles: Sequence[str]) -> None:
    if unknown := sorted(set(roles) - ROLES.keys()):
        raise LandbridgeError(
            f"unknown role {', '.join(unknown)}", remedy=f"Known roles: {', '.join(ROLES)}."
        )


def _check_password(password: Secret, user: User) -> None:
    try:
        validate_password(password.reveal(), user)
    except ValidationError as error:
        raise LandbridgeError(" ".join(error.messages), subject=user.username) from error
