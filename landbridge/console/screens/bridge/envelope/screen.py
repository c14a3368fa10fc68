"""A payload as it came in; the only page of one that could not be understood."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from landbridge.console import mending
from landbridge.console.differences import plain_lines
from landbridge.console.grounds import grounds
from landbridge.console.screen import Screen, Shown
from landbridge.console.screens.bridge.rows import COLUMNS, row_of
from landbridge.console.tables import Table
from landbridge.hub import facade as hub


def view(request: HttpRequest, envelope_id: int) -> Shown:
    if request.method == "POST":
        messages.success(request, mending.do(request))
        return HttpResponseRedirect(request.path)
    page = hub.envelope_page(grounds().hub, envelope_id)
    return {
        "page": page,
        "content": page.raw,
        "lines": plain_lines(page.raw.text),
        "documents": Table(
            columns=COLUMNS,
            rows=tuple(row_of(row) for row in page.documents),
            sentence=_("No document was cut out of this payload yet."),
        ),
    }


screen = Screen(
    path="incoming/<int:envelope_id>/",
    name="envelope",
    title=_("Payload"),
    view=view,
    permission="see_documents",
    writes="mend_documents",
)
