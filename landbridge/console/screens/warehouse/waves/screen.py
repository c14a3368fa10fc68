"""The wave board: what went to the floor together, how far it is, how long its tours are."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import listed, wave_href
from landbridge.console.audit import actor_of
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table, page_of
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import WaveRow

COLUMNS = (
    Column(_("Wave")),
    Column(_("State"), "badge"),
    Column(_("Orders"), "count", aside=True),
    Column(_("Picked"), wide=True),
    Column(_("As they came, m"), "quantity", aside=True),
    Column(_("Planned, m"), "quantity"),
    Column(_("Saved, %"), "quantity"),
    Column(_("Known since"), "instant", aside=True),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _plan(request)
    page = page_of(request)
    site = site_filter(request)
    found = wms.waves(grounds().wms, site=site.value, limit=page.limit, after=page.token)
    return {
        "filters": shown_filters(site),
        "is_filtered": bool(site.value),
        "may_write": screen.may_be_changed_by(request),
        "templates": wms.wave_templates(grounds().wms, site=site.value),
        "key": f"console-wave-{request.request_id}",  # type: ignore[attr-defined]
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(row) for row in found.rows),
            next_page=found.after,
            sentence=_(
                "No wave yet. Set the site to release by waves and make a template (Rules, "
                "How orders go out), then plan a wave here."
            ),
        ),
    }


def _plan(request: HttpRequest) -> HttpResponseRedirect:
    site, _sep, template = request.POST.get("template", "")[:200].partition("/")
    planned = wms.plan_wave(
        grounds().wms,
        key=request.POST.get("key", "")[:150],
        actor=actor_of(request),
        site=site,
        template=template,
    )
    if not planned.wave_id:
        messages.info(request, planned.text)
        return HttpResponseRedirect(listed("waves"))
    messages.success(request, planned.text)
    return HttpResponseRedirect(wave_href(planned.wave_id))


def _row(row: WaveRow) -> Row:
    done = Decimal(100 * row.done_count) / row.task_count if row.task_count else Decimal(0)
    share = _t("%(done)s of %(all)s") % {"done": row.done_count, "all": row.task_count}
    note = f"{done:.0f} %" if row.task_count else ""
    if row.worker_count:
        note += _t(", %(count)s at work") % {"count": row.worker_count}
    warns = row.late_count and row.state == "released"
    if warns:
        note += _t(", %(count)s too late") % {"count": row.late_count}
    return Row.of(
        Cell(row.number, note=f"{row.template} · {row.picking}"),
        Cell(row.state, tone="waits" if row.state == "planned" or warns else "quiet"),
        row.order_count,
        Cell(share if row.task_count else "–", note=note),
        row.before_m,
        row.planned_m,
        Cell(row.saved_percent, note=gap_note(row.planned_m, row.gap_percent)),
        row.created_at,
        href=wave_href(row.wave_id),
    )


def gap_note(planned_m: Decimal | None, gap_percent: Decimal | None) -> str:
    """How far from the best possible, in words."""
    if planned_m is None:
        return ""
    if gap_percent is None:
        return _t("best possible not known")
    if not gap_percent:
        return _t("nothing better is possible")
    return _t("at most %(percent)s %% above the best") % {"percent": gap_percent}


screen = Screen(
    path="waves/",
    name="waves",
    title=_("Waves"),
    view=view,
    permission="see_orders",
    writes="direct_floor",
    menu=Menu("orders", 30, key="v"),
)
