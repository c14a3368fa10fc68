"""Licence plates: pallets, boxes and totes with an identity."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.addresses import bin_href, listed, plate_href
from landbridge.console.audit import actor_of
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.posting import posted
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table, page_of
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import PlateRow

COLUMNS = (
    Column(_("Plate"), "code"),
    Column(_("Bin"), "code"),
    Column(_("Stands on"), "code", aside=True),
    Column(_("Kind"), aside=True),
    Column(_("Lines on it"), "count"),
    Column(_("Plates on it"), "count"),
    Column(_("Known since"), "instant"),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _create(request)
    page = page_of(request)
    site = site_filter(request)
    found = wms.plates(
        grounds().wms, site=site.value, text=filters.asked(request, "text"), limit=page.limit,
        after=page.token,
    )  # fmt: skip
    sites = wms.sites(grounds().wms)
    return {
        "filters": shown_filters(filters.text(request, "text", _("Number begins with")), site),
        "is_filtered": filters.is_filtered(request),
        "may_write": screen.may_be_changed_by(request),
        "key": f"console-plate-{request.request_id}",  # type: ignore[attr-defined]
        "sites": sites,
        "chosen": site.value or (sites[0].site if sites else ""),
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(row) for row in found.rows),
            next_page=found.after,
            sentence=_("No plate yet. Receiving with a licence plate makes them, or the form."),
        ),
    }


def _row(row: PlateRow) -> Row:
    return Row.of(
        row.lpn,
        Cell(row.bin, href=bin_href(row.site, row.bin)),
        Cell(row.parent_lpn, href=plate_href(row.site, row.parent_lpn) if row.parent_lpn else ""),
        row.package_type,
        row.line_count,
        row.child_count,
        row.created_at,
        href=plate_href(row.site, row.lpn),
    )


def _create(request: HttpRequest) -> HttpResponseRedirect:
    site = posted(request, "site")
    made = wms.create_plate(
        grounds().wms, key=posted(request, "key"), actor=actor_of(request), site=site,
        bin=posted(request, "bin"), lpn=posted(request, "lpn"),
        package_type=posted(request, "package_type"),
    )  # fmt: skip
    messages.success(request, made.text)
    return HttpResponseRedirect(listed("plate", site=site, lpn=made.lpn))


screen = Screen(
    path="plates/",
    name="plates",
    title=_("Licence plates"),
    view=view,
    permission="see_stock",
    writes="work_floor",
    menu=Menu("stock", 30),
)
