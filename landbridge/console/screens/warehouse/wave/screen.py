"""One wave: its tours with the way on the map, its orders, what it saves."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import listed, outbound_href
from landbridge.console.audit import actor_of
from landbridge.console.grounds import grounds
from landbridge.console.screen import Screen, Shown
from landbridge.console.screens.warehouse.waves.screen import gap_note
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.kit.findings import LandbridgeError
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import ClusterView

TOURS = (
    Column(_("Tour")),
    Column(_("Zone"), "code"),
    Column(_("Orders"), "count"),
    Column(_("Stops"), "count"),
    Column(_("To do"), "count"),
    Column(_("Metres"), "quantity"),
    Column(_("Who"), aside=True),
)
BINS_ON_MAP = 150


def view(request: HttpRequest, wave_id: int) -> Shown:
    if request.method == "POST":
        return _act(request, wave_id)
    page = wms.wave(grounds().wms, wave_id=wave_id)
    if page is None:
        raise Http404
    wave = page.wave
    return {
        "page": page,
        "wave": wave,
        "key": f"console-wave-{request.request_id}",  # type: ignore[attr-defined]
        "may_write": screen.may_be_changed_by(request) and wave.state != "cancelled",
        "gap": gap_note(wave),
        "percent": int(100 * wave.done_count / wave.task_count) if wave.task_count else 0,
        "orders": [(number, outbound_href(order_id)) for order_id, number in page.orders],
        "tours": Table(
            columns=TOURS,
            rows=tuple(_tour(tour, wave.site) for tour in page.clusters),
            sentence=_("Tours are planned when the wave is released."),
        ),
    }


def _act(request: HttpRequest, wave_id: int) -> HttpResponseRedirect:
    key, actor = request.POST.get("key", "")[:140], actor_of(request)
    match request.POST.get("do"):
        case "release":
            text = wms.release_wave(
                grounds().wms, key=f"{key}-go", actor=actor, wave_id=wave_id
            ).text
        case "cancel":
            text = wms.cancel_wave(
                grounds().wms, key=f"{key}-no", actor=actor, wave_id=wave_id
            ).text
        case _:
            raise LandbridgeError(_t("The form says nothing to do."))
    messages.success(request, text)
    return HttpResponseRedirect(request.path)


def _tour(tour: ClusterView, site: str) -> Row:
    return Row.of(
        Cell(tour.place, note=", ".join(tour.bins[:4]) + (" …" if len(tour.bins) > 4 else "")),
        tour.zone,
        tour.order_count,
        len(tour.bins),
        tour.open_count,
        tour.length_m,
        tour.claimed_by,
        href=listed("map", site=site, bins=",".join(tour.bins[:BINS_ON_MAP])),
    )


screen = Screen(
    path="waves/<int:wave_id>/",
    name="wave",
    title=_("Wave"),
    view=view,
    permission="see_orders",
    writes="direct_floor",
)
