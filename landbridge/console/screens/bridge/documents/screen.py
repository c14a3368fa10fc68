"""Documents newest first, filtered by what the address says."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.canon.registry import document_types
from landbridge.console import filters
from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.screens.bridge.rows import COLUMNS, row_of
from landbridge.console.tables import Table, page_of
from landbridge.hub import facade as hub
from landbridge.hub.facade.views import DocumentFilter, DocumentState


def view(request: HttpRequest) -> Shown:
    page = page_of(request)
    asked = filters.asked
    state = filters.choice(request, "state", _("State"), _states())
    chosen = DocumentFilter(
        kind=asked(request, "kind"),
        source=asked(request, "source"),
        target=asked(request, "target"),
        endpoint=asked(request, "endpoint"),
        state=DocumentState(state.value) if state.value else None,
        owner=asked(request, "owner"),
        text=asked(request, "text"),
        since=filters.asked_instant(request, "since"),
        until=filters.asked_instant(request, "until"),
    )
    found = hub.document_list(grounds().hub, chosen, limit=page.limit, page=page.token)
    rows = tuple(row_of(row) for row in found.rows)
    return {
        "filters": _filters(request, state),
        "is_filtered": filters.is_filtered(request),
        "sentence": found.sentence if rows else "",
        "table": Table(
            columns=COLUMNS, rows=rows, next_page=found.next_page, sentence=found.sentence
        ),
    }


def _filters(request: HttpRequest, state: filters.Filter) -> tuple[filters.Filter, ...]:
    kinds = ((kind, kind.replace("_", " ")) for kind in document_types())
    endpoints = [(card.card.endpoint, card.card.title) for card in hub.endpoint_list(grounds().hub)]
    return (
        filters.text(request, "text", _("Number")),
        filters.choice(request, "kind", _("Document"), kinds),
        state,
        filters.choice(request, "source", _("From"), endpoints),
        filters.choice(request, "target", _("To"), endpoints),
        filters.moment(request, "since", _("Since")),
        filters.moment(request, "until", _("Until")),
    )


def _states() -> tuple[tuple[str, str], ...]:
    return tuple((state.value, state.value) for state in DocumentState)


screen = Screen(
    path="documents/",
    name="documents",
    title=_("Documents"),
    view=view,
    permission="see_documents",
    menu=Menu("bridge", 20, key="d"),
)
