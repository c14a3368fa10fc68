"""What the page frame shows on every screen: menu, person, theme."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from landbridge.console.areas import doors
from landbridge.console.discovery import screens
from landbridge.console.middleware import request_id

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

GROUPS: dict[str, "StrPromise"] = {
    "bridge": _("Bridge"),
    "orders": _("Orders"),
    "stock": _("Stock"),
    "floor": _("Floor"),
    "building": _("Building and rules"),
    "system": _("System"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. key: pressed after `g` to go there."""

    title: "StrPromise"
    href: str
    key: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """name: by which a browser remembers that somebody closed it."""

    name: str
    title: "StrPromise"
    entries: tuple[Entry, ...]


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor of every template."""
    preference = getattr(request, "preference", None)
    return {
        "menu": menu(request),
        "theme": getattr(preference, "theme", ""),
        "request_id": request_id(request),
    }


def menu(request: HttpRequest) -> tuple[Group, ...]:
    """The menu as far as the person may go; groups without an entry are left out."""
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return ()
    found = []
    for name, title in GROUPS.items():
        entries = _entries(request, name)
        if entries:
            found.append(Group(name, title, entries))
    return tuple(found)


def landing(request: HttpRequest) -> str:
    """Where somebody begins: at the bridge, else on the floor, else where the menu begins."""
    if _may(request, "see_bridge"):
        return reverse("bridge")
    if _may(request, "work_floor"):
        for door in doors():
            if door.permission == "work_floor":
                return reverse(door.name)
    for group in menu(request):
        return group.entries[0].href
    return reverse("preferences")


def _may(request: HttpRequest, permission: str) -> bool:
    return request.user.has_perm(f"console.{permission}")


def _entries(request: HttpRequest, group: str) -> tuple[Entry, ...]:
    listed = [
        (screen.menu, screen.title, reverse(screen.name))
        for screen in screens()
        if screen.menu is not None and screen.menu.group == group and screen.may_be_seen_by(request)
    ]
    listed.extend(
        (door.menu, door.title, reverse(door.name))
        for door in doors()
        if door.menu.group == group and _may(request, door.permission)
    )
    return tuple(
        Entry(title, href, place.key, _is_here(request.path, href))
        for place, title, href in sorted(listed, key=lambda each: each[0].order)
    )


def _is_here(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(href))
