"""Replenishment: how full pick bins are, and will be once the released picks are done."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import bin_href, item_href, listed
from landbridge.console.audit import actor_of
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.plain_words import unit
from landbridge.console.posting import posted
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.screens.warehouse.rows import TASKS_OF_ORDER, task_row_of_order
from landbridge.console.screens.warehouse.rule.parts import amount
from landbridge.console.tables import Cell, Column, Row, Table, page_of
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import PickBinRow

COLUMNS = (
    Column(_("Bin"), "code"),
    Column(_("Item"), wide=True),
    Column(_("There"), "quantity"),
    Column(_("Promised"), "quantity", aside=True),
    Column(_("Coming"), "quantity", aside=True),
    Column(_("Left then"), "quantity"),
    Column(_("From – to"), aside=True),
    Column(_("Unit"), aside=True),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _write(request)
    page = page_of(request)
    site = site_filter(request)
    ground = grounds().wms
    found = wms.pick_bins(ground, site=site.value, limit=page.limit, after=page.token)
    tasks = wms.tasks(ground, site=site.value, kind="replenishment", limit=page.limit)
    sites = wms.sites(ground)
    return {
        "filters": shown_filters(site),
        "is_filtered": bool(site.value),
        "may_write": screen.may_be_changed_by(request),
        "key": f"console-replenish-{request.request_id}",  # type: ignore[attr-defined]
        "sites": sites,
        "chosen": site.value or (sites[0].site if sites else ""),
        "tasks": Table(
            columns=TASKS_OF_ORDER, rows=tuple(task_row_of_order(row) for row in tasks.rows)
        ),
        "reasons": [(row.target_bin, row.bin, row.suggestion_text) for row in tasks.rows[:20]],
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(row) for row in found.rows),
            next_page=found.after,
            sentence=_("No bin is a pick bin yet. Say beside how full one shall be."),
        ),
    }


def _row(row: PickBinRow) -> Row:
    return Row.of(
        Cell(row.bin, href=bin_href(row.site, row.bin), note=row.zone),
        Cell(row.item, href=item_href(row.owner, row.item), note=row.description),
        row.on_hand,
        row.promised,
        row.coming,
        Cell(row.level, tone="waits" if row.wanted > 0 else ""),
        f"{row.quantity_min.normalize():f} – {row.quantity_max.normalize():f}",
        unit(row.uom),
    )


def _write(request: HttpRequest) -> HttpResponseRedirect:
    ground, key, who = grounds().wms, posted(request, "key"), actor_of(request)
    site = posted(request, "site")
    if request.POST.get("do") == "plan":
        text = wms.plan_replenishment(ground, key=key, actor=who, site=site).text
    else:
        text = wms.put_pick_bin(
            ground, key=key, actor=who, site=site, bin=posted(request, "bin"),
            item=posted(request, "item"), quantity_min=_number(request, "quantity_min"),
            quantity_max=_number(request, "quantity_max"),
        ).text  # fmt: skip
    messages.success(request, _t(text))
    return HttpResponseRedirect(listed("replenishment", site=request.GET.get("site", "")))


def _number(request: HttpRequest, name: str) -> Decimal:
    text = posted(request, name)
    return amount(text) if text else Decimal(0)


screen = Screen(
    path="replenishment/",
    name="replenishment",
    title=_("Replenishment"),
    view=view,
    permission="see_stock",
    writes="direct_floor",
    menu=Menu("stock", 60),
)
