"""The first page: both shores and what is on its way between them."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from landbridge.console.grounds import facilities
from landbridge.console.lanes import read_bridge
from landbridge.console.screen import Menu, Screen, Shown


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _kill(request)
    return {"bridge": read_bridge(), "is_demo": "kill_a_worker" in facilities()}


def _kill(request: HttpRequest) -> HttpResponseRedirect:
    """A visitor of the demo wants to see what a dead worker does to documents: nothing."""
    kill = facilities().get("kill_a_worker")
    if kill is None:
        raise Http404
    if name := cast("Callable[[], str]", kill)():
        text = _now(
            "Worker %(name)s was killed with whatever it held in its hands. Watch the lanes: "
            "another worker takes that over, a new one starts, and no document is lost or doubled."
        )
        messages.success(request, text % {"name": name})
    else:
        messages.error(request, _now("No worker is alive just now; one starts in a moment."))
    return HttpResponseRedirect(reverse("bridge"))


screen = Screen(
    path="",
    name="bridge",
    title=_("Overview"),
    view=view,
    permission="see_bridge",
    writes="mend_documents",
    menu=Menu("bridge", 10, key="b"),
)
