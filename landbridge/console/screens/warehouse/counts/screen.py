"""Cycle counts: what is asked for, counted, in doubt; asking for more; how the site counts."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.addresses import count_href, listed
from landbridge.console.audit import actor_of
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.posting import posted, posted_list
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.screens.warehouse.rule.parts import amount
from landbridge.console.tables import Cell, Column, Row, Table, page_of
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import CountPolicy, CountRow, Wrong

STATES = (
    ("open", _("open")),
    ("requested", _("requested")),
    ("counting", _("counting")),
    ("investigating", _("investigating")),
    ("ready_to_review", _("ready to review")),
    ("reviewed", _("reviewed")),
    ("completed", _("completed")),
)
CAUSES = {
    "plan": _("asked for"),
    "abc": _("due by its class"),
    "short_pick": _("a picker found less"),
    "surprise": _("somebody found more"),
}
WAITS = ("ready_to_review", "reviewed", "investigating")
COLUMNS = (
    Column(_("Count")),
    Column(_("Bin"), "code"),
    Column(_("State"), "badge"),
    Column(_("Why"), wide=True),
    Column(_("Differences"), "count"),
    Column(_("Who"), aside=True),
    Column(_("Since"), "instant", aside=True),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _write(request)
    page = page_of(request)
    site = site_filter(request)
    state = filters.choice(request, "state", _("State"), STATES, default="open")
    zone = filters.text(request, "zone", _("Zone"))
    text = filters.text(request, "text", _("Count or bin"))
    found = wms.cycle_counts(
        grounds().wms, site=site.value, state=state.value, zone=zone.value, text=text.value,
        limit=page.limit, after=page.token,
    )  # fmt: skip
    sites = wms.sites(grounds().wms)
    chosen = site.value or (sites[0].site if sites else "")
    policies = {policy.site: policy for policy in wms.count_policies(grounds().wms)}
    return {
        "filters": shown_filters(state, zone, text, site),
        "is_filtered": filters.is_filtered(request),
        "may_write": screen.may_be_changed_by(request),
        "key": f"console-counts-{request.request_id}",  # type: ignore[attr-defined]
        "sites": sites,
        "chosen": chosen,
        "chosen_name": next((one.name for one in sites if one.site == chosen), "") or chosen,
        "policy": policies.get(chosen) or CountPolicy(site=chosen),
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(row) for row in found.rows),
            next_page=found.after,
            sentence=_("Nothing is to be counted. Ask for counts beside; a short pick does too."),
        ),
    }


def _row(row: CountRow) -> Row:
    state = row.outcome if row.state == "completed" else row.state
    return Row.of(
        Cell(row.number, note=row.item),
        Cell(row.bin, note=row.zone),
        Cell(state.replace("_", " "), tone="waits" if row.state in WAITS else "quiet",
             note=_t("not booked yet") if row.blocked else ""),
        Cell(_t(str(CAUSES.get(row.cause, row.cause))), note=row.why),
        row.difference_count if row.counted_at else None,
        row.counted_by,
        row.requested_at,
        href=count_href(row.count_id),
    )  # fmt: skip


def _write(request: HttpRequest) -> HttpResponseRedirect:
    site = posted(request, "site")
    if request.POST.get("do") == "policy":
        policy = CountPolicy(
            site=site, tolerance_percent=amount(posted(request, "tolerance_percent") or "0"),
            posts_small=bool(request.POST.get("posts_small")),
            **{name: _days(posted(request, name)) for name in ("days_a", "days_b", "days_c")},
        )  # fmt: skip
        wms.put_count_policy(grounds().wms, policy, actor=actor_of(request))
        messages.success(request, _t("From now on the site counts so."))
    else:
        planned = wms.plan_counts(
            grounds().wms, key=posted(request, "key"), actor=actor_of(request), site=site,
            zone=posted(request, "zone"), bins=posted_list(request, "bins"),
            item=posted(request, "item"), due=request.POST.get("do") == "due",
        )  # fmt: skip
        messages.success(request, planned.text)
    return HttpResponseRedirect(listed("counts", site=request.GET.get("site", "")))


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Wrong(_t("%(text)s is no number of days.") % {"text": text}, "policy")
    return int(Decimal(text))


screen = Screen(
    path="counts/",
    name="counts",
    title=_("Counts"),
    view=view,
    permission="see_stock",
    writes="direct_floor",
    menu=Menu("stock", 50),
)
