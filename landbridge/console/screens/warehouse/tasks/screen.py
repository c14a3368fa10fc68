"""Open work for people on the floor."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.floors import shown_filters, site_filter
from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.screens.warehouse.rows import TASKS, task_row
from landbridge.console.tables import Table, page_of
from landbridge.wms import facade as wms

KINDS = (
    ("pick", _("pick")),
    ("component", _("fetch for a kit")),
    ("putaway", _("put away")),
    ("putback", _("put back")),
    ("replenishment", _("replenish")),
    ("slotting", _("move to a better bin")),
)


def view(request: HttpRequest) -> Shown:
    page = page_of(request)
    site = site_filter(request)
    kind = filters.choice(request, "kind", _("Kind"), KINDS)
    found = wms.tasks(
        grounds().wms,
        site=site.value,
        kind=kind.value,
        zone=filters.asked(request, "zone"),
        claimed_by=filters.asked(request, "claimed_by"),
        limit=page.limit,
        after=page.token,
    )
    return {
        "filters": shown_filters(
            kind,
            filters.text(request, "zone", _("Zone")),
            filters.text(request, "claimed_by", _("Who")),
            site,
        ),
        "is_filtered": filters.is_filtered(request),
        "table": Table(
            columns=TASKS,
            rows=tuple(task_row(row) for row in found.rows),
            next_page=found.after,
            sentence=_(
                "Nothing is to be done. Receiving goods makes putaway tasks, released orders "
                "make picks."
            ),
        ),
    }


screen = Screen(
    path="tasks/",
    name="tasks",
    title=_("Tasks"),
    view=view,
    permission="see_tasks",
    menu=Menu("floor", 10, key="t"),
)
