"""One endpoint: how it is, what it reads and tells, its settings, and what can be done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.grounds import facilities, grounds
from landbridge.console.mending import mandate
from landbridge.console.screen import Screen, Shown
from landbridge.hub import facade as hub
from landbridge.kit.findings import LandbridgeError


def view(request: HttpRequest, endpoint: str) -> Shown:
    if request.method == "POST":
        messages.success(request, _do(request, endpoint))
        return HttpResponseRedirect(request.path)
    return {"page": hub.endpoint_page(grounds().hub, endpoint)}


def _do(request: HttpRequest, endpoint: str) -> str:
    ground = grounds().hub
    match request.POST.get("do"):
        case "check":
            health = hub.check_endpoint(ground, endpoint=endpoint, facilities=facilities())
            if not health.ok:
                raise LandbridgeError(health.text, subject=endpoint)
            return health.text
        case "pause":
            hub.pause_endpoint(ground, endpoint=endpoint, mandate=mandate(request))
            return _t("Paused. What others have for it waits.")
        case "resume":
            hub.resume_endpoint(ground, endpoint=endpoint, mandate=mandate(request))
            return _t("It goes on.")
        case "disable":
            hub.disable_endpoint(ground, endpoint=endpoint, mandate=mandate(request))
            return _t("Not used any more. Its history and keys stay.")
        case "enable":
            hub.enable_endpoint(ground, endpoint=endpoint, mandate=mandate(request))
            return _t("In use again, from where it was read up to.")
        case "resume-stream":
            return _resume_stream(request, endpoint)
        case _:
            raise LandbridgeError(_t("This form asks for nothing that can be done."))


def _resume_stream(request: HttpRequest, endpoint: str) -> str:
    """An empty position means: from the very beginning; keys keep documents from doubling."""
    hub.resume_stream(
        grounds().hub,
        endpoint=endpoint,
        stream=request.POST.get("stream", "")[:200],
        cursor=request.POST.get("cursor", "").strip()[:2000] or None,
        mandate=mandate(request),
    )
    return _t("The stream is read on.")


screen = Screen(
    path="endpoints/<slug:endpoint>/",
    name="endpoint",
    title=_("Endpoint"),
    view=view,
    permission="see_endpoints",
    writes="change_endpoints",
)
