"""The building: what a site is made of; sheets in and out, a generated hall, another site."""

from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.addresses import listed
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.screens.warehouse.layout.forms import HALL, sheet_file, write
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import LayoutSum, Rectangle

SHEETS = (
    ("bins", _("bins")),
    ("zones", _("zones")),
    ("aisles", _("aisles")),
    ("cross-aisles", _("cross-aisles")),
)
COLUMNS = (
    Column(_("Zone"), wide=True),
    Column(_("Kind")),
    Column(_("Aisles"), "count", aside=True),
    Column(_("Bins"), "count"),
    Column(_("In use"), "count"),
    Column(_("Occupied"), "count"),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return write(request)
    sites = wms.sites(grounds().wms)
    chosen = site_filter(request)
    site = chosen.value or (sites[0].site if sites else "")
    if sheet := filters.asked(request, "sheet"):
        return sheet_file(site, sheet)
    sums = wms.layout_sums(grounds().wms, site=site) if site else ()
    return {
        "site": site,
        "filters": shown_filters(chosen),
        "is_filtered": filters.is_filtered(request),
        "may_write": screen.may_be_changed_by(request),
        "sheets": [(title, listed("layout", site=site, sheet=name)) for name, title in SHEETS],
        "sheet_names": SHEETS,
        "hall": [(name, title, getattr(Rectangle(), name)) for name, title in HALL],
        "total": sum(row.bin_count for row in sums),
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(row) for row in sums),
            sentence=_("No bins yet. Generate a hall, or bring them in from a CSV file."),
        ),
    }


def _row(row: LayoutSum) -> Row:
    lost = row.bin_count - row.drawn_count
    about = (row.zone_name, row.temperature_class, ", ".join(row.hazard_classes))
    return Row.of(
        Cell(row.zone or "–", note=" · ".join(filter(None, about))),
        str(row.kind),
        row.aisle_count,
        Cell(row.bin_count, note=_t("%(count)d not drawn") % {"count": lost} if lost else ""),
        row.active_count,
        row.occupied_count,
    )


screen = Screen(
    path="layout/",
    name="layout",
    title=_("Layout"),
    view=view,
    permission="see_stock",
    writes="direct_floor",
    menu=Menu("building", 20, key="l"),
)
