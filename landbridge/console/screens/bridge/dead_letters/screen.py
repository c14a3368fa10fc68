"""What needs a person: oldest first, grouped by cause, many at once."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.canon.registry import document_types
from landbridge.console import filters
from landbridge.console.addresses import document_href, listed
from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table, page_of
from landbridge.console.versions import dated
from landbridge.hub import facade as hub
from landbridge.hub.facade.views import DeadLetterFilter, DeadLetterList, DeadLetterRow

COLUMNS = (
    Column(_("Document")),
    Column(_("What happened and what to do"), wide=True),
    Column(_("From"), aside=True),
    Column(_("To"), aside=True),
    Column(_("Held for"), "age"),
    Column(_("Tries"), "count", aside=True),
)


def view(request: HttpRequest) -> Shown:
    page = page_of(request)
    chosen = filter_of(request)
    found = hub.dead_letters(grounds().hub, chosen, limit=page.limit, page=page.token)
    return {
        "filters": _filters(request),
        "is_filtered": filters.is_filtered(request),
        "chosen": chosen,
        "found": found,
        "groups": _groups(found),
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(row) for row in found.rows),
            next_page=found.next_page,
            sentence=found.sentence,
        ),
    }


def filter_of(request: HttpRequest) -> DeadLetterFilter:
    """The filter in the address of a list of dead letters."""
    asked = filters.asked
    return DeadLetterFilter(
        source=asked(request, "source"),
        target=asked(request, "target"),
        kind=asked(request, "kind"),
        rule=asked(request, "rule"),
        text=asked(request, "text"),
    )


def _row(row: DeadLetterRow) -> Row:
    where = ", ".join(problem.path for problem in row.problems if problem.path)
    return Row.of(
        Cell(row.number or _("unreadable"), note=row.kind_title),
        Cell(dated(row.reason), note=" ".join(part for part in (row.remedy, where) if part)),
        row.source,
        row.target,
        row.age_s,
        row.attempts_count,
        href=document_href(row.message_id),
        key=row.dead_letter,
        tone="person",
    )


def _groups(found: DeadLetterList) -> tuple[tuple[str, int, str], ...]:
    """Causes with their number and the list of just those; not worth showing for one cause."""
    if len(found.groups) < 2:
        return ()
    return tuple(
        (
            dated(group.text),
            group.count,
            listed(
                "dead-letters",
                rule=group.rule,
                target=group.target,
                source=group.source,
                kind=group.kind,
            ),
        )
        for group in found.groups
    )


def _filters(request: HttpRequest) -> tuple[filters.Filter, ...]:
    kinds = ((kind, kind.replace("_", " ")) for kind in document_types())
    endpoints = [(each.card.endpoint, each.card.title) for each in hub.endpoint_list(grounds().hub)]
    return (
        filters.text(request, "text", _("Number")),
        filters.choice(request, "kind", _("Document"), kinds),
        filters.choice(request, "source", _("From"), endpoints),
        filters.choice(request, "target", _("To"), endpoints),
        filters.text(request, "rule", _("Rule"), example="unknown-item"),
    )


screen = Screen(
    path="dead-letters/",
    name="dead-letters",
    title=_("Needs a person"),
    view=view,
    permission="see_documents",
    menu=Menu("bridge", 30, key="p"),
)
