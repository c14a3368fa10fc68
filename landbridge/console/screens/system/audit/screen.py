"""Who did what in the console; the database keeps it from being changed."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.models import AuditEntry
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table, page_of

COLUMNS = (
    Column(_("At"), "instant"),
    Column(_("Who")),
    Column(_("What")),
    Column(_("To what")),
    Column(_("Why or how"), wide=True, aside=True),
    Column(_("Address"), "code", aside=True),
)


def view(request: HttpRequest) -> Shown:
    page = page_of(request)
    entries = AuditEntry.objects.order_by("-id")
    actor, action = filters.asked(request, "actor"), filters.asked(request, "action")
    if actor:
        entries = entries.filter(actor=actor)
    if action:
        entries = entries.filter(action=action)
    if page.token.isascii() and page.token.isdigit() and len(page.token) < 19:
        entries = entries.filter(id__lt=int(page.token))
    found = list(entries[: page.limit + 1])
    shown = found[: page.limit]
    return {
        "filters": (
            filters.text(request, "actor", _("Who")),
            filters.text(request, "action", _("What"), example="sign-in-refused"),
        ),
        "is_filtered": filters.is_filtered(request),
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(entry) for entry in shown),
            next_page=str(shown[-1].pk) if len(found) > page.limit else "",
            sentence=_("Nobody has done anything like that yet."),
        ),
    }


def _row(entry: AuditEntry) -> Row:
    refused = entry.action.endswith("-refused")
    return Row.of(
        entry.at,
        entry.actor,
        Cell(entry.action, tone="waits" if refused else ""),
        entry.subject,
        entry.why,
        entry.address,
    )


screen = Screen(
    path="audit/",
    name="audit",
    title=_("Audit"),
    view=view,
    permission="see_audit",
    menu=Menu("system", 50),
)
