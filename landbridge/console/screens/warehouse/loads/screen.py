"""Truckloads: what stands at the docks and what has left."""

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import carton_href, load_href
from landbridge.console.audit import actor_of
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.posting import posted
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table, page_of
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import CartonStanding, LoadRow

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
UNSTAGED = (
    Column(_("Carton")),
    Column(_("Order"), "code"),
    Column(_("Carrier")),
    Column(_("Stands in"), "code"),
    Column(_("Closed"), "instant", aside=True),
)
UNSTAGED_SHOWN = 20


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _open(request)
    page = page_of(request)
    site = site_filter(request)
    found = wms.loads(grounds().wms, site=site.value, limit=page.limit, after=page.token)
    unstaged = wms.cartons_standing(
        grounds().wms, site=site.value, staged=False, limit=UNSTAGED_SHOWN
    )
    return {
        "unstaged": Table(columns=UNSTAGED, rows=tuple(_unstaged(row) for row in unstaged.rows)),
        "unstaged_has_more": bool(unstaged.after),
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


def _unstaged(row: CartonStanding) -> Row:
    return Row.of(
        row.sscc, row.order_number, row.carrier_code or _t("any"), row.bin, row.closed_at,
        href=carton_href(row.carton_id),
    )  # fmt: skip


screen = Screen(
    path="loads/",
    name="loads",
    title=_("Loads"),
    view=view,
    permission="see_orders",
    writes="work_floor",
    menu=Menu("orders", 40),
)
