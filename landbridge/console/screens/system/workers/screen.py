"""Worker processes and whether they are alive."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.hub import facade as hub
from landbridge.hub.facade.views import WorkerRow

COLUMNS = (
    Column(_("Worker")),
    Column(_("State"), "badge"),
    Column(_("Doing"), wide=True),
    Column(_("Seen"), "age"),
    Column(_("Started"), "instant", aside=True),
    Column(_("Version"), aside=True),
)


def view(request: HttpRequest) -> Shown:
    found = hub.bridge(grounds().hub).workers
    return {
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(worker) for worker in found),
            sentence=_(
                "No worker has ever run here, so documents are kept but not carried on. "
                "Start one: landbridge worker"
            ),
        ),
    }


def _row(worker: WorkerRow) -> Row:
    return Row.of(
        Cell(worker.worker, note=f"{worker.host} · {worker.process_number}"),
        Cell(_("alive")) if worker.alive else Cell(_("silent"), tone="waits"),
        worker.doing or _("idle"),
        worker.seen_age_s,
        worker.started_at,
        worker.version,
    )


screen = Screen(
    path="workers/",
    name="workers",
    title=_("Workers"),
    view=view,
    permission="see_system",
    menu=Menu("system", 20, key="w"),
)
