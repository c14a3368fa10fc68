"""What the page frame shows on every screen: menu, person, theme."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from landbridge.console.discovery import screens
from landbridge.console.middleware import request_id

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

GROUPS: dict[str, "StrPromise"] = {
    "bridge": _("Bridge"),
    "warehouse": _("Warehouse"),
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
            found.append(Group(title, entries))
    return tuple(found)


def _entries(request: HttpRequest, group: str) -> tuple[Entry, ...]:
    listed = [
        (screen.menu, screen)
        for screen in screens()
        if screen.menu is not None and screen.menu.group == group and screen.may_be_seen_by(request)
    ]
    entries = []
    for place, screen in sorted(listed, key=lambda pair: pair[0].order):
        href = reverse(screen.name)
        here = request.path == href or (href != "/" and request.path.startswith(href))
        entries.append(Entry(screen.title, href, place.key, here))
    return tuple(entries)
