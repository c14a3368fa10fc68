"""What a person must know of: open incidents by cause, and those that are over."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.addresses import incident_href, listed
from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table, page_of
from landbridge.console.versions import dated
from landbridge.hub import facade as hub
from landbridge.hub.facade.views.incidents import Cause, IncidentFilter, IncidentList, IncidentRow

COLUMNS = (
    Column(_("Incident")),
    Column(_("What happened"), wide=True),
    Column(_("Cause"), "badge"),
    Column(_("Assigned to"), aside=True),
    Column(_("Since"), "age"),
)
STATES = (("open", _("open")), ("closed", _("closed")), ("any", _("all")))


def view(request: HttpRequest) -> Shown:
    page = page_of(request)
    state = filters.choice(request, "state", _("State"), STATES, default="open")
    chosen = IncidentFilter(
        state="" if state.value == "any" else state.value,
        cause=filters.asked(request, "cause"),
        endpoint=filters.asked(request, "endpoint"),
        assigned_to=filters.asked(request, "assigned"),
        grouped_by=filters.asked(request, "group"),
        text=filters.asked(request, "text"),
    )
    found = hub.incident_list(grounds().hub, chosen, limit=page.limit, page=page.token)
    return {
        "found": found,
        "filters": (
            filters.text(request, "text", _("Text")),
            state,
            filters.choice(request, "cause", _("Cause"), ((c, c.replace("_", " ")) for c in Cause)),
            filters.text(request, "endpoint", _("Endpoint")),
            filters.text(request, "assigned", _("Assigned to")),
        ),
        "is_filtered": filters.is_filtered(request),
        "groups": _groups(found),
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(row) for row in found.rows),
            next_page=found.next_page,
            sentence=found.sentence,
        ),
    }


def _row(row: IncidentRow) -> Row:
    return Row.of(
        Cell(f"#{row.incident_id}", note=", ".join(row.endpoints)),
        Cell(row.title, note=dated(row.sentence if row.is_open else row.closed_why)),
        Cell(row.cause_title, tone=row.tone),
        row.assigned_to,
        row.age_s,
        href=incident_href(row.incident_id),
        tone=row.tone if row.is_open else "",
    )


def _groups(found: IncidentList) -> tuple[tuple[str, int, str], ...]:
    """Causes with their number and the list of just those; not worth showing for one cause."""
    if len(found.groups) < 2:
        return ()
    return tuple(
        (group.text, group.count, listed("incidents", group=group.grouped_by))
        for group in found.groups
    )


screen = Screen(
    path="incidents/",
    name="incidents",
    title=_("Incidents"),
    view=view,
    permission="see_documents",
    menu=Menu("bridge", 25, key="n"),
)
