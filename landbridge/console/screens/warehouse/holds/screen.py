"""Goods that are not to be sold: on hold until somebody decides, quarantined, damaged."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.addresses import listed
from landbridge.console.audit import actor_of
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.posting import posted, posted_list
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.screens.warehouse.rows import STOCK, stock_row
from landbridge.console.screens.warehouse.rule.parts import amount
from landbridge.console.tables import Table, page_of
from landbridge.wms import facade as wms

STATUSES = (
    ("quality_hold", _("quality hold")),
    ("quarantine", _("quarantine")),
    ("damaged", _("damaged")),
    ("available", _("available")),
)
DECISIONS = (
    ("release", _("Release: it may be sold")),
    ("reject", _("Reject: damaged")),
    ("hold", _("Hold: look at it first")),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _decide(request)
    page = page_of(request)
    site = site_filter(request)
    status = filters.choice(request, "status", _("Status"), STATUSES, default="quality_hold")
    found = wms.stock(
        grounds().wms, site=site.value, status=status.value, limit=page.limit, after=page.token
    )
    sites = wms.sites(grounds().wms)
    return {
        "filters": shown_filters(status, site),
        "is_filtered": filters.is_filtered(request),
        "may_write": screen.may_be_changed_by(request),
        "key": f"console-hold-{request.request_id}",  # type: ignore[attr-defined]
        "sites": sites,
        "chosen": site.value or (sites[0].site if sites else ""),
        "status": status.value,
        "statuses": STATUSES,
        "decisions": DECISIONS,
        "rows": found.rows,
        "table": Table(
            columns=STOCK,
            rows=tuple(stock_row(row) for row in found.rows),
            next_page=found.after,
            sentence=_("Nothing here. Goods are put on hold when they are received, or below."),
        ),
    }


def _decide(request: HttpRequest) -> HttpResponseRedirect:
    done = wms.inspect_stock(
        grounds().wms, key=posted(request, "key"), actor=actor_of(request),
        site=posted(request, "site"), bin=posted(request, "bin"), item=posted(request, "item"),
        decision=posted(request, "decision"), quantity=amount(posted(request, "quantity")),
        reason_code=posted(request, "reason_code"), lot=posted(request, "lot"),
        serials=posted_list(request, "serials"), lpn=posted(request, "lpn"),
        status=posted(request, "status"),
    )  # fmt: skip
    words = f" {done.suggestion_text}" if done.suggestion_text else ""
    messages.success(request, f"{done.text}{words}")
    was = posted(request, "status")
    # What was put on hold just now is looked for among what is on hold.
    status = "quality_hold" if posted(request, "decision") == "hold" else was
    return HttpResponseRedirect(listed("holds", status=status))


screen = Screen(
    path="holds/",
    name="holds",
    title=_("On hold"),
    view=view,
    permission="see_stock",
    writes="work_floor",
    menu=Menu("stock", 40),
)
