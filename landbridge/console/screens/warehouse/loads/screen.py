"""Truckloads: what stands at the docks and what has left."""

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import load_href
from landbridge.console.audit import actor_of
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.posting import posted
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table, page_of
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import LoadRow

COLUMNS = (
    Column(_("Load")),
    Column(_("State"), "badge"),
    Column(_("Carrier")),
    Column(_("Dock"), "code", aside=True),
    Column(_("Cartons"), "count"),
    Column(_("Orders"), "count"),
    Column(_("Weight, kg"), "quantity"),
    Column(_("Opened"), "instant", aside=True),
    Column(_("Left"), "instant"),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _open(request)
    page = page_of(request)
    site = site_filter(request)
    found = wms.loads(grounds().wms, site=site.value, limit=page.limit, after=page.token)
    return {
        "filters": shown_filters(site),
        "is_filtered": bool(site.value),
        "may_write": screen.may_be_changed_by(request),
        "sites": [each.site for each in wms.sites(grounds().wms)],
        "key": f"console-load-{request.request_id}",  # type: ignore[attr-defined]
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(row) for row in found.rows),
            next_page=found.after,
            sentence=_("No load yet. Open one at a dock and scan packed cartons onto it."),
        ),
    }


def _open(request: HttpRequest) -> HttpResponseRedirect:
    said = {name: posted(request, name) for name in ("site", "carrier_code", "dock", "vehicle")}
    key = posted(request, "key")
    made = wms.open_load(grounds().wms, key=key, actor=actor_of(request), **said)
    return HttpResponseRedirect(load_href(made.load_id))


def _row(row: LoadRow) -> Row:
    left = row.closed_at is not None
    return Row.of(
        Cell(row.number, note=row.vehicle),
        Cell(_t("left") if left else _t("open"), tone="quiet"),
        row.carrier_code or _t("any"),
        row.dock,
        row.carton_count,
        row.order_count,
        row.gross_weight_g / 1000,
        row.opened_at,
        row.closed_at,
        href=load_href(row.load_id),
    )


screen = Screen(
    path="loads/",
    name="loads",
    title=_("Loads"),
    view=view,
    permission="see_orders",
    writes="work_floor",
    menu=Menu("orders", 40),
)
