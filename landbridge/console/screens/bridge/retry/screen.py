"""Retry many: first a page that says in numbers what it will do, then the deed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from landbridge.console import mending
from landbridge.console.grounds import grounds
from landbridge.console.screen import Screen, Shown
from landbridge.console.screens.bridge.dead_letters.screen import filter_of
from landbridge.hub import facade as hub


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        messages.success(request, mending.retry(request, request.POST.getlist("key")))
        return HttpResponseRedirect(reverse("dead-letters"))
    if request.GET.get("all"):
        preview = hub.preview_retry_all(grounds().hub, filter_of(request))
    else:
        keys = request.GET.getlist("key")[: mending.KEYS_MAX]
        preview = hub.preview_retry(grounds().hub, keys)
    return {"preview": preview}


screen = Screen(
    path="dead-letters/retry/",
    name="retry",
    title=_("Retry"),
    view=view,
    permission="mend_documents",
    writes="mend_documents",
)
