"""What a screen is: one folder with `screen.py` (declaration and view), a template and a test.

    screen = Screen(path="documents/", name="documents", title=_("Documents"),
                    permission="see_documents", view=view, menu=Menu("bridge", 20, key="d"))

The view returns the values its `screen.html` shows, or a response of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.http.response import HttpResponseBase

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Shown = Mapping[str, object] | HttpResponseBase
View = Callable[..., Shown]


@dataclass(frozen=True, slots=True)
class Menu:
    """A place in the menu. group: a name of `context.GROUPS`. key: pressed after `g`."""

    group: str
    order: int
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Declaration of one screen.

    path: as in `django.urls.path`.  name: of the address, unique, words joined by `-`.
    permission: needed to look (see `roles.PERMISSIONS`); "" means any signed-in person.
    writes: needed to POST; "" means the screen takes no POST, unless `open_writes`.
    open_writes: any signed-in person may POST (their own preferences).
    public: no sign-in at all.
    """

    path: str
    name: str
    title: "StrPromise"
    view: View
    permission: str = ""
    writes: str = ""
    open_writes: bool = False
    public: bool = False
    menu: Menu | None = None
    package: str = ""

    @property
    def template(self) -> str:
        """Of a screen in `console/screens/<area>/<screen>/`, its `screen.html`."""
        return "/".join(self.package.split(".")[2:]) + "/screen.html"

    @property
    def takes_post(self) -> bool:
        return bool(self.writes) or self.open_writes

    def may_be_seen_by(self, request: HttpRequest) -> bool:
        return self.public or _has(request, self.permission)

    def may_be_changed_by(self, request: HttpRequest) -> bool:
        if self.public:
            return self.takes_post
        return self.takes_post and _has(request, self.permission) and _has(request, self.writes)


def _has(request: HttpRequest, permission: str) -> bool:
    user = request.user
    if not user.is_authenticated:
        return False
    return not permission or user.has_perm(f"console.{permission}")
