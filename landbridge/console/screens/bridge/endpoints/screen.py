"""Every endpoint with how it is."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import endpoint_href
from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.hub import facade as hub
from landbridge.hub.facade.views import EndpointCard

COLUMNS = (
    Column(_("Endpoint")),
    Column(_("State"), "badge"),
    Column(_("How it is"), wide=True),
    Column(_("Behind"), "age"),
    Column(_("Open"), "count", aside=True),
    Column(_("Held"), "count", aside=True),
    Column(_("Checked"), "instant", aside=True),
)


def view(request: HttpRequest) -> Shown:
    found = hub.endpoint_list(grounds().hub)
    return {
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(each.card) for each in found),
            sentence=_(
                "An endpoint is a system that gives documents to the bridge or takes them: "
                "an ERP, a shop, a warehouse. Add one for each side."
            ),
        ),
    }


def _row(card: EndpointCard) -> Row:
    return Row.of(
        Cell(card.title, note=f"{card.endpoint} · {card.connector_title} {card.version}".strip()),
        Cell(card.state.replace("_", " "), tone=card.tone),
        card.sentence,
        card.behind_s,
        card.open_count,
        Cell(card.held_count, tone="person" if card.held_count else ""),
        card.checked_at,
        href=endpoint_href(card.endpoint),
        tone="" if card.tone == "quiet" else card.tone,
    )


screen = Screen(
    path="endpoints/",
    name="endpoints",
    title=_("Endpoints"),
    view=view,
    permission="see_endpoints",
    menu=Menu("bridge", 50, key="e"),
)
