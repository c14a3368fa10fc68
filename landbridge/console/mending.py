"""Setting documents going again: one place that asks who and why before the hub is told."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from landbridge.console.audit import actor_of
from landbridge.console.grounds import grounds
from landbridge.console.posting import posted
from landbridge.hub import facade as hub
from landbridge.kit.findings import LandbridgeError

KEYS_MAX = 10_000


def mandate(request: HttpRequest) -> hub.Mandate:
    """Who asks and why, as the form says it. Without a reason it raises LandbridgeError."""
    why = posted(request, "why", 500)
    if not why:
        raise LandbridgeError(
            _t("A reason is missing; nothing was done."),
            remedy=_t("Say in a few words why, so that others can understand it later."),
        )
    return hub.Mandate(by=actor_of(request), why=why)


def do(request: HttpRequest) -> str:
    """Do what a form of one document asks for; returns the sentence that says what was done."""
    asked, ground = mandate(request), grounds().hub
    match request.POST.get("do"):
        case "replay":
            done = hub.replay(ground, delivery_id=_delivery_id(request), mandate=asked)
            return _t("It is on its way again as delivery %d.") % done.delivery_id
        case "park":
            hub.park(ground, delivery_id=_delivery_id(request), mandate=asked)
            return _t("It is parked and waits for a person.")
        case "retry":
            return retry(request, [request.POST.get("key", "")])
        case "dismiss":
            hub.dismiss(ground, dead_letter=request.POST.get("key", ""), mandate=asked)
            return _t("It is set aside for good.")
        case _:
            raise LandbridgeError(_t("This form asks for nothing that can be done."))


def retry(request: HttpRequest, dead_letters: Sequence[str]) -> str:
    """Retry dead letters and say how many went, and the first reason for those that did not."""
    done = hub.retry(
        grounds().hub, dead_letters=tuple(dead_letters[:KEYS_MAX]), mandate=mandate(request)
    )
    count = len(done.retried)
    sentence = ngettext(
        "%d document is on its way again.", "%d documents are on their way again.", count
    )
    parts = [sentence % count]
    if done.skipped:
        left = len(done.skipped)
        parts.append(
            ngettext("%d was left alone: %s", "%d were left alone: %s", left)
            % (left, done.skipped[0][1])
        )
    return " ".join(parts)


def _delivery_id(request: HttpRequest) -> int:
    text = request.POST.get("delivery", "")
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise LandbridgeError(_t("The form names no delivery."))
    return int(text)
