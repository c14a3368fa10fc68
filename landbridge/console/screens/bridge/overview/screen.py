"""The first page: both shores and what is on its way between them."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.lanes import read_bridge
from landbridge.console.screen import Menu, Screen, Shown


def view(request: HttpRequest) -> Shown:
    return {"bridge": read_bridge()}


screen = Screen(
    path="",
    name="bridge",
    title=_("Overview"),
    view=view,
    permission="see_bridge",
    menu=Menu("bridge", 10, key="b"),
)
