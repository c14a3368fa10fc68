"""Recall: all stock of an item, a lot or a bin from one status into another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import listed
from landbridge.console.audit import actor_of
from landbridge.console.grounds import grounds
from landbridge.console.posting import posted
from landbridge.console.screen import Screen, Shown
from landbridge.wms import facade as wms

STATUSES = (
    ("available", _("available")),
    ("quality_hold", _("on hold")),
    ("quarantine", _("quarantine")),
    ("damaged", _("damaged")),
    ("expired", _("expired")),
)
ASKED = ("site", "source", "target", "reason_code", "item", "owner", "lot", "bin")


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        done = wms.change_statuses(
            grounds().wms, key=posted(request, "key"), actor=actor_of(request),
            **{name: posted(request, name) for name in ASKED},
        )  # fmt: skip
        messages.success(request, done.text)
        return HttpResponseRedirect(listed("stock", lot=posted(request, "lot"),
                                           status=posted(request, "target")))  # fmt: skip
    return {
        "sites": wms.sites(grounds().wms),
        "statuses": STATUSES,
        "key": f"console-recall-{request.request_id}",  # type: ignore[attr-defined]
        "may_write": screen.may_be_changed_by(request),
    }


screen = Screen(
    path="recall/",
    name="recall",
    title=_("Recall"),
    view=view,
    permission="see_stock",
    writes="direct_floor",
)
