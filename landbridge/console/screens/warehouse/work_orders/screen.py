"""Work orders: kits to make or to take apart, what they wait for; opening one."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.addresses import work_order_href
from landbridge.console.audit import actor_of
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.plain_words import unit
from landbridge.console.posting import posted
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.screens.warehouse.rule.parts import amount
from landbridge.console.tables import Cell, Column, Row, Table, page_of
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import WorkOrderRow, Wrong

STATES = (("open", _("open")), ("done", _("done")), ("cancelled", _("cancelled")))
KINDS = (("kit", _("make kits")), ("unkit", _("take kits apart")))
WORDS = dict(KINDS)
COLUMNS = (
    Column(_("Number")),
    Column(_("Kit"), wide=True),
    Column(_("State"), "badge"),
    Column(_("Wanted"), "quantity"),
    Column(_("Made"), "quantity"),
    Column(_("Station"), "code", aside=True),
    Column(_("Since"), "instant", aside=True),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _open(request)
    page = page_of(request)
    site = site_filter(request)
    state = filters.choice(request, "state", _("State"), STATES, default="open")
    text = filters.text(request, "text", _("Number or kit"))
    found = wms.work_orders(
        grounds().wms, site=site.value, state=state.value, text=text.value, limit=page.limit,
        after=page.token,
    )  # fmt: skip
    sites = wms.sites(grounds().wms)
    return {
        "filters": shown_filters(state, text, site),
        "is_filtered": filters.is_filtered(request),
        "may_write": screen.may_be_changed_by(request),
        "key": f"console-work-{request.request_id}",  # type: ignore[attr-defined]
        "sites": sites,
        "chosen": site.value or (sites[0].site if sites else ""),
        "item": filters.asked(request, "item"),
        "kinds": KINDS,
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(row) for row in found.rows),
            next_page=found.after,
            sentence=_("No kit is being made. Open an order beside; Kits says what they are of."),
        ),
    }


def _row(row: WorkOrderRow) -> Row:
    lacks = _t("%(count)d components are lacking") % {"count": row.lacking_count}
    return Row.of(
        Cell(row.number, note=WORDS[row.kind]),
        Cell(row.item, note=row.description),
        Cell(row.state, tone="waits" if row.state == "waiting" else "quiet",
             note=lacks if row.lacking_count and not row.outcome else ""),
        Cell(row.quantity, note=unit(row.uom)),
        row.made,
        row.station,
        row.opened_at,
        href=work_order_href(row.work_order_id),
    )  # fmt: skip


def _open(request: HttpRequest) -> HttpResponseRedirect:
    opened = wms.open_work_order(
        grounds().wms, key=posted(request, "key"), actor=actor_of(request),
        site=posted(request, "site"), kind=posted(request, "kind") or "kit",
        item=posted(request, "item"), quantity=amount(posted(request, "quantity")),
        station=posted(request, "station"), lot=posted(request, "lot"),
        expiry_on=_day(posted(request, "expiry_on")), note=posted(request, "note"),
    )  # fmt: skip
    (messages.warning if opened.lacking else messages.success)(request, opened.text)
    return HttpResponseRedirect(work_order_href(opened.work_order_id))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        words = _t("%(text)s is no day. Nothing was opened.") % {"text": text}
        raise Wrong(words, "date") from None


screen = Screen(
    path="work-orders/",
    name="work-orders",
    title=_("Work orders"),
    view=view,
    permission="see_stock",
    writes="direct_floor",
    menu=Menu("stock", 75),
)
