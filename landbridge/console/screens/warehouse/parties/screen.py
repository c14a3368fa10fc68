"""Customers, suppliers and carriers, with those no longer in use told apart."""

from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table, page_of
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import PartyView

STATES = (("active", _("in use")), ("inactive", _("no longer in use")))
COLUMNS = (
    Column(_("Party")),
    Column(_("Name"), wide=True),
    Column(_("Roles"), aside=True),
    Column("GLN", "code", aside=True),
    Column(_("State"), "badge"),
)


def view(request: HttpRequest) -> Shown:
    page = page_of(request)
    state = filters.choice(request, "state", _("State"), STATES)
    found = wms.parties(
        grounds().wms, owner=filters.asked(request, "owner"), text=filters.asked(request, "text"),
        state=state.value, limit=page.limit, after=page.token,
    )  # fmt: skip
    return {
        "filters": (filters.text(request, "text", _("Code, name or GLN")), state),
        "is_filtered": filters.is_filtered(request),
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(row) for row in found.rows),
            next_page=found.after,
            sentence=_("No party matches. They come from the ERP as documents of kind party."),
        ),
    }


def _row(row: PartyView) -> Row:
    return Row.of(
        Cell(row.code, note=row.owner),
        row.name,
        ", ".join(row.roles),
        row.gln,
        Cell(_t("in use")) if row.active else Cell(_t("no longer in use"), tone="waits"),
    )


screen = Screen(
    path="parties/",
    name="parties",
    title=_("Parties"),
    view=view,
    permission="see_orders",
    menu=Menu("orders", 60),
)
