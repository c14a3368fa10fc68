"""What the forms of the floor's rules do."""

from dataclasses import replace
from typing import TypedDict

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t

from landbridge.console.addresses import listed
from landbridge.console.audit import actor_of
from landbridge.console.grounds import grounds
from landbridge.console.posting import posted, posted_list, whole_number
from landbridge.kit.findings import LandbridgeError
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import (
    AllocationPolicy,
    CutoffRow,
    ReleasePolicy,
    WaveTemplate,
)


class By(TypedDict):
    """Who changes a rule, and whether even if a test of the rules fails then."""

    actor: str
    despite_failures: bool


def write(request: HttpRequest) -> HttpResponseRedirect:
    """Set one rule, or forget it."""
    ground = grounds().wms
    by: By = {
        "actor": actor_of(request), "despite_failures": bool(request.POST.get("despite")),
    }  # fmt: skip
    said = _t("The rule holds from now on.")
    match request.POST.get("do"):
        case "policy":
            wms.put_allocation_policy(ground, _policy(request), **by)
        case "forget-policy":
            owner, item_class = posted(request, "owner"), posted(request, "item_class")
            wms.remove_allocation_policy(ground, owner=owner, item_class=item_class, **by)
            said = _t("The rule is forgotten; the next wider one holds.")
        case "release":
            policy = ReleasePolicy(
                site=posted(request, "site"), mode=posted(request, "mode"),
                open_picks_max=_number(request, "open_picks_max") or 500,
            )  # fmt: skip
            wms.put_release_policy(ground, policy, **by)
        case "cutoff":
            wms.put_cutoff(ground, _cutoff(request), **by)
        case "template":
            wms.put_wave_template(ground, _template(request), **by)
        case "cross-dock":
            site, on = posted(request, "site"), bool(request.POST.get("on"))
            wms.set_cross_dock(ground, site=site, on=on)
        case "forget":
            _forget(posted(request, "what"), by)
            said = _t("It is forgotten.")
        case _:
            raise LandbridgeError(_t("The form says nothing to do."))
    messages.success(request, said)
    return HttpResponseRedirect(listed("floor-rules", site=posted(request, "site")))


def _forget(what: str, by: By) -> None:
    """what: `template`, site and code, or `cutoff`, site, carrier and service; a bar between."""
    ground = grounds().wms
    match what.split("|"):
        case ["template", site, code]:
            known = wms.remove_wave_template(ground, site=site, code=code, **by)
        case ["cutoff", site, carrier, service]:
            known = wms.remove_cutoff(
                ground, site=site, carrier_code=carrier, service_code=service, **by
            )
        case _:
            raise LandbridgeError(_t("Say what is to be forgotten."))
    if not known:
        raise LandbridgeError(_t("It was forgotten before."))


def _policy(request: HttpRequest) -> AllocationPolicy:
    return AllocationPolicy(
        owner=posted(request, "owner"), item_class=posted(request, "item_class"),
        way=posted(request, "way"), packs_only=bool(request.POST.get("packs_only")),
        whole_lines=bool(request.POST.get("whole_lines")),
        shelf_life_remaining_days_min=_number(request, "days"),
    )  # fmt: skip


def _cutoff(request: HttpRequest) -> CutoffRow:
    days = [day for day in request.POST.getlist("weekdays") if day in "1234567" and len(day) == 1]
    return CutoffRow(
        site=posted(request, "site"), carrier_code=posted(request, "carrier_code"),
        service_code=posted(request, "service_code"), at=posted(request, "at"),
        weekdays=tuple(int(day) for day in days),
    )  # fmt: skip


def _template(request: HttpRequest) -> WaveTemplate:
    template = WaveTemplate(
        site=posted(request, "site"), code=posted(request, "code"),
        picking=posted(request, "picking"),
        carrier_codes=posted_list(request, "carrier_codes", 200),
        owners=posted_list(request, "owners", 200),
        priority_max=_number(request, "priority_max"),
        cutoff_within_min=_number(request, "cutoff_within_min"),
        orders_max=_number(request, "orders_max") or 200,
        orders_per_trip=_number(request, "orders_per_trip") or 8,
        orders_min=_number(request, "orders_min"), wait_max_min=_number(request, "wait_max_min"),
        pickers=_number(request, "pickers"),
    )  # fmt: skip
    packing_min = _number(request, "packing_min")
    return template if packing_min is None else replace(template, packing_min=packing_min)


def _number(request: HttpRequest, name: str) -> int | None:
    text = posted(request, name)
    return whole_number(text) if text else None
