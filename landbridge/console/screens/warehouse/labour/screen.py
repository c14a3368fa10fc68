"""The day's work: one's own first, then everybody's for who directs the floor; load and people."""

from datetime import date
from decimal import ROUND_UP, Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.addresses import listed
from landbridge.console.audit import actor_of
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.kit.findings import LandbridgeError
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import LaborDay, OpenWork, WorkerDay

WORKERS = (
    Column(_("Who")),
    Column(_("Tasks"), "count"),
    Column(_("Pieces"), "quantity"),
    Column(_("Way, m"), "quantity", aside=True),
    Column(_("Worked, min"), "quantity"),
    Column(_("Should take, min"), "quantity", aside=True),
    Column(_("Waited, min"), "quantity", aside=True),
    Column(_("Pace, %"), "quantity"),
    Column(_("Last"), "instant", aside=True),
)
OPEN = (Column(_("Work")), Column(_("Tasks"), "count"), Column(_("Should take, h"), "quantity"))


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _people(request)
    ground = grounds().wms
    sites = wms.sites(ground)
    chosen = site_filter(request)
    site = chosen.value or (sites[0].site if sites else "")
    directs = request.user.has_perm("console.direct_floor")
    me = actor_of(request)
    day = _day(request, site, only="" if directs else me) if site else None
    rows = sorted(day.workers, key=lambda one: (one.actor != me, one.actor)) if day else []
    return {
        "site": site,
        "day": day,
        "filters": shown_filters(chosen),
        "is_filtered": bool(chosen.value),
        "may_write": screen.may_be_changed_by(request),
        "open": Table(
            columns=OPEN,
            rows=tuple(_open(one) for one in day.open) if day else (),
            sentence=_("Nothing is to be done."),
        ),
        "table": Table(
            columns=WORKERS,
            rows=tuple(_worker(one, me) for one in rows),
            sentence=_("Nobody has ended a task on this day yet."),
        ),
    }


def _day(request: HttpRequest, site: str, *, only: str) -> LaborDay:
    text = filters.asked(request, "day")
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        day = None
    return wms.labor_day(grounds().wms, site=site, on_day=day, only=only)


def _people(request: HttpRequest) -> HttpResponseRedirect:
    site = request.POST.get("site", "").replace("\x00", "")[:100]
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
        people = int(request.POST.get("people", ""))
        hours = Decimal(request.POST.get("hours", "").replace(",", "."))
    except (ValueError, InvalidOperation):
        raise LandbridgeError(_t("Say a day, a number of people and hours.")) from None
    wms.put_shift(
        grounds().wms, site=site, on_day=day, people_count=people, hours=hours,
        actor=actor_of(request),
    )  # fmt: skip
    messages.success(request, _t("The day's people are known."))
    return HttpResponseRedirect(listed("labour", site=site))


def _minutes(seconds: Decimal) -> Decimal:
    return (seconds / 60).quantize(Decimal("0.1"))


def _worker(one: WorkerDay, me: str) -> Row:
    return Row.of(
        Cell(one.actor, note=_t("you") if one.actor == me else ""),
        one.task_count,
        one.quantity,
        one.walked_m,
        _minutes(one.work_s),
        _minutes(one.expected_s),
        _minutes(one.waited_s),
        one.pace_percent,
        one.last_at,
    )


def _open(one: OpenWork) -> Row:
    hours = (one.expected_s / 3600).quantize(Decimal("0.1"), ROUND_UP)
    return Row.of(one.kind, one.task_count, hours)


screen = Screen(
    path="labour/",
    name="labour",
    title=_("Labour"),
    view=view,
    permission="see_tasks",
    writes="direct_floor",
    menu=Menu("floor", 20),
)
