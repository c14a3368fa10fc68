"""One wave: its tours with the way on the map, its orders, what it saves."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import outbound_href
from landbridge.console.audit import actor_of
from landbridge.console.grounds import grounds
from landbridge.console.screen import Screen, Shown
from landbridge.console.screens.warehouse.wave.rows import (
    TOURS,
    cutoff_table,
    late_table,
    tour_row,
)
from landbridge.console.screens.warehouse.waves.screen import gap_note
from landbridge.console.tables import Table
from landbridge.kit.findings import LandbridgeError
from landbridge.wms import facade as wms


def view(request: HttpRequest, wave_id: int) -> Shown:
    if request.method == "POST":
        return _act(request, wave_id)
    page = wms.wave(grounds().wms, wave_id=wave_id)
    if page is None:
        raise Http404
    wave = page.wave
    may = screen.may_be_changed_by(request)
    ahead = wave.state == "planned" and request.GET.get("look") == "ahead"
    pickers = _pickers(request.GET.get("pickers", ""))
    outlook = page.outlook
    if ahead:
        outlook = wms.preview_wave(grounds().wms, wave_id=wave_id, pickers=pickers)
    return {
        "ahead": ahead,
        "pickers": pickers or wave.pickers or "",
        "outlook": outlook,
        # Once all is picked, what was feared is no warning any more.
        "warns": outlook is not None and outlook.late_count and wave.state != "done",
        "cutoffs": cutoff_table(outlook),
        "late": late_table(outlook),
        "page": page,
        "wave": wave,
        "key": f"console-wave-{request.request_id}",  # type: ignore[attr-defined]
        "may_write": may and wave.state != "cancelled",
        "gap": gap_note(outlook.planned_m, outlook.gap_percent) if outlook else "",
        "percent": int(100 * wave.done_count / wave.task_count) if wave.task_count else 0,
        "orders": [(number, outbound_href(order_id)) for order_id, number in page.orders],
        "tours": Table(
            columns=TOURS,
            rows=tuple(tour_row(tour, wave.site) for tour in page.clusters),
            sentence=_("Tours are planned when the wave is released."),
        ),
    }


def _pickers(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise LandbridgeError(_t("%(text)s is not a whole number.") % {"text": text[:40]})
    return int(text)


def _act(request: HttpRequest, wave_id: int) -> HttpResponseRedirect:
    key, actor = request.POST.get("key", "")[:140], actor_of(request)
    match request.POST.get("do"):
        case "release":
            done = wms.release_wave(
                grounds().wms, key=f"{key}-go", actor=actor, wave_id=wave_id,
                pickers=_pickers(request.POST.get("pickers", "")),
            )  # fmt: skip
            late = done.outlook is not None and done.outlook.late_count
            (messages.warning if late else messages.success)(request, done.text)
            return HttpResponseRedirect(request.path)
        case "cancel":
            text = wms.cancel_wave(
                grounds().wms, key=f"{key}-no", actor=actor, wave_id=wave_id
            ).text
        case _:
            raise LandbridgeError(_t("The form says nothing to do."))
    messages.success(request, text)
    return HttpResponseRedirect(request.path)


screen = Screen(
    path="waves/<int:wave_id>/",
    name="wave",
    title=_("Wave"),
    view=view,
    permission="see_orders",
    writes="direct_floor",
)
