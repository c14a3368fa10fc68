"""What is configured, reachable, behind, wrong, and what to do; worst first."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.hub import facade as hub
from landbridge.hub.facade.views import Diagnosis

TONES = {"ok": "quiet", "note": "quiet", "warning": "waits", "error": "person"}

COLUMNS = (
    Column(_("About")),
    Column(_("Severity"), "badge"),
    Column(_("What it is, and what to do"), wide=True),
)


def view(request: HttpRequest) -> Shown:
    found = hub.diagnose(grounds().hub)
    return {
        "error_count": sum(each.severity == "error" for each in found),
        "warning_count": sum(each.severity == "warning" for each in found),
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(each) for each in found),
            sentence=_("There is nothing to look at yet: no endpoint, no worker, no document."),
        ),
    }


def _row(found: Diagnosis) -> Row:
    tone = TONES.get(found.severity, "waits")
    return Row.of(
        Cell(found.subject or found.area, note=found.area.replace("-", " ")),
        Cell(found.severity, tone=tone),
        Cell(found.sentence, note=found.remedy),
        tone="" if tone == "quiet" else tone,
    )


screen = Screen(
    path="doctor/",
    name="doctor",
    title=_("Doctor"),
    view=view,
    permission="see_system",
    menu=Menu("system", 10, key="h"),
)
