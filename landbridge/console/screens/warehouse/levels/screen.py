"""Proposed levels: how full pick bins should be by what was picked, and accepting some or all."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import bin_href, item_href, listed
from landbridge.console.audit import actor_of
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.plain_words import unit
from landbridge.console.posting import number_of, posted, whole_number
from landbridge.console.screen import Screen, Shown
from landbridge.console.screens.warehouse.rule.parts import amount
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.kit.quantity import plain
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import LevelProposal

COLUMNS = (
    Column(_("Bin"), "code"),
    Column(_("Item, and why"), wide=True),
    Column(_("From – to now")),
    Column(_("Proposed")),
    Column(_("Unit"), aside=True),
    Column(_("State"), "badge"),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _write(request)
    ground = grounds().wms
    site = site_filter(request)
    sites = wms.sites(ground)
    chosen = site.value or (sites[0].site if sites else "")
    studies = wms.level_studies(ground, site=chosen) if chosen else ()
    page = None
    if studies:
        page = wms.level_study(ground, level_study_id=studies[0].level_study_id)
    may = screen.may_be_changed_by(request)
    proposals = page.proposals if page else ()
    return {
        "filters": shown_filters(site),
        "is_filtered": bool(site.value),
        "may_write": may,
        "form_key": f"console-levels-{request.request_id}",  # type: ignore[attr-defined]
        "sites": sites,
        "chosen": chosen,
        "page": page,
        "service_percent": plain(100 * page.study.service) if page else "",
        "may_accept": may and any(one.state == "proposed" for one in proposals),
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(one, chosen, may) for one in proposals),
            sentence=_("Nothing is proposed. Have a worker look at what was picked."),
        ),
    }


def _row(one: LevelProposal, site: str, may: bool) -> Row:
    return Row.of(
        Cell(one.bin, href=bin_href(site, one.bin)),
        Cell(one.item, href=item_href(one.owner, one.item), note=one.why),
        f"{plain(one.now_min)} – {plain(one.now_max)}",
        f"{plain(one.quantity_min)} – {plain(one.quantity_max)}",
        unit(one.uom),
        Cell(one.state, tone="quiet", note=one.said),
        key=str(one.level_proposal_id) if may and one.state == "proposed" else "",
    )


def _write(request: HttpRequest) -> HttpResponseRedirect:
    ground, who = grounds().wms, actor_of(request)
    key, site = posted(request, "form_key"), request.GET.get("site", "")
    if request.POST.get("do") == "ask":
        asked = wms.ask_levels(
            ground, key=key, actor=who, site=posted(request, "site"),
            days=whole_number(posted(request, "days") or "84"),
            service=amount(posted(request, "percent") or "95") / Decimal(100),
            lead_days=whole_number(posted(request, "lead_days") or "1"),
            review_days=whole_number(posted(request, "review_days") or "1"),
        )  # fmt: skip
        messages.success(request, asked.text)
    else:
        done = wms.accept_levels(
            ground, key=key, actor=who, level_study_id=number_of(posted(request, "study")),
            proposals=[number_of(text) for text in request.POST.getlist("key")],
            every=request.POST.get("do") == "every",
        )  # fmt: skip
        (messages.warning if done.dropped else messages.success)(request, done.text)
    return HttpResponseRedirect(listed("levels", site=site))


screen = Screen(
    path="replenishment/levels/",
    name="levels",
    title=_("Proposed levels"),
    view=view,
    permission="see_stock",
    writes="direct_floor",
)
