"""Counts and replenishments that begin by the clock of their site."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import listed
from landbridge.console.audit import actor_of
from landbridge.console.grounds import grounds
from landbridge.console.posting import posted
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.kit.findings import LandbridgeError
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import Schedule

WORKS = (
    ("counts", _("Counts that are due by class")),
    ("replenishment", _("Replenishment of pick bins")),
)
DAYS = ((1, _("Mo")), (2, _("Tu")), (3, _("We")), (4, _("Th")), (5, _("Fr")), (6, _("Sa")),
        (7, _("Su")))  # fmt: skip
COLUMNS = (
    Column(_("Begins"), wide=True),
    Column(_("At")),
    Column(_("On")),
    Column(_("Last")),
    Column(_("Site"), "code", aside=True),
)


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        return _write(request)
    ground = grounds().wms
    rows = wms.schedules(ground)
    names = dict(WORKS)
    return {
        "may_write": screen.may_be_changed_by(request),
        "sites": [site.site for site in wms.sites(ground)],
        "works": WORKS,
        "days": DAYS,
        "forgettable": [
            (f"{row.site}|{row.work}|{row.at}", f"{row.at} {names[row.work]}, {row.site}")
            for row in rows
        ],
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(row) for row in rows),
            sentence=_("Nothing begins by itself. Say beside what shall, and when."),
        ),
    }


def _row(row: Schedule) -> Row:
    days = dict(DAYS)
    return Row.of(
        dict(WORKS)[row.work],
        row.at,
        " ".join(str(days[day]) for day in row.weekdays),
        Cell(row.done_on if row.done_text else None, note=row.done_text),
        row.site,
    )


def _write(request: HttpRequest) -> HttpResponseRedirect:
    ground = grounds().wms
    match request.POST.get("do"):
        case "put":
            days = [day for day in request.POST.getlist("weekdays") if day in {*"1234567"}]
            schedule = Schedule(
                site=posted(request, "site"), work=posted(request, "work"),
                at=posted(request, "at"), weekdays=tuple(int(day) for day in days),
            )  # fmt: skip
            wms.put_schedule(ground, schedule, actor=actor_of(request))
            said = _t("It begins by itself from now on.")
        case "forget":
            site, work, at = (*posted(request, "what").split("|"), "", "")[:3]
            if not wms.remove_schedule(ground, site=site, work=work, at=at):
                raise LandbridgeError(_t("It was forgotten before."))
            said = _t("It is forgotten.")
        case _:
            raise LandbridgeError(_t("The form says nothing to do."))
    messages.success(request, said)
    return HttpResponseRedirect(listed("schedules"))


screen = Screen(
    path="schedules/",
    name="schedules",
    title=_("By the clock"),
    view=view,
    permission="see_stock",
    writes="direct_floor",
    menu=Menu("stock", 65),
)
