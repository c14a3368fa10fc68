"""Payloads that are stored and wait to be understood."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.addresses import envelope_href
from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table, page_of
from landbridge.hub import facade as hub

COLUMNS = (
    Column(_("Key at the source"), wide=True),
    Column(_("From")),
    Column(_("Type"), "code", aside=True),
    Column(_("Age"), "age"),
    Column(_("Tries"), "count", aside=True),
    Column(_("Received"), "instant"),
)


def view(request: HttpRequest) -> Shown:
    endpoints = [(card.card.endpoint, card.card.title) for card in hub.endpoint_list(grounds().hub)]
    source = filters.choice(request, "endpoint", _("From"), endpoints)
    found = hub.incoming_list(grounds().hub, endpoint=source.value, limit=page_of(request).limit)
    rows = tuple(
        Row.of(
            Cell(row.source_key, note=row.why),
            row.source,
            row.wire_type,
            Cell(row.age_s, tone="" if row.tone == "quiet" else row.tone),
            row.attempts_count,
            row.received_at,
            href=envelope_href(row.envelope_id),
        )
        for row in found
    )
    sentence = _("Nothing waits to be understood. What an endpoint gives stays here for a moment.")
    return {
        "filters": (source,),
        "is_filtered": filters.is_filtered(request),
        "table": Table(columns=COLUMNS, rows=rows, sentence=sentence),
    }


screen = Screen(
    path="incoming/",
    name="incoming",
    title=_("Incoming"),
    view=view,
    permission="see_documents",
    menu=Menu("bridge", 40),
)
