"""Kits: items that are made here, each with what it is made of; beginning a new one."""

from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.addresses import kit_href
from landbridge.console.floors import shown_filters
from landbridge.console.grounds import grounds
from landbridge.console.plain_words import unit
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table, page_of
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import BomRow

COLUMNS = (
    Column(_("Kit"), wide=True),
    Column(_("Components"), "count"),
    Column(_("Unit"), aside=True),
    Column(_("Version"), "count"),
    Column(_("Since"), "instant", aside=True),
    Column(_("By"), aside=True),
)


def view(request: HttpRequest) -> Shown:
    page = page_of(request)
    text = filters.text(request, "text", _("Kit"))
    found = wms.boms(grounds().wms, text=text.value, limit=page.limit, after=page.token)
    return {
        "filters": shown_filters(text),
        "is_filtered": filters.is_filtered(request),
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(row) for row in found.rows),
            next_page=found.after,
            sentence=_("No item is made here yet. Say beside which one, and what it is made of."),
        ),
        "may_write": request.user.has_perm("console.direct_floor"),
    }


def _row(row: BomRow) -> Row:
    return Row.of(
        Cell(row.item, note=row.description),
        Cell(row.line_count, note="" if row.line_count else _t("not made any more")),
        unit(row.uom),
        row.version,
        row.made_at,
        row.made_by,
        href=kit_href(row.owner, row.item),
    )


screen = Screen(
    path="kits/",
    name="kits",
    title=_("Kits"),
    view=view,
    permission="see_stock",
    menu=Menu("stock", 70),
)
