"""The one place of a site's rules: what stands beside what."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from landbridge.console.filters import asked

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# (screen, title, permission to see it)
PLACES: tuple[tuple[str, "StrPromise", str], ...] = (
    ("rules", _("Where goods are stored"), "see_stock"),
    ("floor-rules", _("How orders go out"), "see_orders"),
    ("carton-kinds", _("Cartons"), "see_orders"),
    ("abilities", _("Who can do what"), "see_tasks"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    title: "StrPromise"
    href: str
    is_here: bool


def rule_tabs(request: HttpRequest, here: str) -> tuple[Tab, ...]:
    """Those a person may see; they stay at the site that is looked at."""
    site = asked(request, "site")
    where = f"?{urlencode({'site': site})}" if site else ""
    return tuple(
        Tab(title, reverse(name) + where, name == here)
        for name, title, permission in PLACES
        if request.user.has_perm(f"console.{permission}")
    )
